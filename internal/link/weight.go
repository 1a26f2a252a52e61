package link

import (
	"math/bits"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// rule is what is known of one identifier type: how far rarity may carry it,
// whether it alone can hold an edge, and when degree first makes one ask
// whether it is a hub.
type rule struct {
	capBits  int
	hard     bool
	hubFrom  int  // persons from which a hub is considered; 0 is never without a list
	lives    int  // days after which a value may have a new owner; 0 is for ever
	physical bool // says that people were in one spot, so it does not make them alike
}

// rules follow the catalogue's specificity (tradecraft.md): H types may hold
// an edge alone, M and L types may not. Caps are priors in bits, chosen so
// that no single family outweighs two (see docs/method/linking.md).
var rules = map[domain.IdentifierType]rule{
	domain.Bank:        {capBits: 14, hard: true, hubFrom: 10},
	domain.Wallet:      {capBits: 14, hard: true, hubFrom: 10},
	domain.Factor:      {capBits: 14, hard: true, hubFrom: 10},
	domain.DeviceToken: {capBits: 12, hard: true, hubFrom: 10},
	domain.DeviceID:    {capBits: 12, hard: true, hubFrom: 10},
	domain.DiskID:      {capBits: 12, hard: true, hubFrom: 10},
	domain.Serial:      {capBits: 10, hard: true, hubFrom: 10},
	domain.DeviceMAC:   {capBits: 8, hubFrom: 4},
	domain.Fingerprint: {capBits: 2, hubFrom: 3},
	domain.Phone:       {capBits: 12, hard: true, hubFrom: 8, lives: 730},
	domain.Email:       {capBits: 12, hard: true, hubFrom: 8},
	domain.Profile:     {capBits: 12, hard: true, hubFrom: 8},
	domain.Postal:      {capBits: 10, hard: true, hubFrom: 7, lives: 1095, physical: true},
	domain.GatewayMAC:  {capBits: 10, hard: true, hubFrom: 8, physical: true},
	domain.BSSID:       {capBits: 10, hard: true, hubFrom: 8, physical: true},
	domain.PublicIP:    {capBits: 6, hubFrom: 8, lives: 180, physical: true},
	domain.RefereeMail: {capBits: 8, hubFrom: 6},
	domain.RefereeCall: {capBits: 8, hubFrom: 6},
	domain.Referrer:    {hubFrom: 6}, // friends refer friends: it weighs nothing by itself
	domain.RemoteTool:  {},           // that two have one tool says nothing of them
	domain.Lineage:     {capBits: 8, hubFrom: 5},
	domain.ResumeSig:   {capBits: 6, hubFrom: 5},
	domain.ResumeText:  {capBits: 6},

	domain.DocumentNumber:  {capBits: 14, hard: true, hubFrom: 10},
	domain.ImageHash:       {capBits: 10, hard: true, hubFrom: 6},
	domain.PayHandle:       {capBits: 12, hard: true, hubFrom: 10},
	domain.CommitHash:      {capBits: 8, hubFrom: 5},
	domain.InvoiceTemplate: {capBits: 6, hubFrom: 5},
}

// bitsFor returns ceil(log2 n): what one exact coincidence is worth among n
// persons. It moves in steps, so that one more person changes nothing.
func bitsFor(n int) int { return bits.Len(uint(max(n, 1) - 1)) }

// priorBits stands in for the rarity of a value in a small workspace: twenty
// persons say nothing about how rare a phone number is. Own choice: a value
// that a stranger shares counts as one in a thousand until the workspace is
// larger than that.
const priorBits = 10

// weigh returns the bits of sharing a value between two of its holders: the
// workspace's rarity of the value, log2(N) - log2(holders), capped by type.
func weigh(t domain.IdentifierType, holders, population int) int {
	return max(0, min(rules[t].capBits, max(population, priorBits)-bitsFor(holders)))
}

// decay lowers the bits when the two holders did not hold the value at the
// same time: it halves for every lifetime that lies between them. A recycled
// phone number is the case in point.
func decay(weight int, t domain.IdentifierType, a, b domain.Span) int {
	life := rules[t].lives
	gap := gapDays(a, b)
	if life == 0 || gap < life {
		return weight
	}
	return weight >> min(gap/life, 8)
}

// gapDays returns the whole days between two spans, 0 when they overlap or
// either is undated.
func gapDays(a, b domain.Span) int {
	if a.First.IsZero() || b.First.IsZero() {
		return 0
	}
	gap := max(a.First.Sub(b.Last), b.First.Sub(a.Last), 0)
	return int(gap / (24 * time.Hour))
}

// familyBits adds bits per family, no family counting for more than its best
// value: two values of one family are rarely independent.
func familyBits(shared []domain.SharedBy) int {
	best := map[domain.Family]int{}
	for _, s := range shared {
		best[s.Family] = max(best[s.Family], s.Bits)
	}
	sum := 0
	for _, b := range best {
		sum += b
	}
	return sum
}

// contextBits is the most that a value may weigh and still be mere context: it
// is shown and counts as no family of evidence.
const contextBits = 2

func families(shared []domain.SharedBy) []domain.Family {
	var out []domain.Family
	for _, s := range shared {
		if !s.Hub && s.Bits > contextBits && !slices.Contains(out, s.Family) {
			out = append(out, s.Family)
		}
	}
	return out
}
