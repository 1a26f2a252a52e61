// Package review holds the lawful case workflow: cases and their evidence, the
// table of what may follow what, decisions by two people, notice, waiting and
// appeal, disputes, retention and erasure. Nothing in it decides by itself.
package review

import (
	"log/slog"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Role is what a user may do in a workspace, as the access room names it.
type Role string

// Roles that the workflow's guards know.
const (
	Recruiter Role = "recruiter"
	HR        Role = "hr"
	Security  Role = "security"
	Payroll   Role = "payroll"
	Counsel   Role = "counsel"
	Auditor   Role = "auditor"
	Admin     Role = "admin"
)

// ActorKind says what acts.
type ActorKind string

// Kinds of actors. Only a person can change a case's state.
const (
	Person ActorKind = "person"
	Token  ActorKind = "token"
	System ActorKind = "system"
)

// Actor is who does something.
type Actor struct {
	ID        string // stable id of the user or token; never a name
	Kind      ActorKind
	Role      Role
	RoleSince time.Time // when the role was given
}

// Kind says what a case is about.
type Kind string

// Kinds of cases. A ring's case holds its members together; decisions are
// made on the members' own cases, for each person by itself.
const (
	OfPerson Kind = "person"
	OfRing   Kind = "ring"
)

// Case is one matter that a human looks at. Its version rises by one with
// every change that is saved.
type Case struct {
	Workspace domain.WorkspaceID
	ID        string
	Version   int
	Kind      Kind
	State     State

	Person       string   // person id; empty for a ring's case
	Ring         string   // ring id, "" outside any
	Keys         []string // employer's own keys by which the case follows a person whose id changes
	Identifiers  []domain.Identifier
	Clients      []string // end clients of placements
	Job          string   // the job whose ladder holds
	Jurisdiction string   // preset of waiting and retention; set per job, never per person
	Stage        Stage    // where in a working life the person stood when the case was opened

	OpenedAt  time.Time
	UpdatedAt time.Time
	ClosedAt  time.Time // zero unless closed
	Outcome   Outcome

	Snapshots []Snapshot // newest last
	Openings  []Opening
	Cleared   []string // evidence items that a clearing has explained
	Assignee  string
	Snooze    *Snooze
	Notes     []Note
	Tags      []string
	Files     []Attachment
	FollowUps []FollowUp
	Decision  *Decision  // the one under way or made
	Past      []Decision // withdrawn, sent back or overturned
	Contained []Containment
	Hold      *Hold
	Marks     []Mark
	KeepUntil time.Time // the case is erased then; zero while it is open
	ForgetAt  time.Time // its keyed hashes go then
	// LeftAt is when the tracker rejected or withdrew the person although the
	// case was undecided. Such a case is looked at and counted.
	LeftAt time.Time

	events []Event
}

// Latest returns the newest snapshot; a case has at least one.
func (c *Case) Latest() *Snapshot { return &c.Snapshots[len(c.Snapshots)-1] }

// LogValue keeps personal data out of logs.
func (c *Case) LogValue() slog.Value {
	return slog.GroupValue(slog.String("case", c.ID), slog.String("state", string(c.State)), slog.Int("version", c.Version))
}

// Event is one line of a case's timeline, with both clocks.
type Event struct {
	Case     string
	Version  int       // of the case after the change
	At       time.Time // when it was recorded
	Occurred time.Time // when it happened, where that is another time
	Actor    Actor
	Action   Action
	From, To State  // equal unless the state changed
	Object   string // id of what was touched, "" for the case
	Why      string // free text; sealed at rest and never part of the audit log
}

func (c *Case) record(e Event) {
	e.Case, e.Version, c.UpdatedAt = c.ID, c.Version+1, e.At
	if e.From == "" {
		e.From, e.To = c.State, c.State
	}
	c.events = append(c.events, e)
}

// TakeEvents returns what was done since the case was loaded, and forgets it.
// A store saves the events in the transaction that saves the case.
func (c *Case) TakeEvents() []Event {
	out := c.events
	c.events = nil
	return out
}

// Snapshot is what a reviewer saw: findings with the versions of their rules,
// and the data they were made of.
type Snapshot struct {
	Number  int // from 1
	TakenAt time.Time
	AsOf    time.Time
	Data    string // digest of the data judged
	Config  string // hash of the configuration
	Tier    domain.Tier
	Reason  string
	Bits    int
	Seen    []Seen // hits, sorted by rule
	Members []string
	Others  []string // ids of the other people in it, sorted
	// Mentions are the other people's ids, names and keys: what an access
	// export must not show.
	Mentions []string
}

// Seen is one finding as it stood, with the fingerprint of its evidence.
type Seen struct {
	Fingerprint string
	Items       []string // sorted; what the fingerprint is made of
	Finding     domain.Finding
}

// Counts reports whether the finding can raise a tier.
func (s Seen) Counts() bool {
	return s.Finding.Outcome == domain.Hit && s.Finding.Strength != domain.Context
}

// Opening says that a user opened one finding's evidence.
type Opening struct {
	User        string
	Fingerprint string
	Snapshot    int
	At          time.Time
}

// openedByAnybody reports whether somebody has opened a finding's evidence.
func (c *Case) openedByAnybody(fingerprint string) bool {
	return slices.ContainsFunc(c.Openings, func(o Opening) bool { return o.Fingerprint == fingerprint })
}

func (c *Case) hasOpened(user, fingerprint string) bool {
	return slices.ContainsFunc(c.Openings, func(o Opening) bool { return o.User == user && o.Fingerprint == fingerprint })
}

// Outcome is what a case came to.
type Outcome string

// Outcomes. The first four clear, the last one is adverse, and an identity can
// turn out misused either way: its owner is a victim.
const (
	Explained       Outcome = "explained"
	NoConcern       Outcome = "no-concern"
	Inconclusive    Outcome = "inconclusive"
	TakenOver       Outcome = "account-taken-over"
	IdentityMisused Outcome = "identity-misused"
	Confirmed       Outcome = "confirmed"
)

// Mark says that somebody is a victim: never a ring member, and the named
// identifiers speak against nobody.
type Mark struct {
	Person      string // person id of the owner; "" when unknown here
	Kind        Outcome
	Identifiers []domain.Identifier
	At          time.Time
	By          string
	Decision    string // the proposal that said so; the mark goes when that ends
}

// Decision is one adverse decision from proposal to appeal. The database holds
// author, approver and times under constraints of its own.
type Decision struct {
	ID             string
	Outcome        Outcome
	Author         string
	Reason         string
	ProposedAt     time.Time
	SawAuthor      int // snapshot number
	Approver       string
	ApproverReason string
	ApprovedAt     time.Time
	SawApprover    int
	Notice         *Notice
	Delay          *Delay
	WaitUntil      time.Time
	WaitPreset     string
	Responses      []Response
	FinalBy        string
	FinalAt        time.Time
	Appeals        []AppealRecord
	EndedAt        time.Time // withdrawn, sent back or overturned
	EndedBy        string
	EndedWhy       string
}

// Notice is what the person was told, and how it reached them.
type Notice struct {
	Text       string
	Channel    string
	SentBy     string
	SentAt     time.Time
	ReceivedAt time.Time
	ReceivedBy string // how receipt is known
	Reference  string // code by which the person can answer; sealed with the case
}

// Delay is counsel's postponement of a notice. It ends by itself.
type Delay struct {
	By, Reason string
	At, Until  time.Time
}

// Response is what the person said to a notice. The decision cannot become
// final before somebody has answered it.
type Response struct {
	ID         string
	ReceivedAt time.Time
	Text       string
	AnsweredBy string
	AnsweredAt time.Time
	Answer     string
}

// AppealRecord is one appeal against a final decision.
type AppealRecord struct {
	LodgedAt  time.Time
	Text      string
	DecidedBy string
	DecidedAt time.Time
	Upheld    bool
	Reason    string
}
