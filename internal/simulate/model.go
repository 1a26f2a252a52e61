package simulate

import (
	"math/rand/v2"
	"time"
)

// person is one human of the company's world: an applicant, a worker or both.
// A persona of a cell is one too: a borrowed name under which somebody works.
type person struct {
	given, family string
	mail, phone   string
	moreMails     []string // other private addresses the person used
	home          *address
	candidates    []*candidate
	worker        *worker

	// group names the cell or the look-alikes the person belongs to; only
	// people of one group may share a value that is not made to be shared.
	group string
}

// candidate is one record of the applicant tracker.
type candidate struct {
	p             *person
	ashby         bool
	id            int64  // Greenhouse
	uuid          string // Ashby
	given, family string
	mail, phone   string
	home          *address
	street        bool // the applicant gave the street, not just the city
	links         []string
	portfolio     string
	agency        string  // name of the staffing agency that sent the candidate in
	referrer      *worker // who recommended the candidate
	title         int     // index into jobTitles
	apps          []*application
	resume        *resume
	referee       *referee
	client        *network // where the form was sent from; full profile only
	diskID        string   // of the computer in meetings; full profile only
}

// application is one application of a candidate to a job.
type application struct {
	id        int64
	at        time.Time
	rejected  time.Time // zero unless rejected
	hired     bool
	interview *interview
}

type interview struct {
	id      int64
	at      time.Time
	minutes int
	meeting int64
	host    *worker
}

// referee is named by a candidate; only the full profile writes it.
type referee struct{ name, mail, phone string }

// worker is a record of the HR system with everything that hangs on it.
type worker struct {
	p                  *person
	given, family      string
	oid, number, file  string
	title              int
	hire, left, rehire time.Time
	mail               string // at work
	okta               string
	home               *address // as HR has it now
	moved              time.Time
	former             *address // before moved
	fromATS            bool     // hired through the applicant tracker
	joined             bool     // has a row in the join table

	net      *network // at home, or wherever the laptop stands
	browser  *browser
	smsPhone string
	laptop   *laptop
	parcel   *parcel
	pay      []payEvent
	checked  bool // covered by the bank's name check

	mobile   *network // carrier gateway; nil for those who never use one
	corpVPN  *network
	private  *network // commercial VPN exit
	stays    []stay
	script   []session // sorted by time before they are written
	scripted bool      // signs in by script only
	noLog    bool      // no sign-ins: left before the window
}

// browser is one browser profile that signs in.
type browser struct {
	dtHash, deviceID string
	os, agent, raw   string
	print            string // fingerprint; like laptops repeat it
}

// laptop is a company device.
type laptop struct {
	serial, mac, uuid, intuneID string
	host, model, vendor         string
	platform                    string // windows, darwin or ubuntu
	reports                     bool   // the osquery network pack is scheduled on it
	checkins                    []checkin
}

// checkin is one report of the network a laptop stands in.
type checkin struct {
	at  time.Time
	net *network
}

// parcel is a laptop on its way to a worker.
type parcel struct {
	tracking   string
	sent, done time.Time
	to         *address // as first addressed
	redirect   *address // where it went instead
	signer     string
	noKey      bool // carries the recipient's name only
	inTracking bool
}

// payEvent sets where pay goes from a date on.
type payEvent struct {
	at      time.Time
	account payAccount
}

// stay replaces the home network for a while. On the days of a journey there
// and back nobody signs in.
type stay struct {
	from, to time.Time
	net      *network
	journey  bool
}

// session is one stretch of sign-in events from one browser and network.
type session struct {
	at      time.Time
	net     *network
	browser *browser
	app     int // index into apps of the first application, -1 for any
}

// innocents is one group of look-alikes.
type innocents struct {
	kind    string
	members []*person
}

// cell is one group of personas under one hand.
type cell struct {
	id      string
	members []*person
}

// world is everything that the writers write.
type world struct {
	p         Params
	people    []*person
	workers   []*worker    // by number
	greens    []*candidate // Greenhouse, by id
	ashbys    []*candidate
	cells     []cell
	lone      []*person
	innocents []innocents
	resumes   []*resume
	stores    []*address // store mailboxes, for the intel list
	exits     []*network // commercial VPN exits
}

// gen builds a world.
type gen struct {
	world
	r       *rand.Rand
	names   nameBook
	v       *values
	cities  []*city
	abroad  []*city
	carrier []*network
	corp    []*network
	venues  []string // addresses of shared networks not yet given out
	left    int      // workers still to be made
}
