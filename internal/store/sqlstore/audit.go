package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Audit appends entries to their workspace's audit log in this transaction. An
// entry without a time gets the database's.
func (tx *Tx) Audit(ctx context.Context, entries ...audit.Entry) error {
	timed := make([]audit.Entry, len(entries))
	for i, e := range entries {
		if e.At.IsZero() {
			e.At = tx.db.Clock()()
		}
		timed[i] = e
	}
	return audit.Append(ctx, tx, timed...)
}

// AuditTree returns a workspace's tree and locks it until the transaction ends.
func (tx *Tx) AuditTree(ctx context.Context, ws domain.WorkspaceID) (audit.Tree, error) {
	// The update that changes nothing takes the row's lock in PostgreSQL, and
	// returns the row as the holder before us has left it.
	return scanTree(tx.Row(ctx, `INSERT INTO audit_logs (workspace, size, hashes) VALUES (?, 0, ?)
		ON CONFLICT (workspace) DO UPDATE SET size = audit_logs.size RETURNING size, hashes`, string(ws), []byte{}))
}

func scanTree(row *sql.Row) (audit.Tree, error) {
	var size int64
	var t audit.Tree
	if err := row.Scan(&size, &t.Hashes); err != nil {
		return audit.Tree{}, fmt.Errorf("read audit tree: %w", err)
	}
	t.Size = uint64(size)
	return t, nil
}

// AuditExtend keeps new entries and the tree with them.
func (tx *Tx) AuditExtend(ctx context.Context, ws domain.WorkspaceID, tree audit.Tree, leaves []audit.Leaf) error {
	for _, l := range leaves {
		e := &l.Entry
		if _, err := tx.Exec(ctx, `INSERT INTO audit_entries (workspace, seq, at, actor, action, object_type, object_id, entry, hashes)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, string(ws), int64(l.Index), e.At.UnixMicro(), e.Actor.ID, e.Action,
			e.Object.Type, e.Object.ID, string(l.Bytes), l.Hashes); err != nil {
			return fmt.Errorf("keep audit entry: %w", err)
		}
	}
	if _, err := tx.Exec(ctx, "UPDATE audit_logs SET size = ?, hashes = ? WHERE workspace = ?",
		int64(tree.Size), tree.Hashes, string(ws)); err != nil {
		return fmt.Errorf("keep audit tree: %w", err)
	}
	return nil
}

// AuditKeys returns a workspace's signing keys, oldest first.
func (tx *Tx) AuditKeys(ctx context.Context, ws domain.WorkspaceID) ([]audit.Key, error) {
	return auditKeys(ctx, tx, ws)
}

func auditKeys(ctx context.Context, q Query, ws domain.WorkspaceID) ([]audit.Key, error) {
	rows, err := q.Query(ctx, "SELECT public, private_sealed, created_at FROM audit_keys WHERE workspace = ? ORDER BY seq", string(ws))
	if err != nil {
		return nil, fmt.Errorf("read audit keys: %w", err)
	}
	defer rows.Close()
	var keys []audit.Key
	for rows.Next() {
		var k audit.Key
		var created int64
		if err := rows.Scan(&k.Public, &k.Sealed, &created); err != nil {
			return nil, fmt.Errorf("read audit keys: %w", err)
		}
		k.CreatedAt = time.UnixMicro(created).UTC()
		keys = append(keys, k)
	}
	return keys, rows.Err()
}

// AuditReplaceKey destroys the private parts of a log's keys and adds a key.
func (u *Unit) AuditReplaceKey(ctx context.Context, ws domain.WorkspaceID, k audit.Key) error {
	if _, err := u.Exec(ctx, "UPDATE audit_keys SET private_sealed = NULL WHERE workspace = ?", string(ws)); err != nil {
		return fmt.Errorf("destroy audit key: %w", err)
	}
	var before int64
	if err := u.Row(ctx, "SELECT COUNT(*) FROM audit_keys WHERE workspace = ?", string(ws)).Scan(&before); err != nil {
		return fmt.Errorf("count audit keys: %w", err)
	}
	if _, err := u.Exec(ctx, "INSERT INTO audit_keys (workspace, seq, public, private_sealed, created_at, key_version) VALUES (?, ?, ?, ?, ?, ?)",
		string(ws), before, k.Public, k.Sealed, k.CreatedAt.UnixMicro(), u.Newest()); err != nil {
		return fmt.Errorf("keep audit key: %w", err)
	}
	return nil
}

// rotateAuditKeys seals the signing key under the newest keys of the workspace.
func rotateAuditKeys(ctx context.Context, u *Unit, _ int) (int, error) {
	ws := u.Workspace()
	keys, err := auditKeys(ctx, u, ws)
	if err != nil {
		return 0, err
	}
	moved := 0
	for seq, k := range keys {
		var sealed []byte
		if k.Sealed != nil {
			if sealed, err = audit.Reseal(u, k); err != nil {
				return 0, err
			}
		}
		n, err := u.Exec(ctx, "UPDATE audit_keys SET private_sealed = ?, key_version = ? WHERE workspace = ? AND seq = ? AND key_version < ?",
			sealed, u.Newest(), string(ws), int64(seq), u.Newest())
		if err != nil {
			return 0, fmt.Errorf("move audit keys to new keys: %w", err)
		}
		moved += int(n)
	}
	return moved, nil
}

// AuditLastCheckpoint returns the checkpoint over the most entries, if any.
func (tx *Tx) AuditLastCheckpoint(ctx context.Context, ws domain.WorkspaceID) (*audit.Checkpoint, error) {
	list, err := checkpoints(ctx, tx, "workspace = ? ORDER BY size DESC LIMIT 1", string(ws))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

func checkpoints(ctx context.Context, q Query, where string, args ...any) ([]audit.Checkpoint, error) {
	rows, err := q.Query(ctx, "SELECT size, root, note, rotation, at FROM audit_checkpoints WHERE "+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read checkpoints: %w", err)
	}
	defer rows.Close()
	var list []audit.Checkpoint
	for rows.Next() {
		var c audit.Checkpoint
		var size, rotation, at int64
		var note string
		if err := rows.Scan(&size, &c.Root, &note, &rotation, &at); err != nil {
			return nil, fmt.Errorf("read checkpoints: %w", err)
		}
		c.Origin, _, _ = strings.Cut(note, "\n")
		c.Size, c.Note, c.Rotation, c.At = uint64(size), []byte(note), rotation != 0, time.UnixMicro(at).UTC()
		list = append(list, c)
	}
	return list, rows.Err()
}

// AuditAddCheckpoint keeps a signed checkpoint.
func (tx *Tx) AuditAddCheckpoint(ctx context.Context, ws domain.WorkspaceID, c audit.Checkpoint) error {
	if _, err := tx.Exec(ctx, "INSERT INTO audit_checkpoints (workspace, size, root, note, rotation, at) VALUES (?, ?, ?, ?, ?, ?)",
		string(ws), int64(c.Size), c.Root, string(c.Note), c.Rotation, c.At.UnixMicro()); err != nil {
		return fmt.Errorf("keep checkpoint: %w", err)
	}
	return nil
}

// AuditLeaves returns the entries from (inclusive) to (exclusive), not decoded.
func (tx *Tx) AuditLeaves(ctx context.Context, ws domain.WorkspaceID, from, to uint64) ([]audit.Leaf, error) {
	return leaves(ctx, tx, "workspace = ? AND seq >= ? AND seq < ? ORDER BY seq", string(ws), int64(from), int64(to))
}

// AuditStore reads and signs the audit logs of a database.
type AuditStore struct{ db *DB }

// NewAuditStore returns the audit logs of db.
func NewAuditStore(db *DB) *AuditStore { return &AuditStore{db} }

// Change runs do in one transaction on an open workspace.
func (s *AuditStore) Change(ctx context.Context, ws domain.WorkspaceID, do func(tx audit.KeyTx) error) error {
	return s.db.WriteIn(ctx, ws, func(u *Unit) error { return do(u) })
}

// Append enters entries of any workspaces in one transaction, for
// [audit.NewRecorder].
func (s *AuditStore) Append(ctx context.Context, entries []audit.Entry) error {
	by := map[domain.WorkspaceID][]audit.Entry{}
	for _, e := range entries {
		by[e.Workspace] = append(by[e.Workspace], e)
	}
	return s.db.Write(ctx, func(tx *Tx) error {
		for _, ws := range slices.Sorted(maps.Keys(by)) { // in one order, so that no two processes wait for each other
			if err := tx.Audit(ctx, by[ws]...); err != nil {
				return err
			}
		}
		return nil
	})
}

// Tree returns a workspace's tree, an empty one when it has none.
func (s *AuditStore) Tree(ctx context.Context, ws domain.WorkspaceID) (t audit.Tree, err error) {
	err = s.db.Read(ctx, func(q Query) error {
		t, err = scanTree(q.Row(ctx, "SELECT size, hashes FROM audit_logs WHERE workspace = ?", string(ws)))
		if errors.Is(err, sql.ErrNoRows) {
			t, err = audit.Tree{}, nil
		}
		return err
	})
	return t, err
}

// Leaves returns the entries from (inclusive) to (exclusive), not decoded.
func (s *AuditStore) Leaves(ctx context.Context, ws domain.WorkspaceID, from, to uint64) (list []audit.Leaf, err error) {
	err = s.db.Read(ctx, func(q Query) error {
		list, err = leaves(ctx, q, "workspace = ? AND seq >= ? AND seq < ? ORDER BY seq", string(ws), int64(from), int64(to))
		return err
	})
	return list, err
}

func leaves(ctx context.Context, q Query, where string, args ...any) ([]audit.Leaf, error) {
	rows, err := q.Query(ctx, "SELECT seq, entry, hashes FROM audit_entries WHERE "+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read audit entries: %w", err)
	}
	defer rows.Close()
	var list []audit.Leaf
	for rows.Next() {
		var seq int64
		var entry string
		var l audit.Leaf
		if err := rows.Scan(&seq, &entry, &l.Hashes); err != nil {
			return nil, fmt.Errorf("read audit entries: %w", err)
		}
		l.Index, l.Bytes = uint64(seq), []byte(entry)
		list = append(list, l)
	}
	return list, rows.Err()
}

// Keys returns a workspace's signing keys, oldest first.
func (s *AuditStore) Keys(ctx context.Context, ws domain.WorkspaceID) (keys []audit.Key, err error) {
	err = s.db.Read(ctx, func(q Query) error {
		keys, err = auditKeys(ctx, q, ws)
		return err
	})
	return keys, err
}

// Rotations returns the checkpoints that hand over from one key to the next.
func (s *AuditStore) Rotations(ctx context.Context, ws domain.WorkspaceID) (list []audit.Checkpoint, err error) {
	err = s.db.Read(ctx, func(q Query) error {
		list, err = checkpoints(ctx, q, "workspace = ? AND rotation = 1 ORDER BY size", string(ws))
		return err
	})
	return list, err
}

// Pushed returns the size of the last checkpoint that reached a target.
func (s *AuditStore) Pushed(ctx context.Context, ws domain.WorkspaceID, target string) (uint64, error) {
	var size int64
	err := s.db.Read(ctx, func(q Query) error {
		return q.Row(ctx, "SELECT size FROM audit_pushes WHERE workspace = ? AND target = ?", string(ws), target).Scan(&size)
	})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("read what was pushed: %w", err)
	}
	return uint64(size), nil
}

// SetPushed says that a checkpoint reached a target.
func (s *AuditStore) SetPushed(ctx context.Context, ws domain.WorkspaceID, target string, size uint64) error {
	return s.db.Write(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO audit_pushes (workspace, target, size) VALUES (?, ?, ?)
			ON CONFLICT (workspace, target) DO UPDATE SET size = excluded.size`, string(ws), target, int64(size)); err != nil {
			return fmt.Errorf("keep what was pushed: %w", err)
		}
		return nil
	})
}

// The sizes of a page of entries.
const (
	auditPage    = 100
	auditPageMax = 1000
)

// List returns the entries that a filter selects, the newest first.
func (s *AuditStore) List(ctx context.Context, ws domain.WorkspaceID, f audit.Filter) (found []audit.Found, err error) {
	where, args := auditWhere(ws, f)
	limit := f.Limit
	if limit <= 0 {
		limit = auditPage
	}
	args = append(args, min(limit, auditPageMax))
	err = s.db.Read(ctx, func(q Query) error {
		list, err := leaves(ctx, q, where+" ORDER BY seq DESC LIMIT ?", args...)
		if err != nil {
			return err
		}
		found = make([]audit.Found, len(list))
		for i, l := range list {
			e, err := audit.Decode(l.Bytes)
			if err != nil {
				return fmt.Errorf("audit entry %d: %w", l.Index, err)
			}
			found[i] = audit.Found{Index: l.Index, Entry: e}
		}
		return nil
	})
	return found, err
}

func auditWhere(ws domain.WorkspaceID, f audit.Filter) (string, []any) {
	where, args := "workspace = ?", []any{string(ws)}
	add := func(condition string, value any) { where, args = where+" AND "+condition, append(args, value) }
	for _, c := range []struct{ column, value string }{
		{"actor", f.Actor}, {"action", f.Action}, {"object_type", f.ObjectType}, {"object_id", f.ObjectID}} {
		if c.value != "" {
			add(c.column+" = ?", c.value)
		}
	}
	if !f.From.IsZero() {
		add("at >= ?", f.From.UnixMicro())
	}
	if !f.To.IsZero() {
		add("at < ?", f.To.UnixMicro())
	}
	if f.Before != nil {
		add("seq < ?", int64(*f.Before))
	}
	return where, args
}
