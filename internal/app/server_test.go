package app

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/simulate"
)

func runServer(t *testing.T, cfg *Config, opt ServeOptions) (*Server, func()) {
	t.Helper()
	s, err := OpenServer(t.Context(), cfg, opt)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	return s, sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestServer runs a sample company through a server: its answer is that of a
// scan of the same folder, everybody in review has a case, and a restart
// changes nothing and opens no case twice.
func TestServer(t *testing.T) {
	dir := t.TempDir()
	company := filepath.Join(dir, "company")
	if _, err := simulate.Write(t.Context(), company, simulate.Defaults().Sized(150)); err != nil {
		t.Fatal(err)
	}
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Intel.Lists = []ListConfig{{Path: filepath.Join(company, "intel")}}
	scan, err := Scan(t.Context(), cfg, Options{Paths: []string{company}, Clock: time.Now, Lean: true})
	if err != nil {
		t.Fatal(err)
	}
	defer scan.Close()
	files, _, err := collect([]string{company}, excluded(cfg, Options{}))
	if err != nil {
		t.Fatal(err)
	}

	opt := ServeOptions{DB: filepath.Join(dir, "d.db"), Clock: time.Now, Log: slog.New(slog.DiscardHandler)}
	s, stop := runServer(t, cfg, opt)
	defer stop()
	if _, err := s.Main.Import(t.Context(), files, nil); err != nil {
		t.Fatal(err)
	}
	cases := sameAsScan(t, s, scan)
	if cases == 0 {
		t.Error("no case was opened")
	}
	stop()
	s, stop = runServer(t, cfg, opt)
	defer stop()
	if again := sameAsScan(t, s, scan); again != cases {
		t.Errorf("%d cases after a restart, %d before", again, cases)
	}
}

// sameAsScan compares tiers and rings, and returns how many cases stand open.
func sameAsScan(t *testing.T, s *Server, scan *Outcome) (cases int) {
	t.Helper()
	a, err := s.Main.Live.Settle(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(a.View.Result().Persons) != len(scan.Result.Persons) || len(a.View.Result().Links.Rings) != len(scan.Result.Links.Rings) {
		t.Errorf("%d persons and %d rings, a scan finds %d and %d", len(a.View.Result().Persons), len(a.View.Result().Links.Rings), len(scan.Result.Persons), len(scan.Result.Links.Rings))
	}
	inReview := map[string]bool{}
	for id, j := range scan.Result.Judgement {
		if got := a.View.Result().Judgement[id]; got.Tier != j.Tier {
			t.Errorf("%s is %s, in a scan %s", id, got.Tier, j.Tier)
		}
		if j.Tier.Rank() >= domain.TierReview.Rank() {
			inReview[id] = true
		}
	}
	page, err := s.Cases.Queue(t.Context(), s.Main.ID, review.Filter{Kind: review.OfPerson, Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range page.Items {
		if !inReview[c.Person] {
			t.Errorf("a case is open for %s, who is not in review", c.Person)
		}
		delete(inReview, c.Person)
	}
	for id := range inReview {
		t.Errorf("%s is in review and has no case", id)
	}
	return len(page.Items)
}

// TestErase destroys what is kept of one person with an account: nobody of that
// id is left in memory or after a restart, and the others are untouched.
func TestErase(t *testing.T) {
	dir := t.TempDir()
	company := filepath.Join(dir, "company")
	if _, err := simulate.Write(t.Context(), company, simulate.Defaults().Sized(150)); err != nil {
		t.Fatal(err)
	}
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	files, _, err := collect([]string{company}, nil)
	if err != nil {
		t.Fatal(err)
	}
	opt := ServeOptions{DB: filepath.Join(dir, "d.db"), Clock: time.Now, Log: slog.New(slog.DiscardHandler)}
	s, stop := runServer(t, cfg, opt)
	defer stop()
	if _, err := s.Main.Import(t.Context(), files, nil); err != nil {
		t.Fatal(err)
	}
	a, err := s.Main.Live.Settle(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var victim *domain.Person
	for _, p := range a.View.Result().Persons {
		if p.Stage.Worker && len(p.Activity) > 0 && len(p.Keys.CandidateIDs) > 0 {
			victim = p
			break
		}
	}
	if victim == nil {
		t.Fatal("nobody to erase")
	}
	before := len(a.View.Result().Persons)
	if err := s.Main.eraseRecords(t.Context(), victim.ID); err != nil {
		t.Fatal(err)
	}
	gone := func(s *Server) {
		t.Helper()
		a, err := s.Main.Live.Settle(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(a.View.Result().Persons) != before-1 {
			t.Errorf("%d persons are left of %d", len(a.View.Result().Persons), before)
		}
		for _, p := range a.View.Result().Persons {
			if p.ID == victim.ID {
				t.Error("the person is still there")
			}
		}
	}
	gone(s)
	if err := s.Main.eraseRecords(t.Context(), victim.ID); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("erasing twice gave %v", err)
	}
	stop()
	s, stop = runServer(t, cfg, opt)
	defer stop()
	gone(s)
}
