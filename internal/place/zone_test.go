package place_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/place"
)

func TestZones(t *testing.T) {
	table, err := place.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		in   domain.Place
		want []string
	}{
		{"city", domain.Place{City: "Austin", Region: "TX", Country: "US"}, []string{"America/Chicago"}},
		{"city as written", domain.Place{City: "Lisbon, Portugal"}, []string{"Europe/Lisbon"}},
		{"the name of several cities", domain.Place{City: "Portland", Country: "US"}, []string{"America/Chicago", "America/Detroit", "America/Indiana/Indianapolis", "America/Los_Angeles", "America/New_York"}},
		{"region with two zones", domain.Place{Region: "TX", Country: "US"}, []string{"America/Chicago", "America/Denver"}},
		{"country", domain.Place{Country: "JP"}, []string{"Asia/Tokyo"}},
		{"point", domain.Place{Lat: 28.6, Lon: 77.2, HasPoint: true}, []string{"Asia/Kolkata"}},
		{"point on a border", domain.Place{Lat: 41.9, Lon: -8.7, HasPoint: true}, []string{"Europe/Lisbon", "Europe/Madrid"}},
		{"point in the sea", domain.Place{Lat: -40, Lon: -120, HasPoint: true}, nil},
		{"no point", domain.Place{HasPoint: true}, nil},
		{"unknown town of a country", domain.Place{City: "Nowhereville", Country: "PT"}, []string{"Atlantic/Azores", "Atlantic/Madeira", "Europe/Lisbon"}},
		{"nothing known", domain.Place{City: "Nowhereville"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, table.Zones(tt.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
