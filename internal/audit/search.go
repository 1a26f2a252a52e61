package audit

import "time"

// Search says that somebody looked people up outside a case, and why. What was
// looked for is not in it.
type Search struct {
	ID      string
	At      time.Time
	Actor   string // id of the user or token
	By      string // by what was searched: name, mail, phone, case or value
	Purpose string // a code
	Reason  string // in the searcher's own words
	Found   int
}

// SearchBefore is where a page of searches ends: those before it follow.
type SearchBefore struct {
	At time.Time `json:"at"`
	ID string    `json:"id"`
}
