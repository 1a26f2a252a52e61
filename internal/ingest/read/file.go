// Package read opens any file of an export and hands out its items with where
// they stood: it knows compression, encoding and layout, and no vendor.
package read

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Limits bound what one file may ask of the machine. Zero fields take the
// defaults.
type Limits struct {
	MaxItem  int64 // bytes of one item, line or cell; default 8 MiB
	MaxText  int64 // bytes of a file's text after decompression; default 64 GiB
	MaxRatio int64 // text bytes per stored byte after the first 16 MiB of text; default 200
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
	return l
}

// Options are how a file is opened.
type Options struct {
	Limits
	Stdin io.Reader // read for the path "-"
	Hash  bool      // read the file once more beforehand for its SHA-256
	// Sheet reads a workbook's rows elsewhere, as JSON arrays of text, one a
	// line; nil reads them in this process.
	Sheet func(ctx context.Context, workbook []byte, rows io.Writer) error
}

// Problem is one thing that was set aside.
type Problem struct {
	Origin domain.Origin
	Reason string // truncated, malformed, too-large, encoding, ragged, quote, formula-cell, nul, zip-bomb, sheet-ignored
	Detail string
}

// Batch is a run of items, in the order of the file.
type Batch struct {
	Seq      int
	Items    []source.Item // Shape, ObservedAt and Tenant empty
	Problems []Problem
	End      int64 // offset in the text after the last item: where reading may go on
	Read     int64 // stored bytes consumed so far
}

// File is one opened file. It can be read once.
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
var ErrUnrecognised = errors.New("neither JSON, NDJSON, CSV, XLSX, PDF nor DOCX")

// sampleSize is how much of the text is looked at to tell the layout.
const sampleSize = 64 << 10

// Open opens a file, "-" for standard input, or archive.zip!member.
func Open(ctx context.Context, path string, opt Options) (*File, error) {
	opt.Limits = opt.withDefaults()
	f := &File{path: path, opt: opt, close: func() error { return nil }}
	stored, err := f.openStored()
	if err != nil {
		return nil, err
	}
	if err := f.open(ctx, stored); err != nil {
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

// Hash returns the hex SHA-256 of the stored bytes, or "" if it was not asked for.
func (f *File) Hash() string { return f.hash }

// Head returns what a source may look at.
func (f *File) Head() source.Head { return f.head }

// Close releases the file.
func (f *File) Close() error { return f.close() }

// openStored opens the bytes as they are stored.
func (f *File) openStored() (io.Reader, error) {
	if f.path == "-" {
		if f.opt.Stdin == nil {
			return nil, errors.New("standard input is not available here")
		}
		return f.opt.Stdin, nil
	}
	outer, member, inArchive := strings.Cut(f.path, "!")
	if inArchive {
		return f.openMember(outer, member)
	}
	file, err := os.Open(outer)
	if err != nil {
		return nil, err
	}
	f.close = file.Close
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if info.IsDir() {
		return nil, errors.Join(fmt.Errorf("%s is a folder", outer), file.Close())
	}
	f.size = info.Size()
	if f.opt.Hash {
		h := sha256.New()
		if _, err := io.Copy(h, file); err != nil {
			return nil, errors.Join(fmt.Errorf("hash %s: %w", outer, err), file.Close())
		}
		f.hash = hex.EncodeToString(h.Sum(nil))
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return nil, errors.Join(err, file.Close())
		}
	}
	return file, nil
}

func (f *File) openMember(outer, name string) (io.Reader, error) {
	z, err := zip.OpenReader(outer)
	if err != nil {
		return nil, fmt.Errorf("open archive %s: %w", outer, err)
	}
	f.close = z.Close
	for _, m := range z.File {
		if m.Name != name {
			continue
		}
		r, err := m.Open()
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open %s: %w", f.path, err), z.Close())
		}
		f.size = int64(m.CompressedSize64)
		f.hash = fmt.Sprintf("crc32-%08x-%d", m.CRC32, m.UncompressedSize64)
		f.close = func() error { return errors.Join(r.Close(), z.Close()) }
		return newGuard(r, func() int64 { return f.size }, f.opt.Limits), nil
	}
	return nil, errors.Join(fmt.Errorf("archive %s has no member %s", outer, name), z.Close())
}

// open undoes compression and encoding and tells the layout.
func (f *File) open(ctx context.Context, stored io.Reader) error {
	f.stored = &counter{r: stored}
	raw := bufio.NewReaderSize(f.stored, 256<<10)
	magic, err := raw.Peek(4)
	if len(magic) == 0 {
		if err != nil && err != io.EOF {
			return err
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
		z, err := gunzip(raw, f.stored, f.opt.Limits)
		if err != nil {
			return fmt.Errorf("read gzip: %w", err)
		}
		raw = bufio.NewReaderSize(z, 256<<10)
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

// Members lists what a path holds: the members of a plain zip archive as
// archive!member, else the path itself. Folders, hidden members and archives
// within the archive are passed over as members that cannot be opened.
func Members(path string) ([]string, error) {
	z, err := zip.OpenReader(path)
	if err != nil { // no archive, or a broken one: opening it says which
		return []string{path}, nil //nolint:nilerr
	}
	defer z.Close()
	if packageKind(z.File) != "" {
		return []string{path}, nil
	}
	var out []string
	for _, m := range z.File {
		if m.FileInfo().IsDir() || strings.HasPrefix(m.Name, "__MACOSX/") {
			continue
		}
		if len(out) == maxMembers {
			return nil, fmt.Errorf("%s holds more than %d files; unpack it and scan the folder", path, maxMembers)
		}
		out = append(out, path+"!"+m.Name)
	}
	return out, nil
}

// maxMembers is how many files of one archive are read.
const maxMembers = 1000

// packageKind tells office packages from plain archives.
func packageKind(files []*zip.File) source.Format {
	for _, m := range files {
		switch m.Name {
		case "xl/workbook.xml":
			return source.XLSX
		case "word/document.xml":
			return source.Document
		}
	}
	return ""
}
