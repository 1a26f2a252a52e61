package dettest

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Said is what the rule says of one person, as it stands in want.json.
type Said struct {
	Outcome  domain.Outcome  `json:"outcome"`
	Strength domain.Strength `json:"strength,omitzero"`
	Family   domain.Family   `json:"family,omitzero"`
	Bits     int             `json:"bits,omitzero"`
	Sentence string          `json:"sentence,omitzero"`
	Lowered  string          `json:"lowered,omitzero"`
	Counter  []string        `json:"counter,omitzero"`
	Missing  []string        `json:"missing,omitzero"`
}

// Run judges every case of the rules below dir and compares with want.json;
// with the environment variable UPDATE set it rewrites want.json.
func Run(t *testing.T, dir string, rules ...detect.Detector) {
	t.Helper()
	plain := Plain()
	for _, d := range rules {
		cases := Load(t, dir, d.ID)
		if len(cases) == 0 {
			t.Errorf("rule %s has no cases in %s", d.ID, dir)
		}
		for _, c := range cases {
			t.Run(d.ID+"/"+c.Name, func(t *testing.T) {
				got := c.Outputs(t, d, plain)
				if os.Getenv("UPDATE") != "" {
					c.update(t, got)
					return
				}
				if want := c.Want(); !bytes.Equal(want, got) {
					t.Errorf("got\n%s\nwant\n%s", got, want)
				}
			})
		}
	}
}

func (c *Case) update(t *testing.T, got []byte) {
	t.Helper()
	if bytes.Equal(c.Want(), got) {
		return
	}
	c.Archive.Files = slices.DeleteFunc(c.Archive.Files, func(f File) bool { return f.Name == "want.json" })
	c.Archive.Files = append(c.Archive.Files, File{Name: "want.json", Data: got})
	if err := os.WriteFile(c.Path, c.Archive.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Plain is the knowledge of cases without lists and hubs. It is dear to make
// and keeps only the answers of tables, so cases share it.
func Plain() *engine.Knowledge { return engine.NewKnowledge(nil, nil, nil, nil) }

// Outputs judges the case by the rule alone, checks what every finding must
// hold to, and returns what was said in the form of want.json.
func (c *Case) Outputs(t testing.TB, d detect.Detector, plain *engine.Knowledge) []byte {
	t.Helper()
	know := c.knowledge(t, plain)
	said := c.judge(t, d, know, false)
	got, back := render(t, said), render(t, c.judge(t, d, know, true))
	if !bytes.Equal(got, back) {
		t.Errorf("the order of the records shows:\n%s\nand backwards\n%s", got, back)
	}
	c.checkKind(t, said)
	return got
}

func render(t testing.TB, said map[string]Said) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := wire.WriteIndent(&b, said); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// judge runs the records through preparer, state and evaluation.
func (c *Case) judge(t testing.TB, d detect.Detector, know *engine.Knowledge, backwards bool) map[string]Said {
	t.Helper()
	records, err := c.records()
	if err != nil {
		t.Fatal(err)
	}
	if backwards {
		slices.Reverse(records)
	}
	state, prep := engine.NewState(0), engine.NewPreparer(identifier.Hasher{}, "US")
	defer state.Close()
	for _, r := range records {
		p := prep.Prepare(r)
		for _, no := range p.Refused {
			if no.Reason != identifier.RefusedMasked && no.Reason != identifier.RefusedCityOnly {
				t.Errorf("%s: %s of %s is no identifier: %s", c.Path, no.Field, r.Key, no.Reason)
			}
		}
		if _, err := state.Add(&p); err != nil {
			t.Fatal(err)
		}
	}
	synthetic := true
	rules := []detect.Detector{d}
	if d.Corroborates && !c.spec.Alone {
		rules = append(rules, beside())
	}
	cfg := engine.Config{AsOf: c.spec.AsOf, Detectors: rules, Params: map[string]map[string]float64{d.ID: c.spec.Params},
		Intel: know, KnownHub: know.KnownHub, Building: know.Building, Carriers: carriers, Synthetic: &synthetic, Strict: true}
	res, err := state.Evaluate(t.Context(), cfg)
	if err != nil || len(res.Errors) > 0 {
		t.Fatalf("%s: %v %v", c.Path, err, res.Errors)
	}
	out := map[string]Said{}
	for _, p := range res.Persons {
		out[nameOf(p)] = c.sayOf(t, d, res, p, know)
	}
	return out
}

// beside is a rule that finds something of everybody: a corroborating rule is
// judged as it stands beside it.
func beside() detect.Detector {
	return detect.Detector{ID: "beside", Version: 1, Run: func(context.Context, detect.View) (detect.Result, error) {
		return detect.Result{Outcome: domain.Hit, Family: domain.FamilyVendor, Strength: domain.Supporting, Bits: 1, Sentence: "Another family."}, nil
	}}
}

// carriers stands in for the sources, which a detector does not know.
func carriers(detect.Datum) []string { return []string{"a source that carries it"} }

// nameOf names a person by the first of the employer's keys.
func nameOf(p *domain.Person) string {
	for _, keys := range [][]string{p.Keys.CandidateIDs, p.Keys.EmployeeIDs, p.Keys.Emails} {
		if len(keys) > 0 {
			return keys[0]
		}
	}
	return p.ID
}

func (c *Case) sayOf(t testing.TB, d detect.Detector, res *engine.Result, p *domain.Person, know detect.Intel) Said {
	t.Helper()
	if i := slices.IndexFunc(res.Findings[p.ID], func(f domain.Finding) bool { return f.Rule == d.ID }); i >= 0 {
		f := res.Findings[p.ID][i]
		c.checkFinding(t, d, f)
		return Said{f.Outcome, f.Strength, f.Family, f.Bits, f.Sentence, f.Lowered, f.Counter, f.Missing}
	}
	if res.Clear[p.ID] == 0 {
		return Said{Outcome: domain.NotApplicable}
	}
	// The engine only counts what was clear: ask again for its words.
	r, err := d.Run(t.Context(), detect.Compile(d, c.spec.Params, true).View(detect.Input{AsOf: res.AsOf, Person: p, Ties: res.Links.Ties[p.ID],
		Intel: know}))
	if err != nil || r.Outcome != domain.Clear {
		t.Fatalf("%s: asked again, the rule says %s (%v)", c.Path, r.Outcome, err)
	}
	if r.Sentence == "" {
		t.Errorf("%s: a clear outcome says nothing", c.Path)
	}
	return Said{Outcome: r.Outcome, Sentence: r.Sentence, Counter: r.Counter}
}

// rank orders strengths; none is 0.
func rank(s domain.Strength) int {
	return slices.Index([]domain.Strength{"", domain.Context, domain.Supporting, domain.Hard}, s)
}

// checkFinding holds every finding to what a reader may rely on.
func (c *Case) checkFinding(t testing.TB, d detect.Detector, f domain.Finding) {
	t.Helper()
	bad := func(what string) { t.Helper(); t.Errorf("%s: %s: %s", c.Path, f.Subject, what) }
	for _, s := range append([]string{f.Sentence}, f.Counter...) {
		if s == "" || !strings.HasSuffix(s, ".") || strings.ToUpper(s[:1]) != s[:1] {
			bad("is no sentence: " + s)
		}
	}
	if f.Outcome == domain.NotEnoughData {
		if len(f.Missing) == 0 {
			bad("does not say what is missing")
		}
		return
	}
	switch {
	case f.Family == "" || rank(f.Strength) == 0:
		bad("a hit needs a family and a strength")
	case rank(f.Strength) > rank(d.Doc.Ceiling):
		bad("is stronger than the rule's ceiling")
	case f.Strength == domain.Context && f.Bits != 0, f.Strength != domain.Context && f.Bits <= 0:
		bad("context carries no bits, all else does")
	case len(f.Innocent) == 0:
		bad("names no innocent explanation")
	case len(f.Evidence) == 0:
		bad("has no evidence")
	}
	for _, e := range f.Evidence {
		if e.Observed == "" || e.Source == "" || len(e.Records) == 0 {
			bad("evidence without observation, source or records")
		}
	}
}

// checkKind holds a case to what its name promises.
func (c *Case) checkKind(t testing.TB, said map[string]Said) {
	t.Helper()
	strongest, outcomes := 0, map[domain.Outcome]int{}
	for _, s := range said {
		outcomes[s.Outcome]++
		strongest = max(strongest, rank(s.Strength))
	}
	switch c.Kind() {
	case "hit":
		if strongest < rank(domain.Supporting) {
			t.Errorf("%s: a hit case without a hit that counts", c.Path)
		}
	case "clear":
		if outcomes[domain.Clear] == 0 || outcomes[domain.Hit] > 0 {
			t.Errorf("%s: not clear: %v", c.Path, outcomes)
		}
	case "nodata":
		if outcomes[domain.NotEnoughData] == 0 || outcomes[domain.Hit]+outcomes[domain.Clear] > 0 {
			t.Errorf("%s: not a lack of data: %v", c.Path, outcomes)
		}
	case "innocent":
		most := max(rank(c.spec.AtMost), rank(domain.Context))
		if strongest > most {
			t.Errorf("%s: an innocent carries a finding that counts", c.Path)
		}
	}
}
