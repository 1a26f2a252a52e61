package activity_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/activity"
	"github.com/daylight-hq/daylight/internal/domain"
)

func builtin(t testing.TB) *activity.Model {
	t.Helper()
	m, err := activity.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// life is somebody's active hours on a wall clock: for each day from 3 March
// 2025, a Monday, which local hours.
type life func(day int, rng *rand.Rand) []int

// hoursOf plays a life in a zone.
func hoursOf(z *time.Location, days int, l life) activity.Hours {
	rng := rand.New(rand.NewPCG(1, 2))
	var unix []int64
	for d := range days {
		for _, h := range l(d, rng) {
			unix = append(unix, time.Date(2025, 3, 3+d, h, 20, 0, 0, z).Unix())
		}
	}
	return activity.HoursOf(unix)
}

// some keeps about half of the hours from one to the other.
func some(rng *rand.Rand, from, to int) []int {
	var out []int
	for h := from; h < to; h++ {
		if rng.IntN(2) == 0 {
			out = append(out, h)
		}
	}
	return out
}

func weekdays(from, to int) life {
	return func(d int, rng *rand.Rand) []int {
		if d%7 > 4 {
			return nil
		}
		return some(rng, from, to)
	}
}

func everyDay(from, to int) life {
	return func(_ int, rng *rand.Rand) []int { return some(rng, from, to) }
}

// TestLives plays lives of which the truth is known. Nobody may be contradicted
// at home, whatever the life; an answer must be right.
func TestLives(t *testing.T) {
	m := builtin(t)
	tests := []struct {
		name   string
		zone   string
		days   int
		life   life
		reason activity.Reason
		offset int // when answered, within an hour
	}{
		{"office hours over both ends of summer time", "America/New_York", 280, weekdays(9, 18), activity.Answered, -240},
		{"office hours in a zone of half hours", "Asia/Kolkata", 120, weekdays(10, 19), activity.Answered, 330},
		{"office hours where the week begins on Sunday", "Asia/Riyadh", 120, func(d int, rng *rand.Rand) []int {
			if d%7 == 4 || d%7 == 5 {
				return nil
			}
			return some(rng, 9, 18)
		}, activity.Answered, 180},
		{"office hours beyond +12", "Pacific/Auckland", 120, weekdays(9, 18), activity.Answered, 720},
		{"long days with weekends", "Europe/Berlin", 120, everyDay(9, 22), activity.Answered, 120},
		{"a fortnight", "Europe/Berlin", 14, weekdays(8, 19), activity.TooFew, 0},
		{"few hours", "Europe/Berlin", 120, func(d int, _ *rand.Rand) []int {
			if d%3 == 0 {
				return []int{10}
			}
			return nil
		}, activity.TooFew, 0},
		{"on call around the clock", "Europe/Berlin", 120, everyDay(0, 24), activity.NoPause, 0},
		{"three shifts in turn", "Europe/Berlin", 120, func(d int, rng *rand.Rand) []int {
			from := []int{6, 14, 22}[d/7%3]
			return some(rng, from, from+8)
		}, activity.NoPause, 0},
		{"evenings only, weekends too", "Europe/Berlin", 120, everyDay(20, 24), activity.SpareTime, 0},
		{"nights only, weekends too", "America/Chicago", 120, everyDay(0, 5), activity.SpareTime, 0},
		{"half the time at home, half far away", "Europe/London", 160, func(d int, rng *rand.Rand) []int {
			if d%7 > 4 {
				return nil
			}
			if d < 80 {
				return some(rng, 9, 18)
			}
			return some(rng, 0, 9) // nine to six in Tokyo
		}, activity.Moved, 0},
		{"a quarter of the time far away", "Europe/London", 210, func(d int, rng *rand.Rand) []int {
			if d%7 > 4 {
				return nil
			}
			if d < 157 {
				return some(rng, 10, 17)
			}
			return some(rng, 1, 7)
		}, activity.SeveralFit, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			z := zone(t, tt.zone)
			h := hoursOf(z, tt.days, tt.life)
			a := m.Infer(h)
			if a.Reason != tt.reason {
				t.Fatalf("reason %q, want %q; %+v", a.Reason, tt.reason, a)
			}
			if v := m.Against(h, activity.Wall(z)); v.Contradicted {
				t.Errorf("contradicted at home: %+v", v)
			}
			if a.Reason != activity.Answered {
				return
			}
			if off := face(a.Offset - tt.offset); off < -120 || off > 120 {
				t.Errorf("offset %d, want %d", a.Offset, tt.offset)
			}
			if truth := a.Offset + face(tt.offset-a.Offset); truth < a.Low || truth > a.High {
				t.Errorf("the interval %d to %d leaves out %d", a.Low, a.High, tt.offset)
			}
			if v := m.Against(h, far(z)); !v.Contradicted {
				t.Errorf("a claim ten hours off stands: %+v", v)
			}
		})
	}
}

// far is a zone's wall clock, ten hours ahead.
func far(z *time.Location) activity.Clock {
	at := activity.Wall(z)
	return func(h int64) int { return at(h) + 600 }
}

// face is a difference of two clock faces in minutes.
func face(minutes int) int { return ((minutes+720)%1440+1440)%1440 - 720 }

// TestHabits: whoever gets up early or stays up late reads as somewhere else,
// hour for hour, and is contradicted neither from five in the morning to two
// nor from two in the afternoon to eleven.
func TestHabits(t *testing.T) {
	m, z := builtin(t), zone(t, "Europe/Berlin")
	last := 1000
	for from := 5; from <= 14; from++ {
		h := hoursOf(z, 120, weekdays(from, from+9))
		v := m.Against(h, activity.Wall(z))
		if v.Reason != activity.Answered || v.Contradicted {
			t.Errorf("from %d to %d: %+v", from, from+9, v)
		}
		if v.Ahead >= last {
			t.Errorf("from %d the clock that fits is %d minutes ahead, from an hour before %d", from, v.Ahead, last)
		}
		last = v.Ahead
	}
}

// TestNightShift holds a limit that the method page states: somebody who works
// the same nights and is off at weekends cannot be told from somebody who works
// days elsewhere. It is why a rhythm never counts alone.
func TestNightShift(t *testing.T) {
	m, z := builtin(t), zone(t, "America/Chicago")
	h := hoursOf(z, 120, weekdays(0, 8))
	if v := m.Against(h, activity.Wall(z)); !v.Contradicted {
		t.Errorf("a steady night shift is no longer contradicted (%+v): say so in docs/method/hours.md", v)
	}
}

func TestSummerTime(t *testing.T) {
	m, home := builtin(t), zone(t, "America/New_York")
	h := hoursOf(home, 364, weekdays(9, 17))
	on := m.Against(h, activity.Wall(home))
	if on.Reason != activity.Answered || on.Contradicted {
		t.Fatalf("home: %+v", on)
	}
	if off := m.Against(h, activity.Fixed(-5*60)); off.Near > on.Near {
		t.Errorf("winter time all year fits better (%.4f) than the wall clock of the place (%.4f)", off.Near, on.Near)
	}
}

func TestSleep(t *testing.T) {
	m := builtin(t)
	for _, tt := range []struct {
		zone string
		want activity.Window // in UTC, roughly
	}{
		{"Asia/Tokyo", activity.Window{Start: 12, Hours: 12}}, // asleep or at rest from 21 to 9 local time
		{"America/Los_Angeles", activity.Window{Start: 4, Hours: 12}},
	} {
		a := m.Infer(hoursOf(zone(t, tt.zone), 100, weekdays(9, 21)))
		if !a.HasRest || face((a.Sleep.Start-tt.want.Start)*60) > 120 || face((a.Sleep.Start-tt.want.Start)*60) < -120 || a.Sleep.Hours < 8 {
			t.Errorf("%s: rest %+v, want about %+v", tt.zone, a.Sleep, tt.want)
		}
	}
}

// TestTurn: whoever does the same some hours later stands that much farther
// west, sleeps that much later, and is as sure.
func TestTurn(t *testing.T) {
	m := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		h := randomHours(t)
		by := rapid.IntRange(-23, 23).Draw(t, "by")
		later := make(activity.Hours, len(h))
		for i := range h {
			later[i] = h[i] + int64(by)
		}
		a, b := m.Infer(h), m.Infer(later)
		if a.Days < 40 || b.Days < 40 {
			return // where a UTC day ends may decide whether there are enough
		}
		if a.Reason != b.Reason {
			t.Fatalf("reasons %q and %q", a.Reason, b.Reason)
		}
		if a.HasRest && (b.Sleep.Start-a.Sleep.Start-by)%24 != 0 {
			t.Errorf("rest from %d, and %d hours later from %d", a.Sleep.Start, by, b.Sleep.Start)
		}
		if a.Reason != activity.Answered {
			return
		}
		if (b.Offset-a.Offset+60*by)%1440 != 0 || b.High-b.Low != a.High-a.Low {
			t.Errorf("%+v, and %d hours later %+v", a, by, b)
		}
		if x, y := m.Against(h, activity.Fixed(0)), m.Against(later, activity.Fixed(-60*by)); x.Contradicted != y.Contradicted || x.Ahead != y.Ahead {
			t.Errorf("against the clock: %+v, and turned %+v", x, y)
		}
	})
}

// TestContradictionKeepsItsDistance: no claim within the margin of the
// interval is ever contradicted, and none of whom nothing can be said.
func TestContradictionKeepsItsDistance(t *testing.T) {
	m := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		h := randomHours(t)
		claim := rapid.IntRange(-48, 56).Draw(t, "claim") * 15
		v := m.Against(h, activity.Fixed(claim))
		if !v.Contradicted {
			return
		}
		if v.Reason != activity.Answered || v.Near >= m.Doubt {
			t.Errorf("contradicted with %+v", v)
		}
		for x := v.Low; x <= v.High; x += 15 {
			if d := face(x); d > -60*m.Margin && d < 60*m.Margin {
				t.Errorf("%d minutes from the claim stands in the interval: %+v", d, v)
				return
			}
		}
	})
}

func randomHours(t *rapid.T) activity.Hours {
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	from, length := rapid.IntRange(0, 23).Draw(t, "from"), rapid.IntRange(2, 20).Draw(t, "length")
	workdays, days := rapid.IntRange(1, 7).Draw(t, "workdays"), rapid.IntRange(20, 200).Draw(t, "days")
	var unix []int64
	for d := range days {
		if d%7 >= workdays {
			continue
		}
		for _, h := range some(rng, from, from+length) {
			unix = append(unix, int64(20000+d)*86400+int64(h)*3600)
		}
	}
	return activity.HoursOf(unix)
}

func TestHoursOf(t *testing.T) {
	got := activity.HoursOf([]int64{7200, 7199, 3600, -1, 7201})
	if diff := cmp.Diff(activity.Hours{-1, 1, 2}, got); diff != "" {
		t.Error(diff)
	}
	if got.Days() != 2 {
		t.Errorf("%d days, want 2", got.Days())
	}
	cells := []*domain.Activity{
		{Days: []domain.ActiveDay{{Day: 1, Hours: 1<<0 | 1<<23}, {Day: 3, Hours: 1 << 5}}},
		{Days: []domain.ActiveDay{{Day: 1, Hours: 1 << 23}}},
	}
	if diff := cmp.Diff(activity.Hours{24, 47, 77}, activity.HoursOfCells(cells)); diff != "" {
		t.Error(diff)
	}
	if got := activity.HoursOfCells(nil); len(got) != 0 || got.Days() != 0 {
		t.Errorf("nobody has hours %v", got)
	}
}

func TestEmptyModel(t *testing.T) {
	m := activity.Fit(nil, activity.Shape{}, activity.Limits{}, activity.Usual())
	h := hoursOf(time.UTC, 100, weekdays(9, 17))
	if a := m.Infer(h); a.Reason != activity.NoArchetype {
		t.Errorf("a model of nobody says %+v", a)
	}
	if v := m.Against(h, activity.Fixed(0)); v.Reason != activity.NoArchetype || v.Contradicted {
		t.Errorf("a model of nobody judges %+v", v)
	}
}

// TestFit: a model of people who live alike reads one of them, and the order
// in which they come changes nothing.
func TestFit(t *testing.T) {
	like := builtin(t)
	var samples []activity.Sample
	for i := range 20 {
		offset := (i - 9) * 60
		h := hoursOf(time.FixedZone("", offset*60), 70+i, weekdays(8+i%3, 17+i%2))
		samples = append(samples, activity.Sample{Hours: h, Offset: offset})
	}
	m := activity.Fit(samples, like.Shape, like.Limits, activity.Usual())
	if m.Authors != 20 || len(m.Archetypes) == 0 {
		t.Fatalf("%d authors, %d archetypes", m.Authors, len(m.Archetypes))
	}
	for _, s := range samples {
		if a := m.Infer(s.Hours); a.Reason != activity.Answered || a.Offset < s.Offset-60 || a.Offset > s.Offset+60 {
			t.Errorf("offset %d is read as %+v", s.Offset, a)
		}
	}
	slices.Reverse(samples)
	if diff := cmp.Diff(m, activity.Fit(samples, like.Shape, like.Limits, activity.Usual())); diff != "" {
		t.Errorf("order matters: %s", diff)
	}
}

func BenchmarkInfer(b *testing.B) {
	m := builtin(b)
	h := hoursOf(time.UTC, 365, weekdays(8, 19))
	b.ReportAllocs()
	for b.Loop() {
		m.Infer(h)
	}
}

func BenchmarkAgainst(b *testing.B) {
	m := builtin(b)
	h := hoursOf(time.UTC, 365, weekdays(8, 19))
	claim := activity.Wall(zone(b, "America/New_York"))
	b.ReportAllocs()
	for b.Loop() {
		m.Against(h, claim)
	}
}
