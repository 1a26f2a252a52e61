package engine_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/detect/all"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/shingle"
	"github.com/daylight-hq/daylight/internal/wire"
)

var (
	epoch = time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
	asOf  = time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
)

// tester is what *testing.T and *rapid.T have in common.
type tester interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// value builds one value; addresses and accounts are read from the text.
func value(f domain.Field, text string, role domain.Role, a domain.Assurance) domain.Value {
	v := domain.Value{Field: f, Text: text, Role: role, Assurance: a}
	switch f {
	case domain.FieldAddress:
		parts := strings.Split(text, ", ")
		v.Text, v.Address = "", &domain.Address{Lines: parts[:1], City: parts[1], Region: parts[2], PostalCode: parts[3], Country: "US"}
	case domain.FieldBankAccount:
		v.Text, v.Bank = "", &domain.BankAccount{Routing: "991234567", Account: text}
	case domain.FieldHiredAt, domain.FieldLeftAt, domain.FieldEffectiveAt:
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			at = time.Time{}
		}
		v.Text, v.Time = "", at
	case domain.FieldPlace:
		parts := strings.Split(text, ", ")
		v.Text, v.Place = "", &domain.Place{City: parts[0], Region: parts[1], Country: parts[2]}
	}
	return v
}

// record builds one record: its key is kind:id of a fixed source.
func record(kind domain.Kind, id string, day float64, refs []string, values ...domain.Value) domain.Record {
	source := map[domain.Kind]string{domain.KindCandidate: "greenhouse", domain.KindApplication: "greenhouse", domain.KindSignIn: "okta",
		domain.KindFactor: "okta", domain.KindShipment: "shipping", domain.KindDelivery: "fedex", domain.KindCheckin: "fleet"}[kind]
	if source == "" {
		source = "adp"
	}
	r := domain.Record{Key: domain.Key{Source: source, Tenant: "main", Kind: kind, ID: id}, ObservedAt: asOf,
		OccurredAt: epoch.Add(time.Duration(day * float64(24*time.Hour))), Values: values, Origin: domain.Origin{File: "a.json", Line: 1 + int(day)}}
	if kind == domain.KindCandidate || kind == domain.KindWorker {
		r.Refs = append(r.Refs, domain.Ref{Type: domain.RefType(kind), Value: domain.QualifiedID(source, "main", id)})
	}
	for _, ref := range refs {
		t, v, _ := strings.Cut(ref, "=")
		r.Refs = append(r.Refs, domain.Ref{Type: domain.RefType(t), Value: v})
	}
	return r
}

// clone copies a record as deep as preparing it may write.
func clone(r domain.Record) domain.Record {
	r.Refs, r.Values = slices.Clone(r.Refs), slices.Clone(r.Values)
	return r
}

func prepare(r domain.Record) *engine.Prepared {
	p := engine.NewPreparer(identifier.NewHasher([]byte("test")), "US").Prepare(clone(r))
	return &p
}

func add(t tester, s *engine.State, records ...domain.Record) {
	t.Helper()
	for _, r := range records {
		if _, err := s.Add(prepare(r)); err != nil {
			t.Fatal(err)
		}
	}
}

func config(know *engine.Knowledge) engine.Config {
	synthetic := true
	return engine.Config{AsOf: asOf, Detectors: all.Detectors(), Intel: know, KnownHub: know.KnownHub, Building: know.Building, Synthetic: &synthetic, Strict: true}
}

// knowledge is shared by all tests: it keeps nothing but the answers of tables.
var knowledge = sync.OnceValue(func() *engine.Knowledge { return engine.NewKnowledge(nil, nil, nil, nil) })

func evaluate(t tester, s *engine.State, cfg engine.Config) *engine.Result {
	t.Helper()
	res, err := s.Evaluate(background(t), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Errors) > 0 {
		t.Fatalf("detectors broke: %v", res.Errors)
	}
	return res
}

// judge evaluates records in a state of their own.
func judge(t tester, records ...domain.Record) *engine.Result {
	t.Helper()
	s := engine.NewState(0)
	defer s.Close()
	add(t, s, records...)
	return evaluate(t, s, config(knowledge()))
}

// dump is a result as bytes.
func dump(t tester, res *engine.Result) string {
	t.Helper()
	data, err := wire.Marshal(res)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func differ(t tester, what, want, got string) {
	t.Helper()
	if want == got {
		return
	}
	i := 0
	for i < min(len(want), len(got)) && want[i] == got[i] {
		i++
	}
	from := max(0, i-200)
	t.Fatalf("%s shows at byte %d:\n%s\nwant\n%s", what, i, got[from:min(len(got), i+200)], want[from:min(len(want), i+200)])
}

var (
	given    = []string{"Ana", "Bram", "Chidi", "Dana", "Elif", "Farid", "Greta", "Hiro"}
	surnames = []string{"Ferro", "Holt", "Okafor", "Novak", "Tanabe", "Prado"}
	streets  = []string{"12 Pecan St, Austin, TX, 78701", "9 Trial Ave, Seattle, WA, 98101", "77 Creek Rd, Nashville, TN, 37201", "5 Mill Ln Apt 3, Boston, MA, 02110"}
	places   = []string{"Austin, TX, US", "Seattle, WA, US", "Lisbon, , PT", "Tokyo, , JP"}
)

// world draws a small company whose people share a lot, with versions,
// failures and refused values among its records.
func world(t *rapid.T) []domain.Record {
	var out []domain.Record
	pick := func(list []string, what string) string { return rapid.SampledFrom(list).Draw(t, what) }
	phone := func() string { return fmt.Sprintf("+1 212 555 01%02d", rapid.IntRange(0, 5).Draw(t, "phone")) }
	mail := func() string {
		return fmt.Sprintf("box%d@example.com", rapid.IntRange(0, 5).Draw(t, "mail"))
	}
	day := func() float64 { return float64(rapid.IntRange(0, 8000).Draw(t, "day")) / 24 }
	for i := range rapid.IntRange(2, 9).Draw(t, "people") {
		name := pick(given, "given") + " " + pick(surnames, "surname")
		work := fmt.Sprintf("work-mail=w%d@corp.example.com", i)
		if rapid.Bool().Draw(t, "applied") {
			status := pick([]string{"hired", "rejected"}, "status")
			out = append(out, record(domain.KindCandidate, fmt.Sprint(i), day(), nil, value(domain.FieldName, name, "", domain.Declared),
				value(domain.FieldPhone, phone(), domain.RoleApply, domain.Declared), value(domain.FieldEmail, mail(), domain.RoleApply, domain.Declared),
				value(domain.FieldStatus, status, "", domain.Recorded), value(domain.FieldPhone, "n/a", domain.RoleApply, domain.Declared)))
		}
		for n := range rapid.IntRange(0, 2).Draw(t, "résumés") {
			out = append(out, record(domain.KindResume, fmt.Sprintf("r%d-%d", i, n), day(), []string{fmt.Sprintf("candidate=greenhouse:main:%d", i)},
				value(domain.FieldResumeWords, words(rapid.IntRange(0, 1).Draw(t, "base"), rapid.SliceOfN(rapid.IntRange(0, 99), 0, 5).Draw(t, "changed")...), domain.RoleDocument, domain.Recorded)))
		}
		if rapid.Bool().Draw(t, "works") {
			for range rapid.IntRange(1, 2).Draw(t, "versions") {
				out = append(out, record(domain.KindWorker, fmt.Sprint(i), day(), []string{work, fmt.Sprintf("employee=%d", i)}, value(domain.FieldName, name, "", domain.Recorded),
					value(domain.FieldHiredAt, "2026-02-01", "", domain.Recorded), value(domain.FieldAddress, pick(streets, "home"), domain.RoleHome, domain.Declared),
					value(domain.FieldEmail, mail(), domain.RoleHome, domain.Declared), value(domain.FieldBankAccount, fmt.Sprintf("999900%04d", rapid.IntRange(0, 4).Draw(t, "bank")), domain.RolePayee, domain.Recorded)))
			}
			out = append(out, record(domain.KindShipment, fmt.Sprint("s", i), day(), []string{fmt.Sprintf("employee=%d", i), fmt.Sprintf("tracking=1Z%d", i)}, value(domain.FieldAddress, pick(streets, "ship-to"), domain.RoleShipTo, domain.Recorded)),
				record(domain.KindDelivery, fmt.Sprint("d", i), day(), []string{fmt.Sprintf("tracking=1Z%d", i)}, value(domain.FieldSignedBy, pick(given, "signer"), domain.RoleDelivery, domain.Recorded)),
				record(domain.KindFactor, fmt.Sprint("f", i), day(), []string{work}, value(domain.FieldFactorPhone, phone(), domain.RoleFactor, domain.Recorded)))
		}
		for n := range rapid.IntRange(0, 6).Draw(t, "sign-ins") {
			out = append(out, record(domain.KindSignIn, fmt.Sprintf("e%d-%d", i, n), day(), []string{fmt.Sprintf("account=okta:main:u%d", i), work},
				value(domain.FieldDeviceToken, fmt.Sprintf("token-%c", 'a'+rapid.IntRange(0, 4).Draw(t, "token")), domain.RoleSignIn, domain.Recorded),
				value(domain.FieldPublicIP, pick([]string{"203.0.113.7", "198.51.100.9", "10.0.0.1"}, "ip"), domain.RoleSignIn, domain.Recorded),
				value(domain.FieldPlace, pick(places, "place"), domain.RoleSignIn, domain.Recorded),
				value(domain.FieldSession, fmt.Sprintf("session-%d", rapid.IntRange(0, 3).Draw(t, "session")), "", domain.Recorded),
				value(domain.FieldManaged, pick([]string{"true", "false", ""}, "managed"), "", domain.Recorded),
				value(domain.FieldOutcome, pick([]string{"success", "success", "failure"}, "outcome"), "", domain.Recorded)))
		}
		for n := range rapid.IntRange(0, 3).Draw(t, "code") {
			out = append(out, record(domain.KindRepositoryCopy, fmt.Sprintf("c%d-%d", i, n), day(), []string{fmt.Sprintf("account=okta:main:u%d", i), work},
				value(domain.FieldRepository, pick([]string{"corp/a", "corp/b", "corp/c"}, "repository"), "", domain.Recorded),
				value(domain.FieldPublicIP, pick([]string{"203.0.113.7", "198.51.100.9"}, "ip"), domain.RoleSignIn, domain.Recorded)),
				record(domain.KindCommit, fmt.Sprintf("m%d-%d", i, n), day(), []string{work}, value(domain.FieldEmail, mail(), domain.RoleCommit, domain.Recorded)))
		}
	}
	return out
}

// words packs a résumé of a hundred words of which some are changed.
func words(base int, changed ...int) string {
	out := make([]string, 100)
	for i := range out {
		out[i] = fmt.Sprintf("word%d-%d", base, i)
	}
	for _, i := range changed {
		out[i] += "x"
	}
	return shingle.Of([][]string{out}).Pack()
}

// background returns the test's own context where it has one.
func background(t tester) context.Context {
	if c, ok := t.(interface{ Context() context.Context }); ok {
		return c.Context()
	}
	return context.Background()
}
