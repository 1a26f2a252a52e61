package intel

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// tableSum pins the committed table; `go run ./tools/tables ip` prints it.
const tableSum = "0d29567b6a90a3adc4ba5d12e170418bf8b353f30b1c195e3cd458b43bec9ad7"

func loadIP(tb testing.TB) *IPTable {
	tb.Helper()
	t, err := LoadIP()
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

func TestIPTableIsTheOnePinned(t *testing.T) {
	sum := sha256.Sum256([]byte(embedded))
	if got := hex.EncodeToString(sum[:]); got != tableSum {
		t.Errorf("ip.tbl has sha256 %s, pinned is %s: see ATTRIBUTION.md", got, tableSum)
	}
	if len(embedded) > 6<<20 {
		t.Errorf("ip.tbl has %d bytes, more than 6 MiB", len(embedded))
	}
	loadIP(t)
}

func TestLookup(t *testing.T) {
	table := loadIP(t)
	tests := []struct {
		ip, country string
		asn         uint32
		org         string // a word of the name
		ok          bool
	}{
		{"175.45.176.0", "KP", 131279, "Star", true},
		{"175.45.179.255", "KP", 131279, "Star", true},
		{"8.8.8.8", "US", 15169, "Google", true},
		{"::ffff:8.8.8.8", "US", 15169, "Google", true},
		{"172.58.1.1", "US", 21928, "T-Mobile", true},
		{"193.0.6.139", "NL", 3333, "Reseaux", true},
		{"133.11.0.1", "JP", 2501, "Tokyo", true},
		{"168.126.63.1", "KR", 4766, "Korea", true},
		{"2001:67c:2e8:22::c100:68b", "NL", 3333, "Reseaux", true},
		{"2607:fb90::1", "US", 21928, "T-Mobile", true},
		{"139.99.1.1", "", 16276, "OVH", true}, // sources differ: CA, SG
		{"10.0.0.1", "", 0, "", false},
		{"100.64.0.1", "", 0, "", false},
		{"127.0.0.1", "", 0, "", false},
		{"203.0.113.7", "", 0, "", false},
		{"198.19.0.1", "", 0, "", false},
		{"240.0.0.1", "", 0, "", false},
		{"255.255.255.255", "", 0, "", false},
		{"2001:db8::1", "", 0, "", false},
		{"fe80::1%eth0", "", 0, "", false},
	}
	for _, tt := range tests {
		country, asn, org, ok := table.Lookup(netip.MustParseAddr(tt.ip))
		if country != tt.country || asn != tt.asn || !strings.Contains(org, tt.org) || ok != tt.ok {
			t.Errorf("%s: %q, %d, %q, %v", tt.ip, country, asn, org, ok)
		}
	}
	if _, _, _, ok := table.Lookup(netip.Addr{}); ok {
		t.Error("the zero address is known")
	}
	if in := table.Info(netip.MustParseAddr("139.99.1.1")); !slices.Equal(in.Candidates, []string{"CA", "SG"}) {
		t.Errorf("candidates %v", in.Candidates)
	}
}

// TestCoarseIndex compares the indexed search with a plain one.
func TestCoarseIndex(t *testing.T) {
	table := loadIP(t)
	plain := func(starts []uint32, k uint32) int {
		i, found := slices.BinarySearch(starts, k)
		if !found {
			i--
		}
		return i
	}
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.Uint32().Draw(t, "ip")
		if rapid.Bool().Draw(t, "edge") {
			starts := table.country4.starts
			k = starts[rapid.IntRange(0, len(starts)-1).Draw(t, "i")] - uint32(rapid.IntRange(0, 1).Draw(t, "before"))
		}
		if got, want := table.country4.at(k), table.country4.values[plain(table.country4.starts, k)]; got != want {
			t.Fatalf("country of %d: %d, want %d", k, got, want)
		}
		if got, want := table.asn4.at(k), table.asn4.values[plain(table.asn4.starts, k)]; got != want {
			t.Fatalf("network of %d: %d, want %d", k, got, want)
		}
	})
}

// TestOperatorsMatchTheTable holds our own list against the registry names.
func TestOperatorsMatchTheTable(t *testing.T) {
	table := loadIP(t)
	ops, err := LoadOperators()
	if err != nil {
		t.Fatal(err)
	}
	if len(ops.byASN) < 50 {
		t.Fatalf("only %d operators", len(ops.byASN))
	}
	// Registered as "Verizon Business" and "AT&T Enterprises" by organisation;
	// the network names at ARIN are CELLCO-PART and ATT-MOBILITY-LLC-AS20057.
	byNetworkName := []uint32{6167, 22394, 20057}
	for asn, op := range ops.byASN {
		i := slices.Index(table.asns, asn)
		if i < 0 {
			t.Errorf("AS%d %s is not announced", asn, op.Name)
			continue
		}
		org, word := strings.ToLower(table.orgs[i]), strings.ToLower(strings.Fields(op.Name)[0])
		if !strings.Contains(org, word) && !slices.Contains(byNetworkName, asn) {
			t.Errorf("AS%d is listed as %s and registered to %s", asn, op.Name, table.orgs[i])
		}
	}
}

func TestCarrier(t *testing.T) {
	ops, err := LoadOperators()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		asn  uint32
		name string
		want bool
	}{
		{21928, "", true}, {36183, "Akamai", true}, {13335, "", true}, {54113, "", true}, {14593, "", true},
		{0, "T-Mobile USA, Inc.", true}, {0, "AT&T Mobility LLC", true}, {0, "iCloud Private Relay", true},
		{0, "Frame Relay Services", false}, {0, "Comcast Cable", false}, {131279, "Star Joint Venture", false},
		{0, "", false}, {0, "Automobiles SA", false},
	} {
		if got := ops.Carrier(tt.asn, tt.name); got != tt.want {
			t.Errorf("Carrier(%d, %q) = %v", tt.asn, tt.name, got)
		}
	}
	if op, ok := ops.ByASN(54113); !ok || op.Kind != PrivacyRelay {
		t.Errorf("AS54113: %+v, %v", op, ok)
	}
}

func TestDamagedIPTable(t *testing.T) {
	z, err := gzip.NewReader(strings.NewReader(embedded))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 4, len(Magic), 1000, len(whole) / 2, len(whole) - 1} {
		if _, err := parse(whole[:n]); err == nil {
			t.Errorf("a table cut after %d bytes is taken", n)
		}
	}
	if _, err := ParseIP([]byte("not gzip")); err == nil {
		t.Error("what is no gzip is taken")
	}
}

func FuzzParseIP(f *testing.F) {
	// No country and US, from 1.0.0.0 on and for all IPv6; one network for all.
	f.Add([]byte("\x02\x00\x02US\x02\x18\x00\x01\x01\x01\x02\x00\x07\x00\x01X\x01\x01\x01\x01"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		if table, err := parse(append([]byte(Magic), data...)); err == nil {
			table.Lookup(netip.MustParseAddr("8.8.8.8"))
			table.Lookup(netip.MustParseAddr("2001:4860::1"))
		}
	})
}

func BenchmarkLoadIP(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		loadIP(b)
	}
}

func BenchmarkLookup(b *testing.B) {
	table := loadIP(b)
	ips := make([]netip.Addr, 1<<16)
	x := uint32(1)
	for i := range ips {
		x = x*1664525 + 1013904223
		ips[i] = netip.AddrFrom4([4]byte{byte(x>>24) % 220, byte(x >> 16), byte(x >> 8), byte(x)})
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		table.Lookup(ips[i&0xffff])
		i++
	}
}
