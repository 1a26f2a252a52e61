package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/wire"
)

// State is how far a job is.
type State string

// States of jobs.
const (
	Waiting  State = "waiting"
	Running  State = "running"
	Retrying State = "retrying" // it failed and is tried again later
	Done     State = "done"
	Failed   State = "failed" // every attempt failed
)

// Job is one run of a task, done or to be done.
type Job struct {
	ID        int64
	Task      string
	Workspace domain.WorkspaceID
	State     State
	Attempts  int
	MadeAt    time.Time
	NextAt    time.Time // of a job that waits or is tried again
	DoneAt    time.Time
	Error     string // of the last attempt that failed
}

// Filter narrows a list of jobs, newest first.
type Filter struct {
	Workspace domain.WorkspaceID // "" for all
	Task      string
	State     State // "" for all
	Limit     int   // 1 to 1000; 0 means 100
}

// states are those of River, by ours.
func states() map[State][]rivertype.JobState {
	return map[State][]rivertype.JobState{
		Waiting:  {rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateScheduled},
		Running:  {rivertype.JobStateRunning},
		Retrying: {rivertype.JobStateRetryable},
		Done:     {rivertype.JobStateCompleted},
		Failed:   {rivertype.JobStateDiscarded, rivertype.JobStateCancelled},
	}
}

// List lists jobs, newest first.
func (r *Runner) List(ctx context.Context, f Filter) ([]Job, error) {
	limit := 100
	if f.Limit > 0 {
		limit = min(f.Limit, 1000)
	}
	params := river.NewJobListParams().First(limit).OrderBy(river.JobListOrderByID, river.SortOrderDesc)
	if f.Workspace != "" {
		params = params.TagsAny(tag(f.Workspace))
	}
	if f.Task != "" {
		params = params.Kinds(f.Task)
	}
	if f.State != "" {
		known, ok := states()[f.State]
		if !ok {
			return nil, fmt.Errorf("list jobs: %q is no state", f.State)
		}
		params = params.States(known...)
	}
	rows, err := r.client.JobList(ctx, params)
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	out := make([]Job, len(rows.Jobs))
	for i, row := range rows.Jobs {
		if out[i], err = jobOf(row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Get returns one job.
func (r *Runner) Get(ctx context.Context, id int64) (Job, error) {
	row, err := r.client.JobGet(ctx, id)
	if errors.Is(err, rivertype.ErrNotFound) {
		return Job{}, fmt.Errorf("job %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return Job{}, fmt.Errorf("read job %d: %w", id, err)
	}
	return jobOf(row)
}

// Retry runs a failed job once more, or one that waits for its next attempt at
// once.
func (r *Runner) Retry(ctx context.Context, id int64) (Job, error) {
	row, err := r.client.JobRetry(ctx, id)
	if errors.Is(err, rivertype.ErrNotFound) {
		return Job{}, fmt.Errorf("job %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return Job{}, fmt.Errorf("run job %d again: %w", id, err)
	}
	return jobOf(row)
}

func jobOf(row *rivertype.JobRow) (Job, error) {
	var a args
	if err := wire.Unmarshal(row.EncodedArgs, &a); err != nil {
		return Job{}, fmt.Errorf("read job %d: %w", row.ID, err)
	}
	j := Job{ID: row.ID, Task: row.Kind, Workspace: a.Workspace, Attempts: row.Attempt, MadeAt: row.CreatedAt}
	for state, list := range states() {
		for _, s := range list {
			if s == row.State {
				j.State = state
			}
		}
	}
	if j.State == Waiting || j.State == Retrying {
		j.NextAt = row.ScheduledAt
	}
	if row.FinalizedAt != nil {
		j.DoneAt = *row.FinalizedAt
	}
	if n := len(row.Errors); n > 0 {
		j.Error = row.Errors[n-1].Error
	}
	return j, nil
}
