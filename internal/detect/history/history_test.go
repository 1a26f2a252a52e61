package history_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/detect/dettest"
	"github.com/daylight-hq/daylight/internal/detect/history"
)

// TestCases runs the golden cases; UPDATE=1 rewrites what they expect.
func TestCases(t *testing.T) {
	dettest.Run(t, "testdata", history.Rules()...)
}

// TestReleases wants a year and a source in every line of the table, and no name
// twice.
func TestReleases(t *testing.T) {
	text, err := os.ReadFile("releases.csv")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	rows := 0
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		rows++
		parts := strings.SplitN(strings.TrimSpace(line), ",", 4)
		if len(parts) != 4 || len(parts[3]) < 10 {
			t.Errorf("%q names no source", line)
			continue
		}
		if year, err := strconv.Atoi(parts[2]); err != nil || year < 1990 || year > 2026 {
			t.Errorf("%q has no year", line)
		}
		for _, name := range append(strings.Split(parts[1], "/"), parts[0]) {
			if name = strings.ToLower(strings.TrimSpace(name)); name != "" && seen[name] {
				t.Errorf("%s stands twice", name)
			}
			seen[name] = true
		}
	}
	if rows < 50 {
		t.Errorf("the table has %d rows", rows)
	}
}
