package api

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Rate is how many requests are let pass: so many a second in the long run, and
// Burst at once.
type Rate struct {
	PerSecond float64
	Burst     int
}

// asking is how often one network may begin to sign in: what is begun takes
// memory, and stands in for what others began. Who limits no addresses limits
// this neither.
func asking(byAddress Rate) Rate {
	if byAddress.PerSecond <= 0 {
		return Rate{}
	}
	return Rate{PerSecond: 1, Burst: 30}
}

// limiter counts requests by caller or address.
type limiter struct {
	rate  Rate
	clock func() time.Time

	mu    sync.Mutex
	known map[string]*bucket
}

type bucket struct {
	*rate.Limiter
	used time.Time
}

// maxBuckets bounds the memory of a limiter to some ten megabytes.
const maxBuckets = 1 << 16

func newLimiter(r Rate, clock func() time.Time) *limiter {
	return &limiter{rate: r, clock: clock, known: map[string]*bucket{}}
}

// allow reports whether a request may pass, and otherwise when to come again.
func (l *limiter) allow(key string) (wait time.Duration, ok bool) {
	if l.rate.PerSecond <= 0 {
		return 0, true
	}
	now := l.clock()
	l.mu.Lock()
	b := l.known[key]
	if b == nil {
		l.makeRoom(now)
		b = &bucket{Limiter: rate.NewLimiter(rate.Limit(l.rate.PerSecond), l.rate.Burst)}
		l.known[key] = b
	}
	b.used = now
	l.mu.Unlock()
	r := b.ReserveN(now, 1)
	if wait := r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		return max(wait, time.Second), false
	}
	return 0, true
}

// makeRoom forgets who has been quiet for long enough to have a full bucket
// again, and everybody when that is not enough.
func (l *limiter) makeRoom(now time.Time) {
	if len(l.known) < maxBuckets {
		return
	}
	full := time.Duration(float64(l.rate.Burst) / l.rate.PerSecond * float64(time.Second))
	for key, b := range l.known {
		if now.Sub(b.used) > full {
			delete(l.known, key)
		}
	}
	if len(l.known) >= maxBuckets {
		clear(l.known)
	}
}

// network is the address that a limit counts by: of IPv6 the /64, of which one
// household or machine has all.
func network(a netip.Addr) string {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
