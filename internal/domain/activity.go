package domain

import "time"

// ActivityKey is what high-volume records fold by. Day is the UTC date in
// days since 1970-01-01: finer times live in the cell's hours and span, so
// that memory grows with people, places and days, never with events.
type ActivityKey struct {
	Kind    Kind
	Device  string // identity provider's device token or id, or ""
	Network string // /24 of an IPv4, /48 of an IPv6 address
	ASN     uint32
	Place   string // country|region|city as the source gives it
	Day     int32
}

// Activity is one folded cell. Cells merge commutatively.
type Activity struct {
	ActivityKey
	Count    int
	Hours    uint32 // bit h set: seen in UTC hour h
	Span     Span
	Lat, Lon float64 // of the first event that carried a point
	HasPoint bool
	Proxy    bool      // the source called the network a proxy or VPN
	Tunnel   string    // operator named by the source
	Operator string    // name of the network's operator
	First    RecordRef // example records: the earliest and the latest
	Last     RecordRef
	IP       string // of the first event
	Payroll  Span   // of the events that opened a payroll application; zero if none
}

// DayOf returns the UTC day number of t.
func DayOf(t time.Time) int32 { return int32(t.UTC().Unix() / 86400) }
