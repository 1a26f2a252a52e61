package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/intel"
)

// TestUpdateList downloads a list on two days; both stay, so that a question
// about either day has an answer.
func TestUpdateList(t *testing.T) {
	content, modified := "192.0.2.0/24\n", time.Date(2026, 3, 1, 5, 0, 0, 0, time.UTC)
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "exits.txt", modified, strings.NewReader(content))
	}))
	defer s.Close()
	config := filepath.Join(t.TempDir(), "daylight.yaml")
	l := app.NewList{Name: "exits", Kind: intel.VPN, Provider: "Example VPN", Days: 10}
	update := func() (app.Added, error) {
		return app.UpdateList(t.Context(), s.Client(), config, app.Download{URL: s.URL + "/exits.txt"}, l, time.Now())
	}
	first, err := update()
	if err != nil {
		t.Fatal(err)
	}
	content, modified = "198.51.100.0/24\n", modified.AddDate(0, 1, 0)
	second, err := update()
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Base(first.Path) != "exits-2026-03-01.txt" || filepath.Base(second.Path) != "exits-2026-04-01.txt" || second.SHA256 == "" {
		t.Errorf("%+v\n%+v", first, second)
	}
	if left, _ := os.ReadDir(filepath.Join(filepath.Dir(config), app.ListFolder, ".downloads")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	cfg, err := app.LoadConfig(config)
	if err != nil || len(cfg.Intel.Lists) != 1 {
		t.Fatalf("%+v %v", cfg, err)
	}
	lists, problems, err := intel.LoadLists([]string{filepath.Join(filepath.Dir(config), app.ListFolder)}, intel.Options{})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	for day, want := range map[string]map[string]bool{
		"2026-03-02": {"192.0.2.9": true, "198.51.100.9": false},
		"2026-04-02": {"192.0.2.9": false, "198.51.100.9": true},
	} {
		at, _ := time.Parse(time.DateOnly, day)
		for ip, was := range want {
			hits := lists.Network(netip.MustParseAddr(ip), 0, at)
			if got := len(hits) > 0 && !hits[0].Stale; got != was {
				t.Errorf("%s on %s: %v", ip, day, hits)
			}
		}
	}
	content, modified = "no list at all\n", modified.AddDate(0, 1, 0)
	if _, err := update(); err == nil || !strings.Contains(err.Error(), "nothing of the list can be used") {
		t.Errorf("a page that is no list: %v", err)
	}
}
