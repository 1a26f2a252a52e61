package intel

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Magic opens the unpacked address table and names its layout. The layout,
// written by tools/tables: after the magic, numbers as unsigned varints,
// strings as length and bytes.
//
//	countries: n, then each as a string: "", "US", or "US/GB" where sources differ
//	marks of IPv4, marks of IPv6 (upper 64 bits)
//	networks:  n, then each one's number, then each one's operator
//	marks of IPv4, marks of IPv6
//
// Marks are a count, the steps between starts (the first start is 0), then
// the values as indices. A step is (2h+1)·2^p: p is the lower six bits of a
// byte and h the upper two, where 3 means that h-3 follows as a number.
const Magic = "DLINTEL1"

// maxTable bounds the unpacked table: a damaged file must not fill memory.
const maxTable = 128 << 20

var errDamaged = errors.New("table is damaged or ends early")

// ParseIP reads a table as tools/tables writes it: gzip around the layout of
// [Magic].
func ParseIP(packed []byte) (*IPTable, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack address table: %w", err)
	}
	var raw bytes.Buffer
	raw.Grow(2 * len(packed))
	if _, err := raw.ReadFrom(io.LimitReader(z, maxTable)); err != nil {
		return nil, fmt.Errorf("unpack address table: %w", err)
	}
	return parse(raw.Bytes())
}

// parse reads the unpacked table.
func parse(raw []byte) (*IPTable, error) {
	rest, ok := bytes.CutPrefix(raw, []byte(Magic))
	if !ok {
		return nil, fmt.Errorf("read address table: no %s at its start", Magic)
	}
	r := &reader{rest: rest}
	t := &IPTable{}
	t.countries = make([][]string, r.count())
	for i := range t.countries {
		t.countries[i] = split(r.text())
	}
	t.country4 = readSteps[uint32, uint16](r, 32, len(t.countries))
	t.country6 = readSteps[uint64, uint16](r, 64, len(t.countries))
	t.asns = make([]uint32, r.count())
	for i := range t.asns {
		t.asns[i] = uint32(r.number())
	}
	t.orgs = r.texts(len(t.asns))
	t.asn4 = readSteps[uint32, uint32](r, 32, len(t.asns))
	t.asn6 = readSteps[uint64, uint32](r, 64, len(t.asns))
	if r.err != nil {
		return nil, fmt.Errorf("read address table: %w", r.err)
	}
	return t, nil
}

func readSteps[K uint32 | uint64, V uint16 | uint32](r *reader, bits uint, values int) steps[K, V] {
	n := r.count()
	if n == 0 || values > 1+int(^V(0)) {
		r.fail()
		return steps[K, V]{}
	}
	s := steps[K, V]{starts: make([]K, n), values: make([]V, n)}
	var at K
	for i := 1; i < n; i++ {
		b := r.byte()
		half := uint64(b >> 6)
		if half == 3 {
			half += r.number()
		}
		next := at + K((2*half+1)<<(b&63))
		if next <= at {
			r.fail()
		}
		if r.err != nil {
			return steps[K, V]{}
		}
		at = next
		s.starts[i] = at
	}
	for i := range s.values {
		s.values[i] = V(r.below(values))
	}
	s.index(bits)
	return s
}

// reader takes the table apart; the first error sticks and everything after it
// reads as zero.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) fail() {
	if r.err == nil {
		r.err = errDamaged
	}
	r.rest = nil
}

func (r *reader) byte() byte {
	if len(r.rest) == 0 {
		r.fail()
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

func (r *reader) number() uint64 {
	if len(r.rest) > 0 && r.rest[0] < 0x80 {
		return uint64(r.byte())
	}
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// count reads a number of things, each of which takes at least one byte.
func (r *reader) count() int {
	n := r.number()
	if n > uint64(len(r.rest)) {
		r.fail()
		return 0
	}
	return int(n)
}

// below reads an index into a list of n things.
func (r *reader) below(n int) int {
	v := r.number()
	if v >= uint64(n) {
		r.fail()
		return 0
	}
	return int(v)
}

func (r *reader) text() string {
	n := r.count()
	s := string(r.rest[:n])
	r.rest = r.rest[n:]
	return s
}

// texts reads n strings that share one allocation.
func (r *reader) texts(n int) []string {
	ends := make([]int, n)
	var all []byte
	for i := range ends {
		size := r.count()
		all = append(all, r.rest[:size]...)
		r.rest = r.rest[size:]
		ends[i] = len(all)
	}
	joined, out, start := string(all), make([]string, n), 0
	for i, end := range ends {
		out[i] = joined[start:end]
		start = end
	}
	return out
}
