package place

import (
	"math"
	"sort"
	"strings"
)

// Match is what a city's name stands for. With Ambiguous set several cities
// bear the name: the point is that of the most populous and the radius spans
// them all.
type Match struct {
	Lat, Lon  float64 // degrees
	RadiusKM  float64
	Country   string // ISO 3166-1 alpha-2
	Ambiguous bool
	Zone      string // IANA time zone of the point, or ""
	Found     bool
}

// namesakeShare is the least part of the greatest namesake's inhabitants that a
// city needs to count as a candidate. "Moscow" means the capital of ten million, not
// the town in Idaho (0.2 %); "Paris" alone may still mean the one in Texas (1.2 %).
const namesakeShare = 0.01

// point returns latitude and longitude in degrees.
func (c city) point() (lat, lon float64) { return float64(c.lat) / 100, float64(c.lon) / 100 }

// radiusKM is how far from its point somebody who names a city may live:
// it grows with the square root of the inhabitants (area grows with them), from
// 10 km, because people name the nearest town, to 60 km for a metropolis. Own
// choice, deliberately wide, so that two places are called far apart late.
func (c city) radiusKM() float64 {
	return math.Min(60, math.Max(10, 0.03*math.Sqrt(float64(c.hundreds)*100)))
}

// City finds a city by name. Case and diacritics do not matter. country is an
// ISO code or an English name and may be empty; region is a name or code of a
// region that [Table.RegionCircle] knows and is not used otherwise. A stated
// country or region that is known is never left: Paris in Kentucky is not
// Paris in Texas. With neither stated, "Austin, TX" or "Paris, France" is read
// as written.
func (t *Table) City(name, region, country string) Match {
	if strings.TrimSpace(region) == "" && strings.TrimSpace(country) == "" && strings.Contains(name, ",") {
		return t.match(t.written(name))
	}
	return t.match(t.candidates(name, region, country))
}

// written reads "city, region, country", "city, country" and "city, region".
// Where the last part can be both a region and a country (CA, Georgia), the
// candidates of both readings count.
func (t *Table) written(s string) []uint32 {
	parts := strings.Split(s, ",")
	last := strings.TrimSpace(parts[len(parts)-1])
	if len(parts) > 2 {
		return t.candidates(parts[0], parts[len(parts)-2], last)
	}
	var found []uint32
	if _, ok := t.byName[Fold(last)]; ok {
		found = t.candidates(parts[0], "", last)
	}
	for _, i := range t.withRegions {
		if _, ok := t.region(last, i); ok {
			found = append(found, t.candidates(parts[0], last, t.countries[i].code)...)
		}
	}
	return found
}

// candidates lists the cities of that name, primary names before others: a
// city that is merely also called so counts only where none bears the name.
func (t *Table) candidates(name, region, countryName string) []uint32 {
	key := Fold(name)
	if key == "" {
		return nil
	}
	in, reg := int32(-1), int32(-1)
	if strings.TrimSpace(countryName) != "" {
		i, ok := t.byName[Fold(countryName)]
		if !ok {
			return nil
		}
		in = i
		if r, ok := t.region(region, i); ok {
			reg = r
		}
	} else {
		in, reg = t.onlyRegion(region)
	}
	fits := func(c city) bool {
		return (in < 0 || int32(c.country) == in) && (reg < 0 || int32(c.region) == reg)
	}
	var found []uint32
	from, to := t.names.find(key)
	for i := from; i < to; i++ {
		if fits(t.cities[i]) {
			found = append(found, uint32(i))
		}
	}
	if len(found) > 0 {
		return found
	}
	from, to = t.alts.find(key)
	for i := from; i < to; i++ {
		if id := t.altCity[i]; fits(t.cities[id]) {
			found = append(found, id)
		}
	}
	return found
}

// onlyRegion resolves a region that was given without a country, if exactly one
// country has it.
func (t *Table) onlyRegion(name string) (in, reg int32) {
	in, reg = -1, -1
	for _, i := range t.withRegions {
		if r, ok := t.region(name, i); ok {
			if reg >= 0 {
				return -1, -1
			}
			in, reg = i, r
		}
	}
	return in, reg
}

// match folds candidates into one answer.
func (t *Table) match(ids []uint32) Match {
	if len(ids) == 0 {
		return Match{}
	}
	sort.Slice(ids, func(i, j int) bool {
		a, b := t.cities[ids[i]], t.cities[ids[j]]
		if a.hundreds != b.hundreds {
			return a.hundreds > b.hundreds
		}
		return ids[i] < ids[j]
	})
	first := t.cities[ids[0]]
	lat, lon := first.point()
	m := Match{Lat: lat, Lon: lon, RadiusKM: first.radiusKM(),
		Country: t.countries[first.country].code, Zone: t.zones[first.zone], Found: true}
	for _, id := range ids[1:] {
		c := t.cities[id]
		if id == ids[0] || float64(c.hundreds) < namesakeShare*float64(first.hundreds) {
			continue
		}
		lat, lon := c.point()
		reach := DistanceKM(m.Lat, m.Lon, lat, lon) + c.radiusKM()
		if reach <= m.RadiusKM {
			continue
		}
		m.Ambiguous, m.RadiusKM = true, math.Min(reach, halfwayKM)
		if c.zone != first.zone {
			m.Zone = ""
		}
	}
	return m
}
