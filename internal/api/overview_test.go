package api

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/review"
)

// payment is one record of pay, as it was seen on a day.
func payment(id string, sum float64, currency string, day int) *domain.Record {
	return &domain.Record{Key: domain.Key{Source: "payroll", Tenant: "main", Kind: domain.KindPay, ID: id}, OccurredAt: time.Date(2026, 1, day, 0, 0, 0, 0, time.UTC),
		Values: []domain.Value{{Field: domain.FieldAmount, Number: sum, Text: currency}}}
}

var asOf = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// firm is a staffing firm: a and b work for North, c and d for South; a, b and c
// stand in the queue, and a and c in one ring.
type firm []*engine.Standing

func newFirm() firm {
	of := func(id, client, ring string, tier domain.Tier, stage domain.Stage, pay ...*domain.Record) *engine.Standing {
		return &engine.Standing{Person: &domain.Person{ID: id, Clients: []string{client}, Stage: stage, Records: pay}, Ring: ring, Judgement: detect.Judgement{Tier: tier}}
	}
	return firm{
		of("p_a", "North", "r_1", domain.TierUrgent, domain.Stage{Worker: true}, payment("1", 1000, "USD", 1), payment("1", 1200, "USD", 1), payment("2", 300.5, "USD", 2)),
		of("p_b", "North", "", domain.TierReview, domain.Stage{Applicant: true}),
		of("p_c", "South", "r_1", domain.TierReview, domain.Stage{Worker: true, LeftAt: asOf.AddDate(0, -1, 0)}, payment("3", 50, "EUR", 1), payment("4", 7, "USD", 1)),
		of("p_d", "South", "", domain.TierNone, domain.Stage{Worker: true}),
	}
}

func (f firm) person(id string) *domain.Person {
	for _, st := range f {
		if st.Person.ID == id {
			return st.Person
		}
	}
	return nil
}

// TestFiguresOfOneClient counts nobody whom a confined caller may not see.
func TestFiguresOfOneClient(t *testing.T) {
	for name, tc := range map[string]struct {
		clients       []string
		people, rings int
		tiers, stages map[string]int
	}{
		"everybody": {nil, 4, 1, map[string]int{"urgent": 1, "review": 2}, map[string]int{"worker": 1, "applicant": 1, "left": 1}},
		"North":     {[]string{"North"}, 2, 1, map[string]int{"urgent": 1, "review": 1}, map[string]int{"worker": 1, "applicant": 1}},
		"South":     {[]string{"South"}, 2, 1, map[string]int{"review": 1}, map[string]int{"left": 1}},
		"nowhere":   {[]string{"West"}, 0, 0, map[string]int{}, map[string]int{}},
	} {
		c, f := &access.Actor{Clients: tc.clients}, newFirm()
		people, rings := visible(slices.Values(f), c)
		tiers, stages := tally(slices.Values(f[:3]), asOf, c)
		if people != tc.people || rings != tc.rings || !maps.Equal(tiers, tc.tiers) || !maps.Equal(stages, tc.stages) {
			t.Errorf("%s: %d people, %d rings, %v, %v", name, people, rings, tiers, stages)
		}
	}
}

// TestExposure adds each payment once, of people whom the caller may see, and
// tells no sum of so few that it is one person's wage.
func TestExposure(t *testing.T) {
	confirmed := []string{"p_a", "p_c", "p_d", "p_gone"}
	as := func(r access.Role, clients ...string) *access.Actor {
		return &access.Actor{Kind: access.Person, Clients: clients, Grants: []access.Grant{{Role: r}}}
	}
	for name, tc := range map[string]struct {
		by              *access.Actor
		people, unknown int
		paid            map[string]float64
	}{
		"payroll":          {as(access.Payroll), 3, 1, map[string]float64{"USD": 1507.5, "EUR": 50}},
		"payroll of South": {as(access.Payroll, "South"), 2, 1, map[string]float64{"USD": 7, "EUR": 50}},
		"security":         {as(access.Security), 3, 1, map[string]float64{}},
	} {
		got := exposure(newFirm().person, tc.by, confirmed)
		if got.People != tc.people || got.Unknown != tc.unknown || !maps.Equal(got.Paid, tc.paid) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	f := newFirm()
	f[1].Person.Records = []*domain.Record{payment("5", 1, "USD", 1)}
	if got := exposure(f.person, as(access.Security), []string{"p_a", "p_b", "p_c"}); got.Paid["USD"] != 1508.5 {
		t.Errorf("security, of three: %+v", got)
	}
}

// TestPrecisions leaves out shares of few cases.
func TestPrecisions(t *testing.T) {
	got := precisions(map[string]review.Ended{"b": {Confirmed: 3, Misused: 1, Innocent: 4}, "a": {Confirmed: 1}})
	if len(got) != 2 || got[0].Rule != "a" || got[0].Precision != nil || got[1].Precision == nil || *got[1].Precision != 0.5 {
		t.Errorf("%+v", got)
	}
}
