package review

import (
	"context"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Store keeps cases and what belongs to them. Every write commits with its
// timeline and with its audit entries, or not at all.
type Store interface {
	CaseStore
	DisputeStore
	FollowStore
	Sealer
}

// CaseStore keeps cases.
type CaseStore interface {
	// CreateCase keeps a new case. A person and a ring have at most one case
	// that is not closed; a second one gives [ErrExists].
	CreateCase(ctx context.Context, ws domain.WorkspaceID, c *Case) error
	// UpdateCase loads a case, lets do change it and keeps it under the next
	// version. A version other than the kept one gives a [Conflict]; 0 takes
	// the case as it stands. When do records nothing, nothing is written. do
	// may run more than once.
	UpdateCase(ctx context.Context, ws domain.WorkspaceID, id string, version int, do func(*Case) error) (*Case, error)
	Case(ctx context.Context, ws domain.WorkspaceID, id string) (*Case, error)
	Events(ctx context.Context, ws domain.WorkspaceID, id string) ([]Event, error)
	// Active lists the cases that are not closed, by person and by ring; nil is
	// all of them.
	Active(ctx context.Context, ws domain.WorkspaceID, of *ActiveOf) (persons, rings map[string]Active, err error)
	Queue(ctx context.Context, ws domain.WorkspaceID, f Filter) (Page, error)
	// QueueStages counts what Queue selects by stage, whatever f's own stage is.
	QueueStages(ctx context.Context, ws domain.WorkspaceID, f Filter) (map[Stage]int, error)
	// CasesOf lists the cases of a person or a ring, newest first: by id, or by
	// any of the employer's keys.
	CasesOf(ctx context.Context, ws domain.WorkspaceID, who Subject) ([]Earlier, error)
	// SeenBefore lists cases, erased ones too, that share an identifier.
	SeenBefore(ctx context.Context, ws domain.WorkspaceID, ids []domain.Identifier, except string) ([]Earlier, error)
	// ClearedItems tells which evidence items were explained in cleared cases.
	ClearedItems(ctx context.Context, ws domain.WorkspaceID, cases, items []string) (map[string]bool, error)
	// Mentioning lists the cases of others in whose findings a person stands.
	Mentioning(ctx context.Context, ws domain.WorkspaceID, person string) ([]string, error)
	CaseByCode(ctx context.Context, ws domain.WorkspaceID, code string) (string, error)
	// Due lists cases for which something runs out at or before a time.
	Due(ctx context.Context, ws domain.WorkspaceID, what Due, at time.Time, limit int) ([]string, error)
	// EraseCase destroys the case's key and all that was sealed under it, and
	// leaves a tombstone. With forget, its keyed hashes go too. A case under
	// legal hold gives a [Refused].
	EraseCase(ctx context.Context, ws domain.WorkspaceID, id string, forget bool, e Event) error
	Marks(ctx context.Context, ws domain.WorkspaceID) (*MarkSet, error)
	// Impact counts what was done to cases of clients; nil is all.
	Impact(ctx context.Context, ws domain.WorkspaceID, from, to time.Time, clients []string) (Impact, error)
	// Note writes an audit entry for what changes no case: a reading, an export.
	Note(ctx context.Context, ws domain.WorkspaceID, e Event, object string) error
}

// DisputeStore keeps disputes.
type DisputeStore interface {
	CreateDispute(ctx context.Context, ws domain.WorkspaceID, d *Dispute, code string, e Event) error
	Dispute(ctx context.Context, ws domain.WorkspaceID, id string) (*Dispute, error)
	DisputeByCode(ctx context.Context, ws domain.WorkspaceID, code string) (*Dispute, error)
	// Disputes lists disputes, oldest first; only those that are open, or all.
	Disputes(ctx context.Context, ws domain.WorkspaceID, open bool) ([]*Dispute, error)
	UpdateDispute(ctx context.Context, ws domain.WorkspaceID, id string, version int, do func(*Dispute) (Event, error)) (*Dispute, error)
}

// FollowStore keeps what holds between evaluations: suppressions, the ladders
// of jobs and the history of rings.
type FollowStore interface {
	AddSuppression(ctx context.Context, ws domain.WorkspaceID, s Suppression, e Event) error
	EndSuppression(ctx context.Context, ws domain.WorkspaceID, id string, e Event) error
	Suppressions(ctx context.Context, ws domain.WorkspaceID, at time.Time) ([]Suppression, error)
	// AddLadder keeps a job's ladder; earlier ones stay for earlier cases.
	AddLadder(ctx context.Context, ws domain.WorkspaceID, l Ladder, e Event) error
	// LadderOf returns the ladder that was fixed last at or before a time.
	LadderOf(ctx context.Context, ws domain.WorkspaceID, job string, at time.Time) (Ladder, bool, error)
	// Rings lists the rings as they were last saved, by id: those in which any
	// of some persons is, or, for nil, all.
	Rings(ctx context.Context, ws domain.WorkspaceID, of []string) ([]RingState, error)
	// SaveRings puts rings in place of others and adds what changed to the
	// history.
	SaveRings(ctx context.Context, ws domain.WorkspaceID, before, now []RingState, changes []RingChange) error
	// ErasePerson takes a person out of rings, their history, suppressions and
	// marks.
	ErasePerson(ctx context.Context, ws domain.WorkspaceID, person string) error
	RingHistory(ctx context.Context, ws domain.WorkspaceID, ring string) ([]RingChange, error)
}

// Sealer seals what stands outside of the database under a case's key, so that
// erasing the case erases it too.
type Sealer interface {
	SealFile(ctx context.Context, ws domain.WorkspaceID, id, file string, plain []byte) ([]byte, error)
	OpenFile(ctx context.Context, ws domain.WorkspaceID, id, file string, sealed []byte) ([]byte, error)
}

// Subject is who a case is about.
type Subject struct {
	Person string
	Ring   string
	Keys   []string
}

// Earlier is one case as others see it.
type Earlier struct {
	ID       string
	Kind     Kind
	State    State
	Outcome  Outcome
	OpenedAt time.Time
	ClosedAt time.Time
	ErasedAt time.Time
	Shared   []domain.IdentifierType // for [CaseStore.SeenBefore]: what is shared, sorted
}

// Active is a case that is not closed, as far as an evaluation asks for it.
type Active struct {
	ID    string
	Sight string // of its newest snapshot
	Left  bool
}

// ActiveOf narrows [CaseStore.Active] to cases of persons and of rings.
type ActiveOf struct{ Persons, Rings []string }

// Due is what can run out on a case.
type Due string

// What runs out.
const (
	DueSnooze      Due = "snooze"
	DueContainment Due = "containment"
	DueErase       Due = "erase"
	DueForget      Due = "forget"
)

// Filter narrows the queue. Its zero value is all that is open and awake.
type Filter struct {
	States   []State // nil: all that are not closed
	Kind     Kind    // "" for both
	Tier     domain.Tier
	Stage    Stage  // "" for all
	Assignee string // "" for anybody; "-" for nobody
	Tag      string
	ID       string // of one case
	Person   string
	Ring     string
	Clients  []string // only cases of these end clients; nil for all
	Snoozed  bool     // with those that are snoozed
	Left     bool     // only those that left undecided
	After    *Cursor
	Limit    int // 1 to 200; 0 means 50
}

// Cursor is where a page of the queue ended.
type Cursor struct {
	Rank     int
	OpenedAt time.Time
	ID       string
}

// Page is a part of the queue: highest tier first, then longest open.
type Page struct {
	Items []Item
	Next  *Cursor // nil at the end
}

// Item is one line of the queue; nothing in it is sealed.
type Item struct {
	ID           string
	Version      int
	Kind         Kind
	State        State
	Outcome      Outcome
	Tier         domain.Tier
	Person       string
	Ring         string
	Stage        Stage
	Job          string
	Jurisdiction string
	Assignee     string
	OpenedAt     time.Time
	UpdatedAt    time.Time
	SnoozedUntil time.Time
	WaitUntil    time.Time
	LeftAt       time.Time
	Erased       bool
}
