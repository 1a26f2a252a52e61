package storetest_test

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// BenchmarkSaveNew saves records of people who were not known, with five
// identifiers each: the dearest kind of record.
func BenchmarkSaveNew(b *testing.B) {
	for _, open := range []func(testing.TB) *storetest.Store{storetest.SQLite, storetest.Postgres} {
		store := open(b)
		b.Run(store.Name, func(b *testing.B) {
			const companies = 32 // of eight records, half of them sign-ins
			w := storetest.Workspace(b, store.Open(b), "main")
			n := 0
			for b.Loop() {
				b.StopTimer()
				var records []domain.Record
				for range companies {
					records = append(records, storetest.Company(n)...)
					n++
				}
				d, err := storetest.Delta(records)
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				if err := w.Save(b.Context(), progress("load", int64(n)), d, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)*8/b.Elapsed().Seconds(), "records/s")
		})
	}
}
