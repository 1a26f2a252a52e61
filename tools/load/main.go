// Command load measures a server under load: it makes a company of a stated
// size in a new database, starts the built daylight on it, brings records over
// the API while it reads cases, and prints what that took as a table and, with
// -json, as JSON. Sizes and times are flags; `make bench` sets them.
//
// With -store postgres it starts Debian's PostgreSQL for itself. A folder that
// holds a company of the same size is used again.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/store/storetest"
)

type options struct {
	bin, store, dir, phases string
	company                 company
	streams                 int
	each, patience          time.Duration
	rate                    float64
	json                    bool
}

// Report is the whole of one run.
type Report struct {
	Store     string     `json:"store"`
	Subjects  int        `json:"subjects"`
	Cases     int        `json:"cases"`
	Reference Reference  `json:"reference"`
	Made      float64    `json:"made_seconds"`
	Start     float64    `json:"start_seconds"`  // until it answers
	Takes     float64    `json:"takes_seconds"`  // until it has taken a record
	Judged    float64    `json:"judged_seconds"` // until the first judgement stands
	Memory    float64    `json:"memory_mb"`      // resident, judged and at rest
	Peak      float64    `json:"peak_mb"`
	Phases    []*Outcome `json:"phases"`
}

func main() {
	var o options
	flag.StringVar(&o.bin, "bin", "bin/daylight", "the built program")
	flag.StringVar(&o.store, "store", "sqlite", "sqlite or postgres")
	flag.StringVar(&o.dir, "dir", ".bench/load", "folder for databases and the server's log")
	flag.StringVar(&o.phases, "phases", "repeat,fresh,people,rate", "what to bring, one after the other")
	flag.IntVar(&o.company.subjects, "subjects", 20_000, "people who work at the company")
	flag.IntVar(&o.company.cases, "cases", 2_000, "of them, how many are to become cases")
	flag.IntVar(&o.streams, "streams", 4, "requests that bring records side by side")
	flag.DurationVar(&o.each, "for", 10*time.Second, "how long each phase lasts")
	flag.DurationVar(&o.patience, "patience", 30*time.Minute, "how long the first judgement may take")
	flag.Float64Var(&o.rate, "rate", 2000, "records a second of the phase named rate")
	flag.BoolVar(&o.json, "json", false, "print JSON in place of the table")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return err
	}
	r := &Report{Store: o.store, Subjects: o.company.subjects, Cases: o.company.cases}
	if r.Reference, err = measureReference(o.dir); err != nil {
		return err
	}
	address, done, err := o.database(ctx, r)
	if err != nil {
		return err
	}
	defer done()
	k, err := admit(ctx, address, storetest.Master())
	if err != nil {
		return fmt.Errorf("let the load in: %w", err)
	}
	if err := o.measure(ctx, r, address, k); err != nil {
		return err
	}
	if o.json {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(r)
	}
	r.print()
	return nil
}

// database returns the address of a database that holds the company.
func (o options) database(ctx context.Context, r *Report) (address string, done func(), err error) {
	done = func() {}
	address = filepath.Join(o.dir, fmt.Sprintf("%d-%d.db", o.company.subjects, o.company.cases))
	ready := address + ".ready"
	switch o.store {
	case "sqlite":
		if _, err := os.Stat(ready); err == nil {
			return address, done, nil
		}
		for _, suffix := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(address + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
				return "", nil, err
			}
		}
	case "postgres":
		s, err := storetest.StartServer()
		if err != nil {
			return "", nil, err
		}
		address, done = s.Address("postgres"), s.Stop
	default:
		return "", nil, fmt.Errorf("no store is named %q", o.store)
	}
	begun := time.Now()
	if err := o.company.fill(ctx, address, storetest.Master()); err != nil {
		done()
		return "", nil, err
	}
	r.Made = time.Since(begun).Seconds()
	if err = o.settle(ctx, address); err != nil {
		done()
		return "", nil, err
	}
	if o.store == "sqlite" {
		err = os.WriteFile(ready, nil, 0o600)
	}
	return address, done, err
}

// settle lets a server judge the company once, so that its cases are there
// when the start is timed.
func (o options) settle(ctx context.Context, address string) error {
	s, err := start(ctx, o.bin, address, o.dir, storetest.Master())
	if err != nil {
		return err
	}
	_, err = s.judged(ctx, o.patience)
	return errors.Join(err, s.stop())
}

func (o options) measure(ctx context.Context, r *Report, address string, k keys) error {
	s, err := start(ctx, o.bin, address, o.dir, storetest.Master())
	if err != nil {
		return err
	}
	takes, err := s.takes(ctx, k, o.company.subjects)
	if err != nil {
		return errors.Join(err, s.stop())
	}
	judged, err := s.judged(ctx, o.patience)
	if err != nil {
		return errors.Join(err, s.stop())
	}
	now, _ := s.memory()
	r.Start, r.Takes, r.Judged, r.Memory = s.Start.Seconds(), takes.Seconds(), judged.Seconds(), now/1e6
	for _, name := range strings.Split(o.phases, ",") {
		p := phase{Kind: kind(name), Streams: o.streams, For: o.each, Subjects: o.company.subjects}
		if name == "rate" {
			p.Kind, p.Rate = repeats, o.rate
		}
		out, err := drive(ctx, s, k, p)
		if err != nil {
			return errors.Join(err, s.stop())
		}
		out.ToJSON = out.PerSecond / r.Reference.JSONPerSecond
		r.Phases = append(r.Phases, out)
	}
	_, most := s.memory()
	r.Peak = most / 1e6
	return s.stop()
}

// takes brings one record and returns how long after the start it was kept.
func (s *server) takes(ctx context.Context, k keys, subjects int) (time.Duration, error) {
	source, shape := repeats.shape()
	line := newWriter(repeats, subjects, 99).next()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, fmt.Sprintf("%s/v1/workspaces/%s/records?source=%s&shape=%s", s.base, workspace, source, shape), bytes.NewReader(line))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/x-ndjson")
	r.Header.Set("Authorization", "Bearer "+k.Token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return 0, errors.Join(err, fmt.Errorf("the first record gave %s: %s", resp.Status, text))
	}
	return time.Since(s.begun), nil
}

// judged waits until everybody has been judged once, by the figures that the
// server shows, and returns how long after the start that was.
func (s *server) judged(ctx context.Context, patience time.Duration) (time.Duration, error) {
	for time.Since(s.begun) < patience {
		figures, err := s.scrape(ctx)
		if n, ok := figures["daylight_workspaces_unjudged"]; err == nil && ok && n == 0 {
			return time.Since(s.begun), nil
		}
		select {
		case err := <-s.done:
			return 0, fmt.Errorf("the server ended: %w", err)
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(250 * time.Millisecond):
		}
	}
	return 0, errors.New("the first judgement took too long")
}

func (r *Report) print() {
	fmt.Printf("%s, %d subjects, %d of them to be cases; made in %.0f s\n", r.Store, r.Subjects, r.Cases, r.Made)
	ref := r.Reference
	fmt.Printf("reference: encoding/json %.0f lines/s on one core; 64 KiB written and synced %.1f ms median, %.1f ms p99; load %s\n", ref.JSONPerSecond, ref.SyncP50, ref.SyncP99, ref.Load)
	fmt.Printf("start: answers after %.1f s, takes records after %.1f s, judged after %.1f s; memory %.0f MB, at most %.0f MB\n", r.Start, r.Takes, r.Judged, r.Memory, r.Peak)
	fmt.Printf("%-8s %10s %7s %22s %22s %22s %22s %5s %6s\n", "phase", "records/s", "/json", "acknowledged ms", "writer tx ms", "case queue ms", "case page ms", "cpu", "MB")
	for _, p := range r.Phases {
		name := string(p.Kind)
		if p.Wanted > 0 {
			name = fmt.Sprintf("at %.0f", p.Wanted)
		}
		fmt.Printf("%-8s %10.0f %7.3f %22s %22s %22s %22s %5.2f %6.0f  %v\n", name, p.PerSecond, p.ToJSON, p.Ack, p.Writes, p.Queue, p.Page, p.ServerCPU, p.Memory, p.Statuses)
		if p.ReadErrors > 0 {
			fmt.Printf("         %d reads failed\n", p.ReadErrors)
		}
	}
	fmt.Println("times are p50/p99/max")
}

func (t Times) String() string { return fmt.Sprintf("%.1f/%.1f/%.1f", t.P50, t.P99, t.Max) }
