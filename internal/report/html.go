package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest"
)

//go:embed report.html.tmpl
var pageTemplate string

// page is what the template shows.
type page struct {
	Scan     *Scan
	AsOf     string
	Persons  int
	Counts   []tierCount
	Rings    []ringView
	Cases    []caseView
	Watch    []caseView
	Hubs     []Hub
	Files    []ingest.FileResult
	Notices  []string
	MoreCase int
}

type tierCount struct {
	Tier, Word string
	N          int
}

type ringView struct {
	Ring
	N       int
	Word    string
	Graph   graph
	Members []caseView
	Edges   []edgeView
}

type edgeView struct {
	A, B   string
	Core   bool
	Bits   int
	Shared []typed
}

type caseView struct {
	Subject
	Label string
	Stage string
	Word  string
	Hits  []Finding
	Lack  []Finding
}

type graph struct {
	Width, Height float64
	Lines         []graphLine
	Nodes         []graphNode
}

type graphLine struct {
	X1, Y1, X2, Y2 float64
	Core           bool
	Title          string
}

type graphNode struct {
	X, Y   float64
	Anchor string
	TX, TY float64
	Label  string
	Tier   string
}

// pageCases is how many cases of one kind the page carries; a page with ten
// thousand would not open. The JSON has them all.
const pageCases = 300

// WriteHTML writes one page that needs nothing else: no script, no font, no
// picture from elsewhere. Notices are facts about the run that a reader must
// know.
func WriteHTML(w io.Writer, res *engine.Result, scan *Scan, files []ingest.FileResult, notices []string) error {
	t, err := template.New("report").Funcs(template.FuncMap{
		"join": func(s []string) string { return strings.Join(s, ", ") },
		"noun": noun, "tier": TierWord,
		"px": func(f float64) string { return fmt.Sprintf("%.1f", f) },
	}).Parse(pageTemplate)
	if err != nil {
		return fmt.Errorf("parse page template: %w", err)
	}
	if err := t.Execute(NewCleaner(w), newPage(res, scan, files, notices)); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

func newPage(res *engine.Result, scan *Scan, files []ingest.FileResult, notices []string) page {
	labels := Labels(res)
	people := map[string]*domain.Person{}
	for _, p := range res.Persons {
		people[p.ID] = p
	}
	p := page{Scan: scan, AsOf: scan.AsOf.Format("2 January 2006, 15:04 UTC"), Persons: len(res.Persons),
		Hubs: scan.Hubs, Files: files, Notices: asides(res, notices)}
	counts := TierCounts(res)
	for _, t := range []domain.Tier{domain.TierUrgent, domain.TierReview, domain.TierWatch, domain.TierNone, domain.TierInsufficient} {
		p.Counts = append(p.Counts, tierCount{string(t), TierWord(string(t)), counts[t]})
	}
	cases := map[string]caseView{}
	for _, s := range scan.Subjects {
		cases[s.ID] = newCase(s, labels[s.ID], people[s.ID])
	}
	for i, r := range scan.Rings {
		p.Rings = append(p.Rings, newRingView(i+1, r, cases, labels))
	}
	for _, s := range scan.Subjects {
		switch domain.Tier(s.Tier) {
		case domain.TierUrgent, domain.TierReview:
			if s.Ring == "" {
				p.Cases = append(p.Cases, cases[s.ID])
			}
		case domain.TierWatch:
			if len(p.Watch) == pageCases {
				p.MoreCase++
				continue
			}
			p.Watch = append(p.Watch, cases[s.ID])
		}
	}
	if n := len(p.Cases); n > pageCases {
		p.Cases, p.MoreCase = p.Cases[:pageCases], p.MoreCase+n-pageCases
	}
	return p
}

func newCase(s Subject, label string, person *domain.Person) caseView {
	c := caseView{Subject: s, Label: label, Word: TierWord(s.Tier)}
	if person != nil {
		c.Stage = stageWord(person.Stage)
	}
	for _, f := range s.Findings {
		if f.Outcome == string(domain.Hit) {
			c.Hits = append(c.Hits, f)
		} else {
			c.Lack = append(c.Lack, f)
		}
	}
	rank := map[string]int{"hard": 0, "supporting": 1, "context": 2}
	slices.SortStableFunc(c.Hits, func(a, b Finding) int { return rank[a.Strength] - rank[b.Strength] })
	return c
}

func newRingView(n int, r Ring, cases map[string]caseView, labels map[string]string) ringView {
	v := ringView{Ring: r, N: n, Word: TierWord(r.Tier)}
	for _, m := range r.Members {
		c, ok := cases[m]
		if !ok {
			c = caseView{Subject: Subject{ID: m, Tier: string(domain.TierNone)}, Label: labels[m], Word: TierWord(string(domain.TierNone))}
		}
		v.Members = append(v.Members, c)
	}
	for i, e := range r.Edges {
		v.Edges = append(v.Edges, edgeView{A: labels[e.A], B: labels[e.B], Core: slices.Contains(r.Core, i), Bits: e.Bits, Shared: oneOfEachType(e.Shared)})
	}
	v.Graph = layout(r, cases, labels)
	return v
}

// layout sets the members of a ring on a circle, in the order of a walk over
// its core so that neighbours are linked, and draws its edges as chords.
func layout(r Ring, cases map[string]caseView, labels map[string]string) graph {
	const radius, cx, cy = 150.0, 380.0, 200.0
	g := graph{Width: 2 * cx, Height: 2 * cy}
	order := walk(r)
	at := map[string][2]float64{}
	for i, m := range order {
		a := 2*math.Pi*float64(i)/float64(len(order)) - math.Pi/2
		x, y := cx+radius*math.Cos(a), cy+radius*math.Sin(a)
		at[m] = [2]float64{x, y}
		n := graphNode{X: x, Y: y, TX: cx + (radius+14)*math.Cos(a), TY: cy + (radius+14)*math.Sin(a) + 4, Label: labels[m], Tier: cases[m].Tier}
		switch {
		case math.Cos(a) > 0.2:
			n.Anchor = "start"
		case math.Cos(a) < -0.2:
			n.Anchor = "end"
		default:
			n.Anchor = "middle"
		}
		g.Nodes = append(g.Nodes, n)
	}
	for i, e := range r.Edges {
		var what []string
		for _, s := range oneOfEachType(e.Shared) {
			what = append(what, noun(s.Type)+" "+s.Masked)
		}
		a, b := at[e.A], at[e.B]
		g.Lines = append(g.Lines, graphLine{a[0], a[1], b[0], b[1], slices.Contains(r.Core, i),
			labels[e.A] + " — " + labels[e.B] + ": " + strings.Join(what, "; ")})
	}
	return g
}

func walk(r Ring) []string {
	near := map[string][]string{}
	for _, i := range r.Core {
		e := r.Edges[i]
		near[e.A] = append(near[e.A], e.B)
		near[e.B] = append(near[e.B], e.A)
	}
	var order []string
	seen := map[string]bool{}
	stack := []string{r.Members[0]}
	for len(stack) > 0 {
		m := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[m] {
			continue
		}
		seen[m] = true
		order = append(order, m)
		slices.Sort(near[m])
		for _, n := range slices.Backward(near[m]) {
			stack = append(stack, n)
		}
	}
	return order
}
