package concern_test

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/detect/concern"
	"github.com/daylight-hq/daylight/internal/detect/dettest"
)

// TestCases runs the golden cases; UPDATE=1 rewrites what they expect.
func TestCases(t *testing.T) {
	dettest.Run(t, "testdata", concern.Rules()...)
}

// TestCodes wants words for each code, and none about how somebody is.
func TestCodes(t *testing.T) {
	codes := concern.Codes()
	if len(codes) != 6 {
		t.Errorf("%d codes", len(codes))
	}
	for _, c := range codes {
		if len(c[1]) < 20 {
			t.Errorf("%s means %q", c[0], c[1])
		}
	}
}
