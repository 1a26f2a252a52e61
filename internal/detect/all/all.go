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

// Detectors returns every detector, sorted by id.
func Detectors() []detect.Detector {
	list := []detect.Detector{
		contact.Shared(), contact.Leaver(), contact.InternetLine(), contact.LookAlike(), contact.Reported(),
		postal.HomeAddress(), postal.ShipToShared(), postal.ShipToNotHome(), postal.SignedByOther(), postal.Forwarder(), postal.TaxPost(),
		postal.ThreePlaces(), postal.Redirected(),
		device.SharedSignIn(), device.SharedFactor(), device.LateKeys(), device.Session(),
		network.LaptopsTogether(), network.VPNAtWork(), network.AppliedTogether(), network.AppliedThroughVPN(),
		bank.SharedAccount(), bank.PayeeNotWorker(), bank.EarlyChange(), bank.SharedInvoice(), bank.YoungCompany(), bank.SharedHandle(),
		referee.Shared(), referee.Own(), referee.YoungDomain(), referee.Chain(), document.Lineage(), document.NearDuplicate(), naming.Differ(),
		endpoint.NotAllowed(), endpoint.TwoVendors(), endpoint.Scripted(), endpoint.OwnRelay(), endpoint.Habits(),
		endpoint.RemoteSwitch(), endpoint.KeyboardWithStorage(),
		meeting.Joined(), meeting.Camera(), meeting.Through(),
		check.SharedDocument(), check.Failed(), check.Denied(),
		code.Author(), code.Copied(), code.SeveralAuthors(), code.ChangedPerson(), code.Bulk(),
		concern.Reported(), history.Dates(), history.Employer(), signing.Elsewhere(), leave.SignIn(), leave.Device(),
		place.ImpossibleTravel(), place.NeverMeet(), place.BrowserZone(), rhythm.ClaimedClock(),
	}
	slices.SortFunc(list, func(a, b detect.Detector) int { return cmp.Compare(a.ID, b.ID) })
	return list
}
