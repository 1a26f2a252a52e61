// Package all is the one list of detectors.
package all

import (
	"cmp"
	"slices"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/detect/bank"
	"github.com/daylight-hq/daylight/internal/detect/check"
	"github.com/daylight-hq/daylight/internal/detect/code"
	"github.com/daylight-hq/daylight/internal/detect/concern"
	"github.com/daylight-hq/daylight/internal/detect/contact"
	"github.com/daylight-hq/daylight/internal/detect/device"
	"github.com/daylight-hq/daylight/internal/detect/document"
	"github.com/daylight-hq/daylight/internal/detect/endpoint"
	"github.com/daylight-hq/daylight/internal/detect/history"
	"github.com/daylight-hq/daylight/internal/detect/leave"
	"github.com/daylight-hq/daylight/internal/detect/meeting"
	"github.com/daylight-hq/daylight/internal/detect/naming"
	"github.com/daylight-hq/daylight/internal/detect/network"
	"github.com/daylight-hq/daylight/internal/detect/place"
	"github.com/daylight-hq/daylight/internal/detect/postal"
	"github.com/daylight-hq/daylight/internal/detect/referee"
	"github.com/daylight-hq/daylight/internal/detect/rhythm"
	"github.com/daylight-hq/daylight/internal/detect/signing"
)

// Detectors returns every detector, sorted by id. Each topic lists its own, so that
// a new check touches the folder of its topic only; rules.lock and the pages of
// docs/rules are made.
func Detectors() []detect.Detector {
	list := slices.Concat(
		bank.Rules(), check.Rules(), code.Rules(), concern.Rules(), contact.Rules(), device.Rules(), document.Rules(),
		endpoint.Rules(), history.Rules(), leave.Rules(), meeting.Rules(), naming.Rules(), network.Rules(), place.Rules(),
		postal.Rules(), referee.Rules(), rhythm.Rules(), signing.Rules(),
	)
	slices.SortFunc(list, func(a, b detect.Detector) int { return cmp.Compare(a.ID, b.ID) })
	return list
}
