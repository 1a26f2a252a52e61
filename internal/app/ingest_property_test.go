package app

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/report"
	"github.com/daylight-hq/daylight/internal/simulate"
	"github.com/daylight-hq/daylight/internal/wire"
)

// sent is one line of a stream of records, and the stream it belongs to.
type sent struct {
	source, shape string
	observed      time.Time
	line          []byte
}

func (x sent) stream() string {
	return url.Values{"source": {x.source}, "shape": {x.shape}, "observed_at": {x.observed.Format(time.RFC3339Nano)}}.Encode()
}

// TestIngestEqualsScan brings the records of a company over HTTP in any order,
// cut into any requests, some twice, several at a time: the report is, byte for
// byte, that of a scan of the same records, and so it is after a restart.
func TestIngestEqualsScan(t *testing.T) {
	dir := t.TempDir()
	company := filepath.Join(dir, "company")
	p := simulate.Defaults().Sized(110)
	p.Profile, p.Cells = simulate.Full, 1
	if _, err := simulate.Write(t.Context(), company, p); err != nil {
		t.Fatal(err)
	}
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Intel.Lists = []ListConfig{{Path: filepath.Join(company, "intel")}}
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			opt := ServeOptions{DB: filepath.Join(t.TempDir(), "d.db"), Clock: time.Now, Log: slog.New(slog.DiscardHandler)}
			s, stop := runServer(t, cfg, opt)
			defer func() { stop() }()
			lines, scanned := scanOf(t, cfg, s.Main, company)
			bring(t, as(t, s, handlerOf(t, s), s.Main.ID, access.Admin), rand.New(rand.NewPCG(seed, 1)), lines)
			sameReport(t, s, scanned)
			stop()
			s, stop = runServer(t, cfg, opt)
			sameReport(t, s, scanned)
		})
	}
}

// scanOf scans a company as a server's workspace hashes it, and returns what was
// scanned as lines. What is no JSON is left out, for the stream takes none.
func scanOf(t *testing.T, cfg *Config, w *Workspace, company string) (lines []sent, out *Outcome) {
	t.Helper()
	out = &Outcome{}
	t.Cleanup(func() {
		if err := out.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := out.prepare(cfg); err != nil {
		t.Fatal(err)
	}
	im, err := out.importer(t.Context(), cfg, Options{Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	im.Prepare = w.Preparer
	var mu sync.Mutex
	for i := range im.Sources {
		src := im.Sources[i]
		im.Sources[i].Map = func(it source.Item, to *source.Out) error {
			if it.JSON == nil {
				return domain.ErrUnused
			}
			var line bytes.Buffer
			if err := json.Compact(&line, it.JSON); err != nil {
				return err
			}
			mu.Lock()
			lines = append(lines, sent{src.Name, it.Shape, it.ObservedAt, line.Bytes()})
			mu.Unlock()
			return src.Map(it, to)
		}
	}
	files, total, err := collect([]string{company}, excluded(cfg, Options{}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := im.Run(t.Context(), files, total); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(lines, func(a, b sent) int {
		return cmp.Or(strings.Compare(a.stream(), b.stream()), bytes.Compare(a.line, b.line))
	})
	return lines, out
}

// bring sends lines in any order, over four connections at a time.
func bring(t *testing.T, admin *client, rng *rand.Rand, lines []sent) {
	t.Helper()
	var made struct {
		Secret string `json:"secret"`
	}
	admin.want(http.StatusCreated, "POST", "/tokens", map[string]any{"name": "loader", "scopes": []string{"records.write"}, "days": 7}, &made)
	loader := &client{t: t, handler: admin.handler, base: admin.base, token: made.Secret}
	again := slices.Clone(lines)
	rng.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
	all := slices.Concat(lines, again[:len(again)/5])
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	by := map[string][]sent{}
	for _, x := range all {
		by[x.stream()] = append(by[x.stream()], x)
	}
	type request struct {
		stream string
		body   []byte
	}
	var requests []request
	for stream, list := range by {
		for len(list) > 0 {
			n := min(len(list), 1+rng.IntN(400))
			var body []byte
			for _, x := range list[:n] {
				body = append(append(body, x.line...), '\n')
			}
			requests, list = append(requests, request{stream, body}), list[n:]
		}
	}
	rng.Shuffle(len(requests), func(i, j int) { requests[i], requests[j] = requests[j], requests[i] })
	if len(by) < 8 || len(requests) < 20 {
		t.Fatalf("%d streams and %d requests: this tests little", len(by), len(requests))
	}
	queue := make(chan request, len(requests))
	for _, r := range requests {
		queue <- r
	}
	close(queue)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for r := range queue {
				if status, reply := loader.do("POST", "/records?"+r.stream, r.body); status != http.StatusOK || bytes.Contains(reply, []byte(`"problem"`)) {
					t.Errorf("%s gave %d: %.300s", r.stream, status, reply)
				}
			}
		})
	}
	wg.Wait()
	t.Logf("%d lines in %d requests of %d streams", len(all), len(requests), len(by))
}

// sameReport holds a server's answer to what was scanned, judged as of the same time.
func sameReport(t *testing.T, s *Server, scanned *Outcome) {
	t.Helper()
	a, err := s.Main.Live.Settle(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cfg := scanned.Engine
	cfg.AsOf, cfg.Lean = a.AsOf, s.Main.engine().Lean
	want, err := scanned.State.Evaluate(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	want.Conflicts = nil // an answer does not tell
	if len(want.Persons) < 100 || len(want.Links.Rings) == 0 {
		t.Fatalf("%d persons and %d rings: this tests little", len(want.Persons), len(want.Links.Rings))
	}
	text := func(res *engine.Result) string {
		slices.Sort(res.Errors)
		data, err := wire.Marshal(report.NewScan(res, nil, report.Options{All: true, Key: []byte("fixed")}))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	differ(t, text(a.View.Result()), text(want))
}

// differ shows where two texts part.
func differ(t *testing.T, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	from := max(0, i-200)
	t.Fatalf("the answer differs from the scan at byte %d:\n%s\n---\n%s", i, got[from:min(len(got), i+200)], want[from:min(len(want), i+200)])
}
