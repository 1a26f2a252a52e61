package detect

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Intel is what lists say; package intel and package place satisfy it through
// the engine.
type Intel interface {
	// Network returns what dated lists say of an address at a time. known is
	// false when no list of that kind is loaded.
	Network(ip netip.Addr, at time.Time) (hits []NetworkHit, known bool)
	// MailboxStore returns the name of the mailbox store or forwarder at an
	// address. known is false when no such list is loaded.
	MailboxStore(a domain.Address) (name string, hit, known bool)
	// Listed asks the lists of domains and accounts. known is false when no
	// list of that kind is loaded.
	Listed(kind IntelKind, value string) (hit ValueHit, ok, known bool)
	// Distance bounds the distance between two places in km. ok is false when
	// either is unknown.
	Distance(a, b domain.Place) (minKM, maxKM float64, ok bool)
	// Zones lists the IANA time zones in which a place may lie, sorted. It is
	// empty when the place is not known.
	Zones(p domain.Place) []string
	// Locate says where an address is, as far as tables tell: mostly a country,
	// and who runs the network.
	Locate(ip netip.Addr) (p domain.Place, asn uint32, operator string, ok bool)
	// Carrier reports whether the network is a mobile carrier or a privacy
	// relay, whose places say little.
	Carrier(asn uint32, operator string) bool
	// AddressKey returns the canonical key of a street address, and the key of
	// its building without the unit. ok is false when it is no street address.
	AddressKey(a domain.Address) (full, building string, ok bool)
	// Names compares two names; Payee compares an account's holder with a worker.
	Names(a, b string) domain.NameRelation
	Payee(holder, worker string) domain.NameRelation
}

// NetworkHit is one list's word on an address.
type NetworkHit struct {
	List     string
	Kind     string // vpn, hosting, office, carrier-nat or relay
	Provider string
	Stale    bool // the list does not cover that day
	Own      bool // the employer's own network, named in the config
}

// ValueHit is one list's word on a domain or an account.
type ValueHit struct {
	List       string
	Registered time.Time // of a domain, where the list says so
}

// Claim is one value that a person states or that is recorded of them.
type Claim struct {
	domain.Value
	Kind       domain.Kind
	Record     domain.RecordRef
	ObservedAt time.Time
}

// Compiled is a detector with its thresholds set, ready to look at people.
type Compiled struct {
	Detector
	// Off reports that the check is switched off for all candidates of the jobs
	// that somebody applied for or holds. Nil is on for everybody.
	Off    func(*domain.Person) bool
	params map[string]float64
	strict bool
}

// Compile sets a detector's thresholds. In strict mode (tests) a view panics on
// what the detector did not declare.
func Compile(d Detector, overrides map[string]float64, strict bool) *Compiled {
	c := &Compiled{Detector: d, strict: strict, params: make(map[string]float64, len(d.Params))}
	for _, p := range d.Params {
		c.params[p.Name] = p.Default
		if o, ok := overrides[p.Name]; ok {
			c.params[p.Name] = o
		}
	}
	return c
}

// View is all that a detector sees of one person. It exposes only what the
// detector declared in Needs; anything else panics in strict mode and reads as
// empty otherwise.
type View struct {
	asOf   time.Time
	person *domain.Person
	ties   []domain.Tie
	intel  Intel
	rule   *Compiled
}

// Input is what the engine hands to [Compiled.View]. The person's records are
// sorted by kind and time, observations and ties by type.
type Input struct {
	AsOf   time.Time
	Person *domain.Person
	Ties   []domain.Tie
	Intel  Intel
}

// View restricts an input to what the detector declared.
func (c *Compiled) View(in Input) View {
	return View{asOf: in.AsOf, person: in.Person, ties: in.Ties, intel: in.Intel, rule: c}
}

func (v View) may(class, arg string) bool {
	ok := slices.Contains(v.rule.Needs, Need{class, arg})
	if !ok && v.rule.strict {
		panic(fmt.Sprintf("detector reads %s without declaring it", Need{class, arg}))
	}
	return ok
}

// AsOf is the time of judgement.
func (v View) AsOf() time.Time { return v.asOf }

// Param returns a threshold by name. An unknown name panics: it is a
// programmer's error that any test of the detector finds.
func (v View) Param(name string) float64 {
	p, ok := v.rule.params[name]
	if !ok {
		panic("detector reads undeclared parameter " + name)
	}
	return p
}

// Stage returns where the person stands; zero unless declared.
func (v View) Stage() domain.Stage {
	if !v.may("person", "") {
		return domain.Stage{}
	}
	return v.person.Stage
}

// Names returns the names under which the person appears, for comparison only.
func (v View) Names() []domain.Name {
	if !v.may("person", "") {
		return nil
	}
	return v.person.Names
}

// Clients returns the end clients of the person's placements.
func (v View) Clients() []string {
	if !v.may("person", "") {
		return nil
	}
	return v.person.Clients
}

// Claims returns every value under a field, over all the person's records,
// oldest first.
func (v View) Claims(f domain.Field) []Claim {
	if !v.may("claims", string(f)) {
		return nil
	}
	var out []Claim
	for _, r := range v.person.Records {
		for _, val := range r.Values {
			if val.Field == f {
				out = append(out, Claim{Value: val, Kind: r.Key.Kind, Record: RefOf(r), ObservedAt: r.ObservedAt})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Claim) int { return a.Record.At.Compare(b.Record.At) })
	return out
}

// Records returns the person's records of one kind, oldest first. They may not
// be changed.
func (v View) Records(k domain.Kind) []*domain.Record {
	if !v.may("records", string(k)) {
		return nil
	}
	return run(v.person.Records, func(r *domain.Record) int { return cmp.Compare(r.Key.Kind, k) })
}

// Observations returns the person's identifiers of one type. They may not be
// changed.
func (v View) Observations(t domain.IdentifierType) []domain.Observation {
	if !v.may("observations", string(t)) {
		return nil
	}
	return run(v.person.Observations, func(o domain.Observation) int { return cmp.Compare(o.Identifier.Type, t) })
}

// Ties returns what the person shares with others over one type. They may not
// be changed.
func (v View) Ties(t domain.IdentifierType) []domain.Tie {
	if !v.may("links", string(t)) {
		return nil
	}
	return run(v.ties, func(x domain.Tie) int { return cmp.Compare(x.Identifier.Type, t) })
}

// run returns the part of a sorted list that compares as equal.
func run[T any](sorted []T, compare func(T) int) []T {
	from, found := slices.BinarySearchFunc(sorted, compare, func(x T, compare func(T) int) int { return compare(x) })
	if !found {
		return nil
	}
	to := from + 1
	for to < len(sorted) && compare(sorted[to]) == 0 {
		to++
	}
	return sorted[from:to:to]
}

// Activity returns the folded events of one kind, by first sight. It may not be
// changed.
func (v View) Activity(k domain.Kind) []*domain.Activity {
	if !v.may("activity", string(k)) {
		return nil
	}
	other := func(c *domain.Activity) bool { return c.Kind != k }
	if !slices.ContainsFunc(v.person.Activity, other) {
		return v.person.Activity
	}
	return slices.DeleteFunc(slices.Clone(v.person.Activity), other)
}

// Network asks the VPN and hosting lists.
func (v View) Network(ip netip.Addr, at time.Time) (hits []NetworkHit, known bool) {
	if !v.may("intel", string(IntelVPN)) {
		return nil, false
	}
	return v.intel.Network(ip, at)
}

// MailboxStore asks the lists of mailbox stores and forwarders.
func (v View) MailboxStore(a domain.Address) (name string, hit, known bool) {
	if !v.may("intel", string(IntelMailboxStore)) {
		return "", false, false
	}
	return v.intel.MailboxStore(a)
}

// Listed asks the lists of domains and accounts.
func (v View) Listed(kind IntelKind, value string) (hit ValueHit, ok, known bool) {
	if !v.may("intel", string(kind)) {
		return ValueHit{}, false, false
	}
	return v.intel.Listed(kind, value)
}

// Distance bounds the distance between two places, in km.
func (v View) Distance(a, b domain.Place) (minKM, maxKM float64, ok bool) {
	if !v.may("intel", string(IntelPlaces)) {
		return 0, 0, false
	}
	return v.intel.Distance(a, b)
}

// Zones lists the time zones in which a place may lie.
func (v View) Zones(p domain.Place) []string {
	if !v.may("intel", string(IntelPlaces)) {
		return nil
	}
	return v.intel.Zones(p)
}

// Locate says where an address is, for sign-ins whose source does not.
func (v View) Locate(ip netip.Addr) (p domain.Place, asn uint32, operator string, ok bool) {
	if !v.may("intel", string(IntelPlaces)) {
		return domain.Place{}, 0, "", false
	}
	return v.intel.Locate(ip)
}

// PlaceOf returns where a cell of sign-ins is: as the source says, else as
// tables tell of its address, which is mostly a country.
func (v View) PlaceOf(c *domain.Activity) (p domain.Place, ok bool) {
	if parts := strings.SplitN(c.Place, "|", 3); len(parts) == 3 && c.Place != "||" {
		return domain.Place{Country: parts[0], Region: parts[1], City: parts[2], Lat: c.Lat, Lon: c.Lon, HasPoint: c.HasPoint}, true
	}
	if c.HasPoint {
		return domain.Place{Lat: c.Lat, Lon: c.Lon, HasPoint: true}, true
	}
	ip, err := netip.ParseAddr(c.IP)
	if err != nil {
		return domain.Place{}, false
	}
	p, _, _, ok = v.Locate(ip)
	return p, ok && (p.Country != "" || p.HasPoint)
}

// Carrier reports whether a network is a mobile carrier or a privacy relay.
func (v View) Carrier(asn uint32, operator string) bool {
	return v.may("intel", string(IntelCarriers)) && v.intel.Carrier(asn, operator)
}

// AddressKey returns the canonical key of a street address and of its building.
func (v View) AddressKey(a domain.Address) (full, building string, ok bool) {
	return v.intel.AddressKey(a)
}

// SameName compares two names for compatibility only.
func (v View) SameName(a, b string) domain.NameRelation { return v.intel.Names(a, b) }

// Payee compares the holder of an account with the worker's name.
func (v View) Payee(holder, worker string) domain.NameRelation { return v.intel.Payee(holder, worker) }

// RefOf points at a record.
func RefOf(r *domain.Record) domain.RecordRef {
	return domain.RecordRef{Key: r.Key.String(), At: r.OccurredAt, Origin: r.Origin}
}
