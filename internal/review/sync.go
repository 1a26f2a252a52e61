package review

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

// Synced counts what an evaluation changed.
type Synced struct {
	Opened  int // new cases
	Changed int // open cases whose evidence is another
	Quiet   int // people whose evidence was explained before
	Left    int // people who were rejected or withdrawn while nobody had decided
	Rings   []RingChange
}

// Sync brings cases in line with an evaluation: it opens cases for people in
// review, shows new evidence on open ones, and follows rings. It closes no
// case and decides nothing. config is the hash of the configuration that the
// evaluation ran under.
func (d *Desk) Sync(ctx context.Context, ws domain.WorkspaceID, res *engine.Result, config string) (Synced, error) {
	return d.sync(ctx, ws, res, config, nil)
}

// Followed lists the persons who have an open case: with everybody of whom
// something is said, they are all that [Desk.Sync] looks at.
func (d *Desk) Followed(ctx context.Context, ws domain.WorkspaceID) ([]string, error) {
	persons, _, err := d.store.Active(ctx, ws, nil)
	if err != nil {
		return nil, fmt.Errorf("open cases: %w", err)
	}
	return slices.Collect(maps.Keys(persons)), nil
}

// SyncPart is [Desk.Sync] for what an update of a view changed.
func (d *Desk) SyncPart(ctx context.Context, ws domain.WorkspaceID, v *engine.View, up *engine.Update, config string) (Synced, error) {
	p := part{persons: map[string]bool{}}
	for _, id := range slices.Concat(up.Changed, up.Gone) {
		p.persons[id] = true
	}
	for _, id := range up.Rings {
		if r := v.Ring(id); r != nil {
			p.add(r.Members)
		}
	}
	if len(p.persons) == 0 {
		return Synced{}, nil
	}
	var err error
	// A ring as review saw it may have been larger: its members' rings follow.
	if p.before, err = d.store.Rings(ctx, ws, p.ids()); err != nil {
		return Synced{}, fmt.Errorf("read rings: %w", err)
	}
	for _, r := range p.before {
		p.add(r.Members)
	}
	return d.sync(ctx, ws, v.Part(p.ids()), config, &p)
}

// part is whom and which rings a [Desk.SyncPart] looks at.
type part struct {
	persons map[string]bool
	before  []RingState
}

func (p *part) add(ids []string) {
	for _, id := range ids {
		p.persons[id] = true
	}
}

// ids are of persons, sorted and never nil.
func (p *part) ids() []string {
	return slices.AppendSeq(make([]string, 0, len(p.persons)), maps.Keys(p.persons))
}

// sync looks at everybody, or at a part.
func (d *Desk) sync(ctx context.Context, ws domain.WorkspaceID, res *engine.Result, config string, only *part) (Synced, error) {
	var out Synced
	s, err := d.sight(ctx, ws, res)
	if err != nil {
		return out, fmt.Errorf("open cases: %w", err)
	}
	s.config = config
	before, err := d.ringsBefore(ctx, ws, s, only)
	if err != nil {
		return out, fmt.Errorf("read rings: %w", err)
	}
	persons, rings, err := d.store.Active(ctx, ws, asked(s, before, only))
	if err != nil {
		return out, fmt.Errorf("open cases: %w", err)
	}
	review := domain.TierReview.Rank()
	for _, p := range res.Persons {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		active, known := persons[p.ID]
		if only != nil && !only.persons[p.ID] || !known && res.Judgement[p.ID].Tier.Rank() < review {
			continue
		}
		if err := d.syncPerson(ctx, ws, s, p, active, &out); err != nil {
			return out, fmt.Errorf("bring the case of %s up to date: %w", p.ID, err)
		}
	}
	return out, d.syncRings(ctx, ws, s, before, rings, &out)
}

// ringsBefore lists the rings as they were, all or those that have to do with
// the rings of a part.
func (d *Desk) ringsBefore(ctx context.Context, ws domain.WorkspaceID, s *sight, only *part) ([]RingState, error) {
	if only == nil {
		return d.store.Rings(ctx, ws, nil)
	}
	with := part{persons: maps.Clone(only.persons)}
	for i := range s.rings {
		with.add(s.rings[i].Members)
	}
	if len(with.persons) == len(only.persons) {
		return only.before, nil
	}
	return d.store.Rings(ctx, ws, with.ids())
}

// asked names whose open cases matter; nil is everybody's.
func asked(s *sight, before []RingState, only *part) *ActiveOf {
	if only == nil {
		return nil
	}
	of := &ActiveOf{Persons: only.ids()}
	for _, r := range before {
		of.Rings = append(of.Rings, r.ID)
	}
	for i := range s.rings {
		of.Rings = append(of.Rings, s.rings[i].ID)
	}
	return of
}

func (d *Desk) syncPerson(ctx context.Context, ws domain.WorkspaceID, s *sight, p *domain.Person, active Active, out *Synced) error {
	snap := s.snapshot(p)
	if active.ID == "" {
		return d.meet(ctx, ws, s, p, snap, out)
	}
	_, gone := left(p, s.res.AsOf)
	if active.Sight == snap.Sight() && (!gone || active.Left) {
		return nil
	}
	return d.refresh(ctx, ws, s, p, active.ID, snap, out)
}

// refresh shows an open case what an evaluation found.
func (d *Desk) refresh(ctx context.Context, ws domain.WorkspaceID, s *sight, p *domain.Person, id string, snap Snapshot, out *Synced) error {
	var changed, undecided bool
	_, err := d.Work(ctx, ws, id, 0, func(c *Case, at time.Time) error {
		changed, undecided = false, false
		c.Person, c.Keys, c.Identifiers = p.ID, union(c.Keys, keysOf(p)), s.identifiers(p)
		if r := s.ringOf[p.ID]; r != nil {
			c.Ring = r.ID
		}
		if c.look(snap) {
			c.Wake(daylight, at)
			c.record(Event{At: at, Occurred: snap.AsOf, Actor: daylight, Action: EvidenceChange})
			changed = true
		}
		if when, gone := left(p, s.res.AsOf); gone {
			undecided = c.LeftUndecided(when, at)
		}
		return nil
	})
	out.Changed, out.Left = out.Changed+count(changed), out.Left+count(undecided)
	return err
}

// left reports whether the tracker has rejected or withdrawn all applications of
// somebody who was not hired, and when it last said so of one.
func left(p *domain.Person, asOf time.Time) (time.Time, bool) {
	if !p.Stage.Rejected || p.Stage.Worker {
		return time.Time{}, false
	}
	var when time.Time
	for _, r := range p.Records {
		if r.Key.Kind == domain.KindApplication && r.OccurredAt.After(when) {
			when = r.OccurredAt
		}
	}
	return orTime(when, asOf), true
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func union(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

// meet looks at somebody without an open case: whether an earlier one is still
// theirs under another id, whether it was all explained before, or whether
// somebody has to look.
func (d *Desk) meet(ctx context.Context, ws domain.WorkspaceID, s *sight, p *domain.Person, snap Snapshot, out *Synced) error {
	review := domain.TierReview.Rank()
	if snap.Tier.Rank() < review {
		return nil
	}
	earlier, err := d.store.CasesOf(ctx, ws, Subject{Person: p.ID, Keys: keysOf(p)})
	if err != nil {
		return err
	}
	var cleared []string
	for _, e := range earlier {
		switch {
		case e.Kind != OfPerson:
		case !e.State.Closed():
			return d.refresh(ctx, ws, s, p, e.ID, snap, out)
		case e.State == Final:
			return nil // it is decided
		default:
			cleared = append(cleared, e.ID)
		}
	}
	fresh, err := d.unexplained(ctx, ws, cleared, snap.Seen)
	if err != nil {
		return err
	}
	if s.judge(p.ID, fresh).Tier.Rank() < review {
		out.Quiet++
		return nil
	}
	return d.open(ctx, ws, s, p, snap, out)
}

// unexplained leaves out findings all of whose evidence was explained when an
// earlier case was cleared.
func (d *Desk) unexplained(ctx context.Context, ws domain.WorkspaceID, cleared []string, seen []Seen) ([]Seen, error) {
	if len(cleared) == 0 {
		return seen, nil
	}
	var items []string
	for _, x := range seen {
		items = append(items, x.Items...)
	}
	known, err := d.store.ClearedItems(ctx, ws, cleared, items)
	if err != nil {
		return nil, err
	}
	fresh := func(x Seen) bool { return slices.ContainsFunc(x.Items, func(i string) bool { return !known[i] }) }
	return slices.DeleteFunc(slices.Clone(seen), func(x Seen) bool { return !fresh(x) }), nil
}

func (d *Desk) open(ctx context.Context, ws domain.WorkspaceID, s *sight, p *domain.Person, snap Snapshot, out *Synced) error {
	c := d.newCase(ws, OfPerson, s.at)
	c.Person, c.Keys, c.Identifiers, c.Clients = p.ID, keysOf(p), s.identifiers(p), p.Clients
	c.Stage = StageOf(p, s.res.AsOf)
	d.place(ws, c, p)
	if r := s.ringOf[p.ID]; r != nil {
		c.Ring = r.ID
	}
	c.look(snap)
	c.record(Event{At: s.at, Occurred: snap.AsOf, Actor: daylight, Action: Opened})
	when, undecided := left(p, s.res.AsOf)
	undecided = undecided && c.LeftUndecided(when, s.at)
	switch err := d.store.CreateCase(ctx, ws, c); {
	case errors.Is(err, ErrExists):
		return nil // another evaluation was quicker
	case err != nil:
		return err
	}
	out.Opened, out.Left = out.Opened+1, out.Left+count(undecided)
	return nil
}

// place sets the job and its jurisdiction as far as records and settings name
// them. A jurisdiction that is no preset leaves the strict one.
func (d *Desk) place(ws domain.WorkspaceID, c *Case, p *domain.Person) {
	if d.hooks.Place == nil {
		return
	}
	job, in := d.hooks.Place(ws, p)
	c.Job = FoldJob(job)
	if _, ok := d.Policy(ws).Jurisdictions[in]; ok {
		c.Jurisdiction = in
	}
}

func (d *Desk) newCase(ws domain.WorkspaceID, k Kind, at time.Time) *Case {
	return &Case{Workspace: ws, ID: newID("c"), Kind: k, State: Open, OpenedAt: at, UpdatedAt: at, Jurisdiction: "strict"}
}

// Open opens a case about a person by hand.
func (d *Desk) Open(ctx context.Context, ws domain.WorkspaceID, res *engine.Result, config, person, why string, a Actor) (*Case, error) {
	if a.Kind != Person {
		return nil, errPerson
	}
	s, err := d.sight(ctx, ws, res)
	if err != nil {
		return nil, err
	}
	s.config = config
	p := s.person(person)
	if p == nil {
		return nil, fmt.Errorf("person %s: %w", person, ErrNotFound)
	}
	c := d.newCase(ws, OfPerson, s.at)
	c.Person, c.Keys, c.Identifiers, c.Clients, c.Stage = p.ID, keysOf(p), s.identifiers(p), p.Clients, StageOf(p, res.AsOf)
	d.place(ws, c, p)
	c.look(s.snapshot(p))
	c.record(Event{At: s.at, Actor: a, Action: Opened, Why: why})
	if err := d.store.CreateCase(ctx, ws, c); err != nil {
		return nil, err
	}
	return d.store.Case(ctx, ws, c.ID)
}

// syncRings keeps the rings' history and opens a case for each ring in review.
func (d *Desk) syncRings(ctx context.Context, ws domain.WorkspaceID, s *sight, before []RingState, active map[string]Active, out *Synced) error {
	now := ringStates(s.rings)
	out.Rings = ringChanges(before, now, s.at)
	for _, r := range s.rings {
		if err := d.syncRing(ctx, ws, s, r, active, out); err != nil {
			return fmt.Errorf("bring the case of ring %s up to date: %w", r.ID, err)
		}
	}
	if len(out.Rings) == 0 {
		return nil
	}
	return d.store.SaveRings(ctx, ws, before, now, out.Rings)
}

func (d *Desk) syncRing(ctx context.Context, ws domain.WorkspaceID, s *sight, r domain.Ring, active map[string]Active, out *Synced) error {
	snap := Snapshot{TakenAt: s.at, AsOf: s.res.AsOf.UTC(), Data: hex.EncodeToString(s.res.Digest), Config: s.config, Tier: r.Tier,
		Reason: fmt.Sprintf("a ring of %d", len(r.Members)), Members: r.Members, Others: slices.Sorted(slices.Values(r.Members))}
	snap.Mentions = snap.Others
	id := followed(active, r.ID, out.Rings)
	if id == "" {
		return d.meetRing(ctx, ws, s, r, snap, out)
	}
	if a, ok := active[r.ID]; ok && a.Sight == snap.Sight() {
		return nil
	}
	changed := false
	_, err := d.Work(ctx, ws, id, 0, func(c *Case, at time.Time) error {
		if changed = c.look(snap) || c.Ring != r.ID; changed {
			c.Ring = r.ID
			c.Wake(daylight, at)
			c.record(Event{At: at, Occurred: snap.AsOf, Actor: daylight, Action: EvidenceChange})
		}
		return nil
	})
	out.Changed += count(changed && err == nil)
	if errors.Is(err, ErrExists) { // two rings with a case each became one: both cases stay as they are
		return nil
	}
	return err
}

// followed finds a ring's open case: its own, or that of the one ring it came
// of. After a split, the part that kept the id keeps the case.
func followed(active map[string]Active, ring string, changes []RingChange) string {
	if a, ok := active[ring]; ok {
		return a.ID
	}
	for _, c := range changes {
		if c.Ring == ring && len(c.From) == 1 && c.Kind != "split" && c.Kind != "dissolved" {
			return active[c.From[0]].ID
		}
	}
	return ""
}

func (d *Desk) meetRing(ctx context.Context, ws domain.WorkspaceID, s *sight, r domain.Ring, snap Snapshot, out *Synced) error {
	if r.Tier.Rank() < domain.TierReview.Rank() {
		return nil
	}
	earlier, err := d.store.CasesOf(ctx, ws, Subject{Ring: r.ID})
	if err != nil {
		return err
	}
	var cleared []string
	for _, e := range earlier {
		if e.Kind == OfRing && e.State == Cleared {
			cleared = append(cleared, e.ID)
		}
	}
	known, err := d.store.ClearedItems(ctx, ws, cleared, memberItems(r.Members))
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(memberItems(r.Members), func(i string) bool { return !known[i] }) {
		out.Quiet++
		return nil
	}
	c := d.newCase(ws, OfRing, s.at)
	c.Ring = r.ID
	c.look(snap)
	c.record(Event{At: s.at, Occurred: snap.AsOf, Actor: daylight, Action: Opened})
	if err := d.store.CreateCase(ctx, ws, c); err != nil && !errors.Is(err, ErrExists) {
		return err
	}
	out.Opened++
	return nil
}

// memberItems are the evidence items of a ring: who is in it.
func memberItems(members []string) []string {
	var out []string
	for _, m := range members {
		sum := sha256.Sum256([]byte("member\x00" + m))
		out = append(out, hex.EncodeToString(sum[:16]))
	}
	return out
}
