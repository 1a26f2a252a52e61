package audit

import (
	"bufio"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"math/bits"
	"strconv"

	"github.com/daylight-hq/daylight/internal/wire"
)

// Format names the export's form in its first line.
const Format = "daylight.audit/1"

// headLine is the first line of an export.
type headLine struct {
	Checkpoint string `json:"checkpoint"`
	Format     string `json:"format"`
	Key        string `json:"key"` // the public key that signed it
}

// checkpointLine stands behind an entry that changes the key, and last.
type checkpointLine struct {
	Checkpoint string `json:"checkpoint"`
}

// Export writes the whole log as JSON lines and returns the checkpoint that
// covers it.
//
// The first line holds the checkpoint, then follows a line for each entry with
// its index, and the checkpoint again closes the file. Where the key changed,
// the checkpoint that both keys signed follows the entry that says so. An
// entry's path holds the hashes of the subtrees to its right that no earlier
// line has named, nearest first: with them each line by itself leads up to the
// signed root, so that a reader who goes from the top finds the first line that
// was altered, and keeps no more than a few hashes. It costs one hash a line on
// average.
func (l *Log) Export(ctx context.Context, w io.Writer) (Checkpoint, error) {
	c, err := l.export(ctx, w)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("export the audit log of %s: %w", l.ws, err)
	}
	return c, nil
}

func (l *Log) export(ctx context.Context, w io.Writer) (Checkpoint, error) {
	c, err := l.Checkpoint(ctx)
	if err != nil {
		return Checkpoint{}, err
	}
	nodes, err := l.nodesAt(ctx, c.Size)
	if err != nil {
		return Checkpoint{}, err
	}
	keys, err := l.store.Keys(ctx, l.ws)
	if err != nil {
		return Checkpoint{}, err
	}
	head, err := headFor(c, keys)
	if err != nil {
		return Checkpoint{}, err
	}
	rotations, err := l.store.Rotations(ctx, l.ws)
	if err != nil {
		return Checkpoint{}, err
	}
	e := &exporter{w: bufio.NewWriterSize(w, 1<<16), nodes: nodes, rotations: map[uint64]Checkpoint{}}
	for _, r := range rotations {
		e.rotations[r.Size] = r
	}
	if err := e.write(ctx, c, head); err != nil {
		return Checkpoint{}, err
	}
	return c, e.w.Flush()
}

// headFor finds the key that signed a checkpoint.
func headFor(c Checkpoint, keys []Key) (headLine, error) {
	var public []string
	for _, k := range keys {
		public = append(public, k.Public)
	}
	_, by, _, err := openNote(c.Note, public)
	if err != nil {
		return headLine{}, err
	}
	if len(by) == 0 {
		return headLine{}, fmt.Errorf("no key of the log has signed the checkpoint over %d entries", c.Size)
	}
	return headLine{Checkpoint: string(c.Note), Format: Format, Key: by[len(by)-1]}, nil
}

// exporter writes one export.
type exporter struct {
	w         *bufio.Writer
	nodes     *nodes
	rotations map[uint64]Checkpoint // by size
	line      []byte
}

func (e *exporter) write(ctx context.Context, c Checkpoint, head headLine) error {
	if err := e.json(head); err != nil {
		return err
	}
	open := []span{{0, c.Size}} // subtrees that no line has reached yet, the next one last
	for i := uint64(0); i < c.Size; i++ {
		data, err := e.nodes.leaf(ctx, i)
		if err != nil {
			return err
		}
		next, right := open[len(open)-1].descend()
		open = append(open[:len(open)-1], right...)
		path := make([][]byte, len(right))
		for n, s := range right {
			if path[len(right)-1-n], err = e.nodes.over(ctx, s); err != nil {
				return err
			}
		}
		e.line = appendEntryLine(e.line[:0], data, next, path)
		if _, err := e.w.Write(e.line); err != nil {
			return fmt.Errorf("write entry %d: %w", i, err)
		}
		if r, ok := e.rotations[i+1]; ok && i+1 < c.Size {
			if err := e.json(checkpointLine{string(r.Note)}); err != nil {
				return err
			}
		}
	}
	return e.json(checkpointLine{string(c.Note)})
}

func (e *exporter) json(v any) error {
	data, err := wire.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode line: %w", err)
	}
	if _, err := e.w.Write(append(data, '\n')); err != nil {
		return fmt.Errorf("write line: %w", err)
	}
	return nil
}

// appendEntryLine writes an entry's line. There is exactly one way to write it.
func appendEntryLine(b, entry []byte, index uint64, path [][]byte) []byte {
	b = append(b, `{"entry":`...)
	b = append(b, entry...)
	b = append(b, `,"index":`...)
	b = strconv.AppendUint(b, index, 10)
	b = append(b, `,"path":[`...)
	for i, h := range path {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = base64.StdEncoding.AppendEncode(b, h)
		b = append(b, '"')
	}
	return append(b, "]}\n"...)
}

// span is the subtree over the entries from (inclusive) to (exclusive), as RFC
// 6962 cuts a tree.
type span struct{ from, to uint64 }

// descend returns the first entry of a span and the subtrees to its right that
// are met on the way down to it, the widest first.
func (s span) descend() (first uint64, right []span) {
	for s.to-s.from > 1 {
		half := uint64(1) << (bits.Len64(s.to-s.from-1) - 1)
		right = append(right, span{s.from + half, s.to})
		s.to = s.from + half
	}
	return s.from, right
}
