package report

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Diff says what changed between two scans.
type Diff struct {
	From          time.Time     `json:"from"`
	To            time.Time     `json:"to"`
	ConfigChanged bool          `json:"config_changed"`
	Subjects      []SubjectDiff `json:"subjects"`
	Rings         []RingDiff    `json:"rings"`
}

// SubjectDiff is one subject whose tier or findings changed.
type SubjectDiff struct {
	ID     string   `json:"id"`
	Before string   `json:"before"` // tier; "" when not in the earlier report
	After  string   `json:"after"`  // tier; "" when not in the later report
	Opened []string `json:"opened"` // rules that hit now and did not
	Gone   []string `json:"gone"`   // rules that hit then and do not
}

// RingDiff is one ring that appeared, went or changed members.
type RingDiff struct {
	ID     string   `json:"id"`
	Change string   `json:"change"` // new, gone or changed
	Joined []string `json:"joined"`
	Left   []string `json:"left"`
}

// Compare tells what is different in b from a.
func Compare(a, b *Scan) Diff {
	d := Diff{From: a.AsOf, To: b.AsOf, ConfigChanged: a.ConfigHash != b.ConfigHash, Subjects: []SubjectDiff{}, Rings: []RingDiff{}}
	before, after := subjectsByID(a), subjectsByID(b)
	for _, id := range union(before, after) {
		x, y := before[id], after[id]
		s := SubjectDiff{ID: id, Before: x.Tier, After: y.Tier, Opened: minus(hits(y), hits(x)), Gone: minus(hits(x), hits(y))}
		if s.Before != s.After || len(s.Opened)+len(s.Gone) > 0 {
			d.Subjects = append(d.Subjects, s)
		}
	}
	slices.SortStableFunc(d.Subjects, func(x, y SubjectDiff) int {
		return domain.Tier(y.After).Rank() - domain.Tier(x.After).Rank()
	})
	old, now := ringsByID(a), ringsByID(b)
	for _, id := range union(old, now) {
		x, was := old[id]
		y, is := now[id]
		r := RingDiff{ID: id, Change: "changed", Joined: minus(y.Members, x.Members), Left: minus(x.Members, y.Members)}
		switch {
		case !was:
			r.Change = "new"
		case !is:
			r.Change = "gone"
		}
		if len(r.Joined)+len(r.Left) > 0 {
			d.Rings = append(d.Rings, r)
		}
	}
	return d
}

func subjectsByID(s *Scan) map[string]Subject {
	out := map[string]Subject{}
	for _, x := range s.Subjects {
		out[x.ID] = x
	}
	return out
}

func ringsByID(s *Scan) map[string]Ring {
	out := map[string]Ring{}
	for _, x := range s.Rings {
		out[x.ID] = x
	}
	return out
}

func union[V any](a, b map[string]V) []string {
	var out []string
	for k := range a {
		out = append(out, k)
	}
	for k := range b {
		out = append(out, k)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func hits(s Subject) []string {
	var out []string
	for _, f := range s.Findings {
		if f.Outcome == string(domain.Hit) {
			out = append(out, f.Rule)
		}
	}
	return out
}

// minus returns what is in a and not in b, each once, sorted; never nil.
func minus(a, b []string) []string {
	out := []string{}
	for _, x := range a {
		if !slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Write prints the difference.
func (d Diff) Write(w io.Writer) {
	fmt.Fprintf(w, "From %s to %s\n", d.From.Format("2 January 2006"), d.To.Format("2 January 2006"))
	if d.ConfigChanged {
		fmt.Fprintln(w, "The config or the rules changed between the two, so differences may come from there.")
	}
	if len(d.Subjects)+len(d.Rings) == 0 {
		fmt.Fprintln(w, "Nothing changed.")
		return
	}
	for _, r := range d.Rings {
		fmt.Fprintf(w, "ring %s: %s (%d joined, %d left)\n", r.ID, r.Change, len(r.Joined), len(r.Left))
	}
	for _, s := range d.Subjects {
		fmt.Fprintf(w, "subject %s: %s → %s\n", s.ID, orNone(s.Before), orNone(s.After))
		for _, r := range s.Opened {
			fmt.Fprintf(w, "  + %s\n", r)
		}
		for _, r := range s.Gone {
			fmt.Fprintf(w, "  - %s\n", r)
		}
	}
}

func orNone(tier string) string {
	if tier == "" {
		return "not listed"
	}
	return TierWord(tier)
}
