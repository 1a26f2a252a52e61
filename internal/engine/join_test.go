package engine_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

func candidate(id, name, mail, status string) domain.Record {
	return record(domain.KindCandidate, id, 1, nil, value(domain.FieldName, name, "", domain.Declared),
		value(domain.FieldEmail, mail, domain.RoleApply, domain.Declared), value(domain.FieldStatus, status, "", domain.Recorded))
}

func worker(id, name, mail string, refs ...string) domain.Record {
	return record(domain.KindWorker, id, 2, refs, value(domain.FieldName, name, "", domain.Recorded), value(domain.FieldEmail, mail, domain.RoleHome, domain.Declared))
}

// TestSameAs joins by personal mail where the names fit and the stages meet.
func TestSameAs(t *testing.T) {
	for _, c := range []struct {
		what    string
		a, b    domain.Record
		persons int
	}{
		{"two applications", candidate("1", "Ana Ferro", "ana@example.com", ""), candidate("2", "Ferro, Ana", "Ana@example.com", ""), 1},
		{"a nickname", candidate("1", "Robert Miller", "rob@example.com", ""), candidate("2", "Bob Miller", "rob@example.com", ""), 1},
		{"another name", candidate("1", "Ana Ferro", "ana@example.com", ""), candidate("2", "Bram Holt", "ana@example.com", ""), 2},
		{"another mail", candidate("1", "Ana Ferro", "ana@example.com", ""), candidate("2", "Ana Ferro", "ferro@example.com", ""), 2},
		{"hired, and a worker", candidate("1", "Ana Ferro", "ana@example.com", "hired"), worker("2", "Ana Ferro", "ana@example.com"), 1},
		{"rejected, and a worker", candidate("1", "Ana Ferro", "ana@example.com", "rejected"), worker("2", "Ana Ferro", "ana@example.com"), 2},
		{"two workers", worker("1", "Ana Ferro", "ana@example.com"), worker("2", "Ana Ferro", "ana@example.com"), 2},
		{"a missing name", candidate("1", "", "ana@example.com", ""), candidate("2", "Ana Ferro", "ana@example.com", ""), 2},
	} {
		res := judge(t, c.a, c.b)
		if len(res.Persons) != c.persons || len(res.SameAs) != 2-c.persons {
			t.Errorf("%s: %d persons over %v, want %d", c.what, len(res.Persons), res.SameAs, c.persons)
		}
		for _, s := range res.SameAs {
			if s.Why == "" || s.Email == "" {
				t.Errorf("%s: the join is not explained: %+v", c.what, s)
			}
		}
	}
}

// TestNeverTwoWorkers draws workers and hired candidates that share mails and
// names: no person may hold two workers, not even over a candidate.
func TestNeverTwoWorkers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var records []domain.Record
		for i := range rapid.IntRange(2, 8).Draw(t, "people") {
			name, mail := rapid.SampledFrom([]string{"Ana Ferro", "Ana Holt"}).Draw(t, "name"), rapid.SampledFrom([]string{"a@example.com", "b@example.com"}).Draw(t, "mail")
			if rapid.Bool().Draw(t, "worker") {
				records = append(records, worker(fmt.Sprint(i), name, mail))
			} else {
				records = append(records, candidate(fmt.Sprint(i), name, mail, "hired"))
			}
		}
		res := judge(t, records...)
		for _, p := range res.Persons {
			if len(p.Keys.EmployeeIDs) > 1 {
				t.Fatalf("%s holds the workers %v over %+v", p.ID, p.Keys.EmployeeIDs, res.SameAs)
			}
		}
		subjects := map[string]bool{}
		for _, p := range res.Persons {
			for _, s := range p.Subjects {
				subjects[s] = true
			}
		}
		if len(subjects) != len(records) {
			t.Fatalf("%d records give %d subjects", len(records), len(subjects))
		}
	})
}

// TestConflicts refuses keys that two workers of different names carry, and
// says so.
func TestConflicts(t *testing.T) {
	for _, c := range []struct {
		what               string
		records            []domain.Record
		persons, conflicts int
	}{
		{"a reused employee number", []domain.Record{worker("1", "Ana Ferro", "a@example.com", "employee=7"), worker("2", "Bram Holt", "b@example.com", "employee=7")}, 2, 1},
		{"a shared mailbox", []domain.Record{worker("1", "Ana Ferro", "a@example.com", "work-mail=desk@corp.example.com"), worker("2", "Bram Holt", "b@example.com", "work-mail=desk@corp.example.com")}, 2, 1},
		{"a rehire under a new id", []domain.Record{worker("1", "Ana Ferro", "a@example.com", "employee=7"), worker("2", "Ana Ferro", "b@example.com", "employee=7")}, 1, 0},
		{"a name that changed", []domain.Record{worker("1", "Dana Novak", "a@example.com", "employee=7"), worker("1", "Ana Ferro", "a@example.com", "employee=7"), worker("2", "Ana Ferro", "b@example.com", "employee=7")}, 1, 0},
		{"three, of whom the last differs", []domain.Record{worker("1", "", "a@example.com", "employee=7"), worker("2", "Ana Ferro", "b@example.com", "employee=7"), worker("3", "Bram Holt", "c@example.com", "employee=7")}, 3, 1},
	} {
		res := judge(t, c.records...)
		if len(res.Persons) != c.persons || len(res.Conflicts) != c.conflicts {
			t.Errorf("%s: %d persons, conflicts %+v; want %d and %d", c.what, len(res.Persons), res.Conflicts, c.persons, c.conflicts)
		}
		for _, x := range res.Conflicts {
			if len(x.Workers) < 2 || !slices.IsSorted(x.Workers) {
				t.Errorf("%s: the conflict names %v", c.what, x.Workers)
			}
		}
	}
}

// TestOverrides lets the config merge and split what the keys do not.
func TestOverrides(t *testing.T) {
	s := engine.NewState(0)
	defer s.Close()
	add(t, s, candidate("1", "Ana Ferro", "a@example.com", ""), candidate("2", "Ana Ferro", "a@example.com", ""), worker("3", "Bram Holt", "b@example.com"))
	ref := func(t domain.RefType, v string) domain.Ref { return domain.Ref{Type: t, Value: v} }
	cfg := config(knowledge())
	cfg.Join.Split = []domain.Ref{ref(domain.RefCandidate, "greenhouse:main:1")}
	if res := evaluate(t, s, cfg); len(res.SameAs) != 0 || len(res.Persons) < 2 {
		t.Errorf("a split is not kept: %d persons, %+v", len(res.Persons), res.SameAs)
	}
	cfg.Join = engine.JoinConfig{Merge: [][2]domain.Ref{{ref(domain.RefCandidate, "greenhouse:main:2"), ref(domain.RefWorker, "adp:main:3")}}}
	res := evaluate(t, s, cfg)
	for _, p := range res.Persons {
		if slices.Contains(p.Keys.EmployeeIDs, "adp:main:3") && !slices.Contains(p.Keys.CandidateIDs, "greenhouse:main:2") {
			t.Errorf("a merge is not made: %+v", p.Keys)
		}
	}
}

// TestAttach gives parcels and device reports to those who hold the object.
func TestAttach(t *testing.T) {
	w := worker("1", "Ana Ferro", "a@example.com", "employee=7")
	sent := record(domain.KindShipment, "s1", 3, []string{"employee=7", "tracking=1Z9"}, value(domain.FieldAddress, streets[0], domain.RoleShipTo, domain.Recorded))
	proof := record(domain.KindDelivery, "d1", 4, []string{"tracking=1Z9"}, value(domain.FieldSignedBy, "A FERRO", domain.RoleDelivery, domain.Recorded))
	stray := record(domain.KindDelivery, "d2", 4, []string{"tracking=1Z8"}, value(domain.FieldSignedBy, "A FERRO", domain.RoleDelivery, domain.Recorded))
	byName := record(domain.KindShipment, "s2", 3, []string{"recipient=ana ferro"}, value(domain.FieldAddress, streets[1], domain.RoleShipTo, domain.Recorded))
	res := judge(t, w, sent, proof, stray, byName)
	if len(res.Persons) != 1 || len(res.Persons[0].Records) != 4 || res.Loose != 1 {
		t.Errorf("%d records attached, %d loose", len(res.Persons[0].Records), res.Loose)
	}
	namesake := worker("2", "Ana Ferro", "b@example.com", "employee=8")
	if res := judge(t, w, namesake, byName); res.Loose != 1 {
		t.Error("a recipient's name was used though two workers bear it")
	}
	signed := record(domain.KindSignature, "e1/1", 3, []string{"recipient=Ana Ferro", "signer=docusign:main:u1/ana ferro"}, value(domain.FieldName, "Ana Ferro", domain.RoleSigning, domain.Declared))
	event := record(domain.KindSignature, "u1/2", 3, []string{"signer=docusign:main:u1/ana ferro"}, value(domain.FieldPublicIP, "81.2.69.160", domain.RoleSigning, domain.Recorded))
	other := record(domain.KindSignature, "u1/3", 3, []string{"signer=docusign:main:u1/bram holt"}, value(domain.FieldPublicIP, "81.2.69.161", domain.RoleSigning, domain.Recorded))
	if res := judge(t, w, event, other, signed); len(res.Persons) != 1 || len(res.Persons[0].Records) != 3 || res.Loose != 1 {
		t.Errorf("%d records attached over a signature, %d loose", len(res.Persons[0].Records), res.Loose)
	}
}
