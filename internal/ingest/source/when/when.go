// Package when reads the dates that exports carry.
package when

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The years that an employer's records can honestly speak of.
const (
	FirstYear = 1950
	LastYear  = 2100
)

// layouts are tried in order. Where day and month cannot be told apart the
// American order is read, which is what the vendors that write slashes use; a
// mapping names its own layout.
var layouts = []string{
	time.RFC3339Nano,
	"2006-01-02T15:04:05.999999999",
	"2006-01-02 15:04:05.999999999",
	"2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999 -0700",
	"2006-01-02 15:04:05.999999999 -0700 MST",
	"2006-01-02T15:04:05.999999999-0700",
	"2006-01-02T15:04",
	"2006-01-02 15:04",
	"2006-01-02 15:04:05 MST",
	"2006-01-02",
	"1/2/2006",
	"1/2/2006 15:04",
	"1/2/2006 15:04:05",
	"1/2/2006 3:04 PM",
	"1/2/2006 3:04:05 PM",
	"1/2/2006, 3:04:05 PM",
	"2006/1/2",
	"2006/1/2 15:04",
	"2006/1/2 15:04:05",
	"2.1.2006", // points stand between day and month wherever they are used
	"2.1.2006 15:04",
	"2.1.2006 15:04:05",
	"2-Jan-2006",
	"2 Jan 2006",
	"Jan 2, 2006",
	"January 2, 2006",
	"2006-01-02T15:04Z07:00",
	"Mon, 2 Jan 2006 15:04:05 -0700",
	"Mon, 2 Jan 2006 15:04:05 MST",
	"20060102",
	"20060102150405",
	"20060102T150405Z",
}

// offsets are the zone names that RFC 5322, section 4.3, defines, in hours. Any
// other name stands for several zones and is refused.
var offsets = map[string]int{"UTC": 0, "UT": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}

// Parse reads a date or a time and returns it in UTC. What carries no zone is
// taken as UTC. A year outside [FirstYear, LastYear] is an error: it is a
// default, a sentinel or a mistake.
func Parse(s string) (time.Time, error) {
	if t, ok := fast(s); ok {
		return check(t, s)
	}
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, fmt.Errorf("date is empty")
	}
	for _, l := range layouts {
		t, err := time.ParseInLocation(l, s, time.UTC)
		if err != nil {
			continue
		}
		if t, err = zoned(t, l); err != nil {
			return time.Time{}, err
		}
		return check(t.UTC(), s)
	}
	return time.Time{}, fmt.Errorf("%q is no date that is known here", clip(s))
}

// zoned puts a time whose zone is only named where its zone is: the standard
// library takes names that it does not know for UTC.
func zoned(t time.Time, layout string) (time.Time, error) {
	if !strings.HasSuffix(layout, " MST") || strings.Contains(layout, "-0700") {
		return t, nil
	}
	name, _ := t.Zone()
	hours, ok := offsets[name]
	if !ok {
		return t, fmt.Errorf("zone %q has no single meaning; an offset such as -0500 has", clip(name))
	}
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.FixedZone(name, hours*3600)), nil
}

func check(t time.Time, s string) (time.Time, error) {
	if y := t.Year(); y < FirstYear || y > LastYear {
		return time.Time{}, fmt.Errorf("year of %q lies outside %d to %d", clip(s), FirstYear, LastYear)
	}
	return t, nil
}

func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

// ParseEpoch reads seconds or milliseconds since 1970.
func ParseEpoch(s string) (time.Time, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no count of seconds", clip(s))
	}
	if n == 0 {
		return time.Time{}, fmt.Errorf("0 is a default and no time")
	}
	if n > 1e11 || n < -1e11 {
		return check(time.UnixMilli(n).UTC(), s)
	}
	return check(time.Unix(n, 0).UTC(), s)
}

// fast reads 2006-01-02T15:04:05[.fraction]Z without allocating: a million
// events are written so.
func fast(s string) (time.Time, bool) {
	if len(s) < 20 || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':' || s[len(s)-1] != 'Z' {
		return time.Time{}, false
	}
	year, ok1 := digits(s[0:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:10])
	hour, ok4 := digits(s[11:13])
	minute, ok5 := digits(s[14:16])
	second, ok6 := digits(s[17:19])
	nanos, ok7 := fraction(s[19 : len(s)-1])
	if !(ok1 && ok2 && ok3 && ok4 && ok5 && ok6 && ok7) || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, nanos, time.UTC)
	return t, t.Day() == day
}

// fraction reads "" or a point and up to nine digits, as nanoseconds.
func fraction(s string) (int, bool) {
	if s == "" {
		return 0, true
	}
	if s[0] != '.' || len(s) < 2 || len(s) > 10 {
		return 0, false
	}
	n, ok := digits(s[1:])
	for range 10 - len(s) {
		n *= 10
	}
	return n, ok
}

func digits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		c := s[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// Named reads a date that may be missing: "" gives a zero time, and an error
// says which field it stood in.
func Named(field, s string) (time.Time, error) {
	if strings.TrimSpace(s) == "" {
		return time.Time{}, nil
	}
	t, err := Parse(s)
	if err != nil {
		return time.Time{}, fmt.Errorf("read %s: %w", field, err)
	}
	return t, nil
}
