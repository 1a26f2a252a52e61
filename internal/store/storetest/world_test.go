package storetest_test

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
	"github.com/daylight-hq/daylight/internal/wire"
)

var now = storetest.Now

func company(n int) []domain.Record { return storetest.Company(n) }

func fill(t testing.TB, s *engine.State, records []domain.Record) {
	t.Helper()
	if err := storetest.Fill(s, records); err != nil {
		t.Fatal(err)
	}
}

func state(t testing.TB) *engine.State {
	t.Helper()
	s := engine.NewState(0)
	t.Cleanup(func() { s.Close() })
	s.Track()
	return s
}

// dump judges a state without detectors: persons, links and everything joined.
func dump(t testing.TB, s *engine.State) string {
	t.Helper()
	know, yes := engine.NewKnowledge(nil, nil, nil, nil), true
	res, err := s.Evaluate(t.Context(), engine.Config{Intel: know, KnownHub: know.KnownHub, Synthetic: &yes})
	if err != nil {
		t.Fatal(err)
	}
	data, err := wire.Marshal(res)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func loaded(t testing.TB, w *sqlstore.Workspace) string {
	t.Helper()
	s := state(t)
	if err := w.Load(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return dump(t, s)
}

func progress(path string, offset int64) ingest.FileProgress {
	return ingest.FileProgress{Offset: offset, FileResult: ingest.FileResult{Path: path, Hash: "abc", Source: "adp", ObservedAt: now, Counts: ingest.Counts{Accepted: int(offset)}}}
}

func save(t testing.TB, w *sqlstore.Workspace, p ingest.FileProgress, d engine.Delta, aside ...ingest.SetAside) {
	t.Helper()
	if err := w.Save(t.Context(), p, d, aside); err != nil {
		t.Fatal(err)
	}
}
