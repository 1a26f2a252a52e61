package storetest_test

import (
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// trio is three people with findings: a's case will be confirmed, b's and c's
// cleared. Only b works for Beta.
func trio() *engine.Result {
	res := seen(map[string][]domain.Finding{
		"p_a": {shared("payee-not-worker", domain.FamilyBank, domain.Hard, "acct-1", "p_d")},
		"p_b": {shared("payee-not-worker", domain.FamilyBank, domain.Hard, "acct-2", "p_d"), shared("shared-phone", domain.FamilyContact, domain.Supporting, "+1", "p_d")},
		"p_c": {shared("shared-phone", domain.FamilyContact, domain.Hard, "+1", "p_d")},
	})
	for _, p := range res.Persons {
		if p.ID == "p_b" {
			p.Clients = []string{"Beta"}
		}
	}
	return res
}

// TestFigures counts what was decided, by rule and by client, in one of two
// workspaces.
func TestFigures(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		o.sync(here, trio())
		o.sync(there, flagged())
		from := storetest.Now.AddDate(0, 0, -1)
		ids := map[string]string{}
		page, err := o.Queue(t.Context(), here, review.Filter{})
		if err != nil || len(page.Items) != 3 {
			t.Fatalf("%d cases (%v)", len(page.Items), err)
		}
		for _, c := range page.Items {
			ids[c.Person] = c.ID
		}
		o.now = o.now.Add(2 * time.Hour)
		o.move(here, ids["p_b"], review.Move{Action: review.Take, Actor: ada})
		o.move(here, ids["p_b"], review.Move{Action: review.Clear, Actor: ada, Outcome: review.Explained, Reason: own(2)})
		o.now = o.now.Add(2 * time.Hour)
		o.move(here, ids["p_c"], review.Move{Action: review.Take, Actor: ada})
		o.move(here, ids["p_c"], review.Move{Action: review.Clear, Actor: ada, Outcome: review.Inconclusive, Reason: own(3)})
		o.propose(here, ids["p_a"])
		o.notify(here, ids["p_a"])
		o.now = o.now.AddDate(0, 0, 12)
		o.move(here, ids["p_a"], review.Move{Action: review.Finalise, Actor: bela})
		impact := func(ws domain.WorkspaceID, clients []string) review.Impact {
			t.Helper()
			i, err := o.Impact(t.Context(), ws, from, o.now.AddDate(0, 0, 1), clients)
			if err != nil {
				t.Fatal(err)
			}
			return i
		}
		all := impact(here, nil)
		if all.Rules["payee-not-worker"] != (review.Ended{Confirmed: 1, Innocent: 1}) || all.Rules["shared-phone"] != (review.Ended{Innocent: 1, Inconclusive: 1}) {
			t.Errorf("by rule: %+v", all.Rules)
		}
		if all.MedianOpen != 4*time.Hour || all.MostOpen < 12*24*time.Hour || len(all.Confirmed) != 1 || all.Confirmed[0] != "p_a" {
			t.Errorf("median %s, most %s, confirmed %v", all.MedianOpen, all.MostOpen, all.Confirmed)
		}
		opened, closed := 0, 0
		for _, w := range all.Weeks {
			if w.From.Weekday() != time.Monday {
				t.Errorf("a week begins on %s", w.From.Weekday())
			}
			opened, closed = opened+w.Opened, closed+w.Closed
		}
		if opened != 3 || closed != 3 || len(all.Weeks) < 2 || all.Stages[review.StageWorker] != 3 {
			t.Errorf("weeks %+v, stages %v", all.Weeks, all.Stages)
		}
		beta := impact(here, []string{"BETA"})
		if len(beta.Rules) != 2 || beta.Rules["payee-not-worker"] != (review.Ended{Innocent: 1}) || len(beta.Confirmed) != 0 || beta.Closed[review.Explained] != 1 || len(beta.Closed) != 1 || beta.Actions[review.Propose] != 0 || beta.Actions[review.Clear] != 1 {
			t.Errorf("of one client: %+v", beta)
		}
		if none := impact(here, []string{}); len(none.Closed)+len(none.Actions)+len(none.Rules)+len(none.Weeks) != 0 {
			t.Errorf("of no client: %+v", none)
		}
		if other := impact(there, nil); len(other.Rules) != 0 || other.Waiting[review.Open] != 1 || len(all.Waiting) != 0 {
			t.Errorf("the other workspace: %+v", other)
		}
	})
}

// TestPrecision tells nothing of a rule by few cases.
func TestPrecision(t *testing.T) {
	for _, tc := range []struct {
		ended review.Ended
		share float64
		ok    bool
	}{
		{review.Ended{}, 0, false},
		{review.Ended{Confirmed: 4, Inconclusive: 9}, 0, false},
		{review.Ended{Confirmed: 3, Misused: 1, Innocent: 1}, 0.8, true},
		{review.Ended{Innocent: 5, Inconclusive: 3}, 0, true},
	} {
		if share, ok := tc.ended.Precision(); share != tc.share || ok != tc.ok {
			t.Errorf("%+v gives %g %v", tc.ended, share, ok)
		}
	}
}
