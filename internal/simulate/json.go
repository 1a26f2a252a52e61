package simulate

import (
	"strconv"
	"time"
)

// text appends JSON to a byte slice. It knows only what the writers need:
// commas by themselves, members by name. The large files are written with it
// because reflection would cost more than everything else together.
type text struct{ b []byte }

// comma writes the comma that stands before a further member or element.
func (t *text) comma() {
	if n := len(t.b); n > 0 {
		switch t.b[n-1] {
		case '{', '[', ':', '\n':
		default:
			t.b = append(t.b, ',')
		}
	}
}

func (t *text) open(c byte) {
	t.comma()
	t.b = append(t.b, c)
}

func (t *text) close(c byte) { t.b = append(t.b, c) }

func (t *text) key(k string) {
	t.comma()
	t.b = append(t.b, '"')
	t.b = append(t.b, k...)
	t.b = append(t.b, '"', ':')
}

// object and array open a named value, to be closed by close.
func (t *text) object(k string) {
	t.key(k)
	t.b = append(t.b, '{')
}

func (t *text) array(k string) {
	t.key(k)
	t.b = append(t.b, '[')
}

func (t *text) str(k, v string) {
	t.key(k)
	t.b = appendQuoted(t.b, v)
}

func (t *text) num(k string, n int64) {
	t.key(k)
	t.b = strconv.AppendInt(t.b, n, 10)
}

// raw writes a value that is JSON already.
func (t *text) raw(k, json string) {
	t.key(k)
	t.b = append(t.b, json...)
}

func (t *text) bool(k string, v bool) {
	t.key(k)
	t.b = strconv.AppendBool(t.b, v)
}

// at writes a time in UTC with milliseconds, null when it is zero.
func (t *text) at(k string, v time.Time) {
	if v.IsZero() {
		t.raw(k, "null")
		return
	}
	t.key(k)
	t.b = append(t.b, '"')
	t.b = appendTime(t.b, v)
	t.b = append(t.b, '"')
}

// appendTime appends 2006-01-02T15:04:05.000Z.
func appendTime(b []byte, v time.Time) []byte {
	v = v.UTC()
	y, m, d := v.Date()
	hh, mm, ss := v.Clock()
	b = appendDigits(b, y, 4)
	b = appendDigits(append(b, '-'), int(m), 2)
	b = appendDigits(append(b, '-'), d, 2)
	b = appendDigits(append(b, 'T'), hh, 2)
	b = appendDigits(append(b, ':'), mm, 2)
	b = appendDigits(append(b, ':'), ss, 2)
	b = appendDigits(append(b, '.'), v.Nanosecond()/1e6, 3)
	return append(b, 'Z')
}

func appendDigits(b []byte, n, width int) []byte {
	for p := pow10[width-1]; p > 0; p /= 10 {
		b = append(b, '0'+byte(n/p%10))
	}
	return b
}

var pow10 = [...]int{1, 10, 100, 1000}

func (t *text) date(k string, v time.Time) { t.str(k, v.UTC().Format(time.DateOnly)) }

// appendQuoted appends a JSON string. Everything the simulator writes is
// printable ASCII but for the line break of typed addresses.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// lit appends text as it is.
func (t *text) lit(s string) { t.b = append(t.b, s...) }
