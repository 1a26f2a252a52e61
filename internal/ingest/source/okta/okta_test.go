package okta

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)     { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T) { sourcetest.Documented(t, Source()) }
func FuzzMap(f *testing.F)        { sourcetest.FuzzMap(f, Source()) }

// The recordings of an API client among the samples are no exports and stay
// unrecognised; the log is.
func TestSamples(t *testing.T) { sourcetest.Samples(t, Source(), 1, "events/okta/*") }

func TestRecordsKeepTheContract(t *testing.T) {
	sourcetest.Contract(t, Source())
}

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeLog, JSON: `nonsense`, Want: "decode event"},
		{Name: "cut short", Shape: shapeLog, JSON: `{"eventType":"user.session.start"`, Want: "decode event"},
		{Name: "bad UTF-8", Shape: shapeLog, JSON: "{\"displayMessage\":\"\xff\"}", Want: "UTF-8"},
		{Name: "duplicate", Shape: shapeLog, JSON: `{"eventType":"a","eventType":"b"}`, Want: "duplicate"},
		{Name: "duplicate in a skipped part", Shape: shapeLog, JSON: `{"transaction":{"id":1,"id":2}}`, Want: "duplicate"},
		{Name: "two spellings", Shape: shapeLog, JSON: `{"eventType":"a","eventtype":"b"}`, Want: "two spellings"},
		{Name: "no type", Shape: shapeLog, JSON: `{"uuid":"1"}`, Want: "no type"},
		{Name: "no time", Shape: shapeLog, JSON: `{"eventType":"user.session.start","actor":{"id":"1"},"client":{"ipAddress":"203.0.113.1"}}`, Want: "no time"},
		{Name: "year 9999", Shape: shapeLog, JSON: `{"published":"9999-01-01T00:00:00Z","eventType":"user.session.start","actor":{"id":"1"},"client":{"ipAddress":"203.0.113.1"}}`, Want: "published"},
		{Name: "array for an event", Shape: shapeLog, JSON: `[1]`, Want: "no type"},
		{Name: "user without id", Shape: shapeUsers, JSON: `{"profile":{}}`, Want: "no id"},
		{Name: "factor of nobody", Shape: shapeFactors, JSON: `{"id":"1","factorType":"sms"}`, Want: "no user"},
		{Name: "device without id", Shape: shapeDevices, JSON: `{}`, Want: "no id"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// A caller that keeps low-volume records and hands the same Out back must find
// them untouched, and events must not leak into each other.
func TestReusedOut(t *testing.T) {
	src := Source()
	var out source.Out
	user := source.Item{Shape: shapeUsers, Tenant: "main", JSON: []byte(`{"id":"u1","profile":{"login":"a@example.com","secondEmail":"b@example.net"}}`)}
	if err := src.Map(user, &out); err != nil {
		t.Fatal(err)
	}
	kept := out.Records[0]
	before := sourcetest.Render(sourcetest.Result{Records: []domain.Record{kept}})
	events, _ := benchEvents(3)
	for _, e := range events {
		out.Records = out.Records[:0]
		if err := src.Map(source.Item{Shape: shapeLog, Tenant: "main", JSON: e}, &out); err != nil {
			t.Fatal(err)
		}
		var fresh source.Out
		if err := Source().Map(source.Item{Shape: shapeLog, Tenant: "main", JSON: e}, &fresh); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(fresh.Records, out.Records); d != "" {
			t.Errorf("a reused Out gives another record: %s", d)
		}
	}
	if after := sourcetest.Render(sourcetest.Result{Records: []domain.Record{kept}}); after != before {
		t.Errorf("a kept record changed from\n%s to\n%s", before, after)
	}
}

// The reader is used as the pool would lend it: under the race detector the
// pool itself forgets some.
func TestAllocationsPerEvent(t *testing.T) {
	events, _ := benchEvents(200)
	r := newReader()
	var out source.Out
	run := func() {
		for _, e := range events {
			out.Records = out.Records[:0]
			if err := r.mapEvent(source.Item{Shape: shapeLog, JSON: e, Tenant: "main"}, &out); err != nil {
				t.Fatal(err)
			}
		}
	}
	run()
	if n := testing.AllocsPerRun(5, run) / float64(len(events)); n > 3 {
		t.Errorf("%.1f allocations an event, want at most 3", n)
	}
}

// Goroutines share a source; each hands in its own Out.
func TestConcurrentMap(t *testing.T) {
	src := Source()
	events, _ := benchEvents(200)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			var out source.Out
			for i, e := range events {
				out.Records = out.Records[:0]
				if err := src.Map(source.Item{Shape: shapeLog, JSON: e, Tenant: "main"}, &out); err != nil {
					t.Error(err)
					return
				}
				if id := fmt.Sprintf("0b6c7f5e-1d52-4d1c-9a55-%012d", i); out.Records[0].Key.ID != id {
					t.Errorf("event %d is mapped to %s", i, out.Records[0].Key)
				}
			}
		})
	}
	group.Wait()
}

func TestRecogniseWrappedLists(t *testing.T) {
	user := []string{"id", "lastLogin", "profile", "status", "statusChanged"}
	for _, c := range []struct {
		head source.Head
		want source.Match
	}{
		{source.Head{Format: source.JSON, First: user}, source.Match{Shape: shapeUsers, Confidence: 95}},
		{source.Head{Format: source.JSON, Top: []string{"users"}, First: user}, source.Match{Shape: shapeUsers, Confidence: 93, Items: "users"}},
		{source.Head{Format: source.JSON, Top: []string{"get"}, First: user}, source.Match{}},
		{source.Head{Format: source.CSV, Columns: user}, source.Match{}},
	} {
		if got := recognise(c.head); got != c.want {
			t.Errorf("%v below %v: %+v, want %+v", c.head.First, c.head.Top, got, c.want)
		}
	}
}
