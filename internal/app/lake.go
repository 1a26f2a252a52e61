package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/lake"
	"github.com/daylight-hq/daylight/internal/store/postgres"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/wire"
)

// LakeConfig says where raw records are kept as Parquet files, and how long.
type LakeConfig struct {
	Folder   string `yaml:"folder,omitempty"`    // default: beside the database file; with PostgreSQL below --data of a server, else nowhere
	KeepDays int    `yaml:"keep_days,omitempty"` // a day is dropped when it is older; default 400
	Off      bool   `yaml:"off,omitempty"`       // keep no raw records
}

const keepLakeDays = 400

// lakeFolder is where the raw records of a database are kept; empty for nowhere.
func (c *Config) lakeFolder(db string) string {
	switch {
	case c.Lake.Off:
		return ""
	case c.Lake.Folder != "":
		return c.path(c.Lake.Folder)
	case postgres.Is(db):
		return ""
	}
	return db + ".lake"
}

// lakeFrom is the first day that is kept.
func (c *Config) lakeFrom(now time.Time) time.Time {
	days := c.Lake.KeepDays
	if days == 0 {
		days = keepLakeDays
	}
	return now.AddDate(0, 0, -days)
}

// laked is a store that hands records on to a lake as they came, before it keeps
// them: what a stop in between leaves in the lake is written once more, and read
// once.
type laked struct {
	*sqlstore.Workspace
	lake *lake.Lake
}

// Save is [ingest.Checkpoint].
func (l laked) Save(ctx context.Context, p ingest.FileProgress, d engine.Delta, aside []ingest.SetAside) error {
	if err := l.lake.Write(ctx, d.Journal); err != nil {
		return err
	}
	d.Journal = nil // the store has the records themselves
	return l.Workspace.Save(ctx, p, d, aside)
}

// tidyLake merges small files and drops days whose time is over.
func tidyLake(ctx context.Context, l *lake.Lake, from time.Time) error {
	if _, err := l.DropBefore(from); err != nil {
		return err
	}
	_, err := l.Compact(ctx, false)
	return err
}

// tidy is tidyLake after a scan, whose answer stands whatever became of old files.
func (o *Outcome) tidy(ctx context.Context, from time.Time) error {
	err := tidyLake(ctx, o.lake, from)
	var damaged *lake.DamagedError
	if errors.As(err, &damaged) {
		o.Notices = append(o.Notices, "Of the raw records kept before, "+err.Error()+".")
		return nil
	}
	return err
}

// LakeUse is one source in a lake.
type LakeUse struct {
	Source string `json:"source"`
	From   string `json:"from"` // first day
	To     string `json:"to"`   // last day
	Files  int    `json:"files"`
	Bytes  int64  `json:"bytes"`
}

// LakeUses says what a lake holds, by source.
func LakeUses(ctx context.Context, cfg *Config, db string, clock func() time.Time) (uses []LakeUse, err error) {
	err = withLake(ctx, cfg, db, clock, func(l *lake.Lake) error {
		parts, err := l.Parts()
		for _, p := range parts { // sorted by source and day
			if n := len(uses); n == 0 || uses[n-1].Source != p.Source {
				uses = append(uses, LakeUse{Source: p.Source, From: p.Day})
			}
			u := &uses[len(uses)-1]
			u.To, u.Files, u.Bytes = p.Day, u.Files+1, u.Bytes+p.Size
		}
		return err
	})
	return uses, err
}

// ExportLake writes the records that a query picks as OCSF events, one a line.
func ExportLake(ctx context.Context, cfg *Config, db string, clock func() time.Time, q lake.Query, w io.Writer) (read lake.Read, err error) {
	err = withLake(ctx, cfg, db, clock, func(l *lake.Lake) error {
		out := bufio.NewWriter(w)
		read, err = l.Each(ctx, q, func(p *engine.Prepared) error {
			line, err := wire.Marshal(lake.OCSF(p))
			if err != nil {
				return fmt.Errorf("write record %s: %w", p.Record.Key, err)
			}
			if _, err = out.Write(append(line, '\n')); err != nil {
				return fmt.Errorf("write events: %w", err)
			}
			return nil
		})
		return errors.Join(err, out.Flush())
	})
	return read, err
}

// CompactLake merges the small files of a lake.
func CompactLake(ctx context.Context, cfg *Config, db string, clock func() time.Time, all bool) (done lake.Compacted, err error) {
	err = withLake(ctx, cfg, db, clock, func(l *lake.Lake) error {
		done, err = l.Compact(ctx, all)
		return err
	})
	return done, err
}

// DropLake removes the days before one.
func DropLake(ctx context.Context, cfg *Config, db string, clock func() time.Time, before time.Time) (files int, err error) {
	err = withLake(ctx, cfg, db, clock, func(l *lake.Lake) error {
		files, err = l.DropBefore(before)
		return err
	})
	return files, err
}

func withLake(ctx context.Context, cfg *Config, path string, clock func() time.Time, do func(*lake.Lake) error) error {
	dir := cfg.lakeFolder(path)
	if dir == "" {
		return errors.New("this database has no lake: set lake.folder in the config")
	}
	if err := Exists(path); err != nil {
		return err
	}
	db, ws, err := openWorkspace(ctx, cfg, path, clock)
	if err != nil {
		return err
	}
	return errors.Join(do(lake.Open(dir, ws, clock)), db.Close())
}

// lakeOf is where a server keeps raw records: where the config says, else beside
// the database, else with the attachments.
func (s *Server) lakeOf(attachments string) string {
	dir := s.cfg.lakeFolder(s.opt.DB)
	if dir == "" && !s.cfg.Lake.Off {
		dir = filepath.Join(attachments, ".lake") // no workspace is called so
	}
	return dir
}

// openLake opens the lake of a running workspace, or returns nil for none.
func (s *Server) openLake(w *Workspace) *lake.Lake {
	if s.lakeDir == "" {
		return nil
	}
	return lake.Open(s.lakeDir, w.keys, s.opt.Clock)
}

func (w *Workspace) tidyLake(ctx context.Context) error {
	if w.lake == nil {
		return nil
	}
	return tidyLake(ctx, w.lake, w.server.cfg.lakeFrom(w.server.opt.Clock()))
}
