package report

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Cleaner drops what a terminal or a reader's eye would obey from text that
// came out of exports: control characters but line feed and tab, marks that
// turn the direction of writing, characters without width, and bytes that are
// no UTF-8. An export may not move the cursor, set the window's title or show
// a name backwards. Joiners stay, since names are written with them.
type Cleaner struct {
	w      io.Writer
	escape bool
	rest   []byte // the beginning of a character that the next write completes
}

// NewCleaner returns a writer of text to w.
func NewCleaner(w io.Writer) *Cleaner { return &Cleaner{w: w} }

// NewJSONCleaner returns a writer of JSON to w, which escapes such characters,
// so that the values stay what they are. In valid JSON they stand in strings
// only.
func NewJSONCleaner(w io.Writer) *Cleaner { return &Cleaner{w: w, escape: true} }

// Write reports p as written when what is left of it was.
func (c *Cleaner) Write(p []byte) (int, error) {
	in := p
	if len(c.rest) > 0 {
		in = append(c.rest, p...)
	}
	out := make([]byte, 0, len(in))
	for len(in) > 0 && utf8.FullRune(in) {
		r, n := utf8.DecodeRune(in)
		switch {
		case r == utf8.RuneError && n == 1:
		case !obeyed(r):
			out = append(out, in[:n]...)
		case c.escape:
			out = appendEscaped(out, r)
		}
		in = in[n:]
	}
	c.rest = append([]byte(nil), in...)
	if _, err := c.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// obeyed reports whether a character steers instead of being shown.
func obeyed(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r == 0x200c || r == 0x200d: // joiners
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

func appendEscaped(out []byte, r rune) []byte {
	if r <= 0xffff {
		return fmt.Appendf(out, `\u%04x`, r)
	}
	r -= 0x10000
	return fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
}

// OneLine sets words from an export on one line, so that they cannot pass for
// lines of a report.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
