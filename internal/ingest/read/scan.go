package read

import (
	"bytes"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/wire"
)

// scanned is how far a look at a JSON value has come.
type scanned uint8

const (
	scanMore scanned = iota // the value goes on beyond the text given
	scanDone                // the value has ended
	scanBad                 // the text breaks the grammar of JSON
)

// want is what the grammar allows next.
type want uint8

const (
	wantValue      want = iota
	wantFirst           // a value or the end of an array that has just begun
	wantName            // a name after a comma
	wantFirstName       // a name or the end of an object that has just begun
	wantColon           // after a name
	wantCommaOrEnd      // after a value
)

// scanner finds where a JSON value ends. It checks brackets, quotes, commas
// and colons, and leaves names, numbers and characters to the decoder that
// reads the value afterwards. It can stop anywhere and go on with more text.
type scanner struct {
	open    []byte // brackets that are open
	most    int    // how many may be open
	beyond  int    // brackets open beyond that; there only strings and brackets are looked at
	tooDeep bool
	want    want
	inText  bool // within a string
	escaped bool // the last byte was a backslash
	inWord  bool // within a number, true, false or null
}

func (s *scanner) reset(most int) {
	*s = scanner{open: s.open[:0], most: most}
}

// scan goes on from b[i] and returns where it stopped. After scanDone that is
// the first byte after the value, after scanBad the byte that breaks it.
func (s *scanner) scan(b []byte, i int) (int, scanned) {
	for i < len(b) {
		ended := false
		switch {
		case s.inText:
			var ok bool
			if i, ok = s.text(b, i); !ok {
				return i, scanBad
			}
			ended = !s.inText && s.endText()
		case s.inWord:
			for i < len(b) && isWord(b[i]) {
				i++
			}
			if i == len(b) {
				return i, scanMore
			}
			s.inWord, ended = false, true
		default:
			var ok bool
			if ended, ok = s.token(b[i]); !ok {
				return i, scanBad
			}
			i++
		}
		if ended && s.beyond == 0 {
			s.want = wantCommaOrEnd
			if len(s.open) == 0 {
				return i, scanDone
			}
		}
	}
	return i, scanMore
}

// text passes over a string. A line end within one is an error: its quote was
// never closed.
func (s *scanner) text(b []byte, i int) (int, bool) {
	for i < len(b) {
		if s.escaped {
			s.escaped = false
			i++
			continue
		}
		end := len(b)
		quote := bytes.IndexByte(b[i:], '"')
		if quote >= 0 {
			end = i + quote
		}
		if eol := bytes.IndexByte(b[i:end], '\n'); eol >= 0 {
			return i + eol, false
		}
		// Backslashes are followed up to the quote, which may be one of theirs.
		for i < end {
			slash := bytes.IndexByte(b[i:end], '\\')
			if slash < 0 {
				i = end
				break
			}
			i += slash + 2
		}
		switch {
		case i > end:
			s.escaped = end == len(b)
			i = min(i, len(b))
		case quote >= 0:
			s.inText = false
			return end + 1, true
		}
	}
	return i, true
}

// endText says what a string was: a name, which a colon follows, or a value.
func (s *scanner) endText() (value bool) {
	if s.beyond == 0 && (s.want == wantName || s.want == wantFirstName) {
		s.want = wantColon
		return false
	}
	return true
}

// token takes one byte outside strings. ended reports that a value ended with it.
func (s *scanner) token(c byte) (ended, ok bool) {
	if s.beyond > 0 {
		return s.deepToken(c), true
	}
	value := s.want == wantValue || s.want == wantFirst
	switch c {
	case ' ', '\t', '\r', '\n':
		return false, true
	case '"':
		s.inText = true
		return false, value || s.want == wantName || s.want == wantFirstName
	case '{', '[':
		return false, value && s.push(c)
	case '}':
		return true, (s.want == wantFirstName || s.want == wantCommaOrEnd) && s.pop('{')
	case ']':
		return true, (s.want == wantFirst || s.want == wantCommaOrEnd) && s.pop('[')
	case ',':
		if s.want != wantCommaOrEnd || len(s.open) == 0 {
			return false, false
		}
		s.want = wantValue
		if s.open[len(s.open)-1] == '{' {
			s.want = wantName
		}
		return false, true
	case ':':
		ok = s.want == wantColon
		s.want = wantValue
		return false, ok
	}
	s.inWord = true
	return false, value && isWord(c)
}

func (s *scanner) push(c byte) bool {
	if len(s.open) >= s.most {
		s.tooDeep, s.beyond = true, 1
		return true
	}
	s.open = append(s.open, c)
	s.want = wantFirst
	if c == '{' {
		s.want = wantFirstName
	}
	return true
}

func (s *scanner) pop(c byte) bool {
	if len(s.open) == 0 || s.open[len(s.open)-1] != c {
		return false
	}
	s.open = s.open[:len(s.open)-1]
	return true
}

func (s *scanner) deepToken(c byte) (ended bool) {
	switch c {
	case '"':
		s.inText = true
	case '{', '[':
		s.beyond++
	case '}', ']':
		s.beyond--
		return s.beyond == 0
	}
	return false
}

// isWord reports whether c may stand in a number, true, false or null.
func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'E'
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// valueEnd returns where the value at b[i] ends. whole is false when the text
// ends or breaks within it.
func valueEnd(b []byte, i, depth int) (end int, whole bool) {
	var s scanner
	s.reset(depth)
	end, st := s.scan(b, i)
	return end, st == scanDone || st == scanMore && s.inWord && len(s.open) == 0
}

// eachMember hands an object's members to fn until it returns false. Of an
// object that breaks off it hands out what is there; a value that was cut is
// handed out as far as it goes.
func eachMember(object []byte, depth int, fn func(name string, value []byte) bool) {
	i := 1
	for {
		for i < len(object) && (isSpace(object[i]) || object[i] == ',') {
			i++
		}
		if i >= len(object) || object[i] != '"' {
			return
		}
		end, whole := valueEnd(object, i, 1)
		if !whole {
			return
		}
		name := unquote(object[i:end])
		for i = end; i < len(object) && (isSpace(object[i]) || object[i] == ':'); i++ {
		}
		end, whole = valueEnd(object, i, depth)
		if !fn(name, object[i:end]) || !whole {
			return
		}
		i = end
	}
}

// unquote reads a name. One that is no valid string stands for itself: the
// decoder will refuse it.
func unquote(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') >= 0 {
		var s string
		if wire.Unmarshal(quoted, &s) == nil {
			return s
		}
	}
	return strings.ToValidUTF8(string(quoted[1:len(quoted)-1]), "\ufffd")
}

// memberNames returns the sorted names of an object's members.
func memberNames(object []byte, depth int) []string {
	names := []string{}
	eachMember(object, depth, func(name string, _ []byte) bool {
		names = append(names, name)
		return true
	})
	slices.Sort(names)
	return slices.Compact(names)
}
