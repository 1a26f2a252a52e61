package link

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// passages returns n passages of one of a few base texts, of which some are
// others.
func passages(base, n int, others ...int) []uint32 {
	out := make([]uint32, n)
	for i := range out {
		out[i] = uint32(base)<<20 | uint32(i)*2654435761>>12
	}
	for k, at := range others {
		out[at%n] = uint32(0xf000_0000 + at*131071 + k)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// slowly finds all likenesses by comparing every text with every other.
func slowly(all map[string][][]uint32) map[string][]Likeness {
	holders := map[uint32]map[string]bool{}
	for id, texts := range all {
		for _, h := range slices.Concat(texts...) {
			if holders[h] == nil {
				holders[h] = map[string]bool{}
			}
			holders[h][id] = true
		}
	}
	own := map[string][][]uint32{} // without stock
	for id, texts := range all {
		for _, text := range texts {
			own[id] = append(own[id], slices.DeleteFunc(slices.Clone(text), func(h uint32) bool { return len(holders[h]) > stockFrom }))
		}
	}
	out := map[string][]Likeness{}
	ids := slices.Sorted(maps.Keys(all))
	for i, a := range ids {
		for _, b := range ids[i+1:] {
			best := Likeness{}
			for p, one := range own[a] {
				for q, two := range own[b] {
					both := 0
					for _, h := range one {
						if _, ok := slices.BinarySearch(two, h); ok {
							both++
						}
					}
					share := float64(both) / float64(len(one)+len(two)-both)
					if len(one) >= leastOwn && len(two) >= leastOwn && share >= alikeFrom && share > best.Share {
						best = Likeness{Other: b, Share: share, Own: p, Their: q}
					}
				}
			}
			if best.Share > 0 {
				out[a] = append(out[a], best)
				out[b] = append(out[b], Likeness{Other: a, Share: best.Share, Own: best.Their, Their: best.Own})
			}
		}
	}
	return out
}

func sameLikenesses(t interface {
	Helper()
	Fatalf(string, ...any)
}, what string, x *Texts, all map[string][][]uint32) {
	t.Helper()
	want := slowly(all)
	for id := range all {
		if got := x.Alike(id); !slices.Equal(got, want[id]) {
			t.Fatalf("%s: %s is like %v, want %v", what, id, got, want[id])
		}
	}
}

// TestTextsAreExact compares what is found with comparing all with all, at once
// and after each of some changes: among them that a passage becomes stock, and
// no longer is.
func TestTextsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.Custom(func(t *rapid.T) []uint32 {
			base := rapid.SampledFrom([]int{1, 1, 1, 1, 1, 2, 3}).Draw(t, "base")
			return passages(base, rapid.SampledFrom([]int{30, 60, 80}).Draw(t, "length"), rapid.SliceOfN(rapid.IntRange(0, 79), 0, 14).Draw(t, "others")...)
		})
		texts := rapid.SliceOfN(text, 0, 2)
		all := map[string][][]uint32{}
		var list []TextChange
		for i := range rapid.IntRange(30, 50).Draw(t, "people") {
			id := fmt.Sprintf("p%02d", i)
			all[id] = texts.Draw(t, id)
			list = append(list, TextChange{id, all[id]})
		}
		x := NewTexts(list)
		sameLikenesses(t, "at once", x, all)
		for range rapid.IntRange(1, 4).Draw(t, "updates") {
			was := slowly(all)
			changes := map[string][][]uint32{}
			for range rapid.IntRange(1, 8).Draw(t, "changes") {
				changes[fmt.Sprintf("p%02d", rapid.IntRange(0, 55).Draw(t, "who"))] = texts.Draw(t, "now")
			}
			list = nil
			for _, id := range slices.Sorted(maps.Keys(changes)) {
				list = append(list, TextChange{id, changes[id]})
				all[id] = changes[id]
			}
			moved := x.Update(list)
			sameLikenesses(t, "after an update", x, all)
			now := slowly(all)
			for id := range all {
				if said := slices.Contains(moved, id); said == slices.Equal(was[id], now[id]) {
					t.Fatalf("%s moved: %v; was like %v, is like %v", id, said, was[id], now[id])
				}
			}
		}
	})
}

// TestStock lets a text that more than forty people use count for nothing, and
// what each adds to it alone be compared.
func TestStock(t *testing.T) {
	var list []TextChange
	for i := range stockFrom {
		list = append(list, TextChange{fmt.Sprintf("p%02d", i), [][]uint32{passages(1, 200)}})
	}
	x := NewTexts(list)
	if got := len(x.Alike("p00")); got != stockFrom-1 {
		t.Fatalf("like %d others, want %d", got, stockFrom-1)
	}
	handed := slices.Clone(x.Alike("p00"))
	kept := x.Alike("p00")
	if moved := x.Update([]TextChange{{"q", [][]uint32{passages(1, 200)}}}); len(moved) != stockFrom || len(x.Alike("p00")) != 0 || len(x.Alike("q")) != 0 {
		t.Errorf("%d moved, like %d others", len(moved), len(x.Alike("p00")))
	}
	if !slices.Equal(handed, kept) {
		t.Error("what was handed out changed")
	}
	if x.Update([]TextChange{{"q", nil}}); len(x.Alike("p00")) != stockFrom-1 {
		t.Errorf("after one has left: like %d others", len(x.Alike("p00")))
	}
}

// BenchmarkTexts finds the near-copies among a hundred thousand résumés of four
// hundred passages, of which one in a hundred is a near-copy and half use one
// of a hundred templates.
func BenchmarkTexts(b *testing.B) {
	list := résumés(100_000)
	b.ResetTimer()
	for b.Loop() {
		x := NewTexts(list)
		if len(x.Alike("p0000000")) == 0 {
			b.Fatal("the first copy is not found")
		}
	}
}

// BenchmarkTextsUpdate takes one more résumé in among a hundred thousand.
func BenchmarkTextsUpdate(b *testing.B) {
	x, one := NewTexts(résumés(100_000)), résumés(1)[0].Texts
	for b.Loop() {
		x.Update([]TextChange{{"new", one}})
		x.Update([]TextChange{{"new", nil}})
	}
}

func résumés(n int) []TextChange {
	r := rand.New(rand.NewPCG(1, 2))
	list := make([]TextChange, n)
	for i := range list {
		text := make([]uint32, 400)
		for k := range text {
			text[k] = r.Uint32()
		}
		switch {
		case i%100 == 1:
			copy(text[:370], list[i-1].Texts[0])
		case i%2 == 0:
			for k := range 80 {
				text[k] = uint32(r.IntN(100))<<20 + uint32(k)*7919
			}
		}
		slices.Sort(text)
		list[i] = TextChange{fmt.Sprintf("p%07d", i), [][]uint32{slices.Compact(text)}}
	}
	return list
}
