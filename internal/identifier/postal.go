package identifier

import (
	"slices"
	"strings"
	"sync"

	"github.com/daylight-hq/daylight/internal/domain"
)

// PostalParts is a street address taken apart, each part in its canonical
// short form: lower case, no accents, abbreviated. Region, Postal and Country
// are in upper case.
type PostalParts struct {
	Number  string // house number with its letter, or number of a post office box
	Street  string // without the number; "po box" for a box
	Unit    string // apartment, floor, building; "" for the whole house
	City    string
	Region  string // code of the state or province where it is known
	Postal  string // without spaces; of a ZIP+4 the first five digits
	Country string // ISO 3166-1 alpha-2 where it is known
}

// locality is the postal code where that says the town, else town and region.
// The country is left out: exports often lack it, and a code of five or more
// characters together with the street's name says as much.
func (p PostalParts) locality() string {
	switch {
	case len(p.Postal) >= 5:
		return p.Postal
	case p.Postal != "" && p.City != "":
		return p.Postal + " " + p.City
	case p.Postal != "":
		return p.Postal
	}
	return strings.TrimSpace(p.City + " " + p.Region)
}

// Key is the canonical text of the home: two addresses are the same home
// exactly when their keys are equal.
func (p PostalParts) Key() string {
	return p.Number + "|" + p.Street + "|" + p.Unit + "|" + p.locality()
}

// Building is the key without the unit: the same for all homes of a house.
func (p PostalParts) Building() string {
	return p.Number + "|" + p.Street + "||" + p.locality()
}

// Building reduces the key of a postal address to that of its building.
func Building(key string) string {
	parts := strings.Split(key, "|")
	if len(parts) != 4 {
		return key
	}
	parts[2] = ""
	return strings.Join(parts, "|")
}

// Box reports whether the address is a post office box.
func (p PostalParts) Box() bool { return p.Street == boxStreet }

// Masked shows the number, the kind of street and the town.
func (p PostalParts) Masked() string {
	town := titleCase(p.City)
	if town == "" {
		town = firstRunes(p.Postal, 3) + bullet
	}
	words := strings.Fields(p.Street)
	if len(words) > 1 && postal().suffix[words[len(words)-1]] != "" {
		return p.Number + " " + bullet + " " + titleCase(words[len(words)-1]) + ", " + town
	}
	return p.Number + " " + bullet + ", " + town
}

func titleCase(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		first := firstRunes(w, 1)
		words[i] = strings.ToUpper(first) + w[len(first):]
	}
	return strings.Join(words, " ")
}

// PostalAddress normalises a street address. It needs a number, a street and a
// town or postal code: a town alone is refused as city-only, and what cannot be
// taken apart with certainty as unparsed.
func PostalAddress(a domain.Address) (domain.Identifier, Refusal) {
	id := domain.Identifier{Type: domain.Postal}
	parts, refusal := ParsePostal(a)
	if refusal != "" {
		return id, refusal
	}
	id.Key, id.Masked = parts.Key(), parts.Masked()
	return id, ""
}

const (
	boxStreet = "po box"
	// maxPostal bounds the work on one address, in bytes.
	maxPostal = 1024
)

type postalTables struct {
	suffix, joined, ending, direction, unit, floor, named, number, after, ordinal map[string]string

	box, skip                      []string // longest first
	badStreet, badCity, badLine    map[string]string
	states, provinces, territories map[string]string // folded name → code; US, CA, AU
	codes                          map[string]string // folded code → country
	countries                      map[string]string // folded name → code
}

var postal = sync.OnceValue(func() postalTables {
	entries, regions := must("postal.txt"), must("region.txt")
	pairs := func(class string) map[string]string {
		out := map[string]string{}
		for _, e := range entries {
			if word, short, ok := strings.Cut(e.value, " "); ok && e.class == class {
				out[word] = short
			}
		}
		return out
	}
	list := func(class string) []string {
		var out []string
		for _, e := range entries {
			if e.class == class {
				out = append(out, e.value)
			}
		}
		slices.SortFunc(out, func(a, b string) int { return len(b) - len(a) })
		return out
	}
	t := postalTables{
		suffix: pairs("suffix"), joined: pairs("joined"), ending: pairs("ending"), direction: pairs("direction"),
		unit: pairs("unit"), floor: pairs("floor"), named: pairs("named-unit"), number: pairs("number"),
		after: pairs("after"), ordinal: pairs("ordinal"), box: list("box"), skip: list("skip"),
		badStreet: set(entries, "placeholder-street"), badCity: set(entries, "placeholder-city"),
		badLine: set(entries, "placeholder-line"),
		states:  mapping(regions, "us"), provinces: mapping(regions, "ca"), territories: mapping(regions, "au"),
		countries: mapping(regions, "country"), codes: map[string]string{},
	}
	for country, names := range map[string]map[string]string{"US": t.states, "CA": t.provinces} {
		for _, code := range names {
			t.codes[strings.ToLower(code)] = country
		}
	}
	for _, code := range t.territories {
		if lower := strings.ToLower(code); t.codes[lower] == "" {
			t.codes[lower] = "AU"
		}
	}
	return t
})

// regionCode returns the code of a state or province and its country, if it
// is of the United States, Canada or Australia.
func (t postalTables) regionCode(folded string) (code, country string) {
	for _, l := range []struct {
		names   map[string]string
		country string
	}{{t.states, "US"}, {t.provinces, "CA"}, {t.territories, "AU"}} {
		if code, ok := l.names[folded]; ok {
			return code, l.country
		}
	}
	if country, ok := t.codes[folded]; ok {
		return strings.ToUpper(folded), country
	}
	return "", ""
}

// countryCode returns the code of a country by its code or name.
func (t postalTables) countryCode(folded string) string {
	if code, ok := t.countries[folded]; ok {
		return code
	}
	if len(folded) == 2 && isAlpha(folded[0]) && isAlpha(folded[1]) {
		return strings.ToUpper(folded)
	}
	return ""
}

// ParsePostal takes an address apart. The parts are complete only when the
// refusal is empty.
func ParsePostal(a domain.Address) (PostalParts, Refusal) {
	p := postalParser{tables: postal()}
	if refusal := p.read(a); refusal != "" {
		return PostalParts{}, refusal
	}
	if refusal := p.takeLocality(a); refusal != "" {
		return p.out, refusal
	}
	return p.out, p.takeStreet()
}
