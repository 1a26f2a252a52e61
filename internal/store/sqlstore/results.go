package sqlstore

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/store/seal"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Standing is what the last evaluation said of a person about whom something was
// found.
type Standing struct {
	Person    string
	Tier      domain.Tier
	Bits      int
	Stage     string    // "applicant", "worker", "left"
	Ring      string    // "" for none
	Since     time.Time // when the person got this tier
	ChangedAt time.Time // when the findings last changed
	Findings  []domain.Finding
}

// ChangeKind says what an evaluation did to a finding or a tier.
type ChangeKind string

// Kinds of changes.
const (
	Opened  ChangeKind = "opened"
	Changed ChangeKind = "changed"
	Gone    ChangeKind = "gone"
)

// Change is one difference between two evaluations. It holds no personal value.
type Change struct {
	Seq           int64 // 1, 2, 3 … in a workspace
	At            time.Time
	Person        string // or a ring's id
	Rule          string // "" where the tier or the ring changed
	Kind          ChangeKind
	Before, After domain.Tier
}

// standing is a row as it is kept.
type standing struct {
	tier        domain.Tier
	since       int64
	hash        []byte
	sealed      []byte
	bits        int
	stage, ring string
}

// SaveResults brings what is kept of results in line with an evaluation of
// everybody that was made at a time, and returns what changed. It does so by and
// by, so that nobody waits long for the database.
func (w *Workspace) SaveResults(ctx context.Context, at time.Time, res *engine.Result) ([]Change, error) {
	said := map[string]bool{} // everybody of whom something is, or was, said
	for _, p := range res.Persons {
		if isSaid(res, p.ID) {
			said[p.ID] = true
		}
	}
	rings, byID := map[string]bool{}, map[string]*domain.Ring{}
	for i := range res.Links.Rings {
		rings[res.Links.Rings[i].ID], byID[res.Links.Rings[i].ID] = true, &res.Links.Rings[i]
	}
	err := w.db.ReadIn(ctx, w.id, func(v *View) error {
		return errors.Join(v.names(ctx, said, "SELECT person FROM results WHERE workspace = ?"), v.names(ctx, rings, "SELECT ring FROM result_rings WHERE workspace = ?"))
	})
	if err != nil {
		return nil, fmt.Errorf("read results: %w", err)
	}
	var all []Change
	for part := range slices.Chunk(sortedNames(said), savedAtOnce) {
		if err := w.savePart(ctx, at, res, part, nil, &all); err != nil {
			return nil, err
		}
	}
	for part := range slices.Chunk(sortedNames(rings), savedAtOnce) {
		if err := w.savePart(ctx, at, ringsOf(part, func(id string) *domain.Ring { return byID[id] }), nil, part, &all); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// savedAtOnce is how many persons or rings are written in one transaction.
const savedAtOnce = 128

func (v *View) names(ctx context.Context, into map[string]bool, query string) error {
	return each(ctx, v, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		into[name] = true
		return err
	}, query, v.Workspace())
}

func sortedNames(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

// SavePart brings what is kept of results in line with what an update of a view
// changed.
func (w *Workspace) SavePart(ctx context.Context, at time.Time, v *engine.View, up *engine.Update) error {
	var all []Change
	for part := range slices.Chunk(slices.Sorted(slices.Values(slices.Concat(up.Changed, up.Gone))), savedAtOnce) {
		if err := w.savePart(ctx, at, v.Part(part), part, nil, &all); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(up.Rings, savedAtOnce) {
		if err := w.savePart(ctx, at, ringsOf(part, v.Ring), nil, part, &all); err != nil {
			return err
		}
	}
	return nil
}

// ringsOf is a result of nothing but those rings of a list that there are.
func ringsOf(ids []string, find func(id string) *domain.Ring) *engine.Result {
	res := &engine.Result{}
	for _, id := range ids {
		if r := find(id); r != nil {
			res.Links.Rings = append(res.Links.Rings, *r)
		}
	}
	return res
}

// savePart saves what a result says of persons and rings, who may be gone, and
// adds to what changed. Nothing is written where nothing did.
func (w *Workspace) savePart(ctx context.Context, at time.Time, res *engine.Result, persons, rings []string, all *[]Change) error {
	if len(rings) == 0 && !slices.ContainsFunc(persons, func(id string) bool { return isSaid(res, id) }) {
		var kept map[string]standing
		err := w.db.ReadIn(ctx, w.id, func(v *View) (err error) {
			kept, err = v.standings(ctx, persons)
			return err
		})
		if err != nil || len(kept) == 0 {
			return err
		}
	}
	var changes []Change
	err := w.db.WriteIn(ctx, w.id, func(u *Unit) error {
		some, err := u.savePersons(ctx, at, res, persons)
		if err != nil {
			return fmt.Errorf("keep results: %w", err)
		}
		others, err := u.saveRings(ctx, at, res.Links.Rings, rings)
		if err != nil {
			return fmt.Errorf("keep rings: %w", err)
		}
		if changes = slices.Concat(some, others); len(changes) == 0 {
			return nil
		}
		if err := u.saveChanges(ctx, at, changes); err != nil {
			return fmt.Errorf("keep the history of results: %w", err)
		}
		return nil
	})
	*all = append(*all, changes...)
	return err
}

// isSaid reports whether something is kept of a person.
func isSaid(res *engine.Result, id string) bool {
	return raised(res.Judgement[id].Tier) || len(hitsOf(res.Findings[id])) > 0
}

func (u *Unit) savePersons(ctx context.Context, at time.Time, res *engine.Result, persons []string) ([]Change, error) {
	kept, err := u.standings(ctx, persons)
	if err != nil {
		return nil, err
	}
	in := u.insert("INSERT INTO results (workspace, person, tier, tier_rank, bits, stage, ring, since, changed_at, key_version, result_hash, result_sealed) VALUES",
		`ON CONFLICT (workspace, person) DO UPDATE SET tier = excluded.tier, tier_rank = excluded.tier_rank, bits = excluded.bits, stage = excluded.stage,
		ring = excluded.ring, since = excluded.since, changed_at = excluded.changed_at, key_version = excluded.key_version,
		result_hash = excluded.result_hash, result_sealed = excluded.result_sealed`, 12)
	var changes []Change
	for _, id := range persons {
		i, found := slices.BinarySearchFunc(res.Persons, id, func(p *domain.Person, id string) int { return strings.Compare(p.ID, id) })
		if !found {
			continue
		}
		more, err := u.savePerson(ctx, at, res, res.Persons[i], kept, in)
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
	}
	if err := in.flush(ctx); err != nil {
		return nil, err
	}
	gone, err := u.dropPersons(ctx, kept)
	return append(changes, gone...), err
}

// savePerson writes one person where that changes something, and takes whom
// something is said of out of kept.
func (u *Unit) savePerson(ctx context.Context, at time.Time, res *engine.Result, p *domain.Person, kept map[string]standing, in *inserter) ([]Change, error) {
	hits := hitsOf(res.Findings[p.ID])
	j := res.Judgement[p.ID]
	if len(hits) == 0 && !raised(j.Tier) {
		return nil, nil
	}
	old, known := kept[p.ID]
	delete(kept, p.ID)
	plain, err := wire.Marshal(hits)
	if err != nil {
		return nil, fmt.Errorf("encode findings: %w", err)
	}
	unchanged := known && sameHash(u.Keys, "result", plain, old.hash)
	if unchanged && old.tier == j.Tier && old.bits == j.Bits && old.stage == stageOf(p.Stage) && old.ring == res.RingOf[p.ID] {
		return nil, nil
	}
	since := at.UnixMicro()
	if known && old.tier == j.Tier {
		since = old.since
	}
	sealed, err := u.Own(plain, "result", []byte(p.ID))
	if err != nil {
		return nil, err
	}
	if err := in.add(ctx, u.Workspace(), p.ID, string(j.Tier), j.Tier.Rank(), j.Bits, stageOf(p.Stage), res.RingOf[p.ID], since, at.UnixMicro(),
		u.Newest(), u.Lookup("result", string(plain)), sealed); err != nil {
		return nil, err
	}
	return u.compare(p.ID, old, hits, j.Tier)
}

// stageOf is where a person stands, in one word.
func stageOf(s domain.Stage) string {
	switch {
	case s.Worker && !s.LeftAt.IsZero():
		return "left"
	case s.Worker:
		return "worker"
	}
	return "applicant"
}

func hitsOf(findings []domain.Finding) []domain.Finding {
	hits := []domain.Finding{}
	for i := range findings {
		if findings[i].Outcome == domain.Hit {
			hits = append(hits, findings[i])
		}
	}
	return hits
}

// sameHash compares under every version of the keys.
func sameHash(k *seal.Keys, kind string, plain, hash []byte) bool {
	return slices.ContainsFunc(k.Lookups(kind, string(plain)), func(h []byte) bool { return bytes.Equal(h, hash) })
}

// standings reads what is kept of persons.
func (v *View) standings(ctx context.Context, persons []string) (map[string]standing, error) {
	kept := map[string]standing{}
	if len(persons) == 0 {
		return kept, nil
	}
	return kept, each(ctx, v, func(rows *sql.Rows) error {
		var person string
		var s standing
		err := rows.Scan(&person, &s.tier, &s.since, &s.bits, &s.stage, &s.ring, &s.hash, &s.sealed)
		kept[person] = s
		return err
	}, "SELECT person, tier, since, bits, stage, ring, result_hash, result_sealed FROM results WHERE workspace = ? AND person IN ("+In(len(persons))+")", named(v, persons)...)
}

// named are the arguments of a query for rows of a workspace by name.
func named(v *View, names []string) []any {
	args := []any{v.Workspace()}
	for _, n := range names {
		args = append(args, n)
	}
	return args
}

// compare lists what is new, other or gone for one person. Findings of one rule
// count together.
func (v *View) compare(person string, old standing, now []domain.Finding, tier domain.Tier) ([]Change, error) {
	var was []domain.Finding
	before := old.tier
	if old.sealed != nil {
		if err := v.openFindings(person, old.sealed, &was); err != nil {
			return nil, err
		}
	} else {
		before = domain.TierNone
	}
	var out []Change
	if before != tier {
		out = append(out, Change{Person: person, Kind: kindOf(before, tier), Before: before, After: tier})
	}
	texts := func(list []domain.Finding) (map[string]string, error) {
		by := map[string]string{}
		for i := range list {
			data, err := wire.Marshal(list[i])
			if err != nil {
				return nil, err
			}
			by[list[i].Rule] += string(data)
		}
		return by, nil
	}
	a, aerr := texts(was)
	b, berr := texts(now)
	if err := errors.Join(aerr, berr); err != nil {
		return nil, fmt.Errorf("compare findings: %w", err)
	}
	for _, rule := range sortedRules(a, b) {
		old, had := a[rule]
		text, has := b[rule]
		c := Change{Person: person, Rule: rule, Before: before, After: tier}
		switch {
		case had && !has:
			c.Kind = Gone
		case !had:
			c.Kind = Opened
		case old != text:
			c.Kind = Changed
		default:
			continue
		}
		out = append(out, c)
	}
	return out, nil
}

func kindOf(before, after domain.Tier) ChangeKind {
	switch {
	case !raised(before) && raised(after):
		return Opened
	case raised(before) && !raised(after):
		return Gone
	}
	return Changed
}

// raised reports whether a tier asks for a look.
func raised(t domain.Tier) bool { return t.Rank() >= domain.TierWatch.Rank() }

func sortedRules(a, b map[string]string) []string {
	var rules []string
	for _, m := range []map[string]string{a, b} {
		for rule := range m {
			rules = append(rules, rule)
		}
	}
	return unique(rules)
}

func (v *View) openFindings(person string, sealed []byte, into *[]domain.Finding) error {
	plain, err := v.OpenOwn(sealed, "result", []byte(person))
	if err != nil {
		return fmt.Errorf("open findings: %w", err)
	}
	return wire.UnmarshalStrict(plain, into)
}

// dropPersons removes those about whom nothing is found any more.
func (u *Unit) dropPersons(ctx context.Context, left map[string]standing) ([]Change, error) {
	persons := make([]string, 0, len(left))
	for p := range left {
		persons = append(persons, p)
	}
	slices.Sort(persons)
	var out []Change
	for _, p := range persons {
		more, err := u.compare(p, left[p], nil, domain.TierNone)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, u.ForgetResults(ctx, persons)
}

// ForgetResults removes what is kept of persons at once, such as when they are
// erased. The history, which holds ids and codes only, stays.
func (u *Unit) ForgetResults(ctx context.Context, persons []string) error {
	for _, p := range persons {
		if _, err := u.Exec(ctx, "DELETE FROM results WHERE workspace = ? AND person = ?", u.Workspace(), p); err != nil {
			return fmt.Errorf("remove results: %w", err)
		}
	}
	return nil
}

// ringRow is a ring as it is kept.
type ringRow struct {
	since int64
	tier  domain.Tier
	hash  []byte
}

// saveRings brings the rings of these ids in line with those that there are now.
func (u *Unit) saveRings(ctx context.Context, at time.Time, rings []domain.Ring, ids []string) ([]Change, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	kept := map[string]ringRow{}
	err := each(ctx, u, func(rows *sql.Rows) error {
		var id string
		var r ringRow
		err := rows.Scan(&id, &r.since, &r.tier, &r.hash)
		kept[id] = r
		return err
	}, "SELECT ring, since, tier, ring_hash FROM result_rings WHERE workspace = ? AND ring IN ("+In(len(ids))+")", named(u.View, ids)...)
	if err != nil {
		return nil, err
	}
	in := u.insert("INSERT INTO result_rings (workspace, ring, tier, tier_rank, members, since, changed_at, key_version, ring_hash, ring_sealed) VALUES",
		`ON CONFLICT (workspace, ring) DO UPDATE SET tier = excluded.tier, tier_rank = excluded.tier_rank, members = excluded.members,
		changed_at = excluded.changed_at, key_version = excluded.key_version, ring_hash = excluded.ring_hash, ring_sealed = excluded.ring_sealed`, 10)
	var changes []Change
	for i := range rings {
		r := &rings[i]
		if _, asked := slices.BinarySearch(ids, r.ID); !asked {
			continue
		}
		old, known := kept[r.ID]
		delete(kept, r.ID)
		plain, err := wire.Marshal(r)
		if err != nil {
			return nil, fmt.Errorf("encode ring: %w", err)
		}
		c := Change{Person: r.ID, Kind: Opened, Before: domain.TierNone, After: r.Tier}
		since := at.UnixMicro()
		if known {
			if sameHash(u.Keys, "ring", plain, old.hash) {
				continue
			}
			c.Kind, c.Before, since = Changed, old.tier, old.since
		}
		sealed, err := u.Own(plain, "ring", []byte(r.ID))
		if err != nil {
			return nil, err
		}
		if err := in.add(ctx, u.Workspace(), r.ID, string(r.Tier), r.Tier.Rank(), len(r.Members), since, at.UnixMicro(), u.Newest(), u.Lookup("ring", string(plain)), sealed); err != nil {
			return nil, err
		}
		changes = append(changes, c)
	}
	if err := in.flush(ctx); err != nil {
		return nil, err
	}
	gone, err := u.dropRings(ctx, kept)
	return append(changes, gone...), err
}

// dropRings removes rings that there are no more.
func (u *Unit) dropRings(ctx context.Context, left map[string]ringRow) (changes []Change, err error) {
	for _, id := range slices.Sorted(maps.Keys(left)) {
		if _, err := u.Exec(ctx, "DELETE FROM result_rings WHERE workspace = ? AND ring = ?", u.Workspace(), id); err != nil {
			return nil, err
		}
		changes = append(changes, Change{Person: id, Kind: Gone, Before: left[id].tier, After: domain.TierNone})
	}
	return changes, nil
}

// saveChanges numbers changes and keeps them.
func (u *Unit) saveChanges(ctx context.Context, at time.Time, changes []Change) error {
	if len(changes) == 0 {
		return nil
	}
	var last int64
	if err := u.Row(ctx, "SELECT coalesce(max(seq), 0) FROM result_history WHERE workspace = ?", u.Workspace()).Scan(&last); err != nil {
		return err
	}
	in := u.insert("INSERT INTO result_history (workspace, seq, at, person, rule, change, tier_before, tier_after) VALUES", "", 8)
	for i := range changes {
		c := &changes[i]
		c.Seq, c.At = last+int64(i)+1, at.UTC().Truncate(time.Microsecond)
		if err := in.add(ctx, u.Workspace(), c.Seq, c.At.UnixMicro(), c.Person, c.Rule, string(c.Kind), string(c.Before), string(c.After)); err != nil {
			return err
		}
	}
	return in.flush(ctx)
}
