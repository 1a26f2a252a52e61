package document_test

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/detect/dettest"
	"github.com/daylight-hq/daylight/internal/detect/document"
)

// TestCases runs the golden cases; UPDATE=1 rewrites what they expect.
func TestCases(t *testing.T) {
	dettest.Run(t, "testdata", document.Rules()...)
}
