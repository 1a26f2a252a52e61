package sqlstore

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/daylight-hq/daylight/internal/store/seal"
)

// LakeKeys returns the keys under which raw records of owners are sealed in the
// lake, by name as [seal.Owner] gives them, and makes them for new ones. An owner who
// was erased has none.
func (w *Workspace) LakeKeys(ctx context.Context, names []string) (map[string]seal.LakeKey, error) {
	names = unique(slices.Clone(names))
	out := make(map[string]seal.LakeKey, len(names))
	err := w.db.WriteIn(ctx, w.id, func(u *Unit) error {
		clear(out)
		left, err := u.findLakeKeys(ctx, names, out)
		if err != nil {
			return err
		}
		return u.makeLakeKeys(ctx, left, out)
	})
	if err != nil {
		return nil, fmt.Errorf("keys of the lake: %w", err)
	}
	return out, nil
}

// findLakeKeys fills in the keys that exist and returns the names without one.
func (v *View) findLakeKeys(ctx context.Context, names []string, out map[string]seal.LakeKey) (left []string, err error) {
	for chunk := range slices.Chunk(names, maxRows) {
		args := []any{v.Workspace()}
		asked := map[string]string{} // hash to name
		for _, name := range chunk {
			for _, h := range v.Lookups("owner", name) {
				args, asked[string(h)] = append(args, h), name
			}
		}
		barred, err := v.erasedAmong(ctx, args, asked)
		if err != nil {
			return nil, err
		}
		err = v.lakeKeys(ctx, func(k seal.LakeKey, owner []byte) {
			if !barred[asked[string(owner)]] {
				out[asked[string(owner)]] = k
			}
		}, "owner_hash IN ("+In(len(args)-1)+")", args...)
		if err != nil {
			return nil, err
		}
		for _, name := range chunk {
			if _, found := out[name]; !found && !barred[name] {
				left = append(left, name)
			}
		}
	}
	return left, nil
}

// erasedAmong tells whom of those asked for an erasure has taken out.
func (v *View) erasedAmong(ctx context.Context, args []any, asked map[string]string) (map[string]bool, error) {
	out := map[string]bool{}
	err := each(ctx, v, func(rows *sql.Rows) error {
		var owner []byte
		err := rows.Scan(&owner)
		out[asked[string(owner)]] = true
		return err
	}, "SELECT owner_hash FROM data_keys WHERE workspace = ? AND key_sealed IS NULL AND owner_hash IN ("+In(len(args)-1)+")", args...)
	return out, err
}

// lakeKeys calls fn with each key that a condition picks; the secret of one that
// was destroyed is nil.
func (v *View) lakeKeys(ctx context.Context, fn func(k seal.LakeKey, owner []byte), condition string, args ...any) error {
	return each(ctx, v, func(rows *sql.Rows) error {
		var k seal.LakeKey
		var id, owner, sealed []byte
		if err := rows.Scan(&id, &owner, &sealed); err != nil {
			return err
		}
		copy(k.ID[:], id)
		if sealed != nil {
			secret, _, err := v.openLakeKey(id, sealed)
			if err != nil {
				return err
			}
			k.Secret = secret
		}
		fn(k, owner)
		return nil
	}, "SELECT key_id, owner_hash, lake_sealed FROM lake_keys WHERE workspace = ? AND "+condition, args...)
}

func (v *View) openLakeKey(id, sealed []byte) (secret []byte, owner string, err error) {
	plain, err := v.OpenOwn(sealed, "lake key", id)
	if err != nil {
		return nil, "", err
	}
	if len(plain) < seal.KeySize {
		return nil, "", errors.New("a key of the lake is too short")
	}
	return plain[:seal.KeySize:seal.KeySize], string(plain[seal.KeySize:]), nil
}

func (u *Unit) makeLakeKeys(ctx context.Context, names []string, out map[string]seal.LakeKey) error {
	in := u.insert("INSERT INTO lake_keys (workspace, key_id, owner_hash, lake_sealed, created_at, key_version) VALUES", "", 6)
	for _, name := range names {
		k := seal.LakeKey{Secret: make([]byte, seal.KeySize)}
		for _, b := range [][]byte{k.ID[:], k.Secret} {
			if _, err := rand.Read(b); err != nil {
				return fmt.Errorf("make a key: %w", err)
			}
		}
		sealed, err := u.Own(slices.Concat(k.Secret, []byte(name)), "lake key", k.ID[:])
		if err != nil {
			return err
		}
		if err := in.add(ctx, u.Workspace(), k.ID[:], u.Lookup("owner", name), sealed, u.now()/1e6, u.Newest()); err != nil {
			return err
		}
		out[name] = k
	}
	return in.flush(ctx)
}

// LakeSecrets opens keys of the lake by their ids. One that was destroyed is nil;
// one that this database never had is missing from the answer.
func (w *Workspace) LakeSecrets(ctx context.Context, ids [][16]byte) (map[[16]byte][]byte, error) {
	out := make(map[[16]byte][]byte, len(ids))
	err := w.db.ReadIn(ctx, w.id, func(v *View) error {
		for chunk := range slices.Chunk(ids, maxRows) {
			args := []any{v.Workspace()}
			for i := range chunk {
				args = append(args, chunk[i][:])
			}
			err := v.lakeKeys(ctx, func(k seal.LakeKey, _ []byte) { out[k.ID] = k.Secret },
				"key_id IN ("+In(len(chunk))+")", args...)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("keys of the lake: %w", err)
	}
	return out, nil
}

// destroyLakeKey makes unreadable what the lake holds of an owner. Nothing tells
// any more whose key the line held, and new records of an owner who was not barred
// get a new key.
func (u *Unit) destroyLakeKey(ctx context.Context, name string) error {
	for _, h := range u.Lookups("owner", name) {
		if _, err := u.Exec(ctx, "UPDATE lake_keys SET lake_sealed = NULL, destroyed_at = ?, owner_hash = key_id WHERE workspace = ? AND owner_hash = ?",
			u.now()/1e6, u.Workspace(), h); err != nil {
			return fmt.Errorf("destroy a key of the lake: %w", err)
		}
	}
	return nil
}

// rotateLakeKeys seals the lines anew. The keys in them stay: the files that they
// open are not written anew.
func rotateLakeKeys(ctx context.Context, u *Unit, limit int) (int, error) {
	type row struct{ id, sealed []byte }
	var list []row
	err := each(ctx, u, func(rows *sql.Rows) error {
		var r row
		err := rows.Scan(&r.id, &r.sealed)
		list = append(list, r)
		return err
	}, "SELECT key_id, lake_sealed FROM lake_keys WHERE workspace = ? AND key_version < ? AND lake_sealed IS NOT NULL LIMIT ?", u.Workspace(), u.Newest(), limit)
	if err != nil {
		return 0, fmt.Errorf("move the lake's keys to new ones: %w", err)
	}
	for _, r := range list {
		secret, owner, err := u.openLakeKey(r.id, r.sealed)
		if err != nil {
			return 0, fmt.Errorf("move the lake's keys to new ones: %w", err)
		}
		sealed, err := u.Own(slices.Concat(secret, []byte(owner)), "lake key", r.id)
		if err != nil {
			return 0, err
		}
		if _, err := u.Exec(ctx, "UPDATE lake_keys SET owner_hash = ?, lake_sealed = ?, key_version = ? WHERE workspace = ? AND key_id = ?",
			u.Lookup("owner", owner), sealed, u.Newest(), u.Workspace(), r.id); err != nil {
			return 0, fmt.Errorf("move the lake's keys to new ones: %w", err)
		}
	}
	return len(list), nil
}
