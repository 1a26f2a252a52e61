package engine

import (
	"encoding/binary"
)

// chunkSize is the size of one text of an [arena].
const chunkSize = 1 << 20

// arena keeps bytes that never change in a few large texts. Half a million
// records in structs are ten million pointers that the collector walks over
// each time; here they are none.
type arena struct {
	full []string
	open []byte
}

// extent is where something lies in an arena.
type extent struct{ chunk, from, size uint32 }

func (a *arena) put(b []byte) extent {
	if len(a.open) > 0 && len(a.open)+len(b) > chunkSize {
		a.full = append(a.full, string(a.open))
		a.open = a.open[:0]
	}
	e := extent{uint32(len(a.full)), uint32(len(a.open)), uint32(len(b))}
	a.open = append(a.open, b...)
	return e
}

// text returns what was put; it shares the arena's memory.
func (a *arena) text(e extent) string {
	if int(e.chunk) < len(a.full) {
		return a.full[e.chunk][e.from : e.from+e.size]
	}
	return string(a.open[e.from : e.from+e.size])
}

// symbols number the few texts that every record repeats: kinds, fields,
// roles, types.
type symbols struct {
	number map[string]uint64
	texts  []string
}

func (s *symbols) of(text string) uint64 {
	n, ok := s.number[text]
	if !ok {
		if s.number == nil {
			s.number = map[string]uint64{}
		}
		n = uint64(len(s.texts))
		s.number[text] = n
		s.texts = append(s.texts, text)
	}
	return n
}

// packer writes one packed entry; [cursor] reads it back.
type packer struct{ b []byte }

func (p *packer) number(n uint64) { p.b = binary.AppendUvarint(p.b, n) }

func (p *packer) text(s string) {
	p.b = binary.AppendUvarint(p.b, uint64(len(s)))
	p.b = append(p.b, s...)
}

func (p *packer) fixed(n uint64) { p.b = binary.LittleEndian.AppendUint64(p.b, n) }

// cursor reads what a [packer] wrote. Its texts share the memory of s.
type cursor struct{ s string }

func (c *cursor) number() uint64 {
	n, shift := uint64(0), 0
	for i := range len(c.s) {
		b := c.s[i]
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			c.s = c.s[i+1:]
			return n
		}
		shift += 7
	}
	return n
}

// count reads how many entries follow, each of a byte at least.
func (c *cursor) count() int {
	n := c.number()
	if n > uint64(len(c.s)) {
		panic("more entries than bytes")
	}
	return int(n)
}

func (c *cursor) text() string {
	n := c.number()
	out := c.s[:n]
	c.s = c.s[n:]
	return out
}

func (c *cursor) fixed() uint64 {
	n := uint64(0)
	for i := 7; i >= 0; i-- {
		n = n<<8 | uint64(c.s[i])
	}
	c.s = c.s[8:]
	return n
}
