package engine

import (
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/intel"
	"github.com/daylight-hq/daylight/internal/place"
)

// Knowledge answers what detectors may ask of lists and tables. It is safe for
// concurrent use.
type Knowledge struct {
	*Tables
	Lists *intel.Lists // nil: no list is loaded
	hubs  map[domain.IdentifierType]map[string]KnownHub
	nets  []KnownNetwork
	mails map[string]KnownHub // by domain of a mail address

	names sync.Map // nameKey -> domain.NameRelation
	gaps  sync.Map // gapKey -> gap
	zones sync.Map // domain.Place -> []string
}

// Tables are the built-in tables of places and networks. Each is read when it
// is first asked for. Workspaces can share them.
type Tables struct {
	places func() (*place.Table, error)
	opers  func() (*intel.Operators, error)
	ips    func() (*intel.IPTable, error)
}

// NewTables returns the tables that come with Daylight.
func NewTables() *Tables {
	return &Tables{places: sync.OnceValues(place.Load), opers: sync.OnceValues(intel.LoadOperators), ips: sync.OnceValues(intel.LoadIP)}
}

// Places returns the table of places.
func (t *Tables) Places() (*place.Table, error) { return t.places() }

// KnownHub is a value that the employer or a list names as shared.
type KnownHub struct{ Kind, Why string }

// KnownNetwork is a network that the employer names as shared.
type KnownNetwork struct {
	Prefix netip.Prefix
	KnownHub
}

// HubValue is one value that the employer names as shared.
type HubValue struct {
	Identifier domain.Identifier
	KnownHub
}

type nameKey struct{ a, b string }

type gapKey struct{ a, b domain.Place }

type gap struct {
	least, most float64
	ok          bool
}

// NewKnowledge gathers lists and the employer's own hubs, with tables of its
// own.
func NewKnowledge(lists *intel.Lists, values []HubValue, networks []KnownNetwork, mailDomains map[string]KnownHub) *Knowledge {
	k := &Knowledge{Tables: NewTables(), Lists: lists, nets: networks, mails: mailDomains,
		hubs: map[domain.IdentifierType]map[string]KnownHub{}}
	for _, v := range values {
		if k.hubs[v.Identifier.Type] == nil {
			k.hubs[v.Identifier.Type] = map[string]KnownHub{}
		}
		k.hubs[v.Identifier.Type][v.Identifier.Key] = v.KnownHub
	}
	return k
}

// Network asks the employer's own networks, and the VPN and hosting lists,
// about an address on a day. known is about the lists only.
func (k *Knowledge) Network(ip netip.Addr, at time.Time) (hits []detect.NetworkHit, known bool) {
	for _, n := range k.nets {
		if n.Prefix.Contains(ip) {
			hits = append(hits, detect.NetworkHit{List: "config", Kind: n.Kind, Provider: n.Why, Own: true})
		}
	}
	if k.Lists == nil || !k.Lists.HasNetworks("vpn") && !k.Lists.HasNetworks("hosting") {
		return hits, false
	}
	for _, h := range k.listed(ip, at) {
		hits = append(hits, detect.NetworkHit{List: h.List, Kind: string(h.Kind), Provider: h.Provider, Stale: h.Stale})
	}
	return hits, true
}

// listed asks the lists about an address and, where they name network numbers,
// about the network that the tables say it is in.
func (k *Knowledge) listed(ip netip.Addr, at time.Time) []intel.NetworkHit {
	var asn uint32
	if k.Lists.HasNumbers() {
		if table, err := k.ips(); err == nil {
			_, asn, _, _ = table.Lookup(ip)
		}
	}
	return k.Lists.Network(ip, asn, at)
}

// MailboxStore asks the lists of mailbox stores and forwarders.
func (k *Knowledge) MailboxStore(a domain.Address) (name string, hit, known bool) {
	if k.Lists == nil || !k.Lists.HasPlaces("mailbox-store") && !k.Lists.HasPlaces("forwarder") {
		return "", false, false
	}
	_, building, ok := k.AddressKey(a)
	if !ok {
		return "", false, true
	}
	for _, h := range k.Lists.Place(building) {
		if h.Kind == "mailbox-store" || h.Kind == "forwarder" {
			return h.Name, true, true
		}
	}
	return "", false, true
}

// Listed asks the lists of domains and accounts.
func (k *Knowledge) Listed(kind detect.IntelKind, value string) (hit detect.ValueHit, ok, known bool) {
	if k.Lists == nil || !k.Lists.HasValues(intel.Kind(kind)) {
		return detect.ValueHit{}, false, false
	}
	h, ok := k.Lists.Value(intel.Kind(kind), value)
	return detect.ValueHit{List: h.List, Registered: h.Registered}, ok, true
}

// Distance bounds the distance between two places in km.
func (k *Knowledge) Distance(a, b domain.Place) (minKM, maxKM float64, ok bool) {
	key := gapKey{a, b}
	if g, found := k.gaps.Load(key); found {
		g := g.(gap)
		return g.least, g.most, g.ok
	}
	table, err := k.places()
	if err != nil {
		return 0, 0, false
	}
	minKM, maxKM, ok = table.Gap(a, b)
	k.gaps.Store(key, gap{minKM, maxKM, ok})
	return minKM, maxKM, ok
}

// Zones lists the IANA time zones in which a place may lie.
func (k *Knowledge) Zones(p domain.Place) []string {
	if z, found := k.zones.Load(p); found {
		return z.([]string)
	}
	table, err := k.places()
	if err != nil {
		return nil
	}
	z := table.Zones(p)
	k.zones.Store(p, z)
	return z
}

// UseMMDB lets the user's own IP database answer before the built-in table.
func (t *Tables) UseMMDB(db *intel.MMDB) {
	t.ips = sync.OnceValues(func() (*intel.IPTable, error) {
		table, err := intel.LoadIP()
		if err != nil {
			return nil, err
		}
		return table.With(db), nil
	})
}

// Locate says where an address is and who runs its network, by the built-in
// table or the user's own database.
func (k *Knowledge) Locate(ip netip.Addr) (p domain.Place, asn uint32, operator string, ok bool) {
	table, err := k.ips()
	if err != nil {
		return domain.Place{}, 0, "", false
	}
	_, asn, operator, known := table.Lookup(ip)
	p, placed := table.Place(ip)
	return p, asn, operator, known || placed
}

// Carrier reports whether a network is a mobile carrier or a privacy relay.
func (k *Knowledge) Carrier(asn uint32, operator string) bool {
	table, err := k.opers()
	return err == nil && table.Carrier(asn, operator)
}

// AddressKey returns the canonical keys of a street address and its building.
func (k *Knowledge) AddressKey(a domain.Address) (full, building string, ok bool) {
	parts, refusal := identifier.ParsePostal(a)
	if refusal != "" {
		return "", "", false
	}
	return parts.Key(), parts.Building(), true
}

// Names compares two names. The answer is kept: the same few names are
// compared over and over.
func (k *Knowledge) Names(a, b string) domain.NameRelation {
	if b < a {
		a, b = b, a
	}
	key := nameKey{a, b}
	if r, ok := k.names.Load(key); ok {
		return r.(domain.NameRelation)
	}
	r := domain.NameRelation(identifier.Compatible(a, b))
	k.names.Store(key, r)
	return r
}

// Payee compares the holder of an account with a worker's name.
func (k *Knowledge) Payee(holder, worker string) domain.NameRelation {
	return domain.NameRelation(identifier.PayeeMatches(holder, worker))
}

// KnownHub says whether the employer or a list names a value as shared.
func (k *Knowledge) KnownHub(id domain.Identifier, at time.Time) (kind, why string, ok bool) {
	if h, ok := k.hubs[id.Type][id.Key]; ok {
		return h.Kind, h.Why, true
	}
	switch id.Type {
	case domain.Email:
		_, host, _ := strings.Cut(id.Key, "@")
		if h, ok := k.mails[host]; ok {
			return h.Kind, h.Why, true
		}
	case domain.PublicIP:
		return k.knownNetwork(id.Key, at)
	case domain.Postal:
		return k.knownPlace(k.Building(id), at)
	}
	return "", "", false
}

func (k *Knowledge) knownNetwork(key string, at time.Time) (kind, why string, ok bool) {
	ip, err := netip.ParseAddr(key)
	if err != nil {
		return "", "", false
	}
	for _, n := range k.nets {
		if n.Prefix.Contains(ip) {
			return n.Kind, n.Why, true
		}
	}
	if k.Lists == nil {
		return "", "", false
	}
	for _, h := range k.listed(ip, at) {
		if !h.Stale {
			return string(h.Kind), "listed in " + h.List, true
		}
	}
	return "", "", false
}

func (k *Knowledge) knownPlace(building string, at time.Time) (kind, why string, ok bool) {
	if k.Lists == nil || building == "" {
		return "", "", false
	}
	for _, h := range k.Lists.Place(building) {
		if h.Covers(at) {
			return string(h.Kind), "listed as " + h.Name, true
		}
	}
	return "", "", false
}

// Building returns the key of an address without its unit.
func (k *Knowledge) Building(id domain.Identifier) string {
	parts := strings.Split(id.Key, "|")
	if id.Type != domain.Postal || len(parts) != 4 {
		return ""
	}
	parts[2] = ""
	return strings.Join(parts, "|")
}
