package greenhouse

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

// What stays unrecognised are requests, bare answers and lists of names, which
// any product could have written.
func TestSamples(t *testing.T) { sourcetest.Samples(t, Source(), 139, "events/greenhouse/*") }

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeCandidates, JSON: `nonsense`, Want: "decode candidate"},
		{Name: "duplicate", Shape: shapeCandidates, JSON: `{"id":1,"id":2}`, Want: "duplicate"},
		{Name: "duplicate in a skipped part", Shape: shapeCandidates, JSON: `{"id":1,"recruiter":{"a":1,"a":2}}`, Want: "duplicate"},
		{Name: "cut short", Shape: shapeCandidates, JSON: `{"id":1,"applications":[`, Want: "decode candidate"},
		{Name: "no id", Shape: shapeCandidates, JSON: `{"first_name":"x"}`, Want: "no id"},
		{Name: "embedded application", Shape: shapeCandidates, JSON: `{"id":1,"applications":[{"id":2,"applied_at":"x"}]}`, Want: "application 1"},
		{Name: "year 9999", Shape: shapeApplications, JSON: `{"id":1,"applied_at":"9999-01-01T00:00:00Z"}`, Want: "applied_at of application"},
		{Name: "application cut short", Shape: shapeApplications, JSON: `{"id":1`, Want: "decode application"},
		{Name: "hire date", Shape: shapeApplications, JSON: `{"id":1,"hired_at":"x"}`, Want: "date of hire"},
		{Name: "interview cut short", Shape: shapeInterviews, JSON: `{"start":{`, Want: "decode interview"},
		{Name: "interview end", Shape: shapeInterviews, JSON: `{"id":1,"ends_at":"x"}`, Want: "end of interview"},
		{Name: "interview without id", Shape: shapeInterviews, JSON: `{}`, Want: "no id"},
		{Name: "attachment cut short", Shape: shapeAttachments, JSON: `[`, Want: "decode attachment"},
		{Name: "attachment date", Shape: shapeAttachments, JSON: `{"id":1,"type":"resume","filename":"a","created_at":"x"}`, Want: "created_at of attachment"},
		{Name: "past job of no time", Shape: shapeCandidates, JSON: `{"id":1,"employments":[{"id":2,"company_name":"a","end_date":"x"}]}`, Want: "employment 1"},
		{Name: "past job cut short", Shape: shapeEmployments, JSON: `[`, Want: "decode employment"},
		{Name: "past job of nobody", Shape: shapeEmployments, JSON: `{"id":1}`, Want: "names no candidate"},
		{Name: "webhook cut short", Shape: shapeWebhook, JSON: `{"action":`, Want: "decode webhook"},
		{Name: "webhook without action", Shape: shapeWebhook, JSON: `{"payload":{}}`, Want: "no action"},
		{Name: "webhook without application", Shape: shapeWebhook, JSON: `{"action":"hire_candidate","payload":{}}`, Want: "no application"},
		{Name: "webhook without candidate", Shape: shapeWebhook, JSON: `{"action":"update_candidate","payload":null}`, Want: "no candidate"},
		{Name: "webhook of no time", Shape: shapeWebhook, JSON: `{"action":"unhire_candidate","payload":{"application":{"id":1,"last_activity_at":"x"}}}`, Want: "time of delivery"},
		{Name: "merge into itself", Shape: shapeWebhook, JSON: `{"action":"merge_candidate","payload":{"person":{"id":1,"new_candidate_id":1}}}`, Want: "two candidates"},
		{Name: "row without candidate", Shape: shapeReport, Columns: []string{"Candidate ID"}, Cells: []string{""}, Want: "no candidate id"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// What the fixtures say of protected things and of the employer's staff must
// reach no record.
func TestNothingElseIsKept(t *testing.T) {
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	held := 0
	for _, f := range files {
		if filepath.Ext(f) == ".golden" || filepath.Ext(f) == "" {
			continue
		}
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		res, err := sourcetest.Run(Source(), f, data)
		if err != nil {
			t.Fatal(err)
		}
		got := sourcetest.Render(sourcetest.Result{Records: res.Records})
		for _, leak := range []string{"PROTECTED", "1900-01-01", "Recruiter", "recruiter", "E00000", "E999999", "@mara", "mara.l\"", "Letter", "offer"} {
			if strings.Contains(string(data), leak) {
				held++
			}
			if strings.Contains(got, leak) {
				t.Errorf("%s: %q reached a record", f, leak)
			}
		}
	}
	if held < 20 {
		t.Errorf("fixtures hold only %d of what must not be kept", held)
	}
}

// Whatever stands in a member that is not read, the records are the same.
func TestOtherMembersChangeNothing(t *testing.T) {
	const plain = `{"id":1,"first_name":"Mara","email_addresses":[{"value":"mara@example.com"}]`
	src := Source()
	mapped := func(doc string) string {
		var out source.Out
		if err := src.Map(source.Item{Shape: shapeCandidates, JSON: []byte(doc), Tenant: "main"}, &out); err != nil {
			t.Fatal(err)
		}
		return sourcetest.Render(sourcetest.Result{Records: out.Records})
	}
	want := mapped(plain + "}")
	rapid.Check(t, func(t *rapid.T) {
		member := rapid.SampledFrom([]string{"company", "title", "tags", "educations", "recruiter", "photo_url", "gender", "custom_fields",
			"keyed_custom_fields", "demographic_answers", "linked_user_ids"}).Draw(t, "member")
		value := rapid.SampledFrom([]string{`"E1"`, `{"gender":"E1"}`, `[{"employee_id":"E1"}]`, `{"birthday":{"value":"E1"}}`, `null`, `7`}).Draw(t, "value")
		if got := mapped(plain + `,"` + member + `":` + value + `}`); got != want {
			t.Fatalf("%s: %s changes the records:\n%s", member, value, got)
		}
	})
}

func TestNamesEmployee(t *testing.T) {
	for key, want := range map[string]bool{
		"employee_id": true, "Employee Number": true, "employee_id_12": true, "workday_id": true,
		"referrer_employee_id": false, "manager_employee_id": false, "employee_idea": false, "candidate_id": false, "": false,
		strings.Repeat("employee_id", 9): false,
	} {
		if namesEmployee([]byte(key)) != want {
			t.Errorf("namesEmployee(%q) is not %v", key, want)
		}
	}
}

// Deliveries of one file must keep their order: a later one stands.
func TestDeliveriesKeepTheirOrder(t *testing.T) {
	export := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	seen := func(doc string) time.Time {
		var out source.Out
		it := source.Item{Shape: shapeWebhook, JSON: []byte(doc), ObservedAt: export, Tenant: "main"}
		if err := Source().Map(it, &out); err != nil {
			t.Fatal(err)
		}
		return out.Records[len(out.Records)-1].ObservedAt
	}
	history := []time.Time{
		seen(`{"action":"reject_candidate","payload":{"application":{"id":1,"status":"rejected","last_activity_at":"2026-02-01T00:00:00Z"}}}`),
		seen(`{"action":"unreject_candidate","payload":{"application":{"id":1,"status":"active","last_activity_at":"2026-02-02T00:00:00Z"}}}`),
		seen(`{"action":"hire_candidate","payload":{"application":{"id":1,"offer":{"resolved_at":"2026-02-03T00:00:00Z","starts_at":"2026-05-01"}}}}`),
		seen(`{"action":"application_updated","payload":{"application":{"id":1,"last_activity_at":"2099-01-01T00:00:00Z"}}}`),
	}
	if !slices.IsSortedFunc(history, time.Time.Compare) || history[2].After(export) || !history[3].Equal(export) {
		t.Errorf("observed at %v", history)
	}
}

// Others' files must stay theirs.
func TestOthersAreNotClaimed(t *testing.T) {
	for _, h := range []source.Head{
		{Format: source.CSV, Columns: []string{"Candidate ID", "Name", "Email"}},
		{Format: source.CSV, Columns: []string{"Employee ID", "First Name", "Last Name", "Hire Date"}},
		{Format: source.JSON, Top: []string{"action", "payload"}, Sample: []byte(`{"action":"candidateHire","payload":{}}`)},
		{Format: source.JSON, Top: []string{"event", "payload"}},
		{Format: source.JSON, First: []string{"id", "name"}},
		{Format: source.JSON, First: []string{"email_addresses", "first_name", "phone_numbers", "social_media_addresses"}, Top: []string{"people"}},
		{Format: source.Document},
	} {
		if m := Source().Recognise(h); m.Confidence != 0 {
			t.Errorf("%+v is claimed as %+v", h, m)
		}
	}
}

// BenchmarkCandidates maps a candidate of the size that Harvest gives.
func BenchmarkCandidates(b *testing.B) {
	data, err := os.ReadFile("testdata/candidate.json")
	if err != nil {
		b.Fatal(err)
	}
	src := Source()
	it := source.Item{Shape: shapeCandidates, JSON: data, Tenant: "main", Origin: domain.Origin{Line: 1}}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	var out source.Out
	for b.Loop() {
		out.Records = out.Records[:0]
		if err := src.Map(it, &out); err != nil {
			b.Fatal(err)
		}
	}
}
