package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/report"
)

// inputs are the flags of every command that reads exports.
type inputs struct {
	Paths      []string `arg:"" optional:"" name:"path" help:"Folders, files, archives, or - for a stream."`
	Config     string   `help:"Config file." type:"existingfile" short:"c"`
	DB         string   `name:"db" help:"Database to keep what was read, so that a stopped scan goes on and next week's adds to it."`
	AsOf       moment   `name:"as-of" help:"Judge as of this time (2026-05-01 or 2026-05-01T12:00:00Z); default the latest accepted event."`
	ObservedAt moment   `name:"observed-at" help:"When the exports were made; default each file's own time."`
	Full       bool     `help:"The exports are complete: what they no longer carry is gone."`
	Quiet      bool     `help:"No progress, and no lines about what was set aside; the counts stay." short:"q"`

	lean bool // the caller shows nothing of people about whom nothing was found
}

// moment is a flag's date or time; a date alone is its midnight in UTC.
type moment struct{ time.Time }

// UnmarshalText reads RFC 3339 or 2006-01-02.
func (m *moment) UnmarshalText(text []byte) error {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, string(text)); err == nil {
			m.Time = t.UTC()
			return nil
		}
	}
	return fmt.Errorf("%q is no time; write 2026-05-01 or 2026-05-01T12:00:00Z", text)
}

type scanCmd struct {
	inputs
	JSON   bool   `help:"Print the report as JSON (daylight.scan/1) instead of text." name:"json"`
	OCSF   string `help:"Write the findings to this file as OCSF Detection Findings (class 2004), one a line." placeholder:"FILE" name:"ocsf"`
	HTML   string `help:"Write a self-contained page to this file." placeholder:"FILE" name:"html"`
	All    bool   `help:"Report subjects of every tier."`
	Reveal bool   `help:"Show clear values and names in what is written. Secrets stay hashed."`
	DryRun bool   `name:"dry-run" help:"Only recognise and count; judge nobody and keep nothing."`
	Check  bool   `help:"First print which checks these exports can feed, and the one export that would switch on most."`
}

// Help gives examples.
func (scanCmd) Help() string {
	return `Examples:
  daylight scan exports/                         print rings and cases
  daylight scan exports/ --json > scan.json      the JSON contract (daylight.scan/1)
  daylight scan exports/ --html report.html      a page that opens offline
  daylight scan exports/ --ocsf findings.ndjson  findings for a SIEM or a data lake
  daylight scan exports/ --db case.db            go on after a stop; add next week's exports
  zcat okta.ndjson.gz | daylight scan -          read a stream

Exit codes: 0 nothing to review, 3 something to review, 1 error, 2 usage.`
}

func (c *scanCmd) Run(ctx context.Context, e *env) error {
	if len(c.Paths) == 0 && c.DB == "" {
		return usage(e, "name a folder or files to scan, or - for a stream")
	}
	for _, f := range [][2]string{{"--html", c.HTML}, {"--ocsf", c.OCSF}, {"--db", c.DB}} {
		if missing := missingFolder(f[1]); missing != "" {
			return usage(e, fmt.Sprintf("%s %s: there is no folder %s; make it first", f[0], f[1], missing))
		}
	}
	if c.DryRun {
		return c.dryRun(ctx, e)
	}
	c.lean = !c.All
	out, _, err := c.scan(ctx, e)
	if err != nil {
		return err
	}
	defer out.Close()
	scan := report.NewScan(out.Result, out.Files, report.Options{ConfigHash: out.ConfigHash, All: c.All, Reveal: c.Reveal, Key: out.Key, WorkMail: out.State.IsWorkMail})
	if c.Check {
		w := e.stdout
		if c.JSON {
			w = e.stderr
		}
		report.WriteCheck(w, app.Checks(out))
	}
	if err := c.write(e, out, scan); err != nil {
		return err
	}
	if !c.JSON {
		report.WriteText(e.stdout, out.Result, scan, out.Files, out.Notices)
		c.closing(e, out.Lake, len(out.Result.Persons) > 0)
	}
	return verdict(out)
}

// missingFolder names the folder that a file is to stand in and that is not
// there: better said before a long scan than after it.
func missingFolder(file string) string {
	if file == "" || strings.Contains(file, "://") {
		return ""
	}
	dir := filepath.Dir(file)
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return ""
	}
	return dir
}

// closing says where things are, how to look closer, and that nothing was kept
// where that is so.
func (c *scanCmd) closing(e *env, lake string, somebody bool) {
	if c.HTML != "" {
		e.printf("\nReport: %s\n", absolute(c.HTML))
	}
	if somebody {
		from := "--db " + c.DB
		if c.DB == "" {
			from = strings.Join(c.Paths, " ")
		}
		e.printf("\nLook closer: daylight explain ID %s, with the id of a ring or a person.\n", from)
	}
	if c.DB == "" {
		e.printf("\nNothing was kept: run again with --db FILE to keep what was read and to add to it later.\n")
		return
	}
	e.printf("What was read is kept in %s. Its key file is needed to open it: keep that apart from backups of the database.\n", c.DB)
	if lake != "" {
		e.printf("Raw records lie sealed in %s: daylight lake --help says what for.\n", lake)
	}
}

func absolute(p string) string {
	if abs, err := filepath.Abs(p); err == nil {
		return abs
	}
	return p
}

// verdict is exit code 3 when somebody needs a check.
func verdict(out *app.Outcome) error {
	for _, j := range out.Result.Judgement {
		if j.Tier == domain.TierReview || j.Tier == domain.TierUrgent {
			return exitCode(exitReview)
		}
	}
	return nil
}

func (c *scanCmd) write(e *env, out *app.Outcome, scan *report.Scan) error {
	if c.JSON {
		if err := e.printJSON(scan); err != nil {
			return fmt.Errorf("write JSON: %w", err)
		}
	}
	if c.OCSF != "" {
		if err := writeReport(c.OCSF, func(f *os.File) error { return report.WriteOCSF(f, scan, app.Detectors()) }); err != nil {
			return err
		}
	}
	if c.HTML == "" {
		return nil
	}
	return writeReport(c.HTML, func(f *os.File) error { return report.WriteHTML(f, out.Result, scan, out.Files, out.Notices) })
}

// writeReport writes a file that only its owner can read: it names people.
func writeReport(path string, fn func(*os.File) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	// A file that stood there keeps the permissions it had.
	if err := errors.Join(f.Chmod(0o600), fn(f), f.Close()); err != nil {
		return fmt.Errorf("write report %s: %w", path, err)
	}
	return nil
}

// scan reads and judges, with progress on standard error.
func (in *inputs) scan(ctx context.Context, e *env) (*app.Outcome, *app.Config, error) {
	cfg, err := app.LoadConfig(in.Config)
	if err != nil {
		return nil, nil, err
	}
	p := newProgress(e, in.Quiet)
	out, err := app.Scan(ctx, cfg, in.options(e, p))
	p.done()
	if err != nil && ctx.Err() != nil {
		return nil, nil, stopped(in.DB)
	}
	return out, cfg, err
}

func (in *inputs) options(e *env, p *progress) app.Options {
	return app.Options{Paths: in.Paths, Stdin: e.stdin, AsOf: in.AsOf.Time, ObservedAt: in.ObservedAt.Time, Full: in.Full, DB: in.DB, Lean: in.lean,
		Parser: parserCommand(), Clock: e.clock, OnProgress: p.tell, OnAside: p.aside}
}

func stopped(db string) error {
	if db == "" {
		return errors.New("stopped; nothing was kept, because no database was named (--db FILE)")
	}
	return fmt.Errorf("stopped; what was read is kept in %s, and the same command goes on from there", db)
}

// dryAsides is how many set-aside items the JSON of a dry run lists; a database
// keeps all of them.
const dryAsides = 1000

func (c *scanCmd) dryRun(ctx context.Context, e *env) error {
	cfg, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	p := newProgress(e, c.Quiet)
	opt := c.options(e, p)
	opt.DB = ""
	asides := []map[string]any{}
	opt.OnAside = func(a ingest.SetAside) {
		p.aside(a)
		if len(asides) < dryAsides {
			asides = append(asides, map[string]any{"file": a.File, "line": a.Line, "offset": a.Offset, "source": a.Source, "reason": a.Reason, "detail": detail(a.File, a.Detail)})
		}
	}
	files, checks, err := app.DryRun(ctx, cfg, opt)
	p.done()
	if err != nil {
		return err
	}
	if c.JSON {
		out := map[string]any{"files": filesJSON(files), "sources": report.Sources(files), "set_aside": asides}
		if c.Check {
			out["checks"] = checks
		}
		return e.printJSON(out)
	}
	report.WriteFiles(e.stdout, files)
	if c.Check {
		report.WriteCheck(e.stdout, checks)
	}
	e.printf("\nDry run: nobody was judged and nothing was kept.\n")
	return nil
}

func filesJSON(files []ingest.FileResult) []map[string]any {
	files = slices.SortedFunc(slices.Values(files), func(a, b ingest.FileResult) int { return strings.Compare(a.Path, b.Path) })
	out := []map[string]any{}
	for _, f := range files {
		out = append(out, map[string]any{"path": f.Path, "source": f.Source, "shape": f.Shape, "encoding": f.Encoding,
			"accepted": f.Accepted, "duplicate": f.Duplicate, "unused": f.Unused, "set_aside": f.SetAside, "unknown_fields": f.Unknown})
	}
	return out
}

func usage(e *env, msg string) error {
	fmt.Fprintf(e.stderr, "daylight: %s\nRun daylight COMMAND --help for usage.\n", msg)
	return exitCode(exitUsage)
}
