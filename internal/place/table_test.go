package place

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
)

// tableSum pins the committed table; `go run ./tools/tables places` prints it.
const tableSum = "c56e22a84c39c8875d78b06dba18b7406265ab64712c5d2f6f29aeaf76b85eda"

func load(tb testing.TB) *Table {
	tb.Helper()
	t, err := Load()
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

func TestTableIsTheOnePinned(t *testing.T) {
	sum := sha256.Sum256([]byte(embedded))
	if got := hex.EncodeToString(sum[:]); got != tableSum {
		t.Errorf("places.tbl has sha256 %s, pinned is %s: see ATTRIBUTION.md", got, tableSum)
	}
	if len(embedded) > 4<<20 {
		t.Errorf("places.tbl has %d bytes, more than 4 MiB", len(embedded))
	}
}

func TestDistance(t *testing.T) {
	tests := []struct {
		name                   string
		lat1, lon1, lat2, lon2 float64
		want                   float64 // km
	}{
		{"same point", 10, 20, 10, 20, 0},
		{"pole to equator", 90, 0, 0, 0, math.Pi / 2 * EarthRadiusKM},
		{"antipodes", 0, 0, 0, 180, math.Pi * EarthRadiusKM},
		{"over the date line", 0, 179.5, 0, -179.5, math.Pi / 180 * EarthRadiusKM},
		{"Heathrow to Kennedy", 51.4775, -0.4614, 40.6398, -73.7789, 5540},
		{"Los Angeles to Sydney airports", 33.9425, -118.408, -33.9461, 151.1772, 12051},
		{"Nashville to Los Angeles airports", 36.12, -86.67, 33.94, -118.40, 2886.45},
	}
	for _, tt := range tests {
		if got := DistanceKM(tt.lat1, tt.lon1, tt.lat2, tt.lon2); math.Abs(got-tt.want) > 0.005*tt.want {
			t.Errorf("%s: %.1f km, want %.1f", tt.name, got, tt.want)
		}
	}
}

func TestCity(t *testing.T) {
	table := load(t)
	tests := []struct {
		name, city, region, country string
		found, ambiguous            bool
		wantCountry, zone           string
		lat, lon                    float64 // within 0.2°
	}{
		{"capital", "Paris", "", "FR", true, false, "FR", "Europe/Paris", 48.85, 2.35},
		{"state code", "Paris", "TX", "US", true, false, "US", "America/Chicago", 33.66, -95.56},
		{"state name", "Paris", "Texas", "United States", true, false, "US", "America/Chicago", 33.66, -95.56},
		{"small namesake", "Paris", "KY", "USA", true, false, "US", "America/New_York", 38.21, -84.25},
		{"not there", "Paris", "NV", "US", false, false, "", "", 0, 0},
		{"alone it may be several", "Paris", "", "", true, true, "FR", "", 48.85, 2.35},
		{"written with state", "Austin, TX", "", "", true, false, "US", "America/Chicago", 30.27, -97.74},
		{"written with country", "Austin, Texas, United States", "", "", true, false, "US", "America/Chicago", 30.27, -97.74},
		{"written, code of both", "San Francisco, CA", "", "", true, false, "US", "America/Los_Angeles", 37.77, -122.42},
		{"written, country Georgia", "Tbilisi, Georgia", "", "", true, false, "GE", "Asia/Tbilisi", 41.69, 44.83},
		{"region without country", "Portland", "Oregon", "", true, false, "US", "America/Los_Angeles", 45.52, -122.68},
		{"many namesakes", "Springfield", "", "US", true, true, "US", "", 37.2, -93.3},
		{"one in its state", "Springfield", "IL", "US", true, false, "US", "America/Chicago", 39.8, -89.64},
		{"far smaller namesake ignored", "Moscow", "", "", true, false, "RU", "Europe/Moscow", 55.75, 37.62},
		{"diacritics", "São Paulo", "", "BR", true, false, "BR", "America/Sao_Paulo", -23.55, -46.64},
		{"no diacritics", "SAO PAULO", "SP", "Brazil", true, false, "BR", "America/Sao_Paulo", -23.55, -46.64},
		{"English name", "Munich", "", "Germany", true, false, "DE", "Europe/Berlin", 48.14, 11.58},
		{"own name", "München", "Bayern", "DE", true, false, "DE", "Europe/Berlin", 48.14, 11.58},
		{"other script", "東京", "", "JP", true, false, "JP", "Asia/Tokyo", 35.69, 139.69},
		{"former name", "Bombay", "", "IN", true, false, "IN", "Asia/Kolkata", 19.07, 72.88},
		{"short form", "St. Louis", "MO", "US", true, false, "US", "America/Chicago", 38.63, -90.2},
		{"apostrophe", "P'yŏngyang", "", "KP", true, false, "KP", "Asia/Pyongyang", 39.03, 125.75},
		{"province", "Toronto", "ON", "CA", true, false, "CA", "America/Toronto", 43.7, -79.42},
		{"nation of the UK", "Bangor", "Wales", "UK", true, false, "GB", "Europe/London", 53.23, -4.13},
		{"unknown country", "Paris", "", "Atlantis", false, false, "", "", 0, 0},
		{"empty", "", "", "US", false, false, "", "", 0, 0},
		{"no city", "Remote - US", "", "", false, false, "", "", 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := table.City(tt.city, tt.region, tt.country)
			if m.Found != tt.found || m.Ambiguous != tt.ambiguous || m.Country != tt.wantCountry || m.Zone != tt.zone {
				t.Fatalf("got %+v", m)
			}
			if m.Found && (math.Abs(m.Lat-tt.lat) > 0.2 || math.Abs(m.Lon-tt.lon) > 0.2) {
				t.Errorf("point %.2f, %.2f; want %.2f, %.2f", m.Lat, m.Lon, tt.lat, tt.lon)
			}
		})
	}
}

func TestAmbiguousRadiusSpansTheCandidates(t *testing.T) {
	table := load(t)
	all := table.City("Springfield", "", "US")
	for _, state := range []string{"IL", "MA", "MO", "OR"} {
		one := table.City("Springfield", state, "US")
		if d := DistanceKM(all.Lat, all.Lon, one.Lat, one.Lon); !one.Found || d+one.RadiusKM > all.RadiusKM+0.1 {
			t.Errorf("Springfield %s: %.0f km away, radius %.0f", state, d, all.RadiusKM)
		}
	}
}

func TestCountry(t *testing.T) {
	table := load(t)
	for in, want := range map[string]string{
		"us": "US", "USA": "US", "United States": "US", "U.S.": "US", "DEU": "DE", "germany": "DE", "Türkiye": "TR",
		"North Korea": "KP", "KOR": "KR", "Republic of Korea": "KR", "Ivory Coast": "CI", "Côte d’Ivoire": "CI",
		"United Kingdom": "GB", "England": "GB", "Hong Kong": "HK", "Viet Nam": "VN", "Kosovo": "XK",
		"Czech Republic": "CZ", "Macedonia": "MK", "Georgia": "GE", "Trinidad & Tobago": "TT",
	} {
		if got, ok := table.Country(in); !ok || got != want {
			t.Errorf("Country(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "Texas", "ZZ", "Remote"} {
		if got, ok := table.Country(in); ok {
			t.Errorf("Country(%q) = %q, want none", in, got)
		}
	}
}

func TestCirclesHoldTheirCities(t *testing.T) {
	table := load(t)
	for i, c := range table.cities {
		in := []Circle{table.countries[c.country].circle}
		if c.region >= 0 {
			in = append(in, table.regions[c.region].circle)
		}
		lat, lon := c.point()
		for _, circle := range in {
			if d := DistanceKM(circle.Lat, circle.Lon, lat, lon); d > circle.RadiusKM {
				t.Fatalf("%s, %s lies %.0f km from a centre of radius %.0f", table.names.at(i), table.countries[c.country].code, d, circle.RadiusKM)
			}
		}
	}
	for code, most := range map[string]float64{"FR": 720, "KP": 450, "SG": 60, "DE": 520, "US": 5000} {
		if _, _, r := table.CountryCircle(code); r == 0 || r > most {
			t.Errorf("radius of %s is %.0f km, want up to %.0f", code, r, most)
		}
	}
	if c, ok := table.RegionCircle("US-TX", "United States"); !ok || c.RadiusKM > 750 {
		t.Errorf("Texas: %+v, %v", c, ok)
	}
}

func TestRegionsCarryTheRightNames(t *testing.T) {
	table := load(t)
	for _, tt := range []struct{ city, region, country string }{
		{"Calgary", "AB", "CA"}, {"Vancouver", "BC", "CA"}, {"Winnipeg", "MB", "CA"}, {"Moncton", "NB", "CA"},
		{"Halifax", "NS", "CA"}, {"Charlottetown", "PE", "CA"}, {"Montréal", "QC", "CA"}, {"Regina", "SK", "CA"},
		{"Whitehorse", "YT", "CA"}, {"Yellowknife", "NT", "CA"}, {"Iqaluit", "NU", "CA"}, {"Corner Brook", "NL", "CA"},
		{"Sydney", "NSW", "AU"}, {"Melbourne", "VIC", "AU"}, {"Brisbane", "QLD", "AU"}, {"Perth", "WA", "AU"},
		{"Adelaide", "SA", "AU"}, {"Hobart", "TAS", "AU"}, {"Darwin", "NT", "AU"}, {"Canberra", "ACT", "AU"},
		{"Belfast", "Northern Ireland", "GB"}, {"Edinburgh", "Scotland", "GB"}, {"Leeds", "England", "GB"},
	} {
		if m := table.City(tt.city, tt.region, tt.country); !m.Found {
			t.Errorf("%s is not in %s", tt.city, tt.region)
		}
	}
}

func TestGap(t *testing.T) {
	table := load(t)
	pyongyang := domain.Place{City: "Pyongyang", Country: "KP"}
	tests := []struct {
		name     string
		a, b     domain.Place
		min, max float64 // the bounds must lie inside [min, max] and hold it loosely
		ok       bool
	}{
		{"same city", domain.Place{City: "Austin", Region: "TX", Country: "US"}, domain.Place{City: "Austin", Region: "Texas", Country: "USA"}, 0, 130, true},
		{"two cities", domain.Place{City: "London", Country: "GB"}, domain.Place{City: "New York City", Region: "NY", Country: "US"}, 5400, 5700, true},
		{"points", domain.Place{Lat: 51.4775, Lon: -0.4614, HasPoint: true}, domain.Place{Lat: 40.6398, Lon: -73.7789, HasPoint: true}, 5480, 5600, true},
		{"point with city", domain.Place{City: "London", Country: "GB", Lat: 51.5, Lon: -0.1, HasPoint: true}, domain.Place{Lat: 51.5, Lon: -0.1, HasPoint: true}, 0, 50, true},
		{"countries", pyongyang, domain.Place{Country: "US"}, 4000, 14000, true},
		{"point of a country only", domain.Place{Country: "US", Lat: 37.751, Lon: -97.822, HasPoint: true}, domain.Place{City: "Seattle", Region: "WA", Country: "US"}, 0, 9000, true},
		{"unknown city falls back to its state", domain.Place{City: "Nowhere Such", Region: "TX", Country: "US"}, domain.Place{City: "Boston", Region: "MA", Country: "US"}, 1500, 3600, true},
		{"unknown city falls back to its country", domain.Place{City: "Nowhere Such", Country: "FR"}, pyongyang, 7700, 10000, true},
		{"zero point", domain.Place{HasPoint: true}, pyongyang, 0, 0, false},
		{"nothing", domain.Place{}, pyongyang, 0, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lo, hi, ok := table.Gap(tt.a, tt.b)
			if ok != tt.ok || lo > hi || lo < tt.min || hi > tt.max {
				t.Errorf("Gap = %.0f, %.0f, %v; want within %.0f and %.0f, %v", lo, hi, ok, tt.min, tt.max, tt.ok)
			}
		})
	}
}

// TestGapHoldsTheTruth draws two true points inside two located circles: their
// distance is never outside the bounds.
func TestGapHoldsTheTruth(t *testing.T) {
	table := load(t)
	rapid.Check(t, func(t *rapid.T) {
		var at [2]domain.Place
		var truth [2][2]float64
		for i := range at {
			c := table.cities[rapid.IntRange(0, len(table.cities)-1).Draw(t, "city")]
			truth[i][0], truth[i][1] = c.point()
			at[i] = domain.Place{Country: table.countries[c.country].code}
			if rapid.Bool().Draw(t, "point") {
				at[i] = domain.Place{Lat: truth[i][0], Lon: truth[i][1], HasPoint: true}
			}
		}
		d := DistanceKM(truth[0][0], truth[0][1], truth[1][0], truth[1][1])
		if back := DistanceKM(truth[1][0], truth[1][1], truth[0][0], truth[0][1]); math.Abs(back-d) > 1e-6 {
			t.Fatalf("distance is not symmetric: %v, %v", d, back)
		}
		if lo, hi, ok := table.Gap(at[0], at[1]); ok && (d < lo-0.001 || d > hi+0.001) {
			t.Fatalf("%.1f km outside %.1f and %.1f", d, lo, hi)
		}
	})
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "  New   York ": "new york", "Saint-Étienne": "saint etienne", "St. Étienne": "saint etienne",
		"Łódź": "lodz", "Tromsø": "tromso", "Straße": "strasse", "N'Djamena": "ndjamena", "İstanbul": "istanbul",
		"St": "st", "Ft. Worth": "fort worth", "東京": "東京", "\xff\xfe": "\ufffd",
	} {
		if got := Fold(in); got != want && !(in == "\xff\xfe" && got == "") {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if once := Fold(s); Fold(once) != once {
			t.Fatalf("folding %q twice changes it: %q, %q", s, once, Fold(once))
		}
	})
}

func TestDamagedTable(t *testing.T) {
	whole, err := gunzip(embedded)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 4, len(Magic), 1000, len(whole) / 2, len(whole) - 1} {
		if _, err := parse(whole[:n]); err == nil {
			t.Errorf("a table cut after %d bytes is taken", n)
		}
	}
	if _, err := Parse([]byte("not gzip")); err == nil {
		t.Error("what is no gzip is taken")
	}
}

func gunzip(s string) ([]byte, error) {
	z, err := gzip.NewReader(strings.NewReader(s))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func FuzzParse(f *testing.F) {
	// One country FR with its name and circle, no region, one zone, one city, no other name.
	f.Add([]byte("\x01\x02FR\x06france\x00\x00\x05\x00\x01\x03UTC\x01\x00\x05paris\x02\x02\x02\x00\x00\x00\x00"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		if table, err := parse(append([]byte(Magic), data...)); err == nil {
			table.City("Paris", "TX", "US")
		}
	})
}

func FuzzCity(f *testing.F) {
	table, err := Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Add("Paris", "TX", "US")
	f.Add("San Francisco, CA", "", "")
	f.Add(",,", "\x00", "é")
	f.Fuzz(func(t *testing.T, city, region, country string) {
		m := table.City(city, region, country)
		if m.Found && (m.RadiusKM < 10 || m.RadiusKM > halfwayKM || m.Country == "") {
			t.Errorf("City(%q, %q, %q) = %+v", city, region, country, m)
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		load(b)
	}
}

func BenchmarkCity(b *testing.B) {
	table := load(b)
	for b.Loop() {
		table.City("Springfield", "IL", "US")
	}
}
