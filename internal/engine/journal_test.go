package engine_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/engine"
)

// TestJournal keeps events in a journal, folds accounts a few at a time, drops
// what of the journal is folded, and stops anywhere: what was kept gives the
// answer of everything that was kept, and knows every event of it.
func TestJournal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := copies(t, world(t))
		cfg := config(knowledge())
		plain := engine.NewState(0)
		defer plain.Close()
		add(t, plain, records...)
		want := dump(t, evaluate(t, plain, cfg))

		kept := newShelf()
		var journal [][]byte
		s := engine.NewState(0)
		defer func() { s.Close() }()
		s.TrackJournal()
		save := func() {
			d := s.TakeDelta()
			if len(d.Accounts)+len(d.EventKeys) > 0 {
				t.Fatal("a journalling state hands out folded accounts")
			}
			kept.save(t, d)
			if len(d.Journal) > 0 {
				journal = append(journal, d.Journal)
			}
		}
		restart := func() {
			s.Close()
			s = engine.NewState(2)
			s.TrackJournal()
			kept.load(t, s)
			for _, j := range journal {
				if err := s.Replay(j); err != nil {
					t.Fatal(err)
				}
			}
			if d := s.TakeDelta(); len(d.Journal)+len(d.Records) > 0 {
				t.Fatal("what was loaded is taken for new")
			}
		}
		fold := func() {
			todo, upTo := s.Unfolded(), len(journal)
			for i, key := range todo {
				kept.save(t, s.TakeFold([]string{key}))
				if i < len(todo)-1 && rapid.IntRange(0, 9).Draw(t, "stop while folding") == 0 {
					restart()
					return
				}
			}
			journal = journal[upTo:]
		}
		for _, r := range records {
			add(t, s, r)
			switch rapid.IntRange(0, 7).Draw(t, "then") {
			case 0:
				save()
			case 1:
				save()
				restart()
			case 2:
				save()
				fold()
			}
		}
		save()
		differ(t, "a journal", want, dump(t, evaluate(t, s, cfg)))
		restart()
		differ(t, "loading a journal", want, dump(t, evaluate(t, s, cfg)))
		for _, r := range records {
			if st, err := s.Add(prepare(r)); err != nil || st != engine.Duplicate {
				t.Fatalf("%s is not known after a restart: %v %v", r.Key, st, err)
			}
		}
	})
}

func FuzzReplay(f *testing.F) {
	s := engine.NewState(0)
	defer s.Close()
	s.TrackJournal()
	if _, err := s.Add(prepare(record("sign-in", "e1", 1, []string{"account=okta:main:u1"}, value("place", "Austin, TX, US", "sign-in", 2), value("public_ip", "203.0.113.7", "sign-in", 2)))); err != nil {
		f.Fatal(err)
	}
	f.Add(s.TakeDelta().Journal)
	f.Fuzz(func(t *testing.T, journal []byte) {
		s := engine.NewState(0)
		defer s.Close()
		_ = s.Replay(journal) // it may fail, it may not panic
	})
}
