package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/report"
)

type configCmd struct {
	Check configCheckCmd `cmd:"" help:"Check a config file and everything it names."`
}

type configCheckCmd struct {
	File string `arg:"" default:"daylight.yaml" help:"Config file."`
	JSON bool   `help:"Print JSON." name:"json"`
}

func (c *configCheckCmd) Run(e *env) error {
	cfg, err := app.LoadConfig(c.File)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no config file %s; name yours: daylight config check FILE (without a config, everything works by its defaults)", c.File)
	}
	if err != nil {
		return err
	}
	if err := cfg.Check(app.Detectors()); err != nil {
		return err
	}
	notices, err := app.CheckFiles(cfg)
	if err != nil {
		return err
	}
	hash, err := cfg.Hash(app.Detectors())
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(map[string]any{"file": c.File, "ok": true, "config_hash": hash, "notices": append([]string{}, notices...)})
	}
	for _, n := range notices {
		e.printf("%s\n", n)
	}
	e.printf("%s is in order (config hash %s).\n", c.File, hash)
	return nil
}

type doctorCmd struct {
	Config string `help:"Config file." type:"existingfile" short:"c"`
	DB     string `name:"db" help:"Database to check too."`
	JSON   bool   `help:"Print JSON." name:"json"`

	deep bool // open and compare everything that is kept
}

func (c *doctorCmd) Run(ctx context.Context, e *env) error {
	cfg, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	checks := app.Doctor(ctx, cfg, c.DB, parserCommand(), app.Options{Clock: e.clock})
	if c.deep && checks[len(checks)-1].Problem == "" {
		checks = append(checks, app.CheckDatabase(ctx, cfg, c.DB, e.clock)...)
	}
	failed := false
	for _, ch := range checks {
		failed = failed || ch.Problem != ""
	}
	if c.JSON {
		if err := e.printJSON(checks); err != nil {
			return err
		}
	} else {
		for _, ch := range checks {
			state := "ok  "
			if ch.Problem != "" {
				state = "FAIL"
			}
			e.printf("%s  %-34s %s%s\n", state, ch.Name, ch.Detail, ch.Problem)
		}
	}
	if failed {
		return exitCode(exitError)
	}
	return nil
}

type versionCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

// buildVersion says which build this is.
func buildVersion() (version, revision, goVersion string) {
	version = "devel"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version, "", ""
	}
	if info.Main.Version != "" {
		version = info.Main.Version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = s.Value
		}
	}
	return version, revision, info.GoVersion
}

func (c *versionCmd) Run(e *env) error {
	version, revision, goVersion := buildVersion()
	if c.JSON {
		return e.printJSON(map[string]string{"version": version, "revision": revision, "go": goVersion})
	}
	e.printf("daylight %s %s %s\n", version, revision, goVersion)
	return nil
}

// parserCommand is this program again, as the limited child that reads
// documents.
func parserCommand() []string {
	exe, err := os.Executable()
	if err != nil {
		return nil
	}
	return []string{exe, "internal-parse-document"}
}

type parseCmd struct{}

// Run is the child: it reads documents from its standard input under limits.
func (parseCmd) Run(e *env) error {
	if code := app.ParseDocuments(e.stdin, e.raw); code != 0 {
		return exitCode(code)
	}
	return nil
}

type docsCmd struct {
	Dir string `arg:"" help:"Folder for the generated rule pages."`
}

// Run writes docs/rules; make generate calls it.
func (c *docsCmd) Run(e *env) error {
	if err := report.WriteRuleDocs(c.Dir, app.Detectors(), app.Indicators()); err != nil {
		return fmt.Errorf("write rule pages: %w", err)
	}
	return nil
}

type diffCmd struct {
	Old  string `arg:"" help:"Earlier report (scan --json)." type:"existingfile"`
	New  string `arg:"" help:"Later report." type:"existingfile"`
	JSON bool   `help:"Print JSON." name:"json"`
}

// Help gives examples.
func (diffCmd) Help() string { return "Example:\n  daylight diff last-week.json today.json" }

func (c *diffCmd) Run(e *env) error {
	a, err := readScan(c.Old)
	if err != nil {
		return err
	}
	b, err := readScan(c.New)
	if err != nil {
		return err
	}
	d := report.Compare(a, b)
	if c.JSON {
		return e.printJSON(d)
	}
	d.Write(e.stdout)
	return nil
}

func readScan(path string) (*report.Scan, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read report: %w", err)
	}
	s, err := report.ReadJSON(data)
	if err != nil {
		return nil, fmt.Errorf("read report %s: %w", path, err)
	}
	return s, nil
}
