package app

import (
	"context"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// newEvaluations counts how long judgements take.
func newEvaluations() prometheus.Histogram {
	return prometheus.NewHistogram(prometheus.HistogramOpts{Name: "daylight_evaluation_seconds",
		Help:    "Duration of judgements, of some people or of everybody, in seconds.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}})
}

// observe makes the registry of the server's own figures. None says anything
// of one workspace.
func (s *Server) observe() *prometheus.Registry {
	r := prometheus.NewRegistry()
	writes := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "daylight_store_write_seconds",
		Help:    "Duration of transactions that write, during which no other writes, in seconds.",
		Buckets: []float64{.001, .002, .003, .004, .006, .008, .01, .0125, .015, .0175, .02, .025, .03, .04, .05, .075, .1, .15, .25, .5, 1, 2.5, 5, 10, 30}})
	s.DB.OnWrite(func(took time.Duration) { writes.Observe(took.Seconds()) })
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "daylight_build_info", Help: "1; the labels say which program runs.",
		ConstLabels: prometheus.Labels{"version": s.opt.Version, "go": runtime.Version()}})
	build.Set(1)
	r.MustRegister(writes, build, s.evaluations,
		s.gauge("daylight_workspaces_unjudged", "Open workspaces whose people were not judged since the start.", func(w *Workspace) int {
			if w.Live.Answer().At.IsZero() {
				return 1
			}
			return 0
		}),
		s.gauge("daylight_persons", "People in memory.", func(w *Workspace) int { return w.Live.Answer().Len() }),
		s.gauge("daylight_persons_waiting", "People of whom something is to be said.", func(w *Workspace) int { return w.Live.Answer().Waiting() }),
		s.gauge("daylight_rings", "Rings that stand.", func(w *Workspace) int { return w.Live.Answer().RingCount() }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "daylight_evaluation_age_seconds", Help: "Since the oldest of the workspaces' latest judgements, in seconds; 0 before the first."}, s.evaluationAge),
		&kept{db: s.DB})
	return r
}

// gauge adds up a figure of all workspaces.
func (s *Server) gauge(name, help string, of func(*Workspace) int) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
		n := 0
		for _, w := range s.Workspaces() {
			n += of(w)
		}
		return float64(n)
	})
}

func (s *Server) evaluationAge() float64 {
	age := 0.0
	for _, w := range s.Workspaces() {
		if at := w.Live.Answer().At; !at.IsZero() {
			age = max(age, s.opt.Clock().Sub(at).Seconds())
		}
	}
	return age
}

// kept counts what the database holds, when somebody looks.
type kept struct{ db *sqlstore.DB }

var (
	casesOpen  = prometheus.NewDesc("daylight_cases_open", "Cases that are not closed, by state.", []string{"state"}, nil)
	deliveries = prometheus.NewDesc("daylight_deliveries", "Messages to endpoints that are kept, by state.", []string{"state"}, nil)
	jobsKept   = prometheus.NewDesc("daylight_jobs", "Runs of background work that are kept, by kind and state.", []string{"kind", "state"}, nil)
	imports    = prometheus.NewDesc("daylight_imports_waiting", "Imports by upload that are not read to their end.", nil, nil)
	setAside   = prometheus.NewDesc("daylight_quarantine", "Items that were set aside and that nobody dealt with.", nil, nil)
	keptFailed = prometheus.NewDesc("daylight_figures_failed", "1 when the database could not be asked for the figures that it holds.", nil, nil)
)

// Describe names the figures.
func (k *kept) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{casesOpen, deliveries, jobsKept, imports, setAside, keptFailed} {
		out <- d
	}
}

// Collect asks the database, for no longer than a scrape waits.
func (k *kept) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	got, err := k.db.Figures(ctx)
	failed := 0.0
	if err != nil {
		failed = 1
	}
	out <- prometheus.MustNewConstMetric(keptFailed, prometheus.GaugeValue, failed)
	if err != nil {
		return
	}
	for _, state := range review.States() { // none is 0, so that an alert sees it
		out <- prometheus.MustNewConstMetric(casesOpen, prometheus.GaugeValue, float64(got.Cases[string(state)]), string(state))
	}
	for _, state := range []string{"pending", "delivered", "failed"} {
		out <- prometheus.MustNewConstMetric(deliveries, prometheus.GaugeValue, float64(got.Deliveries[state]), state)
	}
	for j, n := range got.Jobs {
		out <- prometheus.MustNewConstMetric(jobsKept, prometheus.GaugeValue, float64(n), j.Kind, j.State)
	}
	out <- prometheus.MustNewConstMetric(imports, prometheus.GaugeValue, float64(got.Imports))
	out <- prometheus.MustNewConstMetric(setAside, prometheus.GaugeValue, float64(got.SetAside))
}
