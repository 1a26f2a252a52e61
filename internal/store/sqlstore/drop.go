package sqlstore

import (
	"context"
	"errors"
	"fmt"
)

// Drop destroys all that is kept of owners, named as by [seal.Owner], with their data
// keys. Unlike [Workspace.Erase] it leaves no tombstone: what comes of them
// again is taken in. It returns how many owners were known.
func (w *Workspace) Drop(ctx context.Context, owners []string) (dropped int, err error) {
	err = w.db.WriteIn(ctx, w.id, func(u *Unit) error {
		dropped = 0
		for _, name := range owners {
			n, err := u.drop(ctx, name)
			if err != nil {
				return fmt.Errorf("drop an owner: %w", err)
			}
			dropped += n
		}
		if dropped == 0 {
			return nil
		}
		if _, err := u.Exec(ctx, "DELETE FROM evaluations WHERE workspace = ?", u.Workspace()); err != nil {
			return fmt.Errorf("drop kept reports: %w", err)
		}
		return u.raiseEpoch(ctx)
	})
	if err != nil {
		return 0, err
	}
	return dropped, w.db.Forget(ctx)
}

func (u *Unit) drop(ctx context.Context, name string) (int, error) {
	if err := errors.Join(u.dropCorrections(ctx, name), u.destroyLakeKey(ctx, name)); err != nil {
		return 0, err
	}
	kept, err := u.readDataKeys(ctx, u.Lookups("owner", name))
	if err != nil {
		return 0, err
	}
	n := 0
	for _, k := range kept {
		if k.key == nil { // a tombstone stays
			continue
		}
		rows, err := u.readOwner(ctx, k.owner, k.key)
		if err != nil {
			return 0, err
		}
		if err := u.dropIdentifiers(ctx, k.owner, rows); err != nil {
			return 0, err
		}
		for _, table := range []string{"records", "accounts", "data_keys"} {
			if _, err := u.Exec(ctx, "DELETE FROM "+table+" WHERE workspace = ? AND owner_hash = ?", u.Workspace(), k.owner); err != nil {
				return 0, err
			}
		}
		n++
	}
	return n, nil
}
