//go:build linux

package storetest_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// disk mounts a small disk of its own, which needs root.
func disk(t *testing.T, options string) string {
	t.Helper()
	// Not below t.TempDir: PostgreSQL's user may not pass there.
	dir, err := os.MkdirTemp("", "daylight-disk-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(dir) })
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		if storetest.Required() {
			t.Fatalf("mount a small disk: %v", err)
		}
		t.Skipf("mount a small disk: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fillDisk saves batches until one fails, and returns how many were acknowledged.
func fillDisk(t *testing.T, w *sqlstore.Workspace, from, limit int) (acked int, failed error) {
	t.Helper()
	for n := from; n < limit; n++ {
		d, err := storetest.Delta(company(n))
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Save(t.Context(), progress("load", int64(n)), d, nil); err != nil {
			return n - 1, err
		}
	}
	t.Fatalf("after %d batches the disk is not full", limit)
	return 0, nil
}

// TestDiskFull fills the disk under an open store: saves fail and say so, what
// was acknowledged stays, and the same store goes on when there is room.
func TestDiskFull(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		dir := disk(t, "size=16m")
		store := storetest.Store{Name: "sqlite", Address: filepath.Join(dir, "daylight.db"), Clock: time.Now}
		db := store.Open(t)
		ballast := filepath.Join(dir, "ballast")
		if err := fillUp(ballast); err != nil {
			t.Fatal(err)
		}
		goesOn(t, db, 10_000, func() error { return os.Remove(ballast) })
	})
	t.Run("postgres", func(t *testing.T) {
		dir := disk(t, "size=160m,mode=755")
		server := storetest.NewServerIn(t, dir)
		store := storetest.Store{Name: "postgres", Address: server.Database(t), Clock: time.Now}
		db := store.Open(t)
		ballast := filepath.Join(dir, "ballast")
		if err := fillUp(ballast); err != nil {
			t.Fatal(err)
		}
		goesOn(t, db, 100_000, func() error {
			if err := os.Remove(ballast); err != nil {
				return err
			}
			// The server restarts itself if its log was what had no room.
			return server.Await()
		})
	})
}

// fillUp writes a file until all but a little of the disk is taken.
func fillUp(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	block := make([]byte, 64<<10)
	for {
		if _, err := f.Write(block); errors.Is(err, syscall.ENOSPC) {
			break
		} else if err != nil {
			return errors.Join(err, f.Close())
		}
	}
	size, err := f.Seek(0, 1)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	return errors.Join(f.Truncate(max(0, size-1<<20)), f.Close())
}

func goesOn(t *testing.T, db *sqlstore.DB, limit int, room func() error) {
	t.Helper()
	w := storetest.Workspace(t, db, "main")
	storetest.Workspace(t, db, "other")
	acked, failed := fillDisk(t, w, 1, limit)
	t.Logf("after %d batches: %v", acked, failed)
	if acked < 1 {
		t.Fatalf("nothing was acknowledged: %v", failed)
	}
	if err := room(); err != nil {
		t.Fatal(err)
	}
	got := int(offsetOf(t, w))
	var unknown *sqlstore.CommitError
	if got != acked && !(got == acked+1 && errors.As(failed, &unknown)) {
		t.Fatalf("%d batches were acknowledged, %d are kept", acked, got)
	}
	whole(t, db, int64(got))
	d, err := storetest.Delta(company(got + 1))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Save(t.Context(), progress("load", int64(got+1)), d, nil); err != nil {
		t.Fatalf("with room again: %v", err)
	}
	whole(t, db, int64(got+1))
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestReadOnlyDisk makes the disk read-only under an open store, and opens a
// store on it.
func TestReadOnlyDisk(t *testing.T) {
	dir := disk(t, "size=16m")
	store := storetest.Store{Name: "sqlite", Address: filepath.Join(dir, "daylight.db"), Clock: time.Now}
	db := store.Open(t)
	wants := filled(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Try(t); err == nil || !errors.Is(err, syscall.EROFS) {
		t.Errorf("a store on a read-only disk opens: %v", err)
	}
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT, ""); err != nil {
		t.Fatal(err)
	}
	same(t, store.Open(t), wants)
}

// TestLostConnection cuts every connection to PostgreSQL, and then takes the
// server away for a while: saves go through or fail in time, and the open store
// goes on.
func TestLostConnection(t *testing.T) {
	server := storetest.NewServer(t)
	store := &storetest.Store{Name: "postgres", Address: server.Database(t), Clock: time.Now}
	db := store.Open(t)
	w := storetest.Workspace(t, db, "main")
	next := 1
	save := func() error {
		d, err := storetest.Delta(company(next))
		if err != nil {
			t.Fatal(err)
		}
		return w.Save(t.Context(), progress("load", int64(next)), d, nil)
	}
	for range 10 {
		cut(t, server)
		if err := save(); err != nil {
			t.Fatalf("after its connections were cut: %v", err)
		}
		next++
	}
	server.Stop()
	began := time.Now()
	if err := save(); err == nil {
		t.Error("a save without a server is acknowledged")
	}
	if err := db.Ping(t.Context()); err == nil {
		t.Error("a server that is away answers")
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("a save without a server took %v to fail", took)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	if err := save(); err != nil {
		t.Errorf("after the server came back: %v", err)
	}
	whole(t, db, int64(next))
}

// cut ends every connection to a server's databases but its own.
func cut(t *testing.T, server *storetest.Server) {
	t.Helper()
	admin, err := sql.Open("pgx", server.Address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	if _, err := admin.ExecContext(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"); err != nil {
		t.Fatal(err)
	}
}
