package sqlstore

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

// ErrRotating says that a rotation is under way already.
var ErrRotating = errors.New("a rotation of the keys is under way")

// Rotate gives the workspace a fresh version of its keys. From then on
// everything is written under it, while the older version still opens what
// [Workspace.RotateSome] has not moved yet. The workspace stays in use.
func (w *Workspace) Rotate(ctx context.Context) error {
	return w.db.WriteIn(ctx, w.id, func(u *Unit) error {
		if u.Rotating() {
			return ErrRotating
		}
		keys, err := u.Rotated()
		if err != nil {
			return err
		}
		if err := writeKeys(ctx, u.Tx, keys, u.ring.master); err != nil {
			return err
		}
		sealed, err := keys.Own([]byte(checkText), "workspace", []byte(w.id))
		if err != nil {
			return err
		}
		if _, err := u.Exec(ctx, "UPDATE workspaces SET check_sealed = ? WHERE id = ?", sealed, w.id); err != nil {
			return fmt.Errorf("seal workspace %s: %w", w.id, err)
		}
		return u.raiseEpoch(ctx)
	})
}

// RotateSome moves up to limit owners, or rows without an owner, to the newest
// keys in one transaction. done is true when nothing is left and the older keys
// open nothing any more. It may stop and go on at any time, in any process.
func (w *Workspace) RotateSome(ctx context.Context, limit int) (done bool, err error) {
	// Nobody writes under older keys once the rotation has begun, so that a
	// snapshot which holds none of their owners settles it.
	owners, err := w.unmoved(ctx, limit)
	if err != nil {
		return false, err
	}
	err = w.db.WriteIn(ctx, w.id, func(u *Unit) error {
		done = false
		if !u.Rotating() {
			done = true
			return nil
		}
		if len(owners) > 0 {
			return u.rotateOwners(ctx, owners)
		}
		for _, move := range shared() {
			if moved, err := move(ctx, u, limit); err != nil || moved > 0 {
				return err
			}
		}
		done = true
		return u.retire(ctx)
	})
	return done, err
}

// unmoved lists owners of older keys from where the last call of this process
// ended, and once it has come to the end, from the beginning.
func (w *Workspace) unmoved(ctx context.Context, limit int) (hashes [][]byte, err error) {
	err = w.db.ReadIn(ctx, w.id, func(v *View) error {
		if !v.Rotating() {
			return nil
		}
		v.ring.mu.Lock()
		from := v.ring.moved
		v.ring.mu.Unlock()
		if hashes, err = v.ownersAfter(ctx, from, limit); err == nil && len(hashes) == 0 && len(from) > 0 {
			hashes, err = v.ownersAfter(ctx, []byte{}, limit)
		}
		if err != nil || len(hashes) == 0 {
			return err
		}
		v.ring.mu.Lock()
		v.ring.moved = hashes[len(hashes)-1]
		v.ring.mu.Unlock()
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list owners of older keys: %w", err)
	}
	return hashes, nil
}

func (v *View) ownersAfter(ctx context.Context, from []byte, limit int) (hashes [][]byte, err error) {
	err = each(ctx, v, func(rows *sql.Rows) error {
		var hash []byte
		err := rows.Scan(&hash)
		hashes = append(hashes, hash)
		return err
	}, `SELECT owner_hash FROM data_keys WHERE workspace = ? AND owner_hash > ? AND key_version < ? AND key_sealed IS NOT NULL
		ORDER BY owner_hash LIMIT ?`, v.Workspace(), from, v.Newest(), limit)
	return hashes, err
}

// ChangeMaster seals the keys of an open workspace under another master key.
// Where the workspace's first keys were derived from the old master key, only a
// rotation ends what that one can open.
func (db *DB) ChangeMaster(ctx context.Context, ws domain.WorkspaceID, master []byte) error {
	err := db.WriteIn(ctx, ws, func(u *Unit) error {
		if err := writeKeys(ctx, u.Tx, u.Keys, master); err != nil {
			return err
		}
		return u.raiseEpoch(ctx)
	})
	if err != nil {
		return fmt.Errorf("change the master key of workspace %s: %w", ws, err)
	}
	known, _ := db.rings.Load(ws)
	r := known.(*ring)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.master = bytes.Clone(master)
	return nil
}

// shared are the steps that move what belongs to no single owner. Each moves up
// to limit rows of its table and returns how many it moved.
func shared() []func(ctx context.Context, u *Unit, limit int) (int, error) {
	return []func(context.Context, *Unit, int) (int, error){rotateClients, rotateImports, rotateQuarantine, rotateJournal, rotateReports, rotateAuditKeys, rotateCases, rotateDisputes, rotateSuppressions, rotateEndpoints, rotateReplies, rotateUsers, rotateProposals,
		rotateResults, rotateRings, rotateSettings, rotateViews, rotateCorrections, rotateSearches, rotateIntake, rotateLakeKeys}
}

func (u *Unit) rotateOwners(ctx context.Context, hashes [][]byte) error {
	kept, err := u.readDataKeys(ctx, hashes)
	if err != nil {
		return err
	}
	for _, k := range kept { // those that a writer moved meanwhile are not among them
		if k.key == nil {
			continue
		}
		if _, err := u.rotateOwner(ctx, k.owner, k.key); err != nil {
			return err
		}
	}
	return nil
}

// ownerRows are an owner's rows, opened.
type ownerRows struct {
	records  []*engine.Prepared
	gone     map[string]sql.NullInt64 // by versionName
	accounts []*engine.Account
}

// rotateOwner moves everything of an owner to the newest keys: a fresh data
// key, and new hashes throughout. It returns the fresh key.
func (u *Unit) rotateOwner(ctx context.Context, old, key []byte) (fresh []byte, err error) {
	rows, err := u.readOwner(ctx, old, key)
	if err != nil {
		return nil, fmt.Errorf("move an owner to new keys: %w", err)
	}
	if err := u.dropIdentifiers(ctx, old, rows); err != nil {
		return nil, err
	}
	for _, table := range []string{"records", "accounts", "data_keys"} {
		if _, err := u.Exec(ctx, "DELETE FROM "+table+" WHERE workspace = ? AND owner_hash = ?", u.Workspace(), old); err != nil {
			return nil, fmt.Errorf("move an owner to new keys: %w", err)
		}
	}
	name, known := rows.owner()
	if !known {
		return nil, nil // a data key that sealed nothing
	}
	owner := dataKey{owner: u.Lookup("owner", name)}
	var wrapped []byte
	if owner.key, wrapped, err = u.NewDataKey(owner.owner); err != nil {
		return nil, err
	}
	if _, err := u.Exec(ctx, "INSERT INTO data_keys (workspace, owner_hash, key_sealed, created_at, key_version) VALUES (?, ?, ?, ?, ?)",
		u.Workspace(), owner.owner, wrapped, u.now()/1e6, u.Newest()); err != nil {
		return nil, fmt.Errorf("move an owner to new keys: %w", err)
	}
	u.fresh[string(owner.owner)] = owner.key
	return owner.key, u.writeOwner(ctx, rows, owner)
}

// dropIdentifiers removes the hashes by which an owner's values are found.
func (u *Unit) dropIdentifiers(ctx context.Context, owner []byte, rows *ownerRows) error {
	for _, p := range rows.records {
		for _, s := range p.Seen {
			for _, value := range u.Lookups(string(s.Identifier.Type), s.Identifier.Key) {
				if _, err := u.Exec(ctx, "DELETE FROM identifiers WHERE workspace = ? AND type = ? AND value_hash = ? AND owner_hash = ?",
					u.Workspace(), string(s.Identifier.Type), value, owner); err != nil {
					return fmt.Errorf("remove the identifiers of an owner: %w", err)
				}
			}
		}
	}
	return nil
}

// owner names the owner of rows.
func (r *ownerRows) owner() (name string, known bool) {
	if len(r.records) > 0 {
		return recordOwner(&r.records[0].Record), true
	}
	if len(r.accounts) > 0 {
		return accountOwner(r.accounts[0]), true
	}
	return "", false
}

func (u *Unit) readOwner(ctx context.Context, owner, key []byte) (*ownerRows, error) {
	out := &ownerRows{gone: map[string]sql.NullInt64{}}
	err := each(ctx, u, func(rows *sql.Rows) error {
		var id, sealed []byte
		var gone sql.NullInt64
		if err := rows.Scan(&id, &gone, &sealed); err != nil {
			return err
		}
		p, err := openRow(u.View, key, sealed, "record", id, decodeRecord)
		if err != nil {
			return err
		}
		out.records = append(out.records, &p)
		if gone.Valid {
			out.gone[p.Record.Key.String()] = gone
		}
		return nil
	}, "SELECT record_hash, gone_at, record_sealed FROM records WHERE workspace = ? AND owner_hash = ?", u.Workspace(), owner)
	if err != nil {
		return nil, err
	}
	return out, each(ctx, u, func(rows *sql.Rows) error {
		var id, sealed []byte
		if err := rows.Scan(&id, &sealed); err != nil {
			return err
		}
		a, err := openRow(u.View, key, sealed, "account", id, decodeAccount)
		out.accounts = append(out.accounts, &a)
		return err
	}, "SELECT account_hash, account_sealed FROM accounts WHERE workspace = ? AND owner_hash = ?", u.Workspace(), owner)
}

func (u *Unit) writeOwner(ctx context.Context, rows *ownerRows, owner dataKey) error {
	in, ids := u.insert(recordInsert, recordConflict, recordColumns), u.insert(identifierInsert, nothing, 4)
	clients := map[string]bool{}
	for _, p := range rows.records {
		if err := u.addRecord(ctx, in, ids, p, owner); err != nil {
			return err
		}
		if c := clientOf(&p.Record); c != "" {
			clients[c] = true
		}
	}
	accounts := u.insert(accountInsert, accountConflict, 4)
	for _, a := range rows.accounts {
		if err := u.addAccount(ctx, accounts, a, owner); err != nil {
			return err
		}
	}
	for _, i := range []*inserter{in, ids, accounts} {
		if err := i.flush(ctx); err != nil {
			return fmt.Errorf("move an owner to new keys: %w", err)
		}
	}
	for key, gone := range rows.gone {
		if _, err := u.Exec(ctx, "UPDATE records SET gone_at = ? WHERE workspace = ? AND key_hash = ?", gone.Int64, u.Workspace(), u.Lookup("key", key)); err != nil {
			return fmt.Errorf("move an owner to new keys: %w", err)
		}
	}
	return u.saveClients(ctx, clients)
}

// rotateClients drops clients of older keys: moving the records that name them
// has made them anew.
func rotateClients(ctx context.Context, u *Unit, _ int) (int, error) {
	n, err := u.Exec(ctx, "DELETE FROM clients WHERE workspace = ? AND key_version < ?", u.Workspace(), u.Newest())
	if err != nil {
		return 0, fmt.Errorf("move clients to new keys: %w", err)
	}
	return int(n), nil
}

// rotateImports moves progress. Rows of the first schema do not hold the file's
// name and are dropped: such a file is read again, and gives duplicates.
func rotateImports(ctx context.Context, u *Unit, limit int) (int, error) {
	if _, err := u.Exec(ctx, "DELETE FROM imports WHERE workspace = ? AND key_version < ? AND path_sealed IS NULL", u.Workspace(), u.Newest()); err != nil {
		return 0, fmt.Errorf("move progress to new keys: %w", err)
	}
	type row struct {
		path, sealed []byte
		hash         string
	}
	var list []row
	err := each(ctx, u, func(rows *sql.Rows) error {
		var r row
		err := rows.Scan(&r.path, &r.hash, &r.sealed)
		list = append(list, r)
		return err
	}, "SELECT path_hash, file_hash, path_sealed FROM imports WHERE workspace = ? AND key_version < ? LIMIT ?", u.Workspace(), u.Newest(), limit)
	for _, r := range list {
		path, oerr := u.OpenOwn(r.sealed, "path", r.path)
		if oerr != nil {
			return 0, fmt.Errorf("move progress to new keys: %w", oerr)
		}
		at := u.Lookup("path", string(path))
		sealed, serr := u.Own(path, "path", at)
		if serr != nil {
			return 0, serr
		}
		if _, err := u.Exec(ctx, "UPDATE imports SET path_hash = ?, path_sealed = ?, key_version = ? WHERE workspace = ? AND path_hash = ? AND file_hash = ?",
			at, sealed, u.Newest(), u.Workspace(), r.path, r.hash); err != nil {
			return 0, fmt.Errorf("move progress to new keys: %w", err)
		}
	}
	return len(list), err
}

func rotateQuarantine(ctx context.Context, u *Unit, limit int) (int, error) {
	type row struct {
		id                 int64
		file, path, detail []byte
	}
	var list []row
	err := each(ctx, u, func(rows *sql.Rows) error {
		var r row
		err := rows.Scan(&r.id, &r.file, &r.path, &r.detail)
		list = append(list, r)
		return err
	}, "SELECT id, path_hash, path_sealed, detail_sealed FROM quarantine WHERE workspace = ? AND key_version < ? LIMIT ?", u.Workspace(), u.Newest(), limit)
	for _, r := range list {
		path, perr := u.OpenOwn(r.path, "path", r.file)
		detail, derr := u.OpenOwn(r.detail, "detail", r.file)
		if err := errors.Join(perr, derr); err != nil {
			return 0, fmt.Errorf("move what was set aside to new keys: %w", err)
		}
		at := u.Lookup("path", string(path))
		path, perr = u.Own(path, "path", at)
		detail, derr = u.Own(detail, "detail", at)
		if err := errors.Join(perr, derr); err != nil {
			return 0, err
		}
		if _, err := u.Exec(ctx, "UPDATE quarantine SET path_hash = ?, path_sealed = ?, detail_sealed = ?, key_version = ? WHERE workspace = ? AND id = ?",
			at, path, detail, u.Newest(), u.Workspace(), r.id); err != nil {
			return 0, fmt.Errorf("move what was set aside to new keys: %w", err)
		}
	}
	return len(list), err
}

func rotateReports(ctx context.Context, u *Unit, limit int) (int, error) {
	type row struct {
		id     int64
		config string
		sealed []byte
	}
	var list []row
	err := each(ctx, u, func(rows *sql.Rows) error {
		var r row
		err := rows.Scan(&r.id, &r.config, &r.sealed)
		list = append(list, r)
		return err
	}, "SELECT id, config_hash, report_sealed FROM evaluations WHERE workspace = ? AND key_version < ? LIMIT ?", u.Workspace(), u.Newest(), limit)
	for _, r := range list {
		plain, oerr := u.OpenOwn(r.sealed, "report", []byte(r.config))
		if oerr != nil {
			return 0, fmt.Errorf("move reports to new keys: %w", oerr)
		}
		sealed, serr := u.Own(plain, "report", []byte(r.config))
		if serr != nil {
			return 0, serr
		}
		if _, err := u.Exec(ctx, "UPDATE evaluations SET report_sealed = ?, key_version = ? WHERE workspace = ? AND id = ?",
			sealed, u.Newest(), u.Workspace(), r.id); err != nil {
			return 0, fmt.Errorf("move reports to new keys: %w", err)
		}
	}
	return len(list), err
}

// UncoveredError names tables that hold something sealed or hashed and that no
// step moves to new keys.
type UncoveredError struct{ Tables []string }

func (e *UncoveredError) Error() string {
	return "the older keys are kept, because nothing moves these tables to new ones: " + strings.Join(e.Tables, ", ")
}

// moved are the tables that rotations move. A table with a column that is
// sealed or hashed and that is not named here keeps the older keys alive.
var moved = []string{"workspaces", "key_versions", "data_keys", "records", "identifiers", "accounts", "clients", "imports", "quarantine", "evaluations", "journal", "audit_keys",
	"cases", "case_events", "case_clients", "case_keys", "case_identifiers", "case_evidence", "decisions", "misused_identifiers", "disputes", "suppressions", "notify_endpoints", "api_replies", "users", "proposals", "results", "result_rings", "settings", "saved_views", "corrections", "searches", "intake", "lake_keys"}

// Uncovered lists the tables that no step of a rotation moves.
func (db *DB) Uncovered(ctx context.Context) (names []string, err error) {
	err = db.Read(ctx, func(q Query) error {
		names, err = db.uncovered(ctx, q)
		return err
	})
	return names, err
}

func (db *DB) uncovered(ctx context.Context, q Query) ([]string, error) {
	tables, err := db.tables(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, t := range tables {
		if t.keyed() && !slices.Contains(moved, t.name) {
			out = append(out, t.name)
		}
	}
	return out, nil
}

// retire lets the older keys open nothing any more.
func (u *Unit) retire(ctx context.Context) error {
	left, err := u.db.uncovered(ctx, u)
	if err != nil {
		return err
	}
	for _, name := range left {
		var one int
		switch err := u.Row(ctx, `SELECT 1 FROM "`+name+`" WHERE workspace = ? LIMIT 1`, u.Workspace()).Scan(&one); {
		case err == nil:
			return &UncoveredError{left}
		case !errors.Is(err, sql.ErrNoRows):
			return fmt.Errorf("look into %s: %w", name, err)
		}
	}
	keys := u.Retired()
	if err := writeKeys(ctx, u.Tx, keys, u.ring.master); err != nil {
		return err
	}
	if _, err := u.Exec(ctx, "UPDATE key_versions SET retired_at = ? WHERE workspace = ? AND version < ? AND retired_at IS NULL",
		u.now(), u.Workspace(), u.Newest()); err != nil {
		return fmt.Errorf("retire older keys: %w", err)
	}
	return u.raiseEpoch(ctx)
}
