// Package detect holds the contract of a detector, the view it is given and
// the rule that turns findings into a tier. Each topic has a folder below.
package detect

import (
	"context"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Detector is one check. It is a value without state.
type Detector struct {
	ID       string // words, such as "payee-not-worker"
	Version  int    // raised whenever its output can change
	Doc      Doc
	Needs    []Need        // what the view must expose
	Requires []Requirement // what some source of the workspace must fill
	Params   []Param       // thresholds, overridable in config under the rule's id
	// Applies says for which stage of a working life the check has a meaning;
	// nil means for everybody. Elsewhere the outcome is not-applicable.
	Applies func(domain.Stage) bool
	// Corroborates marks a check that is made only of people about whom a
	// finding of another family counts already. It is too weak, or looks too
	// closely at a life, to be made of everybody. It sees nothing of that
	// finding.
	Corroborates bool
	// Run judges one person. It is pure: no clock, network, store or log.
	Run func(context.Context, View) (Result, error)
}

// Doc is the page a reader sees, in the terminal, the docs and the console.
type Doc struct {
	Catalogue  []string // ids of the indicator catalogue, such as PY02
	Title      string
	Stage      string // apply, identity, interview, onboard, work, pay or exit
	Means      string
	MeansNot   string
	Innocent   []string // innocent causes to rule out
	Data       string   // what data it needs, and which sources carry it in practice
	Ceiling    domain.Strength
	Source     string // where the indicator is published
	Fairness   string
	FirstSteps []string // what a reviewer does first
}

// Param is one threshold.
type Param struct {
	Name     string
	Default  float64
	Min, Max float64
	Unit     string
	Doc      string
}

// Datum is one field that records of one kind can carry.
type Datum struct {
	Kind  domain.Kind
	Field domain.Field
}

// Requirement is met when some record of the workspace carries any of the
// data. Part names what goes unanswered otherwise.
type Requirement struct {
	Part  string
	AnyOf []Datum
	// Optional marks a part without which the rest of the check still answers.
	Optional bool
}

// Result is what a detector says of one person.
type Result struct {
	Outcome  domain.Outcome
	Family   domain.Family
	Strength domain.Strength
	Bits     int
	Sentence string
	Missing  []string // for not-enough-data: what would help
	Evidence []domain.Evidence
	Counter  []string
	Innocent []string // causes particular to this case, shown before the Doc's
	Lowered  string
}

// ClearResult says that the check was made and raised nothing.
func ClearResult(sentence string) Result {
	return Result{Outcome: domain.Clear, Sentence: sentence}
}

// NotApplicable says that the check has no meaning for this person.
func NotApplicable(why string) Result {
	return Result{Outcome: domain.NotApplicable, Sentence: why}
}

// NotEnough says that the check could not be made, and what would help.
func NotEnough(sentence string, missing ...string) Result {
	return Result{Outcome: domain.NotEnoughData, Sentence: sentence, Missing: missing}
}
