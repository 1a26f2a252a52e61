package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

// Joins are the keys that hold subjects together, by subject id.
type Joins = map[string][]engine.Join

// Tree is the evidence behind one subject or ring.
type Tree struct {
	Ring     *Ring         `json:"ring,omitempty"`
	Subjects []SubjectTree `json:"subjects"`
	labels   map[string]string
	origins  map[string]string
	records  *recordNames
}

// SubjectTree is one subject with where its records stood.
type SubjectTree struct {
	Subject Subject           `json:"subject"`
	Stage   string            `json:"stage"`
	Records map[string]string `json:"records"` // record key to file:line
	Joined  []JoinLine        `json:"joined"`
}

// JoinLine is one reason for a join.
type JoinLine struct {
	Key     string   `json:"key"`
	Why     string   `json:"why"`
	Records []string `json:"records"`
}

// shownRecords is how many records of one subject the terminal lists.
const shownRecords = 20

// Explain finds a ring or subject by id, or a subject by a key or name that
// only one person bears.
func Explain(res *engine.Result, scan *Scan, id string, joins func([]string) Joins) (*Tree, error) {
	t := &Tree{labels: Labels(res), origins: origins(res, scan.records), records: scan.records}
	var members []string
	for i := range scan.Rings {
		if scan.Rings[i].ID == id {
			t.Ring, members = &scan.Rings[i], scan.Rings[i].Members
		}
	}
	if members == nil {
		p, err := findPerson(res, id)
		if err != nil {
			return nil, err
		}
		members = []string{p.ID}
	}
	for _, s := range scan.Subjects {
		if slices.Contains(members, s.ID) {
			t.Subjects = append(t.Subjects, t.subject(res, s, joins))
		}
	}
	return t, nil
}

// origins says where each record stood, by its key as the report writes it.
func origins(res *engine.Result, names *recordNames) map[string]string {
	out := map[string]string{}
	add := func(ref domain.RecordRef) { out[names.show(ref.Key)] = ref.Origin.String() }
	for _, p := range res.Persons {
		for _, r := range p.Records {
			out[names.show(r.Key.String())] = r.Origin.String()
		}
		for i := range p.Activity {
			add(p.Activity[i].First)
			add(p.Activity[i].Last)
		}
		for i := range p.Observations {
			for _, ref := range p.Observations[i].Records {
				add(ref)
			}
		}
	}
	return out
}

func (t *Tree) subject(res *engine.Result, s Subject, joins func([]string) Joins) SubjectTree {
	p := res.Persons[slices.IndexFunc(res.Persons, func(p *domain.Person) bool { return p.ID == s.ID })]
	out := SubjectTree{Subject: s, Stage: stageWord(p.Stage), Records: map[string]string{}, Joined: joinLines(res, p, joins, t.records)}
	for _, r := range p.Records {
		out.Records[t.records.show(r.Key.String())] = r.Origin.String()
	}
	return out
}

func stageWord(s domain.Stage) string {
	switch {
	case s.Worker && !s.LeftAt.IsZero():
		return "left on " + s.LeftAt.Format("2 January 2006")
	case s.Worker && !s.HiredAt.IsZero():
		return "works here since " + s.HiredAt.Format("2 January 2006")
	case s.Worker:
		return "works here"
	case s.Applicant && !s.AppliedAt.IsZero():
		return "applied on " + s.AppliedAt.Format("2 January 2006")
	case s.Applicant:
		return "applied"
	}
	return "seen, neither applicant nor worker"
}

func joinLines(res *engine.Result, p *domain.Person, joins func([]string) Joins, names *recordNames) []JoinLine {
	out := []JoinLine{}
	byID := joins(p.Subjects)
	for _, id := range p.Subjects {
		for _, j := range byID[id] {
			out = append(out, JoinLine{Key: j.Ref.String(), Why: j.Why, Records: names.list(j.Records)})
		}
	}
	for _, s := range res.SameAs {
		if slices.Contains(p.Subjects, s.A) && slices.Contains(p.Subjects, s.B) {
			out = append(out, JoinLine{Key: "same person", Why: s.Why, Records: []string{s.A, s.B}})
		}
	}
	return out
}

// Write prints the tree.
func (t *Tree) Write(w io.Writer) {
	if t.Ring != nil {
		fmt.Fprintf(w, "Ring %s: %s, %d people\n", t.Ring.ID, TierWord(t.Ring.Tier), len(t.Ring.Members))
		for i, e := range t.Ring.Edges {
			mark := " "
			if slices.Contains(t.Ring.Core, i) {
				mark = "*"
			}
			fmt.Fprintf(w, "├─%s %s — %s (%d bits)\n", mark, t.labels[e.A], t.labels[e.B], e.Bits)
			for _, s := range e.Shared {
				t.writeShared(w, s)
			}
		}
		fmt.Fprintf(w, "   * the smallest set of edges that holds the ring\n")
	}
	for _, s := range t.Subjects {
		t.writeSubject(w, s)
	}
	if t.Ring != nil {
		fmt.Fprintf(w, "\nDo:\n  - %s\nDon't:\n  - %s\n", strings.Join(t.Ring.Do, "\n  - "), strings.Join(t.Ring.Dont, "\n  - "))
	}
}

func (t *Tree) writeShared(w io.Writer, s Shared) {
	what := fmt.Sprintf("%d bits, %s", s.Bits, s.Family)
	if s.Hub {
		what = "hub, discounted"
	}
	fmt.Fprintf(w, "│    same %s %s (%s): %s\n", noun(s.Type), cmp.Or(s.Clear, s.Masked), strings.Join(s.Roles, ", "), what)
	for _, r := range s.Records {
		fmt.Fprintf(w, "│      %s %s\n", OneLine(r), OneLine(t.origins[r]))
	}
}

func (t *Tree) writeSubject(w io.Writer, s SubjectTree) {
	fmt.Fprintf(w, "\n%s\n  %s, %s: %s\n", t.labels[s.Subject.ID], s.Subject.ID, TierWord(s.Subject.Tier), s.Subject.Reason)
	fmt.Fprintf(w, "  %s\n", s.Stage)
	for _, f := range s.Subject.Findings {
		head := f.Strength
		if f.Outcome == string(domain.NotEnoughData) {
			head = "too little data"
		}
		fmt.Fprintf(w, "  ├─ %s [%s] %s\n", f.Rule, head, f.Sentence)
		for _, e := range f.Evidence {
			fmt.Fprintf(w, "  │    claim: %s | observed: %s | source: %s\n", OneLine(e.Claim), OneLine(e.Observed+" "+cmp.Or(e.Clear, e.Masked)), e.Source)
			for _, r := range e.Records {
				fmt.Fprintf(w, "  │      %s %s\n", OneLine(r), OneLine(t.origins[r]))
			}
		}
		for _, line := range [][2]any{{"lowered", nonEmpty(f.Lowered)}, {"against it", f.Counter}, {"rule out", f.Innocent}, {"would help", f.Missing}} {
			for _, text := range line[1].([]string) {
				fmt.Fprintf(w, "  │    %s: %s\n", line[0], text)
			}
		}
	}
	for _, j := range s.Joined {
		fmt.Fprintf(w, "  joined by %s: %s\n", OneLine(j.Key), OneLine(j.Why))
	}
	for i, key := range slices.Sorted(maps.Keys(s.Records)) {
		if i == shownRecords {
			fmt.Fprintf(w, "  and %d records more; --json has them all\n", len(s.Records)-shownRecords)
			break
		}
		fmt.Fprintf(w, "  record %s %s\n", OneLine(key), OneLine(s.Records[key]))
	}
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// JoinTree says why a person's records are one.
type JoinTree struct {
	Person   string     `json:"person"`
	Subjects []string   `json:"subjects"`
	Lines    []JoinLine `json:"lines"`
	label    string
}

// ExplainJoin finds a person, as [Explain] does, and says why its records are
// one. It writes keys in full, since they are what split and merge take.
func ExplainJoin(res *engine.Result, id string, joins func([]string) Joins) (*JoinTree, error) {
	p, err := findPerson(res, id)
	if err != nil {
		return nil, err
	}
	return &JoinTree{Person: p.ID, Subjects: p.Subjects, Lines: joinLines(res, p, joins, &recordNames{}), label: label(p)}, nil
}

// Write prints the join.
func (t *JoinTree) Write(w io.Writer) {
	fmt.Fprintf(w, "%s (%s), made of %d subjects\n", t.label, t.Person, len(t.Subjects))
	for _, l := range t.Lines {
		fmt.Fprintf(w, "├─ %s: %s\n", l.Key, l.Why)
		for _, r := range l.Records {
			fmt.Fprintf(w, "│    %s\n", r)
		}
	}
	fmt.Fprintln(w, "To undo a join: daylight join split KEY; to add one: daylight join merge KEY KEY.")
}
