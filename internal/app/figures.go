package app

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// observe makes the registry of the server's own figures. None says anything
// of one workspace.
func (s *Server) observe() *prometheus.Registry {
	r := prometheus.NewRegistry()
	writes := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "daylight_store_write_seconds",
		Help:    "Duration of transactions that write, during which no other writes, in seconds.",
		Buckets: []float64{.001, .002, .003, .004, .006, .008, .01, .0125, .015, .0175, .02, .025, .03, .04, .05, .075, .1, .15, .25, .5, 1, 2.5, 5, 10, 30}})
	s.DB.OnWrite(func(took time.Duration) { writes.Observe(took.Seconds()) })
	r.MustRegister(writes, prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "daylight_workspaces_unjudged",
		Help: "Open workspaces whose people were not judged since the start."}, func() float64 {
		n := 0.0
		for _, w := range s.Workspaces() {
			if w.Live.Answer().At.IsZero() {
				n++
			}
		}
		return n
	}))
	return r
}
