package defender

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
	sourcetest.Keeps(t, Source(), "PROTECTED", "chrome.exe")
}

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeHunting, JSON: `nonsense`, Want: "decode item of advanced-hunting"},
		{Name: "a process at no time", Shape: shapeHunting, JSON: `{"DeviceId":"a","FileName":"anydesk.exe","FolderPath":"C:"}`, Want: "no time"},
		{Name: "year 9999", Shape: shapeHunting, JSON: `{"DeviceId":"a","Timestamp":"9999-01-01","FileName":"anydesk.exe","FolderPath":"C:"}`, Want: "Timestamp"},
		{Name: "a connection at no time", Shape: shapeHunting, JSON: `{"DeviceId":"a","RemoteUrl":"x.example","InitiatingProcessFileName":"rustdesk.exe"}`, Want: "no time"},
		{Name: "a device at no time", Shape: shapeHunting, JSON: `{"DeviceId":"a","PublicIP":"203.0.113.1"}`, Want: "no time"},
		{Name: "a device's fields cut", Shape: shapeHunting, JSON: `{"DeviceId":"a","ActionType":"PnpDeviceConnected","AdditionalFields":"{"}`, Want: "AdditionalFields"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"category", "operationName", "properties", "tenantId"},
		{"DeviceId", "DeviceName"},
		{"evidence", "severity", "title"},
		nil,
	})
}
