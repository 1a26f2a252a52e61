package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/daylight-hq/daylight/internal/place"
)

// Columns of a GeoNames dump, as its readme.txt numbers them from 0.
const (
	colName, colASCII, colAlternates, colLat, colLon = 1, 2, 3, 4, 5
	colFeature, colCountry, colAdmin1                = 7, 8, 10
	colPopulation, colZone, colCount                 = 14, 17, 19
)

// least is the number of inhabitants from which a city gets its place; from
// leastOther on it gets its other names too.
const (
	least      = 1000
	leastOther = 15000
)

// town is one row of the dump.
type town struct {
	key        string   // folded primary name
	others     []string // folded other names
	lat, lon   float64
	population int
	country    string
	admin1     string
	zone       string
	feature    string
}

func readDump(data []byte) ([]town, error) {
	var out []town
	for n, line := range bytes.Split(data, []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		col := strings.Split(string(line), "\t")
		if len(col) != colCount {
			return nil, fmt.Errorf("line %d: %d columns, not %d", n+1, len(col), colCount)
		}
		t := town{key: place.Fold(col[colName]), country: col[colCountry], admin1: col[colAdmin1],
			zone: col[colZone], feature: col[colFeature]}
		var errs [3]error
		t.lat, errs[0] = strconv.ParseFloat(col[colLat], 64)
		t.lon, errs[1] = strconv.ParseFloat(col[colLon], 64)
		t.population, errs[2] = strconv.Atoi(col[colPopulation])
		for _, err := range errs {
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", n+1, err)
			}
		}
		if t.population >= leastOther {
			t.others = others(t.key, append(strings.Split(col[colAlternates], ","), col[colASCII]))
		}
		out = append(out, t)
	}
	return out, nil
}

// kept reports whether a row is a place that people name as their city: not an
// abandoned, destroyed or historical one, and not a small quarter.
func (t town) kept() bool {
	switch t.feature {
	case "PPLH", "PPLQ", "PPLW", "PPLCH":
		return false
	case "PPLX":
		return t.population >= leastOther
	}
	return t.population >= least && t.key != ""
}

// others folds the other names of a city. Airport codes and the like are no
// names: short runs of capitals are left out.
func others(key string, names []string) []string {
	seen := map[string]bool{key: true, "": true}
	var out []string
	for _, n := range names {
		k := place.Fold(n)
		if seen[k] || code(n) || len(k) > 60 {
			continue
		}
		seen[k] = true
		out = append(out, k)
	}
	return out
}

func code(s string) bool {
	if utf8.RuneCountInString(s) > 4 {
		return false
	}
	for _, r := range s {
		if r >= utf8.RuneSelf || !unicode.IsUpper(r) {
			return false
		}
	}
	return true
}
