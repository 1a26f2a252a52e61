package simulate

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"strconv"
)

// oktaLog writes the System Log, one event a line in the order of time. Only
// one day of events is in memory.
func (o *output) oktaLog() error {
	return o.file("okta-system-log.ndjson", func(w *bufio.Writer) error {
		l := &logWriter{r: stream(o.w.p.Seed, "okta log"), seen: map[*network]string{}}
		d := newDiary(o.w)
		var events []signIn
		for at := o.w.p.window().Truncate(day); at.Before(o.w.p.AsOf); at = at.Add(day) {
			if err := o.ctx.Err(); err != nil {
				return err
			}
			events = d.day(at, events[:0])
			for i := range events {
				l.t.b = l.t.b[:0]
				l.event(&events[i])
				if _, err := w.Write(l.t.b); err != nil {
					return err
				}
			}
			o.summary.Events += len(events)
		}
		return nil
	})
}

// logWriter appends events. Geography is the same for a network's every event,
// so that part is made once.
type logWriter struct {
	t    text
	r    *rand.Rand
	seen map[*network]string
}

// An event of a real org is two or three times as long: members that say
// nothing of who, where and on what are left out, so that a log is quick to
// make and to move.

// eventTypes: type, legacy type, message, request path.
var eventTypes = [...][4]string{
	sessionStart: {"user.session.start", "core.user_auth.login_success", "User login to Okta", "/idp/idx/challenge/answer"},
	factorUsed:   {"user.authentication.auth_via_mfa", "core.user.factor.attempt_success", "Authentication of user via MFA", "/idp/idx/authenticators/poll"},
	appSignIn:    {"user.authentication.sso", "app.auth.sso", "User single sign on to app", "/app/northwind/sso/saml"},
}

func (l *logWriter) event(e *signIn) {
	t, kind := &l.t, eventTypes[e.kind]
	t.open('{')
	t.object("actor")
	t.str("id", e.w.okta)
	t.str("type", "User")
	t.str("alternateId", e.w.mail)
	t.str("displayName", e.w.given+" "+e.w.family)
	t.close('}')
	t.object("client")
	t.object("userAgent")
	t.str("rawUserAgent", e.browser.raw)
	t.str("os", e.browser.os)
	t.str("browser", e.browser.agent)
	t.close('}')
	t.str("device", "Computer")
	t.str("ipAddress", e.net.ip)
	t.raw("geographicalContext", l.geo(e.net))
	t.close('}')
	t.object("device")
	t.str("id", e.browser.deviceID)
	t.str("os_platform", e.browser.os)
	t.bool("registered", true)
	t.close('}')
	t.object("authenticationContext")
	t.key("externalSessionId")
	t.b = append(t.b, `"idx`...)
	t.b = appendHex(t.b, scatter(e.session, 60), 18)
	t.b = append(t.b, '"', '}')
	t.str("displayMessage", kind[2])
	t.str("eventType", kind[0])
	t.raw("outcome", `{"result":"SUCCESS","reason":null}`)
	t.at("published", e.at)
	l.security(e.net)
	t.raw("severity", `"INFO"`)
	l.debug(e, kind[3])
	t.str("legacyEventType", kind[1])
	l.tail(e)
}

func (l *logWriter) security(n *network) {
	t := &l.t
	t.object("securityContext")
	t.num("asNumber", int64(n.op.asn))
	t.str("asOrg", n.op.org)
	t.str("domain", n.op.domain)
	t.bool("isProxy", n.proxy)
	t.close('}')
}

func (l *logWriter) debug(e *signIn, path string) {
	t := &l.t
	t.raw("debugContext", `{"debugData":{`)
	t.key("requestId")
	t.b = appendHex(append(t.b, '"'), l.r.Uint64(), 16)
	t.b = appendHex(t.b, l.r.Uint64(), 16)
	t.b = append(t.b, '"')
	t.str("dtHash", e.browser.dtHash)
	t.str("deviceFingerprint", e.browser.print)
	t.str("requestUri", path)
	if e.net.tunnel != "" {
		t.str("tunnels", `[{"anonymous":true,"operator":"`+e.net.tunnel+`","type":"VPN"}]`)
	}
	t.b = append(t.b, '}', '}')
}

func (l *logWriter) tail(e *signIn) {
	t := &l.t
	t.key("uuid")
	t.b = append(appendUUID(append(t.b, '"'), l.r), '"')
	t.str("version", "0")
	t.raw("request", `{"ipChain":[{`)
	t.str("ip", e.net.ip)
	if len(e.net.ip) > 4 && e.net.ip[4] == ':' {
		t.str("version", "V6")
	} else {
		t.str("version", "V4")
	}
	t.b = append(t.b, `}]}`...)
	if e.kind == appSignIn {
		t.array("target")
		t.open('{')
		t.str("id", "0oa0000000000000"+strconv.Itoa(1000+int(e.app)))
		t.str("type", "AppInstance")
		t.str("alternateId", apps[e.app])
		t.str("displayName", apps[e.app])
		t.b = append(t.b, '}', ']')
	} else {
		t.raw("target", "null")
	}
	t.b = append(t.b, '}', '\n')
}

func (l *logWriter) geo(n *network) string {
	if s, ok := l.seen[n]; ok {
		return s
	}
	c := n.city
	s := fmt.Sprintf(`{"city":%q,"state":%q,"country":%q,"geolocation":{"lat":%g,"lon":%g}}`,
		c.name, c.regionName, c.countryName, c.lat, c.lon)
	l.seen[n] = s
	return s
}
