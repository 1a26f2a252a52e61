// Package hours measures the inference of UTC offsets from activity times
// (package activity) on people whose offset is known.
package hours

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Bounds of what a line may hold. The farthest offsets in use are 12 hours
// behind UTC and 14 ahead.
const (
	maxUnix   = 4102444800 // 2100-01-01
	minOffset = -12 * 60
	maxOffset = 14 * 60
	maxAuthor = 200
	maxBytes  = 1 << 30
)

// Event is one activity: Unix seconds, and the true UTC offset in minutes.
type Event struct {
	Unix   int64
	Offset int
}

// Author is somebody with events, sorted by time.
type Author struct {
	ID     string
	Events []Event
}

// Aside is a line that could not be read.
type Aside struct {
	Line int    `json:"line"`
	Why  string `json:"why"`
}

// File is what was read.
type File struct {
	Authors []Author // sorted by id
	Lines   int      // that were read, without the header
	Asides  []Aside  // the rest, in order
	Digest  string   // SHA-256 of the uncompressed bytes, in hex
}

// ErrTooLarge says that a file holds more than 1 GiB uncompressed.
var ErrTooLarge = errors.New("more than 1 GiB uncompressed")

// Read reads lines of author, unix and offset_min under a header that names
// these columns in any order, compressed by gzip or not. A bad line is set
// aside; a missing column or a file that is cut short is an error.
func Read(r io.Reader) (*File, error) {
	buffered := bufio.NewReader(r)
	if head, _ := buffered.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, fmt.Errorf("open compressed file: %w", err)
		}
		r = z
	} else {
		r = buffered
	}
	sum := sha256.New()
	limited := &io.LimitedReader{R: r, N: maxBytes + 1}
	f, err := readLines(io.TeeReader(limited, sum))
	if limited.N <= 0 {
		return nil, ErrTooLarge
	}
	if err != nil {
		return nil, err
	}
	f.Digest = hex.EncodeToString(sum.Sum(nil))
	return f, nil
}

func readLines(r io.Reader) (*File, error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord, c.ReuseRecord = -1, true
	head, err := c.Read()
	if err != nil {
		return nil, fmt.Errorf("read header: %w", err)
	}
	at, err := columns(head)
	if err != nil {
		return nil, err
	}
	f := &File{}
	by := map[string][]Event{}
	for {
		row, err := c.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			f.Authors = authors(by)
			return f, nil
		case errors.As(err, &bad):
			f.Asides = append(f.Asides, Aside{bad.StartLine, bad.Err.Error()})
			continue
		case err != nil:
			return nil, fmt.Errorf("read line: %w", err)
		}
		line, _ := c.FieldPos(0)
		id, e, why := parse(row, at, len(head))
		if why != "" {
			f.Asides = append(f.Asides, Aside{line, why})
			continue
		}
		f.Lines++
		by[id] = append(by[id], e)
	}
}

// columns finds author, unix and offset_min in a header.
func columns(head []string) (at [3]int, err error) {
	for i, name := range []string{"author", "unix", "offset_min"} {
		at[i] = slices.IndexFunc(head, func(s string) bool { return strings.TrimSpace(strings.TrimPrefix(s, "\ufeff")) == name })
		if at[i] < 0 {
			return at, fmt.Errorf("line 1: no column %q; the columns are author, unix, offset_min", name)
		}
	}
	return at, nil
}

func parse(row []string, at [3]int, width int) (id string, e Event, why string) {
	if len(row) != width {
		return "", e, fmt.Sprintf("%d fields instead of %d", len(row), width)
	}
	id = strings.Clone(row[at[0]])
	if id == "" || len(id) > maxAuthor {
		return "", e, "author is empty or longer than 200 bytes"
	}
	unix, err := strconv.ParseInt(row[at[1]], 10, 64)
	if err != nil || unix < 0 || unix >= maxUnix {
		return "", e, "unix is no number of seconds from 1970 to 2099"
	}
	offset, err := strconv.Atoi(row[at[2]])
	if err != nil || offset < minOffset || offset > maxOffset {
		return "", e, "offset_min is no number of minutes from -720 to 840"
	}
	return id, Event{unix, offset}, ""
}

func authors(by map[string][]Event) []Author {
	out := make([]Author, 0, len(by))
	for id, events := range by {
		slices.SortFunc(events, func(a, b Event) int {
			if a.Unix != b.Unix {
				return int(a.Unix - b.Unix)
			}
			return a.Offset - b.Offset
		})
		out = append(out, Author{id, events})
	}
	slices.SortFunc(out, func(a, b Author) int { return strings.Compare(a.ID, b.ID) })
	return out
}
