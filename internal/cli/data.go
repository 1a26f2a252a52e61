package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/ingest/source/mapper"
	"github.com/daylight-hq/daylight/internal/report"
	"github.com/daylight-hq/daylight/internal/simulate"
)

type mapCmd struct {
	File string `arg:"" help:"File to propose a mapping for." type:"existingfile"`
	Out  string `help:"Write the mapping to this file instead of standard output." short:"o"`
	JSON bool   `help:"Print the notes and the mapping as JSON." name:"json"`
}

// Help gives examples.
func (mapCmd) Help() string {
	return `Examples:
  daylight map referees.csv                  print a proposed mapping to review
  daylight map referees.csv -o referees.yaml
then name it in the config (mappings: [referees.yaml]) and scan.

` + mapper.Vocabulary()
}

func (c *mapCmd) Run(ctx context.Context, e *env) error {
	head, err := app.Head(ctx, c.File, app.Options{Parser: parserCommand(), Clock: e.clock})
	if err != nil {
		return err
	}
	m, notes := mapper.Propose(head, filepath.Base(c.File))
	yaml := m.YAML(notes...)
	if c.Out != "" {
		if err := writeNew(c.Out, yaml); err != nil {
			return fmt.Errorf("write mapping: %w", err)
		}
	}
	switch {
	case c.JSON:
		lines := []string{}
		for _, n := range notes {
			lines = append(lines, n.String())
		}
		return e.printJSON(map[string]any{"mapping": string(yaml), "notes": lines})
	case c.Out == "":
		e.printf("%s", yaml)
	default:
		e.printf("Wrote %s. Read it, then add it to the config under mappings.\n", c.Out)
	}
	return nil
}

// writeNew writes a file that must not stand yet: a mapping is edited by hand,
// and a second proposal may not undo that.
func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s stands already; name another file, or remove it", path)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

type quarantineCmd struct {
	List  quarantineListCmd  `cmd:"" default:"withargs" help:"List what was set aside."`
	Retry quarantineRetryCmd `cmd:"" help:"Read the files again of which something was set aside."`
}

type quarantineListCmd struct {
	DB     string `name:"db" required:"" help:"Database."`
	Config string `help:"Config file." type:"existingfile" short:"c"`
	JSON   bool   `help:"Print JSON." name:"json"`
}

func (c *quarantineListCmd) Run(ctx context.Context, e *env) error {
	cfg, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	if err := app.Exists(c.DB); err != nil {
		return err
	}
	list, err := app.Quarantine(ctx, cfg, c.DB, e.clock)
	if err != nil {
		return err
	}
	if c.JSON {
		out := []map[string]any{}
		for _, q := range list {
			out = append(out, map[string]any{"id": q.ID, "file": q.File, "line": q.Line, "offset": q.Offset, "source": q.Source, "reason": q.Reason, "detail": q.Detail, "at": q.At})
		}
		return e.printJSON(out)
	}
	w := tabwriter.NewWriter(e.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "FILE:LINE\tSOURCE\tREASON\tDETAIL")
	for _, q := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", place(q.File, q.Line), q.Source, q.Reason, detail(q.File, q.Detail))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	e.printf("%d set aside. Mend the files or add a mapping, then: daylight quarantine retry --db %s\n", len(list), c.DB)
	return nil
}

type quarantineRetryCmd struct {
	DB     string `name:"db" required:"" help:"Database."`
	Config string `help:"Config file." type:"existingfile" short:"c"`
	JSON   bool   `help:"Print JSON." name:"json"`
	Quiet  bool   `help:"No progress." short:"q"`
}

func (c *quarantineRetryCmd) Run(ctx context.Context, e *env) error {
	cfg, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	if err := app.Exists(c.DB); err != nil {
		return err
	}
	files, err := app.Requeue(ctx, cfg, c.DB, e.clock)
	if err != nil {
		return err
	}
	if len(files) == 0 && !c.JSON {
		e.printf("Nothing is set aside.\n")
		return nil
	}
	in := inputs{Paths: existing(e, files), DB: c.DB, Config: c.Config, Quiet: c.Quiet}
	out, _, err := in.scan(ctx, e)
	if err != nil {
		return err
	}
	defer out.Close()
	if c.JSON {
		return e.printJSON(filesJSON(out.Files))
	}
	report.WriteFiles(e.stdout, out.Files)
	return nil
}

// existing drops files that are gone, and says so.
func existing(e *env, files []string) []string {
	var out []string
	for _, f := range files {
		if _, err := os.Stat(f); err != nil {
			fmt.Fprintf(e.stderr, "%s is gone and was not read again\n", f)
			continue
		}
		out = append(out, f)
	}
	return out
}

type simulateCmd struct {
	Out       string `required:"" help:"Folder to write."`
	Seed      uint64 `default:"1" help:"Same seed, same bytes."`
	Employees int    `default:"2000" help:"Workers."`
	Cells     int    `default:"3" help:"Cells of about ten operators."`
	Profile   string `default:"realistic" enum:"realistic,full" help:"realistic: what exports really carry; full: every field."`
	Events    int    `default:"0" help:"Okta events; 0 for about 20 a worker."`
	Applicant int    `name:"applicants" default:"0" help:"Applicants; 0 for six a worker."`
	JSON      bool   `help:"Print JSON." name:"json"`
}

// simulateConfig goes with a synthetic company: it names the lists that its
// user would supply.
const simulateConfig = "# Config of a synthetic company: daylight scan DIR --config DIR/daylight.yaml\nintel:\n  lists: [intel]\nmappings: [mappings/identity-checks.yaml]\n"

// Help gives examples.
func (simulateCmd) Help() string {
	return "Example:\n  daylight simulate --seed 7 --employees 2000 --cells 3 --out company/\nEvery value is synthetic; truth.json says who is who."
}

func (c *simulateCmd) Run(ctx context.Context, e *env) error {
	p := simulate.Defaults().Sized(c.Employees)
	p.Seed, p.Cells, p.Profile, p.OktaEvents = c.Seed, c.Cells, simulate.Profile(c.Profile), c.Events
	if c.Applicant > 0 {
		p.Applicants = c.Applicant
	}
	sum, err := simulate.Write(ctx, c.Out, p)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(c.Out, "daylight.yaml"), []byte(simulateConfig), 0o600); err != nil {
		return fmt.Errorf("write config: %w", err)
	}
	if c.JSON {
		return e.printJSON(sum)
	}
	e.printf("Wrote a synthetic company to %s (seed %d, %s): %d files, %d candidates, %d workers, %d sign-in events,\n%d cells with %d members, %d lone operator, %d groups of look-alikes. truth.json says who is who.\n",
		c.Out, c.Seed, c.Profile, len(sum.Files), sum.Candidates, sum.Workers, sum.Events, sum.Cells, sum.Members, sum.Lone, sum.Innocents)
	return nil
}
