package engine_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/link"
)

// follower keeps an evaluation current and remembers what it was told.
type follower struct {
	state *engine.State
	cfg   engine.Config
	now   *engine.Current
	local int // updates that judged a part only
	all   int // and everybody
}

func follow(t tester, s *engine.State, cfg engine.Config) *follower {
	f := &follower{state: s, cfg: cfg}
	f.whole(t)
	return f
}

func (f *follower) whole(t tester) {
	t.Helper()
	c, err := engine.NewCurrent(background(t), f.state.Fork(), f.cfg)
	if err != nil {
		t.Fatal(err)
	}
	c.Follow(f.state)
	f.now = c
}

// update takes in what changed and holds the answer, and what is said to have
// changed of it, to judging everybody.
func (f *follower) update(t tester) {
	t.Helper()
	before, seen := f.now.Result(), f.now.View()
	up, err := f.now.Update(background(t))
	for up.More && err == nil {
		var next engine.Update
		next, err = f.now.Update(background(t))
		up = engine.Update{Changed: append(up.Changed, next.Changed...), Gone: append(up.Gone, next.Gone...), Rings: append(up.Rings, next.Rings...), More: next.More}
	}
	switch {
	case errors.Is(err, engine.ErrWhole):
		f.all++
		f.whole(t)
	case err != nil:
		t.Fatal(err)
	default:
		f.local++
		f.complete(t, before, up)
		ringsTold(t, seen, f.now.View(), up.Rings)
	}
	f.check(t)
}

func (f *follower) check(t tester) {
	t.Helper()
	cfg := f.cfg
	cfg.AsOf = f.now.AsOf()
	want := evaluate(t, f.state, cfg)
	differ(t, "an update", dump(t, want), dump(t, f.now.Result()))
	got, queue := f.now.View().Result(), []string{}
	want.SameAs, want.Conflicts, want.Refused = nil, nil, nil // a view does not tell
	if len(want.Links.Ties) == 0 {
		want.Links.Ties = got.Links.Ties
	}
	want.Errors = append([]string(nil), want.Errors...)
	differ(t, "the view", dump(t, want), dump(t, got))
	last := engine.Place{Rank: 1 << 20}
	for st := range f.now.View().Queue(last) {
		if st.Place().Compare(last) <= 0 {
			t.Fatalf("%+v stands behind %+v", st.Place(), last)
		}
		last, queue = st.Place(), append(queue, st.Person.ID)
	}
	for _, p := range want.Persons {
		if slices.Contains(queue, p.ID) != (want.Judgement[p.ID].Tier.Rank() > 0) {
			t.Fatalf("%s of tier %s is in the queue: %v", p.ID, want.Judgement[p.ID].Tier, slices.Contains(queue, p.ID))
		}
	}
}

// complete checks that an update names everybody of whom something else is said.
func (f *follower) complete(t tester, before *engine.Result, up engine.Update) {
	t.Helper()
	after := f.now.Result()
	had := map[string]bool{}
	for _, p := range before.Persons {
		had[p.ID] = true
		_, still := after.Judgement[p.ID]
		if still == slices.Contains(up.Gone, p.ID) {
			t.Fatalf("%s is still there: %v, said to be gone: %v", p.ID, still, !still)
		}
	}
	say := func(r *engine.Result, id string) string {
		return dump(t, &engine.Result{Findings: map[string][]domain.Finding{id: r.Findings[id]}, RingOf: map[string]string{id: r.RingOf[id]}}) + string(r.Judgement[id].Tier)
	}
	for _, p := range after.Persons {
		if !slices.Contains(up.Changed, p.ID) && (!had[p.ID] || say(before, p.ID) != say(after, p.ID)) {
			t.Fatalf("%s changed and is not said to have", p.ID)
		}
	}
}

// ringsTold checks that an update names every ring that came, changed or went.
func ringsTold(t tester, before, after *engine.View, named []string) {
	t.Helper()
	for _, v := range []*engine.View{before, after} {
		for r := range v.Rings() {
			say := func(v *engine.View) string {
				if r := v.Ring(r.ID); r != nil {
					return dump(t, &engine.Result{Links: link.Result{Rings: []domain.Ring{*r}}})
				}
				return ""
			}
			if say(before) != say(after) && !slices.Contains(named, r.ID) {
				t.Fatalf("ring %s changed and is not said to have", r.ID)
			}
		}
	}
}

// TestCurrent holds an evaluation that is kept current to judging everybody,
// over any cut of a history, with versions, conflicts, leavers and events.
func TestCurrent(t *testing.T) {
	local, all := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		records := copies(t, world(t))
		if rapid.Bool().Draw(t, "all that attaches to nobody left out") {
			records = slices.DeleteFunc(records, func(r domain.Record) bool { return r.Key.Kind == domain.KindDelivery })
		}
		records = append(records, tangles(t)...)
		records = rapid.Permutation(records).Draw(t, "order")
		cfg := config(knowledge())
		cfg.Lean = rapid.Bool().Draw(t, "lean")
		if rapid.Bool().Draw(t, "by the data") {
			cfg.Synthetic = nil
		}
		if rapid.Bool().Draw(t, "split") {
			cfg.Join.Split = []domain.Ref{{Type: domain.RefEmployee, Value: "1"}}
		}
		if rapid.Bool().Draw(t, "merge") {
			cfg.Join.Merge = [][2]domain.Ref{{{Type: domain.RefEmployee, Value: "2"}, {Type: domain.RefEmployee, Value: "no such"}},
				{{Type: domain.RefEmployee, Value: "no such"}, {Type: domain.RefEmployee, Value: "0"}}}
		}
		s := engine.NewState(0)
		defer s.Close()
		n := rapid.IntRange(0, len(records)).Draw(t, "known")
		add(t, s, records[:n]...)
		f := follow(t, s, cfg)
		f.check(t)
		for n < len(records) {
			next := min(len(records), n+rapid.IntRange(1, 12).Draw(t, "batch"))
			add(t, s, records[n:next]...)
			if rapid.IntRange(0, 5).Draw(t, "leaver") == 0 {
				k := records[rapid.IntRange(0, next-1).Draw(t, "who")].Key
				s.MarkGone(k, asOf.AddDate(0, 0, -7))
				if rapid.Bool().Draw(t, "back") {
					s.MarkPresent(k)
				}
			}
			n = next
			f.update(t)
		}
		local, all = local+f.local, all+f.all
	})
	t.Logf("%d updates were local, %d whole", local, all)
	if local == 0 {
		t.Error("no update was local")
	}
}

// tangles draws keys that conflict: one employee number of two workers.
func tangles(t *rapid.T) []domain.Record {
	var out []domain.Record
	for i := range rapid.IntRange(0, 3).Draw(t, "tangles") {
		out = append(out, record(domain.KindWorker, fmt.Sprintf("t%d", i), float64(10*i), []string{fmt.Sprintf("employee=%d", rapid.IntRange(0, 3).Draw(t, "number"))},
			value(domain.FieldName, rapid.SampledFrom(given).Draw(t, "given")+" Tangle", "", domain.Recorded)))
	}
	return out
}

// TestCurrentOfMany takes many accounts in that were seen again, more than one
// update does at once, and a person in two parts.
func TestCurrentOfMany(t *testing.T) {
	s := engine.NewState(0)
	defer s.Close()
	w := &workers{t: t, s: s, prep: engine.NewPreparer(identifier.NewHasher([]byte("k")), "US")}
	for i := range 300 {
		w.add(w.worker(i))
		w.add(w.signIn(i, fmt.Sprint("token-", i%290)))
	}
	f := follow(t, s, config(knowledge()))
	for i := range 300 {
		w.add(w.signIn(i, fmt.Sprint("token-", i%280)))
	}
	up, err := f.now.Update(t.Context())
	if err != nil || !up.More {
		t.Fatalf("more is to come: %v, error %v; want more and none", up.More, err)
	}
	f.update(t)
	if f.local != 1 {
		t.Error("the second update judged everybody")
	}
	if st := f.now.View().Of(up.Changed[0]); st == nil || st.Person.ID != up.Changed[0] {
		t.Errorf("who changed stands as %+v", st)
	}
	if f.now.View().Of("p_nobody") != nil {
		t.Error("nobody stands")
	}
	for i := range 200 {
		w.add(w.worker(300 + i))
	}
	if up, err = f.now.Update(t.Context()); err != nil || !up.More || f.now.View().Len() >= 500 {
		t.Fatalf("of 200 new workers more are to come: %v, error %v, %d persons", up.More, err, f.now.View().Len())
	}
	f.update(t)
	if f.local != 2 || f.now.View().Len() != 500 {
		t.Errorf("%d updates were local and %d persons stand, want 2 and 500", f.local, f.now.View().Len())
	}
}
