package sqlstore

import (
	"context"
	"strings"
)

// maxRows bounds the rows, and maxValues the values, of one statement.
const (
	maxRows   = 256
	maxValues = 4096
)

// inserter gathers rows for statements of many rows each: a server is asked
// once for all of them.
type inserter struct {
	tx            *Tx
	before, after string
	columns, rows int // rows: at most, in one statement
	args          []any
}

// insert begins an INSERT whose text stands before and after the values.
func (tx *Tx) insert(before, after string, columns int) *inserter {
	return &inserter{tx: tx, before: before, after: after, columns: columns, rows: min(maxRows, maxValues/columns)}
}

func (in *inserter) add(ctx context.Context, values ...any) error {
	in.args = append(in.args, values...)
	if len(in.args) < in.columns*in.rows {
		return nil
	}
	return in.flush(ctx)
}

// flush writes what was gathered, in statements whose sizes are powers of four,
// so that few different texts are prepared.
func (in *inserter) flush(ctx context.Context) error {
	row := "(" + In(in.columns) + ")"
	for rest := in.args; len(rest) > 0; {
		n := 1
		for n*4 <= len(rest)/in.columns {
			n *= 4
		}
		query := in.before + " " + strings.TrimSuffix(strings.Repeat(row+", ", n), ", ") + " " + in.after
		if _, err := in.tx.Exec(ctx, query, rest[:n*in.columns]...); err != nil {
			return err
		}
		rest = rest[n*in.columns:]
	}
	in.args = in.args[:0]
	return nil
}
