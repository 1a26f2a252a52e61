package intel

import (
	"cmp"
	"net/netip"
	"slices"
	"sort"
)

// netIndex finds the listed networks around an address. Networks nest and
// never cross, so each piece of the address space has one innermost network,
// and the others around it are its parents.
type netIndex struct {
	starts []netip.Addr // start of each piece, sorted, IPv4 before IPv6
	inner  []int32      // innermost network of a piece, -1 for none
	nodes  []netNode
}

type netNode struct {
	prefix  netip.Prefix
	parent  int32 // -1 for none
	entries []entry
}

// find calls yield with every entry whose network holds ip, innermost first.
func (x *netIndex) find(ip netip.Addr, yield func(entry)) {
	ip = ip.Unmap().WithZone("")
	i := sort.Search(len(x.starts), func(i int) bool { return x.starts[i].Compare(ip) > 0 }) - 1
	if i < 0 {
		return
	}
	for n := x.inner[i]; n >= 0; n = x.nodes[n].parent {
		if !x.nodes[n].prefix.Contains(ip) {
			continue
		}
		for _, e := range x.nodes[n].entries {
			yield(e)
		}
	}
}

// newNetIndex builds the index; equal entries of one network count once.
func newNetIndex(byPrefix map[netip.Prefix][]entry) *netIndex {
	x := &netIndex{}
	for p, entries := range byPrefix {
		x.nodes = append(x.nodes, netNode{prefix: p, entries: distinct(entries)})
	}
	slices.SortFunc(x.nodes, func(a, b netNode) int {
		return cmp.Or(a.prefix.Addr().Compare(b.prefix.Addr()), cmp.Compare(a.prefix.Bits(), b.prefix.Bits()))
	})
	open := int32(-1)
	for i := range x.nodes {
		at := x.nodes[i].prefix.Addr()
		open = x.close(open, at)
		x.nodes[i].parent = open
		open = int32(i)
		x.piece(at, open)
	}
	x.close(open, netip.Addr{})
	return x
}

// close ends the open networks that do not hold limit (all for the zero
// address) and returns the innermost that does, or -1.
func (x *netIndex) close(open int32, limit netip.Addr) int32 {
	for open >= 0 && !(limit.IsValid() && x.nodes[open].prefix.Contains(limit)) {
		after := last(x.nodes[open].prefix).Next()
		open = x.nodes[open].parent
		if after.IsValid() {
			x.piece(after, open)
		}
	}
	return open
}

func (x *netIndex) piece(at netip.Addr, inner int32) {
	if n := len(x.starts); n > 0 && x.starts[n-1] == at {
		x.inner[n-1] = inner
		return
	}
	x.starts, x.inner = append(x.starts, at), append(x.inner, inner)
}

// last returns the last address of a network.
func last(p netip.Prefix) netip.Addr {
	b, off := p.Addr().As16(), 0
	if p.Addr().Is4() {
		off = 96
	}
	for bit := off + p.Bits(); bit < 128; bit++ {
		b[bit/8] |= 0x80 >> (bit % 8)
	}
	return netip.AddrFrom16(b).Unmap()
}

func distinct(entries []entry) []entry {
	if len(entries) == 1 {
		return entries
	}
	seen := make(map[entry]bool, len(entries))
	out := entries[:0]
	for _, e := range entries {
		if !seen[e] {
			seen[e] = true
			out = append(out, e)
		}
	}
	return out
}
