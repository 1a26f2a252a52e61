package domain

import "time"

// KindSession is the kind of a cell that stands for the last use of one session on
// devices of the employer's, or on others; no record has it. Device holds a hash
// of the session, Network [SessionManaged] or [SessionForeign]. Sessions are
// forgotten a week after the account's latest event.
const KindSession = Kind("session")

// On what a session was used.
const (
	SessionManaged = "managed"
	SessionForeign = "not managed"
)

// ActivityKey is what high-volume records fold by.
type ActivityKey struct {
	Kind    Kind
	Device  string // identity provider's device token or id, or ""
	Network string // /24 of an IPv4, /48 of an IPv6 address
	ASN     uint32
	Place   string // country|region|city as the source gives it
}

// Activity is one folded cell: one device on one network in one place, and the
// days on which it was seen there. Memory grows with people, places and days,
// never with events. Cells merge commutatively.
type Activity struct {
	ActivityKey
	Count    int
	Lat, Lon float64 // of the first event
	HasPoint bool
	Proxy    bool      // the source called the network a proxy or VPN
	Tunnel   string    // VPN operator named by the source
	Operator string    // name of the network's operator
	IP       string    // of the first event
	First    RecordRef // example records: the earliest and the latest
	Last     RecordRef
	Days     []ActiveDay // sorted by day
}

// ActiveDay is one UTC day of a cell.
type ActiveDay struct {
	Day     int32  // days since 1970-01-01
	First   uint32 // second of the day of the first event
	Last    uint32
	Count   uint32
	Hours   uint32 // bit h set: seen in UTC hour h
	Payroll bool   // a payroll application was opened
	ID      string // native id of the first event
}

// Span returns when the day's activity began and ended.
func (d ActiveDay) Span() Span {
	start := time.Unix(int64(d.Day)*86400, 0).UTC()
	return Span{start.Add(time.Duration(d.First) * time.Second), start.Add(time.Duration(d.Last) * time.Second)}
}

// DayOf returns the UTC day number of t.
func DayOf(t time.Time) int32 { return int32(t.UTC().Unix() / 86400) }
