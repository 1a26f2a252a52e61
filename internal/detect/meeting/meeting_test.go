package meeting_test

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/detect/dettest"
	"github.com/daylight-hq/daylight/internal/detect/meeting"
)

// TestCases runs the golden cases; UPDATE=1 rewrites what they expect.
func TestCases(t *testing.T) {
	dettest.Run(t, "testdata", meeting.Rules()...)
}
