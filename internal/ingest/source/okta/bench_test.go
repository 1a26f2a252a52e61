package okta

import (
	stdjson "encoding/json"
	"fmt"
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// benchEvents returns n sign-ins of about 1.2 KB that differ in person,
// network, place and time, as a log does.
func benchEvents(n int) (events [][]byte, bytes int64) {
	cities := []string{"Columbus", "Toledo", "Dayton", "Akron", "Springfield"}
	for i := range n {
		person, city := i%200, cities[i%len(cities)]
		e := fmt.Sprintf(`{"actor":{"id":"00uSYNTH%05d","type":"User","alternateId":"person%d@example.com","displayName":"Person %d","detailEntry":null},`+
			`"client":{"userAgent":{"rawUserAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36","os":"Windows 10","browser":"CHROME"},"zone":"null","device":"Computer","id":null,"ipAddress":"203.0.113.%d","geographicalContext":{"city":%q,"state":"Ohio","country":"United States","postalCode":"43215","geolocation":{"lat":39.96%d,"lon":-82.99}}},`+
			`"device":null,"authenticationContext":{"authenticationProvider":null,"authenticationStep":0,"externalSessionId":"idxSYNTHETIC%d"},"displayMessage":"User single sign on to app","eventType":"user.authentication.sso","outcome":{"result":"SUCCESS","reason":null},"published":"2026-03-02T14:%02d:%02d.225Z",`+
			`"securityContext":{"asNumber":64500,"asOrg":"example cable","isp":"example cable","domain":"example.net","isProxy":false},"severity":"INFO","debugContext":{"debugData":{"dtHash":"5e884898da28047151d0e56f8dc6292773603d0d6aabbd62a11ef721d%07d","requestId":"a1b2c3d4e5f60718%08d","requestUri":"/app/payroll/exk1/sso/saml"}},`+
			`"legacyEventType":"app.auth.sso","uuid":"0b6c7f5e-1d52-4d1c-9a55-%012d","version":"0","target":[{"id":"0oa1payroll","type":"AppInstance","alternateId":"Payroll","displayName":"Example Payroll","detailEntry":null}]}`,
			person, person, person, i%250, city, i%10, i, i/60%60, i%60, person, i, i)
		events = append(events, []byte(e))
		bytes += int64(len(e))
	}
	return events, bytes
}

// oneStruct is what the comparison decodes into: the members that are read.
type oneStruct struct {
	UUID      string `json:"uuid"`
	EventType string `json:"eventType"`
	Published string `json:"published"`
	Actor     struct {
		ID          string `json:"id"`
		Type        string `json:"type"`
		AlternateID string `json:"alternateId"`
	} `json:"actor"`
	Client struct {
		IPAddress string `json:"ipAddress"`
		UserAgent struct {
			OS      string `json:"os"`
			Browser string `json:"browser"`
		} `json:"userAgent"`
		GeographicalContext struct {
			City        string `json:"city"`
			State       string `json:"state"`
			Country     string `json:"country"`
			Geolocation struct {
				Lat float64 `json:"lat"`
				Lon float64 `json:"lon"`
			} `json:"geolocation"`
		} `json:"geographicalContext"`
	} `json:"client"`
	Outcome struct {
		Result string `json:"result"`
	} `json:"outcome"`
	SecurityContext struct {
		ASNumber float64 `json:"asNumber"`
		ASOrg    string  `json:"asOrg"`
		IsProxy  bool    `json:"isProxy"`
	} `json:"securityContext"`
	DebugContext struct {
		DebugData struct {
			DTHash            string `json:"dtHash"`
			DeviceFingerprint string `json:"deviceFingerprint"`
			Tunnels           string `json:"tunnels"`
		} `json:"debugData"`
	} `json:"debugContext"`
	Target []struct {
		ID          string `json:"id"`
		Type        string `json:"type"`
		DisplayName string `json:"displayName"`
		AlternateID string `json:"alternateId"`
	} `json:"target"`
}

// BenchmarkSystemLog compares mapping a log to records with decoding the same
// events into one struct by encoding/json, in the same run.
func BenchmarkSystemLog(b *testing.B) {
	events, size := benchEvents(2000)
	b.Run("map", func(b *testing.B) {
		src := Source()
		var out source.Out
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			for _, e := range events {
				out.Records = out.Records[:0]
				if err := src.Map(source.Item{Shape: shapeLog, JSON: e, Tenant: "main"}, &out); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			for _, e := range events {
				var one oneStruct
				if err := stdjson.Unmarshal(e, &one); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
