package review

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

// Items names the evidence of a finding apart from the rule that found it and
// from that rule's wording and version: a shared value with each other person
// behind it, or the records where no value is shared. A value that is seen
// again tomorrow is the same item; a new person behind it is a new one.
func Items(f domain.Finding) []string {
	var out []string
	add := func(parts ...string) {
		sum := sha256.Sum256([]byte(string(f.Family) + "\x00" + strings.Join(parts, "\x00")))
		out = append(out, hex.EncodeToString(sum[:16]))
	}
	for _, e := range f.Evidence {
		switch {
		case e.Value != nil && len(e.Value.Others) > 0:
			for _, other := range e.Value.Others {
				add("value", string(e.Value.Identifier.Type), e.Value.Identifier.Key, other)
			}
		case e.Value != nil:
			add("value", string(e.Value.Identifier.Type), e.Value.Identifier.Key)
		default:
			for _, r := range e.Records {
				add("record", r.Key)
			}
		}
	}
	if len(out) == 0 {
		add("finding", f.Rule) // a finding that points at nothing is known by its rule
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// fingerprint is one text for a finding's items and strength: a finding that
// grew harder is looked at again.
func fingerprint(f domain.Finding, items []string) string {
	sum := sha256.Sum256([]byte(string(f.Strength) + "\x00" + strings.Join(items, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// sight is a result as review looks at it: without what is suppressed, and with
// victims taken out of rings.
type sight struct {
	res    *engine.Result
	marks  *MarkSet
	hidden []Suppression
	config string
	at     time.Time
	rings  []domain.Ring
	ringOf map[string]*domain.Ring // by person
}

func newSight(res *engine.Result, marks *MarkSet, hidden []Suppression, config string, at time.Time) *sight {
	s := &sight{res: res, marks: marks, hidden: hidden, config: config, at: at, rings: marks.Rings(res.Links.Rings), ringOf: map[string]*domain.Ring{}}
	for i := range s.rings {
		for _, m := range s.rings[i].Members {
			s.ringOf[m] = &s.rings[i]
		}
	}
	return s
}

// snapshot is one person's findings as they stand.
func (s *sight) snapshot(p *domain.Person) Snapshot {
	out := Snapshot{TakenAt: s.at, AsOf: s.res.AsOf.UTC(), Data: hex.EncodeToString(s.res.Digest), Config: s.config}
	for _, f := range s.res.Findings[p.ID] {
		hides := func(x Suppression) bool { return x.hides(p, f, s.at) }
		if f.Outcome != domain.Hit || slices.ContainsFunc(s.hidden, hides) {
			continue
		}
		f = s.marks.lower(f)
		items := Items(f)
		out.Seen = append(out.Seen, Seen{Fingerprint: fingerprint(f, items), Items: items, Finding: f})
	}
	j := s.judge(p.ID, out.Seen)
	out.Tier, out.Reason, out.Bits = j.Tier, j.Reason, j.Bits
	if ring := s.ringOf[p.ID]; ring != nil {
		out.Members = ring.Members
	}
	out.Others, out.Mentions = s.mentions(p, out)
	return out
}

func (s *sight) judge(person string, seen []Seen) detect.Judgement {
	var findings []domain.Finding
	for _, x := range seen {
		findings = append(findings, x.Finding)
	}
	return detect.Judge(findings, s.res.Clear[person], ringContext(s.ringOf[person]))
}

func ringContext(r *domain.Ring) detect.RingContext {
	if r == nil {
		return detect.RingContext{}
	}
	return detect.RingContext{Persons: len(r.Members), Hard: slices.ContainsFunc(r.Edges, func(e domain.Edge) bool { return e.Holds && e.Hard })}
}

func (s *sight) person(id string) *domain.Person {
	i, ok := slices.BinarySearchFunc(s.res.Persons, id, func(p *domain.Person, id string) int { return strings.Compare(p.ID, id) })
	if !ok {
		return nil
	}
	return s.res.Persons[i]
}

// mentions lists the other people in a snapshot, and what points at them: ids,
// names and keys, longest first, so that replacing them in order leaves no
// rest. What the person shares with them is the person's own too.
func (s *sight) mentions(p *domain.Person, snap Snapshot) (others, texts []string) {
	others = slices.Clone(snap.Members)
	for _, seen := range snap.Seen {
		for _, e := range seen.Finding.Evidence {
			if e.Value != nil {
				others = append(others, e.Value.Others...)
			}
		}
	}
	slices.Sort(others)
	others = slices.DeleteFunc(slices.Compact(others), func(id string) bool { return id == p.ID })
	texts = slices.Clone(others)
	for _, id := range others {
		if o := s.person(id); o != nil {
			texts = append(texts, pointsAt(o)...)
		}
	}
	own := pointsAt(p)
	texts = slices.DeleteFunc(texts, func(t string) bool { return slices.Contains(own, t) })
	slices.SortFunc(texts, longestFirst)
	return others, slices.Compact(texts)
}

func longestFirst(a, b string) int {
	if len(a) != len(b) {
		return len(b) - len(a)
	}
	return strings.Compare(a, b)
}

func pointsAt(p *domain.Person) []string {
	out := slices.Concat(p.Subjects, p.Keys.CandidateIDs, p.Keys.EmployeeIDs, p.Keys.Emails)
	for _, n := range p.Names {
		out = append(out, n.Text)
		for _, part := range strings.Fields(n.Text) {
			if len(part) > 2 {
				out = append(out, part)
			}
		}
	}
	return out
}

// identifiers lists a person's identifiers that are no hubs, once each.
func (s *sight) identifiers(p *domain.Person) []domain.Identifier {
	type key struct {
		t domain.IdentifierType
		k string
	}
	seen := map[key]bool{}
	for _, h := range s.res.Links.Hubs {
		seen[key{h.Identifier.Type, h.Identifier.Key}] = true
	}
	var out []domain.Identifier
	for _, o := range p.Observations {
		k := key{o.Identifier.Type, o.Identifier.Key}
		if !seen[k] {
			seen[k] = true
			out = append(out, o.Identifier)
		}
	}
	return out
}

// look adds a snapshot when it says something new, and reports whether it did.
func (c *Case) look(s Snapshot) bool {
	if len(c.Snapshots) > 0 {
		last := c.Latest()
		same := func(a, b Seen) bool {
			return a.Fingerprint == b.Fingerprint && a.Finding.Rule == b.Finding.Rule && a.Finding.Version == b.Finding.Version
		}
		if last.Tier == s.Tier && slices.EqualFunc(last.Seen, s.Seen, same) && slices.Equal(last.Members, s.Members) {
			return false
		}
	}
	s.Number = len(c.Snapshots) + 1
	c.Snapshots = append(c.Snapshots, s)
	return true
}

// Sight is one text for what a snapshot shows: tier, findings with their rules'
// versions, and ring. Two snapshots with the same one say the same.
func (s *Snapshot) Sight() string {
	h := sha256.New()
	h.Write([]byte(s.Tier))
	for _, x := range s.Seen {
		fmt.Fprintf(h, "\x00%s\x00%s\x00%d", x.Fingerprint, x.Finding.Rule, x.Finding.Version)
	}
	for _, m := range s.Members {
		fmt.Fprintf(h, "\x01%s", m)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
