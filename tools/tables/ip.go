package main

import (
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/daylight-hq/daylight/internal/intel"
)

// Packages of ip-location-db, pinned. Two sources of countries are laid over
// each other because each is wrong for some addresses (see ATTRIBUTION.md).
const (
	whoisPackage = "@ip-location-db/geo-whois-asn-country@2.3.2026061719" // CC0
	dbipPackage  = "@ip-location-db/dbip-country@2.3.2026060120"          // CC BY 4.0, DB-IP
	asnPackage   = "@ip-location-db/asn@2.3.2026061719"                   // CC BY 4.0, RouteViews, NRO, DB-IP
)

const ipFile = "internal/intel/ip.tbl"

func addresses(ctx context.Context, dir string) error {
	var countries, networks [2][]mark
	owners := map[string]map[string]int{}
	for i, family := range []string{"ipv4", "ipv6"} {
		whois, err := read(ctx, dir, whoisPackage, "geo-whois-asn-country-"+family+".csv", countryOf)
		if err != nil {
			return err
		}
		dbip, err := read(ctx, dir, dbipPackage, "dbip-country-"+family+".csv", countryOf)
		if err != nil {
			return err
		}
		countries[i] = overlay(whois, dbip)
		networks[i], err = read(ctx, dir, asnPackage, "asn-"+family+".csv", func(rest []string) string {
			count(owners, rest)
			return rest[0]
		})
		if err != nil {
			return err
		}
	}
	packed, err := packAddresses(countries, networks, owners)
	if err != nil {
		return err
	}
	if _, err := intel.ParseIP(packed); err != nil {
		return fmt.Errorf("read back: %w", err)
	}
	return publish(ipFile, packed)
}

func read(ctx context.Context, dir, spec, file string, value func([]string) string) ([]mark, error) {
	files, err := fetch(ctx, dir, spec, file)
	if err != nil {
		return nil, err
	}
	spans, err := readSpans(files[file], value)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	return flatten(spans), nil
}

// countryOf keeps ISO codes; ZZ and the like mean unknown.
func countryOf(rest []string) string {
	c := rest[0]
	if len(c) != 2 || c == "ZZ" || c != strings.ToUpper(c) {
		return ""
	}
	return c
}

// count notes the name a row gives its network.
func count(owners map[string]map[string]int, rest []string) {
	if len(rest) < 2 {
		return
	}
	if owners[rest[0]] == nil {
		owners[rest[0]] = map[string]int{}
	}
	owners[rest[0]][strings.Join(strings.Fields(rest[1]), " ")]++
}

// packAddresses lays the table out as package intel reads it.
func packAddresses(countries, networks [2][]mark, owners map[string]map[string]int) ([]byte, error) {
	e := &encoder{buf: []byte(intel.Magic)}
	names, index := byFrequency(countries)
	e.number(uint64(len(names)))
	for _, n := range names {
		e.text(n)
	}
	for _, m := range countries {
		e.marks(m, index)
	}
	numbers, index := byFrequency(networks)
	e.number(uint64(len(numbers)))
	for _, n := range numbers {
		asn, err := strconv.ParseUint(cmp.Or(n, "0"), 10, 32)
		if err != nil {
			return nil, fmt.Errorf("network number %q: %w", n, err)
		}
		e.number(asn)
	}
	for _, n := range numbers {
		e.text(commonest(owners[n]))
	}
	for _, m := range networks {
		e.marks(m, index)
	}
	return e.packed()
}

// byFrequency lists the values of both families, the commonest first after "",
// so that common ones have short indices.
func byFrequency(tables [2][]mark) (values []string, index map[string]int) {
	uses := map[string]int{}
	for _, t := range tables {
		for _, m := range t {
			uses[m.value]++
		}
	}
	delete(uses, "")
	values = sortedKeys(uses)
	slices.SortStableFunc(values, func(a, b string) int { return cmp.Compare(uses[b], uses[a]) })
	values = append([]string{""}, values...)
	index = make(map[string]int, len(values))
	for i, v := range values {
		index[v] = i
	}
	return values, index
}

func commonest(names map[string]int) string {
	best := ""
	for _, n := range sortedKeys(names) {
		if best == "" || names[n] > names[best] {
			best = n
		}
	}
	return best
}

// marks writes the distances between starts, then the values. A distance is an
// odd number times a power of two: the power stands in the lower six bits of a
// byte, (odd-1)/2 in the upper two, where 3 means that the rest, less 3,
// follows as a number.
func (e *encoder) marks(marks []mark, index map[string]int) {
	e.number(uint64(len(marks)))
	for i, m := range marks[1:] {
		step := m.start - marks[i].start
		power := bits.TrailingZeros64(step)
		half := step >> power >> 1
		if half < 3 {
			e.buf = append(e.buf, byte(half)<<6|byte(power))
			continue
		}
		e.buf = append(e.buf, 3<<6|byte(power))
		e.number(half - 3)
	}
	for _, m := range marks {
		e.number(uint64(index[m.value]))
	}
}
