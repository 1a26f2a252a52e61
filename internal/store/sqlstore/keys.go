package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/seal"
)

// checkText is sealed in every workspace: opening it proves the key.
const checkText = "daylight workspace"

// ErrNotOpen says that a workspace's keys have not been opened by
// [DB.Workspace].
var ErrNotOpen = errors.New("the workspace is not open")

// ring holds the keys of an open workspace, as of an epoch: the number in the
// database rises when keys change or an owner is erased, by any process.
type ring struct {
	master []byte

	mu     sync.Mutex
	epoch  int64
	keys   *seal.Keys
	owners map[string][]byte // data keys by owner hash; met by writers, forgotten at each epoch
	moved  []byte            // the last owner that this process moved to new keys
}

// maxOwners bounds the data keys held in memory: about 15 MB.
const maxOwners = 1 << 17

// View reads one workspace with its keys.
type View struct {
	*seal.Keys
	store *DB
	q     Query
	ring  *ring
	epoch int64
}

// Query returns rows, which the caller closes.
func (v *View) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return v.q.Query(ctx, query, args...)
}

// Row returns one row.
func (v *View) Row(ctx context.Context, query string, args ...any) *sql.Row {
	return v.q.Row(ctx, query, args...)
}

// Unit is one transaction on one workspace with its keys.
type Unit struct {
	*View
	*Tx
	fresh map[string][]byte // data keys met in this transaction, by owner hash
}

// Query returns rows, which the caller closes before the next statement.
func (u *Unit) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return u.Tx.Query(ctx, query, args...)
}

// Row returns one row.
func (u *Unit) Row(ctx context.Context, query string, args ...any) *sql.Row {
	return u.Tx.Row(ctx, query, args...)
}

// ReadIn runs do on one snapshot of an open workspace.
func (db *DB) ReadIn(ctx context.Context, ws domain.WorkspaceID, do func(v *View) error) error {
	return db.Read(ctx, func(q Query) error {
		v, err := db.view(ctx, ws, q)
		if err != nil {
			return err
		}
		return do(v)
	})
}

// WriteIn runs do in one transaction on an open workspace: see [DB.Write].
func (db *DB) WriteIn(ctx context.Context, ws domain.WorkspaceID, do func(u *Unit) error) error {
	var last *Unit
	err := db.Write(ctx, func(tx *Tx) error {
		v, err := db.view(ctx, ws, tx)
		if err != nil {
			return err
		}
		last = &Unit{View: v, Tx: tx, fresh: map[string][]byte{}}
		return do(last)
	})
	if err == nil {
		last.remember()
	}
	return err
}

// view reads the epoch in the caller's own snapshot, so that keys and rows
// belong together.
func (db *DB) view(ctx context.Context, ws domain.WorkspaceID, q Query) (*View, error) {
	known, ok := db.rings.Load(ws)
	if !ok {
		return nil, fmt.Errorf("workspace %s: %w", ws, ErrNotOpen)
	}
	r := known.(*ring)
	var epoch int64
	if err := q.Row(ctx, "SELECT epoch FROM workspaces WHERE id = ?", ws).Scan(&epoch); err != nil {
		return nil, fmt.Errorf("open workspace %s: %w", ws, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if epoch == r.epoch {
		return &View{r.keys, db, q, r, epoch}, nil
	}
	keys, err := readKeys(ctx, q, ws, r.master)
	if err != nil {
		return nil, err
	}
	if epoch > r.epoch { // a snapshot from before may be older than the ring
		r.epoch, r.keys, r.owners, r.moved = epoch, keys, map[string][]byte{}, []byte{}
	}
	return &View{keys, db, q, r, epoch}, nil
}

// owner returns a data key met before.
func (u *Unit) owner(hash []byte) ([]byte, bool) {
	if key, ok := u.fresh[string(hash)]; ok {
		return key, true
	}
	u.ring.mu.Lock()
	defer u.ring.mu.Unlock()
	key, ok := u.ring.owners[string(hash)]
	return key, ok && u.ring.epoch == u.epoch && !u.Rotating()
}

// remember keeps the data keys of a transaction that was committed. During a
// rotation none is kept: another process may be replacing them.
func (u *Unit) remember() {
	u.ring.mu.Lock()
	defer u.ring.mu.Unlock()
	if u.ring.epoch != u.epoch || u.Rotating() {
		return
	}
	if len(u.ring.owners) > maxOwners {
		clear(u.ring.owners)
	}
	for hash, key := range u.fresh {
		u.ring.owners[hash] = key
	}
}

func readKeys(ctx context.Context, q Query, ws domain.WorkspaceID, master []byte) (*seal.Keys, error) {
	rows, err := q.Query(ctx, "SELECT version, keys_sealed FROM key_versions WHERE workspace = ?", ws)
	if err != nil {
		return nil, fmt.Errorf("read the keys of workspace %s: %w", ws, err)
	}
	defer rows.Close()
	var kept []seal.Version
	for rows.Next() {
		var v seal.Version
		if err := rows.Scan(&v.Number, &v.Sealed); err != nil {
			return nil, fmt.Errorf("read the keys of workspace %s: %w", ws, err)
		}
		kept = append(kept, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the keys of workspace %s: %w", ws, err)
	}
	return seal.FromVersions(master, ws, kept)
}

func writeKeys(ctx context.Context, tx *Tx, keys *seal.Keys, master []byte) error {
	versions, err := keys.Versions(master)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if _, err := tx.Exec(ctx, `INSERT INTO key_versions (workspace, version, keys_sealed, made_at) VALUES (?, ?, ?, ?)
			ON CONFLICT (workspace, version) DO UPDATE SET keys_sealed = excluded.keys_sealed`,
			keys.Workspace(), v.Number, v.Sealed, tx.now()); err != nil {
			return fmt.Errorf("keep the keys of workspace %s: %w", keys.Workspace(), err)
		}
	}
	return nil
}

// now is the time of a change, in Unix microseconds.
func (tx *Tx) now() int64 { return tx.db.Config.Clock().UnixMicro() }

// Workspace is one open workspace of a database.
type Workspace struct {
	db *DB
	id domain.WorkspaceID
}

// Workspace opens a workspace with the master key, and makes it when it is new.
// From then on [DB.ReadIn] and [DB.WriteIn] reach it.
func (db *DB) Workspace(ctx context.Context, ws domain.WorkspaceID, master []byte) (*Workspace, error) {
	var keys *seal.Keys
	var epoch int64
	err := db.Write(ctx, func(tx *Tx) (err error) {
		keys, epoch, err = unlock(ctx, tx, ws, master)
		return err
	})
	if err != nil {
		return nil, err
	}
	db.rings.Store(ws, &ring{master: master, epoch: epoch, keys: keys, owners: map[string][]byte{}, moved: []byte{}})
	return &Workspace{db: db, id: ws}, nil
}

// unlock reads a workspace's keys, and makes them for a new workspace and for
// one of the first schema.
func unlock(ctx context.Context, tx *Tx, ws domain.WorkspaceID, master []byte) (keys *seal.Keys, epoch int64, err error) {
	var sealed []byte
	var versions int
	err = tx.Row(ctx, `SELECT check_sealed, epoch, (SELECT count(*) FROM key_versions WHERE workspace = ?) FROM workspaces WHERE id = ?`, ws, ws).
		Scan(&sealed, &epoch, &versions)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, 0, fmt.Errorf("open workspace %s: %w", ws, err)
	}
	fresh := errors.Is(err, sql.ErrNoRows)
	if versions == 0 {
		keys, err = seal.ForWorkspace(master, ws)
	} else {
		keys, err = readKeys(ctx, tx, ws, master)
	}
	if err != nil && versions > 0 {
		return nil, 0, wrongKey(ws)
	}
	if err != nil {
		return nil, 0, err
	}
	if fresh {
		if sealed, err = keys.Own([]byte(checkText), "workspace", []byte(ws)); err != nil {
			return nil, 0, err
		}
		if _, err := tx.Exec(ctx, "INSERT INTO workspaces (id, check_sealed, created_at) VALUES (?, ?, ?)", ws, sealed, tx.now()/1e6); err != nil {
			return nil, 0, fmt.Errorf("make workspace %s: %w", ws, err)
		}
	}
	if _, err := keys.OpenOwn(sealed, "workspace", []byte(ws)); err != nil {
		return nil, 0, wrongKey(ws)
	}
	if versions == 0 {
		err = writeKeys(ctx, tx, keys, master)
	}
	return keys, epoch, err
}

func wrongKey(ws domain.WorkspaceID) error {
	return fmt.Errorf("workspace %s was made with another key file than the one at hand", ws)
}

// ID is the workspace's name.
func (w *Workspace) ID() domain.WorkspaceID { return w.id }

// Keys returns the workspace's keys as they are now.
func (w *Workspace) Keys() *seal.Keys {
	known, _ := w.db.rings.Load(w.id)
	r := known.(*ring)
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.keys
}

// Workspaces lists the workspaces of a database by name.
func (db *DB) Workspaces(ctx context.Context) (list []domain.WorkspaceID, err error) {
	err = db.Read(ctx, func(q Query) error {
		return each(ctx, q, func(rows *sql.Rows) error {
			var ws domain.WorkspaceID
			list = append(list, ws)
			return rows.Scan(&list[len(list)-1])
		}, "SELECT id FROM workspaces ORDER BY id")
	})
	if err != nil {
		return nil, fmt.Errorf("list workspaces: %w", err)
	}
	return list, nil
}

// each calls fn for every row.
func each(ctx context.Context, q Query, fn func(*sql.Rows) error, query string, args ...any) error {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
