package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/daylight-hq/daylight/internal/app"
)

type dbCmd struct {
	Migrate dbMigrateCmd `cmd:"" help:"Bring the schema up to date."`
	Backup  dbBackupCmd  `cmd:"" help:"Write everything to a file while the database is in use."`
	Restore dbRestoreCmd `cmd:"" help:"Fill a new database from a backup."`
	Check   dbCheckCmd   `cmd:"" help:"Open everything that is kept and compare its hashes."`
	Rebuild dbRebuildCmd `cmd:"" help:"Derive everything anew from the records kept."`
	Keys    dbKeysCmd    `cmd:"" help:"Change keys while the database is in use."`
}

type dbMigrateCmd struct {
	DB     string `name:"db" required:"" help:"Database: a file or postgres://…"`
	DryRun bool   `name:"dry-run" help:"Print the steps and change nothing."`
	JSON   bool   `help:"Print JSON." name:"json"`
}

func (c *dbMigrateCmd) Run(ctx context.Context, e *env) error {
	steps, err := app.PendingMigrations(ctx, c.DB)
	if err != nil {
		return err
	}
	if !c.DryRun {
		if err := app.Migrate(ctx, c.DB, e.clock); err != nil {
			return err
		}
	}
	if c.JSON {
		out := []map[string]any{}
		for _, s := range steps {
			out = append(out, map[string]any{"version": s.Version, "name": s.Name, "applied": !c.DryRun})
		}
		return e.printJSON(out)
	}
	for _, s := range steps {
		if c.DryRun {
			e.printf("-- %s\n%s\n", s.Name, s.SQL)
			continue
		}
		e.printf("applied %s\n", s.Name)
	}
	switch {
	case len(steps) == 0:
		e.printf("The schema is up to date.\n")
	case c.DryRun:
		e.printf("-- %d steps would be applied. Make a backup first: daylight db backup\n", len(steps))
	}
	return nil
}

type dbBackupCmd struct {
	DB   string `name:"db" required:"" help:"Database: a file or postgres://…"`
	Out  string `required:"" help:"File to write; it must not exist." short:"o"`
	JSON bool   `help:"Print JSON." name:"json"`
}

// Help says what is not in a backup.
func (dbBackupCmd) Help() string {
	return `The backup can be restored to a file or to PostgreSQL, whichever it came from.
The master key is not in it. Keep the key elsewhere: without it nothing in the
backup can be read, and with it an older backup still holds people who were
erased since. Destroy backups when their time is over.`
}

func (c *dbBackupCmd) Run(ctx context.Context, e *env) error {
	if err := app.Backup(ctx, c.DB, c.Out, e.clock); err != nil {
		return err
	}
	info, err := os.Stat(c.Out)
	if err != nil {
		return fmt.Errorf("look at the backup: %w", err)
	}
	if c.JSON {
		return e.printJSON(map[string]any{"file": c.Out, "bytes": info.Size()})
	}
	e.printf("Wrote %s (%d bytes). The key is not in it.\n", c.Out, info.Size())
	return nil
}

type dbRestoreCmd struct {
	File string `arg:"" help:"Backup." type:"existingfile"`
	DB   string `name:"db" required:"" help:"Database to fill: a new file, or an empty PostgreSQL database."`
	JSON bool   `help:"Print JSON." name:"json"`
}

func (c *dbRestoreCmd) Run(ctx context.Context, e *env) error {
	f, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("open backup: %w", err)
	}
	defer f.Close()
	rows, err := app.Restore(ctx, f, c.DB, e.clock)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(map[string]any{"rows": rows})
	}
	e.printf("Restored %d rows. Put the key back, then: daylight db check --db %s\n", rows, c.DB)
	return nil
}

type dbCheckCmd struct {
	DB     string `name:"db" required:"" help:"Database: a file or postgres://…"`
	Config string `help:"Config file." type:"existingfile" short:"c"`
	JSON   bool   `help:"Print JSON." name:"json"`
}

func (c *dbCheckCmd) Run(ctx context.Context, e *env) error {
	d := doctorCmd{DB: c.DB, Config: c.Config, JSON: c.JSON, deep: true}
	return d.Run(ctx, e)
}

type dbRebuildCmd struct {
	DB     string `name:"db" required:"" help:"Database: a file or postgres://…"`
	Config string `help:"Config file." type:"existingfile" short:"c"`
	AsOf   moment `name:"as-of" help:"Judge as of this time."`
	JSON   bool   `help:"Print the report as JSON." name:"json"`
}

func (c *dbRebuildCmd) Run(ctx context.Context, e *env) error {
	if err := app.Exists(c.DB); err != nil {
		return err
	}
	s := scanCmd{inputs: inputs{DB: c.DB, Config: c.Config, AsOf: c.AsOf, Quiet: true}, JSON: c.JSON}
	return s.Run(ctx, e)
}

type dbKeysCmd struct {
	Rotate dbRotateCmd `cmd:"" help:"Give the workspace fresh keys and move everything to them."`
	Master dbMasterCmd `cmd:"" help:"Seal the keys of all workspaces under another master key."`
}

type dbRotateCmd struct {
	DB     string `name:"db" required:"" help:"Database: a file or postgres://…"`
	Config string `help:"Config file." type:"existingfile" short:"c"`
	JSON   bool   `help:"Print JSON." name:"json"`
}

// Help says how far it reaches.
func (dbRotateCmd) Help() string {
	return `It may be stopped and run again; it then goes on. Two keys stay: those that hash
account numbers and the like, which are not kept and so cannot be hashed anew,
and those behind the value keys in reports.`
}

func (c *dbRotateCmd) Run(ctx context.Context, e *env) error {
	cfg, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	version, err := app.RotateKeys(ctx, cfg, c.DB, e.clock, func(batches int) {
		fmt.Fprintf(e.stderr, "%d batches moved\n", batches)
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(map[string]any{"version": version})
	}
	e.printf("Everything is sealed under version %d of the keys; the older ones open nothing.\n", version)
	return nil
}

type dbMasterCmd struct {
	DB     string `name:"db" required:"" help:"Database: a file or postgres://…"`
	Config string `help:"Config file, which names the present key." type:"existingfile" short:"c"`
	File   string `name:"new-key" required:"" help:"File of the new master key; it is made when it does not exist."`
	JSON   bool   `help:"Print JSON." name:"json"`
}

func (c *dbMasterCmd) Run(ctx context.Context, e *env) error {
	cfg, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	list, err := app.ChangeMaster(ctx, cfg, c.DB, c.File, e.clock)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(map[string]any{"workspaces": list, "key_file": c.File})
	}
	e.printf("%d workspaces now need the key in %s. Set key_file in the config, or put the file in the old one's place.\nThen run daylight db keys rotate: until then the old key opens what was made with it.\n", len(list), c.File)
	return nil
}
