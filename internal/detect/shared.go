package detect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Group is one value and the other people who hold it. People whose names are
// compatible are left out: they are most likely the same human twice.
type Group struct {
	Identifier domain.Identifier
	Hub        *domain.Hub
	Ties       []domain.Tie
}

// Groups gathers ties by value, heaviest first, and drops peers who are most
// likely the person himself or herself.
func Groups(ties ...[]domain.Tie) []Group {
	index := map[domain.Identifier]int{}
	var out []Group
	for _, t := range slices.Concat(ties...) {
		if t.Names == domain.NamesSame || t.Names == domain.NamesVariant {
			continue
		}
		i, ok := index[t.Identifier]
		if !ok {
			i = len(out)
			index[t.Identifier] = i
			out = append(out, Group{Identifier: t.Identifier, Hub: t.Hub})
		}
		if t.Hub == nil {
			out[i].Hub = nil
		}
		out[i].Ties = append(out[i].Ties, t)
	}
	slices.SortStableFunc(out, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Bits(), a.Bits()), cmp.Compare(a.Identifier.Type, b.Identifier.Type), cmp.Compare(a.Identifier.Key, b.Identifier.Key))
	})
	return out
}

// Where keeps the ties for which keep is true, and the groups that have any.
func Where(groups []Group, keep func(domain.Tie) bool) []Group {
	var out []Group
	for _, g := range groups {
		ties := slices.DeleteFunc(slices.Clone(g.Ties), func(t domain.Tie) bool { return !keep(t) })
		if len(ties) > 0 {
			out = append(out, Group{g.Identifier, g.Hub, ties})
		}
	}
	return out
}

// Bits returns the weight of the heaviest tie.
func (g Group) Bits() int {
	b := 0
	for _, t := range g.Ties {
		b = max(b, t.Bits)
	}
	return b
}

// Others returns the ids of the peers, sorted.
func (g Group) Others() []string {
	var out []string
	for _, t := range g.Ties {
		out = append(out, t.Other)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Recorded reports whether some tie is at least recorded on both sides.
func (g Group) Recorded() bool {
	return slices.ContainsFunc(g.Ties, func(t domain.Tie) bool {
		return t.Self.Assurance >= domain.Recorded && t.Peer.Assurance >= domain.Recorded
	})
}

// Evidence renders the group as one line of the evidence table.
func (g Group) Evidence() domain.Evidence {
	others := g.Others()
	var records []domain.RecordRef
	var systems []string
	for i, t := range g.Ties {
		if i == 0 {
			records = append(records, t.Self.Records...)
		}
		if i < 10 {
			records = append(records, t.Peer.Records...)
		}
	}
	for _, r := range records {
		system, _, _ := strings.Cut(r.Key, ":")
		systems = append(systems, system)
	}
	slices.Sort(systems)
	return domain.Evidence{
		Claim:    "belongs to this person",
		Observed: fmt.Sprintf("%s is also held by %s", Noun(g.Identifier.Type), people(len(others))),
		Source:   strings.Join(slices.Compact(systems), ", "),
		Records:  records,
		Value:    &domain.SharedValue{Identifier: g.Identifier, Others: others},
	}
}

func people(n int) string {
	if n == 1 {
		return "1 other person"
	}
	return fmt.Sprintf("%d other persons", n)
}

// Noun is the plain word for an identifier type.
func Noun(t domain.IdentifierType) string {
	switch t {
	case domain.Email:
		return "mail address"
	case domain.Phone:
		return "phone number"
	case domain.Profile:
		return "profile link"
	case domain.Postal:
		return "street address"
	case domain.Bank:
		return "bank account"
	case domain.DeviceToken:
		return "browser token"
	case domain.DeviceID:
		return "device"
	case domain.DeviceMAC:
		return "network card"
	case domain.DiskID:
		return "computer"
	case domain.Fingerprint:
		return "browser fingerprint"
	case domain.Factor:
		return "sign-in factor"
	case domain.PublicIP:
		return "internet address"
	case domain.GatewayMAC:
		return "network gateway"
	case domain.BSSID:
		return "Wi-Fi access point"
	case domain.RemoteTool:
		return "remote tool"
	case domain.Referrer:
		return "referrer"
	case domain.RefereeMail:
		return "referee's mail address"
	case domain.RefereeCall:
		return "referee's phone number"
	case domain.Lineage:
		return "document ancestor"
	case domain.ResumeSig:
		return "résumé passage"
	case domain.ResumeText:
		return "text of a résumé"
	case domain.DocumentNumber:
		return "identity document"
	case domain.ImageHash:
		return "document image"
	case domain.CommitHash:
		return "commit"
	case domain.PayHandle:
		return "payment account"
	}
	return strings.ReplaceAll(string(t), "-", " ")
}

// Weigh says how strong one group is for one rule, and why it was lowered.
type Weigh func(Group) (s domain.Strength, lowered string)

// Shared judges a rule of the kind "the same value behind two names". Hubs, and
// values that others only typed, and later, are said and do not count; a
// household lowers hard to context.
func Shared(groups []Group, what string, family domain.Family, weigh Weigh) Result {
	r := Result{Outcome: domain.Hit, Family: family}
	for _, g := range groups {
		switch {
		case g.Hub != nil:
			r.Counter = append(r.Counter, fmt.Sprintf("One %s is shared by %d persons and discounted: %s.", Noun(g.Identifier.Type), g.Hub.Persons, strings.TrimSuffix(g.Hub.Why, ".")))
			continue
		case !g.raises():
			r.Counter = append(r.Counter, fmt.Sprintf("This %s was also given by %s, later and in their own words only; that cannot count against this person.", Noun(g.Identifier.Type), people(len(g.Others()))))
			continue
		}
		s, lowered := Lower(g, weigh)
		if strongest := Stronger(s, r.Strength); strongest != r.Strength || len(r.Evidence) == 0 {
			r.Strength, r.Lowered, r.Bits = strongest, lowered, g.Bits()
		}
		r.Evidence = append(r.Evidence, g.Evidence())
	}
	if len(r.Evidence) == 0 {
		sentence := "No " + what + " is shared with a person of another name"
		if len(r.Counter) > 0 {
			sentence += " in a way that counts"
		}
		return Result{Outcome: domain.Clear, Sentence: sentence + ".", Counter: r.Counter}
	}
	if r.Strength == domain.Context {
		r.Bits = 0
	}
	r.Sentence = sharedSentence(groups, what)
	return r
}

// raises reports whether some tie of the group may count against this person.
func (g Group) raises() bool {
	return slices.ContainsFunc(g.Ties, func(t domain.Tie) bool { return t.Raises })
}

// Lower applies what always lowers a shared value, and weighs the rest: ties
// that somebody typed later are left out of the weighing too, lest one more of
// them turn two people into a crowd.
func Lower(g Group, weigh Weigh) (domain.Strength, string) {
	g.Ties = slices.DeleteFunc(slices.Clone(g.Ties), func(t domain.Tie) bool { return !t.Raises })
	if !slices.ContainsFunc(g.Ties, func(t domain.Tie) bool { return !t.Household }) {
		return domain.Context, "they declare the same home, share only what a home shares, and each has devices, factors and documents of their own"
	}
	s, why := weigh(g)
	comparable := slices.ContainsFunc(g.Ties, func(t domain.Tie) bool { return t.Names != domain.NamesIncomparable })
	if !comparable && s == domain.Hard {
		return domain.Supporting, "the names are written in scripts that cannot be compared, so the two may be one person"
	}
	return s, why
}

// Stronger returns the stronger of two strengths; "" is the weakest.
func Stronger(a, b domain.Strength) domain.Strength {
	rank := map[domain.Strength]int{domain.Context: 1, domain.Supporting: 2, domain.Hard: 3}
	if rank[a] > rank[b] {
		return a
	}
	return b
}

func sharedSentence(groups []Group, what string) string {
	var others []string
	for _, g := range groups {
		if g.Hub == nil && g.raises() {
			others = append(others, g.Others()...)
		}
	}
	slices.Sort(others)
	others = slices.Compact(others)
	n := "1 person"
	if len(others) > 1 {
		n = fmt.Sprintf("%d persons", len(others))
	}
	return fmt.Sprintf("The same %s stands behind this person and %s %s.", what, n, named(groups))
}

// named says how the peers' names compare with the person's own. A name that
// is missing or in another script is not called another name.
func named(groups []Group) string {
	unknown := false
	people := map[string]bool{}
	for _, g := range groups {
		for _, t := range g.Ties {
			if g.Hub == nil && g.raises() {
				unknown = unknown || t.Names == domain.NamesUnknown || t.Names == domain.NamesIncomparable
				people[t.Other] = true
			}
		}
	}
	switch {
	case unknown:
		return "whose names cannot all be compared with this one's"
	case len(people) > 1:
		return "of other names"
	}
	return "of another name"
}

// Deciding returns the first group of the greatest strength, which is the one
// that a shared finding rests on.
func Deciding(groups []Group, weigh Weigh) Group {
	var best Group
	var strongest domain.Strength
	for _, g := range groups {
		if g.Hub != nil || !g.raises() {
			continue
		}
		if s, _ := Lower(g, weigh); Stronger(s, strongest) != strongest {
			best, strongest = g, s
		}
	}
	return best
}

// Worker applies a check to people who work or worked for the employer.
func Worker(s domain.Stage) bool { return s.Worker }

// Applicant applies a check to people who applied.
func Applicant(s domain.Stage) bool { return s.Applicant }
