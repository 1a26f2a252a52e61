package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"
)

// Reference is what this machine does by itself in the minute of the run:
// figures that hold elsewhere are ratios to it.
type Reference struct {
	JSONPerSecond float64 `json:"json_per_second"` // lines of the load that one goroutine of encoding/json decodes into a map
	SyncP50       float64 `json:"sync_p50_ms"`     // 64 KiB written and synced
	SyncP99       float64 `json:"sync_p99_ms"`
	Load          string  `json:"load_average"`
}

func measureReference(dir string) (r Reference, err error) {
	w := newWriter(repeats, 1000, 0)
	start, n := time.Now(), 0
	for time.Since(start) < time.Second {
		var into map[string]any
		if err := json.Unmarshal(w.next(), &into); err != nil {
			return r, fmt.Errorf("reference: %w", err)
		}
		n++
	}
	r.JSONPerSecond = float64(n) / time.Since(start).Seconds()
	f, err := os.CreateTemp(dir, "sync-*")
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	block := make([]byte, 64<<10)
	var took []time.Duration
	for range 200 {
		start := time.Now()
		if _, err := f.Write(block); err != nil {
			return r, err
		}
		if err := f.Sync(); err != nil {
			return r, err
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	r.SyncP50, r.SyncP99 = ms(quantile(took, 0.5)), ms(quantile(took, 0.99))
	r.Load = loadAverage()
	return r, nil
}

func loadAverage() string {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	return string(data[:min(14, len(data))])
}

// quantile reads a sorted list; 0 for an empty one.
func quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
