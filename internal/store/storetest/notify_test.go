package storetest_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/notify"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

var notifyActor = notify.Actor{ID: "u_1", Kind: "person", Role: "admin"}

func notifyEndpoint(id string) *notify.Endpoint {
	return &notify.Endpoint{ID: id, Version: 1, Kind: notify.Webhook, Types: []notify.Type{notify.CaseOpened, notify.CaseMoved}, Tier: domain.TierReview, Enabled: true,
		Reach:     notify.Reach{Name: "SIEM", URL: "https://hooks.example.com/x", Secrets: []notify.Secret{notify.NewSecret(storetest.Now)}},
		CreatedAt: storetest.Now, UpdatedAt: storetest.Now}
}

func notifyEvent(ws domain.WorkspaceID, id string) notify.Event {
	return notify.Event{ID: id, Workspace: ws, Type: notify.CaseOpened, At: storetest.Now, Data: notify.Data{Case: "c_" + id, Tier: domain.TierUrgent, Rules: []string{"a", "b"}}}
}

// twoNotify opens a store with an endpoint of the same id in two workspaces.
func twoNotify(t *testing.T, store *storetest.Store) (*sqlstore.DB, *sqlstore.Notify, []domain.WorkspaceID) {
	t.Helper()
	db := store.Open(t)
	n := sqlstore.NewNotify(db)
	list := []domain.WorkspaceID{"main", "other"}
	for _, ws := range list {
		storetest.Workspace(t, db, ws)
		if err := n.CreateEndpoint(t.Context(), ws, notifyEndpoint("ep_1"), notify.Change{Actor: notifyActor, Action: notify.Created, Endpoint: "ep_1"}); err != nil {
			t.Fatal(err)
		}
	}
	return db, n, list
}

// TestNotifyEndpoints keeps endpoints apart by workspace, refuses stale changes
// and writes each change to the audit log.
func TestNotifyEndpoints(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db, n, _ := twoNotify(t, store)
		c := notify.Change{Actor: notifyActor, Action: notify.Changed, Endpoint: "ep_1"}
		rename := func(e *notify.Endpoint) error { e.Reach.Name = "new"; return nil }
		e, err := n.UpdateEndpoint(t.Context(), "main", "ep_1", 1, c, rename)
		if err != nil || e.Version != 2 {
			t.Fatalf("%+v (%v)", e, err)
		}
		if _, err := n.UpdateEndpoint(t.Context(), "main", "ep_1", 1, c, rename); !errors.Is(err, notify.ErrStale) {
			t.Errorf("a stale change: %v", err)
		}
		boom := errors.New("boom")
		if _, err := n.UpdateEndpoint(t.Context(), "main", "ep_1", 2, c, func(e *notify.Endpoint) error { e.Reach.Name = "x"; return boom }); !errors.Is(err, boom) {
			t.Errorf("a change that fails: %v", err)
		}
		got, err := n.Endpoint(t.Context(), "main", "ep_1")
		if err != nil || got.Reach.Name != "new" || got.Reach.Secrets[0].Text == "" || !slices.Equal(got.Types, []notify.Type{notify.CaseOpened, notify.CaseMoved}) || !got.CreatedAt.Equal(storetest.Now) {
			t.Errorf("%+v (%v)", got, err)
		}
		if other, err := n.Endpoint(t.Context(), "other", "ep_1"); err != nil || other.Reach.Name != "SIEM" || other.Version != 1 {
			t.Errorf("the other workspace: %+v (%v)", other, err)
		}
		if err := n.Emit(t.Context(), "main", notifyEvent("main", "evt_1")); err != nil {
			t.Fatal(err)
		}
		if err := n.DeleteEndpoint(t.Context(), "main", "ep_1", 1, notify.Change{Actor: notifyActor, Action: notify.Deleted, Endpoint: "ep_1"}); !errors.Is(err, notify.ErrStale) {
			t.Errorf("a stale removal: %v", err)
		}
		if err := n.DeleteEndpoint(t.Context(), "main", "ep_1", 2, notify.Change{Actor: notifyActor, Action: notify.Deleted, Endpoint: "ep_1"}); err != nil {
			t.Fatal(err)
		}
		for ws, want := range map[domain.WorkspaceID]int{"main": 0, "other": 1} {
			if list, err := n.Endpoints(t.Context(), ws); err != nil || len(list) != want {
				t.Errorf("%s: %d endpoints (%v)", ws, len(list), err)
			}
		}
		found, err := sqlstore.NewAuditStore(db).List(t.Context(), "main", audit.Filter{ObjectType: "endpoint"})
		var actions []string
		for _, f := range found {
			actions = append(actions, f.Entry.Action)
		}
		if want := []string{notify.Deleted, notify.Changed, notify.Created}; err != nil || !slices.Equal(actions, want) {
			t.Errorf("audit: %v (%v), want %v", actions, err, want)
		}
	})
}

// TestNotifyClaims: four senders in two processes deliver 120 events of two
// workspaces exactly once.
func TestNotifyClaims(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		_, first, list := twoNotify(t, store)
		for _, ws := range list {
			var events []notify.Event
			for i := range 60 {
				events = append(events, notifyEvent(ws, fmt.Sprintf("evt_%d", i)))
			}
			if err := first.Emit(t.Context(), ws, events...); err != nil {
				t.Fatal(err)
			}
		}
		second := store.Open(t)
		var mu sync.Mutex
		seen := map[domain.WorkspaceID]map[string]int{"main": {}, "other": {}}
		var wg sync.WaitGroup
		for _, ws := range list {
			storetest.Workspace(t, second, ws)
			for _, n := range []*sqlstore.Notify{first, sqlstore.NewNotify(second)} {
				wg.Go(func() {
					for {
						due, err := n.Claim(t.Context(), ws, 100, 7, time.Hour)
						if err != nil {
							t.Error(err)
						}
						if len(due) == 0 || len(due) > 7 {
							if len(due) > 7 {
								t.Errorf("claimed %d of one endpoint", len(due))
							}
							return
						}
						var outcomes []notify.Outcome
						mu.Lock()
						for _, d := range due {
							seen[ws][d.Delivery.Event.ID+d.Delivery.Event.Data.Case]++
							outcomes = append(outcomes, notify.Outcome{Delivery: d.Delivery.ID, Endpoint: d.Endpoint.ID, State: notify.Delivered, Attempt: &notify.Attempt{At: storetest.Now, Status: 200}})
						}
						mu.Unlock()
						if _, err := n.Finish(t.Context(), ws, notify.DefaultLimits(), outcomes...); err != nil {
							t.Error(err)
						}
					}
				})
			}
		}
		wg.Wait()
		for ws, ids := range seen {
			for id, times := range ids {
				if times != 1 {
					t.Errorf("%s: %s delivered %d times", ws, id, times)
				}
			}
			if len(ids) != 60 {
				t.Errorf("%s: %d events delivered", ws, len(ids))
			}
		}
	})
}

// TestNotifyLists pages through deliveries, filters them, and prunes what is
// done and old.
func TestNotifyLists(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		now := storetest.Now
		store.Clock = func() time.Time { return now }
		_, n, list := twoNotify(t, store)
		for i := range 9 {
			now = now.Add(time.Minute)
			for _, ws := range list {
				if err := n.Emit(t.Context(), ws, notifyEvent(ws, fmt.Sprintf("evt_%d", i))); err != nil {
					t.Fatal(err)
				}
			}
		}
		due, err := n.Claim(t.Context(), "main", 100, 4, time.Hour)
		if err != nil || len(due) != 4 || due[0].Delivery.Event.ID != "evt_0" || due[3].Delivery.Event.ID != "evt_3" {
			t.Fatalf("%+v (%v)", due, err)
		}
		for i, d := range due {
			o := notify.Outcome{Delivery: d.Delivery.ID, Endpoint: "ep_1", State: notify.Delivered, Attempt: &notify.Attempt{At: now, Took: 5 * time.Millisecond, Status: 200}}
			if i == 3 {
				o.State, o.NextAt, o.Attempt = notify.Pending, now.Add(time.Hour), nil
			}
			if _, err := n.Finish(t.Context(), "main", notify.DefaultLimits(), o); err != nil {
				t.Fatal(err)
			}
		}
		var ids []string
		for f := (notify.Filter{Limit: 4}); ; {
			page, err := n.Deliveries(t.Context(), "main", f)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, d := range page {
				ids = append(ids, d.Event.ID)
			}
			f.Before = page[len(page)-1].ID
		}
		if want := []string{"evt_8", "evt_7", "evt_6", "evt_5", "evt_4", "evt_3", "evt_2", "evt_1", "evt_0"}; !slices.Equal(ids, want) {
			t.Errorf("pages: %v", ids)
		}
		done, err := n.Deliveries(t.Context(), "main", notify.Filter{State: notify.Delivered, Endpoint: "ep_1"})
		if err != nil || len(done) != 3 || done[0].Attempts != 1 {
			t.Errorf("%+v (%v)", done, err)
		}
		if attempts, err := n.Attempts(t.Context(), "other", done[0].ID); !errors.Is(err, notify.ErrNotFound) || len(attempts) != 0 {
			t.Errorf("attempts seen from the other workspace: %+v (%v)", attempts, err)
		}
		if removed, err := n.Prune(t.Context(), "main", now.Add(time.Hour)); err != nil || removed != 9 { // 3 attempts, deliveries and events each
			t.Errorf("removed %d (%v)", removed, err)
		}
		for ws, want := range map[domain.WorkspaceID]int{"main": 6, "other": 9} {
			if left, err := n.Deliveries(t.Context(), ws, notify.Filter{}); err != nil || len(left) != want {
				t.Errorf("%s: %d left (%v)", ws, len(left), err)
			}
		}
	})
}

// TestNotifyRotation: endpoints and kept answers open after the keys have
// changed, and the older keys are gone.
func TestNotifyRotation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db, n, list := twoNotify(t, store)
		replies := sqlstore.NewReplies(db)
		for _, ws := range list {
			if seen, _, _, err := replies.Begin(t.Context(), ws, "u_1/key", "f"); err != nil || seen {
				t.Fatalf("seen %v (%v)", seen, err)
			}
			if err := replies.Finish(t.Context(), ws, "u_1/key", []byte("answer of "+ws)); err != nil {
				t.Fatal(err)
			}
		}
		before, err := n.Endpoint(t.Context(), "main", "ep_1")
		if err != nil {
			t.Fatal(err)
		}
		w := storetest.Workspace(t, db, "main")
		if err := w.Rotate(t.Context()); err != nil {
			t.Fatal(err)
		}
		for done := false; !done; {
			if done, err = w.RotateSome(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
		}
		after, err := n.Endpoint(t.Context(), "main", "ep_1")
		if err != nil || after.Reach.Secrets[0].Text != before.Reach.Secrets[0].Text {
			t.Errorf("%+v (%v)", after, err)
		}
		for _, ws := range list {
			if seen, print, reply, err := replies.Begin(t.Context(), ws, "u_1/key", "f"); err != nil || !seen || print != "f" || string(reply) != "answer of "+string(ws) {
				t.Errorf("%s: %v %q (%v)", ws, seen, reply, err)
			}
		}
	})
}

// TestReplies: of many that begin at once, one gets to work.
func TestReplies(t *testing.T) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db, _, _ := twoNotify(t, store)
		r := sqlstore.NewReplies(db)
		var wg sync.WaitGroup
		var mu sync.Mutex
		begun := 0
		for range 8 {
			wg.Go(func() {
				seen, _, reply, err := r.Begin(t.Context(), "main", "u_1/a", "f")
				mu.Lock()
				defer mu.Unlock()
				if err != nil || reply != nil {
					t.Errorf("%q (%v)", reply, err)
				}
				if !seen {
					begun++
				}
			})
		}
		wg.Wait()
		if begun != 1 {
			t.Errorf("%d of 8 got to work", begun)
		}
		if seen, _, _, err := r.Begin(t.Context(), "other", "u_1/a", "f"); err != nil || seen {
			t.Errorf("the other workspace: %v (%v)", seen, err)
		}
		if err := r.Finish(t.Context(), "main", "u_1/a", nil); err != nil {
			t.Fatal(err)
		}
		if seen, _, _, err := r.Begin(t.Context(), "main", "u_1/a", "f"); err != nil || seen {
			t.Errorf("after it was given up: %v (%v)", seen, err)
		}
		if err := r.Prune(t.Context(), "other", storetest.Now.Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		if seen, _, _, err := r.Begin(t.Context(), "main", "u_1/a", "f"); err != nil || !seen {
			t.Errorf("pruned in another workspace: %v (%v)", seen, err)
		}
	})
}

// TestCasesAreTold: what happens to a case goes out with the change, with ids
// and codes only, to endpoints of its workspace, and not when the change fails.
func TestCasesAreTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		n := sqlstore.NewNotify(o.db)
		for _, ws := range []domain.WorkspaceID{here, there} {
			e := notifyEndpoint("ep_1")
			e.Types = nil
			if err := n.CreateEndpoint(t.Context(), ws, e, notify.Change{Actor: notifyActor, Action: notify.Created, Endpoint: "ep_1"}); err != nil {
				t.Fatal(err)
			}
		}
		o.sync(here, flagged())
		grown := flagged()
		grown.Findings["p_a"] = append(grown.Findings["p_a"], shared("shared-contact", domain.FamilyContact, domain.Supporting, "+1", "p_c"))
		o.sync(here, grown)
		id := o.only(here).ID
		o.move(here, id, review.Move{Action: review.Take, Actor: ada})
		if _, err := o.Move(t.Context(), here, id, 1, review.Move{Action: review.Escalate, Actor: ada, Reason: "needs a closer look"}); err == nil {
			t.Fatal("a stale move was made")
		}
		gone := flagged()
		gone.Persons[0].Stage = domain.Stage{Applicant: true, Rejected: true}
		o.sync(here, gone)
		o.sync(here, seen(flagged().Findings, domain.Ring{ID: "r_1", Members: []string{"p_a", "p_b", "p_c"}, Tier: domain.TierWatch}))
		if _, err := o.TakeDispute(t.Context(), here, review.Intake{Channel: "mail", Text: "Ana Ferro says that this is wrong", Contact: "ana@example.com"}, ada); err != nil {
			t.Fatal(err)
		}
		list, err := n.Deliveries(t.Context(), here, notify.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		got := map[notify.Type]int{}
		for _, d := range list {
			got[d.Event.Type]++
			if d.Event.Type == notify.CaseOpened && (d.Event.Data.Case != id || d.Event.Data.Person != "p_a" || d.Event.Data.Tier != domain.TierReview ||
				!slices.Equal(d.Event.Data.Rules, []string{"payee-not-worker"})) {
				t.Errorf("%+v", d.Event.Data)
			}
		}
		for kind, want := range map[notify.Type]int{notify.CaseOpened: 1, notify.CaseMoved: 1, notify.CaseLeft: 1, notify.DisputeReceived: 1, notify.RingChanged: 1} {
			if got[kind] != want {
				t.Errorf("%s told %d times, want %d (%v)", kind, got[kind], want, got)
			}
		}
		if got[notify.CaseChanged] == 0 {
			t.Errorf("new evidence was not told: %v", got)
		}
		if list, err := n.Deliveries(t.Context(), there, notify.Filter{}); err != nil || len(list) != 0 {
			t.Errorf("the other workspace was told %+v (%v)", list, err)
		}
	})
}
