package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/postgres"
	"github.com/daylight-hq/daylight/internal/store/seal"
	"github.com/daylight-hq/daylight/internal/store/sqlite"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// PendingMigrations lists the steps that a database's schema lacks, and changes
// nothing.
func PendingMigrations(ctx context.Context, db string) ([]sqlstore.Migration, error) {
	if err := Exists(db); err != nil {
		return nil, err
	}
	if postgres.Is(db) {
		return postgres.Pending(ctx, db)
	}
	return sqlite.Pending(ctx, db)
}

// Migrate brings a database's schema up to date.
func Migrate(ctx context.Context, db string, clock func() time.Time) error {
	if err := Exists(db); err != nil {
		return err
	}
	open, err := openDatabase(ctx, db, clock)
	if err != nil {
		return err
	}
	return open.Close()
}

// Backup writes a database to a new file that only its owner can read. The file
// is whole when it stands under its name.
func Backup(ctx context.Context, db, path string, clock func() time.Time) (err error) {
	if err := Exists(db); err != nil {
		return err
	}
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s exists; give the backup another name", path)
	}
	open, err := openDatabase(ctx, db, clock)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, open.Close()) }()
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".part-*") // mode 0600
	if err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	if err := errors.Join(open.Backup(ctx, f), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return errors.Join(fmt.Errorf("write backup: %w", err), os.Remove(f.Name()))
	}
	return nil
}

// Restore fills a new or empty database from a backup and returns how many rows
// it holds. The key is needed to read it, not to restore it.
func Restore(ctx context.Context, backup io.Reader, db string, clock func() time.Time) (rows int64, err error) {
	fresh := Exists(db) != nil
	open, err := openDatabase(ctx, db, clock)
	if err != nil {
		return 0, err
	}
	rows, err = open.Restore(ctx, backup)
	err = errors.Join(err, open.Close())
	if err != nil && fresh {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			if rerr := os.Remove(db + suffix); !errors.Is(rerr, os.ErrNotExist) {
				err = errors.Join(err, rerr)
			}
		}
	}
	return rows, err
}

// CheckDatabase opens everything that a workspace keeps sealed and compares
// every hash by which rows are found.
func CheckDatabase(ctx context.Context, cfg *Config, db string, clock func() time.Time) []Health {
	var c sqlstore.Checked
	open, ws, err := openWorkspace(ctx, cfg, db, clock)
	if err == nil {
		c, err = ws.Check(ctx)
		err = errors.Join(err, open.Close())
	}
	h := Health{Name: "seals and hashes"}
	if err != nil {
		h.Problem = err.Error()
		return []Health{h}
	}
	h.Detail = fmt.Sprintf("%d owners (%d erased), %d records, %d accounts, %d identifiers", c.Owners+c.Erased, c.Erased, c.Records, c.Accounts, c.Identifiers)
	return []Health{h}
}

const (
	rotateBatch = 50 // owners moved in one transaction, so that others need not wait
	reportEvery = 20 // batches
)

// RotateKeys gives a workspace fresh keys and moves everything to them, or goes
// on with a rotation that was stopped. The database may be in use meanwhile.
func RotateKeys(ctx context.Context, cfg *Config, db string, clock func() time.Time, progress func(batches int)) (version int64, err error) {
	if err := Exists(db); err != nil {
		return 0, err
	}
	open, ws, err := openWorkspace(ctx, cfg, db, clock)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, open.Close()) }()
	if err := ws.Rotate(ctx); err != nil && !errors.Is(err, sqlstore.ErrRotating) {
		return 0, err
	}
	for n := 1; ; n++ {
		done, err := ws.RotateSome(ctx, rotateBatch)
		if err != nil {
			return 0, err
		}
		if done {
			return ws.Keys().Newest(), nil
		}
		if n%reportEvery == 0 {
			progress(n)
		}
	}
}

// ChangeMaster seals the keys of every workspace of a database under the master
// key in another file, which is made when it does not exist.
func ChangeMaster(ctx context.Context, cfg *Config, db, file string, clock func() time.Time) (list []domain.WorkspaceID, err error) {
	if err := Exists(db); err != nil {
		return nil, err
	}
	master, err := masterKey(ctx, cfg, db)
	if err != nil {
		return nil, err
	}
	fresh, _, err := seal.LoadOrCreate(file)
	if err != nil {
		return nil, err
	}
	open, err := openDatabase(ctx, db, clock)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, open.Close()) }()
	if list, err = open.Workspaces(ctx); err != nil {
		return nil, err
	}
	for _, id := range list {
		if _, err := open.Workspace(ctx, id, fresh); err == nil {
			continue // moved before a run that was stopped
		}
		if _, err := open.Workspace(ctx, id, master); err != nil {
			return nil, err
		}
		if err := open.ChangeMaster(ctx, id, fresh); err != nil {
			return nil, err
		}
	}
	return list, nil
}
