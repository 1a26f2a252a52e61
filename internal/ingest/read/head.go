package read

import (
	"bytes"
	"slices"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// isNDJSON reports whether the text is one object a line. A broken first line
// is still a line when the second is whole.
func isNDJSON(text []byte, depth int) bool {
	line, rest, found := bytes.Cut(text, newline)
	rest = bytes.TrimLeft(rest, " \t\r\n")
	if !found || len(rest) == 0 || rest[0] != '{' || line[0] != '{' {
		return false
	}
	if wholeObject(line, depth) {
		return true
	}
	next, _, _ := bytes.Cut(rest, newline)
	return len(bytes.TrimSpace(line)) > 1 && wholeObject(next, depth)
}

// wholeObject reports whether a line is one object and nothing more.
func wholeObject(line []byte, depth int) bool {
	line = bytes.TrimSpace(line)
	if len(line) == 0 || line[0] != '{' {
		return false
	}
	end, whole := valueEnd(line, 0, depth)
	return whole && end == len(line)
}

// headOfJSON reads the names of the first object and of the first listed one.
func headOfJSON(format source.Format, sample []byte, depth int) source.Head {
	h := source.Head{Format: format, Sample: sample}
	first := bytes.TrimLeft(sample, " \t\r\n")
	if format == source.NDJSON {
		first = firstWholeLine(first, depth)
	}
	switch first[0] {
	case '[':
		h.First = firstListed(first, depth)
	case '{':
		h.Top, h.First = membersOf(first, 2, depth)
	}
	slices.Sort(h.Top)
	return h
}

// firstWholeLine returns the first line that is a whole object.
func firstWholeLine(text []byte, depth int) []byte {
	for rest := text; len(rest) > 0; {
		var line []byte
		line, rest, _ = bytes.Cut(rest, newline)
		if wholeObject(line, depth) {
			return bytes.TrimSpace(line)
		}
	}
	return text
}

// membersOf reads an object's names and the names of the first object that an
// array in it lists, down to the given number of members deep.
func membersOf(object []byte, down, depth int) (names, first []string) {
	eachMember(object, depth, func(name string, value []byte) bool {
		names = append(names, name)
		switch {
		case first != nil || len(value) == 0:
		case value[0] == '[':
			first = firstListed(value, depth)
		case value[0] == '{' && down > 1:
			_, first = membersOf(value, down-1, depth)
		}
		return true
	})
	return names, first
}

// firstListed reads the sorted names of the first object of an array.
func firstListed(array []byte, depth int) []string {
	for i := 1; i < len(array); {
		switch c := array[i]; {
		case isSpace(c) || c == ',':
			i++
			continue
		case c == '{':
			return memberNames(array[i:], depth)
		case c == ']':
			return nil
		}
		end, whole := valueEnd(array, i, depth)
		if !whole {
			return nil
		}
		i = end
	}
	return nil
}
