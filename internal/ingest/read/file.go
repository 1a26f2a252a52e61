// Package read opens any file of an export and hands out its items with where
// they stood: it knows compression, encoding and layout, and no vendor.
package read

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Limits bound what one file may ask of the machine. Zero fields take the
// defaults.
type Limits struct {
	MaxItem  int64 // bytes of one item, line or row; default 8 MiB
	MaxText  int64 // bytes of a file's text after decompression; default 64 GiB
	MaxRatio int64 // text bytes per stored byte after the first 16 MiB of text; default 200
	MaxDepth int   // levels to which the values of one JSON item may nest; default 64
}

func (l Limits) withDefaults() Limits {
	if l.MaxItem <= 0 {
		l.MaxItem = 8 << 20
	}
	if l.MaxText <= 0 {
		l.MaxText = 64 << 30
	}
	if l.MaxRatio <= 0 {
		l.MaxRatio = 200
	}
	if l.MaxDepth <= 0 {
		l.MaxDepth = 64
	}
	return l
}

// Options are how a file is opened.
type Options struct {
	Limits
	Stdin io.Reader // read for the path "-"
	Hash  bool      // read the stored bytes once more beforehand for their SHA-256
	// Sheet runs [HandleSheet] elsewhere, in a limited child process; nil runs
	// it in this one.
	Sheet func(ctx context.Context, workbook []byte, rows io.Writer) error
}

// Problem is one thing that was set aside.
type Problem struct {
	Origin domain.Origin
	// Reason is a short code: truncated, unreadable, malformed, too-large,
	// too-deep, zip-bomb, encoding, nul, ragged, quote, formula-cell or
	// sheet-ignored.
	Reason string
	Detail string // what was wrong, in words, without any of the file's values
	Bytes  int64  // of text that were set aside; 0 if unknown
}

// Batch is a run of items, in the order of the file.
type Batch struct {
	Seq      int
	Items    []source.Item // Shape, ObservedAt and Tenant empty
	Problems []Problem
	End      int64 // offset in the text after the last item or problem: where reading may go on
	Read     int64 // stored bytes consumed so far
}

// File is one opened file. It can be read once. Offsets count bytes of the
// text: decompressed, in UTF-8, without a byte order mark. In a workbook they
// count rows.
type File struct {
	path     string
	opt      Options
	format   source.Format
	encoding string
	size     int64
	hash     string
	head     source.Head
	text     *bufio.Reader // decoded text, from its start
	rows     []sheetRow    // of a workbook
	table    tableStart
	notes    []Problem // met while opening
	stored   *counter
	close    func() error
}

// ErrUnrecognised marks a file whose layout is none of those known here.
var ErrUnrecognised = errors.New("not JSON, NDJSON, CSV, XLSX, PDF or DOCX")

// sampleSize is how much of the text is looked at to tell the layout.
const sampleSize = 64 << 10

// bufferSize is how much of a file is read at a time.
const bufferSize = 256 << 10

// Open opens a file, "-" for standard input, or archive.zip!member. The error
// says what to do where something can be done. Cancelling ctx ends a read from
// standard input that waits.
func Open(ctx context.Context, path string, opt Options) (*File, error) {
	opt.Limits = opt.withDefaults()
	f := &File{path: path, opt: opt, stored: &counter{}, close: func() error { return nil }}
	stored, err := f.openStored(ctx)
	if err == nil {
		err = f.open(ctx, stored)
	}
	if err == nil {
		err = ctx.Err() // a stream that was cut short is not the whole of it
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	return f, nil
}

// Path returns the path as given.
func (f *File) Path() string { return f.path }

// Format returns the layout.
func (f *File) Format() source.Format { return f.format }

// Encoding returns the encoding that the text was read in, such as "UTF-8".
func (f *File) Encoding() string { return f.encoding }

// Size returns the stored bytes; 0 for a stream.
func (f *File) Size() int64 { return f.size }

// Hash returns the hex SHA-256 of the stored bytes, or "" if it was not asked
// for or the file is a stream. For a member of an archive these are its
// compressed bytes.
func (f *File) Hash() string { return f.hash }

// Head returns what a source may look at.
func (f *File) Head() source.Head { return f.head }

// Close releases the file.
func (f *File) Close() error { return f.close() }

// openStored opens the bytes as they are stored.
func (f *File) openStored(ctx context.Context) (io.Reader, error) {
	if f.path == "-" {
		if f.opt.Stdin == nil {
			return nil, errors.New("standard input is not available here")
		}
		f.stored.r = newPatient(ctx, f.opt.Stdin)
		return f.stored, nil
	}
	if outer, member, ok := Split(f.path); ok {
		return f.openMember(outer, member)
	}
	file, size, err := openFile(f.path)
	if err != nil {
		return nil, err
	}
	f.close, f.size = file.Close, size
	if f.opt.Hash && size > 0 {
		if f.hash, err = hashOf(file); err != nil {
			return nil, err
		}
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return nil, fmt.Errorf("go back to the start: %w", err)
		}
	}
	f.stored.r = file
	return f.stored, nil
}

// openFile opens a regular file or a pipe; a pipe has no size.
func openFile(path string) (*os.File, int64, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, plainError(err)
	}
	info, err := file.Stat()
	switch {
	case err != nil:
		err = plainError(err)
	case info.IsDir():
		err = errors.New("a folder, not a file")
	case info.Mode().IsRegular():
		return file, info.Size(), nil
	case info.Mode()&fs.ModeNamedPipe != 0:
		return file, 0, nil
	default:
		err = errors.New("a device, not a file")
	}
	return nil, 0, errors.Join(err, file.Close())
}

// plainError drops the path from an error, which the caller names, and adds
// the remedy.
func plainError(err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w: give this user the right to read it", fs.ErrPermission)
	}
	var perr *fs.PathError
	if errors.As(err, &perr) {
		return perr.Err
	}
	return err
}

// open undoes compression and encoding and tells the layout.
func (f *File) open(ctx context.Context, stored io.Reader) error {
	raw := bufio.NewReaderSize(stored, bufferSize)
	magic, err := raw.Peek(4)
	if len(magic) == 0 {
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read: %w", err)
		}
		return errors.New("the file is empty")
	}
	switch {
	case bytes.HasPrefix(magic, []byte("%PDF")):
		f.format = source.Document
		return nil
	case bytes.HasPrefix(magic, []byte("PK\x03\x04")):
		return f.openPackage(ctx, raw)
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		z, err := f.gunzip(raw)
		if err != nil {
			return fmt.Errorf("read gzip: %w", err)
		}
		raw = bufio.NewReaderSize(z, bufferSize)
	}
	return f.openText(raw)
}

// counter counts the bytes that pass.
type counter struct {
	r io.Reader
	n atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// patient reads from a stream that may wait for ever, until its context ends.
// Its goroutine ends with the stream, or at the first bytes after the context
// has ended: a read from a terminal or pipe cannot be called back.
type patient struct {
	ctx  context.Context
	from chan []byte
	back chan []byte
	err  error // of the stream, once from is closed
	rest []byte
	buf  []byte
}

func newPatient(ctx context.Context, r io.Reader) *patient {
	p := &patient{ctx: ctx, from: make(chan []byte), back: make(chan []byte, 2)}
	p.back <- make([]byte, bufferSize)
	p.back <- make([]byte, bufferSize)
	go p.pump(r)
	return p
}

func (p *patient) pump(r io.Reader) {
	defer close(p.from)
	for {
		buf := <-p.back
		n, err := r.Read(buf[:cap(buf)])
		if n > 0 {
			select {
			case p.from <- buf[:n]:
			case <-p.ctx.Done():
				p.err = p.ctx.Err()
				return
			}
		} else {
			p.back <- buf
		}
		if err != nil {
			p.err = err
			return
		}
	}
}

func (p *patient) Read(into []byte) (int, error) {
	if len(p.rest) == 0 {
		if p.buf != nil {
			p.back <- p.buf
			p.buf = nil
		}
		select {
		case buf, ok := <-p.from:
			if !ok {
				return 0, p.err
			}
			p.rest, p.buf = buf, buf
		case <-p.ctx.Done():
			return 0, p.ctx.Err()
		}
	}
	n := copy(into, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}
