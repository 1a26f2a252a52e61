package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/intel"
)

// configOf writes a config, and beside it files by name, and loads it.
func configOf(t *testing.T, text string, files map[string]string) (*app.Config, error) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "daylight.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return app.LoadConfig(path)
}

func TestListsInConfig(t *testing.T) {
	const text = `intel:
  lists:
    - plain.txt
    - {path: bare.txt, kind: vpn, provider: Example VPN, from: 2026-05-01, to: 2026-05-31}
    - path: other.txt
      name: Other
      kind: hosting
      date: 2026-06-01
      days: 10
`
	files := map[string]string{"plain.txt": "# kind: vpn\n# date: 2026-05-01\n1.2.3.4\n", "bare.txt": "8.8.8.8\nnonsense\n", "other.txt": "9.9.9.9\n"}
	cfg, err := configOf(t, text, files)
	if err != nil {
		t.Fatal(err)
	}
	got := cfg.Intel.Lists
	if len(got) != 3 || got[0] != (app.ListConfig{Path: "plain.txt"}) {
		t.Fatalf("%+v", got)
	}
	if l := got[1]; l.Kind != intel.VPN || l.Provider != "Example VPN" || l.From.Format("2006-01-02") != "2026-05-01" || l.To.Format("2006-01-02") != "2026-05-31" {
		t.Errorf("%+v", l)
	}
	if l := got[2]; l.Name != "Other" || l.Kind != intel.Hosting || l.Date.Format("2006-01-02") != "2026-06-01" || l.Days != 10 {
		t.Errorf("%+v", l)
	}
	// The lists load as described: without the config the two bare ones had no
	// kind and no date.
	notices, err := app.CheckFiles(cfg)
	if err != nil || len(notices) != 1 || !strings.Contains(notices[0], `bare.txt:2: "nonsense" is no address`) {
		t.Errorf("%q, %v", notices, err)
	}
	if err := cfg.Check(app.Detectors()); err != nil {
		t.Error(err)
	}
	plain, err := configOf(t, "intel: {lists: [plain.txt, bare.txt, other.txt]}\n", files)
	if err != nil {
		t.Fatal(err)
	}
	if notices, _ := app.CheckFiles(plain); len(notices) < 2 || !strings.Contains(strings.Join(notices, "\n"), "no kind") {
		t.Errorf("%q", notices)
	}
	a, errA := cfg.Hash(nil)
	b, errB := plain.Hash(nil)
	if a == b || errA != nil || errB != nil {
		t.Errorf("what the config says of a list does not show in its hash: %s %s %v %v", a, b, errA, errB)
	}
}

func TestListsInConfigRefused(t *testing.T) {
	for _, c := range []struct{ lists, want string }{
		{"{kind: vpn}", "line 3: intel.lists: path is missing"},
		{"{path: a.txt, kind: vpns}", `line 3: intel.lists: "vpns" is no kind of list; write one of [vpn hosting office`},
		{"{path: a.txt, date: soon}", `line 3: intel.lists: date: "soon" is no date such as 2026-08-01`},
		{"{path: a.txt, from: 2026-13-01}", "from: \"2026-13-01\" is no date"},
		{"{path: a.txt, from: 2026-05-02, to: 2026-05-01}", "line 3: intel.lists: to is before from"},
		{"{path: a.txt, days: 0}", `days: "0" is no number of days`},
		{"{path: a.txt, colour: red}", `line 3: intel.lists: no list has a "colour"`},
		{"{path: [a.txt]}", "path is one word or date"},
		{"[a.txt]", "a list is a path, or a mapping"},
		{"''", "path is missing"},
	} {
		_, err := configOf(t, "intel:\n  lists:\n    - "+c.lists+"\n", nil)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "daylight.yaml") {
			t.Errorf("%s: %v", c.lists, err)
		}
	}
	twice, err := configOf(t, "intel:\n  lists: [a.txt, {path: a.txt, kind: vpn}]\n", map[string]string{"a.txt": "8.8.8.8\n"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.CheckFiles(twice); err == nil || !strings.Contains(err.Error(), "names a.txt twice") {
		t.Error(err)
	}
}
