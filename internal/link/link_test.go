package link_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/link"
)

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// names calls two names the same when they are equal, else different.
func names(a, b string) domain.NameRelation {
	if a == b {
		return domain.NamesSame
	}
	return domain.NamesDifferent
}

func options() link.Options {
	o := link.Defaults()
	o.AsOf, o.Names = epoch.AddDate(1, 0, 0), names
	return o
}

func person(i int, obs ...domain.Observation) *domain.Person {
	id := fmt.Sprintf("p_%04d", i)
	slices.SortFunc(obs, func(a, b domain.Observation) int {
		return slices.Compare([]string{string(a.Identifier.Type), a.Identifier.Key, string(a.Role)},
			[]string{string(b.Identifier.Type), b.Identifier.Key, string(b.Role)})
	})
	return &domain.Person{ID: id, Names: []domain.Name{{Text: "name of " + id}}, Observations: slices.CompactFunc(obs, func(a, b domain.Observation) bool {
		return a.Identifier == b.Identifier && a.Role == b.Role
	})}
}

// has is one observation, first made on a day and last seen some days later.
func has(t domain.IdentifierType, key string, role domain.Role, a domain.Assurance, day, lasts int) domain.Observation {
	first := epoch.AddDate(0, 0, day)
	return domain.Observation{Identifier: domain.Identifier{Type: t, Key: key, Masked: key}, Role: role, Assurance: a, Count: 1,
		Span: domain.Span{First: first, Last: first.AddDate(0, 0, lasts)}, Records: []domain.RecordRef{{Key: fmt.Sprint(key, day), At: first}}}
}

var drawn = []struct {
	t    domain.IdentifierType
	role domain.Role
}{
	{domain.Phone, domain.RoleHome}, {domain.Email, domain.RoleApply}, {domain.Postal, domain.RoleHome}, {domain.Postal, domain.RoleShipTo},
	{domain.Bank, domain.RolePayee}, {domain.DeviceToken, domain.RoleSignIn}, {domain.PublicIP, domain.RoleSignIn}, {domain.Lineage, domain.RoleDocument},
	{domain.ResumeSig, domain.RoleDocument}, {domain.RefereeMail, domain.RoleReferee}, {domain.GatewayMAC, domain.RoleDevice}, {domain.Factor, domain.RoleFactor},
}

// persons draws a small world that shares a lot: few values, many holders.
func persons(t *rapid.T) []*domain.Person {
	n := rapid.IntRange(2, 30).Draw(t, "persons")
	keys := rapid.IntRange(1, 10).Draw(t, "keys")
	out := make([]*domain.Person, n)
	for i := range out {
		var obs []domain.Observation
		for range rapid.IntRange(0, 6).Draw(t, "observations") {
			d := rapid.SampledFrom(drawn).Draw(t, "type")
			obs = append(obs, has(d.t, fmt.Sprintf("k%d", rapid.IntRange(0, keys).Draw(t, "key")), d.role,
				rapid.SampledFrom([]domain.Assurance{domain.Declared, domain.Recorded}).Draw(t, "assurance"),
				rapid.IntRange(0, 700).Draw(t, "day"), rapid.IntRange(0, 90).Draw(t, "lasts")))
		}
		out[i] = person(i, obs...)
	}
	return out
}

func TestOrderDoesNotShow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := persons(t)
		want := link.Run(ps, options())
		got := link.Run(rapid.Permutation(ps).Draw(t, "order"), options())
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	})
}

// TestRings holds every ring to what its reader relies on.
func TestRings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		opt := options()
		opt.RingCap = rapid.IntRange(2, 8).Draw(t, "cap")
		seen := map[string]bool{}
		for _, r := range link.Run(persons(t), opt).Rings {
			for _, m := range r.Members {
				if seen[m] {
					t.Fatalf("%s is in two rings", m)
				}
				seen[m] = true
			}
			if len(r.Core) != len(r.Members)-1 {
				t.Fatalf("%d members are explained by %d edges", len(r.Members), len(r.Core))
			}
			if got := reach(r, func(i int) bool { return slices.Contains(r.Core, i) }); got != len(r.Members) {
				t.Fatalf("the core connects %d of %d members", got, len(r.Members))
			}
			weak := false
			for i, e := range r.Edges {
				weak = weak || !e.Hard
				if !e.Holds || e.Hard && !e.Holds || e.A >= e.B {
					t.Fatalf("edge %+v stands in a ring", e)
				}
				if e.Hard {
					continue
				}
				if side := reach(r, func(j int) bool { return j != i }); side > 1 && side < len(r.Members)-1 {
					t.Fatalf("the weak edge %s-%s alone joins %d and %d persons", e.A, e.B, side, len(r.Members)-side)
				}
			}
			if len(r.Members) > opt.RingCap && weak {
				t.Fatalf("a ring of %d is above the cap and rests on weak edges", len(r.Members))
			}
		}
	})
}

// reach counts who is reached from the first member over the kept edges.
func reach(r domain.Ring, keep func(int) bool) int {
	seen := map[string]bool{r.Members[0]: true}
	for again := true; again; {
		again = false
		for i, e := range r.Edges {
			if keep(i) && seen[e.A] != seen[e.B] {
				seen[e.A], seen[e.B], again = true, true, true
			}
		}
	}
	return len(seen)
}

// TestTies holds both sides of a tie to each other, and hubs to zero bits.
func TestTies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		res := link.Run(persons(t), options())
		for id, ties := range res.Ties {
			for _, tie := range ties {
				back := slices.IndexFunc(res.Ties[tie.Other], func(o domain.Tie) bool { return o.Other == id && o.Identifier == tie.Identifier })
				if back < 0 {
					t.Fatalf("%s is tied to %s, and not the other way", id, tie.Other)
				}
				o := res.Ties[tie.Other][back]
				if o.Bits != tie.Bits || o.Household != tie.Household || !reflect.DeepEqual(o.Self, tie.Peer) {
					t.Fatalf("two sides of one tie differ:\n%+v\n%+v", tie, o)
				}
				if tie.Hub != nil && tie.Bits != 0 || tie.Bits < 0 || tie.Bits > 14 {
					t.Fatalf("a tie of %d bits, hub %v", tie.Bits, tie.Hub)
				}
				if !tie.Raises && tie.Peer.Assurance >= domain.Recorded {
					t.Fatalf("a recorded value does not raise: %+v", tie)
				}
			}
		}
	})
}

// TestStrangerChangesNothing adds somebody who shares nothing.
func TestStrangerChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := persons(t)
		want := link.Run(ps, options())
		stranger := person(9999, has(domain.Phone, "nobody else's", domain.RoleHome, domain.Recorded, 3, 0), has(domain.Postal, "elsewhere", domain.RoleHome, domain.Declared, 3, 0))
		got := link.Run(append(slices.Clone(ps), stranger), options())
		if d := cmp.Diff(want.Rings, got.Rings); d != "" {
			t.Fatal(d)
		}
	})
}

// TestTyping lets somebody type, later, what belongs to a colleague. No tie of
// the colleague may raise the colleague because of it, and no edge may hold.
func TestTyping(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		own := []domain.Observation{
			has(domain.Phone, "phone", domain.RoleHome, domain.Recorded, 10, 300), has(domain.Postal, "home", domain.RoleHome, domain.Recorded, 10, 300),
			has(domain.Profile, "profile", domain.RoleProfile, domain.Declared, 10, 0), has(domain.Email, "mail", domain.RoleHome, domain.Declared, 10, 0),
		}
		var typed []domain.Observation
		for _, o := range rapid.SliceOfNDistinct(rapid.SampledFrom([]int{0, 1, 2, 3}), 1, 4, rapid.ID).Draw(t, "typed") {
			typed = append(typed, has(own[o].Identifier.Type, own[o].Identifier.Key, domain.RoleApply, domain.Declared, 10+rapid.IntRange(1, 300).Draw(t, "later"), 0))
		}
		res := link.Run([]*domain.Person{person(1, own...), person(2, typed...)}, options())
		for _, tie := range res.Ties["p_0001"] {
			if tie.Raises {
				t.Fatalf("what somebody typed raises the owner: %+v", tie)
			}
		}
		for _, tie := range res.Ties["p_0002"] {
			if !tie.Raises {
				t.Fatalf("typing a colleague's value does not raise the one who typed: %+v", tie)
			}
		}
		if len(res.Rings) > 0 {
			t.Fatalf("typing made a ring: %+v", res.Rings)
		}
	})
}

// cell is three persons who share a recorded phone and a browser.
func cell() []*domain.Person {
	var out []*domain.Person
	for i := range 3 {
		out = append(out, person(i, has(domain.Phone, "shared", domain.RoleFactor, domain.Recorded, 100+i, 60), has(domain.Factor, "key", domain.RoleFactor, domain.Recorded, 100+i, 60)))
	}
	return out
}

// TestFlood buries the cell's phone under junk applications, in a burst and
// spread over a year: the ring stands and the crowd is shown.
func TestFlood(t *testing.T) {
	calm := link.Run(cell(), options())
	for name, spread := range map[string]int{"burst": 5, "year": 365} {
		t.Run(name, func(t *testing.T) {
			ps := cell()
			for i := range 300 {
				ps = append(ps, person(1000+i, has(domain.Phone, "shared", domain.RoleApply, domain.Declared, 150+i*spread/300, 0)))
			}
			res := link.Run(ps, options())
			if len(res.Rings) != 1 || !slices.Equal(res.Rings[0].Members, calm.Rings[0].Members) {
				t.Fatalf("rings %+v, want %v", res.Rings, calm.Rings[0].Members)
			}
			phone := slices.IndexFunc(res.Rings[0].Edges[0].Shared, func(s domain.SharedBy) bool { return s.Identifier.Type == domain.Phone })
			if phone < 0 || res.Rings[0].Edges[0].Shared[phone].Bits < 6 {
				t.Errorf("the phone lost its weight: %+v", res.Rings[0].Edges[0].Shared)
			}
			if len(res.Hubs) != 1 || res.Hubs[0].Persons != 303 {
				t.Errorf("hubs %+v, want the phone of 303", res.Hubs)
			}
		})
	}
}

// TestFloodOfNine floods a phone that more than a handful hold on record: the
// recorded ones are no hub by themselves, since they are alike.
func TestFloodOfNine(t *testing.T) {
	var ps []*domain.Person
	for i := range 9 {
		ps = append(ps, person(i, has(domain.Phone, "shared", domain.RoleFactor, domain.Recorded, 30*i, 60), has(domain.Bank, "payee", domain.RolePayee, domain.Recorded, 30*i, 60)))
	}
	for i := range 300 {
		ps = append(ps, person(1000+i, has(domain.Phone, "shared", domain.RoleApply, domain.Declared, i, 0)))
	}
	for _, tie := range link.Run(ps, options()).Ties["p_0003"] {
		if tie.Identifier.Type == domain.Phone && tie.Other < "p_0009" && (tie.Hub != nil || tie.Bits == 0) {
			t.Fatalf("the flood hid %+v", tie)
		}
	}
}

// TestHubs holds honest crowds to be hubs, and hubs to make no ring.
func TestHubs(t *testing.T) {
	crowd := func(t domain.IdentifierType, role domain.Role, a domain.Assurance, n, days int) []*domain.Person {
		var out []*domain.Person
		for i := range n {
			out = append(out, person(i, has(t, "shared", role, a, i*days/n, 5), has(domain.Email, fmt.Sprint("own", i), domain.RoleHome, domain.Declared, i, 0)))
		}
		return out
	}
	for _, c := range []struct {
		name, kind string
		persons    []*domain.Person
	}{
		{"dorm", "shared-building", crowd(domain.Postal, domain.RoleHome, domain.Declared, 40, 400)},
		{"parcels to an office", "shared-building", crowd(domain.Postal, domain.RoleShipTo, domain.Recorded, 20, 400)},
		{"office network", "shared-network", crowd(domain.GatewayMAC, domain.RoleDevice, domain.Recorded, 30, 300)},
		{"hotel", "event", crowd(domain.GatewayMAC, domain.RoleDevice, domain.Recorded, 30, 4)},
		{"agency", "agency-mailbox", crowd(domain.Email, domain.RoleApply, domain.Declared, 20, 300)},
		{"template", "template", crowd(domain.Lineage, domain.RoleDocument, domain.Recorded, 12, 300)},
		{"employer of record", "shared-payee", crowd(domain.Bank, domain.RolePayee, domain.Recorded, 15, 300)},
		{"former manager", "common-referee", crowd(domain.RefereeMail, domain.RoleReferee, domain.Declared, 9, 300)},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := link.Run(c.persons, options())
			if len(res.Hubs) != 1 || res.Hubs[0].Kind != c.kind || res.Hubs[0].Persons != len(c.persons) || res.Hubs[0].Why == "" {
				t.Errorf("hubs %+v, want one of kind %s", res.Hubs, c.kind)
			}
			if len(res.Rings) > 0 || len(res.Edges) > 0 {
				t.Errorf("a hub made edges %+v and rings %+v", res.Edges, res.Rings)
			}
			for _, p := range c.persons {
				if len(res.Ties[p.ID]) == 0 {
					t.Errorf("%s is not told of the hub", p.ID)
				}
			}
		})
	}
}

// TestKnownHub discounts what the employer names, also where it is on record.
func TestKnownHub(t *testing.T) {
	opt := options()
	opt.KnownHub = func(id domain.Identifier, _ time.Time) (string, string, bool) {
		return "office", "our front desk", id.Type == domain.Phone
	}
	var ps []*domain.Person
	for i := range 3 {
		ps = append(ps, person(i, has(domain.Phone, "desk", domain.RoleFactor, domain.Recorded, i, 60)))
	}
	res := link.Run(ps, opt)
	if len(res.Hubs) != 1 || len(res.Edges) != 0 || res.Ties["p_0000"][0].Hub == nil {
		t.Errorf("hubs %+v, edges %+v", res.Hubs, res.Edges)
	}
}

// TestHouseholds holds couples and flatmates out of rings, and a shared
// browser in.
func TestHouseholds(t *testing.T) {
	home := func(i int, more ...domain.Observation) *domain.Person {
		return person(i, append(more, has(domain.Postal, "flat", domain.RoleHome, domain.Declared, 10*i, 200), has(domain.Postal, "flat", domain.RoleShipTo, domain.Recorded, 10*i+5, 0),
			has(domain.Phone, "landline", domain.RoleHome, domain.Declared, 10*i, 200), has(domain.PublicIP, "router", domain.RoleSignIn, domain.Recorded, 10*i+9, 90))...)
	}
	for n := 2; n <= 4; n++ {
		var ps []*domain.Person
		for i := range n {
			ps = append(ps, home(i))
		}
		if res := link.Run(ps, options()); len(res.Rings) > 0 || !res.Ties["p_0000"][0].Household {
			t.Errorf("%d flatmates make rings %+v", n, res.Rings)
		}
	}
	lent := []*domain.Person{
		home(0, has(domain.DeviceToken, "browser", domain.RoleSignIn, domain.Recorded, 50, 60)),
		home(1, has(domain.DeviceToken, "browser", domain.RoleSignIn, domain.Recorded, 70, 0), has(domain.DeviceToken, "own", domain.RoleSignIn, domain.Recorded, 50, 60)),
	}
	if res := link.Run(lent, options()); len(res.Rings) > 0 {
		t.Errorf("a browser lent once makes rings %+v", res.Rings)
	}
	token := has(domain.DeviceToken, "browser", domain.RoleSignIn, domain.Recorded, 50, 60)
	elsewhere := has(domain.Postal, "third place", domain.RoleShipTo, domain.Recorded, 50, 0)
	for name, o := range map[string]domain.Observation{"a shared browser": token, "laptops to a third place": elsewhere} {
		if res := link.Run([]*domain.Person{home(0, o), home(1, o)}, options()); len(res.Rings) != 1 {
			t.Errorf("%s leaves rings %+v", name, res.Rings)
		}
	}
}

// TestReusedNumber lets a phone number fade with the years between two owners.
func TestReusedNumber(t *testing.T) {
	bits := func(years int) int {
		res := link.Run([]*domain.Person{person(0, has(domain.Phone, "n", domain.RoleHome, domain.Recorded, -365*years, 10)), person(1, has(domain.Phone, "n", domain.RoleHome, domain.Recorded, 20, 0))}, options())
		return res.Ties["p_0000"][0].Bits
	}
	if a, b, c := bits(1), bits(3), bits(8); a < 8 || b >= a || c > 2 {
		t.Errorf("bits after 1, 3 and 8 years: %d, %d, %d", a, b, c)
	}
}
