package domain

// SharedBy is one value behind two persons.
type SharedBy struct {
	Identifier Identifier
	RolesA     []Role
	RolesB     []Role
	Family     Family
	Bits       int
	Hub        bool
	Recorded   bool // both sides at least recorded
	Records    []RecordRef
}

// Edge is a pair of persons and everything they share, A before B.
type Edge struct {
	A, B   string
	Shared []SharedBy
	Bits   int  // capped per family
	Holds  bool // it is strong enough to hold a ring together
	Hard   bool // at least one hard value, recorded on both sides
}

// Ring is a cluster of linked persons.
type Ring struct {
	ID      string
	Members []string
	Tier    Tier
	Edges   []Edge // every edge that holds, sorted
	Core    []int  // indexes into Edges: the smallest set that holds the ring together
}

// Hub is an identifier that many honest people share.
type Hub struct {
	Identifier Identifier
	Persons    int
	Kind       string // dorm, office, agency-mailbox, vpn-exit, carrier-nat, household, flood …
	Why        string
}
