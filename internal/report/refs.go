package report

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

// recordNames writes record keys so that they name nobody: some exports number
// their rows by a mail address, a name or a phone, and a résumé is known by
// the name of its file. Its zero value writes every key as it is.
type recordNames struct {
	hide   bool
	key    []byte
	words  map[string]bool // of everybody's names, folded
	phones map[string]bool // the last digits of everybody's phones
}

const (
	shortName   = 3 // bytes from which one word of a name gives somebody away
	phoneDigits = 8 // compared of a phone, which an export writes in many ways
)

func newRecordNames(res *engine.Result, key []byte, reveal bool) *recordNames {
	if reveal {
		return &recordNames{}
	}
	n := &recordNames{hide: true, key: key, words: map[string]bool{}, phones: map[string]bool{}}
	for _, p := range res.Persons {
		for _, name := range p.Names {
			for _, w := range words(name.Text) {
				n.words[w] = true
			}
		}
		for i := range p.Observations {
			if id := p.Observations[i].Identifier; id.Type == domain.Phone {
				n.phones[lastDigits(id.Key)] = true
			}
		}
	}
	return n
}

// words splits text into runs of letters and digits, folded. A few digits that
// end a run are dropped: the second Ada North is adanorth2 or adanorth1987,
// while ada123456789 is a part of a random id.
func words(s string) []string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	out := strings.FieldsFunc(b.String(), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range out {
		if bare := strings.TrimRight(w, "0123456789"); len(w)-len(bare) <= 4 {
			out[i] = bare
		}
	}
	return slices.DeleteFunc(out, func(w string) bool { return w == "" })
}

// lastDigits returns the end of the digits in s, or "" where they are too few
// for a phone.
func lastDigits(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	if len(digits) < phoneDigits {
		return ""
	}
	return digits[len(digits)-phoneDigits:]
}

// show writes a record key. One that would name somebody keeps its source,
// tenant and kind, and gets a keyed hash for the rest.
func (n *recordNames) show(key string) string {
	parts := strings.SplitN(key, ":", 4)
	if !n.hide || len(parts) < 4 || parts[2] != string(domain.KindResume) && !n.names(parts[3]) {
		return key
	}
	parts[3] = n.hash(key)
	return strings.Join(parts, ":")
}

func (n *recordNames) hash(text string) string {
	m := hmac.New(sha256.New, n.key)
	m.Write([]byte("record\x00" + text))
	return "h_" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(m.Sum(nil)[:10]))
}

// mask writes the value of a key: a mail address by its first letter and its
// domain, another that would name somebody as a keyed hash.
func (n *recordNames) mask(value string) string {
	if !n.hide || !n.names(value) {
		return value
	}
	if local, host, ok := strings.Cut(value, "@"); ok && local != "" {
		first, _ := utf8.DecodeRuneInString(local)
		return string(first) + "•••@" + host
	}
	return n.hash(value)
}

// names reports whether a text names somebody: by an address, a phone, a word
// of a name, or names run together, one of them perhaps an initial.
func (n *recordNames) names(text string) bool {
	if _, host, ok := strings.Cut(text, "@"); ok && strings.Contains(host, ".") {
		return true
	}
	for part := range strings.SplitSeq(text, "/") {
		if d := lastDigits(part); d != "" && n.phones[d] {
			return true
		}
	}
	all := words(text)
	for i, w := range all {
		if len(w) >= shortName && n.words[w] || n.joined(w) || i > 0 && n.joined(all[i-1]+w) {
			return true
		}
	}
	return false
}

// joined reports whether a word is made of two words of names.
func (n *recordNames) joined(w string) bool {
	for i := range w {
		if i == 0 {
			continue
		}
		a, b := w[:i], w[i:]
		if (n.words[a] || len(a) == 1) && (n.words[b] || len(b) == 1) && len(w) > shortName {
			return true
		}
	}
	return false
}

// list writes the keys of records, each once, sorted.
func (n *recordNames) list(refs []domain.RecordRef) []string {
	out := []string{}
	for _, r := range refs {
		out = append(out, n.show(r.Key))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
