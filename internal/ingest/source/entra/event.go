package entra

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/agent"
	"github.com/daylight-hq/daylight/internal/ingest/source/signin"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// nobody is the id that Entra writes where it knows no user or no device.
const nobody = "00000000-0000-0000-0000-000000000000"

// event is one sign-in as any of the logs tells it, before it is judged.
type event struct {
	id, created, userID, login, userType string
	interactive, background              bool   // both false where the log does not say
	stale                                bool   // address and place may be those of an earlier day
	result                               string // an error's number, or a word
	ip, accessIP                         string // accessIP is where Global Secure Access leaves to the internet
	place                                domain.Place
	asn                                  float64
	anonymous                            bool
	app, client, browser, system, agent  string
	device                               device
	session                              string
}

// device is what is said of the device: each of managed and compliant is
// "true", "false" or "" for unknown.
type device struct{ id, managed, compliant, joined string }

func mapSignIn(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "sign-in")
	if err != nil {
		return err
	}
	e := read(n)
	out.Unknown += n.Unread()
	if e.id == "" {
		e.id = signin.HashID(string(it.JSON))
	}
	return e.add(it, out)
}

// mapDiagnostic opens the envelope of the diagnostic settings. Only people's
// sign-ins are read: not those of programs, and no audit, risk or provisioning
// log.
func mapDiagnostic(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "log entry")
	if err != nil {
		return err
	}
	category := n.Text("category")
	if category != "SignInLogs" && category != "NonInteractiveUserSignInLogs" {
		return domain.ErrUnused
	}
	e := read(n.At("properties"))
	if category == "NonInteractiveUserSignInLogs" {
		e.background, e.stale = true, ofServer(n.Text("properties", "clientCredentialType"))
	}
	stamp, ip := n.Text("time"), n.First("callerIpAddress", "calleripaddress")
	if result := n.First("resultType", "resulttype"); e.result == "" {
		e.result = result
	}
	if e.created == "" {
		e.created = stamp
	}
	if e.ip == "" {
		e.ip = ip
	}
	out.Unknown += n.Unread()
	if e.id == "" {
		e.id = signin.HashID(string(it.JSON))
	}
	return e.add(it, out)
}

// read takes what is read of Graph's signIn, which the diagnostic settings
// carry as properties.
func read(n *tree.Node) event {
	e := event{
		id: n.Text("id"), created: n.Text("createdDateTime"), userID: n.Text("userId"), login: n.Text("userPrincipalName"),
		userType: n.Text("userType"), result: n.Text("status", "errorCode"),
		ip: n.Text("ipAddress"), accessIP: n.Text("globalSecureAccessIpAddress"), asn: n.Number("autonomousSystemNumber"),
		app: n.Text("appDisplayName"), client: n.Text("clientAppUsed"), agent: n.Text("userAgent"), session: n.Text("sessionId"),
		browser: n.Text("deviceDetail", "browser"), system: n.Text("deviceDetail", "operatingSystem"),
		device: device{id: n.Text("deviceDetail", "deviceId"), joined: n.Text("deviceDetail", "trustType"),
			managed: flag(n, "deviceDetail", "isManaged"), compliant: flag(n, "deviceDetail", "isCompliant")},
	}
	e.place = domain.Place{City: n.Text("location", "city"), Region: n.Text("location", "state"), Country: n.Text("location", "countryOrRegion")}
	if n.Has("location", "geoCoordinates", "latitude") && n.Has("location", "geoCoordinates", "longitude") {
		e.place.Lat, e.place.Lon, e.place.HasPoint = n.Number("location", "geoCoordinates", "latitude"), n.Number("location", "geoCoordinates", "longitude"), true
	}
	e.interactive = n.True("isInteractive")
	e.background = n.Has("isInteractive") && !e.interactive
	for _, kind := range n.Texts("signInEventTypes") {
		e.background = e.background || kind == "nonInteractiveUser"
	}
	e.stale = e.background && ofServer(n.Text("clientCredentialType"))
	for _, list := range []string{"riskEventTypes_v2", "riskEventTypes"} {
		for _, risk := range n.Texts(list) {
			e.anonymous = e.anonymous || strings.EqualFold(risk, "anonymizedIPAddress")
		}
	}
	return e
}

func flag(n *tree.Node, path ...string) string {
	switch {
	case n.True(path...):
		return "true"
	case n.Has(path...):
		return "false"
	}
	return ""
}

// add maps the sign-in. What Microsoft writes of it is taken with care: a
// wrong place would be held against a person.
func (e event) add(it source.Item, out *source.Out) error {
	if e.userID == nobody {
		return domain.ErrUnused
	}
	at, err := when.Parse(e.created)
	if err != nil {
		return fmt.Errorf("read time of sign-in: %w", err)
	}
	s := signin.Event{
		Source: name, ID: e.id, At: at, Account: e.userID, Event: e.kind(), Outcome: outcomeOf(e.result), Proxy: e.anonymous,
		App: e.app, Agent: e.families(), Managed: e.device.owned(), Session: e.session,
	}
	// A guest's login is the address of another employer or a private one.
	if !strings.EqualFold(e.userType, "guest") && !strings.Contains(strings.ToUpper(e.login), "#EXT#") {
		s.Mail = e.login
	}
	if e.device.id != nobody && !strings.HasPrefix(e.device.id, "{") { // "{PII Removed}" stands there for other tenants
		s.Device = e.device.id
	}
	if e.located() {
		s.IP, s.Place, s.ASN = e.ip, e.place, e.asn
	} else {
		s.Proxy = false
	}
	return s.Add(it, out)
}

// located reports whether address and place are those of the person: traffic
// that leaves through Global Secure Access shows Microsoft's.
func (e event) located() bool {
	return !e.stale && (e.accessIP == "" || e.accessIP != e.ip)
}

// ofServer reports whether a sign-in was made with a credential of its own by a
// program on a server. A token that one renews in the background is logged
// with the address at which it was first given, whenever that was.
func ofServer(credential string) bool {
	return credential != "" && !strings.EqualFold(credential, "none")
}

func (e event) kind() string {
	switch {
	case e.background:
		return "non-interactive sign-in"
	case e.interactive:
		return "interactive sign-in"
	}
	return "sign-in"
}

// owned reports whether the device is the employer's. Without a device id Entra
// writes false for want of knowledge, and anybody may join a device: only one
// that is registered and neither managed nor compliant is known to be private.
func (d device) owned() string {
	joined := strings.ToLower(d.joined)
	registered := joined == "workplace" || strings.Contains(joined, "registered")
	switch {
	case d.id == "" || d.id == nobody:
		return ""
	case d.managed == "true" || d.compliant == "true":
		return "true"
	case d.managed == "false" && registered:
		return "false"
	}
	return ""
}

// outcomeOf folds an error's number or the portal's word. A sign-in that was
// interrupted was not completed: whoever knows no more than a password is asked
// for the second factor and gets no further.
func outcomeOf(result string) string {
	switch strings.ToLower(result) {
	case "":
		return ""
	case "0", "success":
		return "success"
	}
	return "failure"
}

// families names browser and system. Programs that are no browser are named by
// the kind of client.
func (e event) families() string {
	browser, system := family(e.browser), family(e.system)
	if browser == "" && system == "" {
		if f := agent.Families(e.agent); f != "" {
			return f
		}
	}
	if browser == "" && !strings.EqualFold(e.client, "browser") {
		browser = e.client
	}
	if browser == "" || system == "" {
		return browser + system
	}
	return browser + " on " + system
}

// family cuts versions off the name of a browser or system.
func family(s string) string {
	if i := strings.IndexFunc(s, func(c rune) bool { return c >= '0' && c <= '9' || c == '(' }); i > 0 {
		s = s[:i]
	}
	if s = strings.TrimSpace(s); strings.EqualFold(s, "unknown") {
		return ""
	}
	return s
}

// number reads a cell that should hold a number, or 0.
func number(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return f
}
