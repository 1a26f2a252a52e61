package sky_test

import (
	"bufio"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/sky"
)

// near compares angles in degrees around the circle.
func near(a, b, tolerance float64) bool {
	d := math.Abs(math.Mod(a-b+540, 360) - 180)
	return d <= tolerance
}

// TestPublishedCase is the worked example of NREL's report TP-560-34302, whose
// pressure, temperature and height are others than ours.
func TestPublishedCase(t *testing.T) {
	at := time.Date(2003, 10, 17, 12, 30, 30, 0, time.FixedZone("", -7*3600))
	p := sky.Sun(at, 39.742476, -105.1786)
	if !near(90-p.Apparent, 50.111622, 0.01) || !near(p.Azimuth, 194.340241, 0.01) {
		t.Errorf("zenith %.4f, azimuth %.4f", 90-p.Apparent, p.Azimuth)
	}
	zone := time.FixedZone("", -7*3600)
	d := sky.DayOf(at, zone, 39.742476, -105.1786)
	// The report's sunset is the one of its day in universal time: of the evening before.
	before := sky.DayOf(at.AddDate(0, 0, -1), zone, 39.742476, -105.1786)
	for what, x := range map[string]struct{ got, want time.Time }{
		"rise": {d.Rise, time.Date(2003, 10, 17, 6, 12, 43, 0, zone)},
		"set":  {before.Set, time.Date(2003, 10, 16, 17, 20, 19, 0, zone)},
	} {
		if off := x.got.Sub(x.want).Abs(); off > 20*time.Second {
			t.Errorf("%s is off by %s", what, off)
		}
	}
}

// rows reads a table of the shared reference data.
func rows(t *testing.T, name string, each func(f []string)) {
	t.Helper()
	root := os.Getenv("DAYLIGHT_SHARED")
	if root == "" {
		t.Skip("DAYLIGHT_SHARED is not set: the reference tables are not read")
	}
	file, err := os.Open(filepath.Join(root, "data", "sun", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	n := 0
	for s := bufio.NewScanner(file); s.Scan(); {
		if line := s.Text(); line != "" && !strings.HasPrefix(line, "#") {
			each(strings.Split(line, ","))
			n++
		}
	}
	t.Logf("%d rows", n)
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	x, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestNREL holds positions to 0.01° on the rows that NREL's own program made.
func TestNREL(t *testing.T) {
	worst := 0.0
	rows(t, "nrel_spa_azimuth_zenith.csv", func(f []string) {
		p := sky.Sun(instant(t, f[0]), number(t, f[1]), number(t, f[2]))
		zenith, azimuth := number(t, f[4]), number(t, f[3])
		// Their pressure is 1000 hPa, ours 1010.
		lift := (p.Apparent - p.Elevation) * 1000 / 1010
		off := math.Abs(90 - (p.Elevation + lift) - zenith)
		// The azimuth matters by the angle on the sky.
		turn := math.Abs(math.Mod(p.Azimuth-azimuth+540, 360)-180) * math.Sin(zenith*math.Pi/180)
		worst = max(worst, off, turn)
		if off > 0.01 || turn > 0.01 {
			t.Errorf("%s at %s %s: zenith %.4f not %.4f, azimuth %.4f not %.4f", f[0], f[1], f[2], 90-p.Elevation-lift, zenith, p.Azimuth, azimuth)
		}
	})
	t.Logf("worst %.4f°", worst)
}

// utcDay is the day that the rows of NREL's tables speak of.
func utcDay(at time.Time) (from, to time.Time) {
	from = at.Truncate(24 * time.Hour)
	return from, from.Add(24 * time.Hour)
}

// clock compares an event with a time of day in UT, around midnight.
func clock(t *testing.T, got time.Time, want string, tolerance time.Duration) bool {
	t.Helper()
	layout := "15:04"
	if strings.Count(want, ":") == 2 {
		layout = time.TimeOnly
	}
	w, err := time.Parse(layout, want)
	if err != nil {
		t.Fatal(err)
	}
	g := time.Date(w.Year(), w.Month(), w.Day(), got.UTC().Hour(), got.UTC().Minute(), got.UTC().Second(), 0, time.UTC)
	off := g.Sub(w).Abs()
	return min(off, 24*time.Hour-off) <= tolerance
}

// TestRiseAndSet holds rise, set and civil twilight to a minute on the tables of
// the US Naval Observatory and NREL, days without an event included.
func TestRiseAndSet(t *testing.T) {
	for file, elevation := range map[string]float64{"usno_sunrise_sunset.csv": sky.Horizon, "usno_civil_twilight.csv": sky.Civil,
		"usno_extreme_latitude.csv": sky.Horizon} {
		t.Run(file, func(t *testing.T) {
			rows(t, file, func(f []string) {
				lat, lon := number(t, f[1]), number(t, f[2])
				from, to := utcDay(instant(t, f[0]))
				list := sky.Crossings(from, to, lat, lon, elevation)
				if f[3] != "NORMAL" {
					if len(list) != 0 {
						t.Errorf("%v: %v, want none", f, list)
					}
					return
				}
				for _, c := range list {
					want := f[5]
					if c.Rising {
						want = f[4]
					}
					if !clock(t, c.At, want, time.Minute) {
						t.Errorf("%v: %s, want %s", f, c.At.UTC().Format(time.TimeOnly), want)
					}
				}
				if len(list) == 0 {
					t.Errorf("%v: no event", f)
				}
			})
		})
	}
	t.Run("nrel_spa_sunrise_sunset.csv", func(t *testing.T) {
		rows(t, "nrel_spa_sunrise_sunset.csv", func(f []string) {
			lat, lon := number(t, f[1]), number(t, f[2])
			from, to := utcDay(instant(t, f[0]))
			for _, c := range sky.Crossings(from, to, lat, lon, sky.Horizon) {
				want := f[5]
				if c.Rising {
					want = f[3]
				}
				if !clock(t, c.At, want, time.Minute) {
					t.Errorf("%v: %s, want %s", f, c.At.UTC().Format(time.TimeOnly), want)
				}
			}
		})
	})
}

// TestDayOf: a civil day is as long as its clocks make it, and near the poles
// it may hold no event.
func TestDayOf(t *testing.T) {
	for name, tc := range map[string]struct {
		at       string
		zone     string
		lat, lon float64
		hours    float64
		up, down bool
	}{
		"a day that is put forward": {"2026-03-08T18:00:00Z", "America/Chicago", 32.78, -96.81, 23, false, false},
		"a day that is put back":    {"2026-11-01T18:00:00Z", "America/Chicago", 32.78, -96.81, 25, false, false},
		"midnight sun":              {"2026-06-21T12:00:00Z", "Arctic/Longyearbyen", 78.22, 15.65, 24, true, false},
		"polar night":               {"2026-12-21T12:00:00Z", "Arctic/Longyearbyen", 78.22, 15.65, 24, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			zone, err := time.LoadLocation(tc.zone)
			if err != nil {
				t.Fatal(err)
			}
			d := sky.DayOf(instant(t, tc.at), zone, tc.lat, tc.lon)
			if d.To.Sub(d.From).Hours() != tc.hours || d.UpAllDay() != tc.up || d.DownAllDay() != tc.down {
				t.Errorf("%+v", d)
			}
			if tc.up || tc.down {
				if !d.Rise.IsZero() || !d.Set.IsZero() {
					t.Errorf("an event: %+v", d)
				}
				return
			}
			order := []time.Time{d.From, d.Dawn, d.Rise, d.Noon, d.Set, d.Dusk, d.To}
			if !slices.IsSortedFunc(order, time.Time.Compare) {
				t.Errorf("out of order: %v", order)
			}
		})
	}
}

// TestDayHoldsTogether draws places and days: what is called rising rises, noon
// lies between rise and set where both are of one arc, and a sun up all day is
// never below the horizon.
func TestDayHoldsTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat, lon := rapid.Float64Range(-89, 89).Draw(t, "lat"), rapid.Float64Range(-180, 180).Draw(t, "lon")
		at := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0).UTC()
		zone := time.FixedZone("", int(math.Round(lon/15))*3600)
		d := sky.DayOf(at, zone, lat, lon)
		if d.Highest < d.Lowest || d.UpAllDay() && d.DownAllDay() {
			t.Fatalf("%+v", d)
		}
		if d.UpAllDay() && d.Lowest < sky.Horizon-0.01 {
			t.Fatalf("up all day and as low as %f", d.Lowest)
		}
		for _, c := range sky.Crossings(d.From, d.To, lat, lon, sky.Horizon) {
			e := sky.Sun(c.At, lat, lon).Elevation - sky.Horizon
			later := sky.Sun(c.At.Add(2*time.Minute), lat, lon).Elevation
			before := sky.Sun(c.At.Add(-2*time.Minute), lat, lon).Elevation
			if math.Abs(e) > 0.01 {
				t.Fatalf("%v: the sun stands %f° off", c, e)
			}
			if math.Abs(later-before) > 0.02 && c.Rising != (later > before) {
				t.Fatalf("%v: rising, yet from %f to %f", c, before, later)
			}
		}
	})
}

func TestIlluminance(t *testing.T) {
	for elevation, want := range map[float64]float64{45: 77_800, 10: 11_100, 0: 759, -4: 29.9, -6: 3.41, -12: 0.00805} {
		if got := sky.Illuminance(elevation); math.Abs(got/want-1) > 0.03 {
			t.Errorf("%g lux at %g°, want %g", got, elevation, want)
		}
	}
	last := 0.0
	for e := -30.0; e <= 90; e += 0.1 {
		now := sky.Illuminance(e)
		if now < last*0.97 { // the pieces of the fit meet within that
			t.Errorf("at %.1f° it grows darker: %g after %g", e, now, last)
		}
		last = now
	}
	if sky.Illuminance(-90) != sky.Illuminance(-18) {
		t.Error("below -18° the sun still counts")
	}
}

func BenchmarkSun(b *testing.B) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for b.Loop() {
		_ = sky.Sun(at, 32.78, -96.81)
	}
}
