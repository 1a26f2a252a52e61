package dhl

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

// Signatures of who gave the parcel up or took it back, and names of senders,
// are nobody's that the parcel was for.
func TestNothingElseIsKept(t *testing.T) {
	sourcetest.Keeps(t, Source(), "CLERK", "Clerk", "EXAMPLE GMBH", "Sender", "968000000", "Laptop", "LOST", "NEW YORK")
}

func TestSetAside(t *testing.T) {
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeExpress, JSON: `nonsense`, Want: "decode tracking"},
		{Name: "cut short", Shape: shapeUnified, JSON: `{"id":"1","events":[`, Want: "decode tracking"},
		{Name: "duplicate", Shape: shapeUnified, JSON: `{"id":"a","id":"b"}`, Want: "duplicate"},
		{Name: "error answer", Shape: shapeExpress, JSON: `{"instance":"/expapi/x","title":"Not Found"}`, Want: "Not Found"},
		{Name: "express without number", Shape: shapeExpress, JSON: `{"events":[]}`, Want: "no tracking number"},
		{Name: "unified without number", Shape: shapeUnified, JSON: `{"events":[]}`, Want: "no tracking number"},
		{Name: "event at no time", Shape: shapeExpress, JSON: `{"shipmentTrackingNumber":"1","events":[{"date":"x"}]}`, Want: "event 1"},
		{Name: "status at no time", Shape: shapeUnified, JSON: `{"id":"1","status":{"timestamp":"x"}}`, Want: "date of status"},
		{Name: "proof at no time", Shape: shapeUnified, JSON: `{"id":"1","details":{"proofOfDelivery":{"timestamp":"x"}}}`, Want: "date of delivery"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// Others too call a list "shipments", or a document a document.
func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"shipments"},
		{"carrier", "id", "status", "tracking_number"},
		{"trackingNumber", "trackingEvents"},
		{"detail", "instance", "title"},
		{"documents"},
		nil,
	})
}
