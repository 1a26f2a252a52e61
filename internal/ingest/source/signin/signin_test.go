package signin

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func whole() Event {
	return Event{
		Source: "entra", ID: " 1 ", At: time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC), Account: "u1", Mail: " Mara@Example.com ",
		Event: "interactive", Outcome: "success", IP: "::ffff:203.0.113.7", ASN: 64500, Operator: "example cable", Proxy: true,
		Place:  domain.Place{City: "Columbus", Region: "unknown", Country: "US", Lat: 39.9, Lon: -83, HasPoint: true},
		Device: "d1", App: "Mail", Agent: "Chrome on Windows", Managed: "true", Session: "s1",
	}
}

func TestAdd(t *testing.T) {
	var out source.Out
	if err := whole().Add(source.Item{Tenant: "main"}, &out); err != nil {
		t.Fatal(err)
	}
	want := `entra:main:sign-in:1 at 2026-03-02T14:00:00Z from @0
  ref   account=entra:main:u1
  ref   work-mail=mara@example.com
  value event "interactive" role=sign-in recorded
  value outcome "success" role=sign-in recorded
  value public_ip "203.0.113.7" role=sign-in recorded
  value place place=[Columbus||US](39.9,-83) role=sign-in recorded
  value asn "example cable" number=64500 role=sign-in recorded
  value proxy "true" role=sign-in recorded
  value device_id "d1" role=sign-in recorded
  value app "Mail" role=sign-in recorded
  value userAgent "Chrome on Windows" role=sign-in recorded
  value managed "true" role=sign-in recorded
  value session "s1" role=sign-in recorded
`
	if got := sourcetest.Render(sourcetest.Result{Records: out.Records}); !strings.HasSuffix(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if n := len(out.Records[0].Values); n != len(Fields()) {
		t.Errorf("%d values, %d fields are documented", n, len(Fields()))
	}
}

func TestLeftOut(t *testing.T) {
	for name, change := range map[string]func(*Event){
		"private address":    func(e *Event) { e.IP = "10.0.0.1" },
		"loopback":           func(e *Event) { e.IP = "127.0.0.1" },
		"no address":         func(e *Event) { e.IP = "Unknown" },
		"number of no net":   func(e *Event) { e.IP, e.ASN, e.Operator = "", math.MaxUint32+1, " " },
		"fraction of a net":  func(e *Event) { e.IP, e.ASN, e.Operator = "", 1.5, "" },
		"point that is none": func(e *Event) { e.IP, e.Place = "", domain.Place{HasPoint: true} },
		"point off globe":    func(e *Event) { e.IP, e.Place = "", domain.Place{Lat: 91, HasPoint: true} },
	} {
		t.Run(name, func(t *testing.T) {
			e, full := whole(), whole()
			change(&e)
			var out, all source.Out
			if err := errors.Join(e.Add(source.Item{Tenant: "main"}, &out), full.Add(source.Item{Tenant: "main"}, &all)); err != nil {
				t.Fatal(err)
			}
			if len(out.Records[0].Values) >= len(all.Records[0].Values) {
				t.Errorf("nothing is left out: %+v", out.Records[0].Values)
			}
		})
	}
}

func TestRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Event)
		want   string
	}{
		"nobody":  {func(e *Event) { e.Account, e.Mail = "", "no address" }, domain.ErrUnused.Error()},
		"nowhere": {func(e *Event) { e.IP, e.Place, e.Device = "", domain.Place{}, "" }, domain.ErrUnused.Error()},
		"no id":   {func(e *Event) { e.ID = " " }, "no id"},
		"no time": {func(e *Event) { e.At = time.Time{} }, "no time"},
	} {
		t.Run(name, func(t *testing.T) {
			e := whole()
			c.change(&e)
			var out source.Out
			if err := e.Add(source.Item{Tenant: "main"}, &out); err == nil || !strings.Contains(err.Error(), c.want) || len(out.Records) > 0 {
				t.Errorf("%v with %d records, want %q", err, len(out.Records), c.want)
			}
		})
	}
}

func TestHashID(t *testing.T) {
	if a, b := HashID("a", "b"), HashID("ab", ""); a == b || !strings.HasPrefix(a, "hash-") || a != HashID("a", "b") {
		t.Errorf("%s and %s", a, b)
	}
}

func TestPublic(t *testing.T) {
	for written, want := range map[string]string{
		" 203.0.113.7 ": "203.0.113.7", "203.0.113.7:443": "203.0.113.7", "[2001:DB8::5]:443": "2001:db8::5", "2001:DB8::5": "2001:db8::5",
		"::ffff:203.0.113.7": "203.0.113.7", "fe80::1%eth0": "", "192.168.1.1:80": "", "0.0.0.0": "", "203.0.113.7, 10.0.0.1": "", "": "",
	} {
		if got := Public(written); got != want {
			t.Errorf("%q is %q, want %q", written, got, want)
		}
	}
}
