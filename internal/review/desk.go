package review

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

// ErrExists says that a person or a ring has a case already.
var ErrExists = errors.New("there is an open case already")

// Hooks are what review asks of others.
type Hooks struct {
	// Place names the job of a person and the jurisdiction of that job. It is
	// asked once, when a case is opened.
	Place func(ws domain.WorkspaceID, p *domain.Person) (job, jurisdiction string)
	// Recheck reads a record as a correction says from then on, and judges
	// again; cases are in line with that when it returns. A correction that is
	// made twice is made once. One that finds nothing to correct is [Invalid].
	Recheck func(ctx context.Context, ws domain.WorkspaceID, c Correction) error
	// Marked is called when other people or identifiers than before are marked
	// as misused: see [Desk.Marks].
	Marked func(ctx context.Context, ws domain.WorkspaceID) error
	// Held tells what is kept of a person outside of review, for an access
	// export.
	Held func(ctx context.Context, ws domain.WorkspaceID, person string) (*Held, error)
	// DropRecords destroys what is kept of people outside of review, without a
	// tombstone: what comes again is taken in.
	DropRecords func(ctx context.Context, ws domain.WorkspaceID, persons []string) error
	// EraseRecords destroys what is kept of a person outside of review.
	EraseRecords func(ctx context.Context, ws domain.WorkspaceID, person string) error
}

// Desk is where people work on cases. It checks and calls the store; it is safe
// for concurrent use.
type Desk struct {
	store  Store
	policy *Policy  // where a workspace has none of its own
	own    sync.Map // domain.WorkspaceID to *Policy
	clock  func() time.Time
	hooks  Hooks
}

// New makes a desk over a store.
func New(store Store, policy *Policy, clock func() time.Time, hooks Hooks) (*Desk, error) {
	if err := policy.Check(); err != nil {
		return nil, fmt.Errorf("review policy: %w", err)
	}
	return &Desk{store: store, policy: policy, clock: clock, hooks: hooks}, nil
}

// now is the clock as a store can keep it.
func (d *Desk) now() time.Time { return d.clock().UTC().Truncate(time.Microsecond) }

// Policy returns what holds in a workspace. It does not change.
func (d *Desk) Policy(ws domain.WorkspaceID) *Policy {
	if p, ok := d.own.Load(ws); ok {
		return p.(*Policy)
	}
	return d.policy
}

// SetPolicy makes another policy hold in a workspace from now on.
func (d *Desk) SetPolicy(ws domain.WorkspaceID, p *Policy) error {
	if err := p.Check(); err != nil {
		return fmt.Errorf("review policy of workspace %s: %w", ws, err)
	}
	d.own.Store(ws, p)
	return nil
}

// Case reads a case for somebody, which the audit log keeps.
func (d *Desk) Case(ctx context.Context, ws domain.WorkspaceID, id string, a Actor) (*Case, error) {
	c, err := d.store.Case(ctx, ws, id)
	if err != nil {
		return nil, err
	}
	return c, d.store.Note(ctx, ws, Event{Case: id, Version: c.Version, At: d.now(), Actor: a, Action: "read", Object: id}, "case")
}

// Queue lists cases without anything that is sealed.
func (d *Desk) Queue(ctx context.Context, ws domain.WorkspaceID, f Filter) (Page, error) {
	return d.store.Queue(ctx, ws, f)
}

// QueueStages counts the cases of a queue by stage of a working life.
func (d *Desk) QueueStages(ctx context.Context, ws domain.WorkspaceID, f Filter) (map[Stage]int, error) {
	return d.store.QueueStages(ctx, ws, f)
}

// Options lists what somebody can do to a case now, what is missing, and the
// follow-ups that hold for it, in order.
func (d *Desk) Options(ctx context.Context, ws domain.WorkspaceID, id string, m Move) ([]Option, []Step, error) {
	c, err := d.store.Case(ctx, ws, id)
	if err != nil {
		return nil, nil, err
	}
	p, err := d.policyFor(ctx, ws, c)
	if err != nil {
		return nil, nil, err
	}
	m.At = d.now()
	return c.Options(p, m), p.ladder(c).Steps, nil
}

// policyFor is the policy with the ladder that was fixed for the case's job
// before the case was opened.
func (d *Desk) policyFor(ctx context.Context, ws domain.WorkspaceID, c *Case) (*Policy, error) {
	l, ok, err := d.store.LadderOf(ctx, ws, c.Job, c.OpenedAt)
	if err != nil || !ok {
		return d.Policy(ws), err
	}
	p := *d.Policy(ws)
	p.Ladders = map[string]Ladder{c.Job: l}
	return &p, nil
}

// Move changes a case's state: version is the one that the caller saw.
func (d *Desk) Move(ctx context.Context, ws domain.WorkspaceID, id string, version int, m Move) (*Case, error) {
	// A job's ladders are only ever added to, and a later one does not hold for
	// this case: it can be read before the transaction.
	now, err := d.store.Case(ctx, ws, id)
	if err != nil {
		return nil, err
	}
	p, err := d.policyFor(ctx, ws, now)
	if err != nil {
		return nil, err
	}
	return d.Work(ctx, ws, id, version, func(c *Case, at time.Time) error {
		m.At = at
		if err := c.Move(p, m); err != nil {
			return err
		}
		if c.State == Cleared {
			c.ExpireContainments(at)
		}
		return nil
	})
}

// Work changes a case without changing its state, by the methods of [Case]. do
// may run more than once.
func (d *Desk) Work(ctx context.Context, ws domain.WorkspaceID, id string, version int, do func(c *Case, at time.Time) error) (*Case, error) {
	marked := false
	c, err := d.store.UpdateCase(ctx, ws, id, version, func(c *Case) error {
		before := slices.Clone(c.Marks)
		err := do(c, d.now())
		marked = !slices.EqualFunc(before, c.Marks, Mark.equal)
		return err
	})
	if err != nil || !marked {
		return c, err
	}
	return c, d.marksChanged(ctx, ws)
}

// Marks returns who was found to be a victim, and what of theirs was misused.
// It does not change.
func (d *Desk) Marks(ctx context.Context, ws domain.WorkspaceID) (*MarkSet, error) {
	return d.store.Marks(ctx, ws)
}

func (d *Desk) marksChanged(ctx context.Context, ws domain.WorkspaceID) error {
	if d.hooks.Marked == nil {
		return nil
	}
	if err := d.hooks.Marked(ctx, ws); err != nil {
		return fmt.Errorf("take out what was misused: %w", err)
	}
	return nil
}

// Ref names one version of a case.
type Ref struct {
	ID      string
	Version int
}

// BulkResult is what became of one case of many.
type BulkResult struct {
	ID  string
	Err error // nil when the case was cleared
}

// ClearAll clears many cases with one reason, each by the same guards as one
// alone; a case that nobody took is taken first. One that cannot be cleared
// stops no other.
func (d *Desk) ClearAll(ctx context.Context, ws domain.WorkspaceID, list []Ref, m Move) []BulkResult {
	out := make([]BulkResult, 0, len(list))
	for _, r := range list {
		_, err := d.Work(ctx, ws, r.ID, r.Version, func(c *Case, at time.Time) error {
			m.At = at
			if c.State == Open {
				m.Action = Take
				if err := c.Move(d.Policy(ws), m); err != nil {
					return err
				}
			}
			m.Action = Clear
			if err := c.Move(d.Policy(ws), m); err != nil {
				return err
			}
			c.ExpireContainments(at)
			return nil
		})
		out = append(out, BulkResult{r.ID, err})
	}
	return out
}

// FixLadder sets the follow-ups of a job for cases that are opened from now on.
func (d *Desk) FixLadder(ctx context.Context, ws domain.WorkspaceID, l Ladder, a Actor) error {
	if a.Kind != Person {
		return errPerson
	}
	if l.Job = FoldJob(l.Job); l.Job == "" {
		return &Invalid{"job", "which job"}
	}
	if err := d.Policy(ws).CheckLadder(l); err != nil {
		return err
	}
	l.FixedAt, l.FixedBy = d.now(), a.ID
	return d.store.AddLadder(ctx, ws, l, Event{At: l.FixedAt, Actor: a, Action: "fix-ladder"})
}

// SeenBefore lists earlier cases that share an identifier with a case. An
// identifier that was misused counts for nothing.
func (d *Desk) SeenBefore(ctx context.Context, ws domain.WorkspaceID, id string) ([]Earlier, error) {
	c, err := d.store.Case(ctx, ws, id)
	if err != nil {
		return nil, err
	}
	marks, err := d.store.Marks(ctx, ws)
	if err != nil {
		return nil, err
	}
	var ids []domain.Identifier
	for _, i := range c.Identifiers {
		if marks.Empty || !marks.Misused(i) {
			ids = append(ids, i)
		}
	}
	return d.store.SeenBefore(ctx, ws, ids, id)
}

// ClearedAt tells when somebody's last case was cleared; zero where none was,
// or where another one is open or was decided against them.
func (d *Desk) ClearedAt(ctx context.Context, ws domain.WorkspaceID, p *domain.Person) (time.Time, error) {
	list, err := d.store.CasesOf(ctx, ws, Subject{Person: p.ID, Keys: keysOf(p)})
	if err != nil {
		return time.Time{}, err
	}
	var at time.Time
	for _, c := range list {
		switch {
		case c.Kind != OfPerson || !c.ErasedAt.IsZero():
		case c.State != Cleared:
			return time.Time{}, nil
		case c.ClosedAt.After(at):
			at = c.ClosedAt
		}
	}
	return at, nil
}

// sight is a result with what holds in the workspace now.
func (d *Desk) sight(ctx context.Context, ws domain.WorkspaceID, res *engine.Result) (*sight, error) {
	marks, err := d.store.Marks(ctx, ws)
	if err != nil {
		return nil, err
	}
	at := d.now()
	hidden, err := d.store.Suppressions(ctx, ws, at)
	if err != nil {
		return nil, err
	}
	return newSight(res, marks, hidden, "", at), nil
}

// Expired counts what ran out.
type Expired struct {
	Woken, Contained, Erased, Forgotten int
}

// batch bounds how many cases one turn of a job takes.
const batch = 500

// Expire ends snoozes and containments whose time is over, erases closed cases
// that were kept long enough, and forgets the keyed hashes of older ones. Cases
// under legal hold stay. Call it again while it returns a full batch.
func (d *Desk) Expire(ctx context.Context, ws domain.WorkspaceID, v *Vault) (Expired, error) {
	var out Expired
	for _, step := range []struct {
		due   Due
		count *int
		do    func(id string, at time.Time) error
	}{
		{DueSnooze, &out.Woken, func(id string, _ time.Time) error {
			return d.expireWork(ctx, ws, id, func(c *Case, at time.Time) error {
				if c.Snooze != nil && !c.Snooze.Until.After(at) {
					c.Wake(daylight, at)
				}
				return nil
			})
		}},
		{DueContainment, &out.Contained, func(id string, _ time.Time) error {
			return d.expireWork(ctx, ws, id, func(c *Case, at time.Time) error { c.ExpireContainments(at); return nil })
		}},
		{DueForget, &out.Forgotten, func(id string, at time.Time) error { return d.erase(ctx, ws, v, id, true, "forget", daylight, at) }},
		{DueErase, &out.Erased, func(id string, at time.Time) error { return d.erase(ctx, ws, v, id, false, "retention", daylight, at) }},
	} {
		at := d.now()
		ids, err := d.store.Due(ctx, ws, step.due, at, batch)
		if err != nil {
			return out, fmt.Errorf("list what is due (%s): %w", step.due, err)
		}
		for _, id := range ids {
			if err := step.do(id, at); err != nil {
				return out, fmt.Errorf("end %s of case %s: %w", step.due, id, err)
			}
			*step.count++
		}
	}
	return out, nil
}

func (d *Desk) expireWork(ctx context.Context, ws domain.WorkspaceID, id string, do func(*Case, time.Time) error) error {
	_, err := d.Work(ctx, ws, id, 0, do)
	return err
}
