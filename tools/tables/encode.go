package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
)

// encoder writes the primitives that package place and package intel read.
type encoder struct{ buf []byte }

func (e *encoder) number(v uint64) { e.buf = binary.AppendUvarint(e.buf, v) }

func (e *encoder) signed(v int64) { e.number(uint64(v)<<1 ^ uint64(v>>63)) }

func (e *encoder) text(s string) {
	e.number(uint64(len(s)))
	e.buf = append(e.buf, s...)
}

// keys writes sorted strings front coded.
func (e *encoder) keys(sorted []string) {
	before := ""
	for _, s := range sorted {
		n := 0
		for n < len(s) && n < len(before) && s[n] == before[n] {
			n++
		}
		e.number(uint64(n))
		e.text(s[n:])
		before = s
	}
}

// packed returns what was written, gzipped without name or time, so that the
// same content gives the same bytes.
func (e *encoder) packed() ([]byte, error) {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("open compressor: %w", err)
	}
	if _, err := z.Write(e.buf); err != nil {
		return nil, fmt.Errorf("compress table: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("compress table: %w", err)
	}
	return out.Bytes(), nil
}
