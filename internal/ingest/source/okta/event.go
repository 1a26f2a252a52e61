package okta

import (
	"errors"
	"math"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/ingest/source/when"
	"github.com/daylight-hq/daylight/internal/wire"
)

// event is what one System Log event says that is read. Every member that has
// no field here is dropped where it stands.
type event struct {
	uuid      string
	eventType string
	at        time.Time
	atErr     error

	actorID, actorType, login string

	ip          string
	geo         geo
	browser, os string
	chainIP     string // first hop of request.ipChain: for events whose client is empty
	chainGeo    geo

	deviceID     string
	targetDevice string
	app          string
	result       string
	asn          float64
	asOrg        string
	proxy        bool
	dtHash       string
	fingerprint  string
	tunnel       string
}

// geo is a geographicalContext. Postal code and zone are not read.
type geo struct {
	city, state, country string
	lat, lon             float64
	point                bool
}

func (g geo) empty() bool { return g.city == "" && g.state == "" && g.country == "" && !g.point }

// reader decodes and maps events. It is used by one goroutine at a time.
type reader struct {
	walk    wire.Walker
	ev      event
	seen    int
	unknown int
	words   words
	scratch []byte
	header  header
}

func newReader() *reader { return &reader{words: newWords()} }

// Members that must not be named twice in two spellings.
const (
	seenType = 1 << iota
	seenSecurity
	seenDebug
)

var errTwoSpellings = errors.New("one member stands there in two spellings")

// once notes a member that log pipelines also write in lower case; two
// spellings in one event would let two readers disagree about it.
func (r *reader) once(member int) bool {
	again := r.seen&member != 0
	r.seen |= member
	return !again
}

// readEvent decodes one event in a single pass over its tokens.
func (r *reader) readEvent(data []byte) error {
	w, e := &r.walk, &r.ev
	*e, r.seen, r.unknown = event{}, 0, 0
	w.Reset(data)
	single := true
	for w.Object(); w.Next(); {
		switch string(w.Name()) {
		case "uuid":
			e.uuid = string(w.Text())
		case "eventType", "eventtype":
			single = r.once(seenType) && single
			e.eventType = r.text()
		case "published":
			r.published()
		case "actor":
			r.actor()
		case "client":
			r.client()
		case "device":
			r.device()
		case "outcome":
			r.outcome()
		case "securityContext", "securitycontext":
			single = r.once(seenSecurity) && single
			r.security()
		case "debugContext", "debugcontext":
			single = r.once(seenDebug) && single
			r.debug()
		case "request":
			r.request()
		case "target":
			r.target()
		default:
			r.skip()
		}
	}
	if err := w.End(); err != nil {
		return err
	}
	if !single {
		return errTwoSpellings
	}
	return nil
}

// text returns the next value as a shared string.
func (r *reader) text() string { return r.words.of(r.walk.Text()) }

func (r *reader) skip() {
	r.unknown++
	r.walk.Skip()
}

// published reads the time of the event. The log's own form is tried first; it
// is RFC 3339 with milliseconds.
func (r *reader) published() { r.ev.at, r.ev.atErr = parseTime(r.walk.Text()) }

func parseTime(text []byte) (time.Time, error) {
	var t time.Time
	if err := t.UnmarshalText(text); err == nil && t.Year() > 2000 && t.Year() < 2100 {
		return t.UTC(), nil
	}
	return when.Parse(string(text))
}

func (r *reader) actor() {
	w, e := &r.walk, &r.ev
	for w.Object(); w.Next(); {
		switch string(w.Name()) {
		case "id":
			e.actorID = r.text()
		case "type":
			e.actorType = r.text()
		case "alternateId":
			e.login = r.text()
		default:
			r.skip()
		}
	}
}

func (r *reader) client() {
	w, e := &r.walk, &r.ev
	for w.Object(); w.Next(); {
		switch string(w.Name()) {
		case "ipAddress":
			e.ip = r.text()
		case "geographicalContext":
			e.geo = r.geo()
		case "userAgent":
			for w.Object(); w.Next(); {
				switch string(w.Name()) {
				case "browser":
					e.browser = r.text()
				case "os":
					e.os = r.text()
				default:
					r.skip()
				}
			}
		default:
			r.skip()
		}
	}
}

func (r *reader) geo() (g geo) {
	w := &r.walk
	for w.Object(); w.Next(); {
		switch string(w.Name()) {
		case "city":
			g.city = r.text()
		case "state":
			g.state = r.text()
		case "country":
			g.country = r.text()
		case "geolocation":
			r.geolocation(&g)
		default:
			r.skip()
		}
	}
	return g
}

func (r *reader) geolocation(g *geo) {
	w := &r.walk
	var lat, lon float64
	var hasLat, hasLon bool
	for w.Object(); w.Next(); {
		switch string(w.Name()) {
		case "lat":
			lat, hasLat = w.Number()
		case "lon":
			lon, hasLon = w.Number()
		default:
			r.skip()
		}
	}
	if hasLat && hasLon && validPoint(lat, lon) {
		g.lat, g.lon, g.point = lat, lon, true
	}
}

// validPoint refuses coordinates off the globe and 0,0, which means unknown.
func validPoint(lat, lon float64) bool {
	return lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180 && (lat != 0 || lon != 0)
}

func (r *reader) device() {
	w := &r.walk
	for w.Object(); w.Next(); {
		switch string(w.Name()) {
		case "id":
			r.ev.deviceID = r.text()
		default:
			r.skip()
		}
	}
}

func (r *reader) outcome() {
	w := &r.walk
	for w.Object(); w.Next(); {
		switch string(w.Name()) {
		case "result":
			r.ev.result = r.text()
		default:
			r.skip()
		}
	}
}

func (r *reader) security() {
	w, e := &r.walk, &r.ev
	for w.Object(); w.Next(); {
		switch string(w.Name()) {
		case "asNumber":
			n, _ := w.Number()
			e.asn = validASN(n)
		case "asOrg":
			e.asOrg = r.text()
		case "isProxy":
			e.proxy = w.Bool()
		default:
			r.skip()
		}
	}
}

// validASN returns n if it can be the number of an autonomous system, else 0.
func validASN(n float64) float64 {
	if n >= 1 && n <= math.MaxUint32 {
		return n
	}
	return 0
}

func (r *reader) debug() {
	w, e := &r.walk, &r.ev
	for w.Object(); w.Next(); {
		if string(w.Name()) != "debugData" {
			r.skip()
			continue
		}
		for w.Object(); w.Next(); {
			switch string(w.Name()) {
			case "dtHash":
				e.dtHash = r.text()
			case "deviceFingerprint":
				e.fingerprint = r.text()
			case "tunnels":
				e.tunnel = r.tunnel(w.Raw())
			default:
				r.skip()
			}
		}
	}
}

// request reads the first hop of the chain where the client said nothing of
// itself; otherwise the client is the same hop and the chain is passed over.
func (r *reader) request() {
	w, e := &r.walk, &r.ev
	if e.ip != "" {
		r.skip()
		return
	}
	for w.Object(); w.Next(); {
		if string(w.Name()) != "ipChain" {
			r.skip()
			continue
		}
		first := true
		for w.Array(); w.Next(); first = false {
			if !first {
				w.Skip()
				continue
			}
			for w.Object(); w.Next(); {
				switch string(w.Name()) {
				case "ip":
					e.chainIP = r.text()
				case "geographicalContext":
					e.chainGeo = r.geo()
				default:
					r.skip()
				}
			}
		}
	}
}

func (r *reader) target() {
	w, e := &r.walk, &r.ev
	for w.Array(); w.Next(); {
		var id, kind, display, alternate string
		for w.Object(); w.Next(); {
			switch string(w.Name()) {
			case "id":
				id = r.text()
			case "type":
				kind = r.text()
			case "displayName":
				display = r.text()
			case "alternateId":
				alternate = r.text()
			default:
				r.skip()
			}
		}
		e.addTarget(kind, id, display, alternate)
	}
}

// addTarget keeps the first application and the first device that an event
// was aimed at. Other targets, people among them, are dropped.
func (e *event) addTarget(kind, id, display, alternate string) {
	switch {
	case kind == "AppInstance" && e.app == "":
		if e.app = display; e.app == "" {
			e.app = alternate
		}
	case kind == "Device" && e.targetDevice == "":
		e.targetDevice = id
	}
}

// operatorChars are what a VPN operator's code is written in.
const operatorChars = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-+ "

// tunnel finds the VPN operator that debugData.tunnels names. The member is a
// string that holds JSON, and Okta's own documents show it with the operator
// outside quotes, so it is searched for the word and not decoded.
func (r *reader) tunnel(raw []byte) string {
	text := strings.ReplaceAll(string(raw), `\"`, `"`)
	for rest := text; ; {
		_, after, found := strings.Cut(rest, `"operator"`)
		if !found {
			break
		}
		after = strings.TrimLeft(after, `" :`)
		end := strings.IndexFunc(after, func(c rune) bool { return !strings.ContainsRune(operatorChars, c) })
		if end < 0 {
			end = len(after)
		}
		if op := strings.TrimSpace(after[:end]); op != "" && op != "null" {
			return r.words.of([]byte(op))
		}
		rest = after[end:]
	}
	if strings.Contains(text, `"VPN"`) || strings.Contains(text, `"anonymous":true`) {
		return "unnamed"
	}
	return ""
}

// outcomeOf folds Okta's outcomes into success, failure and other.
func outcomeOf(result string) string {
	switch result {
	case "SUCCESS", "ALLOW":
		return "success"
	case "FAILURE", "DENY":
		return "failure"
	case "":
		return ""
	}
	return "other"
}

// placesPerson reports whether an event of this type was caused by a person at
// the client's network: signing in, proving a factor, opening an application,
// changing the own account.
func placesPerson(eventType string) bool {
	for _, prefix := range []string{
		"user.authentication.", "user.session.start", "user.session.end", "user.session.access_admin_app",
		"policy.evaluate_sign_on", "app.oauth2.", "app.generic.", "user.mfa.", "user.credential.enroll",
		"user.account.update_", "user.account.reset_password", "user.account.access_super_user_app",
		"device.user.add", "device.enrollment.create",
	} {
		if strings.HasPrefix(eventType, prefix) {
			return true
		}
	}
	return false
}

// person reports whether the actor is a known user of the org. An id of
// "unknown" is a login that somebody typed and that belongs to nobody.
func (e *event) person() bool {
	return (e.actorType == "User" || e.actorType == "") && e.actorID != "" && e.actorID != "unknown"
}

// located reports whether the event says where or on what it happened.
func (e *event) located() bool {
	return e.ip != "" || !e.geo.empty() || e.deviceID != "" || e.dtHash != ""
}

// settle fills in from the chain and the targets what the client left out.
func (e *event) settle() {
	if e.ip == "" {
		e.ip = e.chainIP
		if e.geo.empty() {
			e.geo = e.chainGeo
		}
	}
	if e.deviceID == "" {
		e.deviceID = e.targetDevice
	}
}
