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

// Errors that stop the unpacking of a file.
var (
	errBomb = errors.New("unpacks to far more than it stores, as a zip bomb does")
	errLong = errors.New("unpacks to more than is read of one file")
)

// ratioFrom is how much text a file may yield before its ratio is looked at:
// small files of one repeated byte are no danger.
const ratioFrom = 16 << 20

// guard stops an unpacking reader that yields too much.
type guard struct {
	r      io.Reader
	stored *counter
	lim    Limits
	n      int64
}

func (f *File) guard(r io.Reader) *guard { return &guard{r: r, stored: f.stored, lim: f.opt.Limits} }

func (g *guard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	g.n += int64(n)
	switch {
	case g.n > g.lim.MaxText:
		return 0, errLong
	case g.n > ratioFrom && g.n/g.lim.MaxRatio > g.stored.n.Load():
		return 0, errBomb
	}
	return n, err
}

func (f *File) gunzip(raw io.Reader) (io.Reader, error) {
	z, err := gzip.NewReader(raw)
	if err != nil {
		return nil, err
	}
	return f.guard(z), nil
}

// openText undoes the encoding and tells the layout from the first bytes.
func (f *File) openText(raw *bufio.Reader) error {
	sample, err := peek(raw)
	if err != nil {
		return err
	}
	if what := binaryKind(sample); what != "" {
		return fmt.Errorf("%w: it is %s", ErrUnrecognised, what)
	}
	decode, name := encodingOf(sample)
	f.encoding, f.text = name, raw
	if decode == nil && bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0 {
		decode = oldMacLines{}
	}
	if decode != nil {
		f.text = bufio.NewReaderSize(transform.NewReader(raw, decode), bufferSize)
	}
	if bom, _ := f.text.Peek(3); bytes.Equal(bom, []byte{0xef, 0xbb, 0xbf}) {
		if _, err := f.text.Discard(3); err != nil {
			return fmt.Errorf("read: %w", err)
		}
	}
	return f.tellLayout()
}

// peek looks at the first bytes. An error after the first of them is met again
// when the text is read.
func peek(r *bufio.Reader) ([]byte, error) {
	sample, err := r.Peek(sampleSize)
	switch {
	case len(sample) > 0:
		return sample, nil
	case err == nil || errors.Is(err, io.EOF):
		return nil, errors.New("the file is empty")
	}
	_, detail := readProblem(err)
	return nil, errors.New(detail)
}

// Broken tells why the text breaks off within the part that a source looks at
// to recognise it, if it does: then it is no wonder that nobody knows it.
func (f *File) Broken() (reason, detail string, broken bool) {
	if f.text == nil {
		return "", "", false
	}
	_, err := f.text.Peek(sampleSize)
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, bufio.ErrBufferFull) {
		return "", "", false
	}
	reason, detail = readProblem(err)
	return reason, detail, true
}

// encodingOf guesses the encoding of a text. A nil transformer leaves the
// bytes as they are.
func encodingOf(sample []byte) (transform.Transformer, string) {
	switch {
	case bytes.HasPrefix(sample, []byte{0xff, 0xfe}):
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder(), "UTF-16LE"
	case bytes.HasPrefix(sample, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder(), "UTF-16BE"
	case bytes.HasPrefix(sample, []byte{0xef, 0xbb, 0xbf}):
		return nil, "UTF-8"
	}
	odd, even, half := zeros(sample[:min(len(sample), 4096)])
	switch {
	case half >= 4 && odd > half*6/10 && even < half/10+1:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder(), "UTF-16LE"
	case half >= 4 && even > half*6/10 && odd < half/10+1:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder(), "UTF-16BE"
	}
	// JSON is UTF-8 by its standard: an item that is not is set aside.
	first := bytes.TrimLeft(sample, " \t\r\n")
	isJSON := len(first) > 0 && (first[0] == '{' || first[0] == '[')
	if !isJSON && !validUTF8(sample) {
		return charmap.Windows1252.NewDecoder(), "Windows-1252"
	}
	return nil, "UTF-8"
}

// zeros counts zero bytes at odd and even places, and pairs of bytes.
func zeros(sample []byte) (odd, even, pairs int) {
	for i, b := range sample {
		switch {
		case b != 0:
		case i%2 == 1:
			odd++
		default:
			even++
		}
	}
	return odd, even, len(sample) / 2
}

// validUTF8 allows for a character that the sample's end cuts in two.
func validUTF8(sample []byte) bool {
	if len(sample) == sampleSize {
		for i := 1; i < utf8.UTFMax; i++ {
			if b := sample[len(sample)-i]; utf8.RuneStart(b) {
				if !utf8.FullRune(sample[len(sample)-i:]) {
					sample = sample[:len(sample)-i]
				}
				break
			}
		}
	}
	return utf8.Valid(sample)
}

// looksBinary reports whether control bytes are too common for a text; a few
// cost no more than their rows.
func looksBinary(sample []byte) bool {
	n := 0
	for _, b := range sample {
		if b < 0x20 && b != '\n' && b != '\r' && b != '\t' {
			n++
		}
	}
	return n > 4 && n*50 > len(sample)
}

// binaryKinds are the beginnings of files that people take for exports, and
// what to do with them.
var binaryKinds = [...]struct{ magic, what string }{
	{"\xd0\xcf\x11\xe0", "an old Office file; save it as .xlsx or CSV"},
	{"PK\x05\x06", "an empty zip archive"},
	{"\x28\xb5\x2f\xfd", "compressed with Zstandard; unpack it with zstd -d"},
	{"BZh", "compressed with bzip2; unpack it with bunzip2"},
	{"\xfd7zXZ", "compressed with xz; unpack it with unxz"},
	{"7z\xbc\xaf", "a 7-Zip archive; unpack it"},
	{"Rar!", "a RAR archive; unpack it"},
	{"\x1f\x8b", "compressed twice; unpack it once"},
	{"PK\x03\x04", "a zip archive within a compressed file; unpack it"},
	{"\x89PNG", "a picture"},
	{"\xff\xd8\xff", "a picture"},
	{"GIF8", "a picture"},
	{"SQLite format 3", "a SQLite database; export its tables as CSV"},
	{"PAR1", "a Parquet file; export it as CSV or NDJSON"},
	{"\x7fELF", "a program"},
	{"MZ\x90", "a program"},
	{"{\\rtf", "a rich text file"},
	{"<", "XML or a web page; export it as JSON or CSV"},
}

// binaryKind names a file that no layout fits, or returns "".
func binaryKind(sample []byte) string {
	if len(sample) >= 262 && string(sample[257:262]) == "ustar" {
		return "a tar archive; unpack it"
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(sample, []byte{0xef, 0xbb, 0xbf}), " \t\r\n")
	for _, k := range binaryKinds {
		if bytes.HasPrefix(text, []byte(k.magic)) {
			return k.what
		}
	}
	return ""
}

// tellLayout decides between JSON, NDJSON and CSV and fills the head.
func (f *File) tellLayout() error {
	peeked, err := peek(f.text)
	if err != nil {
		return err
	}
	sample := bytes.Clone(peeked)
	first := bytes.TrimLeft(sample, " \t\r\n")
	switch {
	case len(first) == 0:
		return errors.New("the file holds nothing but blanks")
	case looksBinary(sample):
		return fmt.Errorf("%w: it is no text", ErrUnrecognised)
	case first[0] != '{' && first[0] != '[':
		return f.openCSV(sample)
	}
	f.format = source.JSON
	if isNDJSON(first, f.opt.MaxDepth) {
		f.format = source.NDJSON
	}
	f.head = headOfJSON(f.format, sample, f.opt.MaxDepth)
	return nil
}

// oldMacLines turns the line ends of old Macs, which Excel still writes, into
// those of everyone else.
type oldMacLines struct{ transform.NopResetter }

// Transform implements [transform.Transformer].
func (oldMacLines) Transform(dst, src []byte, _ bool) (nDst, nSrc int, err error) {
	n := copy(dst, src)
	for i, b := range dst[:n] {
		if b == '\r' {
			dst[i] = '\n'
		}
	}
	if n < len(src) {
		err = transform.ErrShortDst
	}
	return n, n, err
}
