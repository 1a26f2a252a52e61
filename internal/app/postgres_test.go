package app_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/simulate"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// TestStoresGiveTheSameReport scans a company into both stores, moves one to the
// other by a backup, and derives the report anew from each.
func TestStoresGiveTheSameReport(t *testing.T) {
	t.Setenv("DAYLIGHT_KEY", base64.StdEncoding.EncodeToString(storetest.Master()))
	dir := company(t, simulate.Realistic)
	file := storetest.SQLite(t).Address
	server, moved := storetest.Postgres(t).Address, storetest.Postgres(t).Address
	rebuild := func(db string) []byte {
		opt := options(t)
		opt.DB = db
		return scan(t, opt)
	}
	var want []byte
	for _, db := range []string{file, server} {
		opt := options(t, dir)
		opt.DB = db
		scan(t, opt)
		got := rebuild(db)
		if want == nil {
			want = got
		}
		same(t, want, got)
	}
	backup := filepath.Join(t.TempDir(), "backup")
	if err := app.Backup(t.Context(), file, backup, time.Now); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(backup)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := app.Restore(t.Context(), f, moved, time.Now); err != nil {
		t.Fatal(err)
	}
	same(t, want, rebuild(moved))
}
