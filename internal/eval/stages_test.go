package eval_test

import (
	"slices"
	"testing"

	"github.com/daylight-hq/daylight/internal/detect/all"
	"github.com/daylight-hq/daylight/internal/report"
	"github.com/daylight-hq/daylight/internal/simulate"
)

// TestEveryStage wants the demo's company to show, of members of its cells, a
// finding that counts from each stage of a working life.
func TestEveryStage(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test runs it")
	}
	truth, s := scan(t, simulate.Defaults())
	stages := map[string]string{}
	for _, d := range all.Detectors() {
		stages[d.ID] = d.Doc.Stage
	}
	member := map[string]bool{}
	for _, c := range truth.Cells {
		for _, m := range c.Members {
			for _, key := range slices.Concat(m.CandidateIDs, m.EmployeeIDs) {
				member[key] = true
			}
		}
	}
	seen := map[string][]string{}
	for i := range s.Subjects {
		if slices.ContainsFunc(slices.Concat(s.Subjects[i].Keys.CandidateIDs, s.Subjects[i].Keys.EmployeeIDs), func(k string) bool { return member[k] }) {
			note(seen, stages, &s.Subjects[i])
		}
	}
	for _, stage := range []string{"apply", "identity", "interview", "onboard", "work", "pay", "exit"} {
		t.Logf("%s: %v", stage, seen[stage])
		if len(seen[stage]) == 0 {
			t.Errorf("the demo shows no case of the stage %s", stage)
		}
	}
}

func note(seen map[string][]string, stages map[string]string, s *report.Subject) {
	for _, f := range s.Findings {
		if stage := stages[f.Rule]; f.Outcome == "hit" && f.Strength != "context" && !slices.Contains(seen[stage], f.Rule) {
			seen[stage] = append(seen[stage], f.Rule)
		}
	}
}
