// Package all is the one list of built-in sources.
package all

import (
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/adp"
	"github.com/daylight-hq/daylight/internal/ingest/source/ashby"
	"github.com/daylight-hq/daylight/internal/ingest/source/bamboohr"
	"github.com/daylight-hq/daylight/internal/ingest/source/crowdstrike"
	"github.com/daylight-hq/daylight/internal/ingest/source/deel"
	"github.com/daylight-hq/daylight/internal/ingest/source/defender"
	"github.com/daylight-hq/daylight/internal/ingest/source/dhl"
	"github.com/daylight-hq/daylight/internal/ingest/source/docusign"
	"github.com/daylight-hq/daylight/internal/ingest/source/entra"
	"github.com/daylight-hq/daylight/internal/ingest/source/fedex"
	"github.com/daylight-hq/daylight/internal/ingest/source/fleet"
	"github.com/daylight-hq/daylight/internal/ingest/source/github"
	"github.com/daylight-hq/daylight/internal/ingest/source/googleworkspace"
	"github.com/daylight-hq/daylight/internal/ingest/source/greenhouse"
	"github.com/daylight-hq/daylight/internal/ingest/source/gusto"
	"github.com/daylight-hq/daylight/internal/ingest/source/intune"
	"github.com/daylight-hq/daylight/internal/ingest/source/jamf"
	"github.com/daylight-hq/daylight/internal/ingest/source/jointable"
	"github.com/daylight-hq/daylight/internal/ingest/source/lever"
	"github.com/daylight-hq/daylight/internal/ingest/source/ocsf"
	"github.com/daylight-hq/daylight/internal/ingest/source/okta"
	"github.com/daylight-hq/daylight/internal/ingest/source/payroll"
	"github.com/daylight-hq/daylight/internal/ingest/source/sentinelone"
	"github.com/daylight-hq/daylight/internal/ingest/source/shipping"
	"github.com/daylight-hq/daylight/internal/ingest/source/slack"
	"github.com/daylight-hq/daylight/internal/ingest/source/sysmon"
	"github.com/daylight-hq/daylight/internal/ingest/source/teams"
	"github.com/daylight-hq/daylight/internal/ingest/source/ups"
	"github.com/daylight-hq/daylight/internal/ingest/source/usps"
	"github.com/daylight-hq/daylight/internal/ingest/source/workable"
	"github.com/daylight-hq/daylight/internal/ingest/source/workday"
	"github.com/daylight-hq/daylight/internal/ingest/source/zoom"
)

// Sources returns every built-in source, sorted by name.
func Sources() []source.Source {
	return []source.Source{
		adp.Source(), ashby.Source(), bamboohr.Source(), crowdstrike.Source(), deel.Source(), defender.Source(), dhl.Source(),
		docusign.Source(), entra.Source(), fedex.Source(), fleet.Source(), github.Source(), googleworkspace.Source(),
		greenhouse.Source(), gusto.Source(), intune.Source(), jamf.Source(), jointable.Source(), lever.Source(), ocsf.Source(),
		okta.Source(), payroll.Source(), sentinelone.Source(), shipping.Source(), slack.Source(), sysmon.Source(), teams.Source(),
		ups.Source(), usps.Source(), workable.Source(), workday.Source(), zoom.Source(),
	}
}
