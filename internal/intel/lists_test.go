package intel

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// key stands for the building key: the first line in lower case.
func key(a domain.Address) (string, bool) {
	return strings.ToLower(a.Lines[0]), strings.ContainsAny(a.Lines[0], "0123456789")
}

// lists loads files written from name and content, in a folder.
func lists(t testing.TB, files map[string]string) (*Lists, []string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l, problems, err := LoadLists([]string{dir}, Options{Key: key})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range problems {
		out = append(out, strings.TrimPrefix(p.String(), dir+string(filepath.Separator)))
	}
	return l, out
}

func TestNetworkHonoursDates(t *testing.T) {
	l, problems := lists(t, map[string]string{
		"a.txt": "# name: Example exits\n# kind: vpn\n# date: 2026-08-01\n# days: 30\n# provider: Example VPN\n\n" +
			"155.94.199.59\n155.94.0.0/16 # all of it\n2a00:1450:4000::/36\n",
		"b.csv": "cidr,provider,first_seen,last_seen,kind\n" +
			"155.94.199.0/24,Other VPN,2026-01-01,2026-01-31,vpn\n" +
			"8.8.8.8,\"Quoted, Inc.\",,2026-06-30,hosting\n",
		"readme.md": "not a list",
	})
	if len(problems) > 0 {
		t.Errorf("problems: %v", problems)
	}
	exits := NetworkHit{List: "Example exits", Kind: VPN, Provider: "Example VPN", AsOf: day("2026-08-01")}
	other := NetworkHit{List: "b", Kind: VPN, Provider: "Other VPN", AsOf: day("2026-01-31")}
	stale := func(h NetworkHit, days int) NetworkHit {
		h.Stale, h.Age = true, time.Duration(days)*24*time.Hour
		return h
	}
	tests := []struct {
		name, ip string
		at       time.Time
		want     []NetworkHit
	}{
		{"on the day", "155.94.1.1", day("2026-08-01"), []NetworkHit{exits}},
		{"last hour of the window", "155.94.1.1", day("2026-08-31").Add(23 * time.Hour), []NetworkHit{exits}},
		{"after the window", "155.94.1.1", day("2026-09-11"), []NetworkHit{stale(exits, 10)}},
		{"before the window", "155.94.1.1", day("2026-07-01"), []NetworkHit{stale(exits, 1)}},
		{"one list speaks, one does not", "155.94.199.59", day("2026-01-15"), []NetworkHit{other, stale(exits, 168)}},
		{"row with a last day only", "8.8.8.8", day("2026-04-15"), []NetworkHit{{List: "b", Kind: Hosting, Provider: "Quoted, Inc.", AsOf: day("2026-06-30")}}},
		{"mapped address", "::ffff:155.94.1.1", day("2026-08-01"), []NetworkHit{exits}},
		{"IPv6", "2a00:1450:4fff::1", day("2026-08-01"), []NetworkHit{exits}},
		{"no time known", "155.94.1.1", time.Time{}, []NetworkHit{stale(exits, 0)}},
		{"beside it", "155.95.0.0", day("2026-08-01"), nil},
		{"lower than all", "1.1.1.1", day("2026-08-01"), nil},
		{"IPv6 beside it", "2a00:1450:5000::", day("2026-08-01"), nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, l.Network(netip.MustParseAddr(tt.ip), 0, tt.at)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
	}
	if !l.HasNetworks(VPN) || !l.HasNetworks(Hosting) || l.HasNetworks(Office) || l.HasPlaces(Office) {
		t.Error("kinds present are told wrongly")
	}
	if hits := l.Network(netip.Addr{}, 0, day("2026-08-01")); len(hits) > 0 {
		t.Errorf("zero address: %v", hits)
	}
}

func TestProblems(t *testing.T) {
	l, problems := lists(t, map[string]string{
		"undated-vpn.txt":       "8.8.8.8\n",
		"vpn-2026-08-01.txt":    "\ufeff1.2.3.4\r\nnonsense\n1.2.3.0/33\n0.0.0.0/0\n::/3\n1.2.3.4.5\nfe80::1%eth0\nASfoo\n\xff\xfe\n::ffff:1.2.3.0/120\n5.6.7.9/24\n",
		"nokind-2026-08-01.txt": "1.2.3.4\n5.6.7.8\n",
		"weird.csv":             "a,b\n1,2\n",
		"rows-vpn.csv":          "ip,first_seen,last_seen,kind\n9.9.9.9,2026-02-30,,\n9.9.9.9,2026-03-01,2026-02-01,\n9.9.9.9,2026-03-01,,dorm\n9.9.9.9,2026-03-01,,\n9.9.9.9\n",
		"long-vpn.txt":          "# date: 2026-13-01\n# kind: bad\n# days: -1\n# date: 2026-08-01\n" + strings.Repeat("1", maxLine+5) + "\n4.4.4.4\n" + strings.Repeat("2", maxLine+5),
		"office-places.csv":     "name,street,kind\nShop,1 Main St,mailbox-store\nShop,Main St,\nShop,2 Main St,vpn\nHQ,3 Main St\n",
	})
	want := []string{
		"long-vpn.txt:1: date: \"2026-13-01\" is no date such as 2026-08-01",
		"long-vpn.txt:2: kind \"bad\" is not known",
		"long-vpn.txt:3: days: \"-1\" is no number of days",
		"long-vpn.txt:5: line is longer than 64 KiB",
		"long-vpn.txt:7: line is longer than 64 KiB",
		"nokind-2026-08-01.txt:1: list has no kind: add \"# kind: vpn\" above the first line, or a kind in the config",
		"office-places.csv:3: is no street address",
		"office-places.csv:4: kind \"vpn\" is no kind of place",
		"rows-vpn.csv:2: first_seen: \"2026-02-30\" is no date such as 2026-08-01",
		"rows-vpn.csv:3: last_seen is before first_seen",
		"rows-vpn.csv:4: kind \"dorm\" is no kind of network",
		"undated-vpn.txt:1: list has no date, so its hits count as stale: add \"# date: YYYY-MM-DD\" above the first line, or a date in the config",
		"vpn-2026-08-01.txt:2: \"nonsense\" is no address",
		"vpn-2026-08-01.txt:3: \"1.2.3.0/33\" is no network",
		"vpn-2026-08-01.txt:4: 0.0.0.0/0 is wider than /8",
		"vpn-2026-08-01.txt:5: ::/3 is wider than /16",
		"vpn-2026-08-01.txt:6: \"1.2.3.4.5\" is no address",
		"vpn-2026-08-01.txt:7: \"fe80::1%eth0\" is no address",
		"vpn-2026-08-01.txt:8: \"ASfoo\" is no network number",
		"vpn-2026-08-01.txt:9: is not UTF-8 text",
		"vpn-2026-08-01.txt:10: \"::ffff:1.2.3.0/120\" is no network",
		"weird.csv:1: CSV needs a header with cidr or ip, with street or address, or with domain or account",
	}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Errorf("problems (-want +got)\n%s", diff)
	}
	for _, ip := range []string{"1.2.3.4", "5.6.7.200", "4.4.4.4", "9.9.9.9"} {
		if len(l.Network(netip.MustParseAddr(ip), 0, day("2026-08-01"))) == 0 {
			t.Errorf("%s: good lines beside bad ones are not used", ip)
		}
	}
	if hits := l.Network(netip.MustParseAddr("8.8.8.8"), 0, day("2026-08-01")); len(hits) != 1 || !hits[0].Stale {
		t.Errorf("undated: %v", hits)
	}
	if len(l.Place("3 main st")) != 1 || len(l.Place("1 main st")) != 1 {
		t.Error("good places beside bad ones are not used")
	}
}

func TestManyProblemsAreCounted(t *testing.T) {
	_, problems := lists(t, map[string]string{"vpn-2026-08-01.txt": strings.Repeat("bad\n", 250)})
	if len(problems) != maxProblems+1 || !strings.HasSuffix(problems[maxProblems], "and 150 more lines of this file") {
		t.Errorf("%d problems, last %q", len(problems), problems[len(problems)-1])
	}
}

func TestPlaces(t *testing.T) {
	l, problems := lists(t, map[string]string{
		"stores.csv": "# kind: mailbox-store\n# date: 2026-08-01\nName,Address,City,State,ZIP,Country,First_Seen,Last_Seen\n" +
			"\"Pack \"\"n\"\" Ship\",\"12 Example Ave, Unit\",Springfield,IL,62701,US,2024-01-01,2025-12-31\n" +
			"\"Pack \"\"n\"\" Ship\",\"12 Example Ave, Unit\",Springfield,IL,62701,US,2024-01-01,2025-12-31\n",
	})
	if len(problems) > 0 {
		t.Errorf("problems: %v", problems)
	}
	want := []PlaceHit{{List: "stores", Kind: MailboxStore, Name: `Pack "n" Ship`, AsOf: day("2025-12-31"), FirstSeen: day("2024-01-01"), LastSeen: day("2025-12-31")}}
	got := l.Place("12 example ave, unit")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for at, covered := range map[string]bool{"2023-12-31": false, "2024-01-01": true, "2025-12-31": true, "2026-01-01": false} {
		if got[0].Covers(day(at)) != covered {
			t.Errorf("covers %s: %v", at, !covered)
		}
	}
	if !l.HasPlaces(MailboxStore) || l.HasPlaces(Hotel) || l.HasNetworks(VPN) {
		t.Error("kinds present are told wrongly")
	}
}

func TestGivenDescription(t *testing.T) {
	file := filepath.Join(t.TempDir(), "export.txt")
	if err := os.WriteFile(file, []byte("155.94.199.59\nAS9009 # a network\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	given := Meta{Name: "mine", Kind: VPN, Provider: "P", Date: day("2026-05-01"), Days: 5}
	l, problems, err := LoadLists([]string{file}, Options{Given: map[string]Meta{file: given}})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	want := []NetworkHit{{List: "mine", Kind: VPN, Provider: "P", AsOf: day("2026-05-01")}}
	if diff := cmp.Diff(want, l.Network(netip.MustParseAddr("155.94.199.59"), 0, day("2026-05-06"))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, l.Network(netip.Addr{}, 9009, day("2026-05-06"))); diff != "" || !l.HasNumbers() {
		t.Error(diff)
	}
	if _, _, err := LoadLists([]string{file + ".missing"}, Options{}); err == nil {
		t.Error("a missing path is no error")
	}
	if l, _, err := LoadLists(nil, Options{}); err != nil || l.Network(netip.MustParseAddr("8.8.8.8"), 0, day("2026-05-06")) != nil {
		t.Error("no lists: want no hits")
	}
}

// TestGivenDays: what the config says of a list's days holds for rows and
// files that say nothing themselves.
func TestGivenDays(t *testing.T) {
	dir := t.TempDir()
	path := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	plain := path("plain.txt", "# date: 2020-01-01\n155.94.199.59\nAS0\nAS9009\n")
	rows := path("rows.csv", "ip,last_seen\n8.8.8.8,2026-01-10\n8.8.4.4,\n")
	open := path("open.txt", "9.9.9.9\n")
	l, problems, err := LoadLists([]string{plain, rows, open}, Options{Given: map[string]Meta{
		plain: {Kind: VPN, From: day("2026-05-01"), To: day("2026-05-31")},
		rows:  {Kind: VPN, Days: 3, From: day("2026-06-01"), To: day("2026-06-02")},
		open:  {Kind: VPN, Days: 3, From: day("2026-06-01")},
	}})
	if err != nil || len(problems) != 1 || problems[0].String() != plain+`:3: "AS0" is no network number` {
		t.Fatal(err, problems)
	}
	for _, c := range []struct {
		ip, day string
		asn     uint32
		holds   bool
	}{
		{"155.94.199.59", "2026-04-30", 0, false}, {"155.94.199.59", "2026-05-01", 0, true}, {"155.94.199.59", "2026-05-31", 0, true},
		{"155.94.199.59", "2026-06-01", 0, false}, {"155.94.199.59", "2020-01-01", 0, false},
		{"8.8.8.8", "2026-01-10", 0, true}, {"8.8.8.8", "2026-06-01", 0, false}, // the row says more than the config
		{"8.8.4.4", "2026-06-02", 0, true}, {"8.8.4.4", "2026-01-10", 0, false},
		{"9.9.9.9", "2026-06-04", 0, true}, {"9.9.9.9", "2026-06-05", 0, false}, // from its first day as far as days allow
		{"1.1.1.1", "2026-05-02", 9009, true}, {"1.1.1.1", "2026-06-02", 9009, false},
	} {
		hits := l.Network(netip.MustParseAddr(c.ip), c.asn, day(c.day))
		if len(hits) != 1 || hits[0].Stale == c.holds {
			t.Errorf("%s of AS%d on %s: %+v", c.ip, c.asn, c.day, hits)
		}
	}
	if hits := l.Network(netip.MustParseAddr("1.1.1.1"), 0, day("2026-05-02")); len(hits) > 0 {
		t.Errorf("an unknown network number is listed: %+v", hits)
	}
}

// TestIndexEqualsScan compares the index with a look at every network.
func TestIndexEqualsScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		byPrefix := map[netip.Prefix][]entry{}
		addr := func(name string) netip.Addr {
			n := rapid.Uint16().Draw(t, name)
			if rapid.Bool().Draw(t, name+" is 6") {
				return netip.AddrFrom16([16]byte{0x20, 1, byte(n >> 8), byte(n)})
			}
			return netip.AddrFrom4([4]byte{255, 255, byte(n >> 8), byte(n)})
		}
		for range rapid.IntRange(0, 30).Draw(t, "networks") {
			a := addr("network")
			bits := map[bool]int{true: 12, false: 16}[a.Is4()] + rapid.IntRange(0, 16).Draw(t, "bits")
			p := netip.PrefixFrom(a, bits).Masked()
			byPrefix[p] = append(byPrefix[p], entry{list: p.String()})
		}
		x := newNetIndex(byPrefix)
		for range 20 {
			ip := addr("ip")
			got := map[string]bool{}
			x.find(ip, func(e entry) { got[e.list] = true })
			for p := range byPrefix {
				if p.Contains(ip) != got[p.String()] {
					t.Fatalf("%s in %s: index says %v", ip, p, got[p.String()])
				}
			}
		}
	})
}

// TestRealLists loads lists as their publishers give them.
func TestRealLists(t *testing.T) {
	shared := os.Getenv("DAYLIGHT_SHARED")
	if shared == "" {
		t.Skip("DAYLIGHT_SHARED is not set")
	}
	x4b := filepath.Join(shared, "data", "tradecraft", "x4bnet_vpn")
	astrill := filepath.Join(shared, "data", "tradecraft", "astrill")
	l, problems, err := LoadLists([]string{x4b, astrill}, Options{Given: map[string]Meta{
		x4b:     {Date: day("2026-08-22")},
		astrill: {Kind: VPN, Provider: "Astrill", Date: day("2024-12-19")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("problem: %v", p)
	}
	if n := l.counts[count{"network", VPN}]; n < 12000 {
		t.Errorf("%d networks of VPNs", n)
	}
	if n := l.counts[count{"asn", Hosting}]; n < 850 {
		t.Errorf("%d hosting network numbers", n)
	}
	at := day("2024-12-25")
	hits := l.Network(netip.MustParseAddr("155.94.199.59"), 0, at)
	if len(hits) == 0 || hits[0].Provider != "Astrill" || hits[0].Stale {
		t.Errorf("155.94.199.59: %+v", hits)
	}
	if hits := l.Network(netip.MustParseAddr("155.94.199.59"), 0, day("2026-08-22")); len(hits) == 0 || hits[len(hits)-1].List != "astrill_spur_dec2024_sample" || !hits[len(hits)-1].Stale {
		t.Errorf("two years on: %+v", hits)
	}
	if hits := l.Network(netip.Addr{}, 9009, day("2026-08-22")); len(hits) == 0 || hits[0].Stale {
		t.Errorf("AS9009: %+v", hits)
	}
}

func FuzzReadList(f *testing.F) {
	f.Add("# kind: vpn\n# date: 2026-08-01\n1.2.3.0/24\n2a00::/32\nAS9009\n")
	f.Add("cidr,provider,first_seen,last_seen,kind\n1.2.3.4,\"a, b\",2026-01-01,,vpn\n")
	f.Add("name,address,city,kind\nShop,\"1 Main St, #4\",X,mailbox-store\n")
	f.Add("\ufeffip\n1.2.3.4\n")
	f.Fuzz(func(t *testing.T, text string) {
		b := &builder{opt: Options{Key: key}, byPrefix: map[netip.Prefix][]entry{}, lists: &Lists{
			asns: map[uint32][]entry{}, places: map[string][]PlaceHit{}, counts: map[count]int{}}}
		if err := b.read("fuzz-vpn.txt", strings.NewReader(text), Meta{}); err != nil {
			t.Fatal(err)
		}
		b.lists.nets = newNetIndex(b.byPrefix)
		for p := range b.byPrefix {
			if len(b.lists.Network(p.Addr(), 0, day("2026-08-01"))) == 0 {
				t.Errorf("listed network %s is not found", p)
			}
		}
	})
}

func BenchmarkNetwork(b *testing.B) {
	byPrefix := map[netip.Prefix][]entry{}
	for i := range 20000 {
		p := netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(1 + i%200), byte(i / 7), byte(i / 3), 0}), 16+i%9).Masked()
		byPrefix[p] = append(byPrefix[p], entry{list: "bench", kind: VPN})
	}
	l := &Lists{nets: newNetIndex(byPrefix)}
	at, i := day("2026-08-01"), 0
	for b.Loop() {
		l.Network(netip.AddrFrom4([4]byte{byte(i), byte(i >> 3), byte(i >> 5), 1}), 0, at)
		i++
	}
}
