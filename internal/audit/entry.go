// Package audit is the log of who did what: an append-only RFC 6962 tree of
// entries for each workspace, signed checkpoints that leave the machine, and an
// export that anybody can verify without trusting us.
//
// Entries carry ids and codes, never personal values. Erasing a person destroys
// the key of what was kept of them and leaves every entry readable as it was, so
// the tree stays verifiable; the erasure itself is one more entry.
package audit

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Entry is one line of the log: who did or read what, when and why.
type Entry struct {
	Workspace domain.WorkspaceID
	At        time.Time // kept in whole microseconds, UTC
	Actor     Actor
	Action    string // dotted words, such as "case.read" or "decision.proposed"
	Object    Object
	// Why is a purpose code or the id of the text that holds the reason, such
	// as "case-review" or "reason:n_81f0". The words themselves may name people
	// and stay where they can be erased.
	Why     string
	Details map[string]string // further ids, codes and counts
}

// Actor is who did it.
type Actor struct {
	ID   string // the id of a user or token; empty for the system itself
	Kind ActorKind
	Role string // the role that allowed it; several are joined by commas
}

// ActorKind says what an actor is.
type ActorKind string

// The kinds of actors.
const (
	Person ActorKind = "person"
	Token  ActorKind = "token"
	System ActorKind = "system"
)

// Object is what it was done to. ID is empty for a list or the whole.
type Object struct {
	Type string
	ID   string
}

// Limits of an entry's texts, in bytes. They bound a line of an export.
const (
	maxText    = 256
	maxDetails = 32
)

// ErrEntry is wrapped by every refusal of an entry that may not be written.
var ErrEntry = errors.New("entry refused")

// check refuses what the log may not hold. Ids and codes have no spaces and no
// at sign, so that a name, a mail address or a sentence does not get in by
// mistake: nothing can be taken out of the log again.
func (e *Entry) check() error {
	switch {
	case e.Workspace == "" || len(e.Workspace) > maxText || !utf8.ValidString(string(e.Workspace)):
		return fmt.Errorf("%w: it names no workspace", ErrEntry)
	case e.At.IsZero():
		return fmt.Errorf("%w: it has no time", ErrEntry)
	case e.Actor.Kind != Person && e.Actor.Kind != Token && e.Actor.Kind != System:
		return fmt.Errorf("%w: %q is no kind of actor", ErrEntry, e.Actor.Kind)
	case e.Actor.ID == "" && e.Actor.Kind != System:
		return fmt.Errorf("%w: it does not say who acted", ErrEntry)
	case e.Action == "":
		return fmt.Errorf("%w: it does not say what was done", ErrEntry)
	case e.Object.Type == "":
		return fmt.Errorf("%w: it does not say to what it was done", ErrEntry)
	case len(e.Details) > maxDetails:
		return fmt.Errorf("%w: it has more than %d details", ErrEntry, maxDetails)
	}
	texts := []string{e.Actor.ID, e.Actor.Role, e.Action, e.Object.Type, e.Object.ID, e.Why}
	for k, v := range e.Details {
		texts = append(texts, k, v)
	}
	for _, t := range texts {
		if len(t) > maxText || strings.IndexFunc(t, notCode) >= 0 {
			return fmt.Errorf("%w: %s holds %d bytes that are no id or code", ErrEntry, e.Action, len(t))
		}
	}
	return nil
}

// notCode reports a character that ids and codes do not have.
func notCode(r rune) bool {
	return r > 'z' && r != '~' || r <= ' ' || strings.ContainsRune("\"'\\<>@&!$()*;?[]^`{|}", r)
}

// leaf is an entry as it is hashed: RFC 8785 canonical JSON. Members stand in
// the order of their names.
type leaf struct {
	Action    string             `json:"action"`
	Actor     leafActor          `json:"actor"`
	At        int64              `json:"at"` // Unix microseconds, UTC
	Details   map[string]string  `json:"details,omitzero"`
	Object    leafObject         `json:"object"`
	V         int                `json:"v"`
	Why       string             `json:"why,omitzero"`
	Workspace domain.WorkspaceID `json:"workspace"`
}

type leafActor struct {
	ID   string    `json:"id,omitzero"`
	Kind ActorKind `json:"kind"`
	Role string    `json:"role,omitzero"`
}

type leafObject struct {
	ID   string `json:"id,omitzero"`
	Type string `json:"type"`
}

// leafVersion is the version that entries are written in.
const leafVersion = 1

// encode returns the bytes of an entry that the tree covers.
func (e *Entry) encode() ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	l := leaf{Action: e.Action, Actor: leafActor(e.Actor), At: e.At.UnixMicro(), Details: e.Details,
		Object: leafObject{ID: e.Object.ID, Type: e.Object.Type}, V: leafVersion, Why: e.Why, Workspace: e.Workspace}
	if len(l.Details) == 0 {
		l.Details = nil
	}
	data, err := wire.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("encode audit entry %s: %w", e.Action, err)
	}
	return data, nil
}

// Decode reads the bytes of an entry as the store and exports hold them.
func Decode(data []byte) (Entry, error) {
	var l leaf
	if err := wire.UnmarshalStrict(data, &l); err != nil {
		return Entry{}, fmt.Errorf("decode audit entry: %w", err)
	}
	if l.V != leafVersion {
		return Entry{}, fmt.Errorf("decode audit entry: version %d is not known", l.V)
	}
	return Entry{Workspace: l.Workspace, At: time.UnixMicro(l.At).UTC(), Actor: Actor(l.Actor), Action: l.Action,
		Object: Object{Type: l.Object.Type, ID: l.Object.ID}, Why: l.Why, Details: l.Details}, nil
}

// Filter selects entries; an empty field selects all.
type Filter struct {
	Actor, Action        string
	ObjectType, ObjectID string
	From, To             time.Time // To is exclusive
	// Before selects entries with a smaller index, for the next page; nil
	// begins with the newest.
	Before *uint64
	Limit  int // at most 1000, and 100 for 0
}

// Found is an entry in its place.
type Found struct {
	Index uint64
	Entry Entry
}
