package read

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// errBomb stops a file that unpacks to far more than it stores.
var errBomb = errors.New("unpacks to far more than it stores, as a zip bomb does")

// guard stops an unpacking reader that yields too much.
type guard struct {
	r      io.Reader
	stored func() int64
	lim    Limits
	n      int64
}

func newGuard(r io.Reader, stored func() int64, lim Limits) *guard {
	return &guard{r: r, stored: stored, lim: lim}
}

func (g *guard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	g.n += int64(n)
	if g.n > g.lim.MaxText || g.n > 16<<20 && g.n > g.lim.MaxRatio*max(g.stored(), 1) {
		return n, errBomb
	}
	return n, err
}

func gunzip(raw io.Reader, stored *counter, lim Limits) (io.Reader, error) {
	z, err := gzip.NewReader(raw)
	if err != nil {
		return nil, err
	}
	return newGuard(z, stored.n.Load, lim), nil
}

// openText undoes the encoding and tells the layout from the first bytes.
func (f *File) openText(raw *bufio.Reader) error {
	sample, err := raw.Peek(sampleSize)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) && len(sample) == 0 {
		return fmt.Errorf("read: %w", err)
	}
	decode, name := encodingOf(sample)
	f.encoding = name
	if decode == nil && bytes.IndexByte(sample, 0) >= 0 && looksBinary(sample) {
		return ErrUnrecognised
	}
	f.text = raw
	if decode != nil {
		f.text = bufio.NewReaderSize(transform.NewReader(raw, decode), 256<<10)
	}
	if bom, _ := f.text.Peek(3); bytes.Equal(bom, []byte{0xef, 0xbb, 0xbf}) {
		if _, err := f.text.Discard(3); err != nil {
			return err
		}
	}
	return f.tellLayout()
}

// encodingOf guesses the encoding of a text. A nil transformer leaves the
// bytes as they are.
func encodingOf(sample []byte) (transform.Transformer, string) {
	utf16 := func(e unicode.Endianness, name string) (transform.Transformer, string) {
		return unicode.UTF16(e, unicode.UseBOM).NewDecoder(), name
	}
	switch {
	case bytes.HasPrefix(sample, []byte{0xff, 0xfe}):
		return utf16(unicode.LittleEndian, "UTF-16LE")
	case bytes.HasPrefix(sample, []byte{0xfe, 0xff}):
		return utf16(unicode.BigEndian, "UTF-16BE")
	case bytes.HasPrefix(sample, []byte{0xef, 0xbb, 0xbf}):
		return nil, "UTF-8"
	}
	odd, even := zeros(sample)
	switch half := len(sample) / 2; {
	case half >= 8 && odd > half*6/10 && even < half/10:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder(), "UTF-16LE"
	case half >= 8 && even > half*6/10 && odd < half/10:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder(), "UTF-16BE"
	}
	first := bytes.TrimLeft(sample, " \t\r\n")
	isJSON := len(first) > 0 && (first[0] == '{' || first[0] == '[')
	if !isJSON && !validUTF8(sample) {
		return charmap.Windows1252.NewDecoder(), "Windows-1252"
	}
	return nil, "UTF-8"
}

func zeros(sample []byte) (odd, even int) {
	for i, b := range sample[:min(len(sample), 4096)] {
		if b == 0 && i%2 == 1 {
			odd++
		} else if b == 0 {
			even++
		}
	}
	n := len(sample)
	if n > 4096 { // scale to the whole sample
		odd, even = odd*n/4096, even*n/4096
	}
	return odd, even
}

// validUTF8 allows for a character that the sample's end cuts in two.
func validUTF8(sample []byte) bool {
	for range utf8.UTFMax {
		if utf8.Valid(sample) {
			return true
		}
		if len(sample) == 0 || len(sample) < sampleSize-utf8.UTFMax {
			return false
		}
		sample = sample[:len(sample)-1]
	}
	return utf8.Valid(sample)
}

// looksBinary reports whether control bytes are too common for a text.
func looksBinary(sample []byte) bool {
	n := 0
	for _, b := range sample {
		if b < 0x20 && b != '\n' && b != '\r' && b != '\t' {
			n++
		}
	}
	return n*50 > len(sample)
}

// tellLayout decides between JSON, NDJSON and CSV and fills the head.
func (f *File) tellLayout() error {
	peek, err := f.text.Peek(sampleSize)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) && len(peek) == 0 {
		return fmt.Errorf("read text: %w", err)
	}
	sample := bytes.Clone(peek)
	first := bytes.TrimLeft(sample, " \t\r\n")
	if len(first) == 0 {
		return errors.New("the file holds nothing but blanks")
	}
	if looksBinary(sample) {
		return ErrUnrecognised
	}
	if first[0] != '{' && first[0] != '[' {
		return f.openCSV(sample)
	}
	f.format = source.JSON
	if isNDJSON(first) {
		f.format = source.NDJSON
	}
	f.head = headOfJSON(f.format, sample)
	return nil
}
