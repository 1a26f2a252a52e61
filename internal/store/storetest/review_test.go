package storetest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/link"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
	"github.com/daylight-hq/daylight/internal/wire"
)

// office is a desk on one store with two workspaces, and a clock to turn.
type office struct {
	*review.Desk
	t     *testing.T
	store *sqlstore.Review
	db    *sqlstore.DB
	now   time.Time
	hooks review.Hooks
}

const here, there = domain.WorkspaceID("main"), domain.WorkspaceID("other")

func newOffice(t *testing.T, s *storetest.Store) *office {
	t.Helper()
	o := &office{t: t, now: storetest.Now}
	s.Clock = func() time.Time { return o.now }
	o.db = s.Open(t)
	for _, ws := range []domain.WorkspaceID{here, there} {
		storetest.Workspace(t, o.db, ws)
	}
	o.store = sqlstore.NewReview(o.db)
	o.hooks.Place = func(domain.WorkspaceID, *domain.Person) (string, string) { return "engineer", "us-fcra" }
	o.desk()
	return o
}

func (o *office) desk() {
	p, err := review.LoadPolicy()
	if err != nil {
		o.t.Fatal(err)
	}
	if o.Desk, err = review.New(o.store, p, func() time.Time { return o.now }, o.hooks); err != nil {
		o.t.Fatal(err)
	}
}

func hand(id string, r review.Role) review.Actor {
	return review.Actor{ID: id, Kind: review.Person, Role: r, RoleSince: storetest.Now.AddDate(-1, 0, 0)}
}

var (
	ada  = hand("u_ada", review.HR)
	bela = hand("u_bela", review.Security)
	cleo = hand("u_cleo", review.Counsel)
)

// shared is a finding that a person shares a value with others.
func shared(rule string, family domain.Family, s domain.Strength, value string, others ...string) domain.Finding {
	return domain.Finding{Rule: rule, Version: 2, Outcome: domain.Hit, Family: family, Strength: s, Bits: 9,
		Sentence: "Pay goes to an account that Zelda Quist holds.", Innocent: []string{"a joint account"}, Counter: []string{"met in person"},
		Evidence: []domain.Evidence{{Claim: "own account", Observed: "paid to Zelda Quist", Source: "adp",
			Records: []domain.RecordRef{{Key: "adp:main:worker:7", At: storetest.Now.AddDate(0, 0, -9)}},
			Value:   &domain.SharedValue{Identifier: domain.Identifier{Type: domain.Bank, Key: value, Masked: "•••• 6778"}, Others: others}}}}
}

// seen builds a result of people and what was found about them.
func seen(findings map[string][]domain.Finding, rings ...domain.Ring) *engine.Result {
	res := &engine.Result{AsOf: storetest.Now, Digest: []byte("digest"), Findings: findings, Clear: map[string]int{}, Judgement: map[string]detect.Judgement{},
		RingOf: map[string]string{}, Links: link.Result{Rings: rings}}
	names := map[string]string{"p_a": "Ana Ferro", "p_b": "Zelda Quist", "p_c": "Cid Moran", "p_d": "Dov Hale"}
	for _, id := range []string{"p_a", "p_b", "p_c", "p_d"} {
		res.Persons = append(res.Persons, &domain.Person{ID: id, Subjects: []string{"s" + id[1:]}, Keys: domain.PersonKeys{EmployeeIDs: []string{"adp:main:" + id[2:]}},
			Names: []domain.Name{{Text: names[id]}}, Clients: []string{"Acme"}, Stage: domain.Stage{Worker: true},
			Observations: []domain.Observation{{Identifier: domain.Identifier{Type: domain.Email, Key: id + "@example.net"}}, {Identifier: domain.Identifier{Type: domain.Phone, Key: "+12125550142"}}}})
		res.Judgement[id] = detect.Judge(findings[id], 0, detect.RingContext{})
	}
	for _, r := range rings {
		for _, m := range r.Members {
			res.RingOf[m] = r.ID
		}
	}
	return res
}

func flagged() *engine.Result {
	return seen(map[string][]domain.Finding{"p_a": {shared("payee-not-worker", domain.FamilyBank, domain.Hard, "acct-1", "p_b")}})
}

func (o *office) sync(ws domain.WorkspaceID, res *engine.Result) review.Synced {
	o.t.Helper()
	out, err := o.Sync(o.t.Context(), ws, res, "config-1")
	if err != nil {
		o.t.Fatal(err)
	}
	return out
}

// only returns the one open case of a workspace.
func (o *office) only(ws domain.WorkspaceID) review.Item {
	o.t.Helper()
	p, err := o.Queue(o.t.Context(), ws, review.Filter{Snoozed: true})
	if err != nil || len(p.Items) != 1 {
		o.t.Fatalf("%d open cases (%v), want one", len(p.Items), err)
	}
	return p.Items[0]
}

func (o *office) get(ws domain.WorkspaceID, id string) *review.Case {
	o.t.Helper()
	c, err := o.store.Case(o.t.Context(), ws, id)
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

// move looks at the evidence and makes a move; it must be allowed.
func (o *office) move(ws domain.WorkspaceID, id string, m review.Move) *review.Case {
	o.t.Helper()
	_, err := o.Work(o.t.Context(), ws, id, 0, func(c *review.Case, at time.Time) error {
		var errs []error
		for _, s := range c.Latest().Seen {
			errs = append(errs, c.OpenEvidence(s.Fingerprint, m.Actor, at))
		}
		return errors.Join(errs...)
	})
	if err != nil {
		o.t.Fatal(err)
	}
	c, err := o.Move(o.t.Context(), ws, id, 0, m)
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

func own(n int) string {
	return fmt.Sprintf("payroll confirmed on call number %d that wages reached somebody whom neither manager nor staff could name when asked twice", n)
}

const second = "I rang the bank on Tuesday, and its clerk gave me a holder that nobody in our payroll file is called"

func letter(code string) string {
	return strings.Repeat("We are thinking about ending your contract because wages reached an account that is not yours. ", 3) + "Call us and give " + code
}

// propose takes a case to the second person's table.
func (o *office) propose(ws domain.WorkspaceID, id string) {
	o.t.Helper()
	o.move(ws, id, review.Move{Action: review.Take, Actor: ada})
	o.move(ws, id, review.Move{Action: review.Escalate, Actor: ada, Reason: "needs a closer look"})
	o.move(ws, id, review.Move{Action: review.Propose, Actor: ada, Outcome: review.Confirmed, Reason: own(1)})
}

// notify takes a proposed case to the waiting period and returns the code.
func (o *office) notify(ws domain.WorkspaceID, id string) string {
	o.t.Helper()
	o.move(ws, id, review.Move{Action: review.Approve, Actor: bela, Reason: second})
	code := review.NewCode()
	o.move(ws, id, review.Move{Action: review.SendNotice, Actor: ada, Notice: letter(code), Code: code, Channel: "registered mail"})
	o.move(ws, id, review.Move{Action: review.RecordReceipt, Actor: ada, Channel: "return slip"})
	return code
}

func refused(t *testing.T, err error, want string) {
	t.Helper()
	var r *review.Refused
	if !errors.As(err, &r) || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want a refusal with %q", err, want)
	}
}

func TestCasesOpenOnceAndStayApart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		if got := o.sync(here, flagged()); got.Opened != 1 {
			t.Fatalf("opened %d cases", got.Opened)
		}
		if got := o.sync(here, flagged()); got.Opened != 0 || got.Changed != 0 {
			t.Errorf("the same evaluation again opened %d and changed %d", got.Opened, got.Changed)
		}
		if p, err := o.Queue(t.Context(), there, review.Filter{}); err != nil || len(p.Items) != 0 {
			t.Errorf("another workspace sees %d cases (%v)", len(p.Items), err)
		}
		item := o.only(here)
		for what, try := range map[string]func() error{
			"reading": func() error { _, err := o.Case(t.Context(), there, item.ID, ada); return err },
			"moving": func() error {
				_, err := o.Move(t.Context(), there, item.ID, 1, review.Move{Action: review.Take, Actor: ada})
				return err
			},
			"erasing": func() error {
				return o.store.EraseCase(t.Context(), there, item.ID, true, review.Event{At: o.now, Actor: ada})
			},
			"nothing": func() error { _, err := o.Case(t.Context(), here, "c_none", ada); return err },
		} {
			if err := try(); !errors.Is(err, review.ErrNotFound) {
				t.Errorf("%s gives %v, want not found", what, err)
			}
		}
		o.sync(there, flagged())
		if item.Person != "p_a" || item.Tier != domain.TierReview || item.Jurisdiction != "us-fcra" || item.Stage != review.StageWorker {
			t.Errorf("the queue shows %+v", item)
		}
		c := o.get(here, item.ID)
		if c.Latest().Data != "646967657374" || c.Latest().Seen[0].Finding.Version != 2 || c.Latest().Config != "config-1" {
			t.Errorf("the snapshot says %+v", c.Latest())
		}
		grown := flagged()
		grown.Findings["p_a"] = append(grown.Findings["p_a"], shared("shared-contact", domain.FamilyContact, domain.Supporting, "+1", "p_c"))
		if got := o.sync(here, grown); got.Changed != 1 || got.Opened != 0 {
			t.Errorf("new evidence changed %d and opened %d", got.Changed, got.Opened)
		}
		if c := o.get(here, item.ID); len(c.Snapshots) != 2 || c.Latest().Tier != domain.TierUrgent {
			t.Errorf("after new evidence: %d snapshots, %s", len(c.Snapshots), c.Latest().Tier)
		}
		if c := o.get(there, o.only(there).ID); len(c.Snapshots) != 1 {
			t.Error("new evidence reached another workspace")
		}
	})
}

func TestConflictNamesWhatChanged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		o.sync(here, flagged())
		id := o.only(here).ID
		if _, err := o.Move(t.Context(), here, id, 1, review.Move{Action: review.Take, Actor: ada}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Move(t.Context(), here, id, 2, review.Move{Action: review.Escalate, Actor: ada, Reason: "Zelda has more accounts"}); err != nil {
			t.Fatal(err)
		}
		_, err := o.Move(t.Context(), here, id, 1, review.Move{Action: review.Take, Actor: bela})
		var c *review.Conflict
		if !errors.As(err, &c) {
			t.Fatalf("a stale version gives %v", err)
		}
		var what []review.Action
		for _, e := range c.Changed {
			what = append(what, e.Action)
			if e.Why != "" {
				t.Errorf("the conflict tells %q", e.Why)
			}
		}
		if c.Have != 1 || c.Current != 3 || !slices.Equal(what, []review.Action{review.Take, review.Escalate}) || !strings.Contains(err.Error(), "escalate by u_ada") {
			t.Errorf("the conflict says %v", err)
		}
		if got := o.get(here, id); got.State != review.Escalated || got.Version != 3 {
			t.Errorf("after a conflict: %s at %d", got.State, got.Version)
		}
	})
}

// TestOneOfManyWins lets several hands move one version at once.
func TestOneOfManyWins(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		o.sync(here, flagged())
		id := o.only(here).ID
		const hands = 6
		errs := make(chan error, hands)
		for i := range hands {
			go func() {
				_, err := o.Move(t.Context(), here, id, 1, review.Move{Action: review.Take, Actor: hand(fmt.Sprint("u_", i), review.HR)})
				errs <- err
			}()
		}
		won := 0
		for range hands {
			var c *review.Conflict
			if err := <-errs; err == nil {
				won++
			} else if !errors.As(err, &c) {
				t.Error(err)
			}
		}
		if c := o.get(here, id); won != 1 || c.Version != 2 {
			t.Errorf("%d hands won, version %d", won, c.Version)
		}
	})
}

func TestTheWholeWayIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		o.sync(here, flagged())
		id := o.only(here).ID
		o.propose(here, id)
		_, err := o.Move(t.Context(), here, id, 0, review.Move{Action: review.Approve, Actor: ada, Reason: second})
		refused(t, err, "a second person")
		o.notify(here, id)
		_, err = o.Move(t.Context(), here, id, 0, review.Move{Action: review.Finalise, Actor: bela})
		refused(t, err, "waiting period")
		o.now = o.now.AddDate(0, 0, 12)
		c := o.move(here, id, review.Move{Action: review.Finalise, Actor: bela})
		if got := o.get(here, id); cmp.Diff(c.Decision, got.Decision) != "" || got.State != review.Final || got.Outcome != review.Confirmed {
			t.Errorf("kept %s with %+v", got.State, got.Decision)
		}
		if got := o.sync(here, flagged()); got.Opened != 0 {
			t.Error("a decided case was opened again")
		}
		events, err := o.store.Events(t.Context(), here, id)
		if err != nil || events[0].Action != review.Opened || events[len(events)-1].To != review.Final {
			t.Errorf("%d events (%v)", len(events), err)
		}
		line, err := o.Timeline(t.Context(), here, id, cleo)
		if err != nil || len(line) != len(events)+1 || line[0].Rule != "payee-not-worker" || !line[0].Occurred.Before(line[0].Recorded) {
			t.Errorf("the timeline begins with %+v (%v)", line[0], err)
		}
		o.move(here, id, review.Move{Action: review.Appeal, Actor: cleo, Reason: "they called and object"})
		_, err = o.Move(t.Context(), here, id, 0, review.Move{Action: review.Overturn, Actor: bela, Reason: "a mix up of accounts"})
		refused(t, err, "no part in")
		if c = o.move(here, id, review.Move{Action: review.Overturn, Actor: cleo, Reason: "a mix up of accounts"}); c.State != review.Cleared {
			t.Errorf("overturned to %s", c.State)
		}
		i, err := o.Impact(t.Context(), here, storetest.Now, o.now.AddDate(0, 0, 1), nil)
		if err != nil || i.Actions[review.Propose] != 1 || i.Overruled() != 1 || i.Closed[review.NoConcern] != 1 || i.LeftUndecided() != 0 {
			t.Errorf("impact %+v (%v)", i, err)
		}
		if i, err := o.Impact(t.Context(), there, storetest.Now, o.now.AddDate(0, 0, 1), nil); err != nil || len(i.Actions) != 0 {
			t.Errorf("impact of another workspace %+v (%v)", i, err)
		}
	})
}

// TestTheDatabaseHoldsTheLine goes past all of our code: with raw SQL, nobody
// approves alone, ends a decision early or makes a case final without one.
func TestTheDatabaseHoldsTheLine(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		o.sync(here, flagged())
		id := o.only(here).ID
		o.propose(here, id)
		raw := func(want sqlstore.Violation, query string, args ...any) {
			t.Helper()
			err := o.db.Write(t.Context(), func(tx *sqlstore.Tx) error {
				n, err := tx.Exec(t.Context(), query, args...)
				if err == nil && n == 0 {
					t.Errorf("%s touched nothing", query)
				}
				return err
			})
			if got := o.db.Violation(err); got != want {
				t.Errorf("%s\ngives %v (%v), want %v", query, got, err, want)
			}
		}
		at, later := o.now.UnixMicro(), o.now.AddDate(0, 0, 30).UnixMicro()
		early := o.now.AddDate(0, 0, 4).UnixMicro()
		check := sqlstore.CheckFailed
		raw(check, "UPDATE decisions SET approver = author, approved_at = ?", at)
		raw(check, "UPDATE decisions SET approver = 'u_bela'")
		raw(check, "UPDATE decisions SET approver = '', approved_at = ?", at)
		raw(check, "UPDATE decisions SET author = 'u_other'")
		raw(check, "UPDATE decisions SET final_by = 'u_ada', final_at = ?", later)
		raw(check, "UPDATE decisions SET notice_at = ?", at)
		raw(check, "UPDATE cases SET state = 'final', closed = 1")
		raw(check, "UPDATE cases SET state = 'final'")
		raw(check, "UPDATE cases SET state = 'dismissed'")
		raw(sqlstore.ForeignKey, "UPDATE cases SET state = 'final', closed = 1, decision = 'd_none', final_at = ?", at)
		raw(check, "UPDATE decisions SET approver = 'u_bela', approved_at = ?, notice_at = ?, received_at = ?, wait_until = ?", at, at, at, early)
		raw(sqlstore.None, "UPDATE decisions SET approver = 'u_bela', approved_at = ?", at)
		raw(check, "UPDATE decisions SET approver = 'u_ada'")
		raw(check, "UPDATE decisions SET final_by = 'u_ada', final_at = ?", later)
		raw(sqlstore.None, "UPDATE decisions SET notice_at = ?, received_at = ?, wait_until = ?", at, at, o.now.AddDate(0, 0, 8).UnixMicro())
		raw(check, "UPDATE decisions SET final_by = 'u_ada', final_at = ?", o.now.AddDate(0, 0, 7).UnixMicro())
		raw(sqlstore.None, "UPDATE decisions SET final_by = 'u_ada', final_at = ?", later)
		raw(check, "UPDATE decisions SET appeal_by = 'u_ada'")
		raw(check, "UPDATE decisions SET appeal_by = 'u_bela'")
		raw(sqlstore.ForeignKey, "UPDATE cases SET state = 'final', closed = 1, decision = (SELECT id FROM decisions), final_at = ?", at)
		raw(sqlstore.None, "UPDATE cases SET state = 'final', closed = 1, decision = (SELECT id FROM decisions), final_at = ?", later)
		raw(sqlstore.ForeignKey, "UPDATE decisions SET final_at = NULL, final_by = NULL")
		raw(check, "UPDATE cases SET erased_at = ?", at)
	})
}

func TestContainmentInTheDatabase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		o.sync(here, flagged())
		id := o.only(here).ID
		var k string
		policy := o.Policy(here)
		work := func(do func(c *review.Case, at time.Time) error) {
			t.Helper()
			if _, err := o.Work(t.Context(), here, id, 0, do); err != nil {
				t.Fatal(err)
			}
		}
		work(func(c *review.Case, at time.Time) (err error) {
			k, err = c.Contain(policy, review.RevokeSessions, "", own(1), ada, at)
			return err
		})
		for query, args := range map[string][]any{
			"UPDATE containments SET approved_by = asked_by, approved_at = ?, expires_at = ?": {o.now.UnixMicro(), o.now.Add(time.Hour).UnixMicro()},
			"UPDATE containments SET approved_by = 'u_bela', approved_at = ?, expires_at = ?": {o.now.UnixMicro(), o.now.Add(73 * time.Hour).UnixMicro()},
			"UPDATE containments SET approved_by = 'u_bela'":                                  nil,
		} {
			err := o.db.Write(t.Context(), func(tx *sqlstore.Tx) error { _, err := tx.Exec(t.Context(), query, args...); return err })
			if o.db.Violation(err) != sqlstore.CheckFailed {
				t.Errorf("%s gives %v", query, err)
			}
		}
		work(func(c *review.Case, at time.Time) error { return c.ApproveContainment(policy, k, bela, at) })
		o.now = o.now.Add(71 * time.Hour)
		if got, err := o.Expire(t.Context(), here, nil); err != nil || got.Contained != 0 {
			t.Errorf("after 71 hours %+v (%v)", got, err)
		}
		o.now = o.now.Add(2 * time.Hour)
		if got, err := o.Expire(t.Context(), there, nil); err != nil || got.Contained != 0 {
			t.Errorf("in another workspace %+v (%v)", got, err)
		}
		if got, err := o.Expire(t.Context(), here, nil); err != nil || got.Contained != 1 {
			t.Errorf("after 73 hours %+v (%v)", got, err)
		}
		if got, err := o.Expire(t.Context(), here, nil); err != nil || got.Contained != 0 {
			t.Errorf("and again %+v (%v)", got, err)
		}
		if c := o.get(here, id); c.Contained[0].EndedAt.IsZero() || c.State != review.Open {
			t.Errorf("%s with %+v", c.State, c.Contained)
		}
	})
}

// TestClearedStaysCleared: what was explained raises nobody again, under a
// newer rule or another id of the person either, and new evidence does.
func TestClearedStaysCleared(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		o.sync(here, flagged())
		id := o.only(here).ID
		results := o.ClearAll(t.Context(), here, []review.Ref{{ID: id, Version: 1}, {ID: "c_none", Version: 1}}, review.Move{Actor: ada, Outcome: review.Explained, Reason: "a joint account, seen"})
		if results[0].Err != nil || !errors.Is(results[1].Err, review.ErrNotFound) {
			t.Fatalf("cleared %v", results)
		}
		if got := o.sync(here, flagged()); got.Opened != 0 || got.Quiet != 1 {
			t.Errorf("the same evidence opened %d, quiet %d", got.Opened, got.Quiet)
		}
		newer := flagged()
		newer.Findings["p_a"][0].Rule, newer.Findings["p_a"][0].Version = "payee-differs", 7
		if got := o.sync(here, newer); got.Opened != 0 {
			t.Error("the same evidence under another rule opened a case")
		}
		moved := flagged()
		moved.Persons[0].ID, moved.Findings["p_0"], moved.Judgement["p_0"] = "p_0", moved.Findings["p_a"], moved.Judgement["p_a"]
		if got := o.sync(here, moved); got.Opened != 0 {
			t.Error("the same evidence under another id of the person opened a case")
		}
		weak := flagged()
		weak.Findings["p_a"] = append(weak.Findings["p_a"], shared("shared-contact", domain.FamilyContact, domain.Supporting, "+1", "p_c"))
		weak.Judgement["p_a"] = detect.Judgement{Tier: domain.TierUrgent}
		if got := o.sync(here, weak); got.Opened != 0 {
			t.Error("explained evidence helped a weak finding to open a case")
		}
		if got := o.sync(there, flagged()); got.Opened != 1 {
			t.Error("what was explained in one workspace is quiet in another")
		}
		fresh := flagged()
		fresh.Findings["p_a"][0].Evidence[0].Value.Others = []string{"p_b", "p_d"}
		if got := o.sync(here, fresh); got.Opened != 1 {
			t.Error("new evidence opened no case")
		}
	})
}

func TestSuppression(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		res := flagged()
		p, err := o.PreviewSuppression(t.Context(), here, res, "payee-not-worker", res.Persons[0])
		if err != nil || p.Findings != 1 || p.Before != domain.TierReview || p.After.Rank() >= domain.TierReview.Rank() {
			t.Errorf("would hide %+v (%v)", p, err)
		}
		if _, err := o.Suppress(t.Context(), here, "payee-not-worker", res.Persons[0], "known joint account", o.now.AddDate(1, 0, 0), ada); err == nil {
			t.Error("a rule was hidden for a year")
		}
		if _, err := o.Suppress(t.Context(), here, "payee-not-worker", res.Persons[0], "known joint account", o.now.AddDate(0, 0, 30), ada); err != nil {
			t.Fatal(err)
		}
		if got := o.sync(there, flagged()); got.Opened != 1 {
			t.Error("a suppression reaches another workspace")
		}
		if got := o.sync(here, flagged()); got.Opened != 0 {
			t.Error("a suppressed finding opened a case")
		}
		o.now = o.now.AddDate(0, 0, 30)
		if got := o.sync(here, flagged()); got.Opened != 1 {
			t.Error("a suppression outlived its date")
		}
	})
}

func TestSnoozeEndsByItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		o.sync(here, flagged())
		id := o.only(here).ID
		if _, err := o.Work(t.Context(), here, id, 1, func(c *review.Case, at time.Time) error {
			return c.SnoozeUntil(o.Policy(here), at.AddDate(0, 0, 3), "waiting for the bank", ada, at)
		}); err != nil {
			t.Fatal(err)
		}
		count := func() int {
			p, err := o.Queue(t.Context(), here, review.Filter{})
			if err != nil {
				t.Fatal(err)
			}
			return len(p.Items)
		}
		if count() != 0 {
			t.Error("a snoozed case is in the queue")
		}
		o.now = o.now.AddDate(0, 0, 3)
		if count() != 1 {
			t.Error("a snooze outlived its date")
		}
		if got, err := o.Expire(t.Context(), here, nil); err != nil || got.Woken != 1 {
			t.Errorf("woken %+v (%v)", got, err)
		}
		if c := o.get(here, id); c.Snooze != nil {
			t.Error("a snooze stays on the case")
		}
	})
}

// TestRejectedWithoutDecision: the tracker was quicker than the people.
func TestRejectedWithoutDecision(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		o.sync(here, flagged())
		left := flagged()
		left.Persons[0].Stage = domain.Stage{Applicant: true, Rejected: true}
		if got := o.sync(here, left); got.Left != 1 || got.Opened != 0 {
			t.Errorf("left %d, opened %d", got.Left, got.Opened)
		}
		if got := o.sync(here, left); got.Left != 0 {
			t.Error("counted twice")
		}
		if p, err := o.Queue(t.Context(), here, review.Filter{Left: true}); err != nil || len(p.Items) != 1 || p.Items[0].LeftAt.IsZero() {
			t.Errorf("the queue of those who left has %d (%v)", len(p.Items), err)
		}
		left = flagged()
		left.Persons[0].Stage = domain.Stage{Applicant: true, Rejected: true}
		left.Persons[0].Records = []*domain.Record{{Key: domain.Key{Kind: domain.KindApplication, ID: "1"}, OccurredAt: storetest.Now.AddDate(0, 0, -2),
			Values: []domain.Value{{Field: domain.FieldStatus, Text: "withdrawn"}}}}
		if got := o.sync(there, left); got.Left != 1 || got.Opened != 1 {
			t.Errorf("without a case before: left %d, opened %d", got.Left, got.Opened)
		}
		for _, ws := range []domain.WorkspaceID{here, there} {
			if i, err := o.Impact(t.Context(), ws, storetest.Now.AddDate(0, 0, -1), o.now.AddDate(0, 0, 1), nil); err != nil || i.LeftUndecided() != 1 {
				t.Errorf("%s: impact counts %d (%v)", ws, i.LeftUndecided(), err)
			}
		}
	})
}

func TestSeenBeforeAndVictims(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		o.sync(here, flagged())
		first := o.only(here).ID
		phone := domain.Identifier{Type: domain.Phone, Key: "+12125550142"}
		o.move(here, first, review.Move{Action: review.Take, Actor: ada})
		other := seen(map[string][]domain.Finding{"p_c": {shared("payee-not-worker", domain.FamilyBank, domain.Hard, "acct-9", "p_d")}})
		o.sync(here, other)
		o.sync(there, other)
		p, err := o.Queue(t.Context(), here, review.Filter{Person: "p_c"})
		if err != nil || len(p.Items) != 1 {
			t.Fatal(err)
		}
		before, err := o.SeenBefore(t.Context(), here, p.Items[0].ID)
		if err != nil || len(before) != 1 || before[0].ID != first || !slices.Equal(before[0].Shared, []domain.IdentifierType{domain.Phone}) {
			t.Errorf("seen before: %+v (%v)", before, err)
		}
		if list, err := o.SeenBefore(t.Context(), there, o.only(there).ID); err != nil || len(list) != 0 {
			t.Errorf("another workspace has seen %d (%v)", len(list), err)
		}
		_, err = o.Move(t.Context(), here, first, 0, review.Move{Action: review.Clear, Actor: ada, Outcome: review.IdentityMisused, Reason: "the owner never applied",
			Misused: []domain.Identifier{{Type: domain.Phone, Key: "+15550000"}}})
		refused(t, err, "this case only")
		o.move(here, first, review.Move{Action: review.Clear, Actor: ada, Outcome: review.IdentityMisused, Reason: "the owner never applied", Victim: "p_b", Misused: []domain.Identifier{phone}})
		if list, err := o.SeenBefore(t.Context(), here, p.Items[0].ID); err != nil || len(list) != 0 {
			t.Errorf("a misused phone still speaks: %+v (%v)", list, err)
		}
		marks, err := o.store.Marks(t.Context(), here)
		if err != nil || marks.Empty || !marks.Victim("p_b") || marks.Victim("p_a") || !marks.Misused(phone) || marks.Misused(domain.Identifier{Type: domain.Email, Key: phone.Key}) {
			t.Errorf("marks %+v (%v)", marks, err)
		}
		if m, err := o.store.Marks(t.Context(), there); err != nil || !m.Empty {
			t.Errorf("another workspace has marks (%v)", err)
		}
		ring := domain.Ring{ID: "r_1", Members: []string{"p_a", "p_b", "p_c"}, Tier: domain.TierUrgent,
			Edges: []domain.Edge{{A: "p_a", B: "p_b", Holds: true, Hard: true}, {A: "p_a", B: "p_c", Holds: true, Hard: true}}}
		got := o.sync(here, seen(nil, ring))
		if len(got.Rings) != 1 || !slices.Equal(got.Rings[0].Members, []string{"p_a", "p_c"}) {
			t.Errorf("the victim is in ring %+v", got.Rings)
		}
	})
}

func TestRingsAreFollowed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		ring := func(id string, members ...string) domain.Ring {
			r := domain.Ring{ID: id, Members: members, Tier: domain.TierUrgent}
			for _, m := range members[1:] {
				r.Edges = append(r.Edges, domain.Edge{A: members[0], B: m, Holds: true, Hard: true})
			}
			return r
		}
		if got := o.sync(here, seen(nil, ring("r_1", "p_b", "p_c", "p_d"))); got.Opened != 1 {
			t.Fatalf("opened %d", got.Opened)
		}
		id := o.only(here).ID
		o.now = o.now.Add(time.Hour)
		o.sync(here, seen(nil, ring("r_0", "p_a", "p_b", "p_c", "p_d")))
		if c := o.get(here, id); c.Ring != "r_0" || len(c.Latest().Members) != 4 {
			t.Errorf("the case follows ring %s of %v", c.Ring, c.Latest().Members)
		}
		o.now = o.now.Add(time.Hour)
		o.sync(here, seen(nil, ring("r_0", "p_a", "p_b"), ring("r_2", "p_c", "p_d")))
		var kinds []string
		history, err := o.store.RingHistory(t.Context(), here, "r_0")
		for _, h := range history {
			kinds = append(kinds, h.Kind+" "+h.Ring)
		}
		if err != nil || !slices.Equal(kinds, []string{"grew r_0", "split r_0", "split r_2"}) {
			t.Errorf("history %v (%v)", kinds, err)
		}
		if history, err := o.store.RingHistory(t.Context(), there, "r_0"); err != nil || len(history) != 0 {
			t.Errorf("history in another workspace %v (%v)", history, err)
		}
		o.move(here, id, review.Move{Action: review.Take, Actor: ada})
		o.move(here, id, review.Move{Action: review.Escalate, Actor: ada, Reason: "needs a closer look"})
		_, err = o.Move(t.Context(), here, id, 0, review.Move{Action: review.Propose, Actor: ada, Outcome: review.Confirmed, Reason: own(1)})
		refused(t, err, "decides nothing about its members")
	})
}

func TestDisputeHoldsTheDecisionUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		var corrected review.Correction
		o.hooks.Recheck = func(_ context.Context, _ domain.WorkspaceID, k review.Correction) error {
			corrected = k
			o.sync(here, seen(nil))
			return nil
		}
		o.desk()
		o.sync(here, flagged())
		id := o.only(here).ID
		o.propose(here, id)
		code := o.notify(here, id)
		o.now = o.now.AddDate(0, 0, 12)
		web := review.Actor{ID: "link", Kind: review.System}
		mine, err := o.TakeDispute(t.Context(), here, review.Intake{Channel: "link", Code: strings.ToLower(code), Text: "that account is ours, my wife is Zelda", Contact: "ana@example.net"}, web)
		if err != nil {
			t.Fatal(err)
		}
		_, err = o.Move(t.Context(), here, id, 0, review.Move{Action: review.Finalise, Actor: bela})
		refused(t, err, "an answer")
		if st, err := o.DisputeStatus(t.Context(), here, mine); err != nil || !st.Open {
			t.Errorf("status %+v (%v)", st, err)
		}
		for _, ask := range []struct {
			ws   domain.WorkspaceID
			code string
		}{{there, mine}, {here, review.NewCode()}, {here, ""}} {
			if _, err := o.DisputeStatus(t.Context(), ask.ws, ask.code); !errors.Is(err, review.ErrNotFound) {
				t.Errorf("status of %q in %s: %v", ask.code, ask.ws, err)
			}
		}
		if _, err := o.TakeDispute(t.Context(), there, review.Intake{Channel: "link", Code: code, Text: "hello"}, web); err != nil {
			t.Errorf("an unknown code is told apart: %v", err)
		}
		list, err := o.Disputes(t.Context(), here, true, cleo)
		if err != nil || len(list) != 1 || list[0].Case != id || list[0].Response == "" {
			t.Fatalf("disputes %+v (%v)", list, err)
		}
		err = o.Correct(t.Context(), here, list[0].ID, list[0].Version, review.Correction{Record: "adp:main:worker:7", Field: domain.FieldBankAccount, Was: "x", Why: "a joint account, proved"}, cleo)
		if err != nil || corrected.By != "u_cleo" {
			t.Errorf("corrected %+v (%v)", corrected, err)
		}
		c := o.get(here, id)
		if _, err := o.Work(t.Context(), here, id, 0, func(c *review.Case, at time.Time) error {
			return c.Answer(o.Policy(here), c.Decision.Responses[0].ID, own(5), ada, at)
		}); err != nil {
			t.Fatal(err)
		}
		_, err = o.Move(t.Context(), here, id, 0, review.Move{Action: review.Finalise, Actor: bela})
		refused(t, err, "rests on")
		if len(c.Snapshots) != 2 {
			t.Errorf("%d snapshots", len(c.Snapshots))
		}
		if _, err := o.AnswerDispute(t.Context(), here, list[0].ID, 1, own(6), cleo); err == nil {
			t.Error("a stale dispute was answered")
		}
		if _, err := o.AnswerDispute(t.Context(), here, list[0].ID, 0, own(6), cleo); err != nil {
			t.Error(err)
		}
		if st, err := o.DisputeStatus(t.Context(), here, mine); err != nil || st.Open || st.Answer != own(6) {
			t.Errorf("status %+v (%v)", st, err)
		}
	})
}

func asText(t *testing.T, v any) string {
	t.Helper()
	data, err := wire.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
