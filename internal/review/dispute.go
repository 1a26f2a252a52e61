package review

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Dispute is what somebody without an account says about what is held of them.
type Dispute struct {
	Workspace   domain.WorkspaceID
	ID          string
	Version     int
	Channel     string // link, mail or phone
	ReceivedAt  time.Time
	TakenBy     string
	TakenAt     time.Time
	Text        string
	Contact     string // how to reach the person, as they said
	Case        string // "" until somebody finds it
	Response    string // id of the response on the case, where a notice was being answered
	Corrections []Correction
	AnsweredAt  time.Time // zero while it is open
	AnsweredBy  string
	Answer      string
}

// Correction is one value that was wrong.
type Correction struct {
	Record string // key of the record that carried it
	Field  domain.Field
	Was    string
	Is     string // "" when it is to be left out
	Why    string
	By     string
	At     time.Time
}

// Intake is a dispute as it comes in.
type Intake struct {
	Channel    string
	Code       string // reference of a notice, where the person has one
	Text       string
	Contact    string
	ReceivedAt time.Time
}

// DisputeStatus is what the holder of a code may know.
type DisputeStatus struct {
	ReceivedAt time.Time
	Open       bool
	Answer     string
}

const (
	maxDisputeText = 20_000
	maxContact     = 500
)

// Actions on disputes.
const (
	actDispute        Action = "dispute"
	actDisputeLink    Action = "dispute-link"
	actDisputeCorrect Action = "dispute-correct"
	actDisputeAnswer  Action = "dispute-answer"
)

// NewCode makes a reference by which somebody can ask and answer without an
// account: a hundred random bits in groups that can be read out on the phone.
func NewCode() string {
	t := rand.Text()
	return strings.Join([]string{t[0:5], t[5:10], t[10:15], t[15:20]}, "-")
}

var codeForm = regexp.MustCompile(`^[A-Z2-7]{5}(-[A-Z2-7]{5}){3}$`)

// readCode takes a code as people write it: in small letters, with blanks for
// hyphens, with 0 for O and 1 for I, which no code contains.
func readCode(s string) string {
	s = strings.NewReplacer("0", "O", "1", "I", " ", "", "-", "").Replace(strings.ToUpper(strings.TrimSpace(s)))
	if len(s) != 20 {
		return ""
	}
	if s = strings.Join([]string{s[0:5], s[5:10], s[10:15], s[15:20]}, "-"); !codeForm.MatchString(s) {
		return ""
	}
	return s
}

// TakeDispute takes a dispute in and returns its reference. With a notice's
// code it stands on that case at once, and the decision waits for an answer;
// an unknown code is taken all the same, so that nobody can try codes out.
func (d *Desk) TakeDispute(ctx context.Context, ws domain.WorkspaceID, in Intake, a Actor) (code string, err error) {
	at := d.now()
	switch {
	case !slices.Contains([]string{"link", "mail", "phone"}, in.Channel):
		return "", &Invalid{"channel", "link, mail or phone"}
	case len(words(in.Text)) == 0 || len(in.Text) > maxDisputeText:
		return "", &Invalid{"text", fmt.Sprintf("between one word and %d bytes", maxDisputeText)}
	case len(in.Contact) > maxContact:
		return "", &Invalid{"contact", fmt.Sprintf("at most %d bytes", maxContact)}
	case in.ReceivedAt.After(at):
		return "", &Invalid{"received", "a time that is not in the future"}
	case in.Channel != "link" && a.Kind != Person:
		return "", errPerson
	}
	received := orTime(in.ReceivedAt.UTC(), at)
	p := &Dispute{Workspace: ws, ID: newID("q"), Version: 1, Channel: in.Channel, ReceivedAt: received, TakenBy: a.ID, TakenAt: at, Text: in.Text, Contact: in.Contact}
	if ref := readCode(in.Code); ref != "" {
		p.Case, err = d.store.CaseByCode(ctx, ws, ref)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return "", err
		}
	}
	code = NewCode()
	if err := d.store.CreateDispute(ctx, ws, p, code, Event{At: at, Occurred: received, Actor: a, Action: actDispute, Object: p.ID}); err != nil {
		return "", fmt.Errorf("take dispute: %w", err)
	}
	if p.Case == "" {
		return code, nil
	}
	return code, d.bring(ctx, ws, p.ID, p.Case, a)
}

// bring puts a dispute on a case: as a response where a notice is being
// answered, else as a note of the timeline.
func (d *Desk) bring(ctx context.Context, ws domain.WorkspaceID, id, onto string, a Actor) error {
	p, err := d.store.Dispute(ctx, ws, id)
	if err != nil {
		return err
	}
	var response string
	_, err = d.Work(ctx, ws, onto, 0, func(c *Case, at time.Time) error {
		response = ""
		if c.State == Notified || c.State == Waiting {
			var err error
			response, err = c.Respond(d.Policy(ws), p.Text, p.ReceivedAt, a, at)
			return err
		}
		c.Wake(daylight, at)
		c.record(Event{At: at, Occurred: p.ReceivedAt, Actor: a, Action: actDispute, Object: id})
		return nil
	})
	if err != nil {
		return err
	}
	_, err = d.store.UpdateDispute(ctx, ws, id, 0, func(p *Dispute) (Event, error) {
		p.Case, p.Response = onto, response
		return Event{At: d.now(), Actor: a, Action: actDisputeLink, Object: id, Case: onto}, nil
	})
	return err
}

// LinkDispute says which case a dispute is about.
func (d *Desk) LinkDispute(ctx context.Context, ws domain.WorkspaceID, id, onto string, a Actor) error {
	if a.Kind != Person {
		return errPerson
	}
	p, err := d.store.Dispute(ctx, ws, id)
	if err != nil {
		return err
	}
	if p.Case != "" {
		return &Invalid{"case", "the dispute stands on a case already"}
	}
	return d.bring(ctx, ws, id, onto, a)
}

// Correct takes a correction over and judges again: cases follow what is found
// then, and a decision whose evidence fell cannot go on. What was corrected is
// read so in all later versions of the record too.
func (d *Desk) Correct(ctx context.Context, ws domain.WorkspaceID, id string, version int, k Correction, a Actor) error {
	switch {
	case a.Kind != Person:
		return errPerson
	case k.Record == "" || k.Field == "":
		return &Invalid{"correction", "which record and which field"}
	case len(words(k.Why)) < minReasonWords:
		return &Invalid{"why", fmt.Sprintf("at least %d words", minReasonWords)}
	case d.hooks.Recheck == nil:
		return errors.New("correct a value: nothing here can judge again")
	}
	now, err := d.store.Dispute(ctx, ws, id)
	if err != nil {
		return err
	}
	if err := now.correctable(version); err != nil {
		return err
	}
	k.By, k.At = a.ID, d.now()
	// The correction is made before it is noted: made twice it is made once,
	// and one that was noted and never made would show what is not so.
	if err := d.hooks.Recheck(ctx, ws, k); err != nil {
		return fmt.Errorf("judge again after a correction: %w", err)
	}
	_, err = d.store.UpdateDispute(ctx, ws, id, version, func(p *Dispute) (Event, error) {
		if err := p.correctable(0); err != nil {
			return Event{}, err
		}
		p.Corrections = append(p.Corrections, k)
		return Event{At: k.At, Actor: a, Action: actDisputeCorrect, Object: id, Case: p.Case}, nil
	})
	return err
}

// correctable refuses a dispute that is answered, or another version than the
// caller saw; 0 takes it as it stands.
func (p *Dispute) correctable(version int) error {
	if version != 0 && version != p.Version {
		return &Conflict{Case: p.ID, Have: version, Current: p.Version}
	}
	if !p.AnsweredAt.IsZero() {
		return &Invalid{"dispute", "it is answered"}
	}
	return nil
}

// AnswerDispute closes a dispute with an answer to the person.
func (d *Desk) AnswerDispute(ctx context.Context, ws domain.WorkspaceID, id string, version int, text string, a Actor) (*Dispute, error) {
	if a.Kind != Person {
		return nil, errPerson
	}
	return d.store.UpdateDispute(ctx, ws, id, version, func(p *Dispute) (Event, error) {
		switch {
		case !p.AnsweredAt.IsZero():
			return Event{}, &Invalid{"dispute", "it is answered"}
		case ownWordCount(text, []string{p.Text}) < d.Policy(ws).OwnWords:
			return Event{}, &Invalid{"text", fmt.Sprintf("at least %d words of your own", d.Policy(ws).OwnWords)}
		}
		p.AnsweredAt, p.AnsweredBy, p.Answer = d.now(), a.ID, text
		return Event{At: p.AnsweredAt, Actor: a, Action: actDisputeAnswer, Object: id, Case: p.Case}, nil
	})
}

// Disputes lists what people said, for those who answer it.
func (d *Desk) Disputes(ctx context.Context, ws domain.WorkspaceID, open bool, a Actor) ([]*Dispute, error) {
	list, err := d.store.Disputes(ctx, ws, open)
	if err != nil {
		return nil, err
	}
	return list, d.store.Note(ctx, ws, Event{At: d.now(), Actor: a, Action: "list-disputes"}, "dispute")
}

// DisputeStatus tells the holder of a code how things stand. Whoever serves it
// limits how often it may be asked.
func (d *Desk) DisputeStatus(ctx context.Context, ws domain.WorkspaceID, code string) (DisputeStatus, error) {
	ref := readCode(code)
	if ref == "" {
		return DisputeStatus{}, fmt.Errorf("dispute: %w", ErrNotFound)
	}
	p, err := d.store.DisputeByCode(ctx, ws, ref)
	if err != nil {
		return DisputeStatus{}, err
	}
	return DisputeStatus{p.ReceivedAt, p.AnsweredAt.IsZero(), p.Answer}, nil
}
