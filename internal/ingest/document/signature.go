package document

import (
	_ "embed" // the list of stock phrases
	"encoding/binary"
	"fmt"
	"math"
	"regexp"
	"strings"
	"unicode"

	"github.com/zeebo/xxh3"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/daylight-hq/daylight/internal/shingle"
)

// Parameters of the signature. Changing any of them, or boilerplate.txt,
// changes every signature, so that old and new ones do not meet.
const (
	shingleWords = 5   // words of one shingle
	minWords     = 60  // a shorter body has no signature
	minShingles  = 40  // nor one with fewer different shingles left
	slots        = 128 // MinHash values
	bands        = 16  // strings of the signature
	bandRows     = slots / bands
)

// Signature returns a signature of a résumé's body that near-duplicates share
// in part, and how many words it was computed from. It has sixteen strings,
// "b00:…" to "b15:…"; two texts are candidates for being one text when any
// string is equal. It is empty for a body of fewer than 60 words.
//
// Taken out first are the personal header, mail and web addresses, digits
// (and with them phone numbers and dates), signs, case, and stock phrases
// (boilerplate.txt). What is left is cut into overlapping shingles of five
// words. For two texts with shingle sets A and B, their similarity is
//
//	s = |A ∩ B| / |A ∪ B|
//
// One-permutation MinHash (Li, Owen, Zhang 2012) throws every shingle's hash
// into one of 128 slots and keeps the least in each; a slot that stays empty
// borrows from another, chosen by a hash of its number and the attempt
// (Shrivastava 2017, optimal densification). A slot is then equal in both
// texts with probability s. The slots form 16 bands of 8; a band is equal when
// its 8 slots are, and at least one band is with probability
//
//	P(s) = 1 - (1 - s^8)^16
//
//	s      0.95      0.9     0.8     0.7     0.6     0.5     0.4     0.3
//	P(s)   1-3e-8    0.9999  0.947   0.613   0.237   0.061   0.010   0.001
//
// One changed word touches five shingles: ten changed words in a body of 400
// leave s near 0.78.
func Signature(text string) (sig []string, words int) {
	segments := withoutStock(bodyWords(text))
	for _, seg := range segments {
		words += len(seg)
	}
	if words < minWords {
		return nil, words
	}
	mins, distinct := minHash(segments)
	if distinct < minShingles {
		return nil, words
	}
	sig = make([]string, bands)
	var row [8 * bandRows]byte
	for b := range sig {
		for i := range bandRows {
			binary.BigEndian.PutUint64(row[8*i:], mins[b*bandRows+i])
		}
		sig[b] = fmt.Sprintf("b%02d:%016x", b, xxh3.Hash(row[:]))
	}
	return sig, words
}

// Passages returns the body of a résumé as hashed shingles of five words, cut
// like those of [Signature], or nil for a body that is too short or no résumé.
func Passages(text string) shingle.Set {
	return shingle.Of(withoutStock(bodyWords(text)))
}

// minHash returns the densified slots and the number of different shingles.
func minHash(segments [][]string) (mins [slots]uint64, distinct int) {
	const empty = math.MaxUint64
	for i := range mins {
		mins[i] = empty
	}
	seen := map[uint64]bool{}
	for _, seg := range segments {
		for i := 0; i+shingleWords <= len(seg); i++ {
			h := xxh3.HashString(strings.Join(seg[i:i+shingleWords], " "))
			seen[h] = true
			slot := h >> 57 // the top seven bits choose one of 128
			mins[slot] = min(mins[slot], h&(1<<57-1))
		}
	}
	if len(seen) == 0 {
		return mins, 0
	}
	filled := mins
	for i := range mins {
		for attempt := uint64(0); mins[i] == empty; attempt++ {
			mins[i] = filled[xxh3.HashSeed(nil, uint64(i)<<32|attempt)%slots]
		}
	}
	return mins, len(seen)
}

// Rules for the lines at the top of a résumé: name, title, town, contacts.
const (
	headerLines    = 12 // at most this many lines are looked at
	headerWords    = 8  // a line with fewer words is part of the header
	headerContacts = 25 // and so is one that holds a contact and has fewer words than this
)

// lineBreak matches a word that was cut at the end of a line.
var lineBreak = regexp.MustCompile(`(\pL)-\n(\pL)`)

// bodyWords normalises a text and returns the words below its header.
func bodyWords(text string) []string {
	text = cases.Fold().String(norm.NFKC.String(text))
	if strings.Contains(text, "-\n") {
		text = lineBreak.ReplaceAllString(text, "$1$2")
	}
	var out []string
	inHeader, seen := true, 0
	for line := range strings.SplitSeq(text, "\n") {
		words, contact := lineWords(line)
		if len(words) == 0 {
			continue
		}
		if seen++; seen > headerLines {
			inHeader = false
		}
		if inHeader && (len(words) < headerWords || (contact || phoneLike(line)) && len(words) < headerContacts) {
			continue
		}
		inHeader = false
		out = append(out, words...)
	}
	return out
}

// lineWords returns the words of a line without its mail and web addresses,
// and whether it held one.
func lineWords(line string) (words []string, contact bool) {
	for token := range strings.FieldsSeq(line) {
		if address(token) {
			contact = true
			continue
		}
		words = tokenWords(words, token)
	}
	return words, contact
}

// address reports whether a token is a mail address, an address with a scheme
// or www, or a bare one with a path. A name such as asp.net has none.
func address(token string) bool {
	if i := strings.IndexByte(token, '@'); i > 0 && i < len(token)-1 {
		return true
	}
	if strings.Contains(token, "://") || strings.HasPrefix(token, "www.") {
		return true
	}
	host, _, ok := strings.Cut(token, "/")
	if !ok {
		return false
	}
	tail := host[strings.LastIndexByte(host, '.')+1:]
	return len(tail) >= 2 && len(tail) < len(host)-1 && strings.Trim(tail, "abcdefghijklmnopqrstuvwxyz") == ""
}

// phoneLike reports whether a line holds nine or more digits with at most
// three signs of a phone number between any two. A span of years has eight.
func phoneLike(line string) bool {
	digits, gap := 0, 0
	for _, r := range line {
		switch {
		case unicode.IsDigit(r):
			if digits, gap = digits+1, 0; digits == 9 {
				return true
			}
		case strings.ContainsRune(" ().-\u2010\u2011\u2013", r):
			if gap++; gap > 3 {
				digits = 0
			}
		default:
			digits = 0
		}
	}
	return false
}

// tokenWords appends the words of a token: its runs of letters. Apostrophes
// and digits vanish; in scripts written without spaces every letter is a word.
func tokenWords(words []string, token string) []string {
	if plainWord(token) {
		return append(words, token)
	}
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for _, r := range token {
		switch {
		case r > unicode.MaxASCII && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			flush()
			word.WriteRune(r)
			flush()
		case unicode.IsLetter(r), unicode.IsMark(r):
			word.WriteRune(r)
		case r == '\'', r == '’', unicode.IsDigit(r):
		default:
			flush()
		}
	}
	flush()
	return words
}

// plainWord reports whether a token is all of a to z, as most are.
func plainWord(token string) bool {
	for i := range len(token) {
		if token[i] < 'a' || token[i] > 'z' {
			return false
		}
	}
	return true
}

//go:embed boilerplate.txt
var boilerplate string

// stockPhrases returns the phrases of boilerplate.txt by their first word.
func stockPhrases() map[string][][]string {
	out := map[string][][]string{}
	for line := range strings.SplitSeq(boilerplate, "\n") {
		if words := strings.Fields(line); len(words) > 0 && words[0] != "#" {
			out[words[0]] = append(out[words[0]], words)
		}
	}
	return out
}

// withoutStock cuts stock phrases out and returns the words between them, so
// that no shingle reaches over a cut. The longest phrase wins.
func withoutStock(words []string) [][]string {
	stock := stockPhrases()
	var out [][]string
	start := 0
	for i := 0; i < len(words); {
		n := 0
		for _, phrase := range stock[words[i]] {
			if len(phrase) > n && startsWith(words[i:], phrase) {
				n = len(phrase)
			}
		}
		if n == 0 {
			i++
			continue
		}
		if i > start {
			out = append(out, words[start:i])
		}
		i += n
		start = i
	}
	if start < len(words) {
		out = append(out, words[start:])
	}
	return out
}

func startsWith(words, phrase []string) bool {
	if len(words) < len(phrase) {
		return false
	}
	for i, w := range phrase {
		if words[i] != w {
			return false
		}
	}
	return true
}
