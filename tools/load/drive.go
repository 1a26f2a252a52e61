package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/daylight-hq/daylight/internal/api"
)

// phase is one kind of load for a time.
type phase struct {
	Kind     kind
	Streams  int
	Rate     float64 // records a second of all streams together; 0: as fast as they are taken
	For      time.Duration
	Subjects int
}

// Outcome is what a phase measured. Times are in milliseconds.
type Outcome struct {
	Kind       kind             `json:"kind"`
	Wanted     float64          `json:"wanted_per_second,omitempty"`
	PerSecond  float64          `json:"records_per_second"`
	ToJSON     float64          `json:"ratio_to_json"` // of the reference
	Statuses   map[string]int64 `json:"statuses"`
	Ack        Times            `json:"acknowledged"` // from sending a line to its answer
	Queue      Times            `json:"case_queue"`
	Page       Times            `json:"case_page"`
	Writes     Times            `json:"writer_transaction"`
	ServerCPU  float64          `json:"server_cpu_seconds_per_second"`
	Memory     float64          `json:"resident_mb"`
	Load       string           `json:"load_average"`
	ReadErrors int64            `json:"read_errors,omitempty"`
}

// Times are quantiles in milliseconds.
type Times struct {
	N   int     `json:"n"`
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

func timesOf(list []time.Duration) Times {
	slices.Sort(list)
	t := Times{N: len(list), P50: ms(quantile(list, 0.5)), P99: ms(quantile(list, 0.99))}
	if len(list) > 0 {
		t.Max = ms(list[len(list)-1])
	}
	return t
}

// drive loads a server with one phase, and reads cases meanwhile.
func drive(ctx context.Context, s *server, k keys, p phase) (*Outcome, error) {
	before, err := s.scrape(ctx)
	if err != nil {
		return nil, err
	}
	used := s.processor()
	run, cancel := context.WithTimeout(ctx, p.For)
	defer cancel()
	var wg sync.WaitGroup
	r := &reader{base: s.base, keys: k}
	wg.Go(func() { r.run(run) })
	streams := make([]*stream, p.Streams)
	errs := make([]error, p.Streams)
	begun := time.Now()
	for i := range streams {
		streams[i] = &stream{server: s, keys: k, phase: p, number: i, statuses: map[string]int64{}}
		wg.Go(func() { errs[i] = streams[i].run(run) })
	}
	wg.Wait()
	took := time.Since(begun)
	after, err := s.scrape(ctx)
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, fmt.Errorf("%s: %w", p.Kind, err)
	}
	out := &Outcome{Kind: p.Kind, Wanted: p.Rate, Statuses: map[string]int64{}, Queue: timesOf(r.queue), Page: timesOf(r.pages), ReadErrors: r.failed,
		Writes: between(before, after, "daylight_store_write_seconds"), ServerCPU: (s.processor() - used).Seconds() / took.Seconds(), Load: loadAverage()}
	var acks []time.Duration
	var n int64
	for _, st := range streams {
		n += st.answered.Load()
		acks = append(acks, st.acks...)
		for status, count := range st.statuses {
			out.Statuses[status] += count
		}
	}
	now, _ := s.memory()
	out.Ack, out.PerSecond, out.Memory = timesOf(acks), float64(n)/took.Seconds(), now/1e6
	return out, nil
}

// stream is one request that brings records until its time is up.
type stream struct {
	server   *server
	keys     keys
	phase    phase
	number   int
	answered atomic.Int64
	statuses map[string]int64
	sent     chan time.Time // of every sampled line, in order
	open     chan struct{}  // holds one for each so many lines that wait for their answer
	acks     []time.Duration
}

const (
	// sampled is which lines are timed: one of so many.
	sampled = 64
	// inFlight is how many times so many lines a stream has sent, at most, that
	// were not answered.
	inFlight = 16
)

func (st *stream) run(ctx context.Context) error {
	st.sent, st.open = make(chan time.Time, inFlight), make(chan struct{}, inFlight)
	body, in := io.Pipe()
	source, shape := st.phase.Kind.shape()
	r, err := http.NewRequest(http.MethodPost, fmt.Sprintf("%s/v1/workspaces/%s/records?source=%s&shape=%s", st.server.base, workspace, source, shape), body)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-ndjson")
	r.Header.Set("Authorization", "Bearer "+st.keys.Token)
	go func() { in.CloseWithError(st.send(ctx, in)) }()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(resp.Body)
		return fmt.Errorf("records gave %s: %s", resp.Status, text)
	}
	return st.receive(resp.Body)
}

// send writes lines until the time is up. A stream with a rate sends what is
// due every ten milliseconds.
func (st *stream) send(ctx context.Context, to io.Writer) error {
	w := newWriter(st.phase.Kind, st.phase.Subjects, st.number)
	out := bufio.NewWriterSize(to, 64<<10)
	begun, sent := time.Now(), 0
	for ctx.Err() == nil {
		due := sent + 64
		if st.phase.Rate > 0 {
			due = int(time.Since(begun).Seconds() * st.phase.Rate / float64(st.phase.Streams))
		}
		for ; sent < due; sent++ {
			if sent%sampled == 0 {
				if err := st.wait(ctx, out); err != nil || ctx.Err() != nil {
					return errors.Join(err, out.Flush())
				}
			}
			if _, err := out.Write(w.next()); err != nil {
				return err
			}
		}
		if st.phase.Rate > 0 {
			if err := out.Flush(); err != nil {
				return err
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	return out.Flush()
}

// wait keeps the stream from running ahead of its answers.
func (st *stream) wait(ctx context.Context, out *bufio.Writer) error {
	select {
	case st.open <- struct{}{}:
	default:
		if err := out.Flush(); err != nil {
			return err
		}
		select {
		case st.open <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
	}
	st.sent <- time.Now()
	return nil
}

var (
	statusAt = []byte(`"status":"`)
	accepted = []byte(`accepted"`)
)

// receive counts what became of the lines.
func (st *stream) receive(from io.Reader) error {
	in := bufio.NewScanner(from)
	for in.Scan() {
		_, rest, ok := bytes.Cut(in.Bytes(), statusAt)
		if !ok {
			return fmt.Errorf("the stream ended with %s", in.Bytes())
		}
		if n := st.answered.Add(1); (n-1)%sampled == 0 {
			st.acks = append(st.acks, time.Since(<-st.sent))
		} else if n%sampled == 0 {
			<-st.open
		}
		status := "accepted"
		if !bytes.HasPrefix(rest, accepted) {
			word, _, _ := bytes.Cut(rest, []byte(`"`))
			status = string(word)
		}
		st.statuses[status]++
	}
	return in.Err()
}

// reader looks at the queue and at cases, as an analyst does, some twenty times
// a second.
type reader struct {
	base         string
	keys         keys
	queue, pages []time.Duration
	failed       int64
	after        string
	known        []string
}

const readEvery = 50 * time.Millisecond

func (r *reader) run(ctx context.Context) {
	tick := time.NewTicker(readEvery)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if n%2 == 0 || len(r.known) == 0 {
			r.page(ctx)
			continue
		}
		took, err := r.get(ctx, "/cases/"+r.known[rand.IntN(len(r.known))], nil)
		if r.count(ctx, err) {
			r.pages = append(r.pages, took)
		}
	}
}

// page reads the next page of the queue, and begins again after some.
func (r *reader) page(ctx context.Context) {
	var page struct {
		Cases []struct {
			ID string `json:"id"`
		} `json:"cases"`
		Next string `json:"next"`
	}
	path := "/cases"
	if r.after != "" {
		path += "?after=" + r.after
	}
	took, err := r.get(ctx, path, &page)
	if !r.count(ctx, err) {
		return
	}
	r.queue = append(r.queue, took)
	r.after = page.Next
	for _, i := range page.Cases {
		r.known = append(r.known, i.ID)
	}
	if len(r.known) > 5000 {
		r.known, r.after = r.known[2500:], ""
	}
}

func (r *reader) count(ctx context.Context, err error) bool {
	if err != nil && ctx.Err() == nil {
		r.failed++
	}
	return err == nil
}

func (r *reader) get(ctx context.Context, path string, into any) (time.Duration, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, r.base+"/v1/workspaces/"+string(workspace)+path, nil)
	if err != nil {
		return 0, err
	}
	q.AddCookie(&http.Cookie{Name: api.Cookie, Value: r.keys.Session})
	begun := time.Now()
	resp, err := http.DefaultClient.Do(q)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	took := time.Since(begun)
	if err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s gave %s: %s", path, resp.Status, data)
	}
	if into == nil {
		return took, nil
	}
	return took, json.Unmarshal(data, into)
}
