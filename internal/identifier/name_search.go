package identifier

import (
	"slices"
	"strings"
)

// NameWords returns the words of a name by which [NameBegins] finds it: folded,
// and no more than the first twelve.
func NameWords(name string) []string {
	words := nameWords(name)
	return words[:min(len(words), maxNameWords)]
}

// NameBegins returns a test of names: every word of what is looked for must
// begin another word of the name, in any order, accents and case aside. It is
// nil when text has no word.
func NameBegins(text string) func(name string) bool {
	want := NameWords(text)
	if len(want) == 0 {
		return nil
	}
	// The longest word is the choosiest; it goes first.
	slices.SortStableFunc(want, func(a, b string) int { return len(b) - len(a) })
	return func(name string) bool { return begins(want, NameWords(name)) }
}

// begins reports whether each of want begins a word of have of its own.
func begins(want, have []string) bool {
	if len(want) == 0 {
		return true
	}
	for i, w := range have {
		if strings.HasPrefix(w, want[0]) && begins(want[1:], slices.Concat(have[:i], have[i+1:])) {
			return true
		}
	}
	return false
}
