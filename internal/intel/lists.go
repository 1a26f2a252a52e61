package intel

import (
	"cmp"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Kind is what a list lists.
type Kind string

// Kinds of networks.
const (
	VPN        Kind = "vpn"         // exits of VPN services, shared by ordinary users
	Hosting    Kind = "hosting"     // data centres
	Office     Kind = "office"      // the employer's own networks, or offices as places
	CarrierNAT Kind = "carrier-nat" // many customers behind one address
	Relay      Kind = "relay"       // privacy relays, whose place says little
)

// Kinds of places.
const (
	MailboxStore Kind = "mailbox-store" // rents mailboxes with a street address
	Forwarder    Kind = "forwarder"     // sends parcels on
	Dorm         Kind = "dorm"
	Coworking    Kind = "coworking"
	Hotel        Kind = "hotel"
)

// Kinds are all of them, for those who name one by hand.
func Kinds() []Kind {
	return []Kind{VPN, Hosting, Office, CarrierNAT, Relay, MailboxStore, Forwarder, Dorm, Coworking, Hotel, DisposableMail, DomainAge, ReportedAccount, AllowedTool}
}

func (k Kind) network() bool {
	switch k {
	case VPN, Hosting, Office, CarrierNAT, Relay:
		return true
	}
	return false
}

func (k Kind) place() bool {
	switch k {
	case MailboxStore, Forwarder, Office, Dorm, Coworking, Hotel:
		return true
	}
	return false
}

func (k Kind) known() bool { return k.network() || k.place() || k.value() }

// Meta describes one list. A file says it in header comments (# name: …,
// # kind: vpn, # date: 2026-08-01, # days: 30, # provider: …); what it leaves out comes
// from [Options.Given], and last from its file name (vpn-2026-08-01.txt).
type Meta struct {
	Name     string
	Kind     Kind
	Provider string
	Date     time.Time // the day the list is of, UTC
	Days     int       // how many days before and after its date the list speaks for
	// From and To are the first and the last day a list of networks speaks for,
	// where it is known; what is zero follows from Date and Days.
	From, To time.Time
}

// DefaultDays is how many days before and after its date a list speaks for
// when it does not say (# days: 30). Own choice: exits of VPN services change
// hands within months.
const DefaultDays = 90

// Options say how lists are read.
type Options struct {
	// Key gives the building key of a street address. Without it place lists
	// cannot be used.
	Key func(domain.Address) (string, bool)
	// Account gives the canonical form of a profile's link. Without it accounts
	// can be listed by hash only.
	Account func(string) (string, bool)
	// Given describes files or folders, by the path given to [LoadLists].
	Given map[string]Meta
}

// Problem is a line (0 for a whole file) that could not be used. The rest of
// the file is used.
type Problem struct {
	File   string
	Line   int
	Reason string
}

// String renders file:line: reason.
func (p Problem) String() string {
	if p.Line == 0 {
		return p.File + ": " + p.Reason
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Reason)
}

// Lists holds dated lists of networks, places, domains and accounts. It is safe for use by many
// goroutines.
type Lists struct {
	nets   *netIndex
	asns   map[uint32][]entry
	places map[string][]PlaceHit
	values map[Kind]map[string]ValueHit
	counts map[count]int
}

// count tells how many entries of one shape and kind there are.
type count struct {
	shape string // network, asn, place, value
	kind  Kind
}

// entry is what one list says of one network.
type entry struct {
	list     string
	kind     Kind
	provider string
	span     coverage
}

// coverage is the time that an entry speaks for, by whole days.
type coverage struct {
	from, to time.Time // to is the first moment after
	asOf     time.Time
}

func (c coverage) holds(at time.Time) bool {
	return !c.from.IsZero() && !at.IsZero() && !at.Before(c.from) && at.Before(c.to)
}

// away is how far at lies from the covered time.
func (c coverage) away(at time.Time) time.Duration {
	switch {
	case c.from.IsZero() || at.IsZero() || c.holds(at):
		return 0
	case at.Before(c.from):
		return c.from.Sub(at)
	}
	return at.Sub(c.to)
}

// NetworkHit is one list's word on an address.
type NetworkHit struct {
	List     string
	Kind     Kind
	Provider string
	AsOf     time.Time     // the day the list, or the row's last sighting, is of; zero if undated
	Stale    bool          // the list does not speak for the day that was asked about
	Age      time.Duration // how far that day lies outside the time the list speaks for
}

// PlaceHit is one list's word on a building.
type PlaceHit struct {
	List      string
	Kind      Kind
	Name      string
	AsOf      time.Time // zero if undated
	FirstSeen time.Time // zero if the list does not say
	LastSeen  time.Time
}

// Covers reports whether the place was there at a time, as far as the list
// says: places without dates are taken to stand.
func (h PlaceHit) Covers(at time.Time) bool {
	return (h.FirstSeen.IsZero() || !at.Before(h.FirstSeen)) && (h.LastSeen.IsZero() || at.Before(h.LastSeen.AddDate(0, 0, 1)))
}

// LoadLists reads list files, and in folders every .txt, .csv, .list and
// .netset file, in the order of their names. Problems are sorted; the error is
// for paths that cannot be read.
func LoadLists(paths []string, opt Options) (*Lists, []Problem, error) {
	b := &builder{opt: opt, byPrefix: map[netip.Prefix][]entry{}, lists: &Lists{
		asns: map[uint32][]entry{}, places: map[string][]PlaceHit{}, values: map[Kind]map[string]ValueHit{}, counts: map[count]int{}}}
	for _, p := range paths {
		if err := b.path(p); err != nil {
			return nil, nil, err
		}
	}
	b.lists.nets = newNetIndex(b.byPrefix)
	for k, entries := range b.lists.asns {
		b.lists.asns[k] = distinct(entries)
	}
	for k, hits := range b.lists.places {
		slices.SortFunc(hits, comparePlaces)
		b.lists.places[k] = slices.Compact(hits)
	}
	slices.SortStableFunc(b.problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return b.lists, b.problems, nil
}

func comparePlaces(a, b PlaceHit) int {
	return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.List, b.List),
		strings.Compare(a.Name, b.Name), a.AsOf.Compare(b.AsOf), a.FirstSeen.Compare(b.FirstSeen), a.LastSeen.Compare(b.LastSeen))
}

// builder collects entries while files are read.
type builder struct {
	opt      Options
	byPrefix map[netip.Prefix][]entry
	lists    *Lists
	problems []Problem
}

func (b *builder) path(path string) error {
	given := b.opt.Given[path]
	return filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("read lists in %s: %w", path, err)
		}
		if d.IsDir() || (name != path && !listName(name)) {
			return nil
		}
		meta := given
		if own, ok := b.opt.Given[name]; ok {
			meta = own
		}
		f, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("open list: %w", err)
		}
		defer f.Close()
		if err := b.read(name, f, meta); err != nil {
			return fmt.Errorf("read list %s: %w", name, err)
		}
		return nil
	})
}

func listName(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".txt", ".csv", ".list", ".netset":
		return !strings.HasPrefix(filepath.Base(path), ".")
	}
	return false
}

// Counts says how many entries of each kind there are.
func (l *Lists) Counts() map[string]int {
	out := map[string]int{}
	for c, n := range l.counts {
		out[string(c.kind)] += n
	}
	return out
}

// Network returns what the lists say of an address and of the number of the
// network that announces it (0 if unknown) at a time, sorted: lists that speak
// for that day first, then by kind, list and provider.
func (l *Lists) Network(ip netip.Addr, asn uint32, at time.Time) []NetworkHit {
	var hits []NetworkHit
	l.nets.find(ip, func(e entry) { hits = append(hits, e.hit(at)) })
	for _, e := range l.asns[asn] {
		hits = append(hits, e.hit(at))
	}
	return sortHits(hits)
}

func (e entry) hit(at time.Time) NetworkHit {
	return NetworkHit{List: e.list, Kind: e.kind, Provider: e.provider, AsOf: e.span.asOf,
		Stale: !e.span.holds(at), Age: e.span.away(at)}
}

func sortHits(hits []NetworkHit) []NetworkHit {
	if len(hits) < 2 {
		return hits
	}
	slices.SortFunc(hits, func(a, b NetworkHit) int {
		if a.Stale != b.Stale {
			if b.Stale {
				return -1
			}
			return 1
		}
		return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.List, b.List),
			strings.Compare(a.Provider, b.Provider), a.AsOf.Compare(b.AsOf), cmp.Compare(a.Age, b.Age))
	})
	return slices.Compact(hits)
}

// Place returns what the lists say of a building, by its key, sorted.
func (l *Lists) Place(key string) []PlaceHit { return slices.Clone(l.places[key]) }

// HasNetworks reports whether any address, network or network number of a
// kind is listed.
func (l *Lists) HasNetworks(kind Kind) bool {
	return l.counts[count{"network", kind}] > 0 || l.counts[count{"asn", kind}] > 0
}

// HasNumbers reports whether any network number is listed, so that an answer
// needs the number of the network that an address is in.
func (l *Lists) HasNumbers() bool { return len(l.asns) > 0 }

// HasPlaces reports whether any place of a kind is listed.
func (l *Lists) HasPlaces(kind Kind) bool { return l.counts[count{"place", kind}] > 0 }
