package review

import (
	"strings"
	"unicode"
)

const (
	minReasonWords = 3
	shingle        = 4 // words in a row that make a copy
)

// words are the runs of letters and digits of a text, in lower case.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' })
}

// ownWordCount counts the words of a reason that are not part of a run of
// four that stands in one of the texts. Saying one thing over and over counts
// once.
func ownWordCount(reason string, texts []string) int {
	known := map[string]bool{}
	for _, t := range texts {
		w := words(t)
		for i := range max(0, len(w)-shingle+1) {
			known[strings.Join(w[i:i+shingle], " ")] = true
		}
	}
	w := words(reason)
	copied := make([]bool, len(w))
	for i := range max(0, len(w)-shingle+1) {
		run := strings.Join(w[i:i+shingle], " ")
		if known[run] {
			for j := i; j < i+shingle; j++ {
				copied[j] = true
			}
		}
		known[run] = true
	}
	n, distinct := 0, map[string]bool{}
	for i := range w {
		if !copied[i] && !distinct[w[i]] {
			n, distinct[w[i]] = n+1, true
		}
	}
	return n
}

// copied are the texts of which a reason may not be made: templates, and what
// the case's own findings say.
func (p *Policy) copied(c *Case) []string {
	var out []string
	for _, t := range p.Templates {
		out = append(out, t.Text)
	}
	for _, s := range c.Latest().Seen {
		f := s.Finding
		out = append(append(append(out, f.Sentence), f.Innocent...), f.Counter...)
		for _, e := range f.Evidence {
			out = append(out, e.Claim, e.Observed)
		}
	}
	return out
}
