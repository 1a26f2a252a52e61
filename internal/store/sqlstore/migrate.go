package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/pressly/goose/v3"
)

// Migration is one step of the schema.
type Migration struct {
	Version int64
	Name    string // file name
	SQL     string
}

// ErrNewer says that a later version of the program changed the schema.
var ErrNewer = errors.New("a newer version of daylight has changed this database; use that version or later")

// Pending lists the steps that a database lacks, and refuses one that is ahead
// of the program.
func Pending(ctx context.Context, p *goose.Provider, files fs.FS) ([]Migration, error) {
	current, newest, err := p.GetVersions(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the schema's version: %w", err)
	}
	if current > newest {
		return nil, fmt.Errorf("schema version %d, known up to %d: %w", current, newest, ErrNewer)
	}
	status, err := p.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the schema's version: %w", err)
	}
	var out []Migration
	for _, s := range status {
		if s.State == goose.StateApplied {
			continue
		}
		text, err := fs.ReadFile(files, path.Base(s.Source.Path))
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		out = append(out, Migration{s.Source.Version, path.Base(s.Source.Path), string(text)})
	}
	return out, nil
}

// Up brings the schema up to date.
func Up(ctx context.Context, p *goose.Provider, files fs.FS) error {
	pending, err := Pending(ctx, p, files)
	if err != nil || len(pending) == 0 {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	return nil
}
