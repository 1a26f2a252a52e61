package intel

import (
	_ "embed" // the table
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"
)

//go:embed ip.tbl
var embedded string

// IPTable tells the country and the network operator of public addresses. It
// is safe for use by many goroutines.
type IPTable struct {
	countries [][]string // what the sources say: none, one, or two that differ
	asns      []uint32
	orgs      []string
	country4  steps[uint32, uint16]
	country6  steps[uint64, uint16]
	asn4      steps[uint32, uint32]
	asn6      steps[uint64, uint32]
	own       []*MMDB // asked first
}

// steps maps numbers to values: values[i] holds from starts[i] to the next
// start. starts[0] is 0. coarse[h] is the last start at or before the numbers
// whose upper 16 bits are h, which keeps searches short.
type steps[K uint32 | uint64, V uint16 | uint32] struct {
	starts []K
	values []V
	coarse []uint32
	shift  uint
}

func (s *steps[K, V]) at(k K) V {
	h := k >> s.shift
	lo, hi := int(s.coarse[h]), int(s.coarse[h+1])
	for lo < hi { // the last start at or before k lies in [lo, hi]
		mid := int(uint(lo+hi+1) / 2)
		if s.starts[mid] <= k {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return s.values[lo]
}

// index fills coarse.
func (s *steps[K, V]) index(bits uint) {
	s.shift = bits - 16
	s.coarse = make([]uint32, 1<<16+1)
	i := 0
	for h := range s.coarse[:1<<16] {
		for i+1 < len(s.starts) && s.starts[i+1] <= K(h)<<s.shift {
			i++
		}
		s.coarse[h] = uint32(i)
	}
	s.coarse[1<<16] = uint32(len(s.starts) - 1)
}

// IPInfo is all that is known of an address.
type IPInfo struct {
	// Country is the ISO 3166-1 alpha-2 code, empty when unknown or when the
	// sources differ: then Candidates lists what they say.
	Country    string
	Candidates []string
	ASN        uint32 // 0 when not announced
	Org        string // operator of the network as its registry names it
}

// LoadIP reads the table that is built into the program. It takes about a
// tenth of a second and 25 MB, so callers load once and only when needed.
func LoadIP() (*IPTable, error) {
	t, err := ParseIP([]byte(embedded))
	if err != nil {
		return nil, fmt.Errorf("load built-in address table: %w", err)
	}
	return t, nil
}

// Lookup returns the country (ISO 3166-1 alpha-2), network number and operator
// of an address. The country is empty where the sources differ, because a
// country that may be wrong is worse than none. ok is false when nothing is
// known, as for private addresses.
func (t *IPTable) Lookup(ip netip.Addr) (country string, asn uint32, org string, ok bool) {
	in := t.Info(ip)
	return in.Country, in.ASN, in.Org, in.Country != "" || in.ASN != 0
}

// Info returns all that is known of an address. IPv6 is known by /64. Users'
// own databases (see [IPTable.With]) go before the table, part by part.
func (t *IPTable) Info(ip netip.Addr) IPInfo {
	ip = ip.Unmap()
	if !Public(ip) {
		return IPInfo{}
	}
	var c uint16
	var n uint32
	if ip.Is4() {
		b := ip.As4()
		k := binary.BigEndian.Uint32(b[:])
		c, n = t.country4.at(k), t.asn4.at(k)
	} else {
		b := ip.As16()
		k := binary.BigEndian.Uint64(b[:8])
		c, n = t.country6.at(k), t.asn6.at(k)
	}
	in := IPInfo{Candidates: t.countries[c], ASN: t.asns[n], Org: t.orgs[n]}
	if len(in.Candidates) == 1 {
		in.Country = in.Candidates[0]
	}
	for i := len(t.own) - 1; i >= 0; i-- {
		t.own[i].override(ip, &in)
	}
	return in
}

// Public reports whether an address can be that of somebody on the internet:
// not private, shared (RFC 6598), for documentation (RFC 5737, 3849, 9637) or
// for benchmarks (RFC 2544).
func Public(ip netip.Addr) bool {
	ip = ip.Unmap()
	if !ip.IsValid() || !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	b := ip.As16()
	if ip.Is4() {
		switch [3]byte(b[12:15]) {
		case [3]byte{192, 0, 2}, [3]byte{198, 51, 100}, [3]byte{203, 0, 113}:
			return false
		}
		shared := b[12] == 100 && b[13]&0xc0 == 64
		bench := b[12] == 198 && b[13]&0xfe == 18
		return !shared && !bench && b[12] < 224
	}
	docs := [4]byte(b[:4]) == [4]byte{0x20, 0x01, 0x0d, 0xb8} || (b[0] == 0x3f && b[1] == 0xff && b[2]&0xf0 == 0)
	return !docs
}

// split takes "US" or "US/GB" apart.
func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "/")
}
