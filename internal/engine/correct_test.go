package engine_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
)

func correction(t tester, r domain.Record, field domain.Field, was, is string) engine.Correction {
	t.Helper()
	c, err := engine.NewPreparer(identifier.NewHasher([]byte("test")), "US").Correct(r.Key, field, was, is)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sayingPhone is a worker with a phone on record.
func sayingPhone(id, phone, name string) domain.Record {
	r := record(domain.KindWorker, id, 3, nil, value(domain.FieldName, name, "", domain.Recorded), value(domain.FieldHiredAt, "2026-02-01", "", domain.Recorded))
	if phone != "" {
		r.Values = append(r.Values, value(domain.FieldPhone, phone, domain.RoleHome, domain.Recorded))
	}
	return r
}

// judged is a result without what only tells one set of records from another.
func judged(t tester, s *engine.State) string {
	t.Helper()
	res := evaluate(t, s, config(knowledge()))
	res.Digest = nil
	for _, p := range res.Persons {
		for _, r := range p.Records {
			r.Hash = domain.Hash{}
		}
	}
	return dump(t, res)
}

// TestCorrected holds a record that was set right to one that was right from
// the first, whatever came before and after, and whichever version said it.
func TestCorrected(t *testing.T) {
	cases := []struct {
		name    string
		wrong   domain.Value
		was, is string
		right   []domain.Value
	}{
		{"a phone by another", value(domain.FieldPhone, "+1 212 555 0100", domain.RoleHome, domain.Recorded), "(212) 555-0100", "+1 212 555 0199",
			[]domain.Value{value(domain.FieldPhone, "+1 212 555 0199", domain.RoleHome, domain.Recorded)}},
		{"a phone by none", value(domain.FieldPhone, "+1 212 555 0100", domain.RoleHome, domain.Recorded), "+12125550100", "", nil},
		{"a home by none", value(domain.FieldAddress, streets[0], domain.RoleHome, domain.Declared), "", "", nil},
		{"a bank account by none", value(domain.FieldBankAccount, "9999000001", domain.RolePayee, domain.Recorded), "", "", nil},
		{"a day", value(domain.FieldEffectiveAt, "2026-02-01", "", domain.Recorded), "2026-02-01", "2026-03-01", []domain.Value{value(domain.FieldEffectiveAt, "2026-03-01", "", domain.Recorded)}},
		{"a payee", value(domain.FieldPayeeName, "Zelda Quist", "", domain.Recorded), "Zelda Quist", "Ana Ferro", []domain.Value{value(domain.FieldPayeeName, "Ana Ferro", "", domain.Recorded)}},
	}
	// What the sources of a workspace can carry is no matter of one record.
	carries := record(domain.KindPayAccount, "y", 5, []string{"employee=99"})
	for _, c := range cases {
		carries.Values = append(carries.Values, c.wrong)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				others := append(world(t), carries)
				wrong := record(domain.KindPayAccount, "x", 5, []string{"employee=0"}, c.wrong, value(domain.FieldName, "Ana Ferro", "", domain.Recorded))
				right := record(domain.KindPayAccount, "x", 5, []string{"employee=0"}, append(c.right, value(domain.FieldName, "Ana Ferro", "", domain.Recorded))...)
				s, want := engine.NewState(0), engine.NewState(0)
				defer s.Close()
				defer want.Close()
				n := rapid.IntRange(0, len(others)).Draw(t, "before")
				add(t, s, others[:n]...)
				add(t, s, wrong)
				fix := correction(t, wrong, c.wrong.Field, c.was, c.is)
				for range 2 { // the second time says nothing new
					if err := s.Correct(fix); err != nil {
						t.Fatal(err)
					}
				}
				add(t, s, others[n:]...)
				add(t, want, right)
				add(t, want, others...)
				differ(t, "what was wrong", judged(t, want), judged(t, s))
			})
		})
	}
}

// TestCorrectionOfLaterVersions: the tracker exports the wrong value again.
func TestCorrectionOfLaterVersions(t *testing.T) {
	s := engine.NewState(0)
	defer s.Close()
	first := sayingPhone("1", "+1 212 555 0100", "Ana Ferro")
	add(t, s, first, sayingPhone("2", "+1 212 555 0100", "Bram Holt"))
	if res := evaluate(t, s, config(knowledge())); len(res.Links.Edges) != 1 {
		t.Fatalf("%d edges before", len(res.Links.Edges))
	}
	snapshot := s.Snapshot()
	if err := s.Correct(correction(t, first, domain.FieldPhone, "+1 212 555 0100", "")); err != nil {
		t.Fatal(err)
	}
	if res := evaluate(t, snapshot, config(knowledge())); len(res.Links.Edges) != 1 {
		t.Error("a snapshot from before is another one now")
	}
	again := sayingPhone("1", "+1 212 555 0100", "Ana Ferro")
	again.Values = append(again.Values, value(domain.FieldStatus, "active", "", domain.Recorded))
	add(t, s, again)
	if res := evaluate(t, s, config(knowledge())); len(res.Links.Edges) != 0 {
		t.Errorf("the wrong phone still links: %+v", res.Links.Edges)
	}
	if d := s.TakeDelta(); len(d.Fixes) != 0 {
		t.Error("changes are not tracked, and there is a correction to write")
	}
}

func TestNothingWrong(t *testing.T) {
	s := engine.NewState(0)
	defer s.Close()
	s.Track()
	r := sayingPhone("1", "+1 212 555 0100", "Ana Ferro")
	add(t, s, r)
	for _, c := range []engine.Correction{
		correction(t, r, domain.FieldPhone, "+1 212 555 0101", ""), correction(t, r, domain.FieldPayeeName, "Ana", ""),
		correction(t, sayingPhone("2", "", ""), domain.FieldPhone, "+1 212 555 0100", ""),
	} {
		if err := s.Correct(c); !errors.Is(err, engine.ErrNothingWrong) {
			t.Errorf("%+v gives %v", c, err)
		}
	}
	if err := s.Correct(correction(t, r, domain.FieldPhone, "+1 212 555 0100", "")); err != nil {
		t.Fatal(err)
	}
	if d := s.TakeDelta(); len(d.Fixes) != 1 {
		t.Errorf("corrections to write: %d", len(d.Fixes))
	}
	p := engine.NewPreparer(identifier.NewHasher([]byte("test")), "US")
	for _, c := range []struct {
		kind    domain.Kind
		field   domain.Field
		was, is string
	}{{domain.KindSignIn, domain.FieldPublicIP, "203.0.113.7", ""}, {domain.KindWorker, domain.FieldPhone, "", ""}, {domain.KindWorker, domain.FieldPhone, "+1 212 555 0100", "n/a"},
		{domain.KindWorker, domain.FieldName, "Ana", "Ana"}} {
		if _, err := p.Correct(domain.Key{Source: "adp", Tenant: "main", Kind: c.kind, ID: "1"}, c.field, c.was, c.is); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
}

// TestCurrentFollowsCorrections holds an evaluation that is kept current to
// judging everybody, when something is set right.
func TestCurrentFollowsCorrections(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := engine.NewState(0)
		defer s.Close()
		records := world(t)
		wrong := record(domain.KindWorker, "0", 5, []string{"employee=0"}, value(domain.FieldName, "Ana Ferro", "", domain.Recorded),
			value(domain.FieldPhone, "+1 212 555 0100", domain.RoleHome, domain.Recorded), value(domain.FieldAddress, streets[0], domain.RoleHome, domain.Recorded))
		add(t, s, append(records, wrong)...)
		f := follow(t, s, config(knowledge()))
		for _, c := range []engine.Correction{correction(t, wrong, domain.FieldPhone, "+1 212 555 0100", rapid.SampledFrom([]string{"", "+1 212 555 0101"}).Draw(t, "is")),
			correction(t, wrong, domain.FieldAddress, "", "")} {
			if err := s.Correct(c); err != nil {
				t.Fatal(err)
			}
			f.update(t)
		}
	})
}

// TestErasedAreRefused: a record of somebody who was erased is not taken in.
func TestErasedAreRefused(t *testing.T) {
	s := engine.NewState(0)
	defer s.Close()
	s.Track()
	s.Bar(func(refs []domain.Ref, own string) bool {
		return own == "adp:main:worker:3" || own == "okta:main:u1" || len(refs) > 0 && refs[0].Value == domain.QualifiedID("adp", "main", "1")
	})
	event := record(domain.KindSignIn, "e1", 1, []string{"account=okta:main:u1"})
	for _, c := range []struct {
		r    domain.Record
		want engine.Status
	}{{sayingPhone("1", "", "Ana"), engine.Erased}, {sayingPhone("2", "", "Bram"), engine.Accepted}, {sayingPhone("3", "", "Chidi"), engine.Erased}, {event, engine.Erased}} {
		got, err := s.Add(prepare(c.r))
		if err != nil || got != c.want {
			t.Errorf("%s gives %v (%v), want %v", c.r.Key, got, err, c.want)
		}
	}
	if d := s.TakeDelta(); len(d.Records) != 1 || len(d.EventKeys) != 0 {
		t.Errorf("to write: %d records, %d events", len(d.Records), len(d.EventKeys))
	}
}

// TestCurrentWithVictims holds an evaluation that is kept current to judging
// everybody, where some are victims: none of them is in a ring.
func TestCurrentWithVictims(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := engine.NewState(0)
		defer s.Close()
		cfg := config(knowledge())
		cfg.Victim = func(id string) bool { return id[len(id)-1] < '8' }
		records := world(t)
		n := rapid.IntRange(0, len(records)).Draw(t, "known")
		add(t, s, records[:n]...)
		f := follow(t, s, cfg)
		for _, r := range records[n:] {
			add(t, s, r)
		}
		f.update(t)
		for id := range evaluate(t, s, cfg).RingOf {
			if cfg.Victim(id) {
				t.Fatalf("%s is a victim in a ring", id)
			}
		}
	})
}
