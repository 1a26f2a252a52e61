// Package settings holds what people set of a workspace while it runs, and the
// views of pages that they save. It speaks no HTTP and no SQL.
package settings

import (
	"time"

	"github.com/daylight-hq/daylight/internal/review"
)

// Part is one group of settings. Each is read, changed and versioned as a whole,
// and has its own people who may change it.
type Part string

// Parts.
const (
	PartGeneral  Part = "general"  // admins
	PartWorkflow Part = "workflow" // counsel
	PartRules    Part = "rules"    // security and counsel
	PartMappings Part = "mappings" // security and admins
)

// Parts lists every part.
func Parts() []Part { return []Part{PartGeneral, PartWorkflow, PartRules, PartMappings} }

// First is the version of a part that nobody has set.
const First = 1

// Settings is all that people set of a workspace. Its zero values mean what the
// config file says, or else the defaults.
type Settings struct {
	General  General
	Workflow Workflow
	Rules    Rules
	Mappings Mappings
	Versions map[Part]int // at least First
}

// General is what admins set.
type General struct {
	Name          string   `json:"name"`           // of the workspace, for people
	Region        string   `json:"region"`         // ISO country of phone numbers without a prefix
	SilenceFactor float64  `json:"silence_factor"` // times its usual gap after which a source counts as silent
	MailDomains   []string `json:"mail_domains"`   // in which logins must be; none for no bounds
	Console       string   `json:"console"`        // address that links in messages begin with
	Clients       []string `json:"clients"`        // end clients of a staffing firm
}

// Workflow is what counsel sets. It adds to the presets that come with Daylight
// or takes the place of one; no floor can be gone below.
type Workflow struct {
	Jurisdictions []review.Jurisdiction `json:"jurisdictions"`
	Jobs          map[string]string     `json:"jobs"` // title of a job to the jurisdiction that holds for it
	Retention     []review.Keep         `json:"retention"`
	Templates     []review.Template     `json:"templates"`
	Holidays      []string              `json:"holidays"` // days such as 2026-12-25 that are no business days
}

// Rules is how checks are switched, by rule id. What is not named is on, unless
// the config file switches it off.
type Rules map[string]Rule

// Rule switches one check, for everybody or for all candidates of some jobs. It
// is never switched for a person.
type Rule struct {
	Enabled bool     `json:"enabled"`
	OffFor  []string `json:"off_for"` // titles of jobs
	Why     string   `json:"why"`
}

// Mappings are how files that no source knows are read, by name. The config
// file's own come first.
type Mappings map[string]Mapping

// Mapping is one of them.
type Mapping struct {
	YAML    string `json:"yaml"`
	Enabled bool   `json:"enabled"`
}

// Version is one version of a part, as it is kept.
type Version struct {
	Part Part
	N    int
	At   time.Time
	By   string // id of the user
	Data []byte // the part as JSON
}

// None is what holds where nobody has set anything.
func None() *Settings {
	return &Settings{Rules: Rules{}, Mappings: Mappings{}, Versions: map[Part]int{PartGeneral: First, PartWorkflow: First, PartRules: First, PartMappings: First}}
}
