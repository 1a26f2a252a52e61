// Package jobs runs what a server does by itself, at intervals and on demand:
// each task once a workspace, in a River queue that is kept in the database, so
// that of several servers on one database only one runs a task.
package jobs

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Task is one thing that is done for each workspace.
type Task struct {
	Kind  string // such as "deliver"; it is kept with each job
	Every time.Duration
	// Timeout ends a run; zero means [DefaultTimeout].
	Timeout time.Duration
	// Run may be called again after a crash, for the same work.
	Run func(ctx context.Context, ws domain.WorkspaceID) error
}

// Limits of jobs.
const (
	DefaultTimeout = 10 * time.Minute
	maxAttempts    = 5
	maxWorkers     = 4
	softStop       = 20 * time.Second
	// keepDone is longer than the longest interval, because a job that is kept
	// is how a restarted server knows that today's run is done.
	keepDone = 48 * time.Hour
	maxEvery = 24 * time.Hour
	pollTime = time.Second
	// firstRetry is the pause after the first attempt of a job.
	firstRetry = 30 * time.Second
)

// ErrNotFound says that there is no such job or task.
var ErrNotFound = errors.New("not found")

// Config is what a runner is made of.
type Config struct {
	Tasks      []Task
	Workspaces []domain.WorkspaceID
	Log        *slog.Logger
	// Close is called when the runner is closed; it may be nil.
	Close func()
}

// client is the part of a River client that does not depend on the database.
type client interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	Insert(ctx context.Context, args river.JobArgs, opts *river.InsertOpts) (*rivertype.JobInsertResult, error)
	JobList(ctx context.Context, params *river.JobListParams) (*river.JobListResult, error)
	JobGet(ctx context.Context, id int64) (*rivertype.JobRow, error)
	JobRetry(ctx context.Context, id int64) (*rivertype.JobRow, error)
	PeriodicJobs() *river.PeriodicJobBundle
}

// Runner runs tasks.
type Runner struct {
	client client
	tasks  map[string]Task
	close  func()
}

// args are what River keeps of a job.
type args struct {
	kind      string
	Workspace domain.WorkspaceID `json:"workspace"`
}

// Kind names the task.
func (a args) Kind() string { return a.kind }

// tag marks the jobs of a workspace, of whatever characters its name is.
func tag(ws domain.WorkspaceID) string { return "ws-" + hex.EncodeToString([]byte(ws)) }

var kindPattern = regexp.MustCompile(`^[a-z][a-z-]{1,39}$`)

// Open brings River's tables up to date and returns a runner that is not
// started.
func Open[TTx any](ctx context.Context, driver riverdriver.Driver[TTx], c Config) (*Runner, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if err := migrate(ctx, driver); err != nil {
		return nil, err
	}
	r := &Runner{tasks: map[string]Task{}, close: c.Close}
	workers := river.NewWorkers()
	for _, t := range c.Tasks {
		if err := r.register(workers, t, c.Log); err != nil {
			return nil, err
		}
	}
	config := &river.Config{Logger: slog.New(quiet{c.Log.Handler()}), MaxAttempts: maxAttempts, CompletedJobRetentionPeriod: keepDone, FetchPollInterval: pollTime,
		SoftStopTimeout: softStop, PollOnly: true}
	if len(c.Tasks) > 0 {
		config.Workers, config.Queues = workers, map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: maxWorkers}}
		config.PeriodicJobs = r.periodic(c.Workspaces)
	}
	made, err := river.NewClient(driver, config)
	if err != nil {
		return nil, fmt.Errorf("set up jobs: %w", err)
	}
	r.client = made
	return r, nil
}

const migrateTries = 5

// migrate tries again when another process does the same.
func migrate[TTx any](ctx context.Context, driver riverdriver.Driver[TTx]) (err error) {
	m, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("set up jobs: %w", err)
	}
	for n := range migrateTries {
		if _, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil); err == nil || ctx.Err() != nil {
			break
		}
		time.Sleep(time.Duration(n+1) * 100 * time.Millisecond)
	}
	if err != nil {
		return fmt.Errorf("bring the tables of jobs up to date: %w", err)
	}
	return nil
}

func (r *Runner) register(workers *river.Workers, t Task, log *slog.Logger) error {
	if !kindPattern.MatchString(t.Kind) || t.Every < time.Second || t.Every > maxEvery || t.Run == nil {
		return fmt.Errorf("task %q: it needs a kind of small letters, something to run, and an interval from a second to a day", t.Kind)
	}
	if _, twice := r.tasks[t.Kind]; twice {
		return fmt.Errorf("task %s is there twice", t.Kind)
	}
	if t.Timeout == 0 {
		t.Timeout = DefaultTimeout
	}
	r.tasks[t.Kind] = t
	river.AddWorkerArgs(workers, args{kind: t.Kind}, &worker{task: t, log: log})
	return nil
}

// periodic lists every task of every workspace. A run that is due at the start
// of a server is made then, unless its interval has one already.
func (r *Runner) periodic(list []domain.WorkspaceID) []*river.PeriodicJob {
	var out []*river.PeriodicJob
	for _, ws := range list {
		for _, t := range r.tasks {
			out = append(out, river.NewPeriodicJob(river.PeriodicInterval(t.Every), func() (river.JobArgs, *river.InsertOpts) {
				return args{t.Kind, ws}, &river.InsertOpts{Tags: []string{tag(ws)}, UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: t.Every}}
			}, &river.PeriodicJobOpts{RunOnStart: true}))
		}
	}
	return out
}

// AddWorkspace runs the tasks for one more workspace.
func (r *Runner) AddWorkspace(ws domain.WorkspaceID) {
	r.client.PeriodicJobs().AddMany(r.periodic([]domain.WorkspaceID{ws}))
}

// Start begins to work, until the context ends or [Runner.Stop] is called.
func (r *Runner) Start(ctx context.Context) error {
	if err := r.client.Start(ctx); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	return nil
}

// Stop lets running jobs end, and cancels those that take too long.
func (r *Runner) Stop(ctx context.Context) error {
	if err := r.client.Stop(ctx); err != nil {
		return fmt.Errorf("stop jobs: %w", err)
	}
	return nil
}

// Close releases what the runner holds. Call it after [Runner.Stop].
func (r *Runner) Close() {
	if r.close != nil {
		r.close()
	}
}

// Now runs a task for a workspace soon, unless a run is waiting or at work.
func (r *Runner) Now(ctx context.Context, kind string, ws domain.WorkspaceID) error {
	if _, known := r.tasks[kind]; !known {
		return fmt.Errorf("task %s: %w", kind, ErrNotFound)
	}
	opts := &river.InsertOpts{Tags: []string{tag(ws)}, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateScheduled, rivertype.JobStateRetryable}}}
	if _, err := r.client.Insert(ctx, args{kind, ws}, opts); err != nil {
		return fmt.Errorf("ask for task %s: %w", kind, err)
	}
	return nil
}

// worker runs one task.
type worker struct {
	river.WorkerDefaults[args]
	task Task
	log  *slog.Logger
}

// Timeout is the task's.
func (w *worker) Timeout(*river.Job[args]) time.Duration { return w.task.Timeout }

// NextRetry doubles the pause from half a minute: a task that failed has its
// next turn anyhow.
func (w *worker) NextRetry(job *river.Job[args]) time.Time {
	return time.Now().Add(firstRetry << max(job.Attempt-1, 0))
}

// Work runs the task.
func (w *worker) Work(ctx context.Context, job *river.Job[args]) error {
	start := time.Now()
	err := w.task.Run(ctx, job.Args.Workspace)
	if err != nil {
		w.log.ErrorContext(ctx, "task failed", "task", w.task.Kind, "workspace", job.Args.Workspace, "attempt", job.Attempt, "cause", err)
		return err
	}
	w.log.DebugContext(ctx, "task done", "task", w.task.Kind, "workspace", job.Args.Workspace, "took", time.Since(start))
	return nil
}

// quiet hands on River's own messages from warnings upward.
type quiet struct{ slog.Handler }

// Enabled leaves out what is less than a warning.
func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

// WithAttrs keeps the handler quiet.
func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }

// WithGroup keeps the handler quiet.
func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }
