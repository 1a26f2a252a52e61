package sentinelone

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func TestTenants(t *testing.T)                { sourcetest.Tenants(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

// TestNothingSecretComesThrough: values of commands, codes and PINs are dropped.
func TestNothingSecretComesThrough(t *testing.T) {
	sourcetest.Keeps(t, Source(), "PROTECTED", "Chrome", "Headphones")
}

// The samples are activities: recognised and not read.
func TestSamples(t *testing.T) { sourcetest.Samples(t, Source(), 1, "events/sentinelone/*") }

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeAgents, JSON: `nonsense`, Want: "decode item of agents"},
		{Name: "no id", Shape: shapeAgents, JSON: `{}`, Want: "no id"},
		{Name: "of no day", Shape: shapeAgents, JSON: `{"id":"1","lastActiveDate":"x"}`, Want: "lastActiveDate"},
		{Name: "made in year 9999", Shape: shapeAgents, JSON: `{"id":"1","registeredAt":"9999-01-01T00:00:00Z"}`, Want: "registeredAt"},
		{Name: "program of nobody", Shape: shapePrograms, JSON: `{"name":"AnyDesk"}`, Want: "no agent"},
		{Name: "program of no day", Shape: shapePrograms, JSON: `{"agentId":"1","name":"AnyDesk","installedAt":"x"}`, Want: "installedAt"},
		{Name: "device of nobody", Shape: shapeDevices, JSON: `{"deviceName":"x"}`, Want: "no agent"},
		{Name: "device at no time", Shape: shapeDevices, JSON: `{"agentId":"1","eventTime":"x"}`, Want: "eventTime"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"computerName", "id", "externalIp"},
		{"agentId", "name", "publisher"},
		{"data", "pagination"},
		nil,
	})
}
