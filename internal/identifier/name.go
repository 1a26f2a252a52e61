package identifier

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/daylight-hq/daylight/internal/domain"
)

// NameMatch says how two names compare.
type NameMatch = domain.NameRelation

// Name matches.
const (
	Same      = domain.NamesSame      // the same words, in any order, accents and spacing aside
	Variant   = domain.NamesVariant   // nickname, initial, spelling, added or left-out name, changed surname
	Different = domain.NamesDifferent // also when only a surname is shared
	Unknown   = domain.NamesUnknown   // one is missing, masked, or in a script that the other is not in
)

type nameTables struct {
	variants map[string][]int // word → its lines
	around   map[string]string
}

var names = sync.OnceValue(func() nameTables {
	entries := must("names.txt")
	t := nameTables{variants: map[string][]int{}, around: set(entries, "title", "legal", "account")}
	for i, e := range entries {
		if e.class == "variants" {
			for w := range strings.FieldsSeq(e.value) {
				t.variants[w] = append(t.variants[w], i)
			}
		}
	}
	return t
})

// maxNameWords bounds the work on one name; no export holds longer ones.
const maxNameWords = 12

// Compatible compares two full names of persons. It is symmetric. It serves
// two ends only: to lower a concern when two records bear one name, and to
// compare the holder of an account with the worker. It never looks at where a
// name comes from: apart from the table of variants and the spelling rules,
// exchanging all names one for one leaves the answer as it was.
//
// The first word, or what follows a comma, counts as the given name where that
// matters: a shared given name with another surname is a variant, as after a
// marriage, and a shared surname with another given name is different.
func Compatible(a, b string) NameMatch {
	if b < a { // symmetric by construction
		a, b = b, a
	}
	return compareNames(readName(a), readName(b))
}

// personName is a name as words, the given name first.
type personName struct {
	words  []string
	script string // "latin" after folding, else the script of a letter that is not
	hidden bool
}

// readName folds a name, drops titles and turns "Last, First" round.
func readName(s string) personName {
	if last, first, ok := strings.Cut(s, ","); ok && len(nameWords(first)) > 0 && !allTitles(first) {
		s = first + " " + last
	}
	n := personName{hidden: strings.ContainsAny(s, "*•●") || strings.Contains(strings.ToLower(s), "xxx"), script: "latin"}
	n.words = nameWords(s)
	if bare := dropAround(n.words, "title"); len(bare) > 0 {
		n.words = bare
	}
	if filler(strings.TrimSpace(s)) || filler(strings.Join(n.words, " ")) {
		n.words = nil
	}
	n.words = n.words[:min(len(n.words), maxNameWords)]
	for _, w := range n.words {
		for _, r := range w {
			if r >= utf8.RuneSelf && unicode.IsLetter(r) {
				n.script = scriptOf(r)
			}
		}
	}
	return n
}

func allTitles(s string) bool { return len(dropAround(nameWords(s), "title")) == 0 }

func dropAround(words []string, class string) []string {
	table := names().around
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return table[w] == class })
}

// nameWords cuts a name into folded words. Apostrophes join, all else that is
// no letter parts.
func nameWords(s string) []string {
	if strings.ContainsAny(s, "'’`´") {
		s = strings.NewReplacer("'", "", "’", "", "`", "", "´", "").Replace(s)
	}
	return strings.FieldsFunc(fold(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r)
	})
}

func scriptOf(r rune) string {
	for _, s := range []struct {
		name  string
		table *unicode.RangeTable
	}{
		{"han", unicode.Han}, {"hangul", unicode.Hangul}, {"kana", unicode.Hiragana}, {"kana", unicode.Katakana},
		{"arabic", unicode.Arabic}, {"hebrew", unicode.Hebrew}, {"devanagari", unicode.Devanagari},
		{"thai", unicode.Thai}, {"georgian", unicode.Georgian}, {"armenian", unicode.Armenian},
		{"cyrillic", unicode.Cyrillic}, {"greek", unicode.Greek}, {"latin", unicode.Latin},
	} {
		if unicode.Is(s.table, r) {
			return s.name
		}
	}
	return "other"
}

// compareNames compares two names, the alphabetically smaller text first.
func compareNames(a, b personName) NameMatch {
	switch {
	case len(a.words) == 0 || len(b.words) == 0 || a.hidden || b.hidden:
		return Unknown
	case a.script != b.script:
		return Unknown
	}
	wordsA, wordsB := joinSpaced(a.words, b.words), joinSpaced(b.words, a.words)
	m := matchWords(wordsA, wordsB)
	switch {
	case slices.Equal(slices.Sorted(slices.Values(wordsA)), slices.Sorted(slices.Values(wordsB))):
		return Same
	case len(m.restA) == 0 && len(m.restB) == 0:
		return m.whole()
	case len(m.restA) == 0 || len(m.restB) == 0:
		return m.partOf()
	}
	return m.overlap()
}

// joinSpaced joins neighbouring words of a that b writes as one: Jong un,
// De la Cruz, Mc Donald.
func joinSpaced(a, b []string) []string {
	var out []string
	for i := 0; i < len(a); i++ {
		joined := false
		for n := min(3, len(a)-i); n > 1 && !joined; n-- {
			w := strings.Join(a[i:i+n], "")
			apart := slices.ContainsFunc(a[i:i+n], func(part string) bool { return slices.Contains(b, part) })
			if !apart && !slices.Contains(a, w) && slices.ContainsFunc(b, func(x string) bool { return x == w || alike(x, w) }) {
				out = append(out, w)
				i += n - 1
				joined = true
			}
		}
		if !joined {
			out = append(out, a[i])
		}
	}
	return out
}

// wordMatch is the result of pairing the words of two names.
type wordMatch struct {
	exact, alike, initials int // pairs by kind
	restA, restB           []string
	givenAlike             bool // the first words pair, and neither is an initial
}

// matchWords pairs words, the surest pairs first: equal, variants, initials.
func matchWords(a, b []string) wordMatch {
	var m wordMatch
	m.givenAlike = full(a[0]) && full(b[0]) && (a[0] == b[0] || alike(a[0], b[0]))
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	var n int
	a, b, n = pair(a, b, func(x, y string) bool { return x == y && full(x) })
	m.exact = n
	a, b, n = pair(a, b, alike)
	m.alike = n
	a, b, n = pair(a, b, isInitial)
	m.initials = n
	m.restA, m.restB = a, b
	return m
}

// full reports whether a word is more than an initial. One letter is a whole
// name in scripts that write syllables.
func full(w string) bool { return utf8.RuneCountInString(w) > 1 || w != "" && w[0] >= utf8.RuneSelf }

// isInitial reports whether one word is the first letter of the other.
func isInitial(x, y string) bool {
	return (!full(x) || !full(y)) && (strings.HasPrefix(y, x) || strings.HasPrefix(x, y))
}

// pair removes a largest set of pairs for which eq holds and counts them.
func pair(a, b []string, eq func(x, y string) bool) (restA, restB []string, n int) {
	holder := make([]int, len(b)) // index in a, plus one
	var place func(i int, tried []bool) bool
	place = func(i int, tried []bool) bool {
		for j := range b {
			if tried[j] || !eq(a[i], b[j]) {
				continue
			}
			tried[j] = true
			if holder[j] == 0 || place(holder[j]-1, tried) {
				holder[j] = i + 1
				return true
			}
		}
		return false
	}
	for i := range a {
		if place(i, make([]bool, len(b))) {
			n++
		}
	}
	taken := make([]bool, len(a))
	for j, h := range holder {
		if h == 0 {
			restB = append(restB, b[j])
		} else {
			taken[h-1] = true
		}
	}
	for i, w := range a {
		if !taken[i] {
			restA = append(restA, w)
		}
	}
	return restA, restB, n
}

// whole judges names whose words all found a partner, not all an equal one.
func (m wordMatch) whole() NameMatch {
	switch {
	case m.exact+m.alike == 0: // initials alone say too little
		return Unknown
	}
	return Variant
}

// partOf judges names of which one holds all words of the other: a middle
// name, a second surname. One word alone is too little to go by.
func (m wordMatch) partOf() NameMatch {
	switch sure := m.exact + m.alike; {
	case sure >= 2 || sure == 1 && m.initials >= 1:
		return Variant
	case sure == 1:
		return Unknown
	}
	return Different
}

// overlap judges names that each have words of their own: the same given name
// with another surname is a variant, and so is a clipped name beside an equal
// one; anything else is different.
func (m wordMatch) overlap() NameMatch {
	switch {
	case m.givenAlike && min(len(m.restA), len(m.restB)) <= 1:
		return Variant
	case m.exact >= 1 && len(m.restA) == 1 && len(m.restB) == 1 && clipped(m.restA[0], m.restB[0]):
		return Variant
	}
	return Different
}

// clipped reports whether one word is the beginning or the end of the other,
// as Emeka is of Chukwuemeka: many cultures shorten names so, and no table
// holds them all.
func clipped(x, y string) bool {
	const shortest = 3
	if len(x) > len(y) {
		x, y = y, x
	}
	return utf8.RuneCountInString(x) >= shortest && len(y) > len(x)+1 && (strings.HasPrefix(y, x) || strings.HasSuffix(y, x))
}
