package cli

import (
	"context"
	"slices"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/report"
)

type joinCmd struct {
	Explain joinExplainCmd `cmd:"" help:"Say why records are one subject, and subjects one person."`
	Split   joinSplitCmd   `cmd:"" help:"Stop a key from joining records."`
	Merge   joinMergeCmd   `cmd:"" help:"Say that two keys are one person."`
}

type joinExplainCmd struct {
	ID string `arg:"" help:"Subject id, one of the employer's own keys, or a name that one person bears."`
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
	j, err := report.ExplainJoin(out.Result, c.ID, func(ids []string) report.Joins { return out.State.Explain(out.Engine, ids) })
	if err != nil {
		return err
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
	JSON   bool   `help:"Print JSON." name:"json"`
}

func (c *joinSplitCmd) Run(e *env) error {
	if _, err := app.ParseRef(c.Key); err != nil {
		return usage(e, err.Error())
	}
	if err := app.AddJoin(c.Config, func(j *app.JoinConfig) {
		if !slices.Contains(j.Split, c.Key) {
			j.Split = append(j.Split, c.Key)
		}
	}); err != nil {
		return err
	}
	return joined(e, c.JSON, c.Config, c.Key+" no longer joins", "split", c.Key)
}

type joinMergeCmd struct {
	A      string `arg:"" name:"key" help:"Key of one."`
	B      string `arg:"" name:"other" help:"Key of the other."`
	Config string `help:"Config file to change." default:"daylight.yaml" short:"c"`
	JSON   bool   `help:"Print JSON." name:"json"`
}

func (c *joinMergeCmd) Run(e *env) error {
	for _, k := range []string{c.A, c.B} {
		if _, err := app.ParseRef(k); err != nil {
			return usage(e, err.Error())
		}
	}
	if c.A == c.B {
		return usage(e, "a merge names two different keys")
	}
	pair := []string{c.A, c.B}
	if err := app.AddJoin(c.Config, func(j *app.JoinConfig) {
		if !slices.ContainsFunc(j.Merge, func(m []string) bool { return slices.Equal(m, pair) }) {
			j.Merge = append(j.Merge, pair)
		}
	}); err != nil {
		return err
	}
	return joined(e, c.JSON, c.Config, c.A+" and "+c.B+" are one person", "merge", c.A, c.B)
}

// joined says what the config now holds, and what to do with it.
func joined(e *env, asJSON bool, config, what, change string, keys ...string) error {
	if asJSON {
		return e.printJSON(map[string]any{"config": config, change: keys})
	}
	e.printf("%s; %s says so. Scan again with --config %s.\n", what, config, config)
	return nil
}
