package read

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/xuri/excelize/v2"

	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/wire"
)

// maxWorkbook is how large a workbook's file may be: it has to be held whole.
const maxWorkbook = 64 << 20

// maxUnpacked is how much a workbook may unpack to.
const maxUnpacked = 256 << 20

// sheetBatch is how many rows of a workbook make a batch.
const sheetBatch = 2000

// openPackage opens a zip: a document, a workbook, or an archive that should
// have been opened member by member.
func (f *File) openPackage(ctx context.Context, raw io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(raw, maxWorkbook+1))
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	if len(data) > maxWorkbook {
		return fmt.Errorf("a workbook or archive of more than %d MiB is not opened here; save the table as CSV, or unpack the archive", maxWorkbook>>20)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Errorf("read zip: %w; it may have been cut off: export it again", err)
	}
	switch packageKind(z.File) {
	case source.Document:
		f.format = source.Document
		return nil
	case source.XLSX:
		return f.openSheet(ctx, data)
	}
	if err := tooMuch(z.File, f.opt.Limits); err != nil {
		return err
	}
	return errors.New("an archive within an archive or a stream is not opened; unpack it")
}

func (f *File) openSheet(ctx context.Context, data []byte) error {
	f.format, f.encoding = source.XLSX, "UTF-8"
	read := f.opt.Sheet
	if read == nil {
		read = func(_ context.Context, in []byte, out io.Writer) error { return HandleSheet(in, out) }
	}
	var answer bytes.Buffer
	if err := read(ctx, data, &answer); err != nil {
		return fmt.Errorf("read workbook: %w", err)
	}
	if err := f.takeSheet(answer.Bytes()); err != nil {
		return err
	}
	header, ok := headerRow(f.rows[:min(len(f.rows), sampleRows)])
	if !ok {
		return fmt.Errorf("%w: no sheet of the workbook has a header row", ErrUnrecognised)
	}
	f.setHead(f.rows, header, 0)
	return nil
}

// sheetLine is one line of [HandleSheet]'s answer.
type sheetLine struct {
	Row     int      `json:"row,omitempty"`
	Cells   []string `json:"cells,omitempty"`
	Ignored string   `json:"ignored,omitempty"` // a further sheet that was not read
}

// HandleSheet reads a workbook's first sheet that has a header row, in memory
// only, and writes its rows as JSON lines. Dates in the reader's own format are
// written year first. It is made to run in a limited child process.
func HandleSheet(in []byte, out io.Writer) error {
	x, err := excelize.OpenReader(bytes.NewReader(in), excelize.Options{
		UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked, // equal: nothing spills to a file
		ShortDatePattern: "yyyy-mm-dd",
	})
	if err != nil {
		return fmt.Errorf("open workbook: %w", err)
	}
	w := bufio.NewWriter(out)
	err = errors.Join(writeSheets(x, w), x.Close())
	return errors.Join(err, w.Flush())
}

func writeSheets(x *excelize.File, w io.Writer) error {
	found := false
	for _, name := range x.GetSheetList() {
		rows, header, err := sheetStart(x, name)
		switch {
		case err != nil:
			return fmt.Errorf("read sheet %q: %w", name, err)
		case header && !found:
			found = true
			err = writeSheet(x, name, w)
		case rows > 0:
			err = writeLine(w, sheetLine{Ignored: name})
		}
		if err != nil {
			return fmt.Errorf("read sheet %q: %w", name, err)
		}
	}
	return nil
}

// sheetStart counts the first rows of a sheet and looks for a header in them.
func sheetStart(x *excelize.File, name string) (rows int, header bool, err error) {
	var first []sheetRow
	err = eachRow(x, name, func(r sheetRow) error {
		if first = append(first, r); len(first) == sampleRows {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	_, header = headerRow(first)
	return len(first), header, err
}

// errEnough ends a reading early.
var errEnough = errors.New("enough")

func writeSheet(x *excelize.File, name string, w io.Writer) error {
	return eachRow(x, name, func(r sheetRow) error { return writeLine(w, sheetLine{Row: r.line, Cells: r.cells}) })
}

// eachRow hands out the rows of a sheet that are not blank.
func eachRow(x *excelize.File, name string, fn func(sheetRow) error) error {
	rows, err := x.Rows(name)
	if err != nil {
		return err
	}
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return errors.Join(err, rows.Close())
		}
		if blank(cells) {
			continue
		}
		if err := fn(sheetRow{cells: cells, line: n}); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return errors.Join(rows.Error(), rows.Close())
}

func writeLine(w io.Writer, l sheetLine) error {
	data, err := wire.Marshal(l)
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// takeSheet reads [HandleSheet]'s answer.
func (f *File) takeSheet(answer []byte) error {
	for len(answer) > 0 {
		var line []byte
		line, answer, _ = bytes.Cut(answer, newline)
		var l sheetLine
		if err := wire.UnmarshalStrict(line, &l); err != nil {
			return fmt.Errorf("read workbook rows: %w", err)
		}
		if l.Ignored == "" {
			f.rows = append(f.rows, sheetRow{cells: l.Cells, line: l.Row})
			continue
		}
		f.notes = append(f.notes, problemAt(f.path, 0, 0, 0, "sheet-ignored",
			fmt.Sprintf("only the first sheet with a header is read; save %q as a file of its own", l.Ignored)))
	}
	return nil
}

// readSheet hands out a workbook's rows. Their offsets are row numbers.
func (f *File) readSheet(out *feed) {
	after, _ := slices.BinarySearchFunc(f.rows, f.table.line+1, func(r sheetRow, line int) int { return r.line - line })
	notes := f.notes
	for chunk := range slices.Chunk(f.rows[after:], sheetBatch) {
		b := &block{skipTo: out.skipTo, rows: chunk}
		for _, n := range notes {
			b.problem(n)
		}
		notes = nil
		b.End = int64(chunk[len(chunk)-1].line) + 1
		if !out.send(b) {
			return
		}
	}
	if len(notes) > 0 {
		b := &block{skipTo: out.skipTo}
		b.Problems, b.End = notes, 1
		out.send(b)
	}
}

// sheetRows makes items of a block's rows. A sheet does not store empty cells
// at a row's end.
func (b *block) sheetRows() {
	for _, r := range b.rows {
		if int64(r.line) < b.skipTo {
			continue
		}
		cells := slices.Clone(r.cells)
		cells = append(cells, make([]string, max(0, len(b.file.head.Columns)-len(cells)))...)
		b.row(cells, r.line, int64(r.line), 0, true)
	}
}
