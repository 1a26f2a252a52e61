package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

type sourcesCmd struct {
	Name   string `arg:"" optional:"" help:"Say where this source's exports are found."`
	Config string `help:"Config file, for its mappings." type:"existingfile" short:"c"`
	JSON   bool   `help:"Print JSON." name:"json"`
}

// Help gives examples.
func (sourcesCmd) Help() string {
	return "Examples:\n  daylight sources\n  daylight sources okta"
}

func (c *sourcesCmd) Run(e *env) error {
	cfg, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	list, err := app.Sources(cfg)
	if err != nil {
		return err
	}
	if c.Name == "" {
		return c.list(e, list)
	}
	var known []string
	for _, s := range list {
		if strings.EqualFold(s.Name, c.Name) {
			return c.show(e, s)
		}
		known = append(known, s.Name)
	}
	return fmt.Errorf("no source is called %q; there are %s, and daylight sources lists their exports", c.Name, strings.Join(known, ", "))
}

func (c *sourcesCmd) list(e *env, list []source.Source) error {
	if c.JSON {
		return e.printJSON(sourcesJSON(list))
	}
	w := tabwriter.NewWriter(e.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "SOURCE\tEXPORT\tFORMATS\tFIELDS USED")
	for _, s := range list {
		for _, sh := range s.Shapes {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", s.Name, sh.Title, join(sh.Formats, "/"), shorten(join(sh.Fields, " "), 70))
		}
	}
	return w.Flush()
}

func (c *sourcesCmd) show(e *env, s source.Source) error {
	if c.JSON {
		return e.printJSON(sourcesJSON([]source.Source{s})[0])
	}
	e.printf("%s (%s)\n", s.Title, s.Name)
	for _, sh := range s.Shapes {
		e.printf("\n%s [%s]\n", sh.Title, join(sh.Formats, ", "))
		for _, row := range [][2]string{
			{"Where", sh.Where}, {"Permission", sh.Permission}, {"Reaches back", sh.Reach},
			{"Reads", strings.Join(sh.Reads, ", ")}, {"Gives", join(sh.Fields, ", ")},
			{"Lacks in practice", join(sh.Absent, ", ")},
		} {
			if row[1] != "" {
				e.printf("  %-18s %s\n", row[0]+":", wrap(row[1], 76, 21))
			}
		}
	}
	e.printf("\nEverything that is not read is dropped before anything is kept.\n")
	return nil
}

func sourcesJSON(list []source.Source) []map[string]any {
	out := []map[string]any{}
	for _, s := range list {
		shapes := []map[string]any{}
		for _, sh := range s.Shapes {
			shapes = append(shapes, map[string]any{"name": sh.Name, "title": sh.Title, "formats": sh.Formats, "where": sh.Where,
				"permission": sh.Permission, "reach": sh.Reach, "kinds": sh.Kinds, "fields": sh.Fields, "reads": sh.Reads, "absent": sh.Absent})
		}
		out = append(out, map[string]any{"name": s.Name, "title": s.Title, "shapes": shapes})
	}
	return out
}

func join[T ~string](list []T, sep string) string {
	parts := make([]string, len(list))
	for i, v := range list {
		parts[i] = string(v)
	}
	return strings.Join(parts, sep)
}

func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:n-1] + "…"
}

// wrap breaks text into lines of at most width, continued at an indent.
func wrap(s string, width, indent int) string {
	var b strings.Builder
	line := 0
	for i, word := range strings.Fields(s) {
		switch {
		case i == 0:
		case line+1+len(word) > width:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			line = 0
		default:
			b.WriteByte(' ')
			line++
		}
		b.WriteString(word)
		line += len(word)
	}
	return b.String()
}
