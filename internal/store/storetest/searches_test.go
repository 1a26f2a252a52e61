package storetest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

func TestSearches(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		logs := sqlstore.NewAuditStore(o.db)
		save := func(ws domain.WorkspaceID, id string, at time.Time) {
			t.Helper()
			x := audit.Search{ID: id, At: at, Actor: "u_ada", By: "name", Purpose: "incident", Reason: "why " + id + ", of " + string(ws), Found: 2}
			e := audit.Entry{Workspace: ws, At: at, Actor: audit.Actor{ID: "u_ada", Kind: audit.Person}, Action: "search", Object: audit.Object{Type: "search", ID: id}, Why: "reason:" + id}
			if err := logs.SaveSearch(t.Context(), ws, x, e); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 3 {
			save(here, fmt.Sprintf("q_%d", i), o.now.Add(time.Duration(i/2)*time.Hour)) // two at one moment
		}
		save(there, "q_0", o.now)
		var seen []string
		var before audit.SearchBefore
		for {
			page, err := logs.Searches(t.Context(), here, before, 1)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			x := page[0]
			if x.Reason != "why "+x.ID+", of main" || x.Found != 2 || x.Purpose != "incident" || x.Actor != "u_ada" {
				t.Errorf("read back: %+v", x)
			}
			seen, before = append(seen, x.ID), audit.SearchBefore{At: x.At, ID: x.ID}
		}
		if fmt.Sprint(seen) != "[q_2 q_1 q_0]" {
			t.Errorf("pages give %v", seen)
		}
		if err := logs.DropSearches(t.Context(), here, o.now.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		for ws, want := range map[domain.WorkspaceID]int{here: 1, there: 1} {
			if left, err := logs.Searches(t.Context(), ws, audit.SearchBefore{}, 9); err != nil || len(left) != want {
				t.Errorf("%s: %d left (%v), want %d", ws, len(left), err, want)
			}
		}
		entries, err := logs.List(t.Context(), here, audit.Filter{Action: "search", Limit: 9})
		if err != nil || len(entries) != 3 {
			t.Errorf("the log has %d entries of searches (%v), want all 3", len(entries), err)
		}
	})
}
