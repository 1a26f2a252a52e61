package mapper

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed protected.txt
var protectedText string

// protected is the table of headers that a mapping cannot name.
type protected struct{ patterns []protectedPattern }

type protectedPattern struct {
	category string
	words    []string // consecutive words; a trailing * means a beginning
	anywhere string   // letters and digits found anywhere in the header
	whole    string   // letters and digits that are the whole header
}

// protectedTable is the embedded table, parsed once. A line that is not
// "category: patterns" is a comment.
var protectedTable = sync.OnceValue(func() protected {
	var t protected
	for line := range strings.Lines(protectedText) {
		category, list, found := strings.Cut(line, ":")
		if !found || strings.HasPrefix(line, "#") {
			continue
		}
		for item := range strings.SplitSeq(list, ",") {
			t.patterns = append(t.patterns, parsePattern(category, strings.TrimSpace(item)))
		}
	}
	return t
})

func parsePattern(category, item string) protectedPattern {
	p := protectedPattern{category: category}
	if rest, ok := strings.CutPrefix(item, "~"); ok {
		p.anywhere = squash(rest)
	} else if rest, ok := strings.CutPrefix(item, "="); ok {
		p.whole = squash(rest)
	} else if hasUnspacedScript(item) {
		p.anywhere = squash(item)
	} else {
		for w := range strings.FieldsSeq(item) {
			stem, prefix := strings.CutSuffix(w, "*")
			stem = squash(stem)
			if prefix {
				stem += "*"
			}
			p.words = append(p.words, stem)
		}
	}
	return p
}

// category returns what a header names, or "" when it names nothing protected.
func (t protected) category(header string) string {
	words := headerWords(header)
	all := squash(header)
	for _, p := range t.patterns {
		switch {
		case p.anywhere != "":
			if strings.Contains(all, p.anywhere) {
				return p.category
			}
		case p.whole != "":
			if all == p.whole {
				return p.category
			}
		case p.inWords(words):
			return p.category
		}
	}
	return ""
}

// inWords reports whether the pattern's words stand side by side, or run
// together as one word.
func (p protectedPattern) inWords(words []string) bool {
	if len(p.words) == 0 {
		return false
	}
	joined := strings.Join(p.words, "")
	for i := range words {
		if wordFits(joined, words[i]) {
			return true
		}
		if i+len(p.words) > len(words) {
			continue
		}
		fits := true
		for j, w := range p.words {
			fits = fits && wordFits(w, words[i+j])
		}
		if fits {
			return true
		}
	}
	return false
}

func wordFits(pattern, word string) bool {
	if stem, prefix := strings.CutSuffix(pattern, "*"); prefix {
		return strings.HasPrefix(word, stem)
	}
	return pattern == word
}

// headerWords splits a header at everything that is no letter or digit, and
// where lower case turns to upper (dateOfBirth), and folds each word.
func headerWords(header string) []string {
	var out []string
	var cur []rune
	flush := func() {
		if w := squash(string(cur)); w != "" {
			out = append(out, w)
		}
		cur = cur[:0]
	}
	var prev rune
	for _, r := range header {
		switch {
		case r == '\'' || r == '\u2019': // driver's is one word
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r):
			flush()
		case unicode.IsUpper(r) && unicode.IsLower(prev):
			flush()
			cur = append(cur, r)
		default:
			cur = append(cur, r)
		}
		prev = r
	}
	flush()
	return out
}

// squash folds a header to its letters and digits: lower case, no accents.
func squash(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		switch r {
		case 'ł', 'Ł':
			r = 'l'
		case 'ø', 'Ø':
			r = 'o'
		case 'ı':
			r = 'i'
		case 'ß':
			b.WriteByte('s')
			r = 's'
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return norm.NFC.String(b.String())
}

func hasUnspacedScript(s string) bool {
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			return true
		}
	}
	return false
}

// Protected returns what a column header names that nothing may read, such as
// "age"; "" for any other header.
func Protected(header string) string { return protectedTable().category(header) }
