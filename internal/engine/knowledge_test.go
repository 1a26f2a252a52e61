package engine_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/intel"
)

// TestListedNetworkNumbers: a list of network numbers answers for every
// address that the table places in one of them. AS15169 has announced
// 8.8.8.0/24 since 2009 (table in intel, from registries).
func TestListedNetworkNumbers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "exits-vpn.txt")
	if err := os.WriteFile(path, []byte("# name: exits\n# date: 2026-06-01\nAS15169\n1.1.1.1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	lists, problems, err := intel.LoadLists([]string{path}, intel.Options{})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	office := engine.KnownNetwork{Prefix: netip.MustParsePrefix("9.9.9.0/24"), KnownHub: engine.KnownHub{Kind: "office", Why: "head office"}}
	know := engine.NewKnowledge(lists, nil, []engine.KnownNetwork{office}, nil)
	june, later := date("2026-06-10"), date("2026-12-24")
	exit := detect.NetworkHit{List: "exits", Kind: "vpn"}
	stale := exit
	stale.Stale = true
	for _, c := range []struct {
		ip   string
		want []detect.NetworkHit
		hub  string
	}{
		{"8.8.8.8", []detect.NetworkHit{exit}, "vpn"},
		{"1.1.1.1", []detect.NetworkHit{exit}, "vpn"},
		{"9.9.9.9", []detect.NetworkHit{{List: "config", Kind: "office", Provider: "head office", Own: true}}, "office"},
		{"4.4.4.4", nil, ""},
	} {
		ip := netip.MustParseAddr(c.ip)
		hits, known := know.Network(ip, june)
		if d := cmp.Diff(c.want, hits); d != "" || !known {
			t.Errorf("%s: known %v\n%s", c.ip, known, d)
		}
		if kind, why, ok := know.KnownHub(domain.Identifier{Type: domain.PublicIP, Key: c.ip}, june); kind != c.hub || ok != (c.hub != "") || ok != (why != "") {
			t.Errorf("%s: hub %q %q %v", c.ip, kind, why, ok)
		}
	}
	if hits, _ := know.Network(netip.MustParseAddr("8.8.8.8"), later); cmp.Diff([]detect.NetworkHit{stale}, hits) != "" {
		t.Errorf("months later: %+v", hits)
	}
	if _, _, ok := know.KnownHub(domain.Identifier{Type: domain.PublicIP, Key: "8.8.8.8"}, later); ok {
		t.Error("a stale list makes a hub")
	}
}

// TestListedPlacesHaveDates: a dorm makes a hub of its address, with and
// without a unit, for the years in which it stood.
func TestListedPlacesHaveDates(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dorms.csv")
	if err := os.WriteFile(path, []byte("name,street,city,region,postal,country,kind,first_seen,last_seen\n"+
		"Elm Hall,12 Pecan St,Austin,TX,78701,US,dorm,2020-01-01,2025-12-31\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	lists, problems, err := intel.LoadLists([]string{path}, intel.Options{Key: func(a domain.Address) (string, bool) {
		parts, refusal := identifier.ParsePostal(a)
		return parts.Building(), refusal == ""
	}})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	know := engine.NewKnowledge(lists, nil, nil, nil)
	for _, line := range []string{"12 Pecan St", "12 Pecan Street, Apt 4"} {
		full, _, ok := know.AddressKey(domain.Address{Lines: []string{line}, City: "Austin", Region: "TX", PostalCode: "78701", Country: "US"})
		if !ok {
			t.Fatal(line)
		}
		for day, want := range map[string]bool{"2019-12-31": false, "2020-01-01": true, "2025-12-31": true, "2026-01-01": false} {
			if kind, _, ok := know.KnownHub(domain.Identifier{Type: domain.Postal, Key: full}, date(day)); ok != want || ok && kind != "dorm" {
				t.Errorf("%s on %s: %q %v", line, day, kind, ok)
			}
		}
	}
}
