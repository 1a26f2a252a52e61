package fleet

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func TestSamples(t *testing.T)                { sourcetest.Samples(t, Source(), 2, "events/osquery/*") }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeHosts, JSON: `nonsense`, Want: "decode host"},
		{Name: "duplicate", Shape: shapeHosts, JSON: `{"id":1,"id":2}`, Want: "duplicate"},
		{Name: "no id", Shape: shapeHosts, JSON: `{"hostname":"x"}`, Want: "no id"},
		{Name: "bad date", Shape: shapeHosts, JSON: `{"id":1,"seen_time":"9999-01-01T00:00:00Z"}`, Want: "seen_time"},
		{Name: "result of no host", Shape: shapeResults, JSON: `{"columns":{"gateway_mac":"x"}}`, Want: "no host"},
		{Name: "result without time", Shape: shapeResults, JSON: `{"hostIdentifier":"h","columns":{"gateway_mac":"x"}}`, Want: "time of query result"},
		{Name: "rows are no list", Shape: shapeResults, JSON: `{"snapshot":"x"}`, Want: "decode query result"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// A host's own MAC must never pass for a gateway's: it would put every honest
// user of a re-issued laptop on one network.
func TestOwnMACIsNoGateway(t *testing.T) {
	for _, r := range []row{
		{MAC: "02:00:5e:00:53:01"},
		{MAC: "02:00:5e:00:53:01", Gateway: "link#4"},
		{Gateway: "192.168.1.1"},
	} {
		var n network
		if n.read(r); len(n.gateways) > 0 {
			t.Errorf("%+v gives gateways %q", r, n.gateways)
		}
	}
}
