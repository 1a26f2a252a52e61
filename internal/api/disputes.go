package api

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/review"
)

// Dispute is what somebody without an account says about what is held of them.
type Dispute struct {
	ID          string        `json:"id"`
	Version     int           `json:"version"`
	Channel     string        `json:"channel"`
	ReceivedAt  time.Time     `json:"received_at"`
	Text        string        `json:"text"`
	Contact     string        `json:"contact"`
	Case        string        `json:"case,omitempty"`
	Corrections []CorrectedAt `json:"corrections" doc:"What was set right, oldest first"`
	AnsweredAt  time.Time     `json:"answered_at,omitzero"`
	AnsweredBy  string        `json:"answered_by,omitempty"`
	Answer      string        `json:"answer,omitempty"`
}

// CorrectedAt is one value that was wrong, and is read right since.
type CorrectedAt struct {
	Record string    `json:"record"`
	Field  string    `json:"field"`
	Was    string    `json:"was"`
	Is     string    `json:"is,omitempty" doc:"Empty where it is left out"`
	Why    string    `json:"why"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

func (s *Server) disputes() {
	addOpen(s, op{method: http.MethodPost, path: "/public/disputes", id: "take-dispute", summary: "Dispute what is held of you; nobody needs an account for it", status: http.StatusCreated,
		describe: "The answer is the same whether or not the notice's reference is known."}, s.takeDispute)
	addOpen(s, op{method: http.MethodPost, path: "/public/disputes/status", id: "get-dispute-status", summary: "How a dispute stands, by the code that taking it returned"}, s.disputeStatus)
	add(s, op{method: http.MethodGet, path: "/disputes", id: "list-disputes", summary: "What people said, oldest first", action: access.Disputes}, s.listDisputes)
	add(s, op{method: http.MethodPost, path: "/disputes", id: "enter-dispute", summary: "Enter a dispute that came by mail or phone", action: access.Disputes, status: http.StatusCreated}, s.enterDispute)
	add(s, op{method: http.MethodPut, path: "/disputes/{id}/case", id: "link-dispute", summary: "Say which case a dispute is about", action: access.Disputes, status: http.StatusNoContent}, s.linkDispute)
	add(s, op{method: http.MethodPost, path: "/disputes/{id}/corrections", id: "correct-value", summary: "Take a correction over and judge again", action: access.Disputes, status: http.StatusNoContent}, s.correct)
	add(s, op{method: http.MethodPost, path: "/disputes/{id}/answer", id: "answer-dispute", summary: "Answer a dispute, which closes it", action: access.Disputes}, s.answerDispute)
}

// DisputeText is what somebody says.
type DisputeText struct {
	Text      string `json:"text" minLength:"1" maxLength:"20000"`
	Contact   string `json:"contact,omitempty" maxLength:"500" doc:"How to reach you; not needed"`
	Reference string `json:"reference,omitempty" maxLength:"64" doc:"From the notice, if there was one"`
}

type takeIn struct {
	In
	Body DisputeText
}

type codeOut struct {
	Body struct {
		Code string `json:"code" doc:"Keep it: it shows how things stand, and it is not shown again"`
	}
}

func (s *Server) takeDispute(ctx context.Context, w *Workspace, in *takeIn) (*codeOut, error) {
	out := &codeOut{}
	var err error
	out.Body.Code, err = s.opt.Cases.TakeDispute(ctx, w.ID, review.Intake{Channel: "link", Code: in.Body.Reference, Text: in.Body.Text, Contact: in.Body.Contact},
		review.Actor{ID: "anybody", Kind: review.System})
	return out, err
}

type statusIn struct {
	In
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"64"`
	}
}

type statusOut struct {
	Body struct {
		ReceivedAt time.Time `json:"received_at"`
		Open       bool      `json:"open"`
		Answer     string    `json:"answer,omitempty"`
	}
}

func (s *Server) disputeStatus(ctx context.Context, w *Workspace, in *statusIn) (*statusOut, error) {
	got, err := s.opt.Cases.DisputeStatus(ctx, w.ID, in.Body.Code)
	if err != nil {
		return nil, err
	}
	out := &statusOut{}
	out.Body.ReceivedAt, out.Body.Open, out.Body.Answer = got.ReceivedAt, got.Open, got.Answer
	return out, nil
}

type disputesIn struct {
	In
	All bool `query:"all" doc:"Answered ones too"`
}

type disputesOut struct {
	Body struct {
		Disputes []Dispute `json:"disputes"`
	}
}

type disputeOut struct {
	ETag string `header:"ETag"`
	Body Dispute
}

func disputeOf(d *review.Dispute) Dispute {
	fixed := []CorrectedAt{}
	for _, k := range d.Corrections {
		fixed = append(fixed, CorrectedAt{k.Record, string(k.Field), k.Was, k.Is, k.Why, k.By, k.At})
	}
	return Dispute{d.ID, d.Version, d.Channel, d.ReceivedAt, d.Text, d.Contact, d.Case, fixed, d.AnsweredAt, d.AnsweredBy, d.Answer}
}

// listDisputes shows somebody who is confined to end clients only what stands
// on their clients' cases.
func (s *Server) listDisputes(ctx context.Context, w *Workspace, in *disputesIn) (*disputesOut, error) {
	list, err := s.opt.Cases.Disputes(ctx, w.ID, !in.All, s.reviewer(ctx, access.Disputes))
	if err != nil {
		return nil, err
	}
	out := &disputesOut{}
	out.Body.Disputes = []Dispute{}
	for _, d := range list {
		if s.ofMine(ctx, w, d) == nil {
			out.Body.Disputes = append(out.Body.Disputes, disputeOf(d))
		}
	}
	return out, nil
}

func (s *Server) ofMine(ctx context.Context, w *Workspace, d *review.Dispute) error {
	switch {
	case len(callerOf(ctx).Clients) == 0:
		return nil
	case d.Case == "":
		return ErrNotFound
	}
	return s.within(ctx, w, d.Case)
}

// myDispute refuses a dispute that the caller would not be shown.
func (s *Server) myDispute(ctx context.Context, w *Workspace, id string) error {
	if len(callerOf(ctx).Clients) == 0 {
		return nil
	}
	list, err := s.opt.Cases.Disputes(ctx, w.ID, false, s.reviewer(ctx, access.Disputes))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(d *review.Dispute) bool { return d.ID == id })
	if i < 0 {
		return ErrNotFound
	}
	return s.ofMine(ctx, w, list[i])
}

type enterIn struct {
	In
	Body struct {
		DisputeText
		Channel  string    `json:"channel" enum:"mail,phone"`
		Received time.Time `json:"received_at"`
	}
}

func (s *Server) enterDispute(ctx context.Context, w *Workspace, in *enterIn) (*codeOut, error) {
	out, b := &codeOut{}, in.Body
	var err error
	out.Body.Code, err = s.opt.Cases.TakeDispute(ctx, w.ID, review.Intake{Channel: b.Channel, Code: b.Reference, Text: b.Text, Contact: b.Contact, ReceivedAt: b.Received},
		s.reviewer(ctx, access.Disputes))
	return out, err
}

type linkIn struct {
	CaseIn
	Body struct {
		Case string `json:"case" minLength:"1" maxLength:"64"`
	}
}

func (s *Server) linkDispute(ctx context.Context, w *Workspace, in *linkIn) (*struct{}, error) {
	if err := s.myDispute(ctx, w, in.ID); err != nil {
		return nil, err
	}
	if err := s.within(ctx, w, in.Body.Case); err != nil {
		return nil, err
	}
	return nil, s.opt.Cases.LinkDispute(ctx, w.ID, in.ID, in.Body.Case, s.reviewer(ctx, access.Disputes))
}

type correctIn struct {
	CaseChange
	Body struct {
		Record string `json:"record" minLength:"1" maxLength:"512" doc:"Key of the record that carried the value"`
		Field  string `json:"field" minLength:"1" maxLength:"64"`
		Was    string `json:"was" maxLength:"2000"`
		Is     string `json:"is,omitempty" maxLength:"2000" doc:"Empty to leave the value out"`
		Why    string `json:"why" minLength:"1" maxLength:"20000"`
	}
}

func (s *Server) correct(ctx context.Context, w *Workspace, in *correctIn) (*struct{}, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	if err := s.myDispute(ctx, w, in.ID); err != nil {
		return nil, err
	}
	b := in.Body
	return nil, s.opt.Cases.Correct(ctx, w.ID, in.ID, version, review.Correction{Record: b.Record, Field: domain.Field(b.Field), Was: b.Was, Is: b.Is, Why: b.Why}, s.reviewer(ctx, access.Disputes))
}

func (s *Server) answerDispute(ctx context.Context, w *Workspace, in *textIn) (*disputeOut, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	if err := s.myDispute(ctx, w, in.ID); err != nil {
		return nil, err
	}
	d, err := s.opt.Cases.AnswerDispute(ctx, w.ID, in.ID, version, in.Body.Text, s.reviewer(ctx, access.Disputes))
	if err != nil {
		return nil, err
	}
	return &disputeOut{etag(d.Version), disputeOf(d)}, nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
