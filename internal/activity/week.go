package activity

import (
	"math"
	"time"
)

// week is how much of the activity fell into each hour of the week, counted
// from some hour of some day: no weekday is named, because a working week runs
// from Monday to Friday for some and from Sunday to Thursday for others.
type week [weekHours]float64

// Clock is a frame in which hours are read: how many minutes east of UTC it
// stands at an hour, given as in [Hours].
type Clock func(hour int64) (minutes int)

// Fixed is a clock that stands some minutes east of UTC all year.
func Fixed(minutes int) Clock { return func(int64) int { return minutes } }

// Wall is the clock on the wall of a zone, summer time and all.
func Wall(zone *time.Location) Clock {
	return func(hour int64) int {
		_, seconds := time.Unix(hour*3600, 0).In(zone).Zone()
		return seconds / 60
	}
}

// weekOf folds hours. An hour that straddles two hours of the frame, as in
// zones of half hours, is split between them.
func weekOf(hours Hours, at Clock) week {
	var w week
	for _, h := range hours {
		minutes := h*60 + int64(at(h))
		first := floorDiv(minutes, 60)
		rest := float64(minutes-first*60) / 60
		i := int((first%weekHours + weekHours) % weekHours)
		w[i] += 1 - rest
		w[(i+1)%weekHours] += rest
	}
	return w
}

// quietest returns the 48 hours in a row that hold least of the week, and
// their share. Somebody with a working week has a weekend there. Of stretches
// equally still, it is the one farthest from the activity; which one that is
// does not depend on where counting begins.
func (w *week) quietest() (start int, share float64) {
	total, window, north, east := 0.0, 0.0, 0.0, 0.0
	for i, v := range w {
		total += v
		if i < 48 {
			window += v
		}
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / weekHours)
		north, east = north+v*cos, east+v*sin
	}
	least, lowest := 0.0, math.Inf(1)
	for s := range weekHours {
		if s > 0 {
			window += w[(s+47)%weekHours] - w[s-1]
		}
		sin, cos := math.Sincos(2 * math.Pi * (float64(s) + 23.5) / weekHours)
		score := window + (north*cos+east*sin)/1e6
		if score < lowest-1e-9 || score < lowest+1e-9 && w.before(s, start) {
			start, least, lowest = s, window, score
		}
	}
	if total == 0 {
		return start, 0
	}
	return start, math.Max(0, least/total)
}

// before orders the week as it runs from one hour before the week as it runs
// from another.
func (w *week) before(s, t int) bool {
	for k := range weekHours {
		if a, b := w[(s+k)%weekHours], w[(t+k)%weekHours]; a != b {
			return a < b
		}
	}
	return false
}

// day is a share for each hour of a day.
type day [dayHours]float64

// whole is the week folded to a day of shares that add up to one.
func (w *week) whole() day {
	var d day
	total := 0.0
	for i, v := range w {
		d[i%dayHours] += v
		total += v
	}
	for h := range d {
		d[h] /= math.Max(total, 1)
	}
	return d
}

// rhythm is the working week folded to a day: without the 48 quietest hours,
// shrunk towards an even day by prior hours, smoothed over neighbouring hours,
// and as square roots, in which equal steps are equally sure.
func (w *week) rhythm(s Shape) day {
	weekend, _ := w.quietest()
	var raw day
	total := 0.0
	for i, v := range w {
		if (i-weekend+weekHours)%weekHours >= 48 {
			raw[i%dayHours] += v
			total += v
		}
	}
	for h := range raw {
		raw[h] = (raw[h] + s.Prior/dayHours) / (total + s.Prior)
	}
	var out day
	side := math.Exp(-0.5 / (s.Smooth * s.Smooth))
	for h := range out {
		around := raw[(h+1)%dayHours] + raw[(h+dayHours-1)%dayHours]
		out[h] = math.Sqrt((raw[h] + side*around) / (1 + 2*side))
	}
	return out
}

// arc returns the length in hours of the shortest stretch of the day that
// holds a share of it.
func (d *day) arc(share float64) int {
	for n := 1; n < dayHours; n++ {
		for s := range dayHours {
			if d.stretch(s, n) >= share {
				return n
			}
		}
	}
	return dayHours
}

func (d *day) stretch(start, n int) float64 {
	sum := 0.0
	for k := range n {
		sum += d[(start+k)%dayHours]
	}
	return sum
}

// Window is a stretch of the day in UTC. It may run past midnight.
type Window struct {
	Start int // hour of the day, 0 to 23
	Hours int // how long
}

// pause returns the sleep window: the six hours that hold least, when they
// hold at most the given share, made longer hour by hour as long as the next
// hour is at least as still as those six may be on average. Of stretches
// equally still, it is the one farthest from the activity.
func (d *day) pause(most float64) (Window, bool) {
	const least = 6
	var score [dayHours]float64
	lowest := math.Inf(1)
	for s := range score {
		far := 0.0
		for h, v := range d {
			far += v * math.Cos(2*math.Pi*(float64(h-s)-float64(least-1)/2)/dayHours)
		}
		score[s] = d.stretch(s, least) + far/1e6
		lowest = math.Min(lowest, score[s])
	}
	best := 0
	for s := range score {
		// The first of those that tie, wherever the day begins.
		if score[s] < lowest+1e-12 && score[(s+dayHours-1)%dayHours] >= lowest+1e-12 {
			best = s
		}
	}
	if d.stretch(best, least) > most {
		return Window{}, false
	}
	w := Window{Start: best, Hours: least}
	for w.Hours < 12 {
		before, after := d[(w.Start+dayHours-1)%dayHours], d[(w.Start+w.Hours)%dayHours]
		if min(before, after) > most/least {
			break
		}
		w.Hours++
		if before <= after {
			w.Start = (w.Start + dayHours - 1) % dayHours
		}
	}
	return w, true
}
