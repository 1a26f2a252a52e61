package read

import (
	"bytes"
	"io"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// lenient reads JSON without judging names and encoding: a mapping does that,
// one item at a time, so that one bad item does not lose the rest.
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

// isNDJSON reports whether the first line is a whole object and something
// follows it on the next.
func isNDJSON(text []byte) bool {
	line, rest, found := bytes.Cut(text, []byte("\n"))
	rest = bytes.TrimLeft(rest, " \t\r\n")
	if !found || len(rest) == 0 || rest[0] != '{' {
		return false
	}
	line = bytes.TrimRight(line, " \t\r")
	d := jsontext.NewDecoder(bytes.NewReader(line), lenient...)
	if _, err := d.ReadValue(); err != nil {
		// A broken first line is still a line when the second is whole.
		next, _, _ := bytes.Cut(rest, []byte("\n"))
		return line[0] == '{' && len(line) > 1 && wholeValue(next)
	}
	_, err := d.ReadToken()
	return err == io.EOF
}

// wholeValue reports whether a line is one JSON value and nothing more.
func wholeValue(line []byte) bool {
	d := jsontext.NewDecoder(bytes.NewReader(line), lenient...)
	if _, err := d.ReadValue(); err != nil {
		return false
	}
	_, err := d.ReadToken()
	return err == io.EOF
}

// headOfJSON reads the names of the first object and of the first listed one.
func headOfJSON(format source.Format, sample []byte) source.Head {
	h := source.Head{Format: format, Sample: sample}
	d := jsontext.NewDecoder(bytes.NewReader(sample), lenient...)
	switch d.PeekKind() {
	case '[':
		h.First, _ = firstListed(d, 0)
	case '{':
		h.Top, h.First = membersOf(d, 2)
	}
	slices.Sort(h.Top)
	slices.Sort(h.First)
	return h
}

// membersOf reads an object's names and, down to depth, the names of the first
// object that an array in it lists. It takes what a truncated sample gives.
func membersOf(d *jsontext.Decoder, depth int) (names, first []string) {
	if _, err := d.ReadToken(); err != nil {
		return nil, nil
	}
	for d.PeekKind() == '"' {
		tok, err := d.ReadToken()
		if err != nil {
			return names, first
		}
		names = append(names, tok.String())
		var ok bool
		switch k := d.PeekKind(); {
		case k == '[' && first == nil && depth > 0:
			first, ok = firstListed(d, depth-1)
		case k == '{' && first == nil && depth > 1:
			_, first = membersOf(d, depth-1)
			ok = true
		default:
			ok = d.SkipValue() == nil
		}
		if !ok {
			return names, first
		}
	}
	_, _ = d.ReadToken()
	return names, first
}

// firstListed reads the names of the first object of an array and skips the
// rest of it; ok is false when the sample ended within.
func firstListed(d *jsontext.Decoder, depth int) (names []string, ok bool) {
	if _, err := d.ReadToken(); err != nil {
		return nil, false
	}
	for d.PeekKind() != ']' {
		if d.PeekKind() == '{' && names == nil {
			names, _ = membersOf(d, depth)
			if names == nil {
				names = []string{}
			}
			continue
		}
		if d.PeekKind() == 0 || d.SkipValue() != nil {
			return names, false
		}
	}
	_, err := d.ReadToken()
	return names, err == nil
}
