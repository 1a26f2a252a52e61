package engine_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

// stageOf judges records of one person in the order given.
func stageOf(t tester, records []domain.Record) domain.Stage {
	t.Helper()
	s := engine.NewState(0)
	defer s.Close()
	add(t, s, records...)
	res := evaluate(t, s, config(knowledge()))
	if len(res.Persons) != 1 {
		t.Fatalf("%d persons", len(res.Persons))
	}
	return res.Persons[0].Stage
}

// application is one application of candidate 1, as an export of a day shows it.
func application(id string, day, exported int, status, hired string) domain.Record {
	values := []domain.Value{value(domain.FieldName, "Ana Ferro", "", domain.Declared)}
	if status != "" {
		values = append(values, value(domain.FieldStatus, status, "", domain.Recorded))
	}
	if hired != "" {
		values = append(values, value(domain.FieldHiredAt, hired, "", domain.Recorded))
	}
	r := record(domain.KindApplication, id, float64(day), []string{"candidate=greenhouse:main:1"}, values...)
	r.ObservedAt = epoch.AddDate(0, 0, exported)
	return r
}

// employment is a worker record of the same person.
func employment(exported int, hired, left string) domain.Record {
	values := []domain.Value{value(domain.FieldName, "Ana Ferro", "", domain.Recorded)}
	for f, day := range map[domain.Field]string{domain.FieldHiredAt: hired, domain.FieldLeftAt: left} {
		if day != "" {
			values = append(values, value(f, day, "", domain.Recorded))
		}
	}
	r := record(domain.KindWorker, "1", 1, []string{"candidate=greenhouse:main:1"}, values...)
	r.ObservedAt = epoch.AddDate(0, 0, exported)
	return r
}

func joinRow(hired string) domain.Record {
	return record(domain.KindJoin, "1", 1, []string{"candidate=greenhouse:main:1", "worker=adp:main:1"}, value(domain.FieldHiredAt, hired, "", domain.Recorded))
}

var stages = []struct {
	name    string
	records []domain.Record
	want    domain.Stage // without AppliedAt and LastWord
}{
	{"no word on how it stands", []domain.Record{application("a", 1, 10, "", "")},
		domain.Stage{Applicant: true, Pursued: true}},
	{"candidate alone", []domain.Record{record(domain.KindCandidate, "1", 1, nil, value(domain.FieldName, "Ana Ferro", "", domain.Declared))},
		domain.Stage{Applicant: true}},
	{"rejected", []domain.Record{application("a", 1, 10, "rejected", "")},
		domain.Stage{Applicant: true, Rejected: true}},
	{"rejected, archived", []domain.Record{application("a", 1, 10, "rejected", ""), application("b", 2, 10, "archived", "")},
		domain.Stage{Applicant: true, Rejected: true}},
	{"one is open", []domain.Record{application("a", 1, 10, "rejected", ""), application("b", 2, 10, "active", "")},
		domain.Stage{Applicant: true, Pursued: true}},
	{"rejected later", []domain.Record{application("a", 1, 10, "active", ""), application("a", 1, 20, "rejected", "")},
		domain.Stage{Applicant: true, Rejected: true}},
	{"taken up again", []domain.Record{application("a", 1, 10, "rejected", ""), application("a", 1, 20, "active", "")},
		domain.Stage{Applicant: true, Pursued: true}},
	{"two words of one day", []domain.Record{application("a", 1, 10, "rejected", ""), application("a", 1, 10, "active", "")},
		domain.Stage{Applicant: true, Pursued: true}},
	{"hired, HR silent", []domain.Record{application("a", 1, 10, "hired", "2026-02-03"), application("b", 1, 10, "hired", "2026-01-03")},
		domain.Stage{Applicant: true, Pursued: true, HiredAt: date("2026-02-03"), HiredByTracker: true}},
	{"date of hire corrected", []domain.Record{application("a", 1, 10, "hired", "2026-02-03"), application("a", 1, 20, "hired", "2026-01-20")},
		domain.Stage{Applicant: true, Pursued: true, HiredAt: date("2026-01-20"), HiredByTracker: true}},
	{"HR knows better", []domain.Record{application("a", 1, 10, "hired", "2026-03-03"), employment(10, "2026-02-01", "")},
		domain.Stage{Applicant: true, Pursued: true, Worker: true, HiredAt: date("2026-02-01")}},
	{"HR without a date", []domain.Record{application("a", 1, 10, "hired", "2026-03-03"), employment(10, "", "")},
		domain.Stage{Applicant: true, Pursued: true, Worker: true, HiredAt: date("2026-03-03"), HiredByTracker: true}},
	{"join table knows", []domain.Record{application("a", 1, 10, "hired", "2026-03-03"), employment(10, "", ""), joinRow("2026-02-10")},
		domain.Stage{Applicant: true, Pursued: true, Worker: true, HiredAt: date("2026-02-10")}},
	{"left, and the tracker does not undo it", []domain.Record{application("a", 1, 10, "hired", "2026-06-03"), employment(10, "", "2026-05-01")},
		domain.Stage{Applicant: true, Pursued: true, Worker: true, HiredAt: date("2026-06-03"), HiredByTracker: true, LeftAt: date("2026-05-01")}},
	{"left and hired again", []domain.Record{employment(10, "2026-02-01", "2026-05-01"), employment(20, "2026-06-01", "")},
		domain.Stage{Worker: true, HiredAt: date("2026-06-01")}},
	{"left and the tracker hired between", []domain.Record{employment(10, "2026-02-01", ""), employment(20, "", "2026-05-01"), application("a", 1, 10, "hired", "2026-06-03")},
		domain.Stage{Applicant: true, Pursued: true, Worker: true, HiredAt: date("2026-02-01"), LeftAt: date("2026-05-01")}},
}

func date(s string) time.Time { return value(domain.FieldHiredAt, s, "", domain.Recorded).Time }

func TestStage(t *testing.T) {
	for _, c := range stages {
		t.Run(c.name, func(t *testing.T) {
			got := stageOf(t, c.records)
			got.AppliedAt, got.LastWord = time.Time{}, time.Time{}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestStageIsTheSameInAnyOrder shuffles the records of each case.
func TestStageIsTheSameInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(stages).Draw(t, "case")
		got := stageOf(t, rapid.Permutation(c.records).Draw(t, "order"))
		got.AppliedAt, got.LastWord = time.Time{}, time.Time{}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Fatalf("%s: %s", c.name, d)
		}
	})
}

// TestStagesMerge: of a candidate and a worker who are one person by their
// mail, HR's word on the hire holds.
func TestStagesMerge(t *testing.T) {
	mail := value(domain.FieldEmail, "ana.ferro@example.com", domain.RoleApply, domain.Declared)
	a := application("a", 1, 10, "hired", "2026-03-03")
	a.Values = append(a.Values, mail)
	w := record(domain.KindWorker, "9", 2, nil, value(domain.FieldName, "Ana Ferro", "", domain.Recorded),
		value(domain.FieldHiredAt, "2026-02-01", "", domain.Recorded), mail)
	b := record(domain.KindApplication, "b", 3, []string{"candidate=greenhouse:main:2"}, value(domain.FieldName, "Ana Ferro", "", domain.Declared), mail,
		value(domain.FieldStatus, "rejected", "", domain.Recorded))
	want := domain.Stage{Applicant: true, Worker: true, Pursued: true, HiredAt: date("2026-02-01"), AppliedAt: a.OccurredAt, LastWord: asOf}
	rapid.Check(t, func(t *rapid.T) {
		if d := cmp.Diff(want, stageOf(t, rapid.Permutation([]domain.Record{a, w, b}).Draw(t, "order"))); d != "" {
			t.Fatal(d)
		}
	})
	if got := stageOf(t, []domain.Record{b}); !got.Rejected {
		t.Errorf("%+v", got)
	}
}
