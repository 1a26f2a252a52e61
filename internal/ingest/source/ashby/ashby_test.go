package ashby

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

// The samples are recordings of another product: the answers inside are
// Ashby's.
func TestSamples(t *testing.T) { sourcetest.Recorded(t, Source(), 8, 0, "events/ashby/*") }

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeCandidates, JSON: `nonsense`, Want: "decode candidate"},
		{Name: "duplicate", Shape: shapeCandidates, JSON: `{"id":"a","id":"b"}`, Want: "duplicate"},
		{Name: "candidate of year 9999", Shape: shapeCandidates, JSON: `{"id":"a","createdAt":"9999-01-01T00:00:00Z"}`, Want: "createdAt of candidate"},
		{Name: "application without id", Shape: shapeApplications, JSON: `{"status":"Active"}`, Want: "no id"},
		{Name: "application cut short", Shape: shapeApplications, JSON: `{"id":"a"`, Want: "decode application"},
		{Name: "client info of nobody", Shape: shapeClientInfo, JSON: `{"id":"i","ipAddress":"203.0.113.1"}`, Want: "names no candidate"},
		{Name: "client info without id", Shape: shapeClientInfo, JSON: `{"candidateId":"c","ipAddress":"203.0.113.1"}`, Want: "no id"},
		{Name: "client info cut short", Shape: shapeClientInfo, JSON: `{`, Want: "decode client info"},
		{Name: "client info of no time", Shape: shapeClientInfo, JSON: `{"id":"i","candidateId":"c","ipAddress":"203.0.113.1","createdAt":"x"}`, Want: "createdAt of client info"},
		{Name: "schedule cut short", Shape: shapeSchedules, JSON: `[`, Want: "decode interview schedule"},
		{Name: "interview without id", Shape: shapeSchedules, JSON: `{"interviewEvents":[{}]}`, Want: "interview 1"},
		{Name: "interview start", Shape: shapeSchedules, JSON: `{"interviewEvents":[{"id":"e","startTime":"x"}]}`, Want: "startTime"},
		{Name: "interview end", Shape: shapeSchedules, JSON: `{"interviewEvents":[{"id":"e","endTime":"x"}]}`, Want: "endTime"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// What the fixtures say of protected things and of the employer's staff must
// reach no record.
func TestNothingElseIsKept(t *testing.T) {
	files, err := filepath.Glob("testdata/*.*json")
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		res, err := sourcetest.Run(Source(), f, data)
		if err != nil {
			t.Fatal(err)
		}
		got := sourcetest.Render(sourcetest.Result{Records: res.Records})
		for _, leak := range []string{"PROTECTED", "1900-01-01", "recruiter@", "manager@", "Recruiter", "E999999", "photo.jpg", "Mozilla"} {
			if strings.Contains(got, leak) {
				t.Errorf("%s: %q reached a record", f, leak)
			}
		}
	}
}

// A log of any web site has addresses and user agents.
func TestOthersAreNotClaimed(t *testing.T) {
	for _, members := range [][]string{
		{"ip", "timestamp", "userAgent"},
		{"candidateId", "ipAddress", "userAgent"},
		{"createdAt", "id", "name"},
		nil,
	} {
		for _, h := range []source.Head{
			{Format: source.NDJSON, Top: members},
			{Format: source.JSON, First: members},
			{Format: source.JSON, Top: []string{"results", "success"}, First: members},
			{Format: source.CSV, Columns: members},
		} {
			if m := Source().Recognise(h); m.Confidence != 0 {
				t.Errorf("%+v is claimed as %+v", h, m)
			}
		}
	}
}
