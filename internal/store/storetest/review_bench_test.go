package storetest_test

import (
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// BenchmarkQueue pages through a queue of 100000 open cases and opens one.
func BenchmarkQueue(b *testing.B) {
	for name, store := range map[string]func(testing.TB) *storetest.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			s := store(b)
			db := s.Open(b)
			storetest.Workspace(b, db, here)
			policy, err := review.LoadPolicy()
			if err != nil {
				b.Fatal(err)
			}
			desk, err := review.New(sqlstore.NewReview(db), policy, time.Now, review.Hooks{})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := desk.Sync(b.Context(), here, flagged(), ""); err != nil {
				b.Fatal(err)
			}
			first, err := desk.Queue(b.Context(), here, review.Filter{})
			if err != nil {
				b.Fatal(err)
			}
			multiply(b, db, 100_000)
			b.Run("first page", func(b *testing.B) { page(b, desk, review.Filter{}) })
			b.Run("deep page", func(b *testing.B) {
				page(b, desk, review.Filter{After: &review.Cursor{Rank: 3, OpenedAt: storetest.Now.Add(50_000 * time.Second), ID: "c"}})
			})
			b.Run("client's page", func(b *testing.B) { page(b, desk, review.Filter{Clients: []string{"Acme"}}) })
			b.Run("case", func(b *testing.B) {
				for b.Loop() {
					if _, err := desk.Case(b.Context(), here, first.Items[0].ID, ada); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

func page(b *testing.B, desk *review.Desk, f review.Filter) {
	for b.Loop() {
		if _, err := desk.Queue(b.Context(), here, f); err != nil {
			b.Fatal(err)
		}
	}
}

// multiply copies the one case; the copies can be listed and not opened.
func multiply(b *testing.B, db *sqlstore.DB, n int) {
	b.Helper()
	err := db.Write(b.Context(), func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(b.Context(), `INSERT INTO cases (workspace, id, version, kind, state, closed, outcome, person, stage, job, jurisdiction, tier, tier_rank,
			sight, assignee, opened_at, updated_at, hold, key_version, key_sealed, case_sealed)
			WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < CAST(? AS BIGINT))
			SELECT workspace, 'c_copy' || i, version, kind, state, closed, outcome, 'p_copy' || i, stage, job, jurisdiction, tier, tier_rank,
			sight, assignee, opened_at + i * 1000000, updated_at, hold, key_version, key_sealed, case_sealed FROM cases, n WHERE workspace = ? AND person = 'p_a'`, n, here)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}
