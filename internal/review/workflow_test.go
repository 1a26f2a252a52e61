package review

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/wire"
)

var start = time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC) // a Monday

func policy(t testing.TB) *Policy {
	t.Helper()
	p, err := LoadPolicy()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func somebody(id string, r Role) Actor {
	return Actor{ID: id, Kind: Person, Role: r, RoleSince: start.AddDate(0, -1, 0)}
}

func finding(rule, other string, s domain.Strength) domain.Finding {
	return domain.Finding{Rule: rule, Version: 1, Subject: "p_a", Outcome: domain.Hit, Family: domain.FamilyBank, Strength: s, Bits: 9,
		Sentence: "The same bank account pays two people with different names.",
		Evidence: []domain.Evidence{{Claim: "own account", Observed: "paid to " + other, Source: "adp",
			Records: []domain.RecordRef{{Key: "adp:main:worker:7", At: start.AddDate(0, 0, -3)}},
			Value:   &domain.SharedValue{Identifier: domain.Identifier{Type: domain.Bank, Key: "k-" + rule, Masked: "•••• 6778"}, Others: []string{other}}}}}
}

func sighted(findings ...domain.Finding) Snapshot {
	s := Snapshot{TakenAt: start, AsOf: start, Data: "d1", Tier: domain.TierUrgent, Reason: "a hard finding", Others: []string{"p_b"}, Mentions: []string{"Brit Quist", "p_b"}}
	for _, f := range findings {
		items := Items(f)
		s.Seen = append(s.Seen, Seen{Fingerprint: fingerprint(f, items), Items: items, Finding: f})
	}
	return s
}

func opened() *Case {
	c := &Case{Workspace: "main", ID: "c_1", Version: 1, Kind: OfPerson, State: Open, Person: "p_a", Jurisdiction: "us-fcra", OpenedAt: start, UpdatedAt: start,
		Identifiers: []domain.Identifier{{Type: domain.Email, Key: "a@example.com"}}}
	c.look(sighted(finding("payee-not-worker", "p_b", domain.Hard), finding("shared-phone", "p_c", domain.Context)))
	return c
}

// ownReason is something that no template and no finding says.
func ownReason(n int) string {
	return fmt.Sprintf("payroll confirmed on call number %d that salary went to somebody whom neither manager nor employee could name when both were asked twice", n)
}

func notice(code string) string {
	return strings.Repeat("We are thinking about ending your contract because wages reached an account that is not yours. ", 3) + "Call us and give " + code
}

// step is a move that a person makes after some days.
type step struct {
	days int
	m    Move
}

// happy is the shortest way from open to final and back out by appeal.
func happy(c *Case) []step {
	author, second, third := somebody("u_author", HR), somebody("u_second", Security), somebody("u_third", Counsel)
	code := NewCode()
	return []step{
		{0, Move{Action: Take, Actor: author}},
		{0, Move{Action: Escalate, Actor: author, Reason: "needs a closer look"}},
		{0, Move{Action: Propose, Actor: author, Outcome: Confirmed, Reason: ownReason(1)}},
		{1, Move{Action: Approve, Actor: second, Reason: "I read the pay slips myself and spoke with the bank contact, who named another holder since March of this year"}},
		{0, Move{Action: SendNotice, Actor: author, Notice: notice(code), Code: code, Channel: "registered mail"}},
		{2, Move{Action: RecordReceipt, Actor: author, Channel: "return slip"}},
		{9, Move{Action: Finalise, Actor: author}},
		{3, Move{Action: Appeal, Actor: third, Reason: "the person called and objects"}},
		{1, Move{Action: Overturn, Actor: third, Reason: "the bank had mixed two accounts"}},
	}
}

func openAll(c *Case, a Actor, at time.Time) {
	for _, s := range c.Latest().Seen {
		if err := c.OpenEvidence(s.Fingerprint, a, at); err != nil {
			panic(err)
		}
	}
}

func TestTheWholeWay(t *testing.T) {
	p, c, at := policy(t), opened(), start
	var states []State
	for _, s := range happy(c) {
		at = at.AddDate(0, 0, s.days)
		s.m.At = at
		openAll(c, s.m.Actor, at)
		if err := c.Move(p, s.m); err != nil {
			t.Fatal(err)
		}
		states = append(states, c.State)
	}
	want := []State{Looking, Escalated, Proposed, Approved, Notified, Waiting, Final, Appealed, Cleared}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Error(diff)
	}
	if c.Decision != nil || len(c.Past) != 1 || c.Outcome != NoConcern || c.KeepUntil.IsZero() {
		t.Errorf("after the appeal: decision %v, past %d, outcome %q, kept until %v", c.Decision, len(c.Past), c.Outcome, c.KeepUntil)
	}
}

// TestEvidenceOfOtherRoles: what a role does not show has to be opened by
// somebody whose role shows it; whoever sees nothing of it decides nothing.
func TestEvidenceOfOtherRoles(t *testing.T) {
	author, payroll := somebody("u_author", Security), somebody("u_payroll", Payroll)
	device := finding("shared-device", "p_b", domain.Hard)
	device.Family = domain.FamilyDevice
	c := opened()
	c.look(sighted(finding("payee-not-worker", "p_b", domain.Hard), device))
	noBank := func(f domain.Family) bool { return f != domain.FamilyBank }
	open := func(rule string, a Actor) {
		for _, s := range c.Latest().Seen {
			if s.Finding.Rule == rule {
				if err := c.OpenEvidence(s.Fingerprint, a, start); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	lacks := func(sees func(domain.Family) bool) string {
		return evidenceOpened(c, policy(t), Move{Action: Propose, Actor: author, Sees: sees})
	}
	if got := lacks(noBank); !strings.Contains(got, "by you: shared-device") {
		t.Errorf("nothing opened: %q", got)
	}
	open("shared-device", author)
	if got := lacks(noBank); !strings.Contains(got, "by somebody whose role does: payee-not-worker") {
		t.Errorf("the bank's evidence was opened by nobody: %q", got)
	}
	open("payee-not-worker", payroll)
	if got := lacks(noBank); got != "" {
		t.Errorf("everything was opened by somebody who sees it: %q", got)
	}
	if got := lacks(nil); !strings.Contains(got, "by you: payee-not-worker") {
		t.Errorf("who sees everything opens everything: %q", got)
	}
	if got := lacks(func(domain.Family) bool { return false }); !strings.Contains(got, "a role that sees something") {
		t.Errorf("who sees nothing: %q", got)
	}
}

// TestEachGuard takes the whole way and spoils one thing before one step: that
// step is refused with a plain reason, and the case is as it was.
func TestEachGuard(t *testing.T) {
	for name, tt := range map[string]struct {
		at    Action
		spoil func(c *Case, m *Move)
		want  string
	}{
		"token proposes":          {Propose, func(_ *Case, m *Move) { m.Actor.Kind = Token }, "a person must do this"},
		"recruiter proposes":      {Propose, func(_ *Case, m *Move) { m.Actor.Role = Recruiter }, "a role that decides"},
		"admin approves":          {Approve, func(_ *Case, m *Move) { m.Actor.Role = Admin }, "a role that decides"},
		"no outcome":              {Propose, func(_ *Case, m *Move) { m.Outcome = "" }, "an outcome"},
		"short reason":            {Propose, func(_ *Case, m *Move) { m.Reason = "it is obvious" }, "own words"},
		"copied reason":           {Propose, func(c *Case, m *Move) { m.Reason = c.Latest().Seen[0].Finding.Sentence }, "own words"},
		"one word over and over":  {Propose, func(_ *Case, m *Move) { m.Reason = strings.Repeat("suspicious ", 40) }, "own words"},
		"evidence not opened":     {Propose, func(c *Case, _ *Move) { c.Openings = nil }, "opened by you: payee-not-worker"},
		"only context":            {Propose, func(c *Case, _ *Move) { c.Latest().Seen = c.Latest().Seen[1:] }, "a finding that counts"},
		"no jurisdiction":         {Propose, func(c *Case, _ *Move) { c.Jurisdiction = "" }, "jurisdiction"},
		"a ring":                  {Propose, func(c *Case, _ *Move) { c.Kind = OfRing }, "one person"},
		"misuse without names":    {Propose, func(_ *Case, m *Move) { m.Outcome = IdentityMisused }, "belong to the owner"},
		"follow-up open":          {Propose, func(c *Case, _ *Move) { c.FollowUps = []FollowUp{{Step: "ask"}} }, "follow-up"},
		"author approves":         {Approve, func(c *Case, m *Move) { m.Actor.ID = c.Decision.Author }, "a second person"},
		"new in the role":         {Approve, func(_ *Case, m *Move) { m.Actor.RoleSince = m.At.Add(-23 * time.Hour) }, "24h"},
		"role of unknown age":     {Approve, func(_ *Case, m *Move) { m.Actor.RoleSince = time.Time{} }, "24h"},
		"author's words again":    {Approve, func(c *Case, m *Move) { m.Reason = c.Decision.Reason }, "reason of your own"},
		"approver did not look":   {Approve, func(c *Case, _ *Move) { c.Openings = c.Openings[:1] }, "opened by you"},
		"evidence gone":           {Approve, func(c *Case, _ *Move) { c.look(sighted()) }, "rests on"},
		"evidence lowered":        {Finalise, func(c *Case, _ *Move) { c.look(sighted(finding("payee-not-worker", "p_b", domain.Context))) }, "rests on"},
		"notice too short":        {SendNotice, func(_ *Case, m *Move) { m.Notice = "Goodbye. " + m.Code }, "text of the notice"},
		"notice without code":     {SendNotice, func(_ *Case, m *Move) { m.Code = NewCode() }, "reference code"},
		"code that anybody knows": {SendNotice, func(_ *Case, m *Move) { m.Code = "wages" }, "reference code"},
		"blanks in the notice":    {SendNotice, func(_ *Case, m *Move) { m.Notice += " {{date}}" }, "blanks"},
		"sent before approval":    {SendNotice, func(c *Case, m *Move) { m.Occurred = c.Decision.ApprovedAt.Add(-time.Hour) }, "date of sending"},
		"sent tomorrow":           {SendNotice, func(_ *Case, m *Move) { m.Occurred = m.At.Add(day) }, "date of sending"},
		"delayed by counsel":      {SendNotice, func(c *Case, m *Move) { c.Decision.Delay = &Delay{Until: m.At.Add(time.Hour)} }, "counsel's delay"},
		"received before sent":    {RecordReceipt, func(c *Case, m *Move) { m.Occurred = c.Decision.Notice.SentAt.Add(-time.Hour) }, "date of receipt"},
		"receipt by hearsay":      {RecordReceipt, func(_ *Case, m *Move) { m.Channel = "" }, "how it is known"},
		"too early":               {Finalise, func(c *Case, m *Move) { m.At = c.Decision.WaitUntil.Add(-time.Second) }, "waiting period"},
		"unanswered":              {Finalise, func(c *Case, _ *Move) { c.Decision.Responses = []Response{{ReceivedAt: start}} }, "an answer"},
		"author hears the appeal": {Overturn, func(c *Case, m *Move) { m.Actor.ID = c.Decision.Author }, "no part in"},
		"approver hears it":       {Overturn, func(c *Case, m *Move) { m.Actor.ID = c.Decision.Approver }, "no part in"},
	} {
		t.Run(name, func(t *testing.T) {
			p, c, at := policy(t), opened(), start
			for _, s := range happy(c) {
				at = at.AddDate(0, 0, s.days)
				s.m.At = at
				openAll(c, s.m.Actor, at)
				if s.m.Action != tt.at {
					if err := c.Move(p, s.m); err != nil {
						t.Fatal(err)
					}
					continue
				}
				tt.spoil(c, &s.m)
				before := dump(t, c)
				err := c.Move(p, s.m)
				var refused *Refused
				if !errors.As(err, &refused) || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%v, want a refusal with %q", err, tt.want)
				}
				if dump(t, c) != before {
					t.Error("the refused move changed the case")
				}
				return
			}
			t.Fatalf("the way has no step %s", tt.at)
		})
	}
}

func dump(t interface{ Fatal(...any) }, c *Case) string {
	data, err := wire.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestNoWayAround takes one step out of the table at a time: without any of
// them, no case becomes final.
func TestNoWayAround(t *testing.T) {
	for _, without := range []Action{Take, Propose, Approve, SendNotice, RecordReceipt, Finalise} {
		seen, next := map[State]bool{Open: true}, []State{Open}
		for len(next) > 0 {
			from := next[0]
			next = next[1:]
			for _, tr := range Transitions() {
				if tr.From == from && tr.Action != without && !seen[tr.To] {
					seen[tr.To] = true
					next = append(next, tr.To)
				}
			}
		}
		if seen[Final] {
			t.Errorf("a case becomes final without %s", without)
		}
	}
	reached := map[State]bool{Open: true}
	for _, tr := range Transitions() {
		reached[tr.To] = true
		if len(tr.guards) == 0 {
			t.Errorf("%s from %s has no guard", tr.Action, tr.From)
		}
		if tr.To == Final && tr.From != Waiting && tr.From != Appealed {
			t.Errorf("%s leads from %s to final", tr.Action, tr.From)
		}
	}
	for _, s := range States() {
		if !reached[s] {
			t.Errorf("nothing leads to %s", s)
		}
	}
}

// world is a case under random hands, with what the hands know.
type world struct {
	p    *Policy
	c    *Case
	at   time.Time
	code string
}

func actors() []Actor {
	var out []Actor
	for i, r := range []Role{HR, Security, Counsel, Payroll, Recruiter, Auditor, Admin} {
		out = append(out, somebody(fmt.Sprintf("u_%d", i), r))
	}
	newcomer := somebody("u_new", HR)
	newcomer.RoleSince = start.AddDate(0, 0, 5)
	return append(out, newcomer, Actor{ID: "t_1", Kind: Token, Role: HR, RoleSince: start.AddDate(-1, 0, 0)}, daylight)
}

// randomMove draws a move; an able hand fills it in as it should be, for a step
// that the state allows.
func (w *world) randomMove(t *rapid.T, able bool) Move {
	own := []string{ownReason(1), "I rang the bank on Tuesday, and its clerk gave me a holder that nobody in our payroll file is called"}
	m := Move{At: w.at, Channel: "mail", Outcome: Confirmed, Code: w.code, Notice: notice(w.code), Misused: w.c.Identifiers, Step: "ask"}
	if able {
		var pool []Action
		for _, tr := range transitions {
			if tr.From == w.c.State {
				pool = append(pool, tr.Action)
				if slices.Contains([]Action{Escalate, Propose, Approve, SendNotice, RecordReceipt, Finalise}, tr.Action) {
					pool = append(pool, tr.Action, tr.Action, tr.Action)
				}
			}
		}
		m.Action = rapid.SampledFrom(pool).Draw(t, "action")
		m.Actor = rapid.SampledFrom(actors()[:4]).Draw(t, "actor")
		m.Reason = own[rapid.IntRange(0, 1).Draw(t, "reason")]
		if m.Action == Clear {
			m.Outcome = Explained
		}
		return m
	}
	m.Action = rapid.SampledFrom([]Action{Take, Clear, AskInterview, Escalate, Resume, Propose, Approve, SendBack, SendNotice, RecordReceipt, Finalise, Withdraw, Appeal, Uphold, Overturn, Reopen}).Draw(t, "action")
	m.Actor = rapid.SampledFrom(actors()).Draw(t, "actor")
	m.Outcome = rapid.SampledFrom([]Outcome{Confirmed, Explained, IdentityMisused, ""}).Draw(t, "outcome")
	m.Reason = rapid.SampledFrom(append(own, "no", w.c.Latest().Seen[0].Finding.Sentence)).Draw(t, "reason")
	m.Occurred = w.at.Add(time.Duration(rapid.SampledFrom([]int{0, 0, -240, -1, 24}).Draw(t, "occurred")) * time.Hour)
	m.Step = rapid.SampledFrom([]string{"ask", "call-back", "passport"}).Draw(t, "step")
	m.Notice = rapid.SampledFrom([]string{notice(w.code), "bye"}).Draw(t, "notice")
	if rapid.Bool().Draw(t, "names nobody") {
		m.Misused = nil
	}
	return m
}

func (w *world) act(t *rapid.T) {
	hours := rapid.SampledFrom([]int{0, 1, 30, 24 * 12}).Draw(t, "hours")
	w.at = w.at.Add(time.Duration(hours) * time.Hour)
	a := rapid.SampledFrom(actors()).Draw(t, "hand")
	switch rapid.IntRange(0, 19).Draw(t, "what") {
	case 0, 1:
		for _, s := range w.c.Latest().Seen {
			_ = w.c.OpenEvidence(s.Fingerprint, a, w.at) // refused for programs
		}
	case 2:
		strength := rapid.SampledFrom([]domain.Strength{domain.Hard, domain.Hard, domain.Context}).Draw(t, "strength")
		w.c.look(sighted(finding("payee-not-worker", "p_b", strength)))
	case 3:
		_, _ = w.c.Respond(w.p, "this is not so", w.at, a, w.at)
	case 4:
		_ = w.c.DelayNotice(w.p, w.at.Add(48*time.Hour), ownReason(3), a, w.at)
	case 5:
		for _, f := range w.c.FollowUps {
			_ = w.c.FinishFollowUp(f.ID, "they answered", a, w.at)
		}
	case 6:
		if d := w.c.Decision; d != nil {
			for _, r := range d.Responses {
				_ = w.c.Answer(w.p, r.ID, ownReason(4), a, w.at)
			}
		}
	case 7:
		_ = w.c.Place(w.p, "job", rapid.SampledFrom([]string{"us-fcra", "eu", "nowhere"}).Draw(t, "where"), a, w.at)
	default:
		m := w.randomMove(t, rapid.IntRange(0, 3).Draw(t, "able") > 0)
		if rapid.IntRange(0, 9).Draw(t, "looks") > 0 && m.Actor.Kind == Person {
			openAll(w.c, m.Actor, w.at)
		}
		_ = w.c.Move(w.p, m)
	}
}

// begin goes some steps of the right way.
func (w *world) begin(steps int) {
	for _, s := range happy(w.c)[:steps] {
		w.at = w.at.AddDate(0, 0, s.days)
		s.m.At = w.at
		openAll(w.c, s.m.Actor, w.at)
		if err := w.c.Move(w.p, s.m); err != nil {
			panic(err)
		}
	}
}

// lawful is what must hold of every case at any time, said without the guards.
func lawful(t interface{ Fatalf(string, ...any) }, c *Case) {
	adverse := slices.Contains([]State{Proposed, Approved, Notified, Waiting, Final, Appealed}, c.State)
	if (c.Decision != nil) != adverse {
		t.Fatalf("%s with decision %v", c.State, c.Decision)
	}
	if (c.State == Cleared || c.State == Final) != !c.ClosedAt.IsZero() {
		t.Fatalf("%s closed at %v", c.State, c.ClosedAt)
	}
	d := c.Decision
	if d == nil {
		return
	}
	persons := map[string]bool{"u_0": true, "u_1": true, "u_2": true, "u_3": true, "u_new": true, "u_author": true, "u_second": true, "u_third": true}
	if !persons[d.Author] {
		t.Fatalf("%s proposed", d.Author)
	}
	if d.Approver != "" && (d.Approver == d.Author || !persons[d.Approver]) {
		t.Fatalf("%s approved what %s proposed", d.Approver, d.Author)
	}
	if d.Approver == "u_new" && d.ApprovedAt.Before(start.AddDate(0, 0, 6)) {
		t.Fatalf("a newcomer approved at %v", d.ApprovedAt)
	}
	for _, user := range []string{d.Author, d.Approver} {
		if user != "" && !slices.ContainsFunc(c.Openings, func(o Opening) bool { return o.User == user }) {
			t.Fatalf("%s opened nothing", user)
		}
	}
	if c.State != Final && c.State != Appealed {
		return
	}
	switch {
	case d.Approver == "" || d.Notice == nil || d.Notice.Text == "" || d.Notice.ReceivedAt.IsZero():
		t.Fatalf("final with %+v", d)
	case d.Notice.SentAt.Before(d.ApprovedAt) || d.Notice.ReceivedAt.Before(d.Notice.SentAt):
		t.Fatalf("final with dates out of order: %+v", d)
	case d.FinalAt.Sub(d.Notice.ReceivedAt) < 5*24*time.Hour || d.FinalAt.Before(d.WaitUntil):
		t.Fatalf("final at %v, received at %v", d.FinalAt, d.Notice.ReceivedAt)
	case len(strings.Fields(d.Reason)) < 8 || len(strings.Fields(d.ApproverReason)) < 8:
		t.Fatalf("final for %q and %q", d.Reason, d.ApproverReason)
	}
	for _, r := range d.Responses {
		if r.AnsweredAt.IsZero() || r.AnsweredAt.After(d.FinalAt) {
			t.Fatalf("final over an unanswered response of %v", r.ReceivedAt)
		}
	}
}

// TestAnySequence lets random hands work on a case: whatever they do, it is
// lawful after each step, and again after it was written out and read back.
func TestAnySequence(t *testing.T) {
	p := policy(t)
	ends := map[State]int{}
	rapid.Check(t, func(t *rapid.T) {
		w := &world{p: p, c: opened(), at: start, code: NewCode()}
		w.begin(rapid.SampledFrom([]int{0, 0, 0, 3, 5, 6, 7}).Draw(t, "begun"))
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			w.act(t)
			lawful(t, w.c)
			back := &Case{}
			if err := wire.UnmarshalStrict([]byte(dump(t, w.c)), back); err != nil {
				t.Fatal(err)
			}
			if dump(t, back) != dump(t, w.c) {
				t.Fatal("a case that is read back is another")
			}
			back.events, w.c.events = nil, nil
			w.c = back
			ends[w.c.State]++
		}
	})
	if ends[Final] == 0 || ends[Cleared] == 0 || ends[Waiting] == 0 {
		t.Errorf("the random hands never came far: %v", ends)
	}
}
