package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/lake"
	"github.com/daylight-hq/daylight/internal/simulate"
)

// TestLakeConfig: where raw records are kept, by database and config.
func TestLakeConfig(t *testing.T) {
	for _, c := range []struct {
		name, db, want string
		cfg            LakeConfig
	}{
		{"beside a file", "dir/d.db", "dir/d.db.lake", LakeConfig{}},
		{"PostgreSQL has nowhere", "postgres://h/d", "", LakeConfig{}},
		{"named", "postgres://h/d", filepath.Join("conf", "raw"), LakeConfig{Folder: "raw"}},
		{"off", "d.db", "", LakeConfig{Folder: "raw", Off: true}},
	} {
		if got := (&Config{Lake: c.cfg, dir: "conf"}).lakeFolder(c.db); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	if got := (&Config{}).lakeFrom(now); !got.Equal(now.AddDate(0, 0, -400)) {
		t.Errorf("by default days are kept from %v", got)
	}
	if got := (&Config{Lake: LakeConfig{KeepDays: 7}}).lakeFrom(now); !got.Equal(now.AddDate(0, 0, -7)) {
		t.Errorf("with seven days they are kept from %v", got)
	}
}

// TestLakeHoldsTheScan: every record that a scan accepted stands in the lake, old
// days go, and damage there is told and stops nothing.
func TestLakeHoldsTheScan(t *testing.T) {
	company := t.TempDir()
	if _, err := simulate.Write(t.Context(), company, simulate.Defaults().Sized(150)); err != nil {
		t.Fatal(err)
	}
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(t.TempDir(), "d.db")
	now := time.Now()
	clock := func() time.Time { return now }
	scan := func() *Outcome {
		t.Helper()
		out, err := Scan(t.Context(), cfg, Options{Paths: []string{company}, DB: db, Clock: clock, ObservedAt: now})
		if err != nil {
			t.Fatal(err)
		}
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
		return out
	}
	want := 0
	for _, f := range scan().Files {
		want += f.Accepted
	}
	var b strings.Builder
	read, err := ExportLake(t.Context(), cfg, db, clock, lake.Query{}, &b)
	if err != nil || read.Records != want || strings.Count(b.String(), "\n") != want {
		t.Errorf("of %d records the lake gives %+v (%v)", want, read, err)
	}
	events, err := ExportLake(t.Context(), cfg, db, clock, lake.Query{Kind: domain.KindSignIn}, &b)
	if err != nil || events.Records == 0 {
		t.Errorf("sign-ins: %+v (%v)", events, err)
	}

	parts, err := filepath.Glob(filepath.Join(db+".lake", "main", "source=*", "day=*", "*.parquet"))
	if err != nil || len(parts) == 0 {
		t.Fatal(parts, err)
	}
	for i := range 16 { // as many as are merged
		if err := os.WriteFile(filepath.Join(filepath.Dir(parts[0]), string(rune('a'+i))+"-0.parquet"), []byte("no lake"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if notices := strings.Join(scan().Notices, "\n"); !strings.Contains(notices, "is damaged") {
		t.Errorf("damage is not told: %s", notices)
	}
	now = now.AddDate(0, 0, keepLakeDays+1)
	scan()
	if uses, err := LakeUses(t.Context(), cfg, db, clock); err != nil || len(uses) != 0 {
		t.Errorf("after their time there are still %+v (%v)", uses, err)
	}
}
