package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/audit"
)

type auditCmd struct {
	Verify     auditVerifyCmd     `cmd:"" help:"Prove that an export of the audit log is what was signed. Works anywhere, without a database."`
	Export     auditExportCmd     `cmd:"" help:"Write the audit log as JSON lines with its signed checkpoint."`
	Checkpoint auditCheckpointCmd `cmd:"" help:"Sign the audit log as it stands. Keep the result elsewhere."`
	Key        auditKeyCmd        `cmd:"" help:"Print the public keys of the audit log, or change the key."`
}

type auditVerifyCmd struct {
	File  string   `arg:"" help:"Export of daylight audit export; - for standard input."`
	Since []string `help:"File with a checkpoint that was kept elsewhere: proves that nothing it covers was rewritten or cut off. May be given several times." type:"existingfile" placeholder:"CHECKPOINT" sep:"none"`
	Key   []string `help:"Public key of the log, or a file with one a line, as daylight audit key prints it." placeholder:"FILE|KEY" sep:"none"`
	JSON  bool     `help:"Print JSON." name:"json"`
}

// Help gives examples.
func (auditVerifyCmd) Help() string {
	return `Exit code 0: it verifies; 1: it does not, and the first altered entry is named.

Examples:
  daylight audit verify audit.jsonl                                     whole in itself
  daylight audit verify audit.jsonl --key audit.pub                     and signed by the key that you know
  daylight audit verify audit.jsonl --key audit.pub --since march.checkpoint
                                                                        and nothing was changed since March`
}

func (c *auditVerifyCmd) Run(e *env) error {
	var o audit.Options
	for _, k := range c.Key {
		keys, err := publicKeys(k)
		if err != nil {
			return err
		}
		o.Keys = append(o.Keys, keys...)
	}
	for _, s := range c.Since {
		note, err := os.ReadFile(s)
		if err != nil {
			return fmt.Errorf("read checkpoint: %w", err)
		}
		o.Since = append(o.Since, note)
	}
	in, name := e.stdin, "standard input"
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return fmt.Errorf("open export: %w", err)
		}
		defer f.Close()
		in, name = f, c.File
	}
	r, err := audit.Verify(in, o)
	if err != nil && r.Fault == nil {
		return err
	}
	if err := c.print(e, name, r); err != nil {
		return err
	}
	if !r.OK {
		return exitCode(exitError)
	}
	return nil
}

func (c *auditVerifyCmd) print(e *env, name string, r audit.Report) error {
	if c.JSON {
		return e.printJSON(struct {
			audit.Report
			Proves []string `json:"proves"`
		}{r, append([]string{}, r.Proves()...)})
	}
	if !r.OK {
		e.printf("%s does NOT verify.\n%s.\n", name, r.Fault.Error())
		return nil
	}
	e.printf("%s verifies: %s of %s, %s to %s.\n", name, audit.Entries(r.Entries), r.Origin, r.First.Format(time.DateTime), r.Last.Format(time.DateTime+" MST"))
	for _, p := range r.Proves() {
		e.printf("- %s\n", p)
	}
	return nil
}

// publicKeys reads a key, or a file of them with lines that begin with # as
// comments.
func publicKeys(s string) ([]string, error) {
	data, err := os.ReadFile(s)
	if errors.Is(err, os.ErrNotExist) && strings.Contains(s, "+") {
		return []string{strings.TrimSpace(s)}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read public key: %w", err)
	}
	var keys []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			keys = append(keys, line)
		}
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%s holds no public key", s)
	}
	return keys, nil
}

// auditDB is the log of a database.
type auditDB struct {
	DB     string `name:"db" required:"" help:"Database."`
	Config string `help:"Config file." type:"existingfile" short:"c"`
}

// with opens the log and closes it after do.
func (a *auditDB) with(ctx context.Context, e *env, do func(*app.AuditLog) error) error {
	cfg, err := app.LoadConfig(a.Config)
	if err != nil {
		return err
	}
	if err := app.Exists(a.DB); err != nil {
		return err
	}
	l, err := app.OpenAuditLog(ctx, cfg, a.DB, e.clock)
	if err != nil {
		return err
	}
	return errors.Join(do(l), l.Close())
}

type auditExportCmd struct {
	auditDB
	Out string `help:"Write to this new file instead of standard output." short:"o"`
}

func (c *auditExportCmd) Run(ctx context.Context, e *env) error {
	return c.with(ctx, e, func(l *app.AuditLog) error {
		if c.Out == "" {
			_, err := l.Export(ctx, e.raw)
			return err
		}
		f, err := os.OpenFile(c.Out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return fmt.Errorf("write export: %w", err)
		}
		cp, err := l.Export(ctx, f)
		if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
			return err
		}
		e.printf("Wrote %s to %s. Anybody can check it: daylight audit verify %s\n", audit.Entries(cp.Size), c.Out, c.Out)
		return nil
	})
}

type auditCheckpointCmd struct {
	auditDB
	To string `help:"Put the checkpoint into this folder, best on another machine, instead of printing it." type:"existingdir"`
}

func (c *auditCheckpointCmd) Run(ctx context.Context, e *env) error {
	return c.with(ctx, e, func(l *app.AuditLog) error {
		if c.To == "" {
			cp, err := l.Checkpoint(ctx)
			if err != nil {
				return err
			}
			_, err = io.Copy(e.raw, strings.NewReader(string(cp.Note)))
			return err
		}
		cp, err := l.PushTo(ctx, c.To)
		if err != nil {
			return err
		}
		e.printf("The checkpoint over %s is in %s.\n", audit.Entries(cp.Size), c.To)
		return nil
	})
}

type auditKeyCmd struct {
	auditDB
	Rotate bool   `help:"Make a new signing key. The old one hands over to it and is destroyed."`
	Lost   bool   `help:"With --rotate: do without the old key's signature. Give the new public key to everybody who verifies."`
	Why    string `help:"With --rotate: a purpose code, such as yearly." default:"unstated"`
	JSON   bool   `help:"Print JSON." name:"json"`
}

func (c *auditKeyCmd) Run(ctx context.Context, e *env) error {
	if c.Lost && !c.Rotate {
		return usage(e, "--lost goes with --rotate")
	}
	return c.with(ctx, e, func(l *app.AuditLog) error {
		if c.Rotate {
			by := audit.Actor{ID: "command-line", Kind: audit.System}
			if _, err := l.Rotate(ctx, audit.Rotation{By: by, Why: c.Why, Lost: c.Lost}); err != nil {
				return err
			}
		}
		keys, err := l.PublicKeys(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.printJSON(map[string]any{"keys": keys})
		}
		for i, k := range keys {
			if i == len(keys)-1 {
				e.printf("# signs now\n")
			}
			e.printf("%s\n", k)
		}
		return nil
	})
}
