package storetest_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/link"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// answer is an evaluation: persons with their tiers and rules, and rings.
type answer struct {
	tiers map[string]domain.Tier
	rules map[string][]string
	rings []domain.Ring
}

func (a answer) result() *engine.Result {
	r := &engine.Result{Findings: map[string][]domain.Finding{}, Judgement: map[string]detect.Judgement{}, RingOf: map[string]string{}, Links: link.Result{Rings: a.rings}}
	for _, p := range slices.Sorted(maps.Keys(a.tiers)) {
		tier := a.tiers[p]
		r.Persons = append(r.Persons, &domain.Person{ID: p, Stage: domain.Stage{Worker: true}})
		r.Judgement[p] = detect.Judgement{Tier: tier, Bits: 3}
		for _, rule := range a.rules[p] {
			r.Findings[p] = append(r.Findings[p], domain.Finding{Rule: rule, Version: 1, Subject: p, Outcome: domain.Hit, Sentence: "Zelda Quist " + rule})
		}
		r.Findings[p] = append(r.Findings[p], domain.Finding{Rule: "lacks", Subject: p, Outcome: domain.NotEnoughData})
	}
	for _, ring := range a.rings {
		for _, m := range ring.Members {
			r.RingOf[m] = ring.ID
		}
	}
	return r
}

// changesOf spells changes without their numbers and times.
func changesOf(list []sqlstore.Change) []string {
	out := []string{}
	for _, c := range list {
		out = append(out, fmt.Sprintf("%s %s %s %s-%s", c.Person, c.Rule, c.Kind, c.Before, c.After))
	}
	slices.Sort(out)
	return out
}

// TestResults keeps three evaluations: what is new, other and gone is told and
// kept as history, and the queue shows the last one.
func TestResults(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		w, other := storetest.Workspace(t, db, "main"), storetest.Workspace(t, db, "other")
		first := answer{tiers: map[string]domain.Tier{"p_a": domain.TierReview, "p_b": domain.TierWatch, "p_c": domain.TierNone, "p_d": domain.TierInsufficient},
			rules: map[string][]string{"p_a": {"x", "y"}, "p_b": {"x"}}}
		second := answer{tiers: map[string]domain.Tier{"p_a": domain.TierUrgent, "p_b": domain.TierWatch, "p_c": domain.TierReview},
			rules: map[string][]string{"p_a": {"x", "z"}, "p_b": {"x"}, "p_c": {"x"}}, rings: []domain.Ring{{ID: "r_1", Members: []string{"p_a", "p_c"}, Tier: domain.TierUrgent}}}
		step := func(at time.Time, a answer, want ...string) {
			t.Helper()
			got, err := w.SaveResults(t.Context(), at, a.result())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, changesOf(got)); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		}
		step(now, first, "p_a  opened none-review", "p_a x opened none-review", "p_a y opened none-review", "p_b  opened none-watch", "p_b x opened none-watch")
		if _, err := other.SaveResults(t.Context(), now, first.result()); err != nil {
			t.Fatal(err)
		}
		step(now.Add(time.Hour), first, []string{}...)
		step(now.Add(2*time.Hour), second, "p_a  changed review-urgent", "p_a y gone review-urgent", "p_a z opened review-urgent", "p_c  opened none-review", "p_c x opened none-review", "r_1  opened none-urgent")
		queue(t, w, "p_a urgent 2h0m0s r_1", "p_c review 2h0m0s r_1", "p_b watch 0s ")
		rotate(t, w)
		step(now.Add(3*time.Hour), second, []string{}...)
		step(now.Add(4*time.Hour), answer{tiers: map[string]domain.Tier{"p_b": domain.TierReview}, rules: map[string][]string{"p_b": {"x"}}},
			"p_a  gone urgent-none", "p_a x gone urgent-none", "p_a z gone urgent-none", "p_b  changed watch-review", "p_c  gone review-none", "p_c x gone review-none", "r_1  gone urgent-none")
		queue(t, w, "p_b review 4h0m0s ")
		queue(t, other, "p_a review 0s ", "p_b watch 0s ")
		history(t, w, other)
	})
}

// queue reads the queue in pages of one.
func queue(t *testing.T, w *sqlstore.Workspace, want ...string) {
	t.Helper()
	var got []string
	var after sqlstore.Place
	for {
		page, err := w.Queue(t.Context(), domain.TierWatch, after, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		s := page[0]
		after = s.Place()
		got = append(got, fmt.Sprintf("%s %s %v %s", s.Person, s.Tier, s.Since.Sub(now), s.Ring))
		if one, err := w.Standing(t.Context(), s.Person); err != nil || !cmp.Equal(one, s) || len(one.Findings) == 0 || one.Stage != "worker" {
			t.Errorf("%s stands as %+v (%v)", s.Person, one, err)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("queue (-want +got):\n%s", diff)
	}
	if high, err := w.Queue(t.Context(), domain.TierUrgent, sqlstore.Place{}, 9); err != nil || len(high) > 1 {
		t.Errorf("the urgent are %v (%v)", high, err)
	}
	if _, err := w.Standing(t.Context(), "p_d"); !errors.Is(err, sqlstore.ErrNoResult) {
		t.Errorf("somebody about whom nothing was found: %v", err)
	}
	rings, err := w.Rings(t.Context())
	if err != nil || (len(rings) == 1) != (len(want) == 3) {
		t.Errorf("rings %+v (%v)", rings, err)
	}
}

func history(t *testing.T, w, other *sqlstore.Workspace) {
	t.Helper()
	all, err := w.History(t.Context(), "", 0, 100)
	if err != nil || len(all) != 18 {
		t.Fatalf("%d changes are kept (%v)", len(all), err)
	}
	for i, c := range all {
		if c.Seq != int64(i+1) || c.At.Before(now) {
			t.Errorf("change %d is %+v", i, c)
		}
	}
	if rest, err := w.History(t.Context(), "", 16, 100); err != nil || !cmp.Equal(rest, all[16:]) {
		t.Errorf("after 16: %+v (%v)", rest, err)
	}
	if ring, err := w.History(t.Context(), "r_1", 0, 100); err != nil || len(ring) != 2 || ring[1].Kind != sqlstore.Gone {
		t.Errorf("the ring's history is %+v (%v)", ring, err)
	}
	if list, err := other.History(t.Context(), "", 0, 100); err != nil || len(list) != 5 {
		t.Errorf("another workspace has %d changes (%v)", len(list), err)
	}
	if counts, err := w.Tiers(t.Context()); err != nil || !cmp.Equal(counts, map[domain.Tier]int{domain.TierReview: 1}) {
		t.Errorf("tiers %v (%v)", counts, err)
	}
}
