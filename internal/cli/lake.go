package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/dustin/go-humanize"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/lake"
)

type lakeCmd struct {
	List    lakeListCmd    `cmd:"" help:"Say what is kept, by source."`
	Export  lakeExportCmd  `cmd:"" help:"Write raw records as OCSF events, one a line."`
	Compact lakeCompactCmd `cmd:"" help:"Merge small files."`
	Drop    lakeDropCmd    `cmd:"" help:"Remove days whose time is over."`
}

// Help says what the lake is.
func (lakeCmd) Help() string {
	return `Every record that a database accepts is also kept as it was read, in Parquet
files by source and day: beside a database file in FILE.lake, or where lake.folder
of the config says. Protected fields are dropped and secrets hashed before. Each
record is sealed under a key of the person it is about, so that an erasure reaches
it. lake.keep_days of the config says how long a day is kept (400).`
}

// lakeOf are the flags that name a lake.
type lakeOf struct {
	DB     string `name:"db" required:"" help:"Database: a file or postgres://…"`
	Config string `help:"Config file." type:"existingfile" short:"c"`
	JSON   bool   `help:"Print JSON." name:"json"`
}

type lakeListCmd struct{ lakeOf }

// Help gives an example.
func (lakeListCmd) Help() string { return "Example:\n  daylight lake list --db daylight.db" }

func (c *lakeListCmd) Run(ctx context.Context, e *env) error {
	cfg, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	uses, err := app.LakeUses(ctx, cfg, c.DB, e.clock)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(append([]app.LakeUse{}, uses...))
	}
	if len(uses) == 0 {
		e.printf("The lake is empty.\n")
	}
	for _, u := range uses {
		e.printf("%-20s %s to %s  %d files, %s\n", u.Source, u.From, u.To, u.Files, humanize.IBytes(uint64(u.Bytes)))
	}
	return nil
}

type lakeExportCmd struct {
	lakeOf
	Source string `help:"Only records of this source, such as okta."`
	Kind   string `help:"Only records of this kind, such as sign-in."`
	From   moment `help:"Only what happened from this time on (2026-05-01 or 2026-05-01T12:00:00Z)."`
	To     moment `help:"Only what happened before this time."`
	Out    string `help:"File to write; it must not exist. - for the terminal." default:"-" short:"o"`
}

// Help gives examples and says what is written.
func (lakeExportCmd) Help() string {
	return `Examples:
  daylight lake export --db daylight.db --source okta --from 2026-05-01 > okta.ndjson
  daylight lake export --db daylight.db --kind sign-in -o signins.ndjson --json

Sign-ins are Authentication (3002), enrolled factors Account Change (3001), devices
Device Inventory (5001), accounts and workers User Inventory (5003); other records
are Base Events. All that a record says stands under unmapped. What is written is
personal data in clear. The counts go to standard error, or with --json and a file
to standard output. Exit code 1 when a file of the lake is damaged; the rest is
written.`
}

func (c *lakeExportCmd) Run(ctx context.Context, e *env) (err error) {
	if c.JSON && c.Out == "-" {
		return usage(e, "--json prints counts; name a file for the events with -o")
	}
	cfg, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	var w io.Writer = e.stdout
	if c.Out != "-" {
		f, err := os.OpenFile(c.Out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return fmt.Errorf("write events: %w", err)
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		w = f
	}
	q := lake.Query{Source: c.Source, Kind: domain.Kind(c.Kind), From: c.From.Time, To: c.To.Time}
	read, err := app.ExportLake(ctx, cfg, c.DB, e.clock, q, w)
	if err != nil {
		return err
	}
	if c.JSON {
		err = e.printJSON(map[string]any{"records": read.Records, "copies": read.Copies, "erased": read.Erased, "foreign": read.Foreign, "damaged": len(read.Damaged)})
	} else {
		fmt.Fprintf(e.stderr, "%d records; passed over: %d copies, %d of people who were erased, %d of another database, %d damaged.\n",
			read.Records, read.Copies, read.Erased, read.Foreign, len(read.Damaged))
	}
	return errors.Join(append(read.Damaged, err)...)
}

type lakeCompactCmd struct {
	lakeOf
	All bool `help:"Merge wherever a day has two small files; else only where it has sixteen."`
}

// Help gives an example.
func (lakeCompactCmd) Help() string {
	return `Example:
  daylight lake compact --db daylight.db --all

A server does this by itself each day, and a scan at its end. Copies of one record
and records of people who were erased are left out.`
}

func (c *lakeCompactCmd) Run(ctx context.Context, e *env) error {
	cfg, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	done, err := app.CompactLake(ctx, cfg, c.DB, e.clock, c.All)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(map[string]int{"merged": done.Merged, "written": done.Written, "copies": done.Copies, "erased": done.Erased})
	}
	e.printf("Merged %d files into %d; left out %d copies and %d records of people who were erased.\n", done.Merged, done.Written, done.Copies, done.Erased)
	return nil
}

type lakeDropCmd struct {
	lakeOf
	Before moment `required:"" help:"Remove the days before this one (2026-05-01)."`
}

// Help gives an example.
func (lakeDropCmd) Help() string {
	return "Example:\n  daylight lake drop --db daylight.db --before 2025-11-01"
}

func (c *lakeDropCmd) Run(ctx context.Context, e *env) error {
	cfg, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	files, err := app.DropLake(ctx, cfg, c.DB, e.clock, c.Before.Time)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(map[string]int{"files": files})
	}
	e.printf("Removed %d files.\n", files)
	return nil
}
