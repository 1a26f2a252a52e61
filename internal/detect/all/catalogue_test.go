package all_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/detect/all"
)

// TestCatalogue wants a rule or a reason for every indicator, and no rule for one
// that is refused.
func TestCatalogue(t *testing.T) {
	rules := map[string][]string{}
	for _, d := range all.Detectors() {
		for _, id := range d.Doc.Catalogue {
			rules[id] = append(rules[id], d.ID)
		}
	}
	list := all.Catalogue()
	if len(list) != 103 {
		t.Errorf("the catalogue holds %d indicators, want 103", len(list))
	}
	known := map[string]bool{}
	for _, x := range list {
		if known[x.ID] {
			t.Errorf("%s stands twice", x.ID)
		}
		known[x.ID] = true
		has := len(rules[x.ID]) > 0
		switch x.State {
		case detect.Covered:
			if !has {
				t.Errorf("%s is said to be covered and no rule names it", x.ID)
			}
		case detect.Partial, detect.Missing, detect.Waits, detect.Left, detect.Refused:
			if x.Note == "" || strings.Contains(x.Title, "|") {
				t.Errorf("%s is %s, and nothing says why", x.ID, x.State)
			}
			if x.State != detect.Partial && has {
				t.Errorf("%s is %s, and %v names it", x.ID, x.State, rules[x.ID])
			}
		default:
			t.Errorf("%s has the state %q", x.ID, x.State)
		}
		if x.Rating == "X" && x.State != detect.Refused {
			t.Errorf("%s may not be used, and is %q", x.ID, x.State)
		}
		if !slices.Contains([]string{"H", "M", "L", "X", "-"}, x.Rating) {
			t.Errorf("%s has the rating %q", x.ID, x.Rating)
		}
	}
	for id, by := range rules {
		if !known[id] {
			t.Errorf("%v names %s, which is no indicator", by, id)
		}
	}
}
