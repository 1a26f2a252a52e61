package read

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/wire"
)

// maxWorkbook is how large a workbook's file may be: it has to be held whole.
const maxWorkbook = 64 << 20

// openPackage opens a zip: a document, a workbook, or an archive that should
// have been opened member by member.
func (f *File) openPackage(ctx context.Context, raw io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(raw, maxWorkbook+1))
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	if len(data) > maxWorkbook {
		return fmt.Errorf("a package of more than %d MiB is not opened; save it as CSV", maxWorkbook>>20)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Errorf("read zip: %w", err)
	}
	switch packageKind(z.File) {
	case source.Document:
		f.format = source.Document
		return nil
	case source.XLSX:
		return f.openSheet(ctx, data)
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
	if err := f.takeSheet(&answer); err != nil {
		return err
	}
	header, ok := headerRow(f.rows[:min(len(f.rows), 60)])
	if !ok {
		return ErrUnrecognised
	}
	f.setHead(source.XLSX, f.rows, header, 0)
	return nil
}

// sheetLine is one line of [HandleSheet]'s answer.
type sheetLine struct {
	Row     int      `json:"row,omitempty"`
	Cells   []string `json:"cells,omitempty"`
	Ignored string   `json:"ignored,omitempty"` // a further sheet that was not read
}

// HandleSheet reads a workbook's first sheet that has rows, in memory only,
// and writes its rows as JSON lines. It is made to run in a limited child.
func HandleSheet(in []byte, out io.Writer) error {
	const whole = 1 << 30 // never spill to a temporary file
	x, err := excelize.OpenReader(bytes.NewReader(in), excelize.Options{RawCellValue: false, UnzipSizeLimit: whole, UnzipXMLSizeLimit: whole})
	if err != nil {
		return fmt.Errorf("open workbook: %w", err)
	}
	defer x.Close()
	w := bufio.NewWriter(out)
	read := false
	for _, name := range x.GetSheetList() {
		if read {
			if err := writeLine(w, sheetLine{Ignored: name}); err != nil {
				return err
			}
			continue
		}
		if read, err = writeSheet(x, name, w); err != nil {
			return fmt.Errorf("read sheet %q: %w", name, err)
		}
	}
	return w.Flush()
}

func writeSheet(x *excelize.File, name string, w io.Writer) (any bool, err error) {
	rows, err := x.Rows(name)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return any, err
		}
		if blank(cells) {
			continue
		}
		any = true
		if err := writeLine(w, sheetLine{Row: n, Cells: cells}); err != nil {
			return any, err
		}
	}
	return any, rows.Error()
}

func writeLine(w io.Writer, l sheetLine) error {
	data, err := wire.Marshal(l)
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

func (f *File) takeSheet(answer *bytes.Buffer) error {
	for {
		line, err := answer.ReadBytes('\n')
		if len(line) == 0 && err != nil {
			return nil
		}
		var l sheetLine
		if err := wire.UnmarshalStrict(line, &l); err != nil {
			return fmt.Errorf("read workbook rows: %w", err)
		}
		if l.Ignored != "" {
			f.notes = append(f.notes, problemAt(f.path, 0, 0, "sheet-ignored", fmt.Sprintf("only the first sheet is read; save %q as a file of its own", l.Ignored)))
			continue
		}
		f.rows = append(f.rows, sheetRow{l.Cells, l.Row})
	}
}

// readSheet hands out a workbook's rows. Their offsets count rows, so that
// reading can go on after the last one kept.
func (f *File) readSheet(out *feed) error {
	rows := &rowBatcher{f: f, out: out}
	rows.cur.Problems = append(rows.cur.Problems, f.notes...)
	for _, r := range f.rows {
		if r.line <= f.table.headerLine {
			continue
		}
		rows.row(r.cells, r.line, int64(r.line))
		rows.end = int64(r.line) + 1
		if !rows.flushWhenFull() {
			return nil
		}
	}
	rows.flush()
	return nil
}
