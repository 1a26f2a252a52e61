package hours_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/activity"
	"github.com/daylight-hq/daylight/internal/eval/hours"
)

// TestSharedAuthors holds the asked figures on real people: every one of them
// is judged by a model that was fitted on others.
func TestSharedAuthors(t *testing.T) {
	root := os.Getenv("DAYLIGHT_SHARED")
	if root == "" {
		t.Skip("DAYLIGHT_SHARED is not set: the activity times of real authors are not read")
	}
	in, err := os.Open(filepath.Join(root, "data", "hours", "activity.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	file, err := hours.Read(in)
	if err != nil {
		t.Fatal(err)
	}
	model, err := activity.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if file.Digest != model.Fitted {
		t.Errorf("the built-in model was fitted on %s, not on this file %s", model.Fitted, file.Digest)
	}
	r, err := hours.Measure(t.Context(), file, model, hours.Options{Fitting: activity.Usual(), Folds: 20, Resamples: 5000, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	f := r.Held
	for _, missed := range f.Missed() {
		t.Error(missed)
	}
	if f.Covered.High < f.Level {
		t.Errorf("the %.0f %% interval holds the truth for %d of %d: even the upper bound %.2f is below what it promises", 100*f.Level, f.Covered.Count, f.Covered.Of, f.Covered.High)
	}
	t.Logf("held out: answered %v, within 1 h %v, within 2 h %v, wrong %v, resampled %v %v, found %v, of all %v",
		f.Answered, f.Within1, f.Within2, f.Wrong, f.WrongEvent, f.WrongDay, f.Found, f.FoundOfAll)
	if r.Seen != true {
		t.Error("the report does not say that the built-in model saw this file")
	}
}

func TestRead(t *testing.T) {
	tests := []struct {
		name, in string
		want     []hours.Author
		asides   []hours.Aside
		err      string
	}{
		{name: "two authors, out of order", in: "author,unix,offset_min\nb,7200,60\na,3600,-300\nb,60,0\n",
			want: []hours.Author{{"a", []hours.Event{{3600, -300}}}, {"b", []hours.Event{{60, 0}, {7200, 60}}}}},
		{name: "columns in another order, and one more", in: "unix,note,offset_min,author\n5,x,60,a\n",
			want: []hours.Author{{"a", []hours.Event{{5, 60}}}}},
		{name: "byte order mark and carriage returns", in: "\ufeffauthor,unix,offset_min\r\na,5,60\r\n",
			want: []hours.Author{{"a", []hours.Event{{5, 60}}}}},
		{name: "bad lines", in: "author,unix,offset_min\na,5,60\na,x,60\na,-1,60\na,5,900\na,5\n,5,60\na,4102444800,0\na,6,1.5\na,\"7,60\n",
			want: []hours.Author{{"a", []hours.Event{{5, 60}}}},
			asides: []hours.Aside{{3, "unix is no number of seconds from 1970 to 2099"}, {4, "unix is no number of seconds from 1970 to 2099"},
				{5, "offset_min is no number of minutes from -720 to 840"}, {6, "2 fields instead of 3"}, {7, "author is empty or longer than 200 bytes"},
				{8, "unix is no number of seconds from 1970 to 2099"}, {9, "offset_min is no number of minutes from -720 to 840"},
				{10, `extraneous or missing " in quoted-field`}}},
		{name: "no such column", in: "author,unix\na,5\n", err: `no column "offset_min"`},
		{name: "empty", in: "", err: "read header"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, packed := range []bool{false, true} {
				got, err := hours.Read(file(t, tt.in, packed))
				if tt.err != "" {
					if err == nil || !strings.Contains(err.Error(), tt.err) {
						t.Fatalf("error %v, want %q", err, tt.err)
					}
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.want, got.Authors) + cmp.Diff(tt.asides, got.Asides); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func file(t *testing.T, text string, packed bool) io.Reader {
	t.Helper()
	if !packed {
		return strings.NewReader(text)
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

func TestReadCutShort(t *testing.T) {
	whole, err := io.ReadAll(file(t, "author,unix,offset_min\n"+strings.Repeat("a,5,60\nb,77,0\n", 500), true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hours.Read(bytes.NewReader(whole[:len(whole)-12])); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a file cut in half gives %v, want io.ErrUnexpectedEOF", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("author,unix,offset_min\na,5,60\n")
	f.Add("author,unix,offset_min\na,\"5,60\n\"\n,,\n")
	f.Fuzz(func(t *testing.T, in string) {
		got, err := hours.Read(strings.NewReader(in))
		if err != nil {
			return
		}
		n := 0
		for _, a := range got.Authors {
			n += len(a.Events)
			if !slices.IsSortedFunc(a.Events, func(x, y hours.Event) int { return int(x.Unix - y.Unix) }) {
				t.Errorf("events of %q are not sorted", a.ID)
			}
		}
		if n != got.Lines {
			t.Errorf("%d lines were read, and %d events kept", got.Lines, n)
		}
	})
}

// nineToFive is somebody who works on weekdays from nine to five, local time,
// with some hours missed.
func nineToFive(offsetMin, weeks, skip int) []hours.Event {
	var out []hours.Event
	for d := range weeks * 7 {
		if d%7 > 4 {
			continue
		}
		for h := 9; h < 17; h++ {
			if (d*7+h*3+skip)%4 == 0 {
				out = append(out, hours.Event{Unix: 1_700_000_000/604800*604800 + int64(d*86400+h*3600-offsetMin*60), Offset: offsetMin})
			}
		}
	}
	return out
}

func company(n int) *hours.File {
	f := &hours.File{}
	for i := range n {
		f.Authors = append(f.Authors, hours.Author{ID: fmt.Sprintf("a%03d", i), Events: nineToFive((i%20-9)*60, 14, i)})
	}
	return f
}

func TestMeasure(t *testing.T) {
	model, err := activity.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	o := hours.Options{Fitting: activity.Usual(), Folds: 4, Resamples: 60, Seed: 7}
	r, err := hours.Measure(t.Context(), company(24), model, o)
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]hours.Figures{"held out": r.Held, "built in": r.BuiltIn} {
		if len(f.Missed()) > 0 {
			t.Errorf("%s: nine to five on weekdays misses: %s", name, f.Missed())
		}
		if f.Answered.Count != 24 || f.Wrong.Count != 0 {
			t.Errorf("%s: answered %d, wronged %d, want 24 and 0", name, f.Answered.Count, f.Wrong.Count)
		}
	}
	if r.Seen {
		t.Error("the built-in model is said to have seen a file that was made up here")
	}
	again, err := hours.Measure(t.Context(), company(24), model, o)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, again); diff != "" {
		t.Errorf("the same file gives other figures: %s", diff)
	}
}

func TestMeasureRefuses(t *testing.T) {
	model, err := activity.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	o := hours.Options{Fitting: activity.Usual(), Folds: 4, Resamples: 10}
	if _, err := hours.Measure(t.Context(), company(1), model, o); err == nil {
		t.Error("one author is measured against nobody")
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := hours.Measure(ctx, company(4), model, o); !errors.Is(err, context.Canceled) {
		t.Errorf("a stopped measurement gives %v", err)
	}
}

// TestMissed proves that figures which would wrong people are called out.
func TestMissed(t *testing.T) {
	good := hours.Figures{Authors: 100, Answered: rate(80, 100), Within1: rate(70, 80), Within2: rate(75, 80), Found: rate(90, 100)}
	if m := good.Missed(); len(m) > 0 {
		t.Errorf("good figures miss %s", m)
	}
	for _, tt := range []struct {
		spoil func(*hours.Figures)
		want  string
	}{
		{func(f *hours.Figures) { f.Answered = rate(70, 100) }, "answered"},
		{func(f *hours.Figures) { f.Answered = rate(10, 12) }, "only 10 authors"},
		{func(f *hours.Figures) { f.Within1 = rate(50, 80) }, "within 1 h"},
		{func(f *hours.Figures) { f.Within2 = rate(69, 80) }, "within 2 h"},
		{func(f *hours.Figures) { f.Found = rate(79, 100) }, "found"},
		{func(f *hours.Figures) { f.WrongClock = rate(2, 100) }, "2 authors"},
		{func(f *hours.Figures) { f.WrongDay = rate(11, 1000) }, "1.10 % of resamples"},
	} {
		f := good
		tt.spoil(&f)
		if m := strings.Join(f.Missed(), "; "); !strings.Contains(m, tt.want) || strings.Contains(m, "; ") {
			t.Errorf("missed %q, want only %q", m, tt.want)
		}
	}
}

func rate(count, of int) hours.Rate { return hours.NewRate(count, of) }

// TestBounds compares with the bounds that Clopper and Pearson's method gives
// in closed form where nobody or everybody is counted, and elsewhere with R's
// binom.test.
func TestBounds(t *testing.T) {
	for _, tt := range []struct {
		count, of int
		low, high float64
	}{
		{0, 86, 0, 1 - math.Pow(0.025, 1.0/86)},
		{86, 86, math.Pow(0.025, 1.0/86), 1},
		{1, 10, 0.0025286, 0.4450161},
		{7, 21, 0.1458769, 0.5696755},
		{0, 0, 0, 1},
	} {
		r := rate(tt.count, tt.of)
		if math.Abs(r.Low-tt.low) > 1e-6 || math.Abs(r.High-tt.high) > 1e-6 {
			t.Errorf("%d of %d: [%.7f, %.7f], want [%.7f, %.7f]", tt.count, tt.of, r.Low, r.High, tt.low, tt.high)
		}
	}
}
