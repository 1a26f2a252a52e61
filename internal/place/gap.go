package place

import (
	"math"

	"github.com/daylight-hq/daylight/internal/domain"
)

// PointRadiusKM is the uncertainty of a point that a system located from a
// network address at city level. Vendors publish 25 km as the distance within
// which they call such a location right.
const PointRadiusKM = 25

// Locate gives the circle in which a place lies: a point, else its city, else
// its region, else its country. A point that comes with a country but neither
// city nor region is taken as the whole country, because that is how services
// report an address of which they know only the country. ok is false when
// nothing is known of the place.
func (t *Table) Locate(p domain.Place) (c Circle, ok bool) {
	if usable(p) && (p.City != "" || (p.Region == "" && p.Country == "")) {
		return Circle{p.Lat, p.Lon, PointRadiusKM}, true
	}
	if p.City != "" {
		if m := t.City(p.City, p.Region, p.Country); m.Found {
			return Circle{m.Lat, m.Lon, m.RadiusKM}, true
		}
	}
	if c, ok := t.RegionCircle(p.Region, p.Country); ok {
		return c, true
	}
	if i, ok := t.byName[Fold(p.Country)]; ok {
		return t.countries[i].circle, true
	}
	if usable(p) {
		return Circle{p.Lat, p.Lon, PointRadiusKM}, true
	}
	return Circle{}, false
}

// usable reports whether a place carries a point on the globe. Exactly zero
// north and zero east is how exports write "no point".
func usable(p domain.Place) bool {
	return p.HasPoint && math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180 && (p.Lat != 0 || p.Lon != 0)
}

// Gap bounds the distance between two places in kilometres: whoever was at
// both moved at least minKM and at most maxKM. ok is false when either place
// cannot be located at all.
func (t *Table) Gap(a, b domain.Place) (minKM, maxKM float64, ok bool) {
	ca, okA := t.Locate(a)
	cb, okB := t.Locate(b)
	if !okA || !okB {
		return 0, 0, false
	}
	d := DistanceKM(ca.Lat, ca.Lon, cb.Lat, cb.Lon)
	slack := ca.RadiusKM + cb.RadiusKM
	return math.Max(0, d-slack), math.Min(halfwayKM, d+slack), true
}
