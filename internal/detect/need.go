package detect

import "github.com/daylight-hq/daylight/internal/domain"

// Need is one thing that a detector may look at. The list is closed: what has
// no constructor here cannot be asked for, and protected attributes and their
// proxies have none.
type Need struct {
	class string
	arg   string
}

// NeedPerson asks for stage, dates, names and clients.
func NeedPerson() Need { return Need{"person", ""} }

// NeedClaims asks for what the person says under these fields.
func NeedClaims(fields ...domain.Field) []Need { return needs("claims", fields) }

// NeedRecords asks for low-volume records of these kinds.
func NeedRecords(kinds ...domain.Kind) []Need { return needs("records", kinds) }

// NeedObservations asks for identifiers of these types.
func NeedObservations(types ...domain.IdentifierType) []Need { return needs("observations", types) }

// NeedLinks asks for ties over identifiers of these types.
func NeedLinks(types ...domain.IdentifierType) []Need { return needs("links", types) }

// NeedActivity asks for folded events of these high-volume kinds.
func NeedActivity(kinds ...domain.Kind) []Need { return needs("activity", kinds) }

// IntelKind names a list of package intel that a detector may consult.
type IntelKind string

// Intel lists.
const (
	IntelVPN          IntelKind = "vpn"           // VPN and hosting exits
	IntelMailboxStore IntelKind = "mailbox-store" // mailbox stores and forwarders
	IntelPlaces       IntelKind = "places"        // distances between places
	IntelCarriers     IntelKind = "carriers"      // mobile carriers and relays

	IntelDisposable IntelKind = "disposable-mail"  // domains of throw-away mail services
	IntelDomainAge  IntelKind = "domain-age"       // days on which domains were registered
	IntelReported   IntelKind = "reported-account" // profiles that somebody reported
	IntelAllowed    IntelKind = "allowed-tool"     // remote tools that the employer allows
)

// NeedIntel asks for lists.
func NeedIntel(kinds ...IntelKind) []Need { return needs("intel", kinds) }

// Needs flattens single needs and lists of them.
func Needs(parts ...any) []Need {
	var out []Need
	for _, p := range parts {
		switch p := p.(type) {
		case Need:
			out = append(out, p)
		case []Need:
			out = append(out, p...)
		}
	}
	return out
}

func needs[T ~string](class string, args []T) []Need {
	out := make([]Need, len(args))
	for i, a := range args {
		out[i] = Need{class, string(a)}
	}
	return out
}

// String renders class or class(arg).
func (n Need) String() string {
	if n.arg == "" {
		return n.class
	}
	return n.class + "(" + n.arg + ")"
}
