package check_test

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/detect/check"
	"github.com/daylight-hq/daylight/internal/detect/dettest"
)

// TestCases runs the golden cases; UPDATE=1 rewrites what they expect.
func TestCases(t *testing.T) {
	dettest.Run(t, "testdata", check.Rules()...)
}
