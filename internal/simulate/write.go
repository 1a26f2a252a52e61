package simulate

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// Summary says what was written.
type Summary struct {
	Dir        string
	Files      []FileSummary // in the order of writing
	Bytes      int64         // of all files
	Candidates int           // candidate records in both trackers
	Workers    int           // worker records
	Events     int           // identity provider events
	Cells      int
	Members    int // personas in cells
	Lone       int
	Innocents  int // groups of look-alikes
}

// FileSummary is one file written.
type FileSummary struct {
	Name  string // below Dir, with slashes
	Bytes int64
}

// output writes the files of one world below one folder.
type output struct {
	ctx     context.Context
	root    *os.Root
	w       *world
	summary Summary
}

// Write makes the company of p and writes its exports, with truth.json and a
// README.txt, below dir, which it creates. Files of the same names are
// replaced; the same p gives the same bytes. It returns an error when p is
// invalid, when a file cannot be written or when ctx ends.
func Write(ctx context.Context, dir string, p Params) (Summary, error) {
	if err := p.Validate(); err != nil {
		return Summary{}, fmt.Errorf("simulate: %w", err)
	}
	w, err := build(p)
	if err != nil {
		return Summary{}, fmt.Errorf("simulate: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Summary{}, fmt.Errorf("create folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Summary{}, fmt.Errorf("open folder: %w", err)
	}
	defer root.Close()
	o := &output{ctx: ctx, root: root, w: w}
	o.summary = Summary{
		Dir: dir, Candidates: len(w.greens) + len(w.ashbys), Workers: len(w.workers),
		Cells: len(w.cells), Lone: len(w.lone), Innocents: len(w.innocents),
	}
	for _, c := range w.cells {
		o.summary.Members += len(c.members)
	}
	if err := o.all(); err != nil {
		return o.summary, err
	}
	return o.summary, nil
}

// all writes every file of the profile.
func (o *output) all() error {
	steps := []func() error{
		o.candidates, o.interviews, o.ashby, o.hires, o.adpWorkers, o.addressEvents, o.payEvents, o.payees,
		o.shipments, o.fedex, o.oktaUsers, o.oktaFactors, o.oktaDevices, o.oktaLog, o.intune, o.fleet, o.osquery,
		o.zoom, o.teamCalls, o.identityChecks, o.documents, o.intel,
	}
	if o.w.p.full() {
		steps = append(steps, o.referees, o.clientInfo)
	}
	steps = append(steps, o.truth, o.readme)
	for _, step := range steps {
		if err := o.ctx.Err(); err != nil {
			return fmt.Errorf("simulate: %w", err)
		}
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// file writes one file through a buffer and notes its size.
func (o *output) file(name string, fill func(w *bufio.Writer) error) (err error) {
	if d := filepath.Dir(name); d != "." {
		if err := o.root.MkdirAll(d, 0o700); err != nil {
			return fmt.Errorf("create folder %s: %w", d, err)
		}
	}
	f, err := o.root.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("create %s: %w", name, err)
	}
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			err = fmt.Errorf("close %s: %w", name, cerr)
		}
	}()
	count := &counter{w: f}
	w := bufio.NewWriterSize(count, 256<<10)
	if err := fill(w); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	o.summary.Files = append(o.summary.Files, FileSummary{Name: filepath.ToSlash(name), Bytes: count.n})
	o.summary.Bytes += count.n
	return nil
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// items writes one JSON value per element of list between head and tail, one
// a line.
func items[T any](o *output, name, head, tail string, list []T, one func(t *text, v T)) error {
	return o.file(name, func(w *bufio.Writer) error {
		t := &text{b: append(make([]byte, 0, 8<<10), head...)}
		for i, v := range list {
			if i > 0 {
				t.b = append(t.b, ",\n"...)
			}
			one(t, v)
			if _, err := w.Write(t.b); err != nil {
				return err
			}
			t.b = t.b[:0]
		}
		t.b = append(t.b, tail...)
		_, err := w.Write(t.b)
		return err
	})
}

// lines writes one JSON value a line.
func lines[T any](o *output, name string, list []T, one func(t *text, v T)) error {
	return o.file(name, func(w *bufio.Writer) error {
		t := &text{b: make([]byte, 0, 8<<10)}
		for _, v := range list {
			t.b = t.b[:0]
			one(t, v)
			t.b = append(t.b, '\n')
			if _, err := w.Write(t.b); err != nil {
				return err
			}
		}
		return nil
	})
}

// text writes a file as it stands.
func (o *output) text(name, content string) error {
	return o.file(name, func(w *bufio.Writer) error {
		_, err := w.WriteString(content)
		return err
	})
}

// table writes a CSV file.
func (o *output) table(name string, header []string, rows [][]string) error {
	return o.file(name, func(w *bufio.Writer) error {
		c := csv.NewWriter(w)
		return c.WriteAll(slices.Concat([][]string{header}, rows))
	})
}
