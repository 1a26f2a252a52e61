package simulate

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Profile says how much the exports carry.
type Profile string

// Profiles.
const (
	// Realistic leaves out what real exports leave out: bank values are masked,
	// guests' meeting fields are blank, there is no applicant IP and no referee
	// list, most applicants give a city only and part of the hires have no join key.
	Realistic Profile = "realistic"
	// Full fills every field that the vendor's shape has, so that every check
	// has something to read.
	Full Profile = "full"
)

// Params holds every count and rate of a synthetic company. Rates are shares
// between 0 and 1. [Defaults] fills it; the zero value is refused by
// [Params.Validate].
type Params struct {
	Seed    uint64    // every byte follows from it and the fields below; default 1
	Profile Profile   // default Realistic
	AsOf    time.Time // the moment of the export, UTC; default 2026-09-30, a fixed date so that runs compare

	Employees  int // workers on record, leavers included; default 2000, a mid-sized remote company
	Applicants int // persons who ever applied, hires included; default 6 per employee, a common ratio over some years
	Ashby      int // of the applicants, those in the Ashby of an acquired subsidiary; default 3 per 100 employees

	RepeatShare    float64 // applicants with a second candidate record; default 0.08, the figure
	ATSShare       float64 // workers hired since the applicant tracker exists; default 0.7
	HireJoinShare  float64 // hires with a row in hires.csv; default 0.7; the full profile writes all
	LeaverShare    float64 // workers who have left; default 0.06
	StreetShare    float64 // applicants who give a street, not just a city; default 0.04; the full profile writes all
	InterviewShare float64 // applicants who were interviewed but not hired; default 0.10
	ShippedShare   float64 // workers whose laptop's parcel is in the shipping file; default 0.85: old parcels are missing
	NoKeyShare     float64 // parcels that carry only the recipient's name; default 0.3: carriers know no employee number
	SMSShare       float64 // workers with an sms factor; default 0.4
	MobileShare    float64 // sign-in sessions over a mobile carrier's shared address; default 0.06
	CorpVPNShare   float64 // workers whose sessions at times leave by the company's VPN; default 0.1
	PrivacyVPN     float64 // honest workers who at times use a commercial VPN; default 0.03
	TripShare      float64 // workers who travel for a few days in the window; default 0.04
	MovedShare     float64 // workers who moved house since they were hired; default 0.05
	BankMoveShare  float64 // workers who changed their bank once, long after hire; default 0.05
	PayeeCheck     float64 // workers covered by the bank's name check; default 0.4: banks answer for part of the accounts
	OsqueryShare   float64 // laptops that report gateway and access point; default 0.5: only where the queries are scheduled
	OtherSigner    float64 // parcels signed for by somebody else at the address; default 0.08

	OktaDays         int     // days of sign-ins before AsOf; default 90, as far as Okta's log reaches back
	OktaEvents       int     // total events wanted, about; default 0, which means EventsPerWorker of each; benchmarks set millions
	EventsPerWorker  float64 // Okta events of one worker in the window; default 20, which keeps the default log below 60 MB
	TrackingDays     int     // days of parcels in the carrier's tracking file; default 400
	MeetingDays      int     // days of interviews in the meeting file; default 180
	Resumes          int     // résumé files, those of cells and look-alikes included; default 150
	CheckinsPerHost  int     // osquery network reports of one laptop in the window; default 4
	Cells            int     // groups of borrowed identities under one hand; default 3
	CellMin, CellMax int     // personas in one cell; default 8 to 12: leaked teams were of about a dozen
	Lone             int     // operators with a rented identity who share nothing; default 1, an expected miss

	Innocents Innocents // look-alikes, by kind
}

// Innocents counts the groups of people who look like a cell and are none.
// Every group is in truth.json under its kind. Defaults are for 2000
// employees; [Params.Sized] scales them.
type Innocents struct {
	Couples          int // two workers, one home, joint account; half share a family phone; default 6
	CoupleApplicants int // two applicants at one home; half share a phone; default 6
	RoomMates        int // three workers at one address and network; default 5
	Dorms            int // 25 applicants of one building; default 2
	Agencies         int // 30 candidates sent in with the agency's mail and phone; default 2
	PEOs             int // 15 workers whose laptop went to an office of the employer of record; default 2
	Coworking        int // 20 workers who share a public address on some days; default 2
	Nomads           int // workers who live in four countries within the window; default 4
	NameChanges      int // another surname since the application; default 8
	FamilyPhones     int // parent and child with one phone and home; default 6
	Rehires          int // left and applied again; default 6
	Twins            int // two workers, one home and surname, near-same first names; default 3
	Hotels           int // 30 workers at one hotel for three days; default 2
	CarrierNAT       int // workers who sign in by home and by mobile within minutes; default 60
	VPNExits         int // workers who sign in by home and by the company's VPN within minutes; default 60
	RecycledNumbers  int // a long-gone leaver's phone now belongs to an applicant; default 5
	ShipToParents    int // laptop went to the parents' or to the former home; default 8
	BankSwitches     int // new joiners who change bank after three weeks, from home; default 10
	Templates        int // 12 candidates with one public résumé template; default 2
	FrontDesks       int // 12 workers of one building whose concierge signs; default 2
}

// Sizes of the larger groups of look-alikes.
const (
	dormSize      = 25
	agencySize    = 30
	peoSize       = 15
	coworkingSize = 20
	hotelSize     = 30
	templateSize  = 12
	frontDeskSize = 12
)

// defaultEmployees is the size that the counts in [Innocents] are made for.
const defaultEmployees = 2000

// Defaults returns the company that the demo and the floors use.
func Defaults() Params {
	p := Params{
		Seed: 1, Profile: Realistic, AsOf: time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC),
		RepeatShare: 0.08, ATSShare: 0.7, HireJoinShare: 0.7, LeaverShare: 0.06, StreetShare: 0.04,
		InterviewShare: 0.10, ShippedShare: 0.85, NoKeyShare: 0.3, SMSShare: 0.4, MobileShare: 0.06,
		CorpVPNShare: 0.1, PrivacyVPN: 0.03, TripShare: 0.04, MovedShare: 0.05, BankMoveShare: 0.05,
		PayeeCheck: 0.4, OsqueryShare: 0.5, OtherSigner: 0.08,
		OktaDays: 90, EventsPerWorker: 20, TrackingDays: 400, MeetingDays: 180, Resumes: 150, CheckinsPerHost: 4,
		Cells: 3, CellMin: 8, CellMax: 12, Lone: 1,
	}
	return p.Sized(defaultEmployees)
}

// Sized returns the parameters with the counts that follow from the number of
// employees set anew: applicants, the subsidiary's candidates and the
// look-alikes, of which at least one group of every kind stays and never more
// than the defaults: a larger company only has more people in between.
func (p Params) Sized(employees int) Params {
	p.Employees = employees
	p.Applicants = 6 * employees
	p.Ashby = 3 * employees / 100
	n := func(at2000 int) int { return min(at2000, max(1, at2000*employees/defaultEmployees)) }
	p.Innocents = Innocents{
		Couples: n(6), CoupleApplicants: n(6), RoomMates: n(5), Dorms: n(2), Agencies: n(2), PEOs: n(2),
		Coworking: n(2), Nomads: n(4), NameChanges: n(8), FamilyPhones: n(6), Rehires: n(6), Twins: n(3),
		Hotels: n(2), CarrierNAT: n(60), VPNExits: n(60), RecycledNumbers: n(5), ShipToParents: n(8),
		BankSwitches: n(10), Templates: n(2), FrontDesks: n(2),
	}
	return p
}

// Limits that the reserved ranges for synthetic values set.
const (
	maxEmployees  = 150_000   // home networks: 198.18.0.0/15 and the /48s of 2001:db8::/32
	maxApplicants = 2_000_000 // mail addresses stay short and phones are blank long before
	maxCells      = 40
)

// Validate says what is wrong with the parameters, or returns nil.
func (p Params) Validate() error {
	if p.Profile != Realistic && p.Profile != Full {
		return fmt.Errorf("profile %q: want %s or %s", p.Profile, Realistic, Full)
	}
	if y := p.AsOf.Year(); y < 2020 || y > 2090 {
		return fmt.Errorf("as-of year %d: want 2020 to 2090", y)
	}
	for _, c := range []struct {
		name        string
		n, min, max int
	}{
		{"employees", p.Employees, 1, maxEmployees},
		{"applicants", p.Applicants, 0, maxApplicants},
		{"ashby", p.Ashby, 0, p.Applicants},
		{"okta days", p.OktaDays, 7, 365},
		{"okta events", p.OktaEvents, 0, 100_000_000},
		{"tracking days", p.TrackingDays, 0, 5000},
		{"meeting days", p.MeetingDays, 0, 5000},
		{"resumes", p.Resumes, 0, 100_000},
		{"check-ins per host", p.CheckinsPerHost, 0, 1000},
		{"cells", p.Cells, 0, maxCells},
		{"smallest cell", p.CellMin, 6, 40},
		{"largest cell", p.CellMax, p.CellMin, 40},
		{"lone operators", p.Lone, 0, 1000},
	} {
		if c.n < c.min || c.n > c.max {
			return fmt.Errorf("%s %d: want %d to %d", c.name, c.n, c.min, c.max)
		}
	}
	if p.EventsPerWorker < 1 || p.EventsPerWorker > 100_000 {
		return fmt.Errorf("okta events per worker %g: want 1 to 100000", p.EventsPerWorker)
	}
	shares := p.shares()
	for _, name := range slices.Sorted(maps.Keys(shares)) {
		if share := shares[name]; !(share >= 0 && share <= 1) {
			return fmt.Errorf("%s %g: want 0 to 1", name, share)
		}
	}
	return p.validateRoom()
}

// validateRoom checks that the special people fit among all people.
func (p Params) validateRoom() error {
	counts := p.Innocents.counts()
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		if n := counts[name]; n < 0 || n > 10_000 {
			return fmt.Errorf("%s %d: want 0 to 10000", name, n)
		}
	}
	workers, applicants := p.Innocents.people()
	workers += p.Cells*p.CellMax + p.Lone
	if workers > p.Employees {
		return fmt.Errorf("employees %d: cells and look-alikes need %d; raise it or lower their counts", p.Employees, workers)
	}
	// Hires are applicants too.
	if need := applicants + p.Employees + p.Cells*p.CellMax; need > p.Applicants {
		return fmt.Errorf("applicants %d: hires, cells and look-alikes need %d; raise it or lower their counts", p.Applicants, need)
	}
	return nil
}

func (p Params) shares() map[string]float64 {
	return map[string]float64{
		"repeat share": p.RepeatShare, "ats share": p.ATSShare, "hire join share": p.HireJoinShare,
		"leaver share": p.LeaverShare, "street share": p.StreetShare, "interview share": p.InterviewShare,
		"shipped share": p.ShippedShare, "no key share": p.NoKeyShare, "sms share": p.SMSShare,
		"mobile share": p.MobileShare, "corporate vpn share": p.CorpVPNShare, "privacy vpn": p.PrivacyVPN,
		"trip share": p.TripShare, "moved share": p.MovedShare, "bank move share": p.BankMoveShare,
		"payee check": p.PayeeCheck, "osquery share": p.OsqueryShare, "other signer": p.OtherSigner,
	}
}

func (n Innocents) counts() map[string]int {
	return map[string]int{
		"couples": n.Couples, "couple applicants": n.CoupleApplicants, "room-mates": n.RoomMates, "dorms": n.Dorms,
		"agencies": n.Agencies, "peos": n.PEOs, "coworking": n.Coworking, "nomads": n.Nomads,
		"name changes": n.NameChanges, "family phones": n.FamilyPhones, "rehires": n.Rehires, "twins": n.Twins,
		"hotels": n.Hotels, "carrier nat": n.CarrierNAT, "vpn exits": n.VPNExits, "recycled numbers": n.RecycledNumbers,
		"ship to parents": n.ShipToParents, "bank switches": n.BankSwitches, "templates": n.Templates, "front desks": n.FrontDesks,
	}
}

// people returns how many workers and how many applicants who are never hired
// the look-alikes take.
func (n Innocents) people() (workers, applicants int) {
	workers = 2*n.Couples + 3*n.RoomMates + peoSize*n.PEOs + coworkingSize*n.Coworking + n.Nomads + n.NameChanges +
		n.FamilyPhones + n.Rehires + 2*n.Twins + hotelSize*n.Hotels + n.CarrierNAT + n.VPNExits + n.RecycledNumbers +
		n.ShipToParents + n.BankSwitches + frontDeskSize*n.FrontDesks
	applicants = 2*n.CoupleApplicants + dormSize*n.Dorms + agencySize*n.Agencies + 2*n.FamilyPhones +
		n.RecycledNumbers + templateSize*n.Templates
	return workers, applicants
}

// full reports whether everything is written.
func (p Params) full() bool { return p.Profile == Full }

// window returns the first moment of the sign-in log.
func (p Params) window() time.Time { return p.AsOf.AddDate(0, 0, -p.OktaDays) }
