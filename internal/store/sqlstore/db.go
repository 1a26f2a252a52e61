// Package sqlstore keeps workspaces in a SQL database. Its statements are
// portable: the same text runs on SQLite and on PostgreSQL, with ? for values.
// Times are Unix microseconds, truth values 0 and 1, and every table begins
// with the workspace.
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Query reads: inside a [DB.Read] snapshot or a [DB.Write] transaction.
type Query interface {
	// Query returns rows, which the caller closes.
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	// Row returns one row; its Scan gives [sql.ErrNoRows] when there is none.
	Row(ctx context.Context, query string, args ...any) *sql.Row
}

// Dialect is what differs between the databases.
type Dialect struct {
	Name     string // "sqlite" or "postgres"
	Numbered bool   // placeholders are $1, $2 …
	Prepares bool   // the driver prepares and caches statements by itself
	// Retry reports an error after which the transaction certainly did not
	// commit and may succeed when run again.
	Retry func(error) bool
	// Violation names the kind of constraint that an error reports.
	Violation func(error) Violation
	// Check looks for damage in the file or the server.
	Check func(context.Context, *sql.DB) error
	// Forget overwrites what was deleted, as far as the database can.
	Forget func(context.Context, *sql.DB) error
	// Queue makes a transaction that runs again wait for others that do, so that
	// they do not keep defeating each other; it may be nil.
	Queue func(context.Context, *sql.Tx) error
	// Recover readies the writer again after a commit that failed; it may be nil.
	Recover func(context.Context, *sql.DB)
	// InOrder, after the name of a table, has its rows read as they lie on disk, by
	// which a whole workspace is read many times as fast as by an index.
	InOrder string
	// Columns lists tables and their columns in order, References which table
	// has a foreign key to which.
	Columns, References string
	// Renumber makes generated numbers go on after those of restored rows; it
	// may be nil.
	Renumber func(context.Context, *Tx) error
	Read     sql.TxOptions
	Write    sql.TxOptions
}

// Violation is a kind of constraint that a statement broke.
type Violation int

// Violations. None is any other error.
const (
	None Violation = iota
	Unique
	ForeignKey
	CheckFailed
	NotNull
)

// Config is what a database is made of. The packages sqlite and postgres make
// it.
type Config struct {
	Dialect Dialect
	Reader  *sql.DB
	Writer  *sql.DB // may be Reader
	Clock   func() time.Time
	Log     *slog.Logger
	Name    string // for messages: a path, or an address without its password
}

// DB is one open database.
type DB struct {
	Config
	turn    chan struct{} // held by the one writing transaction of this process
	rebound sync.Map      // statements with numbered placeholders
	rings   sync.Map      // domain.WorkspaceID to *ring: the keys of open workspaces
	wrote   atomic.Pointer[func(took time.Duration)]
}

// New returns a handle on an open database whose schema is up to date.
func New(c Config) *DB {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &DB{Config: c, turn: make(chan struct{}, 1)}
}

// Clock returns the database's source of time.
func (db *DB) Clock() func() time.Time { return db.Config.Clock }

// Close closes the database.
func (db *DB) Close() error {
	if db.Writer == db.Reader {
		return db.Reader.Close()
	}
	return errors.Join(db.Reader.Close(), db.Writer.Close())
}

// OnWrite has f told how long each writing transaction took, from its beginning
// to its end, while no other could write. f is called by many at once.
func (db *DB) OnWrite(f func(took time.Duration)) { db.wrote.Store(&f) }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.Reader.PingContext(ctx); err != nil {
		return fmt.Errorf("reach database %s: %w", db.Name, err)
	}
	return nil
}

// Check looks for damage in the file or the server.
func (db *DB) Check(ctx context.Context) error {
	if err := db.Dialect.Check(ctx, db.Reader); err != nil {
		return fmt.Errorf("%s: %w", db.Name, err)
	}
	return nil
}

// Violation names the kind of constraint that an error reports.
func (db *DB) Violation(err error) Violation { return db.Dialect.Violation(err) }

// beginnings is how many connections of a pool may turn out to be dead, which
// shows only when a transaction begins.
const beginnings = 9

func begin(ctx context.Context, pool *sql.DB, options *sql.TxOptions) (tx *sql.Tx, err error) {
	for range beginnings {
		if tx, err = pool.BeginTx(ctx, options); err == nil || ctx.Err() != nil || pool.Stats().Idle == 0 {
			break
		}
	}
	return tx, err
}

// Read runs do on one snapshot: what others commit meanwhile is not seen.
func (db *DB) Read(ctx context.Context, do func(q Query) error) error {
	tx, err := begin(ctx, db.Reader, &db.Dialect.Read)
	if err != nil {
		return fmt.Errorf("begin to read: %w", err)
	}
	err = do(&Tx{db: db, sql: tx})
	if end := tx.Rollback(); err == nil && end != nil && !errors.Is(end, sql.ErrTxDone) {
		return fmt.Errorf("end reading: %w", end)
	}
	return err
}

const (
	attempts   = 10
	firstPause = 5 * time.Millisecond
)

// Write runs do in one transaction, which is as if no other ran beside it. When
// do returns an error, nothing is kept. do runs again when the database asks
// for it, so it must set, not add to, what it writes outside of the database.
// Transactions of one process wait for each other: call no Write inside do.
func (db *DB) Write(ctx context.Context, do func(tx *Tx) error) error {
	select {
	case db.turn <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("wait for the database: %w", context.Cause(ctx))
	}
	defer func() { <-db.turn }()
	pause := firstPause
	for n := 1; ; n++ {
		start := time.Now()
		err := db.once(ctx, n > 1, do)
		if told := db.wrote.Load(); told != nil {
			(*told)(time.Since(start))
		}
		if err == nil || n == attempts || !db.Dialect.Retry(err) {
			return err
		}
		db.Log.DebugContext(ctx, "transaction runs again", "attempt", n, "cause", err)
		select {
		case <-time.After(pause/2 + rand.N(pause)):
		case <-ctx.Done():
			return errors.Join(err, context.Cause(ctx))
		}
		pause *= 2
	}
}

// CommitError says that it is not known whether a transaction was kept: the
// database was lost while it committed.
type CommitError struct{ Err error }

func (e *CommitError) Error() string { return "commit: " + e.Err.Error() }
func (e *CommitError) Unwrap() error { return e.Err }

func (db *DB) once(ctx context.Context, again bool, do func(tx *Tx) error) (err error) {
	raw, err := begin(ctx, db.Writer, &db.Dialect.Write)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	done := false
	defer func() {
		if done {
			return
		}
		// After an error, or while do panics. The first error is the one to
		// report: a lost connection fails the rollback too.
		if end := raw.Rollback(); end != nil && !errors.Is(end, sql.ErrTxDone) && err != nil {
			db.Log.DebugContext(ctx, "rollback failed", "cause", end)
		}
	}()
	if again && db.Dialect.Queue != nil {
		if err := db.Dialect.Queue(ctx, raw); err != nil {
			return fmt.Errorf("wait for other transactions: %w", err)
		}
	}
	if err := do(&Tx{db: db, sql: raw}); err != nil {
		return err
	}
	done = true
	if err := raw.Commit(); err != nil {
		if db.Dialect.Recover != nil {
			db.Dialect.Recover(ctx, db.Writer)
		}
		return &CommitError{err}
	}
	return nil
}

// Tx is one transaction. It is not safe for concurrent use.
type Tx struct {
	db    *DB
	sql   *sql.Tx
	stmts map[string]*sql.Stmt // prepared in this transaction, where that helps
}

// SQL returns the transaction for libraries that take part in it.
func (tx *Tx) SQL() *sql.Tx { return tx.sql }

// Query returns rows, which the caller closes before the next statement.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := tx.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	if stmt != nil {
		return stmt.QueryContext(ctx, plain(args)...)
	}
	return tx.sql.QueryContext(ctx, tx.db.rebind(query), plain(args)...)
}

// Row returns one row.
func (tx *Tx) Row(ctx context.Context, query string, args ...any) *sql.Row {
	if stmt, err := tx.prepare(ctx, query); err == nil && stmt != nil {
		return stmt.QueryRowContext(ctx, plain(args)...)
	}
	// A statement that cannot be prepared fails here again, and Scan says why.
	return tx.sql.QueryRowContext(ctx, tx.db.rebind(query), plain(args)...)
}

// Exec runs a statement and returns how many rows it changed.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (rows int64, err error) {
	stmt, err := tx.prepare(ctx, query)
	if err != nil {
		return 0, err
	}
	var res sql.Result
	if stmt != nil {
		res, err = stmt.ExecContext(ctx, plain(args)...)
	} else {
		res, err = tx.sql.ExecContext(ctx, tx.db.rebind(query), plain(args)...)
	}
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// prepare returns the statement prepared once in this transaction, or nil where
// the driver does that itself. The statements end with the transaction.
func (tx *Tx) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if tx.db.Dialect.Prepares {
		return nil, nil
	}
	if stmt := tx.stmts[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := tx.sql.PrepareContext(ctx, tx.db.rebind(query))
	if err != nil {
		return nil, err
	}
	if tx.stmts == nil {
		tx.stmts = map[string]*sql.Stmt{}
	}
	tx.stmts[query] = stmt
	return stmt, nil
}

// plain turns truth values into 0 and 1, which both databases keep alike.
func plain(args []any) []any {
	for i, a := range args {
		if b, ok := a.(bool); ok {
			n := int64(0)
			if b {
				n = 1
			}
			args[i] = n
		}
	}
	return args
}

// rebind numbers the placeholders of a statement for databases that want it.
func (db *DB) rebind(query string) string {
	if !db.Dialect.Numbered {
		return query
	}
	if done, ok := db.rebound.Load(query); ok {
		return done.(string)
	}
	out := numbered(query)
	db.rebound.Store(query, out)
	return out
}

// numbered replaces each ? outside of quoted text and comments by $1, $2 …
func numbered(query string) string {
	var b strings.Builder
	n := 0
	for i := 0; i < len(query); i++ {
		c := query[i]
		switch {
		case c == '?':
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
			continue
		case c == '\'' || c == '"':
			end := strings.IndexByte(query[i+1:], c)
			if end < 0 {
				b.WriteString(query[i:])
				return b.String()
			}
			b.WriteString(query[i : i+end+2])
			i += end + 1
			continue
		case c == '-' && strings.HasPrefix(query[i:], "--"):
			end := strings.IndexByte(query[i:], '\n')
			if end < 0 {
				return b.String()
			}
			i += end - 1
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// In returns "?, ?, ?" for n values.
func In(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }
