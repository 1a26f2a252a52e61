package cli

import (
	"context"
	"fmt"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/report"
)

type joinCmd struct {
	Explain joinExplainCmd `cmd:"" help:"Say why records are one subject, and subjects one person."`
	Split   joinSplitCmd   `cmd:"" help:"Stop a key from joining records."`
	Merge   joinMergeCmd   `cmd:"" help:"Say that two keys are one person."`
}

type joinExplainCmd struct {
	ID string `arg:"" help:"Subject id, or one of the employer's own keys."`
	inputs
	JSON bool `help:"Print JSON." name:"json"`
}

func (c *joinExplainCmd) Run(ctx context.Context, e *env) error {
	if len(c.Paths) == 0 && c.DB == "" {
		return usage(e, "name the exports or a database (--db FILE) that the subject is in")
	}
	out, _, err := c.scan(ctx, e)
	if err != nil {
		return err
	}
	defer out.Close()
	j, ok := report.ExplainJoin(out.Result, c.ID, func(ids []string) report.Joins { return out.State.Explain(out.Engine, ids) })
	if !ok {
		return fmt.Errorf("no subject is called %q here; daylight scan prints their ids", c.ID)
	}
	if c.JSON {
		return e.printJSON(j)
	}
	j.Write(e.stdout)
	return nil
}

type joinSplitCmd struct {
	Key    string `arg:"" help:"Key as daylight join explain prints it, such as employee=E123."`
	Config string `help:"Config file to change." default:"daylight.yaml" short:"c"`
}

func (c *joinSplitCmd) Run(e *env) error {
	if _, err := app.ParseRef(c.Key); err != nil {
		return err
	}
	if err := app.AddJoin(c.Config, func(j *app.JoinConfig) { j.Split = appendNew(j.Split, c.Key) }); err != nil {
		return err
	}
	e.printf("%s no longer joins; %s says so. Scan again with --config %s.\n", c.Key, c.Config, c.Config)
	return nil
}

type joinMergeCmd struct {
	A      string `arg:"" help:"Key of one."`
	B      string `arg:"" help:"Key of the other."`
	Config string `help:"Config file to change." default:"daylight.yaml" short:"c"`
}

func (c *joinMergeCmd) Run(e *env) error {
	for _, k := range []string{c.A, c.B} {
		if _, err := app.ParseRef(k); err != nil {
			return err
		}
	}
	if err := app.AddJoin(c.Config, func(j *app.JoinConfig) { j.Merge = append(j.Merge, []string{c.A, c.B}) }); err != nil {
		return err
	}
	e.printf("%s and %s are one person; %s says so. Scan again with --config %s.\n", c.A, c.B, c.Config, c.Config)
	return nil
}

func appendNew(list []string, s string) []string {
	if contains(list, s) {
		return list
	}
	return append(list, s)
}
