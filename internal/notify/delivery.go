package notify

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// State is how far a delivery is.
type State string

// States of deliveries.
const (
	Pending   State = "pending"
	Delivered State = "delivered"
	Failed    State = "failed" // every attempt failed
)

// Delivery is one event on its way to one endpoint.
type Delivery struct {
	ID        string
	Endpoint  string
	Event     Event
	State     State
	Attempts  int // that were made
	CreatedAt time.Time
	NextAt    time.Time // of the next attempt, while pending
	DoneAt    time.Time
}

// Attempt is one try to deliver. What was answered is never kept.
type Attempt struct {
	At     time.Time
	Took   time.Duration
	Status int    // HTTP or SMTP; 0 when there was no answer
	Fault  string // one of the faults, or ""
}

// Due is a delivery that was claimed, with all that is needed to make it.
type Due struct {
	Delivery Delivery
	Endpoint *Endpoint
}

// Outcome is what came of a claimed delivery.
type Outcome struct {
	Delivery, Endpoint string
	// Attempt is nil when none was made: the delivery is only put off.
	Attempt *Attempt
	State   State
	NextAt  time.Time // when State is Pending
	Gone    bool      // the endpoint wants no more
}

// Limits say when an endpoint is switched off: after Failures attempts in a
// row, the first of them at least Since ago.
type Limits struct {
	Failures int
	Since    time.Duration
}

// DefaultLimits let an endpoint fail for a day.
func DefaultLimits() Limits { return Limits{Failures: 20, Since: 24 * time.Hour} }

// Filter narrows a list of deliveries, newest first.
type Filter struct {
	Endpoint string
	State    State
	Before   string // id of the last delivery of the page before
	Limit    int    // 1 to 200; 0 means 50
}

// Change is who changed an endpoint and how, for the audit log.
type Change struct {
	Actor    Actor
	Action   string // such as "endpoint.created"
	Endpoint string
}

// Actor is who did it. Kind is person, token or system.
type Actor struct{ ID, Kind, Role string }

// Actions of changes.
const (
	Created     = "endpoint.created"
	Changed     = "endpoint.changed"
	Deleted     = "endpoint.deleted"
	Rotated     = "endpoint.secret-rotated"
	Redelivered = "endpoint.redelivered"
	SwitchedOff = "endpoint.disabled"
)

// Store keeps endpoints, events and deliveries. Changes commit with their audit
// entries, or not at all.
type Store interface {
	// Endpoints lists endpoints by id.
	Endpoints(ctx context.Context, ws domain.WorkspaceID) ([]*Endpoint, error)
	Endpoint(ctx context.Context, ws domain.WorkspaceID, id string) (*Endpoint, error)
	CreateEndpoint(ctx context.Context, ws domain.WorkspaceID, e *Endpoint, c Change) error
	// UpdateEndpoint lets do change an endpoint as it stands. A version other
	// than the kept one gives [ErrStale]; 0 takes any. do may run again.
	UpdateEndpoint(ctx context.Context, ws domain.WorkspaceID, id string, version int, c Change, do func(*Endpoint) error) (*Endpoint, error)
	// DeleteEndpoint removes an endpoint and its deliveries.
	DeleteEndpoint(ctx context.Context, ws domain.WorkspaceID, id string, version int, c Change) error

	// Emit keeps events, and a delivery to each endpoint that wants them.
	Emit(ctx context.Context, ws domain.WorkspaceID, events ...Event) error
	// EmitTo keeps an event for one endpoint and returns the delivery's id.
	EmitTo(ctx context.Context, ws domain.WorkspaceID, endpoint string, e Event) (string, error)
	// Claim takes up to limit deliveries of enabled endpoints that are due, at
	// most each of any one endpoint. Nobody else gets them until lease has
	// passed.
	Claim(ctx context.Context, ws domain.WorkspaceID, limit, each int, lease time.Duration) ([]Due, error)
	// Finish keeps what came of claimed deliveries of one endpoint, and
	// switches the endpoint off where the limits say so; it reports that.
	Finish(ctx context.Context, ws domain.WorkspaceID, l Limits, outcomes ...Outcome) (off bool, err error)

	Deliveries(ctx context.Context, ws domain.WorkspaceID, f Filter) ([]Delivery, error)
	// Attempts lists what was tried, oldest first.
	Attempts(ctx context.Context, ws domain.WorkspaceID, delivery string) ([]Attempt, error)
	// Redeliver sends a delivery's event once more, as a new delivery.
	Redeliver(ctx context.Context, ws domain.WorkspaceID, delivery string, c Change) (string, error)
	// Replay sends every event since a time that the endpoint wants and was
	// never sent, and returns how many.
	Replay(ctx context.Context, ws domain.WorkspaceID, endpoint string, since time.Time, c Change) (int, error)
	// Prune removes events and deliveries from before a time.
	Prune(ctx context.Context, ws domain.WorkspaceID, before time.Time) (int, error)

	// Arrivals and SaveArrivals keep when records came, by source.
	Arrivals(ctx context.Context, ws domain.WorkspaceID) ([]Arrival, error)
	SaveArrivals(ctx context.Context, ws domain.WorkspaceID, list []Arrival) error
}

// pauses are the waits between attempts that Standard Webhooks proposes: ten
// attempts over three days.
func pauses() []time.Duration {
	return []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour,
		14 * time.Hour, 20 * time.Hour, 24 * time.Hour}
}

// maxRetryAfter bounds how long a receiver may put us off.
const maxRetryAfter = 24 * time.Hour

// next returns when to try again after so many attempts, and false when there
// is no further attempt. Jitter of a fifth spreads receivers that failed
// together; a receiver's own wish counts when it is longer.
func next(attempts int, now time.Time, wish time.Duration) (time.Time, bool) {
	steps := pauses()
	if attempts > len(steps) {
		return time.Time{}, false
	}
	pause := steps[attempts-1]
	pause += rand.N(pause/5*2) - pause/5
	return now.Add(max(pause, min(wish, maxRetryAfter))), true
}
