package engine_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

// TestCorroborates: a check that only corroborates is made of nobody about whom
// nothing of another family counts, wherever it stands in the list.
func TestCorroborates(t *testing.T) {
	hit := func(f domain.Family, s domain.Strength, bits int) detect.Result {
		return detect.Result{Outcome: domain.Hit, Family: f, Strength: s, Bits: bits, Sentence: "Found."}
	}
	rhythm := hit(domain.FamilyRhythm, domain.Supporting, 3)
	for _, tt := range []struct {
		name          string
		first, second detect.Result
		asked         bool
		want          []string // rules of the findings
		clear         int
		tier          domain.Tier
	}{
		{"nothing found", detect.ClearResult("Nothing."), rhythm, false, nil, 1, domain.TierNone},
		{"too little data", detect.NotEnough("Too little.", "more"), rhythm, false, []string{"first"}, 0, domain.TierInsufficient},
		{"context only", hit(domain.FamilyPlace, domain.Context, 0), rhythm, false, []string{"first"}, 0, domain.TierNone},
		{"another family", hit(domain.FamilyPlace, domain.Supporting, 4), rhythm, true, []string{"a-second", "first"}, 0, domain.TierReview},
		{"its own family", hit(domain.FamilyRhythm, domain.Supporting, 4), rhythm, true, []string{"first"}, 0, domain.TierWatch},
		{"clear beside another", hit(domain.FamilyPlace, domain.Supporting, 4), detect.ClearResult("Nothing."), true, []string{"first"}, 1, domain.TierWatch},
		{"too little beside another", hit(domain.FamilyPlace, domain.Supporting, 4), detect.NotEnough("Too little.", "more"), true, []string{"a-second", "first"}, 0, domain.TierWatch},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := engine.NewState(0)
			defer s.Close()
			add(t, s, employee(1, homeNo(1)))
			asked := false
			cfg := config(engine.NewKnowledge(nil, nil, nil, nil))
			cfg.Detectors = []detect.Detector{
				{ID: "a-second", Version: 1, Corroborates: true, Run: func(context.Context, detect.View) (detect.Result, error) {
					asked = true
					return tt.second, nil
				}},
				{ID: "first", Version: 1, Run: func(context.Context, detect.View) (detect.Result, error) { return tt.first, nil }},
			}
			res := evaluate(t, s, cfg)
			p := byEmployee(t, res, 1)
			var got []string
			for _, f := range res.Findings[p.ID] {
				got = append(got, f.Rule)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || asked != tt.asked || res.Clear[p.ID] != tt.clear || tierOf(t, res, 1) != tt.tier {
				t.Errorf("asked %t, clear %d, tier %s; findings %s", asked, res.Clear[p.ID], tierOf(t, res, 1), diff)
			}
		})
	}
}
