package place

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Magic opens the unpacked table and names its layout. The layout, written by
// tools/tables: after the magic, whole numbers as unsigned varints, strings as
// length and bytes, signed numbers zigzag.
//
//	countries: n, then code, names joined by newlines, circle
//	regions:   n, then country index, names joined by newlines, circle
//	zones:     n, then the zone
//	cities:    n, then by column: folded name (front coded), latitude and
//	           longitude in 0.01°, inhabitants in hundreds, country, zone,
//	           region + 1 (0 for none)
//	alts:      n, then by column: folded name (front coded), city
//
// A circle is latitude and longitude in 0.01° and radius in km. Front coded is
// the number of bytes shared with the name before, then the rest as a string.
const Magic = "DLPLACE1"

// maxTable bounds the unpacked table: a damaged file must not fill memory.
const maxTable = 64 << 20

// maxKey bounds one name, in bytes.
const maxKey = 255

var errShort = errors.New("table is damaged or ends early")

// Parse reads a table as tools/tables writes it: gzip around the layout of
// [Magic].
func Parse(packed []byte) (*Table, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack place table: %w", err)
	}
	var raw bytes.Buffer
	raw.Grow(6 * len(packed))
	if _, err := raw.ReadFrom(io.LimitReader(z, maxTable)); err != nil {
		return nil, fmt.Errorf("unpack place table: %w", err)
	}
	return parse(raw.Bytes())
}

// parse reads the unpacked table.
func parse(raw []byte) (*Table, error) {
	rest, ok := bytes.CutPrefix(raw, []byte(Magic))
	if !ok {
		return nil, fmt.Errorf("read place table: no %s at its start", Magic)
	}
	r := &reader{rest: rest}
	t := &Table{byName: map[string]int32{}, regionBy: map[string]int32{}}
	t.readCountries(r)
	t.readRegions(r)
	for range r.count() {
		t.zones = append(t.zones, r.text())
	}
	t.readCities(r)
	t.alts = r.keys(r.count())
	t.altCity = make([]uint32, len(t.alts.ends))
	for i := range t.altCity {
		t.altCity[i] = uint32(r.below(len(t.cities)))
	}
	if r.err != nil {
		return nil, fmt.Errorf("read place table: %w", r.err)
	}
	return t, nil
}

func (t *Table) readCountries(r *reader) {
	for i := range r.count() {
		c := country{code: r.text()}
		t.byName[Fold(c.code)] = int32(i)
		for name := range strings.SplitSeq(r.text(), "\n") {
			t.byName[name] = int32(i)
		}
		c.circle = r.circle()
		t.countries = append(t.countries, c)
	}
}

func (t *Table) readRegions(r *reader) {
	for i := range r.count() {
		g := region{country: int32(r.below(len(t.countries)))}
		names := r.text()
		if r.err != nil {
			return
		}
		for name := range strings.SplitSeq(names, "\n") {
			t.regionBy[t.countries[g.country].code+"/"+name] = int32(i)
		}
		g.circle = r.circle()
		t.regions = append(t.regions, g)
		if len(t.withRegions) == 0 || t.withRegions[len(t.withRegions)-1] != g.country {
			t.withRegions = append(t.withRegions, g.country)
		}
	}
}

func (t *Table) readCities(r *reader) {
	t.names = r.keys(r.count())
	t.cities = make([]city, len(t.names.ends))
	for i := range t.cities {
		t.cities[i].lat = int16(r.signed())
	}
	for i := range t.cities {
		t.cities[i].lon = int16(r.signed())
	}
	for i := range t.cities {
		t.cities[i].hundreds = uint32(r.number())
	}
	for i := range t.cities {
		t.cities[i].country = uint16(r.below(len(t.countries)))
	}
	for i := range t.cities {
		t.cities[i].zone = uint16(r.below(len(t.zones)))
	}
	for i := range t.cities {
		t.cities[i].region = int16(r.below(len(t.regions)+1)) - 1
	}
}

// reader takes the table apart; the first error sticks and everything after it
// reads as zero.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) number() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) fail() {
	if r.err == nil {
		r.err = errShort
	}
	r.rest = nil
}

func (r *reader) signed() int64 {
	v := r.number()
	return int64(v>>1) ^ -int64(v&1)
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

func (r *reader) circle() Circle {
	return Circle{Lat: float64(r.signed()) / 100, Lon: float64(r.signed()) / 100, RadiusKM: float64(r.number())}
}

func (r *reader) keys(n int) keys {
	k := keys{ends: make([]uint32, 0, n)}
	text := make([]byte, 0, 16*n)
	start := 0
	for range n {
		shared := r.below(len(text) - start + 1)
		tail := r.count()
		if shared+tail > maxKey {
			r.fail()
		}
		if r.err != nil {
			return keys{}
		}
		begin := len(text)
		text = append(text, text[start:start+shared]...)
		text = append(text, r.rest[:tail]...)
		r.rest = r.rest[tail:]
		start = begin
		k.ends = append(k.ends, uint32(len(text)))
	}
	k.text = string(text)
	return k
}
