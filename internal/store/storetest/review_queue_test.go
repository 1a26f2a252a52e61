package storetest_test

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

func TestQueueByStage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		two := flagged()
		two.Findings["p_c"] = []domain.Finding{shared("payee-not-worker", domain.FamilyBank, domain.Hard, "acct-2", "p_a")}
		two.Judgement["p_c"] = two.Judgement["p_a"]
		two.Persons[2].Stage = domain.Stage{Applicant: true}
		o.sync(here, two)
		o.sync(there, flagged())
		all, err := o.Queue(t.Context(), here, review.Filter{})
		if err != nil || len(all.Items) != 2 {
			t.Fatalf("%d cases (%v), want 2", len(all.Items), err)
		}
		want := map[review.Stage]int{}
		for _, c := range all.Items {
			want[c.Stage]++
		}
		if want[review.StageApplicant] != 1 {
			t.Fatalf("stages of the queue: %v, want one applicant", want)
		}
		for stage, n := range want {
			// The counts are of every stage, whichever one is looked at.
			counts, err := o.QueueStages(t.Context(), here, review.Filter{Stage: stage, Limit: 1})
			if err != nil || counts[stage] != n || len(counts) != len(want) {
				t.Errorf("stages: %v (%v), want %v", counts, err, want)
			}
			some, err := o.Queue(t.Context(), here, review.Filter{Stage: stage})
			if err != nil || len(some.Items) != n {
				t.Errorf("stage %s: %d cases (%v), want %d", stage, len(some.Items), err, n)
			}
		}
		if none, err := o.Queue(t.Context(), here, review.Filter{Stage: "no-such-stage"}); err != nil || len(none.Items) > 0 {
			t.Errorf("no such stage: %d cases (%v)", len(none.Items), err)
		}
		confined, err := o.QueueStages(t.Context(), here, review.Filter{Clients: []string{"elsewhere"}})
		if err != nil || len(confined) > 0 {
			t.Errorf("another client's user counts %v (%v)", confined, err)
		}
	})
}
