package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

// kind is what a stream of the load brings.
type kind string

// Kinds of load.
const (
	repeats kind = "repeat" // sign-ins, nine of ten with the device and network that the person always has
	fresh   kind = "fresh"  // sign-ins, each with a device, a fingerprint and an address nobody had
	people  kind = "people" // candidates, each new, with a mail, a phone and a profile of their own
)

// shape is the vendor and the export that a kind comes as.
func (k kind) shape() (source, shape string) {
	if k == people {
		return "greenhouse", "candidates"
	}
	return vendor, "system-log"
}

// writer makes the lines of one stream. Streams differ in their number, runs in
// their moment.
type writer struct {
	kind     kind
	subjects int
	stream   int
	run      string
	n        int
	random   *rand.Rand
	at       time.Time
	buf      []byte
}

func newWriter(k kind, subjects, stream int) *writer {
	now := time.Now().UTC()
	return &writer{kind: k, subjects: subjects, stream: stream, run: strconv.FormatInt(now.UnixMilli(), 36), random: rand.New(rand.NewPCG(uint64(stream), 1)), at: now.Add(-time.Hour)}
}

// next returns a line, which holds until the next one.
func (w *writer) next() []byte {
	w.n++
	if w.kind == people {
		w.buf = w.person(w.buf[:0])
		return w.buf
	}
	i := w.random.IntN(w.subjects)
	address, token, name := home(i), device(i), fmt.Sprintf("guo%07d", i)
	if w.kind == fresh || w.n%10 == 0 {
		address = fmt.Sprintf("%d.%d.%d.%d", 90+w.random.IntN(80), w.random.IntN(256), w.random.IntN(256), 1+w.random.IntN(254))
		token = fmt.Sprintf("u%s%02d%022d", w.run, w.stream, w.n)
		name = fmt.Sprintf("guo%s%d%d", w.run, w.stream, w.n)
	}
	w.buf = w.signIn(w.buf[:0], i, address, token, name)
	return w.buf
}

// signIn writes an event of Okta's System Log with all that the real one
// carries, most of which is passed over.
func (w *writer) signIn(b []byte, i int, address, token, name string) []byte {
	at := w.at.Add(time.Duration(w.n) * time.Millisecond)
	b = append(b, `{"actor":{"id":"`...)
	b = append(b, account(i)...)
	b = append(b, `","type":"User","alternateId":"`...)
	b = append(b, workMail(i)...)
	b = append(b, `","displayName":"Tavilo Qbra"},"client":{"userAgent":{"rawUserAgent":"Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0","os":"Linux","browser":"FIREFOX"},"device":"Computer","ipAddress":"`...)
	b = append(b, address...)
	b = append(b, `","geographicalContext":{"city":"Warsaw","state":"Mazovia","country":"Poland","geolocation":{"lat":52.23,"lon":21.01}}},"device":{"id":"`...)
	b = append(b, name...)
	b = append(b, `","os_platform":"Linux","registered":true},"authenticationContext":{"externalSessionId":"idx0003e16db70628939f"},"displayMessage":"User login to Okta","eventType":"user.session.start","outcome":{"result":"SUCCESS","reason":null},"published":"`...)
	b = at.AppendFormat(b, "2006-01-02T15:04:05.000Z")
	b = append(b, `","securityContext":{"asNumber":64497,"asOrg":"BLUEFERN FIBRE","domain":"bluefern.example.net","isProxy":false},"severity":"INFO","debugContext":{"debugData":{"requestId":"c2346fbd91131421a90fc2943857755e","dtHash":"`...)
	b = append(b, token...)
	b = append(b, `","deviceFingerprint":"`...)
	b = append(b, token...)
	b = append(b, `","requestUri":"/idp/idx/challenge/answer"}},"legacyEventType":"core.user_auth.login_success","uuid":"`...)
	b = fmt.Appendf(b, "%s-%02d-%020d", w.run, w.stream, w.n)
	b = append(b, `","version":"0","request":{"ipChain":[{"ip":"`...)
	b = append(b, address...)
	return append(b, "\",\"version\":\"V4\"}]},\"target\":null}\n"...)
}

func (w *writer) person(b []byte) []byte {
	id := w.stream*100_000_000 + w.n
	mail := fmt.Sprintf("%s.%d.%d@example.net", w.run, w.stream, w.n)
	return fmt.Appendf(b, `{"id":"%s%d","first_name":"Runa","last_name":"%s","company":null,"title":null,"created_at":"%s","private":false,"email_addresses":[{"value":"%s","type":"personal"}],"phone_numbers":[{"value":"+1%03d555%04d","type":"mobile"}],"addresses":[],"website_addresses":[],"social_media_addresses":[{"value":"https://profiles.example.org/in/%s-%d"}],"tags":[]}`+"\n",
		w.run, id, word(id), w.at.Add(time.Duration(w.n)*time.Millisecond).Format(time.RFC3339), mail, 201+w.random.IntN(700), w.random.IntN(10000), w.run, id)
}
