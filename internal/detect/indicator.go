package detect

// Indicator is one line of the indicator catalogue, by which what is published
// about the scheme is known.
type Indicator struct {
	ID     string // such as PY02; rules name it in [Doc.Catalogue]
	Rating string // H, M, L, X (never used) or "-"
	Title  string
	State  Coverage
	Note   string // what is left out or missing, or why it is refused
}

// Coverage is what becomes of an indicator.
type Coverage string

// Coverages.
const (
	Covered Coverage = ""        // rules say all of it
	Partial Coverage = "partial" // rules say part of it
	Missing Coverage = "open"    // not built yet
	Waits   Coverage = "waits"   // for another part of the product
	Left    Coverage = "left"    // context at most, and it would cost data that no employer has
	Refused Coverage = "refused" // it will not be built
)
