package domain

// Outcome is what a detector found for one person. The last two are never
// shown as clear.
type Outcome string

// Outcomes.
const (
	Hit           Outcome = "hit"
	Clear         Outcome = "clear"
	NotApplicable Outcome = "not-applicable"
	NotEnoughData Outcome = "not-enough-data"
)

// Strength says how far a finding goes.
type Strength string

// Strengths.
const (
	Hard       Strength = "hard"       // worth a human look alone
	Supporting Strength = "supporting" // needs a second family
	Context    Strength = "context"    // never alone
)

// Tier orders what a human should look at. It is not a probability.
type Tier string

// Tiers.
const (
	TierUrgent       Tier = "urgent"
	TierReview       Tier = "review"
	TierWatch        Tier = "watch"
	TierNone         Tier = "none"
	TierInsufficient Tier = "insufficient"
)

// Rank orders tiers: urgent highest.
func (t Tier) Rank() int {
	switch t {
	case TierUrgent:
		return 4
	case TierReview:
		return 3
	case TierWatch:
		return 2
	case TierInsufficient:
		return 1
	}
	return 0
}

// Evidence is one line of the table claim | observed | source.
type Evidence struct {
	Claim    string      // what the subject says, or ""
	Observed string      // what was seen
	Source   string      // the system that says so
	Records  []RecordRef // what proves it
	Value    *SharedValue
}

// SharedValue names the identifier that an evidence line rests on.
type SharedValue struct {
	Identifier Identifier
	Others     []string // subject ids that share it
}

// Finding is what one detector says of one person.
type Finding struct {
	Rule     string // rule id, such as "payee-not-worker"
	Version  int
	Subject  string // person id
	Outcome  Outcome
	Family   Family
	Strength Strength
	Bits     int      // log2 likelihood ratio, capped and rounded down to whole bits
	Sentence string   // one plain sentence
	Missing  []string // for not-enough-data: the source or field that would help
	Evidence []Evidence
	Innocent []string // innocent explanations to rule out
	Counter  []string // what speaks against the concern
	Lowered  string   // why the strength was lowered, if it was
}
