package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
)

// span is an inclusive range of addresses and what a source says of it.
type span struct {
	from, to netip.Addr
	value    string
}

// mark says that value holds from an address to the next mark; "" is unknown.
type mark struct {
	start uint64 // IPv4 address, or upper half of an IPv6 address
	value string
}

// readSpans reads rows "from,to,value..." of addresses in text form. value
// turns the rest of a row into what is kept.
func readSpans(data []byte, value func(rest []string) string) ([]span, error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	var out []span
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if len(row) < 3 {
			return nil, fmt.Errorf("row %d: %d columns", len(out)+1, len(row))
		}
		s := span{value: value(row[2:])}
		if s.from, err = netip.ParseAddr(row[0]); err != nil {
			return nil, fmt.Errorf("row %d: %w", len(out)+1, err)
		}
		if s.to, err = netip.ParseAddr(row[1]); err != nil {
			return nil, fmt.Errorf("row %d: %w", len(out)+1, err)
		}
		out = append(out, s)
	}
}

// flatten turns ranges, some of which overlap in the source, into marks: where
// two cover an address the narrower or later one holds. IPv6 is kept by /64:
// each says what its first address says.
func flatten(spans []span) []mark {
	slices.SortStableFunc(spans, func(a, b span) int {
		return cmp.Or(a.from.Compare(b.from), b.to.Compare(a.to))
	})
	f := flattener{marks: []mark{{}}}
	for _, s := range spans {
		f.close(s.from)
		f.open = append(f.open, s)
		f.put(s.from, s.value)
	}
	f.close(netip.Addr{})
	return compact(f.marks)
}

type flattener struct {
	open  []span
	marks []mark
}

// close ends the open ranges that end before limit (all for the zero address)
// and lets what lay around them go on.
func (f *flattener) close(limit netip.Addr) {
	for len(f.open) > 0 {
		top := f.open[len(f.open)-1]
		if limit.IsValid() && top.to.Compare(limit) >= 0 {
			return
		}
		f.open = f.open[:len(f.open)-1]
		for len(f.open) > 0 && f.open[len(f.open)-1].to.Compare(top.to) <= 0 {
			f.open = f.open[:len(f.open)-1]
		}
		after := top.to.Next()
		if !after.IsValid() {
			return
		}
		if len(f.open) > 0 {
			f.put(after, f.open[len(f.open)-1].value)
		} else {
			f.put(after, "")
		}
	}
}

// put appends a mark, replacing one that starts at the same place.
func (f *flattener) put(at netip.Addr, value string) {
	start, whole := upper(at)
	if !whole {
		start++
	}
	if last := len(f.marks) - 1; f.marks[last].start == start {
		f.marks[last].value = value
		return
	}
	f.marks = append(f.marks, mark{start, value})
}

// upper returns an IPv4 address or the upper half of an IPv6 address as a
// number, and whether nothing of it is lost.
func upper(a netip.Addr) (start uint64, whole bool) {
	if a.Is4() {
		b := a.As4()
		return uint64(b[0])<<24 | uint64(b[1])<<16 | uint64(b[2])<<8 | uint64(b[3]), true
	}
	b := a.As16()
	var lower uint64
	for i := range 8 {
		start = start<<8 | uint64(b[i])
		lower = lower<<8 | uint64(b[8+i])
	}
	return start, lower == 0
}

// compact drops marks that change nothing.
func compact(marks []mark) []mark {
	out := marks[:1]
	for _, m := range marks[1:] {
		if m.value != out[len(out)-1].value {
			out = append(out, m)
		}
	}
	return out
}

// overlay joins what two sources say: the value itself where they agree or only
// one speaks, else both with a slash between.
func overlay(a, b []mark) []mark {
	var out []mark
	var va, vb string
	for len(a) > 0 || len(b) > 0 {
		var at uint64
		switch {
		case len(b) == 0 || (len(a) > 0 && a[0].start < b[0].start):
			at = a[0].start
		default:
			at = b[0].start
		}
		if len(a) > 0 && a[0].start == at {
			va, a = a[0].value, a[1:]
		}
		if len(b) > 0 && b[0].start == at {
			vb, b = b[0].value, b[1:]
		}
		out = append(out, mark{at, both(va, vb)})
	}
	return compact(out)
}

func both(a, b string) string {
	if a == b || b == "" {
		return a
	}
	if a == "" {
		return b
	}
	return a + "/" + b
}
