package github

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func TestTenants(t *testing.T)                { sourcetest.Tenants(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

func TestNothingProtectedComesThrough(t *testing.T) {
	sourcetest.Keeps(t, Source(), "PROTECTED", "c2VjcmV0LXRva2Vu", "Fix the ledger")
}

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeAudit, JSON: `nonsense`, Want: "decode item of audit-log"},
		{Name: "a clone at no time", Shape: shapeAudit, JSON: `{"action":"git.clone","actor":"a","repo":"o/r"}`, Want: "no time"},
		{Name: "year 9999", Shape: shapeAudit, JSON: `{"action":"git.clone","actor":"a","repo":"o/r","created_at":"9999-01-01"}`, Want: "created_at"},
		{Name: "commit without hash", Shape: shapeCommits, JSON: `{"commit":{"author":{"date":"2026-01-01T00:00:00Z"}}}`, Want: "no hash"},
		{Name: "commit without date", Shape: shapeCommits, JSON: `{"sha":"6dcb09b5b57875f334f61aebed695e2e4193db5e"}`, Want: "no date"},
		{Name: "commit at no time", Shape: shapeGitLog, JSON: `{"commit":"6d","author_date":"x"}`, Want: "author_date"},
		{Name: "account without login", Shape: shapeUsers, JSON: `{}`, Want: "no login"},
		{Name: "account of no day", Shape: shapeUsers, JSON: `{"login":"a","created_at":"x"}`, Want: "created_at"},
		{Name: "repository without name", Shape: shapeRepositories, JSON: `{}`, Want: "no name"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// Logs of other products have actors and actions too.
func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"action", "actor", "date_create", "id"},
		{"action", "actor", "created_at", "context"},
		{"id", "login", "status"},
		nil,
	})
}

func TestLoginOf(t *testing.T) {
	for mail, want := range map[string]string{
		"77+NightOwl42@users.noreply.github.com": "nightowl42", "nightowl42@users.noreply.github.com": "nightowl42",
		"a@b.example": "", "": "", "@users.noreply.github.com": "",
	} {
		if got := loginOf(mail); got != want {
			t.Errorf("%s: %q", mail, got)
		}
	}
}
