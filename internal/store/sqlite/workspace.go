package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/store/seal"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Workspace is one workspace of a database. It is used by one importer at a
// time.
type Workspace struct {
	db     *DB
	id     domain.WorkspaceID
	keys   *seal.Keys
	owners map[string][]byte // data keys by owner hash, as they were met
}

// Resume returns how far a file was read.
func (w *Workspace) Resume(ctx context.Context, path, hash string) (offset int64, c ingest.Counts, done bool, err error) {
	err = w.db.sql.QueryRowContext(ctx, `SELECT read_to, done, accepted, duplicate, unused, set_aside, versions, unknown
		FROM imports WHERE workspace = ? AND path_hash = ? AND file_hash = ?`, w.id, w.pathHash(path), hash).
		Scan(&offset, &done, &c.Accepted, &c.Duplicate, &c.Unused, &c.SetAside, &c.Versions, &c.Unknown)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, ingest.Counts{}, false, nil
	}
	return offset, c, done, err
}

// pathHash is how a file is found: its name may carry somebody's.
func (w *Workspace) pathHash(path string) []byte { return w.keys.Lookup("path", path) }

// Save writes a delta, the file's progress and what was set aside in one
// transaction: a killed process loses the batch whole or not at all.
func (w *Workspace) Save(ctx context.Context, p ingest.FileProgress, d engine.Delta, aside []ingest.SetAside) error {
	return w.inTx(ctx, func(tx *sql.Tx) error {
		for _, r := range d.Records {
			if err := w.saveRecord(ctx, tx, r); err != nil {
				return err
			}
		}
		for i := range d.Accounts {
			if err := w.saveAccount(ctx, tx, &d.Accounts[i]); err != nil {
				return err
			}
		}
		if err := w.saveEventKeys(ctx, tx, d.EventKeys); err != nil {
			return err
		}
		for _, g := range d.Gone {
			if _, err := tx.ExecContext(ctx, "UPDATE records SET gone_at = ? WHERE workspace = ? AND key_hash = ?",
				goneAt(g), w.id, w.keys.Lookup("key", g.Key.String())); err != nil {
				return fmt.Errorf("mark a record as gone: %w", err)
			}
		}
		for _, a := range aside {
			if err := w.saveAside(ctx, tx, p.Hash, a); err != nil {
				return err
			}
		}
		if p.Path == "" {
			return nil
		}
		return w.saveImport(ctx, tx, p)
	})
}

// inTx forgets the data keys it met when the transaction fails: those that it
// made are gone with it, and nothing may be sealed under them.
func (w *Workspace) inTx(ctx context.Context, fn func(*sql.Tx) error) error {
	err := w.db.inTx(ctx, fn)
	if err != nil {
		clear(w.owners)
	}
	return err
}

func (d *DB) inTx(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := d.sql.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := fn(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func (w *Workspace) saveRecord(ctx context.Context, tx *sql.Tx, p *engine.Prepared) error {
	r := &p.Record
	owner := w.ownerOf(r.Refs, r.Key.String())
	key, err := w.dataKey(ctx, tx, owner)
	if err != nil {
		return err
	}
	plain, err := wire.Marshal(p)
	if err != nil {
		return fmt.Errorf("encode record %s: %w", r.Key, err)
	}
	id := w.keys.Lookup("record", r.Key.String()+string(r.Hash[:]))
	sealed, err := seal.Seal(key, plain, w.keys.Context("record", id))
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO records (workspace, record_hash, key_hash, owner_hash, source, tenant, kind,
			occurred_at, observed_at, file_hash, file_line, file_offset, record_sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, record_hash) DO UPDATE SET observed_at = excluded.observed_at, file_hash = excluded.file_hash,
			file_line = excluded.file_line, file_offset = excluded.file_offset, record_sealed = excluded.record_sealed`,
		w.id, id, w.keys.Lookup("key", r.Key.String()), owner, r.Key.Source, r.Key.Tenant, r.Key.Kind,
		micros(r.OccurredAt), r.ObservedAt.UnixMicro(), r.Origin.FileHash, r.Origin.Line, r.Origin.Offset, sealed); err != nil {
		return fmt.Errorf("keep record: %w", err)
	}
	for _, s := range p.Seen {
		if _, err := tx.ExecContext(ctx, "INSERT INTO identifiers (workspace, type, value_hash, owner_hash) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
			w.id, s.Identifier.Type, w.keys.Lookup(string(s.Identifier.Type), s.Identifier.Key), owner); err != nil {
			return fmt.Errorf("keep identifier: %w", err)
		}
	}
	return nil
}

// goneAt is NULL for a record that an export carries again.
func goneAt(g engine.Gone) any {
	if g.At == 0 {
		return nil
	}
	return g.At
}

func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// ownerOf names whose data key seals a record: the person behind its first
// person key, else the record itself.
func (w *Workspace) ownerOf(refs []domain.Ref, fallback string) []byte {
	for _, r := range refs {
		if r.Type.Person() {
			return w.keys.Lookup("owner", r.String())
		}
	}
	return w.keys.Lookup("owner", fallback)
}

// dataKey returns an owner's data key, and makes one for a new owner.
func (w *Workspace) dataKey(ctx context.Context, tx *sql.Tx, owner []byte) ([]byte, error) {
	if key, ok := w.owners[string(owner)]; ok {
		return key, nil
	}
	var wrapped []byte
	err := tx.QueryRowContext(ctx, "SELECT key_sealed FROM data_keys WHERE workspace = ? AND owner_hash = ?", w.id, owner).Scan(&wrapped)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		key, wrapped, err := w.keys.NewDataKey(owner)
		if err != nil {
			return nil, err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO data_keys (workspace, owner_hash, key_sealed, created_at) VALUES (?, ?, ?, ?)",
			w.id, owner, wrapped, w.db.clock().Unix()); err != nil {
			return nil, fmt.Errorf("keep data key: %w", err)
		}
		w.owners[string(owner)] = key
		return key, nil
	case err != nil:
		return nil, fmt.Errorf("read data key: %w", err)
	case wrapped == nil:
		return nil, errors.New("the owner of this record was erased")
	}
	key, err := w.keys.Unwrap(owner, wrapped)
	if err != nil {
		return nil, err
	}
	w.owners[string(owner)] = key
	return key, nil
}

func (w *Workspace) saveAccount(ctx context.Context, tx *sql.Tx, a *engine.Account) error {
	owner := w.ownerOf(a.Refs, a.Key)
	key, err := w.dataKey(ctx, tx, owner)
	if err != nil {
		return err
	}
	plain, err := wire.Marshal(a)
	if err != nil {
		return fmt.Errorf("encode account: %w", err)
	}
	id := w.keys.Lookup("account", a.Key)
	sealed, err := seal.Seal(key, plain, w.keys.Context("account", id))
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO accounts (workspace, account_hash, owner_hash, account_sealed) VALUES (?, ?, ?, ?)
		ON CONFLICT (workspace, account_hash) DO UPDATE SET owner_hash = excluded.owner_hash, account_sealed = excluded.account_sealed`,
		w.id, id, owner, sealed); err != nil {
		return fmt.Errorf("keep account: %w", err)
	}
	return nil
}

func (w *Workspace) saveEventKeys(ctx context.Context, tx *sql.Tx, keys []domain.Hash) error {
	if len(keys) == 0 {
		return nil
	}
	stmt, err := tx.PrepareContext(ctx, "INSERT INTO event_keys (workspace, event_key) VALUES (?, ?) ON CONFLICT DO NOTHING")
	if err != nil {
		return fmt.Errorf("keep event keys: %w", err)
	}
	defer stmt.Close()
	for _, k := range keys {
		if _, err := stmt.ExecContext(ctx, w.id, k[:]); err != nil {
			return fmt.Errorf("keep event keys: %w", err)
		}
	}
	return nil
}

func (w *Workspace) saveAside(ctx context.Context, tx *sql.Tx, hash string, a ingest.SetAside) error {
	at := w.pathHash(a.File)
	path, err := w.keys.Own([]byte(a.File), "path", at)
	if err != nil {
		return err
	}
	detail, err := w.keys.Own([]byte(a.Detail), "detail", at)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO quarantine (workspace, path_hash, path_sealed, file_hash, line, file_offset, source, reason, detail_sealed, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, w.id, at, path, hash, a.Line, a.Offset, a.Source, a.Reason, detail, w.db.clock().Unix()); err != nil {
		return fmt.Errorf("keep what was set aside: %w", err)
	}
	return nil
}

func (w *Workspace) saveImport(ctx context.Context, tx *sql.Tx, p ingest.FileProgress) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO imports (workspace, path_hash, file_hash, source, shape, encoding, size, read_to, done,
			accepted, duplicate, unused, set_aside, versions, unknown, observed_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, path_hash, file_hash) DO UPDATE SET read_to = excluded.read_to, done = excluded.done,
			accepted = excluded.accepted, duplicate = excluded.duplicate, unused = excluded.unused,
			set_aside = excluded.set_aside, versions = excluded.versions, unknown = excluded.unknown, updated_at = excluded.updated_at`,
		w.id, w.pathHash(p.Path), p.Hash, p.Source, p.Shape, p.Encoding, p.Size, p.Offset, p.Done,
		p.Accepted, p.Duplicate, p.Unused, p.SetAside, p.Versions, p.Unknown, p.ObservedAt.Unix(), w.db.clock().Unix()); err != nil {
		return fmt.Errorf("keep progress: %w", err)
	}
	return nil
}
