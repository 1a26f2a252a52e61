package place

import (
	_ "embed" // the table
	"fmt"
	"sort"
)

//go:embed places.tbl
var embedded string

// Table is a gazetteer: countries, regions, cities and time zones. It is safe
// for use by many goroutines.
type Table struct {
	countries   []country
	byName      map[string]int32 // folded name or code → country
	regions     []region
	withRegions []int32          // countries whose regions are named
	regionBy    map[string]int32 // country code, "/", folded name or code → region
	zones       []string
	names       keys // folded primary names, one per city, sorted
	alts        keys // folded other names, sorted
	altCity     []uint32
	cities      []city
}

type country struct {
	code   string
	circle Circle
}

type region struct {
	country int32
	circle  Circle
}

type city struct {
	lat, lon int16  // in 0.01°
	hundreds uint32 // inhabitants, in hundreds
	country  uint16
	zone     uint16
	region   int16 // -1 when its region has no name in the table
}

// Circle is a place with its uncertainty: somewhere within RadiusKM of a point.
type Circle struct {
	Lat, Lon float64 // degrees, north and east positive
	RadiusKM float64
}

// Load reads the table that is built into the program. It takes some tens of
// milliseconds and about 12 MB, so callers load once and only when needed.
func Load() (*Table, error) {
	t, err := Parse([]byte(embedded))
	if err != nil {
		return nil, fmt.Errorf("load built-in place table: %w", err)
	}
	return t, nil
}

// Country returns the ISO 3166-1 alpha-2 code of a country given as alpha-2 or
// alpha-3 code or by its English name.
func (t *Table) Country(s string) (code string, ok bool) {
	i, ok := t.byName[Fold(s)]
	if !ok {
		return "", false
	}
	return t.countries[i].code, true
}

// CountryCircle returns the smallest circle, in degrees and kilometres, that
// holds every place of the country that the table's source names. It is zero
// for an unknown code.
func (t *Table) CountryCircle(code string) (lat, lon, radiusKM float64) {
	i, ok := t.byName[Fold(code)]
	if !ok {
		return 0, 0, 0
	}
	c := t.countries[i].circle
	return c.Lat, c.Lon, c.RadiusKM
}

// RegionCircle returns the circle of a region of a country that names its
// regions here (Australia, Canada, the United Kingdom and the United States).
func (t *Table) RegionCircle(region, countryName string) (c Circle, ok bool) {
	n, ok := t.byName[Fold(countryName)]
	if !ok {
		return Circle{}, false
	}
	i, ok := t.region(region, n)
	if !ok {
		return Circle{}, false
	}
	return t.regions[i].circle, true
}

// region finds a region of one country by name or code; a code may carry the
// country as ISO 3166-2 does (US-TX).
func (t *Table) region(name string, in int32) (int32, bool) {
	key := Fold(name)
	if key == "" {
		return 0, false
	}
	code := t.countries[in].code
	if i, ok := t.regionBy[code+"/"+key]; ok {
		return i, true
	}
	if lead := Fold(code) + " "; len(key) > len(lead) && key[:len(lead)] == lead {
		i, ok := t.regionBy[code+"/"+key[len(lead):]]
		return i, ok
	}
	return 0, false
}

// keys is a sorted list of strings in one allocation.
type keys struct {
	text string
	ends []uint32
}

func (k keys) at(i int) string {
	var start uint32
	if i > 0 {
		start = k.ends[i-1]
	}
	return k.text[start:k.ends[i]]
}

// find returns the half-open range of entries equal to s.
func (k keys) find(s string) (from, to int) {
	from = sort.Search(len(k.ends), func(i int) bool { return k.at(i) >= s })
	for to = from; to < len(k.ends) && k.at(to) == s; to++ {
	}
	return from, to
}
