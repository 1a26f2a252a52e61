package engine_test

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

// copies adds copies of records from other files and export days.
func copies(t *rapid.T, records []domain.Record) []domain.Record {
	out := slices.Clone(records)
	if len(out) == 0 {
		return out
	}
	for range rapid.IntRange(0, 12).Draw(t, "copies") {
		r := clone(records[rapid.IntRange(0, len(records)-1).Draw(t, "copy")])
		r.Origin.File = rapid.SampledFrom([]string{"0.json", "b.json"}).Draw(t, "file")
		r.ObservedAt = asOf.AddDate(0, 0, -rapid.IntRange(0, 400).Draw(t, "observed"))
		out = append(out, r)
	}
	return out
}

func permutation(t *rapid.T, n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	return rapid.Permutation(order).Draw(t, "order")
}

// TestOrder holds the answer to be a function of the set of records: any order,
// cut into batches, judged in between, on any number of threads.
func TestOrder(t *testing.T) {
	know := knowledge()
	threads := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(threads)
	rapid.Check(t, func(t *rapid.T) {
		records := copies(t, world(t))
		cfg := config(know)
		if rapid.Bool().Draw(t, "default time") {
			cfg.AsOf = time.Time{}
		}
		plain := engine.NewState(0)
		defer plain.Close()
		add(t, plain, records...)
		want := dump(t, evaluate(t, plain, cfg))

		runtime.GOMAXPROCS(rapid.SampledFrom([]int{1, 3, 8}).Draw(t, "threads"))
		defer runtime.GOMAXPROCS(threads)
		other := engine.NewState(3)
		defer other.Close()
		for _, i := range permutation(t, len(records)) {
			add(t, other, records[i])
			if rapid.IntRange(0, 9).Draw(t, "judge now") == 0 {
				evaluate(t, other, cfg)
			}
		}
		got := evaluate(t, other, cfg)
		differ(t, "the order", want, dump(t, got))
		differ(t, "judging twice", want, dump(t, evaluate(t, other, cfg)))
	})
}

func TestDuplicates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := world(t)
		s := engine.NewState(2)
		defer s.Close()
		add(t, s, records...)
		want := dump(t, evaluate(t, s, config(knowledge())))
		for _, r := range records {
			if st, err := s.Add(prepare(r)); err != nil || st != engine.Duplicate {
				t.Fatalf("%s again: %v %v", r.Key, st, err)
			}
		}
		differ(t, "adding all again", want, dump(t, evaluate(t, s, config(knowledge()))))
	})
}

func TestVersions(t *testing.T) {
	s := engine.NewState(0)
	defer s.Close()
	first := record(domain.KindWorker, "1", 1, nil, value(domain.FieldName, "Ana Ferro", "", domain.Recorded), value(domain.FieldPhone, "+1 212 555 0101", domain.RoleHome, domain.Declared))
	second := clone(first)
	second.Values[1] = value(domain.FieldPhone, "+1 212 555 0102", domain.RoleHome, domain.Declared)
	for i, want := range []engine.Status{engine.Accepted, engine.NewVersion, engine.Duplicate, engine.Duplicate} {
		if st, err := s.Add(prepare([]domain.Record{first, second, first, second}[i])); err != nil || st != want {
			t.Fatalf("record %d: status %v (%v), want %v", i, st, err, want)
		}
	}
	res := evaluate(t, s, config(knowledge()))
	if len(res.Persons) != 1 || len(res.Persons[0].Records) != 2 || len(res.Persons[0].Observations) != 2 {
		t.Errorf("want one person with two versions and two phones, got %+v", res.Persons)
	}
}

// TestDefaultTime takes the latest time that does not lie in the future of its
// own export.
func TestDefaultTime(t *testing.T) {
	s := engine.NewState(0)
	defer s.Close()
	past := record(domain.KindWorker, "1", 10, nil, value(domain.FieldName, "Ana Ferro", "", domain.Recorded))
	future := record(domain.KindWorker, "2", 4000, nil, value(domain.FieldName, "Bram Holt", "", domain.Recorded))
	event := record(domain.KindSignIn, "3", 5000, []string{"account=okta:main:u1"}, value(domain.FieldDeviceToken, "token-a", domain.RoleSignIn, domain.Recorded))
	add(t, s, past, future, event)
	if got := s.LatestOccurrence(); !got.Equal(past.OccurredAt) {
		t.Errorf("the time of judgement is %s, want %s", got, past.OccurredAt)
	}
}

// TestFailedSignIns lets somebody type a colleague's login from afar, in vain.
func TestFailedSignIns(t *testing.T) {
	worker := record(domain.KindWorker, "1", 1, []string{"work-mail=w1@corp.example.com"}, value(domain.FieldName, "Ana Ferro", "", domain.Recorded), value(domain.FieldHiredAt, "2026-01-02", "", domain.Recorded))
	event := func(id, outcome string) domain.Record {
		return record(domain.KindSignIn, id, 2, []string{"account=okta:main:u1", "work-mail=w1@corp.example.com"}, value(domain.FieldPlace, "Tokyo, , JP", domain.RoleSignIn, domain.Recorded),
			value(domain.FieldDeviceToken, "token-a", domain.RoleSignIn, domain.Recorded), value(domain.FieldOutcome, outcome, "", domain.Recorded))
	}
	res := judge(t, worker, event("e1", "failure"))
	if p := res.Persons[0]; len(p.Activity) > 0 || len(p.Observations) > 0 {
		t.Errorf("a failed sign-in places somebody: %+v", p)
	}
	if got := judge(t, event("e1", "failure")); len(got.Persons) > 0 {
		t.Errorf("a failed sign-in makes somebody: %+v", got.Persons)
	}
	if p := judge(t, worker, event("e1", "success")).Persons[0]; len(p.Activity) != 1 || len(p.Observations) != 1 {
		t.Errorf("a sign-in places nobody: %+v", p)
	}
}

// TestGone marks who a full export no longer carries as having left, and takes
// it back when an export carries them again.
func TestGone(t *testing.T) {
	s := engine.NewState(0)
	defer s.Close()
	s.Track()
	r := record(domain.KindWorker, "1", 1, nil, value(domain.FieldName, "Ana Ferro", "", domain.Recorded), value(domain.FieldHiredAt, "2026-01-02", "", domain.Recorded))
	add(t, s, r)
	absent := s.Absent("adp", "main", domain.KindWorker, map[domain.Key]bool{})
	if len(absent) != 1 || absent[0] != r.Key {
		t.Fatalf("absent %v", absent)
	}
	left := func() time.Time { return evaluate(t, s, config(knowledge())).Persons[0].Stage.LeftAt }
	at := epoch.AddDate(0, 2, 0)
	s.MarkGone(r.Key, at)
	s.MarkGone(r.Key, at.AddDate(0, 1, 0))
	if got := left(); !got.Equal(at) {
		t.Errorf("left at %s, want the first export that lacked the record, %s", got, at)
	}
	if d := s.TakeDelta(); len(d.Gone) != 1 || d.Gone[0].At != at.Unix() {
		t.Errorf("delta %+v", d.Gone)
	}
	s.MarkPresent(r.Key)
	s.MarkPresent(r.Key)
	if got := left(); !got.IsZero() {
		t.Errorf("left at %s though an export carries the record again", got)
	}
	if d := s.TakeDelta(); len(d.Gone) != 1 || d.Gone[0].At != 0 {
		t.Errorf("a store is not told that the record is back: %+v", d.Gone)
	}
	if s.Absent("adp", "other", domain.KindWorker, nil) != nil || s.Absent("adp", "main", domain.KindWorker, map[domain.Key]bool{r.Key: true}) != nil {
		t.Error("absent counts another tenant, or what is present")
	}
}

func TestWorkMail(t *testing.T) {
	s := engine.NewState(0)
	defer s.Close()
	if s.IsWorkMail("w1@corp.example.com") {
		t.Fatal("an empty state knows a work mail")
	}
	add(t, s, record(domain.KindWorker, "1", 1, []string{"work-mail=w1@corp.example.com"}))
	add(t, s, record(domain.KindSignIn, "e", 1, []string{"account=okta:main:u2", "work-mail=w2@corp.example.com"}))
	for _, mail := range strings.Fields("w1@corp.example.com w2@corp.example.com") {
		if !s.IsWorkMail(mail) {
			t.Errorf("%s is not known", mail)
		}
	}
}
