package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

// employee is a worker with a home, a mail address and a login of their own.
func employee(i int, home string) domain.Record {
	return record(domain.KindWorker, fmt.Sprint(i), float64(5*i), []string{fmt.Sprintf("employee=%d", i), fmt.Sprintf("work-mail=w%d@corp.example.com", i)},
		value(domain.FieldName, nameNo(i), "", domain.Recorded), value(domain.FieldHiredAt, time.Date(2026, 1, 1+5*i%28, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), "", domain.Recorded),
		value(domain.FieldAddress, home, domain.RoleHome, domain.Declared), value(domain.FieldEmail, fmt.Sprintf("own%d@example.com", i), domain.RoleHome, domain.Declared))
}

// nameNo gives names that do not fit each other.
func nameNo(i int) string {
	return given[i%len(given)] + string(rune('a'+i/48%26)) + string(rune('m'+i/1248%13)) + " " + surnames[i/8%len(surnames)] + string(rune('a'+i%26))
}

func homeNo(i int) string { return fmt.Sprintf("%d Pecan St, Austin, TX, 787%02d", 100+7*i, i%90+10) }

func laptop(i int, to string) domain.Record {
	return record(domain.KindShipment, fmt.Sprint("s", i), float64(5*i+3), []string{fmt.Sprintf("employee=%d", i)}, value(domain.FieldAddress, to, domain.RoleShipTo, domain.Recorded))
}

func smsFactor(i int, phone string) domain.Record {
	return record(domain.KindFactor, fmt.Sprint("f", i), float64(5*i+4), []string{fmt.Sprintf("work-mail=w%d@corp.example.com", i)}, value(domain.FieldFactorPhone, phone, domain.RoleFactor, domain.Recorded))
}

func signIns(i int, token, ip string, times int) []domain.Record {
	var out []domain.Record
	for n := range times {
		out = append(out, record(domain.KindSignIn, fmt.Sprintf("e%d-%s-%d", i, token, n), float64(100+3*n)+float64(i)/100, []string{fmt.Sprintf("account=okta:main:u%d", i), fmt.Sprintf("work-mail=w%d@corp.example.com", i)},
			value(domain.FieldDeviceToken, token, domain.RoleSignIn, domain.Recorded), value(domain.FieldPublicIP, ip, domain.RoleSignIn, domain.Recorded), value(domain.FieldPlace, "Austin, TX, US", domain.RoleSignIn, domain.Recorded)))
	}
	return out
}

// cell is three workers with borrowed homes whose laptops went to one house,
// who sign in from one browser there and confirm with one phone.
func cell() []domain.Record {
	const house = "77 Creek Rd, Nashville, TN, 37201"
	var out []domain.Record
	for i := 1; i <= 3; i++ {
		out = append(out, employee(i, []string{"3 Oak Ct, Seattle, WA, 98101", "9 Elm Ave, Miami, FL, 33101", "5 Mill Ln, Boston, MA, 02110"}[i-1]), laptop(i, house), smsFactor(i, "+1 212 555 0142"))
		out = append(out, signIns(i, "token-house", "203.0.113.7", 10)...)
	}
	return out
}

// byEmployee finds the person of an employee number.
func byEmployee(t *testing.T, res *engine.Result, i int) *domain.Person {
	t.Helper()
	n := slices.IndexFunc(res.Persons, func(p *domain.Person) bool { return slices.Contains(p.Keys.EmployeeIDs, fmt.Sprintf("adp:main:%d", i)) })
	if n < 0 {
		t.Fatalf("nobody is employee %d", i)
	}
	return res.Persons[n]
}

func tierOf(t *testing.T, res *engine.Result, i int) domain.Tier {
	t.Helper()
	return res.Judgement[byEmployee(t, res, i).ID].Tier
}

func wantCell(t *testing.T, res *engine.Result) {
	t.Helper()
	if len(res.Links.Rings) != 1 {
		t.Fatalf("%d rings, want one", len(res.Links.Rings))
	}
	r := res.Links.Rings[0]
	var want []string
	for i := 1; i <= 3; i++ {
		want = append(want, byEmployee(t, res, i).ID)
		if got := tierOf(t, res, i); got != domain.TierUrgent {
			t.Errorf("employee %d of the cell is %s", i, got)
		}
	}
	slices.Sort(want)
	if !slices.Equal(r.Members, want) || r.Tier != domain.TierUrgent || len(r.Core) != 2 {
		t.Errorf("the ring is %v, %s, held by %d edges; want %v", r.Members, r.Tier, len(r.Core), want)
	}
}

// TestCell makes one urgent ring of three, in a company of three and of sixty.
func TestCell(t *testing.T) {
	wantCell(t, judge(t, cell()...))
	records := cell()
	for i := 10; i < 70; i++ {
		records = append(records, employee(i, homeNo(i)), laptop(i, homeNo(i)))
		records = append(records, signIns(i, fmt.Sprintf("token-of-%d", i), fmt.Sprintf("198.51.100.%d", i), 2)...)
	}
	res := judge(t, records...)
	wantCell(t, res)
	for i := 10; i < 70; i++ {
		if got := tierOf(t, res, i); got.Rank() >= domain.TierWatch.Rank() {
			t.Errorf("bystander %d is %s: %+v", i, got, res.Findings[byEmployee(t, res, i).ID])
		}
	}
}

// TestCellUnderFlood buries the cell's phone under 300 junk applications.
func TestCellUnderFlood(t *testing.T) {
	for name, days := range map[string]float64{"burst": 4, "year": 340} {
		t.Run(name, func(t *testing.T) {
			records := cell()
			for i := range 300 {
				records = append(records, record(domain.KindCandidate, fmt.Sprint("junk", i), 15+days*float64(i)/300, nil,
					value(domain.FieldName, nameNo(100+i), "", domain.Declared), value(domain.FieldPhone, "+1 212 555 0142", domain.RoleApply, domain.Declared)))
			}
			res := judge(t, records...)
			wantCell(t, res)
			shown := slices.ContainsFunc(res.Links.Hubs, func(h domain.Hub) bool { return h.Identifier.Type == domain.Phone && h.Persons == 303 })
			if !shown {
				t.Errorf("the crowd behind the phone is not shown: %+v", res.Links.Hubs)
			}
		})
	}
}

// TestTyping lets an applicant type what belongs to a colleague, later and
// piece by piece: nobody but the applicant may rise, and no ring may form.
func TestTyping(t *testing.T) {
	colleague := employee(1, homeNo(1))
	colleague.Values = append(colleague.Values, value(domain.FieldPhone, "+1 212 555 0111", domain.RoleHome, domain.Declared), value(domain.FieldProfileURL, "https://github.com/colleague-one", domain.RoleProfile, domain.Declared))
	base := append([]domain.Record{colleague, laptop(1, homeNo(1)), smsFactor(1, "+1 212 555 0111")}, signIns(1, "token-own", "203.0.113.7", 5)...)
	before := tierOf(t, judge(t, base...), 1)
	all := []domain.Value{value(domain.FieldPhone, "+1 212 555 0111", domain.RoleApply, domain.Declared), value(domain.FieldAddress, homeNo(1), domain.RoleHome, domain.Declared),
		value(domain.FieldProfileURL, "https://github.com/colleague-one", domain.RoleProfile, domain.Declared), value(domain.FieldEmail, "own1@example.com", domain.RoleApply, domain.Declared)}
	for n := 1; n <= len(all); n++ {
		for copies := 1; copies <= 3; copies++ {
			records := slices.Clone(base)
			for c := range copies {
				records = append(records, record(domain.KindCandidate, fmt.Sprint("typist", c), float64(200+c), nil, append([]domain.Value{value(domain.FieldName, nameNo(20+c), "", domain.Declared)}, all[:n]...)...))
			}
			res := judge(t, records...)
			if got := tierOf(t, res, 1); got.Rank() > max(before.Rank(), domain.TierNone.Rank()) {
				t.Errorf("%d typists of %d values raise the colleague from %s to %s: %+v", copies, n, before, got, res.Findings[byEmployee(t, res, 1).ID])
			}
			if slices.ContainsFunc(res.Links.Rings, func(r domain.Ring) bool { return slices.Contains(r.Members, byEmployee(t, res, 1).ID) }) {
				t.Errorf("%d typists of %d values draw the colleague into a ring", copies, n)
			}
			last := res.Persons[slices.IndexFunc(res.Persons, func(p *domain.Person) bool {
				return slices.Contains(p.Keys.CandidateIDs, fmt.Sprintf("greenhouse:main:typist%d", copies-1))
			})]
			if got := res.Judgement[last.ID].Tier; n == len(all) && got.Rank() < domain.TierReview.Rank() {
				t.Errorf("who typed everything of a colleague is only %s", got)
			}
		}
	}
}

// TestTypingCannotMakeACrowd lets strangers type the phone that two of a family
// gave: the family stays where it was.
func TestTypingCannotMakeACrowd(t *testing.T) {
	applicant := func(i int, day float64) domain.Record {
		return record(domain.KindCandidate, fmt.Sprint(i), day, nil, value(domain.FieldName, nameNo(i), "", domain.Declared), value(domain.FieldPhone, "+1 212 555 0142", domain.RoleApply, domain.Declared))
	}
	family := []domain.Record{applicant(1, 1), applicant(2, 5)}
	tiers := func(records []domain.Record) (out []domain.Tier) {
		res := judge(t, records...)
		for _, p := range res.Persons {
			if id := p.Keys.CandidateIDs[0]; id == "greenhouse:main:1" || id == "greenhouse:main:2" {
				out = append(out, res.Judgement[p.ID].Tier)
			}
		}
		return out
	}
	want := tiers(family)
	for n := 1; n <= 5; n++ {
		records := slices.Clone(family)
		for i := range n {
			records = append(records, applicant(10+i, float64(50+i)))
		}
		if got := tiers(records); !slices.Equal(got, want) {
			t.Errorf("%d strangers turn the family's tiers from %v to %v", n, want, got)
		}
	}
}

// TestLookalikes holds honest groups to be at most watched, and in no ring.
func TestLookalikes(t *testing.T) {
	const flat, office, dorm = "12 Pecan St Apt 4, Austin, TX, 78701", "100 Plaza Rd, Austin, TX, 78702", "1 College Way, Boston, MA, 02110"
	household := func(n int) []domain.Record {
		var out []domain.Record
		for i := 1; i <= n; i++ {
			e := employee(i, flat)
			e.Values = append(e.Values, value(domain.FieldPhone, "+1 212 555 0150", domain.RoleHome, domain.Declared), value(domain.FieldBankAccount, "9999000077", domain.RolePayee, domain.Recorded))
			out = append(out, e, laptop(i, flat))
			out = append(out, signIns(i, fmt.Sprintf("token-of-%d", i), "203.0.113.7", 8)...)
		}
		return out
	}
	group := func(n int, each func(i int) []domain.Record) []domain.Record {
		var out []domain.Record
		for i := 1; i <= n; i++ {
			out = append(out, each(i)...)
		}
		return out
	}
	for name, c := range map[string]struct {
		records []domain.Record
		hub     domain.IdentifierType
	}{
		"couple":    {household(2), ""},
		"flatmates": {household(4), ""},
		"dorm": {group(30, func(i int) []domain.Record {
			return []domain.Record{employee(i, dorm), laptop(i, dorm)}
		}), domain.Postal},
		"office": {group(20, func(i int) []domain.Record {
			return append([]domain.Record{employee(i, homeNo(i)), laptop(i, office)}, signIns(i, fmt.Sprintf("token-of-%d", i), "203.0.113.7", 8)...)
		}), domain.PublicIP},
		"agency": {group(20, func(i int) []domain.Record {
			return []domain.Record{record(domain.KindCandidate, fmt.Sprint(i), float64(15*i), nil, value(domain.FieldName, nameNo(i), "", domain.Declared),
				value(domain.FieldPhone, "+1 212 555 0160", domain.RoleApply, domain.Declared), value(domain.FieldEmail, fmt.Sprintf("own%d@example.com", i), domain.RoleApply, domain.Declared))}
		}), domain.Phone},
	} {
		t.Run(name, func(t *testing.T) {
			res := judge(t, c.records...)
			if len(res.Links.Rings) > 0 {
				t.Errorf("rings %+v", res.Links.Rings)
			}
			for id, j := range res.Judgement {
				if j.Tier.Rank() > domain.TierWatch.Rank() {
					t.Errorf("%s is %s: %+v", id, j.Tier, res.Findings[id])
				}
			}
			if c.hub != "" && !slices.ContainsFunc(res.Links.Hubs, func(h domain.Hub) bool { return h.Identifier.Type == c.hub }) {
				t.Errorf("no hub of type %s: %+v", c.hub, res.Links.Hubs)
			}
		})
	}
}
