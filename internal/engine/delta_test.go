package engine_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/wire"
)

// shelf keeps deltas as a store does: in bytes, whole accounts replacing
// earlier ones, a record once for each content.
type shelf struct {
	order    []string
	records  map[string][]byte
	accounts map[string][]byte
	events   map[domain.Hash]bool
	gone     map[domain.Key]int64
}

func newShelf() *shelf {
	return &shelf{records: map[string][]byte{}, accounts: map[string][]byte{}, events: map[domain.Hash]bool{}, gone: map[domain.Key]int64{}}
}

func (h *shelf) save(t tester, d engine.Delta) {
	t.Helper()
	for _, r := range d.Records {
		data, err := wire.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		id := r.Record.Key.String() + string(r.Record.Hash[:])
		if _, known := h.records[id]; !known {
			h.order = append(h.order, id)
		}
		h.records[id] = data
	}
	for _, a := range d.Accounts {
		data, err := wire.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		h.accounts[a.Key] = data
	}
	for _, k := range d.EventKeys {
		h.events[k] = true
	}
	for _, g := range d.Gone {
		h.gone[g.Key] = g.At
	}
}

func (h *shelf) load(t tester, s *engine.State) {
	t.Helper()
	for i := len(h.order) - 1; i >= 0; i-- { // a store gives them in its own order
		p := &engine.Prepared{}
		if err := wire.UnmarshalStrict(h.records[h.order[i]], p); err != nil {
			t.Fatal(err)
		}
		s.RestoreRecord(p)
	}
	for _, data := range h.accounts {
		var a engine.Account
		if err := wire.UnmarshalStrict(data, &a); err != nil {
			t.Fatal(err)
		}
		s.RestoreAccount(a)
	}
	for k := range h.events {
		if err := s.RestoreEventKey(k); err != nil {
			t.Fatal(err)
		}
	}
	for k, at := range h.gone {
		if at != 0 {
			s.MarkGone(k, time.Unix(at, 0).UTC())
		}
	}
}

// TestRestart stops an import anywhere, several times, and goes on from what a
// store kept: the answer is as if nothing had happened.
func TestRestart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := copies(t, world(t))
		cfg := config(knowledge())
		if rapid.Bool().Draw(t, "default time") {
			cfg.AsOf = time.Time{}
		}
		plain := engine.NewState(0)
		defer plain.Close()
		add(t, plain, records...)

		kept, s := newShelf(), engine.NewState(0)
		defer func() { s.Close() }()
		s.Track()
		for _, r := range records {
			add(t, s, r)
			switch rapid.IntRange(0, 7).Draw(t, "then") {
			case 0:
				kept.save(t, s.TakeDelta())
			case 1:
				kept.save(t, s.TakeDelta())
				s.Close()
				s = engine.NewState(2)
				kept.load(t, s)
				s.Track()
			}
		}
		kept.save(t, s.TakeDelta())
		want := dump(t, evaluate(t, plain, cfg))
		differ(t, "a restart", want, dump(t, evaluate(t, s, cfg)))

		again := engine.NewState(0)
		defer again.Close()
		kept.load(t, again)
		differ(t, "loading what was kept", want, dump(t, evaluate(t, again, cfg)))
		for _, r := range records {
			if st, err := again.Add(prepare(r)); err != nil || st != engine.Duplicate {
				t.Fatalf("%s is not known after a restart: %v %v", r.Key, st, err)
			}
		}
	})
}

// TestDeltaStandsAlone wants a delta untouched by what is added after it.
func TestDeltaStandsAlone(t *testing.T) {
	s := engine.NewState(0)
	defer s.Close()
	s.Track()
	event := func(id string, day float64) domain.Record {
		return record(domain.KindSignIn, id, day, []string{"account=okta:main:u1"}, value(domain.FieldDeviceToken, "token-a", domain.RoleSignIn, domain.Recorded))
	}
	add(t, s, event("b", 5))
	d := s.TakeDelta()
	before, err := wire.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	add(t, s, event("a", 4), event("c", 5.1), event("d", 9))
	if after, err := wire.Marshal(d); err != nil || string(after) != string(before) {
		t.Errorf("a delta changed after it was taken (%v):\n%s\n%s", err, before, after)
	}
	if d := s.TakeDelta(); len(d.Accounts) != 1 || len(d.EventKeys) != 3 {
		t.Errorf("the next delta holds %d accounts and %d events", len(d.Accounts), len(d.EventKeys))
	}
	if d := s.TakeDelta(); len(d.Accounts)+len(d.EventKeys)+len(d.Records)+len(d.Gone) > 0 {
		t.Errorf("an empty delta holds %+v", d)
	}
}
