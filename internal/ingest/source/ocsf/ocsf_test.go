package ocsf

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func TestTenants(t *testing.T)                { sourcetest.Tenants(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

// Of the schema's 43 examples three are no JSON, and one names a member twice.
func TestSamples(t *testing.T) { sourcetest.Samples(t, Source(), 39, "events/ocsf/*.ocsf") }

func TestNothingProtectedComesThrough(t *testing.T) {
	sourcetest.Keeps(t, Source(), "PROTECTED", "192.0.2.99", "i-0abc", "192.168.1.17", "10.0.0.4")
}

func TestSetAside(t *testing.T) {
	event := func(class, rest string) string {
		return `{"class_uid":` + class + `,"category_uid":` + class[:1] + `,"activity_id":1,"time":1772461313225,"metadata":{"version":"1.3.0","product":{"vendor_name":"Acme"}}` + rest + `}`
	}
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeEvents, JSON: `nonsense`, Want: "decode event"},
		{Name: "cut short", Shape: shapeEvents, JSON: `{"class_uid":3002`, Want: "decode event"},
		{Name: "duplicate", Shape: shapeEvents, JSON: `{"class_uid":1,"class_uid":2}`, Want: "duplicate"},
		{Name: "no activity", Shape: shapeEvents, JSON: `{"class_uid":3002,"category_uid":3,"time":1}`, Want: "activity_id is missing"},
		{Name: "no version", Shape: shapeEvents, JSON: `{"class_uid":3002,"category_uid":3,"activity_id":1,"time":1}`, Want: "metadata.version"},
		{Name: "another category", Shape: shapeEvents, JSON: `{"class_uid":3002,"category_uid":4,"activity_id":1,"time":1,"metadata":{"version":"1"}}`, Want: "not of category_uid 4"},
		{Name: "another type", Shape: shapeEvents, JSON: event("3002", `,"type_uid":300102`), Want: "type_uid 300102"},
		{Name: "year 9999", Shape: shapeEvents, JSON: `{"class_uid":3002,"category_uid":3,"activity_id":1,"time":253402300799000,"metadata":{"version":"1"}}`, Want: "read time"},
		{Name: "device without id", Shape: shapeEvents, JSON: event("5001", ``), Want: "neither uid nor serial"},
		{Name: "device made at no time", Shape: shapeEvents, JSON: event("5001", `,"device":{"uid":"d","created_time":"x"}`), Want: "device.created_time"},
		{Name: "user without id", Shape: shapeEvents, JSON: event("5003", ``), Want: "no uid"},
		{Name: "user hired at no time", Shape: shapeEvents, JSON: event("5003", `,"user":{"uid":"u","ldap_person":{"hire_time":"x"}}`), Want: "hire_time"},
		{Name: "user leaves at no time", Shape: shapeEvents, JSON: event("5003", `,"user":{"uid":"u","ldap_person":{"leave_time":"x"}}`), Want: "leave_time"},
		{Name: "user made at no time", Shape: shapeEvents, JSON: event("5003", `,"user":{"uid":"u","ldap_person":{"created_time":"x"}}`), Want: "created_time"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{{"class_uid", "metadata", "time"}, {"activity_id", "time"}, nil})
}
