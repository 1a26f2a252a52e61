package storetest_test

import (
	"database/sql"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

func TestZZ(t *testing.T) {
	if os.Getenv("ZZ") == "" {
		t.Skip()
	}
	server := storetest.NewServer(t)
	store := &storetest.Store{Name: "postgres", Address: server.Database(t), Clock: time.Now}
	a, _ := sql.Open("pgx", server.Address("postgres"))
	for _, q := range []string{"ALTER SYSTEM SET log_min_duration_statement=0", "SELECT pg_reload_conf()"} {
		if _, err := a.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	w := storetest.Workspace(t, store.Open(t), "main")
	n := 0
	for range 12 {
		var records []domain.Record
		for range 32 {
			records = append(records, storetest.Company(n)...)
			n++
		}
		d, _ := storetest.Delta(records)
		at := time.Now()
		if err := w.Save(t.Context(), progress("load", int64(n)), d, nil); err != nil {
			t.Fatal(err)
		}
		t.Log(time.Since(at))
	}
	out, _ := exec.Command("sh", "-c", "grep -oE 'duration: [0-9.]+ ms +(parse|bind|execute|statement)[^:]*: .{0,60}|duration.*COMMIT|duration.*begin' "+server.Dir()+"/log | tail -60").CombinedOutput()
	t.Logf("%s", out)
}
