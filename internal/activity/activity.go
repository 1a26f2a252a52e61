// Package activity reads a daily rhythm out of the hours in which somebody was
// active: an interval for the UTC offset, the sleep window, or why neither can
// be said. It answers one question, where the clock of a working day stands,
// and nothing about who somebody is or how much they do. docs/method/hours.md
// has the formula and the measured rates.
package activity

import (
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
)

const (
	dayHours  = 24
	weekHours = 7 * dayHours
)

// Hours are the distinct UTC hours in which somebody was active, each as whole
// hours since 1970-01-01T00:00Z, rising. A burst of events within one hour is
// one hour: ten commits in a row say no more of a rhythm than one.
type Hours []int64

// HoursOf returns the hours of some instants, given in Unix seconds.
func HoursOf(unix []int64) Hours {
	out := make(Hours, 0, len(unix))
	for _, t := range unix {
		out = append(out, floorDiv(t, 3600))
	}
	return out.sorted()
}

// HoursOfCells returns the hours of folded activity.
func HoursOfCells(cells []*domain.Activity) Hours {
	var out Hours
	for _, c := range cells {
		for _, d := range c.Days {
			for h := range int64(dayHours) {
				if d.Hours>>h&1 == 1 {
					out = append(out, int64(d.Day)*dayHours+h)
				}
			}
		}
	}
	return out.sorted()
}

func (h Hours) sorted() Hours {
	slices.Sort(h)
	return slices.Compact(h)
}

// Days counts the UTC days on which somebody was active.
func (h Hours) Days() int {
	n := 0
	for i := range h {
		if i == 0 || floorDiv(h[i], dayHours) != floorDiv(h[i-1], dayHours) {
			n++
		}
	}
	return n
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
