package place

import (
	"math"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
)

// zoneReachKM is how far from a point a town may lie whose zone counts as the
// point's: beyond the error of locating an address, and over a zone's border.
const zoneReachKM = 100

// Zones lists the IANA time zones in which a place may lie, sorted: those of
// the cities that bear its name, else of the towns near its point, else of its
// region's towns, else of its country's. It is empty when nothing is known.
func (t *Table) Zones(p domain.Place) []string {
	var ids []uint32
	if p.City != "" {
		ids = t.named(p)
	}
	if len(ids) == 0 && usable(p) && (p.City != "" || p.Region == "" && p.Country == "") {
		ids = t.near(p.Lat, p.Lon)
	}
	if len(ids) == 0 {
		ids = t.within(p.Region, p.Country)
	}
	var out []string
	for _, id := range ids {
		if z := t.zones[t.cities[id].zone]; z != "" {
			out = append(out, z)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// named lists the cities that a place's words may mean.
func (t *Table) named(p domain.Place) []uint32 {
	if strings.TrimSpace(p.Region) == "" && strings.TrimSpace(p.Country) == "" && strings.Contains(p.City, ",") {
		return t.written(p.City)
	}
	return t.candidates(p.City, p.Region, p.Country)
}

// near lists the towns within reach of a point.
func (t *Table) near(lat, lon float64) []uint32 {
	const kmPerDegree = 111
	var out []uint32
	for i, c := range t.cities {
		north, east := c.point()
		if math.Abs(north-lat) <= zoneReachKM/kmPerDegree+0.1 && DistanceKM(lat, lon, north, east) <= zoneReachKM {
			out = append(out, uint32(i))
		}
	}
	return out
}

// within lists the towns of a region, or of a country where the region is not
// known.
func (t *Table) within(region, countryName string) []uint32 {
	in, ok := t.byName[Fold(countryName)]
	if !ok {
		return nil
	}
	reg, ok := t.region(region, in)
	var out []uint32
	for i, c := range t.cities {
		if int32(c.country) == in && (!ok || int32(c.region) == reg) {
			out = append(out, uint32(i))
		}
	}
	return out
}
