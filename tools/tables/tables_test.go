package main

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/intel"
	"github.com/daylight-hq/daylight/internal/place"
)

func spans(t testing.TB, rows ...string) []span {
	t.Helper()
	out, err := readSpans([]byte(strings.Join(rows, "\n")), func(rest []string) string { return rest[0] })
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestFlatten(t *testing.T) {
	got := flatten(spans(t,
		"0.0.0.10,0.0.0.100,A",
		"0.0.0.20,0.0.0.30,B", // inside A, which goes on after it
		"0.0.0.101,0.0.0.110,A",
		"0.0.0.105,0.0.0.120,C", // begins inside A, ends beyond it
		"255.255.255.0,255.255.255.255,D"))
	want := []mark{{0, ""}, {10, "A"}, {20, "B"}, {31, "A"}, {105, "C"}, {121, ""}, {0xffffff00, "D"}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(mark{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	got = flatten(spans(t,
		"2001::,2001:0:0:5:ffff:ffff:ffff:ffff,A",
		"2001:0:0:2::8,2001:0:0:2::9,B")) // finer than a /64: its first address counts
	want = []mark{{0, ""}, {0x2001 << 48, "A"}, {0x2001<<48 + 6, ""}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(mark{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestOverlay(t *testing.T) {
	got := overlay(
		[]mark{{0, ""}, {10, "US"}, {30, "GB"}, {40, ""}},
		[]mark{{0, ""}, {20, "US"}, {35, "FR"}, {50, ""}})
	want := []mark{{0, ""}, {10, "US"}, {30, "GB/US"}, {35, "GB/FR"}, {40, "FR"}, {50, ""}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(mark{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestAddressTableRoundTrip packs random ranges and looks addresses up.
func TestAddressTableRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var countries, networks [2][]mark
		for i := range 2 {
			countries[i], networks[i] = []mark{{}}, []mark{{}}
			at := uint64(1)
			for range rapid.IntRange(0, 20).Draw(t, "marks") {
				at += uint64(rapid.IntRange(1, 9).Draw(t, "odd")) << rapid.IntRange(0, 24).Draw(t, "power")
				countries[i] = append(countries[i], mark{at, rapid.SampledFrom([]string{"US", "KP", "US/GB", ""}).Draw(t, "country")})
				networks[i] = append(networks[i], mark{at, rapid.SampledFrom([]string{"", "131279", "21928"}).Draw(t, "asn")})
			}
		}
		packed, err := packAddresses(countries, networks, map[string]map[string]int{"131279": {"Star": 2, "Other": 1}})
		if err != nil {
			t.Fatal(err)
		}
		table, err := intel.ParseIP(packed)
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range countries[0] {
			ip := netip.AddrFrom4([4]byte{byte(m.start >> 24), byte(m.start >> 16), byte(m.start >> 8), byte(m.start)})
			if !intel.Public(ip) {
				continue
			}
			in := table.Info(ip)
			if got := strings.Join(in.Candidates, "/"); got != m.value {
				t.Fatalf("%s: %q, want %q", ip, got, m.value)
			}
			if (networks[0][i].value == "131279") != (in.ASN == 131279 && in.Org == "Star") {
				t.Fatalf("%s: AS%d %s, want %s", ip, in.ASN, in.Org, networks[0][i].value)
			}
		}
	})
}

func row(name, others, lat, lon, feature, country, admin1, population, zone string) string {
	return strings.Join([]string{"1", name, name, others, lat, lon, "P", feature, country, "", admin1, "", "", "",
		population, "", "", zone, "2026-01-01"}, "\t")
}

func TestPlaceTableRoundTrip(t *testing.T) {
	towns, err := readDump([]byte(strings.Join([]string{
		row("Paris", "PAR,Lutetia,Parigi,巴黎", "48.85341", "2.3488", "PPLC", "FR", "11", "2138551", "Europe/Paris"),
		row("Paris", "", "33.66094", "-95.55551", "PPLA2", "US", "TX", "24782", "America/Chicago"),
		row("Old Paris", "", "33", "-95", "PPLH", "US", "TX", "24782", "America/Chicago"),
		row("Hamlet", "", "34", "-96", "PPL", "US", "TX", "600", "America/Chicago"),
	}, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	packed, err := packPlaces(towns)
	if err != nil {
		t.Fatal(err)
	}
	table, err := place.Parse(packed)
	if err != nil {
		t.Fatal(err)
	}
	want := place.Match{Lat: 33.66, Lon: -95.56, RadiusKM: 10, Country: "US", Zone: "America/Chicago", Found: true}
	if diff := cmp.Diff(want, table.City("Paris", "TX", "US")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for name, found := range map[string]bool{"lutetia": true, "巴黎": true, "PAR": false, "Old Paris": false, "Hamlet": false} {
		if table.City(name, "", "").Found != found {
			t.Errorf("%s found: %v", name, !found)
		}
	}
	for _, in := range towns {
		lat, lon, radius := table.CountryCircle(in.country)
		if place.DistanceKM(lat, lon, in.lat, in.lon) > radius {
			t.Errorf("%s lies outside its country", in.key)
		}
	}
}

func TestBadDump(t *testing.T) {
	for _, in := range []string{"one\ttwo", row("X", "", "north", "0", "PPL", "US", "TX", "1", "UTC")} {
		if _, err := readDump([]byte(in)); err == nil {
			t.Errorf("%q is taken", in)
		}
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{nil, {"all"}, {"ip", "places"}} {
		if err := run(t.Context(), args); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
}
