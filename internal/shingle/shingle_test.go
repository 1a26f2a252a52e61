package shingle

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func text(from, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("word%d", from+i)
	}
	return out
}

func TestOf(t *testing.T) {
	for what, c := range map[string]struct {
		segments [][]string
		want     int
	}{
		"nothing":              {nil, 0},
		"too short":            {[][]string{text(0, 43)}, 0},
		"just long enough":     {[][]string{text(0, 44)}, 40},
		"no shingle over ends": {[][]string{text(0, 44), text(100, 4), text(200, 44)}, 80},
		"repeated":             {[][]string{text(0, 44), text(0, 44)}, 40},
		"a book":               {[][]string{text(0, 4005)}, 0},
	} {
		if got := Of(c.segments); len(got) != c.want || !slices.IsSorted(got) {
			t.Errorf("%s: %d shingles, want %d", what, len(got), c.want)
		}
	}
}

// One changed word touches five shingles.
func TestOneWord(t *testing.T) {
	a, b := text(0, 100), text(0, 100)
	b[50] = "another"
	one, two := Of([][]string{a}), Of([][]string{b})
	same := 0
	for _, h := range one {
		if _, ok := slices.BinarySearch(two, h); ok {
			same++
		}
	}
	if len(one) != 96 || same != 91 {
		t.Errorf("%d shingles, %d the same", len(one), same)
	}
}

func TestPackAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := Set(rapid.SliceOfNDistinct(rapid.Uint32(), least, 200, rapid.ID[uint32]).Draw(t, "set"))
		slices.Sort(set)
		got, ok := Unpack(set.Pack())
		if !ok || !slices.Equal(got, set) {
			t.Fatalf("%v came back as %v", set, got)
		}
	})
}

func TestUnpackRefuses(t *testing.T) {
	good := Of([][]string{text(0, 60)}).Pack()
	twice := Set(slices.Repeat([]uint32{7}, 50)).Pack()
	for _, bad := range []string{"", "AAAA", "é", good[:len(good)-1], good + "=", strings.Repeat("A", 1<<20), twice} {
		if s, ok := Unpack(bad); ok {
			t.Errorf("%.20q is read as %d shingles", bad, len(s))
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(Of([][]string{text(0, 60)}).Pack())
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, text string) {
		if s, ok := Unpack(text); ok && s.Pack() != text {
			t.Errorf("%q is not what its set packs to", text)
		}
	})
}
