package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

// codeEvents are commits of every hour of many days, from elsewhere by their own
// clock, and copies of forty repositories.
func codeEvents(i int) []domain.Record {
	work := []string{fmt.Sprintf("work-mail=w%d@corp.example.com", i)}
	var out []domain.Record
	for n := range 200 {
		out = append(out, record(domain.KindCommit, fmt.Sprintf("m%d-%d", i, n), 90+float64(n)*1.37, work,
			value(domain.FieldEmail, fmt.Sprintf("own%d@example.com", i), domain.RoleCommit, domain.Recorded)))
	}
	for n := range 40 {
		out = append(out, record(domain.KindRepositoryCopy, fmt.Sprintf("c%d-%d", i, n), 200+float64(n)/100, work,
			value(domain.FieldRepository, fmt.Sprintf("Corp/Repo-%d", n), "", domain.Recorded)))
	}
	return out
}

// TestKindsFoldApart folds commits into days and hours, copies into groups of
// repositories, and lets neither change what sign-ins say.
func TestKindsFoldApart(t *testing.T) {
	plain := []domain.Record{employee(1, homeNo(1)), laptop(1, homeNo(1))}
	plain = append(plain, signIns(1, "token-own", "203.0.113.7", 30)...)
	before := judge(t, plain...)
	after := judge(t, append(slices.Clone(plain), codeEvents(1)...)...)
	p := byEmployee(t, after, 1)
	cells := map[domain.Kind]int{}
	for _, c := range p.Activity {
		cells[c.Kind]++
		if c.Kind != domain.KindSignIn && (c.Network != "" || c.Place != "" || c.IP != "") {
			t.Errorf("a cell of %s has a place: %+v", c.Kind, c.ActivityKey)
		}
	}
	if cells[domain.KindCommit] != 1 || cells[domain.KindRepositoryCopy] < 30 || cells[domain.KindRepositoryCopy] > 40 || cells[domain.KindSignIn] != 1 {
		t.Errorf("cells: %v", cells)
	}
	for _, rule := range []string{"impossible-travel", "places-never-meet", "vpn-at-work", "sign-in-after-exit", "early-bank-change", "shared-sign-in-device"} {
		a, b := findingOf(before, byEmployee(t, before, 1), rule), findingOf(after, p, rule)
		if a != b {
			t.Errorf("%s: commits change what it says from %q to %q", rule, a, b)
		}
	}
}

func findingOf(res *engine.Result, p *domain.Person, rule string) string {
	for _, f := range res.Findings[p.ID] {
		if f.Rule == rule {
			return fmt.Sprint(f.Outcome, f.Strength, f.Sentence)
		}
	}
	return ""
}

// TestFieldsOfKinds keeps, through a store, of which kind a field was carried.
func TestFieldsOfKinds(t *testing.T) {
	s := engine.NewState(0)
	defer s.Close()
	s.Track()
	add(t, s, codeEvents(1)...)
	add(t, s, signIns(1, "token-own", "203.0.113.7", 1)...)
	shelf := newShelf()
	shelf.save(t, s.TakeDelta())
	back := engine.NewState(0)
	defer back.Close()
	shelf.load(t, back)
	for _, c := range []struct {
		kind  domain.Kind
		field domain.Field
		want  bool
	}{
		{domain.KindCommit, domain.FieldEmail, true}, {domain.KindRepositoryCopy, domain.FieldRepository, true},
		{domain.KindSignIn, domain.FieldPublicIP, true}, {domain.KindSignIn, domain.FieldEmail, false}, {domain.KindCommit, domain.FieldPublicIP, false},
	} {
		if got := carries(back, c.kind, c.field); got != c.want || got != carries(s, c.kind, c.field) {
			t.Errorf("%s of %s: %v after a restart", c.field, c.kind, got)
		}
	}
}

// TestNoHourOfCommitsIsLost counts every hour in which a commit was made.
func TestNoHourOfCommitsIsLost(t *testing.T) {
	res := judge(t, append([]domain.Record{employee(1, homeNo(1))}, codeEvents(1)...)...)
	hours := map[int64]bool{}
	for _, r := range codeEvents(1) {
		if r.Key.Kind == domain.KindCommit {
			hours[r.OccurredAt.Unix()/3600] = true
		}
	}
	got := 0
	for _, c := range byEmployee(t, res, 1).Activity {
		if c.Kind == domain.KindCommit {
			for _, d := range c.Days {
				for h := range 24 {
					if d.Hours>>h&1 == 1 && hours[time.Unix(int64(d.Day)*86400+int64(h)*3600, 0).Unix()/3600] {
						got++
					}
				}
			}
		}
	}
	if got != len(hours) {
		t.Errorf("%d of %d hours are kept", got, len(hours))
	}
}

func carries(s *engine.State, k domain.Kind, f domain.Field) bool {
	return s.Carries(detect.Requirement{AnyOf: []detect.Datum{{Kind: k, Field: f}}})
}
