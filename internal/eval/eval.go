// Package eval measures a scan against the truth of a simulated company.
package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/report"
	"github.com/daylight-hq/daylight/internal/simulate"
)

// Cell is how one cell fared.
type Cell struct {
	ID      string
	Members int
	Flagged int // members in review or urgent
	Ringed  int // members inside a ring
	Largest int // members inside the one ring that holds most of them
	Foreign int // persons in that ring who are not of the cell
}

// Found reports whether the cell was found: most of its members need a check
// and most stand in one ring.
func (c Cell) Found() bool { return c.Flagged*2 > c.Members && c.Largest*2 > c.Members }

// Wronged is an innocent person who was put up for review.
type Wronged struct {
	Kind    string // of look-alike, or "bystander"
	Subject string
	Tier    string
	Rules   []string
}

// Figures are the measured result.
type Figures struct {
	Cells   []Cell
	Lone    []string // tiers of the lone operators
	Wronged []Wronged
}

// Recall is the share of cell members in review or urgent.
func (f Figures) Recall() float64 {
	members, flagged := 0, 0
	for _, c := range f.Cells {
		members += c.Members
		flagged += c.Flagged
	}
	if members == 0 {
		return 1
	}
	return float64(flagged) / float64(members)
}

// Compare measures a scan that reports subjects of every tier.
func Compare(truth simulate.Truth, scan *report.Scan) Figures {
	b := newBook(truth, scan)
	var f Figures
	for _, c := range truth.Cells {
		f.Cells = append(f.Cells, b.cell(c))
	}
	for _, m := range truth.Lone {
		for _, id := range b.subjects(m) {
			f.Lone = append(f.Lone, b.byID[id].Tier)
		}
	}
	for _, s := range scan.Subjects {
		if needsReview(s) && !b.guilty[s.ID] {
			f.Wronged = append(f.Wronged, Wronged{Kind: cmp.Or(b.kind[s.ID], "bystander"), Subject: s.ID, Tier: s.Tier, Rules: rulesOf(s)})
		}
	}
	slices.SortFunc(f.Wronged, func(a, b Wronged) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Subject, b.Subject)) })
	return f
}

func needsReview(s report.Subject) bool {
	return s.Tier == string(domain.TierReview) || s.Tier == string(domain.TierUrgent)
}

func rulesOf(s report.Subject) []string {
	var out []string
	for _, f := range s.Findings {
		if f.Outcome == string(domain.Hit) && f.Strength != string(domain.Context) {
			out = append(out, fmt.Sprintf("%s (%s)", f.Rule, f.Strength))
		}
	}
	return out
}

// book finds subjects by the employer's keys.
type book struct {
	byID   map[string]report.Subject
	byKey  map[string][]string
	ringOf map[string][]string // ring's members, by member
	guilty map[string]bool
	kind   map[string]string
}

func newBook(truth simulate.Truth, scan *report.Scan) *book {
	b := &book{byID: map[string]report.Subject{}, byKey: map[string][]string{}, ringOf: map[string][]string{}, guilty: map[string]bool{}, kind: map[string]string{}}
	for _, s := range scan.Subjects {
		b.byID[s.ID] = s
		for _, k := range slices.Concat(s.Keys.CandidateIDs, s.Keys.EmployeeIDs) {
			b.byKey[k] = append(b.byKey[k], s.ID)
		}
	}
	for _, r := range scan.Rings {
		for _, m := range r.Members {
			b.ringOf[m] = r.Members
		}
	}
	for _, c := range truth.Cells {
		for _, m := range c.Members {
			b.blame(m)
		}
	}
	for _, m := range truth.Lone {
		b.blame(m)
	}
	for _, g := range truth.Innocents {
		for _, m := range g.Members {
			for _, id := range b.subjects(m) {
				b.kind[id] = g.Kind
			}
		}
	}
	return b
}

func (b *book) blame(m simulate.TruthMember) {
	for _, id := range b.subjects(m) {
		b.guilty[id] = true
	}
}

func (b *book) subjects(m simulate.TruthMember) []string {
	var out []string
	for _, k := range slices.Concat(m.CandidateIDs, m.EmployeeIDs) {
		out = append(out, b.byKey[k]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (b *book) cell(c simulate.TruthCell) Cell {
	out := Cell{ID: c.ID, Members: len(c.Members)}
	perRing := map[string]int{}
	for _, m := range c.Members {
		flagged, ringed := false, ""
		for _, id := range b.subjects(m) {
			flagged = flagged || needsReview(b.byID[id])
			if r := b.ringOf[id]; r != nil {
				ringed = strings.Join(r, ",")
			}
		}
		if flagged {
			out.Flagged++
		}
		if ringed != "" {
			out.Ringed++
			perRing[ringed]++
		}
	}
	best := ""
	for r, n := range perRing {
		if n > out.Largest || n == out.Largest && r < best {
			best, out.Largest = r, n
		}
	}
	for _, id := range strings.Split(best, ",") {
		if best != "" && !b.guilty[id] {
			out.Foreign++
		}
	}
	return out
}
