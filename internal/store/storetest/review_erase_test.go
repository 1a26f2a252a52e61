package storetest_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

func TestAccessExportNamesNobodyElse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		o.sync(here, flagged())
		id := o.only(here).ID
		if _, err := o.Work(t.Context(), here, id, 0, func(c *review.Case, at time.Time) error {
			return c.AddNote("spoke with zelda quist (p_b) and with Ana Ferro", ada, at)
		}); err != nil {
			t.Fatal(err)
		}
		out, err := o.Export(t.Context(), here, review.Subject{Person: "p_a", Keys: []string{"adp:main:a"}}, cleo)
		if err != nil || len(out.Cases) != 1 {
			t.Fatalf("exported %+v (%v)", out, err)
		}
		text := strings.ToLower(asText(t, out))
		for _, other := range []string{"zelda", "quist", "p_b", "adp:main:b", "u_ada", "u_cleo"} {
			if strings.Contains(text, other) {
				t.Errorf("the export names %s:\n%s", other, text)
			}
		}
		for _, self := range []string{"ana ferro", "[another person]", "reviewer 1", "payee-not-worker", "joint account"} {
			if !strings.Contains(text, self) {
				t.Errorf("the export lacks %q:\n%s", self, text)
			}
		}
		if out, err := o.Export(t.Context(), there, review.Subject{Person: "p_a"}, cleo); err != nil || len(out.Cases) != 0 {
			t.Errorf("another workspace exports %d cases (%v)", len(out.Cases), err)
		}
	})
}

// TestErasure: cases, attachments, disputes, keyed hashes and traces go; a
// tombstone and the audit log stay.
func TestErasure(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		dir := filepath.Join(t.TempDir(), "files")
		v, err := review.OpenVault(dir, o.store)
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		both := flagged()
		both.Findings["p_c"] = []domain.Finding{shared("payee-not-worker", domain.FamilyBank, domain.Hard, "acct-1", "p_a")}
		both.Findings["p_c"][0].Evidence[0].Observed = "paid to Ana Ferro"
		both.Judgement["p_c"] = both.Judgement["p_a"]
		o.sync(here, both)
		o.sync(there, both)
		page, err := o.Queue(t.Context(), here, review.Filter{Person: "p_a"})
		if err != nil {
			t.Fatal(err)
		}
		id := page.Items[0].ID
		if _, err := o.Attach(t.Context(), v, here, id, 1, "pay slip.txt", strings.NewReader("wages of Ana Ferro"), ada); err != nil {
			t.Fatal(err)
		}
		person := both.Persons[0]
		o.propose(here, id)
		refused(t, o.Erase(t.Context(), here, v, person, "they asked for it", cleo), "decision under way")
		o.move(here, id, review.Move{Action: review.Withdraw, Actor: ada, Reason: "the bank was wrong"})
		hold := func(do func(c *review.Case, at time.Time) error) {
			t.Helper()
			if _, err := o.Work(t.Context(), here, id, 0, do); err != nil {
				t.Fatal(err)
			}
		}
		hold(func(c *review.Case, at time.Time) error { return c.HoldFor("they may sue us", cleo, at) })
		refused(t, o.Erase(t.Context(), here, v, person, "they asked for it", cleo), "legal hold")
		refused(t, o.store.EraseCase(t.Context(), here, id, true, review.Event{At: o.now, Actor: cleo, Action: "erase"}), "legal hold")
		hold(func(c *review.Case, at time.Time) error { return c.Release("they will not", cleo, at) })
		if err := o.Erase(t.Context(), here, v, person, "they asked for it", cleo); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Case(t.Context(), here, id, ada); !errors.Is(err, review.ErrErased) {
			t.Errorf("an erased case gives %v", err)
		}
		if _, err := o.store.Events(t.Context(), here, id); !errors.Is(err, review.ErrErased) {
			t.Errorf("an erased case's events give %v", err)
		}
		if files, err := filepath.Glob(filepath.Join(dir, "*", "*")); err != nil || len(files) != 0 {
			t.Errorf("files left: %v (%v)", files, err)
		}
		if list, err := o.store.CasesOf(t.Context(), here, review.Subject{Person: "p_a", Keys: []string{"adp:main:a"}}); err != nil || len(list) != 0 {
			t.Errorf("still found: %+v (%v)", list, err)
		}
		rest, err := o.Queue(t.Context(), here, review.Filter{})
		if err != nil || len(rest.Items) != 1 || rest.Items[0].Person != "p_c" {
			t.Fatalf("left in the queue: %+v (%v)", rest.Items, err)
		}
		if text := asText(t, o.get(here, rest.Items[0].ID)); strings.Contains(text, "Ana") || strings.Contains(text, `"p_a"`) {
			t.Errorf("traces in another case:\n%s", text)
		}
		if page, err := o.Queue(t.Context(), there, review.Filter{}); err != nil || len(page.Items) != 2 {
			t.Errorf("an erasure reaches another workspace: %d (%v)", len(page.Items), err)
		}
		if err := o.Erase(t.Context(), here, v, person, "they asked for it", cleo); err != nil {
			t.Errorf("erased twice: %v", err)
		}
	})
}

func TestRetentionErasesInTwoSteps(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		for _, ws := range []domain.WorkspaceID{here, there} {
			o.sync(ws, flagged())
			id := o.only(ws).ID
			o.move(ws, id, review.Move{Action: review.Take, Actor: ada})
			o.move(ws, id, review.Move{Action: review.Clear, Actor: ada, Outcome: review.Explained, Reason: "a joint account, seen"})
		}
		expire := func(days int, want review.Expired) {
			t.Helper()
			o.now = storetest.Now.AddDate(0, 0, days)
			if got, err := o.Expire(t.Context(), here, nil); err != nil || got != want {
				t.Errorf("after %d days %+v (%v), want %+v", days, got, err, want)
			}
		}
		expire(364, review.Expired{})
		expire(365, review.Expired{Erased: 1})
		if got := o.sync(here, flagged()); got.Quiet != 1 || got.Opened != 0 {
			t.Errorf("the erased case's evidence is no longer known: %+v", got)
		}
		list, err := o.store.CasesOf(t.Context(), here, review.Subject{Person: "p_a"})
		if err != nil || len(list) != 1 || list[0].ErasedAt.IsZero() || list[0].Outcome != review.Explained {
			t.Errorf("the tombstone says %+v (%v)", list, err)
		}
		expire(729, review.Expired{})
		expire(730, review.Expired{Forgotten: 1})
		expire(731, review.Expired{})
		if got := o.sync(here, flagged()); got.Opened != 1 {
			t.Errorf("the keyed hashes outlived their time: %+v", got)
		}
		if list, err := o.store.CasesOf(t.Context(), there, review.Subject{Person: "p_a"}); err != nil || !list[0].ErasedAt.IsZero() {
			t.Errorf("retention of one workspace reached another (%v)", err)
		}
	})
}

func TestAttachments(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		dir := filepath.Join(t.TempDir(), "files")
		v, err := review.OpenVault(dir, o.store)
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		o.sync(here, flagged())
		o.sync(there, flagged())
		id, elsewhere := o.only(here).ID, o.only(there).ID
		body := "pay slip of June"
		f, err := o.Attach(t.Context(), v, here, id, 1, `..\..\etc/pay "slip".txt`, strings.NewReader(body), ada)
		if err != nil || f.Name != "pay _slip_.txt" || f.Type != "text/plain" || f.Size != int64(len(body)) {
			t.Fatalf("attached %+v (%v)", f, err)
		}
		for name, bad := range map[string]string{"page.html": "<html><script>1</script>", "empty.txt": "", "big.txt": strings.Repeat("a", 11<<20)} {
			if _, err := o.Attach(t.Context(), v, here, id, 0, name, strings.NewReader(bad), ada); err == nil {
				t.Errorf("%s was taken", name)
			}
		}
		if _, err := o.Attach(t.Context(), v, here, id, 1, "stale.txt", strings.NewReader("stale"), ada); err == nil {
			t.Error("a file came in over a stale version")
		}
		files, err := filepath.Glob(filepath.Join(dir, "*", "*"))
		if err != nil || len(files) != 1 {
			t.Fatalf("kept %v (%v)", files, err)
		}
		info, err := os.Stat(files[0])
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("kept with mode %v (%v)", info.Mode(), err)
		}
		raw, err := os.ReadFile(files[0])
		if err != nil || bytes.Contains(raw, []byte("pay slip")) {
			t.Errorf("the file is kept in clear text (%v)", err)
		}
		if got, data, err := o.Download(t.Context(), v, here, id, f.ID, ada); err != nil || string(data) != body || got.SHA256 != f.SHA256 {
			t.Errorf("downloaded %q (%v)", data, err)
		}
		for _, ask := range []struct {
			ws   domain.WorkspaceID
			id   string
			file string
		}{{there, elsewhere, f.ID}, {there, id, f.ID}, {here, id, "../" + f.ID}} {
			if _, _, err := o.Download(t.Context(), v, ask.ws, ask.id, ask.file, ada); !errors.Is(err, review.ErrNotFound) {
				t.Errorf("%v gives %v", ask, err)
			}
		}
		raw[len(raw)-1] ^= 1
		if err := os.WriteFile(files[0], raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.Download(t.Context(), v, here, id, f.ID, ada); err == nil {
			t.Error("a changed file was handed out")
		}
	})
}

// TestReviewOutlivesRotation moves cases to new keys: they open, and are found
// by what they are found by, erased ones too.
func TestReviewOutlivesRotation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		w := storetest.Workspace(t, o.db, here)
		o.sync(here, flagged())
		first := o.only(here).ID
		o.propose(here, first)
		code := o.notify(here, first)
		mine, err := o.TakeDispute(t.Context(), here, review.Intake{Channel: "phone", Text: "this is not so"}, ada)
		if err != nil {
			t.Fatal(err)
		}
		res := seen(map[string][]domain.Finding{"p_c": {shared("payee-not-worker", domain.FamilyBank, domain.Hard, "acct-9", "p_d")}})
		o.sync(here, res)
		page, err := o.Queue(t.Context(), here, review.Filter{Person: "p_c"})
		if err != nil {
			t.Fatal(err)
		}
		gone := page.Items[0].ID
		o.move(here, gone, review.Move{Action: review.Take, Actor: ada})
		o.move(here, gone, review.Move{Action: review.Clear, Actor: ada, Outcome: review.Explained, Reason: "a joint account, seen"})
		if err := o.store.EraseCase(t.Context(), here, gone, false, review.Event{At: o.now, Actor: ada, Action: "erase"}); err != nil {
			t.Fatal(err)
		}
		before := asText(t, o.get(here, first))
		rotate(t, w)
		if got := asText(t, o.get(here, first)); got != before {
			t.Errorf("after a rotation the case says\n%s\nwant\n%s", got, before)
		}
		if id, err := o.store.CaseByCode(t.Context(), here, code); err != nil || id != first {
			t.Errorf("the notice's code leads to %q (%v)", id, err)
		}
		if st, err := o.DisputeStatus(t.Context(), here, mine); err != nil || !st.Open {
			t.Errorf("the dispute's code gives %+v (%v)", st, err)
		}
		if list, err := o.store.CasesOf(t.Context(), here, review.Subject{Keys: []string{"adp:main:c"}}); err != nil || len(list) != 1 {
			t.Errorf("the erased case is found %d times (%v)", len(list), err)
		}
		if got := o.sync(here, res); got.Opened != 0 || got.Quiet != 1 {
			t.Errorf("after a rotation explained evidence is new: %+v", got)
		}
	})
}

func TestQueuePages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		o := newOffice(t, s)
		all := map[string][]domain.Finding{}
		for i, id := range []string{"p_a", "p_b", "p_c", "p_d"} {
			all[id] = []domain.Finding{shared("payee-not-worker", domain.FamilyBank, domain.Hard, fmt.Sprint("acct-", i), "p_x")}
		}
		all["p_c"] = append(all["p_c"], shared("shared-contact", domain.FamilyContact, domain.Supporting, "+1", "p_x"))
		o.sync(here, seen(all))
		o.sync(there, seen(all))
		var got []string
		f := review.Filter{Limit: 1}
		for range 10 {
			p, err := o.Queue(t.Context(), here, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range p.Items {
				got = append(got, i.Person)
			}
			if f.After = p.Next; p.Next == nil {
				break
			}
		}
		if len(got) != 4 || got[0] != "p_c" {
			t.Errorf("paged through %v", got)
		}
		slices.Sort(got)
		if len(slices.Compact(got)) != 4 {
			t.Errorf("somebody came twice: %v", got)
		}
		p, err := o.Queue(t.Context(), here, review.Filter{Person: "p_a"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Work(t.Context(), here, p.Items[0].ID, 0, func(c *review.Case, at time.Time) error {
			return errors.Join(c.SetTags([]string{"bank", "bank"}, ada, at), c.Assign("u_bela", ada, at))
		}); err != nil {
			t.Fatal(err)
		}
		for want, filters := range map[int][]review.Filter{
			1: {{Tag: "bank"}, {Assignee: "u_bela"}, {Tier: domain.TierUrgent}, {Person: "p_d"}},
			3: {{Assignee: "-"}, {Tier: domain.TierReview}},
			4: {{Clients: []string{"ACME"}}, {Kind: review.OfPerson}, {States: []review.State{review.Open}}},
			0: {{Tag: "bank", Assignee: "-"}, {Clients: []string{"Other"}}, {Clients: []string{}}, {Kind: review.OfRing}, {States: []review.State{review.Final}}, {Left: true}, {Ring: "r_1"}},
		} {
			for _, f := range filters {
				if p, err := o.Queue(t.Context(), here, f); err != nil || len(p.Items) != want {
					t.Errorf("%+v finds %d (%v), want %d", f, len(p.Items), err, want)
				}
			}
		}
		if p, err := o.Queue(t.Context(), there, review.Filter{Tag: "bank"}); err != nil || len(p.Items) != 0 {
			t.Errorf("a tag reaches another workspace: %d (%v)", len(p.Items), err)
		}
	})
}

// TestNothingPersonalInClear looks for what people wrote and are called in
// every text and byte of the review tables.
func TestNothingPersonalInClear(t *testing.T) {
	store := storetest.SQLite(t)
	o := newOffice(t, store)
	o.sync(here, flagged())
	id := o.only(here).ID
	o.propose(here, id)
	code := o.notify(here, id)
	if _, err := o.TakeDispute(t.Context(), here, review.Intake{Channel: "phone", Text: "ring me, I am Ana", Contact: "ana@example.net"}, ada); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Suppress(t.Context(), here, "r", flagged().Persons[0], "Zelda is her wife", o.now.AddDate(0, 0, 1), ada); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Zelda", "Ana Ferro", "ana@example.net", "p_a@example.net", "+12125550142", "acct-1", "adp:main:a", "Acme", "payroll confirmed", "thinking about ending", code} {
		if onDisk(t, store, []byte(secret)) {
			t.Errorf("%q stands on the disk", secret)
		}
	}
}

// TestAnyHandsOnTheStore lets random hands work on a kept case, each step in a
// transaction of its own and by a version that may be stale: after each, the
// database holds what the workflow says, and no final state without its guards.
func TestAnyHandsOnTheStore(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		res := flagged()
		res.Persons[0].ID, res.Persons[0].Keys.EmployeeIDs = fmt.Sprintf("p_%05d", n), []string{fmt.Sprintf("adp:main:x%d", n)}
		who := res.Persons[0].ID
		res.Findings[who], res.Judgement[who] = res.Findings["p_a"], res.Judgement["p_a"]
		o.now = storetest.Now
		c, err := o.Open(t.Context(), here, res, "", who, "by hand", ada)
		if err != nil {
			rt.Fatal(err)
		}
		code := review.NewCode()
		if rapid.Bool().Draw(rt, "far") {
			o.propose(here, c.ID)
			code = o.notify(here, c.ID)
		}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			o.randomStep(rt, c.ID, code)
			o.lawful(rt, c.ID)
		}
	})
}

func (o *office) randomStep(t *rapid.T, id, code string) {
	o.now = o.now.Add(rapid.SampledFrom([]time.Duration{0, time.Hour, 12 * 24 * time.Hour}).Draw(t, "time"))
	now := o.get(here, id)
	a := rapid.SampledFrom([]review.Actor{ada, bela, cleo, {ID: "t_1", Kind: review.Token, Role: review.HR}}).Draw(t, "hand")
	version := max(0, now.Version-rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(t, "stale"))
	var options []review.Action
	for _, tr := range review.Transitions() {
		if tr.From == now.State {
			options = append(options, tr.Action)
		}
	}
	m := review.Move{Action: rapid.SampledFrom(append(options, review.Finalise)).Draw(t, "action"), Actor: a, Outcome: review.Confirmed, Reason: rapid.SampledFrom([]string{own(1), second, "no"}).Draw(t, "reason"),
		Notice: letter(code), Code: code, Channel: "mail", Step: "ask"}
	if m.Action == review.Clear {
		m.Outcome = review.Explained
	}
	if rapid.Bool().Draw(t, "looks") {
		_, _ = o.Work(o.t.Context(), here, id, version, func(c *review.Case, at time.Time) error {
			return c.OpenEvidence(c.Latest().Seen[0].Fingerprint, a, at)
		})
		version = 0
	}
	got, err := o.Move(o.t.Context(), here, id, version, m)
	var refused *review.Refused
	var conflict *review.Conflict
	if err != nil && !errors.As(err, &refused) && !errors.As(err, &conflict) {
		t.Fatalf("%s by %s: %v", m.Action, a.ID, err)
	}
	if err == nil && got.Version <= now.Version {
		t.Fatalf("%s left version %d", m.Action, got.Version)
	}
}

// lawful compares the case with what the tables say of it.
func (o *office) lawful(t *rapid.T, id string) {
	c := o.get(here, id)
	var state string
	var approved, final int
	err := o.db.Read(o.t.Context(), func(q sqlstore.Query) error {
		return q.Row(o.t.Context(), `SELECT state, (SELECT COUNT(*) FROM decisions d WHERE d.workspace = c.workspace AND d.case_id = c.id AND d.ended_at IS NULL AND d.approver <> d.author),
			(SELECT COUNT(*) FROM decisions d WHERE d.workspace = c.workspace AND d.id = c.decision AND d.final_at >= d.wait_until AND d.wait_until > d.received_at)
			FROM cases c WHERE workspace = ? AND id = ?`, here, id).Scan(&state, &approved, &final)
	})
	if err != nil {
		t.Fatal(err)
	}
	ended := c.State == review.Final || c.State == review.Appealed
	if state != string(c.State) || ended != (final == 1) || ended && approved != 1 {
		t.Fatalf("the case is %s, the table says %s, approved %d, final %d", c.State, state, approved, final)
	}
	events, err := o.store.Events(o.t.Context(), here, id)
	if err != nil || events[len(events)-1].Version != c.Version {
		t.Fatalf("version %d, last event %+v (%v)", c.Version, events[len(events)-1], err)
	}
	at := review.Open
	for _, e := range events[1:] {
		if e.From != at {
			t.Fatalf("%s from %s where the case was %s", e.Action, e.From, at)
		}
		at = e.To
	}
	if at != c.State {
		t.Fatalf("the events end in %s, the case is %s", at, c.State)
	}
}
