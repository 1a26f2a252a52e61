package cli

import (
	"context"

	"github.com/daylight-hq/daylight/internal/report"
)

type explainCmd struct {
	ID string `arg:"" help:"Subject or ring id, one of the employer's own keys such as greenhouse:main:123, or a name that one person bears."`
	inputs
	JSON   bool `help:"Print JSON." name:"json"`
	Reveal bool `help:"Show clear values and names. Secrets stay hashed."`
}

// Help gives examples.
func (explainCmd) Help() string {
	return `Examples:
  daylight explain r_5f0c2a7e41b3d986 exports/          the evidence that holds a ring together
  daylight explain greenhouse:main:10234 --db case.db    one person, by the tracker's own id
  daylight explain p_09ab… exports/ --reveal             with clear values`
}

func (c *explainCmd) Run(ctx context.Context, e *env) error {
	if len(c.Paths) == 0 && c.DB == "" {
		return usage(e, "name the exports or a database (--db FILE) that the subject is in")
	}
	out, _, err := c.scan(ctx, e)
	if err != nil {
		return err
	}
	defer out.Close()
	scan := report.NewScan(out.Result, out.Files, report.Options{ConfigHash: out.ConfigHash, All: true, Reveal: c.Reveal, Key: out.Key, WorkMail: out.State.IsWorkMail})
	tree, err := report.Explain(out.Result, scan, c.ID, func(ids []string) report.Joins { return out.State.Explain(out.Engine, ids) })
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(tree)
	}
	tree.Write(e.stdout)
	return nil
}
