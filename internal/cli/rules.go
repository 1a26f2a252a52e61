package cli

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/detect"
)

type rulesCmd struct {
	List rulesListCmd `cmd:"" default:"withargs" help:"List the checks."`
	Show rulesShowCmd `cmd:"" help:"Show one check: what it means, what it does not, and its innocent causes."`
}

type rulesListCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

type rulesShowCmd struct {
	ID   string `arg:"" help:"Rule id, such as payee-not-worker, or catalogue id, such as PY02."`
	JSON bool   `help:"Print JSON." name:"json"`
}

func (c *rulesListCmd) Run(e *env) error {
	list := app.Detectors()
	if c.JSON {
		out := []map[string]any{}
		for _, d := range list {
			out = append(out, ruleJSON(d))
		}
		return e.printJSON(out)
	}
	w := tabwriter.NewWriter(e.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "RULE\tCATALOGUE\tSTAGE\tCEILING\tTITLE")
	for _, d := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", d.ID, strings.Join(d.Doc.Catalogue, " "), d.Doc.Stage, d.Doc.Ceiling, d.Doc.Title)
	}
	return w.Flush()
}

func (c *rulesShowCmd) Run(e *env) error {
	for _, d := range app.Detectors() {
		if d.ID != c.ID && !slices.Contains(d.Doc.Catalogue, strings.ToUpper(c.ID)) {
			continue
		}
		if c.JSON {
			return e.printJSON(ruleJSON(d))
		}
		writeRule(e, d)
		return nil
	}
	return fmt.Errorf("no rule is called %q; daylight rules lists them", c.ID)
}

func writeRule(e *env, d detect.Detector) {
	e.printf("%s  (version %d; catalogue %s; stage %s; at most %s)\n%s\n\n", d.ID, d.Version, strings.Join(d.Doc.Catalogue, ", "), d.Doc.Stage, d.Doc.Ceiling, d.Doc.Title)
	for _, row := range [][2]string{{"Means", d.Doc.Means}, {"Does not mean", d.Doc.MeansNot}, {"Data", d.Doc.Data}, {"Fairness", d.Doc.Fairness}, {"Source", d.Doc.Source}} {
		e.printf("%-14s %s\n", row[0], wrap(row[1], 80, 15))
	}
	e.printf("\nInnocent causes\n")
	for _, s := range d.Doc.Innocent {
		e.printf("  - %s\n", wrap(s, 80, 4))
	}
	if len(d.Doc.FirstSteps) > 0 {
		e.printf("\nFirst steps\n")
		for _, s := range d.Doc.FirstSteps {
			e.printf("  - %s\n", wrap(s, 80, 4))
		}
	}
	for i, p := range d.Params {
		if i == 0 {
			e.printf("\nThresholds (config: rules.%s.params)\n", d.ID)
		}
		e.printf("  %s = %g %s (%g to %g): %s\n", p.Name, p.Default, p.Unit, p.Min, p.Max, p.Doc)
	}
}

func ruleJSON(d detect.Detector) map[string]any {
	needs, params, requires := []string{}, []map[string]any{}, []string{}
	for _, n := range d.Needs {
		needs = append(needs, n.String())
	}
	for _, p := range d.Params {
		params = append(params, map[string]any{"name": p.Name, "default": p.Default, "min": p.Min, "max": p.Max, "unit": p.Unit, "doc": p.Doc})
	}
	for _, r := range d.Requires {
		requires = append(requires, r.Part)
	}
	return map[string]any{"id": d.ID, "version": d.Version, "catalogue": d.Doc.Catalogue, "title": d.Doc.Title, "stage": d.Doc.Stage,
		"means": d.Doc.Means, "means_not": d.Doc.MeansNot, "innocent": d.Doc.Innocent, "data": d.Doc.Data, "ceiling": d.Doc.Ceiling,
		"source": d.Doc.Source, "fairness": d.Doc.Fairness, "needs": needs, "requires": requires, "params": params}
}
