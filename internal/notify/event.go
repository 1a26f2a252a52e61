// Package notify tells others what happened: signed webhooks, mail and Slack.
// Messages carry ids, tiers and rule titles and no personal values: whoever
// wants more follows the link and needs a login.
package notify

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Type says what happened.
type Type string

// The types of events.
const (
	CaseOpened         Type = "case.opened"
	CaseChanged        Type = "case.evidence-changed" // new evidence on an open case
	CaseMoved          Type = "case.moved"            // to another state, by a person
	CaseLeft           Type = "case.left-undecided"   // rejected or withdrawn before anybody decided
	ContainmentExpired Type = "containment.expired"
	DisputeReceived    Type = "dispute.received"
	RingChanged        Type = "ring.changed"
	SourceSilent       Type = "source.silent" // no record for three times the usual interval
	SourceBack         Type = "source.back"
	AuditCheckpoint    Type = "audit.checkpoint"
	EndpointDisabled   Type = "endpoint.disabled"
	Test               Type = "test"
)

// Types lists the types that an endpoint can subscribe to.
func Types() []Type {
	return []Type{CaseOpened, CaseChanged, CaseMoved, CaseLeft, ContainmentExpired, DisputeReceived, RingChanged,
		SourceSilent, SourceBack, AuditCheckpoint, EndpointDisabled}
}

// Event is one thing that happened in a workspace.
type Event struct {
	ID        string // "evt_" and 32 hex digits; the same at every delivery
	Workspace domain.WorkspaceID
	Type      Type
	At        time.Time
	Data      Data
}

// Data is what an event says. Every text is an id or a code; titles of rules
// are added when the event is sent.
type Data struct {
	Case       string      `json:"case,omitzero"`
	Person     string      `json:"person,omitzero"`
	Ring       string      `json:"ring,omitzero"`
	Dispute    string      `json:"dispute,omitzero"`
	State      string      `json:"state,omitzero"` // of a case
	Tier       domain.Tier `json:"tier,omitzero"`
	Rules      []string    `json:"rules,omitempty"` // ids
	Source     string      `json:"source,omitzero"`
	Since      time.Time   `json:"since,omitzero"` // of a silence: the last record
	Endpoint   string      `json:"endpoint,omitzero"`
	Entries    uint64      `json:"entries,omitzero"`    // that a checkpoint covers
	Checkpoint string      `json:"checkpoint,omitzero"` // the signed note
}

// NewCheckpoint tells that the audit log was signed: whoever keeps the note
// elsewhere can prove later that nothing was rewritten.
func NewCheckpoint(ws domain.WorkspaceID, at time.Time, entries uint64, note []byte) Event {
	return Event{ID: NewID("evt_"), Workspace: ws, Type: AuditCheckpoint, At: at, Data: Data{Entries: entries, Checkpoint: string(note)}}
}

// ErrEvent is wrapped by every refusal of an event.
var ErrEvent = errors.New("event refused")

const (
	maxCode  = 128
	maxRules = 64
)

// NewID returns a random id with a prefix, such as "evt_". Later ids of one
// process sort after earlier ones (UUID version 7).
func NewID(prefix string) string {
	return prefix + strings.ReplaceAll(uuid.Must(uuid.NewV7()).String(), "-", "")
}

// Check refuses an event with a text that is no id or code, so that no name or
// address leaves by mistake.
func (e *Event) Check() error {
	d := &e.Data
	switch {
	case e.ID == "" || e.Workspace == "" || e.At.IsZero():
		return fmt.Errorf("%w: it has no id, workspace or time", ErrEvent)
	case e.Type != Test && !slices.Contains(Types(), e.Type):
		return fmt.Errorf("%w: %q is no type", ErrEvent, e.Type)
	case len(d.Rules) > maxRules:
		return fmt.Errorf("%w: it names more than %d rules", ErrEvent, maxRules)
	case d.Checkpoint != "" && e.Type != AuditCheckpoint:
		return fmt.Errorf("%w: only %s carries a checkpoint", ErrEvent, AuditCheckpoint)
	}
	for _, text := range slices.Concat([]string{e.ID, d.Case, d.Person, d.Ring, d.Dispute, d.State, string(d.Tier), d.Source, d.Endpoint}, d.Rules) {
		if len(text) > maxCode || strings.IndexFunc(text, notCode) >= 0 {
			return fmt.Errorf("%w: %s holds %d bytes that are no id or code", ErrEvent, e.Type, len(text))
		}
	}
	return nil
}

// notCode reports a character that ids and codes do not have.
func notCode(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("_-.:/", r)
}

// typePrefix makes the types of CloudEvents unique in the world.
const typePrefix = "com.github.daylight-hq.daylight."

// cloudEvent is an event as CloudEvents 1.0 in JSON (section 3 of the JSON
// format).
type cloudEvent struct {
	SpecVersion     string    `json:"specversion"`
	ID              string    `json:"id"`
	Source          string    `json:"source"`
	Type            string    `json:"type"`
	Subject         string    `json:"subject,omitzero"`
	Time            time.Time `json:"time"`
	DataContentType string    `json:"datacontenttype"`
	Data            sent      `json:"data"`
}

// sent is the data with titles and a link.
type sent struct {
	Data
	Titles []string `json:"rule_titles,omitempty"`
	Link   string   `json:"link,omitzero"`
}

// ContentType is that of an encoded event.
const ContentType = "application/cloudevents+json; charset=utf-8"

// Words say how events are put to people.
type Words struct {
	// Title gives the title of a rule, or "" for one that is not known.
	Title func(rule string) string
	// Console gives the address at which people reach a workspace in the console,
	// without a slash at its end; "" for none. It may be nil.
	Console func(ws domain.WorkspaceID) string
}

// Encode returns the event as CloudEvents JSON.
func (w Words) Encode(e *Event) ([]byte, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	source := "urn:daylight:" + url.PathEscape(string(e.Workspace))
	out := cloudEvent{SpecVersion: "1.0", ID: e.ID, Source: source, Type: typePrefix + string(e.Type), Subject: e.subject(), Time: e.At.UTC(),
		DataContentType: "application/json", Data: sent{Data: e.Data, Titles: w.titles(e), Link: w.link(e)}}
	data, err := wire.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("encode event: %w", err)
	}
	return data, nil
}

func (w Words) titles(e *Event) []string {
	var out []string
	for _, id := range e.Data.Rules {
		title := ""
		if w.Title != nil {
			title = w.Title(id)
		}
		if title == "" {
			title = id
		}
		out = append(out, title)
	}
	return out
}

// subject is what the event is about: the narrowest id that it names.
func (e *Event) subject() string {
	d := &e.Data
	for _, s := range []string{d.Case, d.Dispute, d.Ring, d.Person, d.Source, d.Endpoint} {
		if s != "" {
			return s
		}
	}
	return ""
}

func (w Words) link(e *Event) string {
	if w.Console == nil {
		return ""
	}
	console := w.Console(e.Workspace)
	if console == "" {
		return ""
	}
	d := &e.Data
	switch {
	case d.Case != "":
		return console + "/cases/" + url.PathEscape(d.Case)
	case d.Dispute != "":
		return console + "/disputes/" + url.PathEscape(d.Dispute)
	case d.Source != "":
		return console + "/sources"
	case d.Endpoint != "":
		return console + "/settings/endpoints"
	}
	return console
}

// Line puts an event to people, in one line without its link.
func (w Words) Line(e *Event) string {
	d := &e.Data
	var line string
	switch e.Type {
	case CaseOpened:
		line = "Case " + d.Case + " needs a check"
	case CaseChanged:
		line = "New evidence on case " + d.Case
	case CaseMoved:
		line = "Case " + d.Case + " is now " + d.State
	case CaseLeft:
		line = "Case " + d.Case + ": the person left the process before anybody decided"
	case ContainmentExpired:
		line = "A containment of case " + d.Case + " has ended"
	case DisputeReceived:
		line = "Dispute " + d.Dispute + " was received"
	case RingChanged:
		line = "Ring " + d.Ring + " has changed"
	case SourceSilent:
		line = "No record from " + d.Source + " since " + d.Since.UTC().Format("2006-01-02 15:04 MST")
	case SourceBack:
		line = "Records from " + d.Source + " come again"
	case AuditCheckpoint:
		line = fmt.Sprintf("Audit checkpoint over %d entries", d.Entries)
	case EndpointDisabled:
		line = "Endpoint " + d.Endpoint + " was switched off because it kept failing"
	default:
		line = "This is a test"
	}
	if d.Tier != "" {
		line += " (" + string(d.Tier) + ")"
	}
	if titles := w.titles(e); len(titles) > 0 {
		line += ": " + strings.Join(titles, "; ")
	}
	return line
}
