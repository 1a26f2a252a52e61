package engine

import (
	"iter"
	"runtime"
	"slices"
	"strings"
	"unique"

	"github.com/tidwall/btree"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/identifier"
)

// named says that a word is in a name of somebody. Words are many people's, so
// each stands in memory once; all words of a person point to one id, so that two
// lists of people are compared without looking at ids.
type named struct {
	word   unique.Handle[string]
	person *string
}

func compareWords(a, b named) int {
	if a.word != b.word {
		return strings.Compare(a.word.Value(), b.word.Value())
	}
	return strings.Compare(*a.person, *b.person)
}

func newNamed() *btree.BTreeG[named] {
	return btree.NewBTreeGOptions(func(a, b named) bool { return compareWords(a, b) < 0 }, btree.Options{NoLocks: true})
}

// wordsOf lists the words of somebody's names, each once.
func wordsOf(p *domain.Person) []string {
	var out []string
	for _, n := range p.Names {
		out = append(out, identifier.NameWords(n.Text)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// nameAll lists the words of everybody's names.
func (v *View) nameAll() {
	people := make([]*domain.Person, 0, v.Len())
	for st := range v.All() {
		people = append(people, st.Person)
	}
	parts := make([][]named, runtime.GOMAXPROCS(0))
	inParallel(len(people), func(worker, i int) {
		id := people[i].ID // not the person, who would stay in memory
		for _, w := range wordsOf(people[i]) {
			parts[worker] = append(parts[worker], named{unique.Make(w), &id})
		}
	})
	all := slices.Concat(parts...)
	slices.SortFunc(all, compareWords)
	v.names = newNamed()
	for _, n := range all {
		v.names.Load(n)
	}
}

// rename brings the words of somebody's names in line. Either may be nil.
func (v *View) rename(old, now *domain.Person) {
	if v.names == nil {
		return
	}
	if old != nil && now != nil && old.ID == now.ID && slices.EqualFunc(old.Names, now.Names, func(a, b domain.Name) bool { return a.Text == b.Text }) {
		return
	}
	if old != nil {
		for _, w := range wordsOf(old) {
			v.names.Delete(named{unique.Make(w), &old.ID})
		}
	}
	if now != nil {
		id := now.ID
		for _, w := range wordsOf(now) {
			v.names.Set(named{unique.Make(w), &id})
		}
	}
}

// fewNamed is how many people are looked at one by one rather than sought among
// those that another word names.
const fewNamed = 1000

// Named returns everybody of whom a name has, for every word of text, another
// word that begins with it, as [identifier.NameBegins] says; nobody for a text
// without words.
func (v *View) Named(text string) iter.Seq[*Standing] {
	words := identifier.NameWords(text)
	if len(words) == 0 {
		return func(func(*Standing) bool) {}
	}
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) }) // the choosiest first
	if len(words) == 1 {
		return v.who(v.under(words[0]), text)
	}
	return func(yield func(*Standing) bool) {
		list := slices.Collect(v.under(words[0]))
		for _, w := range words[1:] {
			if len(list) <= fewNamed {
				break
			}
			if !strings.HasPrefix(words[0], w) {
				list = common(list, v.under(w))
			}
		}
		v.who(slices.Values(list), text)(yield)
	}
}

// common lists those of b who are in a.
func common(a []*string, b iter.Seq[*string]) (out []*string) {
	known := make(map[*string]struct{}, len(a))
	for _, id := range a {
		known[id] = struct{}{}
	}
	for id := range b {
		if _, ok := known[id]; ok {
			out = append(out, id)
		}
	}
	return out
}

// under returns the ids of those with a word that begins so, once for each word.
func (v *View) under(prefix string) iter.Seq[*string] {
	return func(yield func(*string) bool) {
		v.names.Ascend(named{unique.Make(prefix), new(string)}, func(n named) bool {
			return strings.HasPrefix(n.word.Value(), prefix) && yield(n.person)
		})
	}
}

// who returns those of a list whose names text fits, each once.
func (v *View) who(list iter.Seq[*string], text string) iter.Seq[*Standing] {
	fits := identifier.NameBegins(text)
	return func(yield func(*Standing) bool) {
		seen := map[*string]bool{}
		for id := range list {
			st := v.Of(*id)
			if seen[id] || !slices.ContainsFunc(st.Person.Names, func(n domain.Name) bool { return fits(n.Text) }) {
				continue
			}
			seen[id] = true
			if !yield(st) {
				return
			}
		}
	}
}
