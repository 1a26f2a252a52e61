package sqlstore

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/wire"
)

// A backup is gzip over JSON lines: a header, for each table its name and
// columns and then a row a line, and at the end a count and a hash of every
// byte before. Values are texts that begin with their type.
type backupHeader struct {
	Backup int       `json:"daylight_backup"` // the format's version
	Schema int64     `json:"schema"`
	MadeAt time.Time `json:"made_at"`
	Store  string    `json:"store"`
	Note   string    `json:"note"`
}

type backupTable struct {
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
}

type backupEnd struct {
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"`
}

const (
	backupFormat = 1
	backupNote   = "The master key is not in this file. Keep it elsewhere: without it nothing here can be read."
	maxLine      = 1 << 30 // bytes of one row
	readBuffer   = 1 << 16
)

// ErrBackup says that a backup is damaged, cut off or no backup.
var ErrBackup = errors.New("this is no whole backup")

// backupWriter writes lines and hashes them.
type backupWriter struct {
	w    io.Writer
	sum  hash.Hash
	rows int64
}

func (b *backupWriter) line(v any) error {
	data, err := wire.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode a row: %w", err)
	}
	data = append(data, '\n')
	b.sum.Write(data)
	_, err = b.w.Write(data)
	return err
}

// Backup writes everything that the database holds, as of one moment, while it
// stays in use. The backup can be restored to either kind of store. Keys are in
// it only as they are kept, sealed under the master key.
func (db *DB) Backup(ctx context.Context, w io.Writer) error {
	zip := gzip.NewWriter(w)
	out := &backupWriter{w: zip, sum: sha256.New()}
	err := db.Read(ctx, func(q Query) error {
		schema, err := db.schemaVersion(ctx, q)
		if err != nil {
			return err
		}
		if err := out.line(backupHeader{backupFormat, schema, db.Config.Clock().UTC(), db.Dialect.Name, backupNote}); err != nil {
			return err
		}
		tables, err := db.tables(ctx, q)
		if err != nil {
			return err
		}
		for _, t := range tables {
			if err := out.table(ctx, q, t); err != nil {
				return fmt.Errorf("table %s: %w", t.name, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("back up %s: %w", db.Name, err)
	}
	if err := out.line(backupEnd{out.rows, hex.EncodeToString(out.sum.Sum(nil))}); err != nil {
		return fmt.Errorf("back up %s: %w", db.Name, err)
	}
	return zip.Close()
}

func (db *DB) schemaVersion(ctx context.Context, q Query) (v int64, err error) {
	if err := q.Row(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&v); err != nil {
		return 0, fmt.Errorf("read the schema's version: %w", err)
	}
	return v, nil
}

func quoted(names []string) string { return `"` + strings.Join(names, `", "`) + `"` }

func (b *backupWriter) table(ctx context.Context, q Query, t table) error {
	if err := b.line(backupTable{t.name, t.columns}); err != nil {
		return err
	}
	values := make([]any, len(t.columns))
	into := make([]any, len(t.columns))
	for i := range values {
		into[i] = &values[i]
	}
	row := make([]*string, len(t.columns))
	return each(ctx, q, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			var err error
			if row[i], err = encodeValue(v); err != nil {
				return fmt.Errorf("column %s: %w", t.columns[i], err)
			}
		}
		b.rows++
		return b.line(row)
	}, "SELECT "+quoted(t.columns)+` FROM "`+t.name+`"`)
}

func encodeValue(v any) (*string, error) {
	var s string
	switch v := v.(type) {
	case nil:
		return nil, nil
	case int64:
		s = "i" + strconv.FormatInt(v, 10)
	case float64:
		s = "f" + strconv.FormatFloat(v, 'g', -1, 64)
	case string:
		s = "t" + v
	case []byte:
		s = "b" + base64.StdEncoding.EncodeToString(v)
	default:
		return nil, fmt.Errorf("a value of type %T is not backed up", v)
	}
	return &s, nil
}

func decodeValue(s *string) (any, error) {
	if s == nil {
		return nil, nil
	}
	if *s == "" {
		return nil, errors.New("a value without a type")
	}
	switch text := (*s)[1:]; (*s)[0] {
	case 'i':
		return strconv.ParseInt(text, 10, 64)
	case 'f':
		return strconv.ParseFloat(text, 64)
	case 't':
		return text, nil
	case 'b':
		return base64.StdEncoding.DecodeString(text)
	}
	return nil, fmt.Errorf("a value of an unknown type %q", (*s)[:1])
}

// backupReader reads lines and hashes all but the last.
type backupReader struct {
	lines *bufio.Reader
	sum   hash.Hash
	rows  int64
	line  []byte // the next one, without its end
}

// next reads a line; io.EOF after the last.
func (b *backupReader) next() error {
	b.line = b.line[:0]
	for {
		part, err := b.lines.ReadSlice('\n')
		b.line = append(b.line, part...)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, bufio.ErrBufferFull) && len(b.line) < maxLine:
			continue
		case errors.Is(err, io.EOF) && len(b.line) == 0:
			return io.EOF
		}
		return fmt.Errorf("read line: %w", err)
	}
}

func (b *backupReader) count() { b.sum.Write(b.line) }

// Restore fills an empty database from a backup, whole or not at all.
func (db *DB) Restore(ctx context.Context, r io.Reader) (rows int64, err error) {
	zip, err := gzip.NewReader(r)
	if err != nil {
		return 0, fmt.Errorf("restore: %w: %w", ErrBackup, err)
	}
	// The reader can be gone through once only, so that no attempt is repeated.
	in := &backupReader{lines: bufio.NewReaderSize(zip, readBuffer), sum: sha256.New()}
	err = db.writeOnce(ctx, func(tx *Tx) error {
		if err := db.empty(ctx, tx); err != nil {
			return err
		}
		return db.restore(ctx, tx, in)
	})
	if err != nil {
		return 0, fmt.Errorf("restore to %s: %w", db.Name, err)
	}
	return in.rows, nil
}

// writeOnce is [DB.Write] without a second attempt.
func (db *DB) writeOnce(ctx context.Context, do func(tx *Tx) error) error {
	tried := false
	return db.Write(ctx, func(tx *Tx) error {
		if tried {
			return errors.New("the database was lost or busy; try again")
		}
		tried = true
		return do(tx)
	})
}

// empty refuses a database that holds something.
func (db *DB) empty(ctx context.Context, tx *Tx) error {
	tables, err := db.tables(ctx, tx)
	if err != nil {
		return err
	}
	for _, t := range tables {
		var one int
		err := tx.Row(ctx, `SELECT 1 FROM "`+t.name+`" LIMIT 1`).Scan(&one)
		if err == nil {
			return fmt.Errorf("the database is not empty: %s has rows", t.name)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("look into %s: %w", t.name, err)
		}
	}
	return nil
}

func (db *DB) restore(ctx context.Context, tx *Tx, in *backupReader) error {
	if err := in.next(); err != nil {
		return fmt.Errorf("%w: %w", ErrBackup, err)
	}
	var head backupHeader
	if err := wire.Unmarshal(in.line, &head); err != nil || head.Backup != backupFormat {
		return fmt.Errorf("%w: its first line is no header of format %d", ErrBackup, backupFormat)
	}
	in.count()
	schema, err := db.schemaVersion(ctx, tx)
	if err != nil {
		return err
	}
	if head.Schema > schema {
		return fmt.Errorf("the backup has schema version %d, this program %d: %w", head.Schema, schema, ErrNewer)
	}
	tables, err := db.tables(ctx, tx)
	if err != nil {
		return err
	}
	if err := restoreTables(ctx, tx, in, tables); err != nil {
		return err
	}
	if db.Dialect.Renumber != nil {
		return db.Dialect.Renumber(ctx, tx)
	}
	return nil
}

// restoreTables reads tables and rows up to the end line, which must be right.
func restoreTables(ctx context.Context, tx *Tx, in *backupReader, tables []table) error {
	var into *inserter
	flush := func() error {
		if into == nil {
			return nil
		}
		return into.flush(ctx)
	}
	for {
		if err := in.next(); err != nil {
			return fmt.Errorf("%w: it ends in the middle: %w", ErrBackup, err)
		}
		if in.line[0] == '[' {
			if into == nil {
				return fmt.Errorf("%w: a row without a table", ErrBackup)
			}
			if err := restoreRow(ctx, in, into); err != nil {
				return err
			}
			continue
		}
		if err := flush(); err != nil {
			return fmt.Errorf("write rows: %w", err)
		}
		var t backupTable
		if err := wire.Unmarshal(in.line, &t); err != nil {
			return fmt.Errorf("%w: %w", ErrBackup, err)
		}
		if t.Table == "" {
			return in.end()
		}
		var err error
		if into, err = inserterFor(tx, t, tables); err != nil {
			return err
		}
		in.count()
	}
}

func (b *backupReader) end() error {
	var end backupEnd
	if err := wire.UnmarshalStrict(b.line, &end); err != nil {
		return fmt.Errorf("%w: %w", ErrBackup, err)
	}
	if end.Rows != b.rows || end.SHA256 != hex.EncodeToString(b.sum.Sum(nil)) {
		return fmt.Errorf("%w: its content does not fit its hash", ErrBackup)
	}
	if err := b.next(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: something stands after its end", ErrBackup)
	}
	return nil
}

// inserterFor allows only tables and columns that the schema has.
func inserterFor(tx *Tx, t backupTable, tables []table) (*inserter, error) {
	i := slices.IndexFunc(tables, func(have table) bool { return have.name == t.Table })
	if i < 0 || len(t.Columns) == 0 {
		return nil, fmt.Errorf("%w: no table %q is known", ErrBackup, t.Table)
	}
	for _, c := range t.Columns {
		if !slices.Contains(tables[i].columns, c) {
			return nil, fmt.Errorf("%w: no column %q of %s is known", ErrBackup, c, t.Table)
		}
	}
	return tx.insert(`INSERT INTO "`+t.Table+`" (`+quoted(t.Columns)+") VALUES", "", len(t.Columns)), nil
}

func restoreRow(ctx context.Context, in *backupReader, into *inserter) error {
	var row []*string
	if err := wire.Unmarshal(in.line, &row); err != nil || len(row) != into.columns {
		return fmt.Errorf("%w: a row that does not fit its table", ErrBackup)
	}
	values := make([]any, len(row))
	for i, s := range row {
		var err error
		if values[i], err = decodeValue(s); err != nil {
			return fmt.Errorf("%w: %w", ErrBackup, err)
		}
	}
	in.count()
	in.rows++
	if err := into.add(ctx, values...); err != nil {
		return fmt.Errorf("write rows: %w", err)
	}
	return nil
}
