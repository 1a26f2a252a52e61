package mapper

import (
	_ "embed"
	"regexp"
	"sort"
	"strings"
)

//go:embed synonyms.txt
var synonymText string

// listIndex is a step of a JSON path into an array.
var listIndex = regexp.MustCompile(`\.[0-9]+(\.|$)`)

// meaning is what a header says, such as email or postal_code.
type meaning string

// dropped is the meaning of columns that are known and not wanted.
const dropped meaning = "-not_wanted"

// synonyms is the table of headers and of the words that qualify them.
type synonyms struct {
	meanings   map[string]meaning // squashed header → meaning
	qualifiers []qualifier        // longest first
	mailboxes  map[string]bool
	strangers  map[string]bool
	short      map[string]string // abbreviation → word
}

type qualifier struct{ words, name string }

func synonymTable() synonyms {
	t := synonyms{meanings: map[string]meaning{}, mailboxes: map[string]bool{}, strangers: map[string]bool{}, short: map[string]string{}}
	for line := range strings.Lines(synonymText) {
		name, list, found := strings.Cut(line, ":")
		if !found || strings.HasPrefix(line, "#") {
			continue
		}
		for item := range strings.SplitSeq(list, ",") {
			t.put(name, strings.TrimSpace(item))
		}
	}
	sort.Slice(t.qualifiers, func(i, j int) bool {
		a, b := t.qualifiers[i], t.qualifiers[j]
		if len(a.words) != len(b.words) {
			return len(a.words) > len(b.words)
		}
		return a.words < b.words
	})
	return t
}

func (t *synonyms) put(name, item string) {
	q, qualifies := strings.CutPrefix(name, "@")
	switch {
	case item == "":
	case q == "mailbox":
		t.mailboxes[item] = true
	case q == "short":
		from, to, _ := strings.Cut(item, "=")
		t.short[from] = to
	case q == "stranger":
		t.strangers[item] = true
	case qualifies:
		t.qualifiers = append(t.qualifiers, qualifier{squash(item), q})
	default:
		t.meanings[squash(item)] = meaning(name)
	}
}

// reading is a header understood: its meaning, and the qualifier that was
// taken off ("" where none said whose it is).
type reading struct {
	meaning   meaning
	qualifier string
}

// read finds what a header means: as it stands, else after qualifiers are
// taken from its beginning or end (at most three), else with abbreviations
// written out.
func (t synonyms) read(header string) (reading, bool) {
	header = listIndex.ReplaceAllString(header, ".")
	if r, ok := t.readKey(squash(header), "", 3); ok {
		return r, true
	}
	words := headerWords(header)
	for i, w := range words {
		if long, ok := t.short[w]; ok {
			words[i] = long
		}
	}
	return t.readKey(strings.Join(words, ""), "", 3)
}

func (t synonyms) readKey(key, who string, left int) (reading, bool) {
	if m, ok := t.meanings[key]; ok {
		return reading{m, who}, true
	}
	if left == 0 {
		return reading{}, false
	}
	for _, q := range t.qualifiers {
		for _, rest := range []string{strings.TrimPrefix(key, q.words), strings.TrimSuffix(key, q.words)} {
			if rest == key || rest == "" {
				continue
			}
			if r, ok := t.readKey(rest, stronger(who, q.name), left-1); ok {
				return r, true
			}
		}
	}
	return reading{}, false
}

// stronger keeps the qualifier that says most: a third person, then any
// role, then none. "self" says nothing.
func stronger(a, b string) string {
	switch {
	case a == "third" || b == "third":
		return "third"
	case b == "self" || a != "":
		return a
	}
	return b
}

// thirdPerson reports whether a header's words name somebody other than the
// row's person, such as a manager or an emergency contact.
func (t synonyms) thirdPerson(header string) bool {
	for _, w := range headerWords(header) {
		if t.strangers[w] {
			return true
		}
	}
	return false
}
