package app

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"
)

// spans is a receiver of traces.
type spans struct {
	mu    sync.Mutex
	names []string
	text  string
}

func (s *spans) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(r.Body)
	var got collector.ExportTraceServiceRequest
	if err != nil || proto.Unmarshal(data, &got) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, of := range got.ResourceSpans {
		for _, in := range of.ScopeSpans {
			for _, x := range in.Spans {
				s.names = append(s.names, x.Name)
			}
		}
	}
	s.text += got.String()
	w.Header().Set("Content-Type", "application/x-protobuf")
}

// TestTraces runs a sample company and sees requests, judgements and jobs arrive
// at a receiver, and nothing that names anybody.
func TestTraces(t *testing.T) {
	to := &spans{}
	receiver := httptest.NewServer(to)
	defer receiver.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.URL)
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
	p := openProbe(t)
	p.signIn()
	person := list(p.get(boss, "/subjects"), "subjects")[0]
	p.get(boss, "/subjects/"+text(person, "id"))
	name := person["names"].([]any)[0].(string)
	want := []string{"GET /v1/workspaces/{workspace}/subjects/{id}", "judge"}
	for range 400 {
		to.mu.Lock()
		missing := slices.DeleteFunc(slices.Clone(want), func(n string) bool { return slices.Contains(to.names, n) })
		job := slices.ContainsFunc(to.names, func(n string) bool { return strings.HasPrefix(n, "job ") })
		to.mu.Unlock()
		if len(missing) == 0 && job {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	to.mu.Lock()
	defer to.mu.Unlock()
	for _, n := range want {
		if !slices.Contains(to.names, n) {
			t.Errorf("no span %q among %v", n, to.names)
		}
	}
	if !slices.ContainsFunc(to.names, func(n string) bool { return strings.HasPrefix(n, "job ") }) {
		t.Errorf("no job among %v", to.names)
	}
	for _, secret := range append([]string{text(person, "id")}, strings.Fields(name)...) {
		if strings.Contains(to.text, secret) {
			t.Errorf("the traces name %s", secret)
		}
	}
}

// TestFigures reads the figures as Prometheus does.
func TestFigures(t *testing.T) {
	p := openProbe(t)
	p.signIn()
	p.get(boss, "/subjects")
	within(t, time.Minute, "a job has run", func() bool {
		kept, err := p.s.DB.Figures(t.Context())
		return err == nil && len(kept.Jobs) > 0
	})
	got, err := p.s.observe().Gather()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range got {
		if _, err := expfmt.MetricFamilyToText(&b, f); err != nil {
			t.Fatal(err)
		}
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"daylight_build_info", "daylight_store_write_seconds", "daylight_evaluation_seconds", "daylight_evaluation_age_seconds", "daylight_persons",
		"daylight_persons_waiting", "daylight_rings", "daylight_workspaces_unjudged", "daylight_cases_open", "daylight_jobs", "daylight_imports_waiting", "daylight_quarantine", "daylight_figures_failed"} {
		if families[name] == nil {
			t.Errorf("no figure %s", name)
		}
	}
	api := []string{"daylight_http_requests_total", "daylight_http_request_seconds", "daylight_records_total"} // package api's own test sees them
	for _, name := range alertNames(t) {
		if families[strings.TrimSuffix(name, "_bucket")] == nil && !slices.Contains(api, name) {
			t.Errorf("deploy/alerts.yaml asks for %s, which no server shows", name)
		}
	}
	for name, f := range families {
		if !strings.HasPrefix(name, "daylight_") || f.GetHelp() == "" {
			t.Errorf("%s: no name or help of ours", name)
		}
		if f.GetType() == dto.MetricType_COUNTER && !strings.HasSuffix(name, "_total") {
			t.Errorf("the counter %s does not end in _total", name)
		}
		if f.GetType() == dto.MetricType_HISTOGRAM && !strings.HasSuffix(name, "_seconds") {
			t.Errorf("the histogram %s has no unit", name)
		}
	}
	if v := families["daylight_persons"].Metric[0].GetGauge().GetValue(); v < 100 {
		t.Errorf("%v persons", v)
	}
	if v := families["daylight_figures_failed"].Metric[0].GetGauge().GetValue(); v != 0 {
		t.Error("the database could not be asked")
	}
}

// alertNames are the figures that the example rules ask for.
func alertNames(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile("../../deploy/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`daylight_[a-z_]+`).FindAllString(string(data), -1)
	if len(names) < 6 {
		t.Fatalf("the alerts ask for %v", names)
	}
	return names
}
