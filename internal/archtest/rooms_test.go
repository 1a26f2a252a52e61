package archtest

// room says what the packages of one part of the tree may import of ours. The
// first room whose pattern fits a package holds. A pattern that ends in "/..."
// fits the folder and everything below it; one that ends in "/*" fits what
// stands directly in the folder. Patterns leave out "internal/".
type room struct {
	pattern string
	may     []string
}

// rooms is the import direction of ARCHITECTURE.md as a table. A package that
// fits no room fails the test: a new room is a decision, so it gets a line here.
var rooms = []room{
	// The words, and the only place where JSON is read and written.
	{"domain", nil},
	{"wire", nil},

	// What knows facts, and nothing of people's findings.
	{"intel/endpoint", nil},
	{"intel/fetch", nil},
	{"identifier", []string{"domain", "intel/endpoint"}},
	{"place", []string{"domain"}},
	{"sky", nil},
	{"shingle", nil},
	{"activity", []string{"domain", "place"}},
	{"console", nil},
	{"intel", []string{"domain"}},

	// What judges. link and detect never import each other.
	{"link", []string{"domain"}},
	{"detect", []string{"domain"}},
	{"detect/all", []string{"detect", "detect/*"}},
	{"detect/dettest", []string{"detect", "domain", "engine", "identifier", "intel", "shingle", "wire"}},
	{"detect/rhythm", []string{"detect", "activity", "domain"}},
	{"detect/endpoint", []string{"detect", "domain", "intel/endpoint"}},
	{"detect/*", []string{"detect", "domain"}},
	{"engine", []string{"link", "detect", "identifier", "place", "intel", "shingle", "domain"}},

	// What reads exports. Vendors share the six small folders and never
	// import each other.
	{"ingest", []string{"ingest/read", "ingest/source", "engine", "domain", "wire"}},
	{"ingest/read", []string{"ingest/source", "domain", "wire"}},
	{"ingest/document", []string{"shingle", "domain", "wire"}},
	{"ingest/source", []string{"domain"}},
	{"ingest/source/all", []string{"ingest/source", "ingest/source/*"}},
	{"ingest/source/sourcetest", []string{"ingest/source", "domain", "wire"}},
	{"ingest/source/when", nil},
	{"ingest/source/asset", nil},
	{"ingest/source/parcel", []string{"ingest/source", "domain"}},
	{"ingest/source/meetinglink", nil},
	{"ingest/source/agent", nil},
	{"ingest/source/tree", []string{"wire"}},
	{"ingest/source/signin", []string{"ingest/source", "domain"}},
	{"ingest/source/inventory", []string{"ingest/source", "intel/endpoint", "domain"}},
	{"ingest/source/*", []string{"ingest/source", "ingest/source/when", "ingest/source/asset",
		"ingest/source/parcel", "ingest/source/meetinglink", "ingest/source/agent", "ingest/source/tree", "ingest/source/signin", "ingest/source/inventory", "domain", "wire"}},

	// What people and disks see.
	{"report", []string{"engine", "detect", "ingest", "domain", "wire"}},
	{"audit", []string{"domain", "wire"}},
	{"review", []string{"engine", "detect", "domain"}},
	{"notify", []string{"domain", "wire"}},
	{"jobs", []string{"domain", "wire"}},
	{"access", []string{"domain"}},
	{"access/once", nil},
	{"access/passkey/passkeytest", []string{"wire"}},
	{"access/*", []string{"access", "access/once", "domain", "wire"}},
	{"settings", []string{"access", "review", "domain", "wire"}},
	{"live", []string{"engine", "ingest", "domain"}},
	{"intake", []string{"ingest", "ingest/read", "audit", "domain"}},
	{"api", []string{"live", "review", "settings", "access", "access/*", "audit", "notify", "jobs", "report", "engine", "detect", "detect/all", "identifier",
		"ingest", "ingest/read", "ingest/source", "ingest/source/mapper", "intake", "link", "place", "sky", "domain", "wire"}},
	{"store/seal", []string{"domain"}},
	{"store/jobstore", []string{"jobs", "store/sqlstore"}},
	{"store/storetest", []string{"store/sqlite", "store/postgres", "store/sqlstore", "engine", "identifier", "domain"}},
	{"store/storetest/writer", []string{"store/storetest", "store/sqlstore", "ingest"}},
	{"store/sqlite", []string{"store/sqlstore"}},
	{"store/postgres", []string{"store/sqlstore"}},
	{"lake", []string{"store/seal", "engine", "domain", "wire"}},
	{"store/*", []string{"access", "audit", "review", "settings", "notify", "intake", "store/seal", "engine", "ingest", "domain", "wire"}},

	// The simulated company, and the measure of a scan against its truth.
	{"simulate", []string{"domain", "wire"}},
	{"eval/hours", []string{"activity"}},
	{"eval", []string{"simulate", "report", "domain", "wire"}},

	// The outside. Only app and cli see adapters, and only app sees the store.
	{"app", []string{"..."}},
	{"app/victim", []string{"app"}},
	{"cli", []string{"app", "activity", "lake", "intel", "eval/hours", "audit", "jobs", "report", "simulate", "ingest", "ingest/source", "ingest/source/mapper", "detect", "domain", "wire"}},
	{"cmd/daylight", []string{"cli", "app"}},

	{"archtest", nil},
	{"tools/...", []string{"..."}},
}

// netAllowed are the only parts of net and crypto/tls that our code may use:
// addresses and links as texts. A scan opens no connection.
var netAllowed = map[string]bool{"net/netip": true, "net/url": true}

// netRooms are the rooms of the server that may use all of it.
var netRooms = []string{"tools/load", "intel/fetch", "console", "notify", "access/oidc", "api", "app"}

// drivers are database drivers and what brings a schema up to date. Only the
// store may import them.
var drivers = []string{"database/sql", "modernc.org/sqlite", "github.com/jackc/pgx", "github.com/pressly/goose"}

// jsonReaders are JSON packages. Only wire may import them, so that duplicate
// keys and bad UTF-8 are refused everywhere alike.
var jsonReaders = []string{"encoding/json", "github.com/go-json-experiment/json"}

// vagueNames say nothing of what a package holds.
var vagueNames = []string{"util", "utils", "common", "helper", "helpers", "model", "models", "manager", "managers", "misc", "base", "lib"}

const (
	maxFile     = 500 // lines
	maxFunction = 60  // lines
)

// tooLong lists the files and functions that may be longer, each with its
// reason. A file stands as its path, a function as path:Name. An entry that is
// no longer needed fails the test.
var tooLong = map[string]string{}
