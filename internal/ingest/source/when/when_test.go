package when

import (
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"2026-03-04T05:06:07Z":             "2026-03-04T05:06:07Z",
		"2026-03-04T05:06:07.123Z":         "2026-03-04T05:06:07.123Z",
		"2026-03-04T05:06:07.123456789Z":   "2026-03-04T05:06:07.123456789Z",
		"2026-03-04T05:06:07+02:00":        "2026-03-04T03:06:07Z",
		"2016-12-31T23:59:43.797191-08:00": "2017-01-01T07:59:43.797191Z",
		"2022-03-22 14:21:53.225":          "2022-03-22T14:21:53.225Z",
		"2020-11-25 21:27:03.496000000":    "2020-11-25T21:27:03.496Z",
		"2026-03-04":                       "2026-03-04T00:00:00Z",
		"3/4/2026":                         "2026-03-04T00:00:00Z",
		"12/31/2025 11:59 PM":              "2025-12-31T23:59:00Z",
		" 2026-03-04 ":                     "2026-03-04T00:00:00Z",
		"2026-03-04 05:06:07 PST":          "2026-03-04T13:06:07Z",
		"2026-03-04 05:06:07 UTC":          "2026-03-04T05:06:07Z",
		"2026-03-04 05:06:07 -0500 EST":    "2026-03-04T10:06:07Z",
		"Wed, 4 Mar 2026 05:06:07 +0100":   "2026-03-04T04:06:07Z",
		"Wed, 04 Mar 2026 05:06:07 GMT":    "2026-03-04T05:06:07Z",
		"2026-03-04T05:06:07+0530":         "2026-03-03T23:36:07Z",
		"03/04/2026 05:06:07 PM":           "2026-03-04T17:06:07Z",
		"20210210":                         "2021-02-10T00:00:00Z",
	} {
		got, err := Parse(in)
		if err != nil || got.Format(time.RFC3339Nano) != want {
			t.Errorf("Parse(%q) = %s, %v; want %s", in, got.Format(time.RFC3339Nano), err, want)
		}
	}
	for _, in := range []string{"", "string", "0000-01-01", "0001-01-01T00:00:00Z", "9999-12-31", "9999-12-31T23:59:59Z", "2026-02-30T00:00:00Z", "2026-13-01", "31/12/2025", "2026-03-04 05:06:07 IST", "1949-12-31", "2101-01-01T00:00:00Z", "2026-03-04T24:00:00Z"} {
		if got, err := Parse(in); err == nil {
			t.Errorf("Parse(%q) = %s, want an error", in, got)
		}
	}
}

func TestParseEpoch(t *testing.T) {
	for _, in := range []string{"1700000000", "1700000000000"} {
		got, err := ParseEpoch(in)
		if err != nil || got.Unix() != 1700000000 {
			t.Errorf("ParseEpoch(%q) = %s, %v", in, got, err)
		}
	}
	if _, err := ParseEpoch("-9999999999"); err == nil {
		t.Error("1653 accepted")
	}
}

// A million events are dated so.
func TestParseAllocatesNothing(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { _, _ = Parse("2026-03-04T05:06:07.123Z") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzParseEpoch(f *testing.F) {
	for _, s := range []string{"0", "1700000000", "1700000000000", "-1", "9223372036854775807", " 1 "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, err := ParseEpoch(s); err == nil && (got.Year() < FirstYear || got.Year() > LastYear) {
			t.Fatalf("ParseEpoch(%q) = %s", s, got)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2026-03-04T05:06:07Z", "2026-03-04T05:06:07.5+14:00", "1/2/2006", "9999-99-99T99:99:99Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := Parse(s)
		if err != nil {
			return
		}
		if y := got.Year(); y < FirstYear || y > LastYear {
			t.Fatalf("Parse(%q) = %s", s, got)
		}
		if slow, err := time.Parse(time.RFC3339Nano, s); err == nil && !slow.Equal(got) {
			t.Fatalf("Parse(%q) = %s, time.Parse says %s", s, got, slow)
		}
	})
}

func TestNamed(t *testing.T) {
	if got, err := Named("hireDate", "  "); err != nil || !got.IsZero() {
		t.Errorf("a missing date gives %v, %v", got, err)
	}
	if got, err := Named("hireDate", "2025-03-04"); err != nil || got.Day() != 4 {
		t.Errorf("a date gives %v, %v", got, err)
	}
	if _, err := Named("hireDate", "soon"); err == nil || !strings.HasPrefix(err.Error(), "read hireDate: ") {
		t.Errorf("no date gives %v", err)
	}
}
