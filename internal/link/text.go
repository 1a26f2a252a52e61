package link

import (
	"cmp"
	"maps"
	"runtime"
	"slices"
	"sync"
)

// What makes two texts nearly the same.
const (
	// alikeFrom is the least share of passages that nearly the same texts have
	// in common: ten changed words in four hundred leave 0.78, and two résumés
	// that were written apart have a few hundredths.
	alikeFrom = 0.7
	// stockFrom is how many people may use a passage before it is stock, as a
	// template or an agency puts into every résumé. It counts for nothing.
	stockFrom = 40
	// leastOwn is how many passages must be left that are not stock.
	leastOwn = 40
)

// Likeness says that a text of one person is nearly the same as one of another.
type Likeness struct {
	Other string // person id
	// Share is |A ∩ B| / |A ∪ B| of the two texts' passages without stock, from
	// 0.7 to 1. Of several texts the two most alike are named.
	Share      float64
	Own, Their int // place of the text among those of each
}

// TextChange is one person's texts as they now are, each a sorted set of hashed
// passages. None says that the person has no text any more.
type TextChange struct {
	ID    string
	Texts [][]uint32
}

// Texts finds all pairs of people with nearly the same text, without guessing,
// and keeps them current. Because stock counts for nothing, no passage that
// counts is held by more than forty people, and looking up every passage of a
// text is cheap. It is not safe for concurrent use.
type Texts struct {
	// postings lists who has a passage: its hash above, the number of the text
	// below, sorted; by the upper half of the hash.
	postings [][]uint64
	texts    []heldText // by number
	free     []uint32   // numbers to be used again
	authors  map[string]*author
}

type heldText struct {
	author   *author
	place    int // among the author's
	passages []uint32
	stock    int // passages that are stock
}

func (t *heldText) own() int { return len(t.passages) - t.stock }

type author struct {
	id    string
	texts []uint32
	alike []Likeness // sorted by the other's id
}

// NewTexts returns the likenesses among all people given.
func NewTexts(all []TextChange) *Texts {
	x := &Texts{authors: map[string]*author{}}
	for _, c := range all {
		for i, passages := range c.Texts {
			x.hold(c.ID, i, passages)
		}
	}
	if len(x.texts) == 0 {
		return x
	}
	x.fill()
	shared := x.tally()
	touched := map[*author]bool{}
	for n := range x.texts {
		if t := &x.texts[n]; t.own() >= leastOwn && float64(shared[n]) >= alikeFrom*float64(t.own()) {
			touched[t.author] = true
		}
	}
	x.compare(touched, map[*author][]Likeness{})
	return x
}

// hold gives a text its number.
func (x *Texts) hold(id string, place int, passages []uint32) uint32 {
	a := x.authors[id]
	if a == nil {
		a = &author{id: id}
		x.authors[id] = a
	}
	n := uint32(len(x.texts))
	if last := len(x.free) - 1; last >= 0 {
		n, x.free = x.free[last], x.free[:last]
	} else {
		x.texts = append(x.texts, heldText{})
	}
	x.texts[n] = heldText{author: a, place: place, passages: passages}
	a.texts = append(a.texts, n)
	return n
}

// fill makes the postings of all texts, on all cores.
func (x *Texts) fill() {
	sizes := make([]int, 1<<16)
	for n := range x.texts {
		for _, h := range x.texts[n].passages {
			sizes[h>>16]++
		}
	}
	x.postings = make([][]uint64, 1<<16)
	for i, n := range sizes {
		if n > 0 {
			x.postings[i] = make([]uint64, 0, n)
		}
	}
	for n := range x.texts {
		for _, h := range x.texts[n].passages {
			x.postings[h>>16] = append(x.postings[h>>16], uint64(h)<<32|uint64(n))
		}
	}
	var wg sync.WaitGroup
	cores := runtime.GOMAXPROCS(0)
	for w := range cores {
		wg.Go(func() {
			for i := w; i < len(x.postings); i += cores {
				slices.Sort(x.postings[i])
			}
		})
	}
	wg.Wait()
}

// tally counts of each text the passages that are stock, and returns how many
// of the others somebody else has too: whoever shares too few has no likeness.
func (x *Texts) tally() (shared []int) {
	shared = make([]int, len(x.texts))
	for _, list := range x.postings {
		for len(list) > 0 {
			end := 1
			for end < len(list) && list[end]>>32 == list[0]>>32 {
				end++
			}
			if people := x.people(list[:end]); people > 1 {
				for _, p := range list[:end] {
					if n := uint32(p); people > stockFrom {
						x.texts[n].stock++
					} else {
						shared[n]++
					}
				}
			}
			list = list[end:]
		}
	}
	return shared
}

// people counts whose a passage is, up to one more than makes it stock.
func (x *Texts) people(list []uint64) int {
	if len(list) < 2 {
		return len(list)
	}
	var seen [stockFrom + 1]*author
	n := 0
	for _, p := range list {
		if a := x.texts[uint32(p)].author; !slices.Contains(seen[:n], a) {
			seen[n] = a
			if n++; n > stockFrom {
				break
			}
		}
	}
	return n
}

// at returns the postings of one passage.
func (x *Texts) at(h uint32) []uint64 {
	list := x.postings[h>>16]
	from, _ := slices.BinarySearch(list, uint64(h)<<32)
	end := from
	for end < len(list) && uint32(list[end]>>32) == h {
		end++
	}
	return list[from:end]
}

// Update takes changes in and returns the ids of those whose likenesses are
// others than before, sorted.
func (x *Texts) Update(changes []TextChange) []string {
	touched, before := map[*author]bool{}, map[*author][]Likeness{}
	for _, c := range changes {
		if a := x.authors[c.ID]; a != nil {
			touched[a] = true
			for _, n := range a.texts {
				x.remove(n, touched)
			}
			a.texts = nil
		}
		for i, passages := range c.Texts {
			n := x.hold(c.ID, i, passages)
			touched[x.authors[c.ID]] = true
			x.insert(n, touched)
		}
	}
	x.compare(touched, before)
	var moved []string
	for a, was := range before {
		if !slices.Equal(was, a.alike) {
			moved = append(moved, a.id)
		}
		if len(a.texts) == 0 {
			delete(x.authors, a.id)
		}
	}
	slices.Sort(moved)
	return moved
}

// insert adds a text's passages. Whoever has one that becomes stock is touched.
func (x *Texts) insert(n uint32, touched map[*author]bool) {
	if x.postings == nil {
		x.postings = make([][]uint64, 1<<16)
	}
	t := &x.texts[n]
	for _, h := range t.passages {
		was := x.people(x.at(h)) > stockFrom
		p, list := uint64(h)<<32|uint64(n), &x.postings[h>>16]
		i, _ := slices.BinarySearch(*list, p)
		*list = slices.Insert(*list, i, p)
		switch {
		case was:
			t.stock++
		case x.people(x.at(h)) > stockFrom:
			x.restock(h, 1, touched)
		}
	}
}

// remove takes a text's passages away. Whoever has one that is stock no longer
// is touched.
func (x *Texts) remove(n uint32, touched map[*author]bool) {
	for _, h := range x.texts[n].passages {
		was := x.people(x.at(h)) > stockFrom
		p, list := uint64(h)<<32|uint64(n), &x.postings[h>>16]
		if i, found := slices.BinarySearch(*list, p); found {
			*list = slices.Delete(*list, i, i+1)
		}
		if was && x.people(x.at(h)) <= stockFrom {
			x.restock(h, -1, touched)
		}
	}
	x.texts[n] = heldText{}
	x.free = append(x.free, n)
}

func (x *Texts) restock(h uint32, by int, touched map[*author]bool) {
	for _, p := range x.at(h) {
		t := &x.texts[uint32(p)]
		t.stock += by
		touched[t.author] = true
	}
}

// compare finds the likenesses of all touched anew, and brings those of the
// others in line. before gets what people had whose likenesses may be others.
func (x *Texts) compare(touched map[*author]bool, before map[*author][]Likeness) {
	note := func(a *author) {
		if _, ok := before[a]; !ok {
			before[a], a.alike = a.alike, slices.Clone(a.alike) // what was handed out stays
		}
	}
	for a := range touched {
		note(a)
		now := x.alike(a)
		for _, l := range a.alike {
			if o := x.authors[l.Other]; o != nil {
				note(o)
				o.alike = slices.DeleteFunc(o.alike, func(k Likeness) bool { return k.Other == a.id })
			}
		}
		a.alike = now
		for _, l := range now {
			o := x.authors[l.Other]
			note(o)
			mirrored := Likeness{Other: a.id, Share: l.Share, Own: l.Their, Their: l.Own}
			i, found := slices.BinarySearchFunc(o.alike, a.id, func(k Likeness, id string) int { return cmp.Compare(k.Other, id) })
			if found {
				o.alike[i] = mirrored
			} else {
				o.alike = slices.Insert(o.alike, i, mirrored)
			}
		}
	}
}

// alike compares one person's texts with all that share enough with them.
func (x *Texts) alike(a *author) []Likeness {
	best := map[string]Likeness{}
	for _, n := range a.texts {
		t := &x.texts[n]
		if t.own() < leastOwn {
			continue
		}
		for other, both := range x.overlaps(t) {
			o := &x.texts[other]
			share := float64(both) / float64(t.own()+o.own()-both)
			if share < alikeFrom || o.own() < leastOwn {
				continue
			}
			l := Likeness{Other: o.author.id, Share: share, Own: t.place, Their: o.place}
			if had, ok := best[l.Other]; !ok || l.before(had, a.id) {
				best[l.Other] = l
			}
		}
	}
	return slices.SortedFunc(maps.Values(best), func(a, b Likeness) int { return cmp.Compare(a.Other, b.Other) })
}

// before orders the likenesses of one pair, the same seen from either end: the
// most alike first, then by the text of the one whose id comes first.
func (l Likeness) before(k Likeness, self string) bool {
	if self > l.Other {
		l.Own, l.Their, k.Own, k.Their = l.Their, l.Own, k.Their, k.Own
	}
	return cmp.Or(cmp.Compare(k.Share, l.Share), cmp.Compare(l.Own, k.Own), cmp.Compare(l.Their, k.Their)) < 0
}

// overlaps counts the passages that a text has in common with each of another
// person, where that can be enough.
func (x *Texts) overlaps(t *heldText) map[uint32]int {
	var lists [][]uint64
	for _, h := range t.passages {
		if list := x.at(h); len(list) > 1 {
			if n := x.people(list); n > 1 && n <= stockFrom {
				lists = append(lists, list)
			}
		}
	}
	if float64(len(lists)) < alikeFrom*float64(t.own()) {
		return nil
	}
	both := map[uint32]int{}
	for _, list := range lists {
		for _, p := range list {
			if n := uint32(p); x.texts[n].author != t.author {
				both[n]++
			}
		}
	}
	return both
}

// Alike returns with whom a person has nearly the same text, sorted by id.
func (x *Texts) Alike(id string) []Likeness {
	if a := x.authors[id]; a != nil {
		return a.alike
	}
	return nil
}
