package review

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
)

func TestOwnWords(t *testing.T) {
	texts := []string{"The same bank account pays two people with different names."}
	for reason, want := range map[string]int{
		"":                           0,
		"clerk named other holder":   4,
		"The same bank account pays": 0,
		"THE SAME, bank: account pays two people with different names!": 0,
		"The same bank account pays, and the clerk says so":             5, // and the clerk says so
		"no no no no no no no no":                                       1,
		"a b c d a b c d a b c d":                                       4,
		"мы позвонили в банк":                                           4,
	} {
		if got := ownWordCount(reason, texts); got != want {
			t.Errorf("%q has %d own words, want %d", reason, got, want)
		}
	}
}

// TestNoTemplateIsAReason holds for every text that comes with Daylight.
func TestNoTemplateIsAReason(t *testing.T) {
	p, c := policy(t), opened()
	for _, tpl := range p.Templates {
		if n := ownWordCount(tpl.Text, p.copied(c)); n >= p.OwnWords {
			t.Errorf("template %s passes as %d own words", tpl.ID, n)
		}
	}
}

func TestWaiting(t *testing.T) {
	p := policy(t)
	p.Holidays = []time.Time{time.Date(2026, 7, 3, 0, 0, 0, 0, time.UTC)}
	date := func(s string) time.Time {
		at, err := time.Parse("2006-01-02 15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, tt := range []struct{ place, received, want string }{
		{"us-fcra", "2026-06-01 09:00", "2026-06-09 12:00"}, // Monday to the next Monday, over everywhere on Tuesday noon
		{"us-fcra", "2026-06-01 23:59", "2026-06-09 12:00"},
		{"us-fcra", "2026-06-06 09:00", "2026-06-13 12:00"}, // a Saturday
		{"us-fcra", "2026-06-30 09:00", "2026-07-09 12:00"}, // a holiday on the third of July
		{"eu", "2026-06-01 09:00", "2026-06-16 12:00"},
		{"strict", "2026-06-01 09:00", "2026-06-16 12:00"},
	} {
		if got := p.WaitUntil(p.Jurisdictions[tt.place], date(tt.received)); !got.Equal(date(tt.want)) {
			t.Errorf("%s from %s: until %s, want %s", tt.place, tt.received, got.Format("2006-01-02 15:04"), tt.want)
		}
	}
}

// TestNobodyWaitsLess holds for every preset and time of receipt: five whole
// days pass, wherever on earth the person is.
func TestNobodyWaitsLess(t *testing.T) {
	p := policy(t)
	rapid.Check(t, func(t *rapid.T) {
		received := start.Add(time.Duration(rapid.Int64Range(0, int64(400*day)).Draw(t, "received")))
		for id, j := range p.Jurisdictions {
			if got := p.WaitUntil(j, received); got.Sub(received) < 5*day {
				t.Fatalf("%s from %v: only until %v", id, received, got)
			}
		}
	})
}

func TestRetention(t *testing.T) {
	p := policy(t)
	for _, tt := range []struct {
		outcome      Outcome
		where        string
		cases, keyed int
	}{
		{Explained, "strict", 180, 365},
		{NoConcern, "eu", 180, 365},
		{Confirmed, "strict", 730, 1460},
		{Confirmed, "eu-de", 180, 365},
		{Explained, "us-fcra", 365, 730},
		{Confirmed, "us-fcra", 1825, 1825},
		{Explained, "us-ca", 1460, 1460},
	} {
		if k := p.KeepFor(tt.outcome, tt.where); k.CaseDays != tt.cases || k.KeyedDays != tt.keyed {
			t.Errorf("%s in %s is kept for %d and %d days, want %d and %d", tt.outcome, tt.where, k.CaseDays, k.KeyedDays, tt.cases, tt.keyed)
		}
	}
}

func TestPolicyHasFloors(t *testing.T) {
	for want, spoil := range map[string]func(p *Policy){
		"own words":     func(p *Policy) { p.OwnWords = 3 },
		"had the role":  func(p *Policy) { p.RoleAge = time.Hour },
		"containment":   func(p *Policy) { p.ContainFor = 73 * time.Hour },
		"cannot decide": func(p *Policy) { p.Deciders = []Role{Recruiter} },
		"some role":     func(p *Policy) { p.Deciders = nil },
		"at least 5 days": func(p *Policy) {
			p.Jurisdictions["fast"] = Jurisdiction{ID: "fast", Days: 1, Basis: "product", Source: "x", Read: "2026-11"}
		},
		"source":   func(p *Policy) { p.Jurisdictions["x"] = Jurisdiction{ID: "x", Days: 9} },
		"keyed":    func(p *Policy) { p.Retention = append(p.Retention, Keep{"*", "x", 10, 5, "y"}) },
		"identity": func(p *Policy) { p.Ladders["j"] = Ladder{Steps: []Step{{"p", "Ask for a passport"}}} },
	} {
		p := policy(t)
		spoil(p)
		if err := p.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestLaddersAskForNoDocuments(t *testing.T) {
	p := policy(t)
	for title, ok := range map[string]bool{
		"Ask for the passport":                      false,
		"Second photo of the driver's licence":      false,
		"Send your ID-card":                         false,
		"See a government-issued document":          false,
		"Ask about a visa":                          false,
		"Call the number of the employer's records": true,
		"Ask who advised on the move":               true, // "advised" contains "visa" backwards only
		"Meet at the office":                        true,
	} {
		if err := p.CheckLadder(Ladder{Steps: []Step{{"s", title}}}); (err == nil) != ok {
			t.Errorf("%q: %v", title, err)
		}
	}
	if err := p.CheckLadder(Ladder{Steps: []Step{{"s", "Ask"}, {"s", "Ask again"}}}); err == nil {
		t.Error("two steps with one id are taken")
	}
}

func TestLadderIsInOrderAndFixedBefore(t *testing.T) {
	p, c := policy(t), opened()
	a := somebody("u_1", HR)
	ask := func(step string) error {
		return c.Move(p, Move{Action: AskInterview, Actor: a, At: start, Reason: "ask them first", Step: step})
	}
	if err := c.Move(p, Move{Action: Take, Actor: a, At: start}); err != nil {
		t.Fatal(err)
	}
	if err := ask("call-back"); err == nil || !strings.Contains(err.Error(), `"ask" comes first`) {
		t.Errorf("the second step first: %v", err)
	}
	if err := ask("passport"); err == nil {
		t.Error("a step that is on no ladder was taken")
	}
	if err := ask("ask"); err != nil {
		t.Fatal(err)
	}
	c.Job = "engineer"
	p.Ladders["engineer"] = Ladder{FixedAt: start.Add(time.Hour), Steps: []Step{{"only", "Only for this one"}}}
	if next, _ := p.NextStep(c); next.ID != "call-back" {
		t.Errorf("a ladder that was fixed after the case was opened holds: next is %q", next.ID)
	}
	p.Ladders["engineer"] = Ladder{FixedAt: start.Add(-time.Hour), Steps: []Step{{"own", "The job's own"}}}
	if next, _ := p.NextStep(c); next.ID != "own" {
		t.Errorf("the job's ladder does not hold: next is %q", next.ID)
	}
}

// TestItemsAreOfTheEvidence: rule, version and wording leave them; another
// person behind the value does not.
func TestItemsAreOfTheEvidence(t *testing.T) {
	f := finding("payee-not-worker", "p_b", domain.Hard)
	other := f
	other.Rule, other.Version, other.Sentence = "another-rule", 9, "said otherwise"
	other.Evidence = slices.Clone(f.Evidence)
	other.Evidence[0].Observed, other.Evidence[0].Records = "said otherwise", nil
	if diff := cmp.Diff(Items(f), Items(other)); diff != "" {
		t.Error(diff)
	}
	more := finding("payee-not-worker", "p_b", domain.Hard)
	more.Evidence[0].Value.Others = []string{"p_b", "p_new"}
	if got := Items(more); len(got) != 2 || !slices.Contains(got, Items(f)[0]) {
		t.Errorf("with one more person: %v, had %v", got, Items(f))
	}
	if fingerprint(f, Items(f)) == fingerprint(finding("payee-not-worker", "p_b", domain.Supporting), Items(f)) {
		t.Error("a finding that became harder looks the same")
	}
}

func TestRingHistory(t *testing.T) {
	ring := func(id string, members ...string) RingState { return RingState{id, members} }
	for name, tt := range map[string]struct {
		before, now []RingState
		want        []string
	}{
		"formed":    {nil, []RingState{ring("r1", "a", "b")}, []string{"formed r1 of []"}},
		"same":      {[]RingState{ring("r1", "a", "b")}, []RingState{ring("r1", "a", "b")}, nil},
		"grew":      {[]RingState{ring("r1", "a", "b")}, []RingState{ring("r1", "a", "b", "c")}, []string{"grew r1 of [r1]"}},
		"shrank":    {[]RingState{ring("r1", "a", "b", "c")}, []RingState{ring("r2", "b", "c")}, []string{"shrank r2 of [r1]"}},
		"changed":   {[]RingState{ring("r1", "a", "b", "c")}, []RingState{ring("r1", "a", "b", "d")}, []string{"changed r1 of [r1]"}},
		"split":     {[]RingState{ring("r1", "a", "b", "c", "d")}, []RingState{ring("r1", "a", "b"), ring("r2", "c", "d")}, []string{"split r1 of [r1]", "split r2 of [r1]"}},
		"merged":    {[]RingState{ring("r1", "a", "b"), ring("r2", "c", "d")}, []RingState{ring("r1", "a", "b", "c", "d")}, []string{"merged r1 of [r1 r2]"}},
		"dissolved": {[]RingState{ring("r1", "a", "b")}, nil, []string{"dissolved r1 of [r1]"}},
		"one moves": {[]RingState{ring("r1", "a", "b", "c"), ring("r2", "d", "e")}, []RingState{ring("r1", "a", "b"), ring("r2", "c", "d", "e")}, []string{"shrank r1 of [r1]", "grew r2 of [r2]"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, c := range ringChanges(tt.before, tt.now, start) {
				got = append(got, c.Kind+" "+c.Ring+" of ["+strings.Join(c.From, " ")+"]")
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func marked(victims []string, misused ...string) *MarkSet {
	return &MarkSet{
		Empty:   len(victims)+len(misused) == 0,
		Victim:  func(p string) bool { return slices.Contains(victims, p) },
		Misused: func(id domain.Identifier) bool { return slices.Contains(misused, id.Key) },
	}
}

// TestVictimsAreInNoRing draws rings and victims: no ring holds a victim or an
// edge to one, and what is left hangs together.
func TestVictimsAreInNoRing(t *testing.T) {
	people := []string{"a", "b", "c", "d", "e", "f"}
	rapid.Check(t, func(t *rapid.T) {
		r := domain.Ring{ID: "r1", Members: people, Tier: domain.TierUrgent}
		for i, x := range people {
			for _, y := range people[i+1:] {
				if rapid.Bool().Draw(t, x+y) {
					r.Edges = append(r.Edges, domain.Edge{A: x, B: y, Holds: true})
				}
			}
		}
		victims := rapid.SliceOfDistinct(rapid.SampledFrom(people), rapid.ID).Draw(t, "victims")
		for _, got := range marked(victims).Rings([]domain.Ring{r}) {
			if len(got.Members) < 2 {
				t.Fatalf("a ring of %v", got.Members)
			}
			for _, v := range victims {
				if slices.Contains(got.Members, v) {
					t.Fatalf("victim %s in ring %v", v, got.Members)
				}
				for _, e := range got.Edges {
					if e.A == v || e.B == v {
						t.Fatalf("victim %s on edge %v", v, e)
					}
				}
			}
			for _, m := range got.Members {
				if len(victims) > 0 && !slices.ContainsFunc(got.Edges, func(e domain.Edge) bool { return e.A == m || e.B == m }) {
					t.Fatalf("%s hangs on nothing in %v", m, got)
				}
			}
		}
	})
}

func TestMisusedValuesSpeakAgainstNobody(t *testing.T) {
	f := finding("payee-not-worker", "p_b", domain.Hard)
	if got := marked(nil, "k-payee-not-worker").lower(f); got.Strength != domain.Context || got.Lowered == "" || got.Bits != 0 {
		t.Errorf("a finding over a misused value is %s", got.Strength)
	}
	f.Evidence = append(f.Evidence, finding("shared-phone", "p_b", domain.Hard).Evidence...)
	if got := marked(nil, "k-payee-not-worker").lower(f); got.Strength != domain.Hard {
		t.Error("a finding that also rests on another value is lowered")
	}
	hub := marked(nil, "x").KnownHub(func(domain.Identifier, time.Time) (string, string, bool) { return "office", "", true })
	if kind, _, ok := hub(domain.Identifier{Key: "x"}, start); kind != "misused" || !ok {
		t.Errorf("a misused value is %q", kind)
	}
	if kind, _, _ := hub(domain.Identifier{Key: "y"}, start); kind != "office" {
		t.Errorf("another value is %q", kind)
	}
}

// TestRedact draws names and a text around them: none is left.
func TestRedact(t *testing.T) {
	names := []string{"Brit Quist", "Brit", "Quist", "brit.quist@example.com", "p_b", "Łucja Żak", "金 秀", "a.b(c"}
	rapid.Check(t, func(t *rapid.T) {
		gone := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 5, rapid.ID).Draw(t, "gone")
		var b strings.Builder
		for range rapid.IntRange(1, 8).Draw(t, "words") {
			b.WriteString(rapid.SampledFrom(append(gone, "and", "said", "remark", "British")).Draw(t, "word"))
			b.WriteString(rapid.SampledFrom([]string{" ", ", ", "; "}).Draw(t, "blank"))
		}
		got := redactor(gone)(strings.ToUpper(b.String()))
		for _, word := range strings.FieldsFunc(got, func(r rune) bool { return strings.ContainsRune(" ,;", r) }) {
			for _, g := range gone {
				if strings.EqualFold(word, g) {
					t.Fatalf("%q is left in %q", g, got)
				}
			}
		}
	})
	if got := redactor([]string{"Brit"})("British wit, Brit."); got != "British wit, [another person]." {
		t.Errorf("got %q", got)
	}
}

func TestCodes(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		c := NewCode()
		if seen[c] || readCode(c) != c {
			t.Fatalf("code %q", c)
		}
		seen[c] = true
	}
	c := NewCode()
	spoken := strings.ReplaceAll(strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(c, "O", "0"), "I", "1")), "-", " ")
	if readCode(" "+spoken) != c {
		t.Errorf("%q as spoken %q is read as %q", c, spoken, readCode(spoken))
	}
	for _, bad := range []string{"", "ABCDE", c + "A", strings.Replace(c, c[:1], "!", 1)} {
		if got := readCode(bad); got != "" {
			t.Errorf("%q is read as %q", bad, got)
		}
	}
}

func FuzzReadCode(f *testing.F) {
	f.Add("ABCDE-FGHIJ-KLMNO-PQRST")
	f.Add("abcde fghij klmn0 pqrst")
	f.Fuzz(func(t *testing.T, s string) {
		if c := readCode(s); c != "" && (readCode(c) != c || len(c) != 23) {
			t.Errorf("%q is read as %q", s, c)
		}
	})
}

func TestAttachmentTypes(t *testing.T) {
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"pdf":       {[]byte("%PDF-1.7\n%âãÏÓ\n"), "application/pdf"},
		"png":       {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "image/png"},
		"jpeg":      {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF"), "image/jpeg"},
		"text":      {[]byte("a note in plain words\n"), "text/plain"},
		"html":      {[]byte("<!doctype html><script>alert(1)</script>"), ""},
		"svg":       {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>`), ""},
		"script":    {[]byte("#!/bin/sh\nrm -rf /\n"), ""},
		"windows":   {append([]byte("MZ\x90\x00\x03"), bytes.Repeat([]byte{0}, 300)...), ""},
		"elf":       {[]byte("\x7fELF\x02\x01\x01\x00"), ""},
		"zip":       {[]byte("PK\x03\x04\x14\x00\x00\x00"), ""},
		"empty":     {nil, ""},
		"too large": {append([]byte("%PDF-1.7\n"), make([]byte, maxAttachment)...), ""},
	} {
		if got, err := sniff(tt.data); got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"cv.pdf", "../../etc/passwd", `..\..\x`, "a\x00b", "", "..", "\u202egnp.exe", strings.Repeat("é", 300), "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := cleanName(s)
		if got == "" || got == "." || got == ".." || strings.ContainsAny(got, "/\\\x00\n\r\"") || !utf8.ValidString(got) || utf8.RuneCountInString(got) > 120 {
			t.Errorf("%q becomes %q", s, got)
		}
	})
}

func TestContainmentTakesTwoAndEnds(t *testing.T) {
	p, c := policy(t), opened()
	first, second := somebody("u_1", Security), somebody("u_2", HR)
	id, err := c.Contain(p, LockDevice, "", ownReason(1), first, start)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.ApproveContainment(p, id, first, start); err == nil {
		t.Error("one person contained alone")
	}
	fresh := second
	fresh.RoleSince = start.Add(-time.Hour)
	if err := c.ApproveContainment(p, id, fresh, start); err == nil {
		t.Error("somebody new in the role approved")
	}
	if c.Contained[0].Active(start) {
		t.Error("it holds before anybody agreed")
	}
	if err := c.ApproveContainment(p, id, second, start); err != nil {
		t.Fatal(err)
	}
	if !c.Contained[0].Active(start.Add(71*time.Hour)) || c.Contained[0].Active(start.Add(72*time.Hour)) {
		t.Error("it does not hold for 72 hours")
	}
	again, err := c.Contain(p, LockDevice, id, ownReason(2), first, start.Add(70*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.ApproveContainment(p, again, first, start.Add(70*time.Hour)); err == nil {
		t.Error("one person renewed alone")
	}
	c.ExpireContainments(start.Add(73 * time.Hour))
	if c.Contained[0].EndedAt.IsZero() || !c.Contained[1].EndedAt.IsZero() {
		t.Errorf("after 73 hours: %+v", c.Contained)
	}
	if _, err := c.Contain(p, "dismissal", "", ownReason(1), first, start); err == nil {
		t.Error("a measure that is none was taken")
	}
	if c.State != Open {
		t.Errorf("containment moved the case to %s", c.State)
	}
}

func TestWorkIsChecked(t *testing.T) {
	p := policy(t)
	a, counsel := somebody("u_1", HR), somebody("u_2", Counsel)
	for name, do := range map[string]func(c *Case) error{
		"snooze for ever":       func(c *Case) error { return c.SnoozeUntil(p, start.Add(31*day), "waiting for the bank", a, start) },
		"snooze into the past":  func(c *Case) error { return c.SnoozeUntil(p, start, "waiting for the bank", a, start) },
		"snooze without reason": func(c *Case) error { return c.SnoozeUntil(p, start.Add(day), "", a, start) },
		"empty note":            func(c *Case) error { return c.AddNote("", a, start) },
		"mail address as tag":   func(c *Case) error { return c.SetTags([]string{"zelda@example.com"}, a, start) },
		"phone as tag":          func(c *Case) error { return c.SetTags([]string{"2125550142"}, a, start) },
		"foreign evidence":      func(c *Case) error { return c.OpenEvidence("nothing", a, start) },
		"token opens evidence":  func(c *Case) error { return c.OpenEvidence(c.Latest().Seen[0].Fingerprint, daylight, start) },
		"unknown place":         func(c *Case) error { return c.Place(p, "j", "moon", a, start) },
		"hold by HR":            func(c *Case) error { return c.HoldFor("they may sue us", a, start) },
		"delay by HR": func(c *Case) error {
			c.State = Approved
			return c.DelayNotice(p, start.Add(day), ownReason(1), a, start)
		},
		"delay without reason": func(c *Case) error {
			c.State = Approved
			return c.DelayNotice(p, start.Add(day), "later", counsel, start)
		},
		"delay for ever": func(c *Case) error {
			c.State = Approved
			return c.DelayNotice(p, start.Add(99*day), ownReason(1), counsel, start)
		},
		"response to nothing": func(c *Case) error { _, err := c.Respond(p, "no", start, a, start); return err },
		"shorter wait meanwhile": func(c *Case) error {
			c.State = Waiting
			return c.Place(p, "j", "us-fcra", a, start)
		},
	} {
		c := opened()
		if err := do(c); err == nil {
			t.Errorf("%s: taken", name)
		}
		if len(c.TakeEvents()) != 0 {
			t.Errorf("%s: refused, and in the timeline", name)
		}
	}
}

// TestCaliforniaGivesMoreDays to somebody who answers.
func TestCaliforniaGivesMoreDays(t *testing.T) {
	p, c, at := policy(t), opened(), start
	c.Jurisdiction = "us-ca"
	for _, s := range happy(c)[:6] {
		at = at.AddDate(0, 0, s.days)
		s.m.At = at
		openAll(c, s.m.Actor, at)
		if err := c.Move(p, s.m); err != nil {
			t.Fatal(err)
		}
	}
	before := c.Decision.WaitUntil
	if _, err := c.Respond(p, "the account is my wife's", at.AddDate(0, 0, 4), daylight, at.AddDate(0, 0, 4)); err != nil {
		t.Fatal(err)
	}
	if !c.Decision.WaitUntil.After(before) {
		t.Errorf("the wait still ends at %v", before)
	}
}

func TestStages(t *testing.T) {
	for want, p := range map[Stage]*domain.Person{
		StageApplicant: {Stage: domain.Stage{Applicant: true}},
		StageInterview: {Stage: domain.Stage{Applicant: true}, Records: []*domain.Record{{Key: domain.Key{Kind: domain.KindInterview}}}},
		StageNewHire:   {Stage: domain.Stage{Worker: true, HiredAt: start.AddDate(0, 0, -89)}},
		StageWorker:    {Stage: domain.Stage{Worker: true, HiredAt: start.AddDate(0, 0, -91)}},
		StageLeaver:    {Stage: domain.Stage{Worker: true, HiredAt: start.AddDate(-1, 0, 0), LeftAt: start}},
	} {
		if got := StageOf(p, start); got != want {
			t.Errorf("%+v stands at %s, want %s", p.Stage, got, want)
		}
		if len(policy(t).TemplatesFor(want, "")) == 0 {
			t.Errorf("no template for %s", want)
		}
	}
}
