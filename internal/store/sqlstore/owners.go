package sqlstore

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/seal"
)

// ErrErased says that an owner's data key was destroyed.
var ErrErased = errors.New("the owner of this was erased")

// PersonOwners names every owner that may hold something of a person: all their
// keys, and their records and accounts by themselves.
func PersonOwners(refs []domain.Ref, recordKeys, accountKeys []string) []string {
	out := slices.Concat(recordKeys, accountKeys)
	for _, r := range refs {
		if r.Type.Person() {
			out = append(out, r.String())
		}
	}
	return unique(out)
}

// dataKey is what seals everything of one owner.
type dataKey struct {
	owner []byte // the hash under which the owner's rows stand
	key   []byte // nil for an owner who was erased
}

// ownerKeys returns the data keys of owners, by name, and makes them for new
// ones. An owner whose rows are of an older key version is moved to the newest
// first. A key is nil where the owner was erased.
func (u *Unit) ownerKeys(ctx context.Context, names []string) (map[string]dataKey, error) {
	out := make(map[string]dataKey, len(names))
	var ask [][]byte
	asked := map[string]string{} // hash to name
	for _, name := range names {
		if _, done := out[name]; done {
			continue
		}
		hashes := u.Lookups("owner", name)
		key, known := u.owner(hashes[0])
		out[name] = dataKey{hashes[0], key}
		if known {
			continue
		}
		for _, h := range hashes {
			ask, asked[string(h)] = append(ask, h), name
		}
	}
	kept, err := u.readDataKeys(ctx, ask)
	if err != nil {
		return nil, err
	}
	for _, k := range kept {
		name := asked[string(k.owner)]
		d := dataKey{out[name].owner, k.key}
		if k.key == nil {
			d.owner = k.owner
		} else if !bytes.Equal(k.owner, d.owner) {
			if d.key, err = u.rotateOwner(ctx, k.owner, k.key); err != nil {
				return nil, err
			}
			if d.key == nil {
				continue // it sealed nothing; a key is made below
			}
		}
		out[name] = d
		for _, h := range u.Lookups("owner", name) {
			delete(asked, string(h))
		}
		u.fresh[string(d.owner)] = d.key
	}
	return out, u.makeDataKeys(ctx, out, asked)
}

// keptKey is a row of data_keys; key is nil for an erased owner.
type keptKey struct{ owner, key []byte }

func (v *View) readDataKeys(ctx context.Context, hashes [][]byte) (kept []keptKey, err error) {
	for chunk := range slices.Chunk(hashes, maxRows) {
		args := []any{v.Workspace()}
		for _, h := range chunk {
			args = append(args, h)
		}
		err := each(ctx, v, func(rows *sql.Rows) error {
			var owner, wrapped []byte
			if err := rows.Scan(&owner, &wrapped); err != nil {
				return err
			}
			k := keptKey{owner: owner}
			if wrapped != nil {
				if k.key, err = v.Unwrap(owner, wrapped); err != nil {
					return err
				}
			}
			kept = append(kept, k)
			return nil
		}, "SELECT owner_hash, key_sealed FROM data_keys WHERE workspace = ? AND owner_hash IN ("+In(len(chunk))+")", args...)
		if err != nil {
			return nil, fmt.Errorf("read data keys: %w", err)
		}
	}
	return kept, nil
}

// makeDataKeys makes keys for the owners whose newest hash is still asked for.
func (u *Unit) makeDataKeys(ctx context.Context, keys map[string]dataKey, asked map[string]string) error {
	in := u.insert("INSERT INTO data_keys (workspace, owner_hash, key_sealed, created_at, key_version) VALUES", "", 5)
	for hash, name := range asked {
		d := keys[name]
		if hash != string(d.owner) || u.fresh[hash] != nil {
			continue
		}
		key, wrapped, err := u.NewDataKey(d.owner)
		if err != nil {
			return err
		}
		if err := in.add(ctx, u.Workspace(), d.owner, wrapped, u.now()/1e6, u.Newest()); err != nil {
			return fmt.Errorf("keep data key: %w", err)
		}
		keys[name] = dataKey{d.owner, key}
		u.fresh[hash] = key
	}
	if err := in.flush(ctx); err != nil {
		return fmt.Errorf("keep data key: %w", err)
	}
	return nil
}

// SealFor seals a value of one owner, so that it is erased with them. use and id
// say where it will stand. It gives [ErrErased] for an owner who was erased.
func (u *Unit) SealFor(ctx context.Context, owner string, plain []byte, use string, id []byte) ([]byte, error) {
	keys, err := u.ownerKeys(ctx, []string{owner})
	if err != nil {
		return nil, err
	}
	if keys[owner].key == nil {
		return nil, ErrErased
	}
	return seal.Seal(keys[owner].key, plain, u.Context(use, id))
}

// OpenFor opens what [Unit.SealFor] sealed, or gives [ErrErased].
func (v *View) OpenFor(ctx context.Context, owner string, sealed []byte, use string, id []byte) ([]byte, error) {
	kept, err := v.readDataKeys(ctx, v.Lookups("owner", owner))
	if err != nil {
		return nil, err
	}
	for _, k := range kept {
		if k.key != nil {
			return seal.Open(k.key, sealed, v.Context(use, id))
		}
	}
	return nil, ErrErased
}

// Erase destroys the data keys of owners, named as by [seal.Owner], and the hashes
// by which their values are found. What was sealed for them can no longer be
// read by anybody, in this database; the rows stay, so that counts and chains
// still hold. Reports that were kept name everybody and are dropped; results are
// removed by [Unit.ForgetResults]. Their records are not taken in again. It returns how many owners
// were known. A person is as many owners as their records have first keys: see
// [PersonOwners].
func (w *Workspace) Erase(ctx context.Context, owners []string) (erased int, err error) {
	err = w.db.WriteIn(ctx, w.id, func(u *Unit) error {
		erased, err = u.Erase(ctx, owners)
		return err
	})
	if err != nil {
		return 0, err
	}
	return erased, w.db.Forget(ctx)
}

// Forget overwrites what was deleted, as far as the database can.
func (db *DB) Forget(ctx context.Context) error { return db.Dialect.Forget(ctx, db.Writer) }

// Erase is [Workspace.Erase] as a part of a larger transaction, after
// which the caller calls [DB.Forget].
func (u *Unit) Erase(ctx context.Context, owners []string) (erased int, err error) {
	var unknown []string
	for _, name := range owners {
		if err := errors.Join(u.dropCorrections(ctx, name), u.destroyLakeKey(ctx, name)); err != nil {
			return 0, err
		}
		kept, err := u.readDataKeys(ctx, u.Lookups("owner", name))
		if err != nil {
			return 0, err
		}
		if len(kept) == 0 {
			unknown = append(unknown, name)
		}
		for _, k := range kept {
			if k.key == nil {
				continue
			}
			if err := u.eraseOwner(ctx, k); err != nil {
				return 0, err
			}
			erased++
		}
	}
	if erased > 0 {
		if _, err := u.Exec(ctx, "DELETE FROM evaluations WHERE workspace = ?", u.Workspace()); err != nil {
			return 0, fmt.Errorf("drop kept reports: %w", err)
		}
	}
	if err := u.bury(ctx, unknown); err != nil {
		return 0, err
	}
	return erased, u.raiseEpoch(ctx)
}

func (u *Unit) eraseOwner(ctx context.Context, k keptKey) error {
	rows, err := u.readOwner(ctx, k.owner, k.key)
	if err != nil {
		return fmt.Errorf("erase an owner: %w", err)
	}
	if err := u.dropIdentifiers(ctx, k.owner, rows); err != nil {
		return err
	}
	if _, err := u.Exec(ctx, "UPDATE data_keys SET key_sealed = NULL, destroyed_at = ? WHERE workspace = ? AND owner_hash = ?",
		u.now()/1e6, u.Workspace(), k.owner); err != nil {
		return fmt.Errorf("destroy a data key: %w", err)
	}
	return nil
}

// raiseEpoch makes every process read the keys again.
func (u *Unit) raiseEpoch(ctx context.Context) error {
	if _, err := u.Exec(ctx, "UPDATE workspaces SET epoch = epoch + 1 WHERE id = ?", u.Workspace()); err != nil {
		return fmt.Errorf("announce changed keys: %w", err)
	}
	return nil
}
