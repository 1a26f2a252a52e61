package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/jobs"
	"github.com/daylight-hq/daylight/internal/store/jobstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// runs counts how often a task ran for each workspace.
type runs struct {
	mu sync.Mutex
	n  map[domain.WorkspaceID]int
}

func (r *runs) note(_ context.Context, ws domain.WorkspaceID) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.n == nil {
		r.n = map[domain.WorkspaceID]int{}
	}
	r.n[ws]++
	return nil
}

func (r *runs) of(ws domain.WorkspaceID) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.n[ws]
}

// eventually waits for something that River does by its own clock.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 30 seconds", what)
		}
	}
}

func open(t *testing.T, s *storetest.Store, list []domain.WorkspaceID, tasks ...jobs.Task) *jobs.Runner {
	t.Helper()
	r, err := jobstore.Open(t.Context(), s.Open(t), s.Address, jobs.Config{Tasks: tasks, Workspaces: list})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// start starts a runner, which stops with the test.
func start(t *testing.T, r *jobs.Runner) {
	t.Helper()
	if err := r.Start(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

// TestPeriodic runs tasks of two workspaces at their intervals, beside writers
// of the store; a daily task runs once, and not again after a restart.
func TestPeriodic(t *testing.T) {
	t.Parallel() // it waits for River's clock most of the time
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		var often, daily runs
		list := []domain.WorkspaceID{"main", "other"}
		tasks := []jobs.Task{{Kind: "often", Every: time.Second, Run: often.note}, {Kind: "daily", Every: 24 * time.Hour, Run: daily.note}}
		first := open(t, s, list, tasks...)
		if err := first.Start(context.WithoutCancel(t.Context())); err != nil {
			t.Fatal(err)
		}
		db := s.Open(t)
		stop := make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := db.Workspace(context.Background(), domain.WorkspaceID(fmt.Sprintf("w%d", n)), storetest.Master()); err != nil {
					t.Error(err)
				}
			}
		})
		eventually(t, "two runs", func() bool { return often.of("main") >= 2 && often.of("other") >= 2 })
		close(stop)
		wg.Wait()
		if err := first.Stop(context.Background()); err != nil {
			t.Fatal(err)
		}
		before := often.of("main")
		second := open(t, s, list, tasks...)
		start(t, second)
		eventually(t, "runs after a restart", func() bool { return often.of("main") > before })
		second.AddWorkspace("third")
		eventually(t, "a run of a new workspace", func() bool { return often.of("third") > 0 && daily.of("third") > 0 })
		if daily.of("main") != 1 || daily.of("other") != 1 {
			t.Errorf("the daily task ran %d and %d times", daily.of("main"), daily.of("other"))
		}
	})
}

// TestNowListRetry runs a task at once, shows the one that failed, and runs it
// again from another runner, as the command line does.
func TestNowListRetry(t *testing.T) {
	t.Parallel() // it waits for River's clock most of the time
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		var mu sync.Mutex
		broken, ran := true, 0
		task := jobs.Task{Kind: "deliver", Every: time.Hour, Run: func(context.Context, domain.WorkspaceID) error {
			mu.Lock()
			defer mu.Unlock()
			ran++
			if broken {
				return errors.New("the endpoint is down")
			}
			return nil
		}}
		r := open(t, s, nil, task)
		start(t, r)
		for range 3 { // asked for thrice, run once
			if err := r.Now(t.Context(), "deliver", "main"); err != nil {
				t.Fatal(err)
			}
		}
		command := open(t, s, nil)
		var failed []jobs.Job
		eventually(t, "a failed run", func() bool {
			var err error
			if failed, err = command.List(t.Context(), jobs.Filter{State: jobs.Retrying}); err != nil {
				t.Fatal(err)
			}
			return len(failed) == 1
		})
		j := failed[0]
		if j.Task != "deliver" || j.Workspace != "main" || j.Attempts != 1 || !strings.Contains(j.Error, "the endpoint is down") || j.NextAt.IsZero() {
			t.Errorf("%+v", j)
		}
		mu.Lock()
		broken = false
		mu.Unlock()
		if _, err := command.Retry(t.Context(), j.ID); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the run after that", func() bool {
			done, err := command.List(t.Context(), jobs.Filter{State: jobs.Done, Task: "deliver"})
			if err != nil {
				t.Fatal(err)
			}
			return len(done) == 1 && !done[0].DoneAt.IsZero()
		})
		if ran != 2 {
			t.Errorf("it ran %d times", ran)
		}
		for ws, want := range map[domain.WorkspaceID]int{"main": 1, "other": 0, "": 1} {
			if list, err := command.List(t.Context(), jobs.Filter{Workspace: ws}); err != nil || len(list) != want {
				t.Errorf("%q: %d jobs (%v)", ws, len(list), err)
			}
		}
		if got, err := command.Get(t.Context(), j.ID); err != nil || got.Workspace != "main" || got.State != jobs.Done {
			t.Errorf("%+v (%v)", got, err)
		}
		if _, err := command.Get(t.Context(), 1<<40); !errors.Is(err, jobs.ErrNotFound) {
			t.Errorf("an unknown job: %v", err)
		}
		if _, err := command.Retry(t.Context(), 1<<40); !errors.Is(err, jobs.ErrNotFound) {
			t.Errorf("an unknown job: %v", err)
		}
		if err := r.Now(t.Context(), "no-such-task", "main"); !errors.Is(err, jobs.ErrNotFound) {
			t.Errorf("an unknown task: %v", err)
		}
		if list, err := command.List(t.Context(), jobs.Filter{State: "odd"}); err == nil {
			t.Errorf("an odd state: %v", list)
		}
	})
}

// TestStopWaits lets a run end before the runner stops.
func TestStopWaits(t *testing.T) {
	t.Parallel() // it waits for River's clock most of the time
	s := storetest.SQLite(t)
	begun, ended := make(chan struct{}), false
	r := open(t, s, nil, jobs.Task{Kind: "slow", Every: time.Hour, Run: func(ctx context.Context, _ domain.WorkspaceID) error {
		close(begun)
		time.Sleep(500 * time.Millisecond)
		ended = ctx.Err() == nil
		return nil
	}})
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := r.Now(t.Context(), "slow", "main"); err != nil {
		t.Fatal(err)
	}
	<-begun
	if err := r.Stop(context.Background()); err != nil || !ended {
		t.Errorf("the run was cut off (%v)", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	s := storetest.SQLite(t)
	run := func(context.Context, domain.WorkspaceID) error { return nil }
	for name, tasks := range map[string][]jobs.Task{
		"odd kind":  {{Kind: "Big Task", Every: time.Hour, Run: run}},
		"too often": {{Kind: "often", Every: time.Millisecond, Run: run}},
		"too rare":  {{Kind: "rare", Every: 48 * time.Hour, Run: run}},
		"no run":    {{Kind: "nothing", Every: time.Hour}},
		"twice":     {{Kind: "same", Every: time.Hour, Run: run}, {Kind: "same", Every: time.Hour, Run: run}},
	} {
		if _, err := jobstore.Open(t.Context(), s.Open(t), s.Address, jobs.Config{Tasks: tasks}); err == nil {
			t.Errorf("%s: let pass", name)
		}
	}
}
