package report

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

func people() *engine.Result {
	phone := domain.Observation{Identifier: domain.Identifier{Type: domain.Phone, Key: "+12125550142"}}
	return &engine.Result{Persons: []*domain.Person{
		{ID: "p_1", Names: []domain.Name{{Text: "Ada Núñez-North"}, {Text: "王伟"}}, Observations: []domain.Observation{phone}},
		{ID: "p_2", Names: []domain.Name{{Text: "Li Na"}}},
	}}
}

// TestRecordNames hides the ids that name somebody and no others.
func TestRecordNames(t *testing.T) {
	n := newRecordNames(people(), []byte("key"), false)
	for _, tc := range []struct {
		key  string
		hide bool
	}{
		{"greenhouse:main:candidate:10234", false},
		{"okta:main:sign-in:3ada9f00-1b2c-4d5e-8f90-ada123456789", false},
		{"okta:main:factor:00u1/sms2", false},
		{"adp:main:worker:G3G5D6C74T2RFPAR/position/12345678N", false},
		{"fedex:main:delivery:794600000142", false},
		{"payroll:main:pay-account:E1042/2026-01-02/6778", false},
		{"adp:main:pay-account:G3N2GBGH0NYPNMN9/001294_4@2026-08-27", false},
		{"too:short", false},
		{"map-x:main:referee:ada.north@example.com", true},
		{"map-x:main:referee:Ada", true},
		{"shipping:main:shipment:SYN1/nunez/2026-01-02", true},
		{"map-x:main:device:LAPTOP-NÚÑEZ-01", true},
		{"map-x:main:device:adanorth2", true},
		{"map-x:main:device:anorth", true},
		{"map-x:main:device:northa", true},
		{"map-x:main:device:li.na", true},
		{"map-x:main:device:li", false}, // two letters alone are anything
		{"map-x:main:referee:王伟", true},
		{"map-x:main:referee:(212) 555-0142", true},
		{"map-x:main:referee:12125550142/2", true},
		{"map-x:main:referee:212 555 0143", false},
		{"resume:main:resume:cv final.pdf", true},
	} {
		shown := n.show(tc.key)
		if (shown != tc.key) != tc.hide {
			t.Errorf("%s is shown as %s, want hidden: %v", tc.key, shown, tc.hide)
		}
		if head := tc.key[:strings.LastIndex(tc.key, ":")]; tc.hide && !strings.HasPrefix(shown, head+":h_") {
			t.Errorf("%s lost its source, tenant or kind: %s", tc.key, shown)
		}
		if newRecordNames(people(), []byte("key"), true).show(tc.key) != tc.key {
			t.Errorf("%s is hidden although clear values were asked for", tc.key)
		}
	}
}

// TestRecordNamesKeepApart proves that equal keys stay equal, different ones
// different, and that another workspace's key gives another hash.
func TestRecordNamesKeepApart(t *testing.T) {
	n, other := newRecordNames(people(), []byte("key"), false), newRecordNames(people(), []byte("other"), false)
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringMatching(`(ada|north|[0-9]{3}|x@y.z)[a-z/:.]{0,6}`)
		a, b := "s:main:device:"+id.Draw(t, "a"), "s:main:device:"+id.Draw(t, "b")
		if (n.show(a) == n.show(b)) != (a == b) {
			t.Fatalf("%s and %s are shown as %s and %s", a, b, n.show(a), n.show(b))
		}
		if n.show(a) != a && n.show(a) == other.show(a) {
			t.Fatalf("the hash of %s does not depend on the key", a)
		}
	})
}

// TestKeyConflicts masks what names somebody in a key that joined nothing.
func TestKeyConflicts(t *testing.T) {
	res := people()
	for _, c := range [][2]string{{"employee", "E7"}, {"employee", "anorth"}, {"work-mail", "team@corp.example.com"}} {
		res.Conflicts = append(res.Conflicts, engine.Conflict{Ref: domain.Ref{Type: domain.RefType(c[0]), Value: c[1]}, Workers: []string{"adp:main:W2", "adp:main:W1"}})
	}
	keys := func(opt Options) []string {
		var out []string
		for _, c := range NewScan(res, nil, opt).KeyConflicts {
			if !slices.Equal(c.Workers, []string{"adp:main:W1", "adp:main:W2"}) {
				t.Errorf("workers are %v", c.Workers)
			}
			out = append(out, c.Key)
		}
		return out
	}
	if got := keys(Options{Reveal: true}); !slices.Equal(got, []string{"employee=E7", "employee=anorth", "work-mail=team@corp.example.com"}) {
		t.Errorf("revealed: %v", got)
	}
	got := keys(Options{})
	if got[0] != "employee=E7" || !strings.HasPrefix(got[1], "employee=h_") || got[2] != "work-mail=t•••@corp.example.com" {
		t.Errorf("masked: %v", got)
	}
}
