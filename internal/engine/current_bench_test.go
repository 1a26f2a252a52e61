package engine_test

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
)

// BenchmarkCurrent measures one update of a workspace of many workers, each with
// an account, its own phone, home, bank account and device, and one office
// network to each fifty. DAYLIGHT_PERSONS sets how many, 100,000 otherwise.
func BenchmarkCurrent(b *testing.B) {
	persons := 100_000
	if n, err := strconv.Atoi(os.Getenv("DAYLIGHT_PERSONS")); err == nil {
		persons = n
	}
	s := engine.NewState(0)
	defer s.Close()
	w := &workers{t: b, s: s, prep: engine.NewPreparer(identifier.NewHasher([]byte("k")), "US"), n: persons}
	for i := range persons {
		w.add(w.worker(i))
		w.add(w.signIn(i, fmt.Sprintf("token-%d", i)))
	}
	cfg := config(knowledge())
	cfg.Strict, cfg.Lean = false, true
	start := time.Now()
	c, err := engine.NewCurrent(b.Context(), s.Fork(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	c.Follow(s)
	whole := time.Since(start)
	var mem runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&mem)
	b.Logf("%d persons: whole in %v, then %d MB in use, %d MB from the system", persons, whole.Round(time.Millisecond), mem.HeapAlloc>>20, mem.Sys>>20)
	for _, kind := range []struct {
		name string
		next func(i int) domain.Record
	}{
		{"repeat", func(i int) domain.Record { return w.signIn(i%persons, fmt.Sprintf("token-%d", i%persons)) }},
		{"new-identifier", func(i int) domain.Record { return w.signIn(i%persons, fmt.Sprintf("new-%d", w.events)) }},
		{"new-shared", func(i int) domain.Record { return w.signIn(i%persons, fmt.Sprintf("token-%d", (i+1)%persons)) }},
		{"new-person", func(int) domain.Record { w.n++; return w.worker(w.n) }},
	} {
		for _, group := range []int{1, 200} {
			b.Run(fmt.Sprintf("%s/%d", kind.name, group), func(b *testing.B) {
				whole := 0
				for i := range b.N {
					for k := range group {
						w.add(kind.next((i*group + k) * 7919))
					}
					up, err := c.Update(b.Context())
					for up.More && err == nil {
						up, err = c.Update(b.Context())
					}
					if errors.Is(err, engine.ErrWhole) {
						whole++
						if c, err = engine.NewCurrent(b.Context(), s.Fork(), cfg); err == nil {
							c.Follow(s)
						}
					}
					if err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*group), "ns/record")
				b.ReportMetric(float64(whole), "whole")
			})
		}
	}
}

// workers makes records of a large employer.
type workers struct {
	t         testing.TB
	s         *engine.State
	prep      *engine.Preparer
	n, events int
}

func (w *workers) add(r domain.Record) {
	p := w.prep.Prepare(r)
	if _, err := w.s.Add(&p); err != nil {
		w.t.Fatal(err)
	}
}

func (w *workers) worker(i int) domain.Record {
	return record(domain.KindWorker, fmt.Sprint("b", i), float64(i%300), []string{fmt.Sprintf("work-mail=b%d@corp.example.com", i)},
		value(domain.FieldName, given[i%len(given)]+" "+surnames[i/8%len(surnames)]+strconv.Itoa(i%997), "", domain.Recorded),
		value(domain.FieldHiredAt, "2026-02-01", "", domain.Recorded),
		value(domain.FieldPhone, fmt.Sprintf("+1 %d %d %04d", 201+i%700, 555, i%10000), domain.RoleHome, domain.Declared),
		value(domain.FieldAddress, fmt.Sprintf("%d Pecan St, Austin, TX, 78701", i), domain.RoleHome, domain.Declared),
		value(domain.FieldBankAccount, fmt.Sprintf("99%08d", i), domain.RolePayee, domain.Recorded))
}

func (w *workers) signIn(i int, token string) domain.Record {
	w.events++
	return record(domain.KindSignIn, fmt.Sprint("b", w.events), 100+float64(w.events)/10_000_000*200, []string{fmt.Sprintf("account=okta:main:b%d", i), fmt.Sprintf("work-mail=b%d@corp.example.com", i)},
		value(domain.FieldDeviceToken, token, domain.RoleSignIn, domain.Recorded),
		value(domain.FieldPublicIP, fmt.Sprintf("81.%d.%d.%d", i/50/250/250, i/50/250%250, i/50%250), domain.RoleSignIn, domain.Recorded))
}

// BenchmarkArrival lets 5,000 sign-ins a second arrive, of which each hundredth shows a
// device that a colleague has, and tells how long each waits in memory for all that
// follows from it: the new judgement of everybody whom it concerns. DAYLIGHT_RATE
// sets another number.
func BenchmarkArrival(b *testing.B) {
	const seconds = 10
	rate, persons := 5000, 20_000
	if n, err := strconv.Atoi(os.Getenv("DAYLIGHT_RATE")); err == nil {
		rate = n
	}
	if n, err := strconv.Atoi(os.Getenv("DAYLIGHT_PERSONS")); err == nil {
		persons = n
	}
	s := engine.NewState(0)
	defer s.Close()
	w := &workers{t: b, s: s, prep: engine.NewPreparer(identifier.NewHasher([]byte("k")), "US"), n: persons}
	for i := range persons {
		w.add(w.worker(i))
		w.add(w.signIn(i, fmt.Sprintf("token-%d", i)))
	}
	cfg := config(knowledge())
	cfg.Strict, cfg.Lean = false, true
	c, err := engine.NewCurrent(b.Context(), s.Fork(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	c.Follow(s)
	for b.Loop() {
		waits := arrive(b, w, c, rate, rate*seconds, persons)
		slices.Sort(waits)
		b.ReportMetric(float64(waits[len(waits)/2].Microseconds())/1000, "ms-p50")
		b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, "ms-p99")
		b.ReportMetric(float64(waits[len(waits)-1].Microseconds())/1000, "ms-max")
	}
}

// arrive adds what has come since the last update, updates, and notes how long each
// event waited.
func arrive(b *testing.B, w *workers, c *engine.Current, rate, events, persons int) []time.Duration {
	b.Helper()
	waits := make([]time.Duration, 0, events)
	start := time.Now()
	due := func(k int) time.Time { return start.Add(time.Duration(k) * time.Second / time.Duration(rate)) }
	for done := 0; done < events; {
		if wait := time.Until(due(done)); wait > 0 {
			time.Sleep(wait)
		}
		come := min(events, int(time.Since(start).Seconds()*float64(rate))+1)
		for k := done; k < come; k++ {
			i := k * 7919 % persons
			token := i
			if k%100 == 0 {
				token = (i + 1) % persons
			}
			w.add(w.signIn(i, fmt.Sprintf("token-%d", token)))
		}
		up, err := c.Update(b.Context())
		for up.More && err == nil {
			up, err = c.Update(b.Context())
		}
		if err != nil {
			b.Fatal(err)
		}
		now := time.Now()
		for k := done; k < come; k++ {
			waits = append(waits, now.Sub(due(k)))
		}
		done = come
	}
	return waits
}
