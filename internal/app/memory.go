package app

import (
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// Memory that the process is to stay within while it can, and the room that
// the collector needs above what lives. Collecting a heap that mostly lives is
// what a large scan would otherwise spend a third of its time on.
const (
	memoryFloor = 1280 << 20 // bytes
	memoryRoom  = 1.6        // times the live heap
	// heapGrowth is how far the heap may grow, in per cent of what lives, while
	// it stays below the limit.
	heapGrowth = 1000
)

// TuneMemory lets the heap grow freely up to a limit, and raises the limit
// with what lives, so that a company too large for it slows down no further.
// Call stop when done. GOGC and GOMEMLIMIT in the environment are left alone:
// the caller checks them.
func TuneMemory() (stop func()) {
	growth := debug.SetGCPercent(heapGrowth)
	limit := debug.SetMemoryLimit(memoryFloor)
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				metrics.Read(live)
				debug.SetMemoryLimit(max(memoryFloor, int64(float64(live[0].Value.Uint64())*memoryRoom)))
			}
		}
	}()
	return func() {
		close(done)
		<-ended
		debug.SetGCPercent(growth)
		debug.SetMemoryLimit(limit)
	}
}
