package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/jobs"
	"github.com/daylight-hq/daylight/internal/report"
)

type jobsCmd struct {
	List  jobsListCmd  `cmd:"" help:"List what the server does by itself, newest first."`
	Retry jobsRetryCmd `cmd:"" help:"Run a job once more, by the server that is running."`
}

type jobsListCmd struct {
	DB    string `name:"db" required:"" help:"Database: a file or postgres://…"`
	Task  string `help:"Only this task, such as deliver."`
	State string `help:"Only jobs that are ${enum}." enum:",waiting,running,retrying,done,failed" default:""`
	Limit int    `help:"At most so many." default:"50"`
	JSON  bool   `help:"Print JSON." name:"json"`
}

func (c *jobsListCmd) Run(ctx context.Context, e *env) error {
	if c.Limit < 1 || c.Limit > 1000 {
		return usage(e, "--limit is from 1 to 1000")
	}
	if err := app.Exists(c.DB); err != nil {
		return err
	}
	list, err := app.Jobs(ctx, c.DB, e.clock, jobs.Filter{Task: c.Task, State: jobs.State(c.State), Limit: c.Limit})
	if err != nil {
		return err
	}
	if c.JSON {
		out := []jobJSON{}
		for _, j := range list {
			out = append(out, jobLine(j))
		}
		return e.printJSON(map[string]any{"jobs": out})
	}
	if len(list) == 0 {
		e.printf("There are no such jobs.\n")
		return nil
	}
	e.printf("%-8s %-9s %-20s %-16s %-8s %s\n", "JOB", "STATE", "TASK", "WORKSPACE", "ATTEMPTS", "WHEN")
	for _, j := range list {
		e.printf("%-8d %-9s %-20s %-16s %-8d %s\n", j.ID, j.State, report.OneLine(j.Task), report.OneLine(string(j.Workspace)), j.Attempts, jobTime(j))
		if j.Error != "" && j.State != jobs.Done {
			e.printf("         %s\n", report.OneLine(j.Error))
		}
	}
	return nil
}

// jobTime is what one asks of a job in its state.
func jobTime(j jobs.Job) string {
	const layout = time.DateTime + " MST"
	switch {
	case !j.DoneAt.IsZero():
		return "ended " + j.DoneAt.UTC().Format(layout)
	case !j.NextAt.IsZero():
		return "next " + j.NextAt.UTC().Format(layout)
	}
	return "made " + j.MadeAt.UTC().Format(layout)
}

// jobJSON is a job for programs.
type jobJSON struct {
	ID        int64      `json:"id"`
	Task      string     `json:"task"`
	Workspace string     `json:"workspace"`
	State     jobs.State `json:"state"`
	Attempts  int        `json:"attempts"`
	MadeAt    time.Time  `json:"made_at"`
	NextAt    time.Time  `json:"next_at,omitzero"`
	DoneAt    time.Time  `json:"done_at,omitzero"`
	Error     string     `json:"error,omitzero"`
}

func jobLine(j jobs.Job) jobJSON {
	return jobJSON{j.ID, j.Task, string(j.Workspace), j.State, j.Attempts, j.MadeAt, j.NextAt, j.DoneAt, j.Error}
}

type jobsRetryCmd struct {
	DB  string `name:"db" required:"" help:"Database: a file or postgres://…"`
	Job int64  `arg:"" help:"Number of the job, as daylight jobs list prints it."`

	JSON bool `help:"Print JSON." name:"json"`
}

func (c *jobsRetryCmd) Run(ctx context.Context, e *env) error {
	if err := app.Exists(c.DB); err != nil {
		return err
	}
	j, err := app.RetryJob(ctx, c.DB, e.clock, c.Job)
	if err != nil {
		return fmt.Errorf("%w; daylight jobs list --db %s shows the jobs there are", err, c.DB)
	}
	if c.JSON {
		return e.printJSON(jobLine(j))
	}
	e.printf("Job %d (%s) is %s.\n", j.ID, report.OneLine(j.Task), j.State)
	return nil
}
