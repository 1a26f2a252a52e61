package identifier

import (
	"net/netip"
	"strings"
	"sync"

	"github.com/daylight-hq/daylight/internal/domain"
)

// ipRange is a range of addresses that no outside network has.
type ipRange struct {
	prefix  netip.Prefix
	refusal Refusal
}

// ipRanges are the special ranges of the IANA registries (RFC 6890), with
// RFC 6598 (shared address space of carriers), RFC 5737, RFC 3849, RFC 9637
// (documentation) and RFC 2544 (benchmarks).
var ipRanges = sync.OnceValue(func() []ipRange {
	var out []ipRange
	add := func(why Refusal, list ...string) {
		for _, s := range list {
			out = append(out, ipRange{netip.MustParsePrefix(s), why})
		}
	}
	add(RefusedDocumentation, "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",
		"198.18.0.0/15", "2001:db8::/32", "3fff::/20")
	add(RefusedPrivate, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
		"127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "224.0.0.0/4", "240.0.0.0/4",
		"::1/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "100::/64", "2001:10::/28", "2001:20::/28")
	add(RefusedPlaceholder, "0.0.0.0/8", "::/128", "1.2.3.4/32", "255.255.255.255/32")
	return out
})

// nat64 is the well-known prefix that carries an IPv4 address (RFC 6052).
var nat64 = netip.PrefixFrom(netip.AddrFrom16([16]byte{1: 0x64, 2: 0xff, 3: 0x9b}), 96)

// globalV6 is what IANA has set aside for global unicast; nothing else is routed.
var globalV6 = netip.PrefixFrom(netip.AddrFrom16([16]byte{0x20}), 3)

// v6Network is how many bits of an IPv6 address name the network: the rest is
// made up by each device and changes from day to day (RFC 8981).
const v6Network = 64

// IP normalises a public address. An IPv4 address, also one inside IPv6, is
// its own key; of an IPv6 address the key is the first address of its /64. A
// port, brackets and a zone are dropped.
func IP(text string, opt Options) (domain.Identifier, Refusal) {
	id := domain.Identifier{Type: domain.PublicIP}
	s := strings.TrimSpace(text)
	addr, err := netip.ParseAddr(s)
	if err != nil {
		var refusal Refusal
		if addr, refusal = looseAddr(s); refusal != "" {
			return id, refusal
		}
	}
	addr = addr.Unmap().WithZone("")
	if nat64.Contains(addr) {
		b := addr.As16()
		addr = netip.AddrFrom4([4]byte(b[12:]))
	}
	for _, r := range ipRanges() {
		if !r.prefix.Contains(addr) {
			continue
		}
		if r.refusal != RefusedDocumentation {
			return id, r.refusal
		}
		id.Documentation = true
	}
	if addr.Is4() {
		id.Key = addr.String()
		first := strings.IndexByte(id.Key, '.')
		half := first + 1 + strings.IndexByte(id.Key[first+1:], '.')
		id.Masked = id.Key[:half] + ".•.•"
		return opt.accept(id)
	}
	if !globalV6.Contains(addr) {
		return domain.Identifier{Type: domain.PublicIP}, RefusedPrivate
	}
	network, _ := addr.Prefix(v6Network) // cannot fail: the length is within range
	id.Key = network.Addr().String()
	b := addr.As16()
	id.Masked = netip.PrefixFrom(netip.AddrFrom16([16]byte{b[0], b[1], b[2], b[3]}), 32).Addr().String() + "•/64"
	return opt.accept(id)
}

// looseAddr reads an address with brackets, a port or a prefix length.
func looseAddr(s string) (netip.Addr, Refusal) {
	switch {
	case s == "":
		return netip.Addr{}, RefusedEmpty
	case filler(s):
		return netip.Addr{}, RefusedPlaceholder
	case masked(s):
		return netip.Addr{}, RefusedMasked
	}
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr(), ""
	}
	if inner, ok := strings.CutPrefix(s, "["); ok {
		if addr, err := netip.ParseAddr(strings.TrimSuffix(inner, "]")); err == nil {
			return addr, ""
		}
	}
	if p, err := netip.ParsePrefix(s); err == nil && p.IsSingleIP() {
		return p.Addr(), ""
	}
	return netip.Addr{}, RefusedMalformed
}
