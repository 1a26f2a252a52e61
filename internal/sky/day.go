package sky

import (
	"time"
)

// Elevations of the sun's centre, without refraction, that have names. Degrees.
const (
	Horizon      = below // the upper limb touches the horizon: sunrise and sunset
	Civil        = -6.0  // end of civil twilight: outdoors, one needs lamps
	Nautical     = -12.0
	Astronomical = -18.0 // darker it does not get by the sun
)

// Crossing is a time at which the sun's centre passes an elevation.
type Crossing struct {
	At     time.Time // to a second
	Rising bool
}

// step is small against how fast the sun turns around; what happens within one
// step is found at its highest or lowest point.
const step = 10 * time.Minute

// Crossings lists when the sun passes an elevation (degrees, without refraction)
// in [from, to), in order. None says that it stays above or below: at high
// latitudes for months.
func Crossings(from, to time.Time, lat, lon, elevation float64) []Crossing {
	above := func(t time.Time) float64 { return Sun(t, lat, lon).Elevation - elevation }
	var out []Crossing
	between := func(a, b time.Time) {
		ya, yb := above(a), above(b)
		if ya < 0 == (yb < 0) {
			return
		}
		rising := ya < 0
		for b.Sub(a) > time.Second/2 {
			m := a.Add(b.Sub(a) / 2)
			if above(m) < 0 == rising {
				a = m
			} else {
				b = m
			}
		}
		if at := b.Round(time.Second); at.Before(to) {
			out = append(out, Crossing{at, rising})
		}
	}
	for a := from; a.Before(to); a = a.Add(step) {
		b := a.Add(step)
		if b.After(to) {
			b = to
		}
		turn := turning(a, b, above)
		between(a, turn)
		between(turn, b)
	}
	return out
}

// turning returns where a function that bends one way at most is highest or
// lowest between two times, which may be an end. Without it a sun that peeps
// over the horizon for some minutes would be missed.
func turning(a, b time.Time, f func(time.Time) float64) time.Time {
	const h = time.Second
	slope := func(t time.Time) float64 { return f(t.Add(h)) - f(t.Add(-h)) }
	sa := slope(a)
	if sa < 0 == (slope(b) < 0) {
		return b
	}
	for b.Sub(a) > time.Second {
		m := a.Add(b.Sub(a) / 2)
		if slope(m) < 0 == (sa < 0) {
			a = m
		} else {
			b = m
		}
	}
	return a
}

// Day is what the sun does on one civil day at one place. Times are zero where
// the day has no such event.
type Day struct {
	From, To   time.Time // midnight to midnight: 23, 24 or 25 hours
	Dawn, Dusk time.Time // civil twilight begins and ends
	Rise, Set  time.Time
	Noon       time.Time // the sun stands highest
	Highest    float64   // elevation then, degrees
	Lowest     float64   // of the day, degrees
}

// UpAllDay says that the sun does not set.
func (d Day) UpAllDay() bool { return d.Rise.IsZero() && d.Set.IsZero() && d.Highest > Horizon }

// DownAllDay says that the sun does not rise.
func (d Day) DownAllDay() bool { return d.Highest <= Horizon }

// DayOf returns the civil day of a zone that holds a time, as the sun makes it
// at a place. The first of two equal events counts, as near the poles.
func DayOf(t time.Time, zone *time.Location, lat, lon float64) Day {
	year, month, day := t.In(zone).Date()
	d := Day{From: time.Date(year, month, day, 0, 0, 0, 0, zone), To: time.Date(year, month, day+1, 0, 0, 0, 0, zone), Highest: -90, Lowest: 90}
	for at := d.From; at.Before(d.To); at = at.Add(step) {
		d.extremes(at, lat, lon)
		end := at.Add(step)
		d.extremes(turning(at, end, func(t time.Time) float64 { return Sun(t, lat, lon).Elevation }), lat, lon)
	}
	d.Rise, d.Set = first(Crossings(d.From, d.To, lat, lon, Horizon))
	d.Dawn, d.Dusk = first(Crossings(d.From, d.To, lat, lon, Civil))
	return d
}

func (d *Day) extremes(at time.Time, lat, lon float64) {
	if !at.Before(d.To) {
		return
	}
	e := Sun(at, lat, lon).Elevation
	if e > d.Highest {
		d.Highest, d.Noon = e, at.Round(time.Second)
	}
	d.Lowest = min(d.Lowest, e)
}

// first returns the first rising and the first setting.
func first(list []Crossing) (rise, set time.Time) {
	for _, c := range list {
		switch {
		case c.Rising && rise.IsZero():
			rise = c.At
		case !c.Rising && set.IsZero():
			set = c.At
		}
	}
	return rise, set
}
