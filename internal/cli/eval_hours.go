package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"text/tabwriter"

	"github.com/dustin/go-humanize"

	"github.com/daylight-hq/daylight/internal/activity"
	"github.com/daylight-hq/daylight/internal/eval/hours"
)

type evalCmd struct {
	Hours evalHoursCmd `cmd:"" help:"Measure how well UTC offsets are read from activity times, on people whose offset is known."`
}

type evalHoursCmd struct {
	File      string `arg:"" help:"CSV of author, unix (seconds) and offset_min (true UTC offset in minutes), gzip or not."`
	JSON      bool   `help:"Print JSON." name:"json"`
	Check     bool   `help:"Exit with 3 when a figure misses what is asked of it."`
	Resamples int    `help:"How many resamples are judged, drawn event by event, and as many drawn day by day." default:"5000"`
	Folds     int    `help:"Into how many parts the authors are split; each is judged by a model fitted without it." default:"20"`
	Seed      uint64 `help:"Seed of the resamples." default:"1"`
	Model     string `help:"Fit a model on the whole file and write it here. It is never measured." placeholder:"FILE" type:"path"`
	Quiet     bool   `help:"No progress, and no lines about what was set aside." short:"q"`
}

// Help gives examples.
func (evalHoursCmd) Help() string {
	return `Every author is judged by a model that was fitted on others. The built-in model's
figures stand beside it; on the file that it was fitted on they mean nothing, and that is said.

Examples:
  daylight eval hours activity.csv.gz
  daylight eval hours activity.csv.gz --json --check

Exit codes: 0 measured, 3 with --check when a figure misses what is asked, 1 error, 2 usage.`
}

func (c *evalHoursCmd) Run(ctx context.Context, e *env) error {
	if c.Resamples < 1 || c.Folds < 2 {
		return usage(e, "--resamples is at least 1, and --folds at least 2")
	}
	builtIn, err := activity.Builtin()
	if err != nil {
		return err
	}
	file, err := c.read(e)
	if err != nil {
		return err
	}
	if c.Model != "" {
		if err := c.fit(file, builtIn); err != nil {
			return err
		}
	}
	show := newStages(e, c.Quiet)
	report, err := hours.Measure(ctx, file, builtIn, hours.Options{
		Fitting: activity.Usual(), Folds: c.Folds, Resamples: c.Resamples, Seed: c.Seed, Tell: show.tell})
	show.clear()
	if err != nil {
		return err
	}
	report.File = c.File
	if c.JSON {
		err = e.printJSON(report)
	} else {
		err = writeHours(e, report)
	}
	if err != nil {
		return err
	}
	if c.Check && len(missed(report)) > 0 {
		return exitCode(exitReview)
	}
	return nil
}

func (c *evalHoursCmd) read(e *env) (*hours.File, error) {
	f, err := os.Open(c.File)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such file", c.File)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	file, err := hours.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.File, err)
	}
	for i, a := range file.Asides {
		if c.Quiet {
			break
		}
		if i == asideLines {
			fmt.Fprintf(e.stderr, "and %d more lines set aside; --json lists them\n", len(file.Asides)-asideLines)
			break
		}
		fmt.Fprintf(e.stderr, "set aside %s: %s\n", place(c.File, a.Line), detail(c.File, a.Why))
	}
	return file, nil
}

func (c *evalHoursCmd) fit(file *hours.File, like *activity.Model) error {
	m := activity.Fit(hours.Samples(file), like.Shape, like.Limits, activity.Usual())
	m.Fitted = file.Digest
	out, err := os.OpenFile(c.Model, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write model: %w", err)
	}
	return errors.Join(m.Write(out), out.Close())
}

// missed lists what falls short. A model that saw the file is no measure.
func missed(r *hours.Report) []string {
	var out []string
	for _, s := range r.Held.Missed() {
		out = append(out, "held out: "+s)
	}
	if r.Seen {
		return out
	}
	for _, s := range r.BuiltIn.Missed() {
		out = append(out, "built in: "+s)
	}
	return out
}

func writeHours(e *env, r *hours.Report) error {
	e.printf("%s: %s events of %d authors; %d lines set aside\n\n", r.File, humanize.Comma(int64(r.Lines)), r.Held.Authors, len(r.Asides))
	w := tabwriter.NewWriter(e.stdout, 0, 4, 2, ' ', 0)
	builtIn := "BUILT-IN MODEL"
	if r.Seen {
		builtIn = "BUILT-IN (FITTED ON THIS FILE)"
	}
	fmt.Fprintf(w, "\tHELD OUT (%d PARTS)\t%s\n", r.Folds, builtIn)
	for _, row := range hoursRows(r.Held.Level) {
		fmt.Fprintf(w, "%s\t%s\t%s\n", row.what, row.of(r.Held), row.of(r.BuiltIn))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	e.printf("\nNot answered (held out): %d", r.Held.Authors-r.Held.Answered.Count)
	for _, reason := range r.Held.Unanswered() {
		e.printf("; %s %d", reason, r.Held.Silent[reason])
	}
	e.printf("\nBrackets are 95 %% Clopper-Pearson bounds. The truth is the offset of most of an author's events.\n")
	if r.Seen {
		e.printf("The built-in model was fitted on this very file: only the figures held out mean anything.\n")
	}
	for _, s := range missed(r) {
		e.printf("Missed: %s.\n", s)
	}
	return nil
}

type hoursRow struct {
	what string
	of   func(hours.Figures) string
}

func hoursRows(level float64) []hoursRow {
	rate := func(what string, pick func(hours.Figures) hours.Rate) hoursRow {
		return hoursRow{what, func(f hours.Figures) string {
			r := pick(f)
			return fmt.Sprintf("%.1f %% [%.1f, %.1f]  %d of %d", 100*r.Share, 100*r.Low, 100*r.High, r.Count, r.Of)
		}}
	}
	return []hoursRow{
		rate("answered", func(f hours.Figures) hours.Rate { return f.Answered }),
		rate("within 1 h", func(f hours.Figures) hours.Rate { return f.Within1 }),
		rate("within 2 h", func(f hours.Figures) hours.Rate { return f.Within2 }),
		rate("5 h off or more", func(f hours.Figures) hours.Rate { return f.Far }),
		rate(fmt.Sprintf("inside the %.0f %% interval", 100*level), func(f hours.Figures) hours.Rate { return f.Covered }),
		{"median width of it", func(f hours.Figures) string { return fmt.Sprintf("%.0f h", f.WidthHours) }},
		rate("a claim can be judged", func(f hours.Figures) hours.Rate { return f.Judged }),
		rate("wronged, main offset", func(f hours.Figures) hours.Rate { return f.Wrong }),
		rate("wronged, offset of each event", func(f hours.Figures) hours.Rate { return f.WrongClock }),
		rate("wronged, events resampled", func(f hours.Figures) hours.Rate { return f.WrongEvent }),
		rate("wronged, days resampled", func(f hours.Figures) hours.Rate { return f.WrongDay }),
		rate("found, claim 8-12 h off, judged", func(f hours.Figures) hours.Rate { return f.Found }),
		rate("found, claim 8-12 h off, all", func(f hours.Figures) hours.Rate { return f.FoundOfAll }),
	}
}
