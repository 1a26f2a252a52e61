package simulate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// city is a real city: its name, place and time zone are facts. Streets in it
// are invented and its postal codes are not in use.
type city struct {
	name, region, regionName, country, countryName string
	lat, lon                                       float64
	zone                                           *time.Location
	postal                                         string // real prefix of its postal codes
	homes                                          uint64 // homes given out so far
	ips                                            ipBlock
}

// cityTable: name, region code, region, country, latitude, longitude, postal
// prefix, IANA zone. Coordinates to a hundredth of a degree.
const cityTable = `
New York|NY|New York|US|40.71|-74.01|100|America/New_York
Buffalo|NY|New York|US|42.89|-78.88|142|America/New_York
Boston|MA|Massachusetts|US|42.36|-71.06|021|America/New_York
Philadelphia|PA|Pennsylvania|US|39.95|-75.17|191|America/New_York
Pittsburgh|PA|Pennsylvania|US|40.44|-80.00|152|America/New_York
Baltimore|MD|Maryland|US|39.29|-76.61|212|America/New_York
Richmond|VA|Virginia|US|37.54|-77.44|232|America/New_York
Raleigh|NC|North Carolina|US|35.78|-78.64|276|America/New_York
Charlotte|NC|North Carolina|US|35.23|-80.84|282|America/New_York
Atlanta|GA|Georgia|US|33.75|-84.39|303|America/New_York
Orlando|FL|Florida|US|28.54|-81.38|328|America/New_York
Tampa|FL|Florida|US|27.95|-82.46|336|America/New_York
Miami|FL|Florida|US|25.76|-80.19|331|America/New_York
Cleveland|OH|Ohio|US|41.50|-81.69|441|America/New_York
Columbus|OH|Ohio|US|39.96|-83.00|432|America/New_York
Detroit|MI|Michigan|US|42.33|-83.05|482|America/Detroit
Indianapolis|IN|Indiana|US|39.77|-86.16|462|America/Indiana/Indianapolis
Louisville|KY|Kentucky|US|38.25|-85.76|402|America/Kentucky/Louisville
Nashville|TN|Tennessee|US|36.16|-86.78|372|America/Chicago
Memphis|TN|Tennessee|US|35.15|-90.05|381|America/Chicago
Birmingham|AL|Alabama|US|33.52|-86.80|352|America/Chicago
New Orleans|LA|Louisiana|US|29.95|-90.07|701|America/Chicago
Chicago|IL|Illinois|US|41.88|-87.63|606|America/Chicago
Milwaukee|WI|Wisconsin|US|43.04|-87.91|532|America/Chicago
Minneapolis|MN|Minnesota|US|44.98|-93.27|554|America/Chicago
Des Moines|IA|Iowa|US|41.59|-93.62|503|America/Chicago
St. Louis|MO|Missouri|US|38.63|-90.20|631|America/Chicago
Kansas City|MO|Missouri|US|39.10|-94.58|641|America/Chicago
Omaha|NE|Nebraska|US|41.26|-95.93|681|America/Chicago
Oklahoma City|OK|Oklahoma|US|35.47|-97.52|731|America/Chicago
Dallas|TX|Texas|US|32.78|-96.80|752|America/Chicago
Houston|TX|Texas|US|29.76|-95.37|770|America/Chicago
Austin|TX|Texas|US|30.27|-97.74|787|America/Chicago
San Antonio|TX|Texas|US|29.42|-98.49|782|America/Chicago
Denver|CO|Colorado|US|39.74|-104.99|802|America/Denver
Salt Lake City|UT|Utah|US|40.76|-111.89|841|America/Denver
Boise|ID|Idaho|US|43.62|-116.20|837|America/Boise
Albuquerque|NM|New Mexico|US|35.08|-106.65|871|America/Denver
Phoenix|AZ|Arizona|US|33.45|-112.07|850|America/Phoenix
Tucson|AZ|Arizona|US|32.22|-110.97|857|America/Phoenix
Las Vegas|NV|Nevada|US|36.17|-115.14|891|America/Los_Angeles
San Diego|CA|California|US|32.72|-117.16|921|America/Los_Angeles
Los Angeles|CA|California|US|34.05|-118.24|900|America/Los_Angeles
Sacramento|CA|California|US|38.58|-121.49|958|America/Los_Angeles
San Francisco|CA|California|US|37.77|-122.42|941|America/Los_Angeles
Portland|OR|Oregon|US|45.52|-122.68|972|America/Los_Angeles
Seattle|WA|Washington|US|47.61|-122.33|981|America/Los_Angeles
Toronto|ON|Ontario|CA|43.65|-79.38|M5|America/Toronto
Montreal|QC|Quebec|CA|45.50|-73.57|H3|America/Toronto
Vancouver|BC|British Columbia|CA|49.28|-123.12|V6|America/Vancouver
London|ENG|England|GB|51.51|-0.13|SE1|Europe/London
Manchester|ENG|England|GB|53.48|-2.24|M4|Europe/London
Bristol|ENG|England|GB|51.45|-2.59|BS2|Europe/London
Edinburgh|SCT|Scotland|GB|55.95|-3.19|EH6|Europe/London
Paris|IDF|Ile-de-France|FR|48.86|2.35|750|Europe/Paris
Lyon|ARA|Auvergne-Rhone-Alpes|FR|45.76|4.84|690|Europe/Paris
Toulouse|OCC|Occitanie|FR|43.60|1.44|310|Europe/Paris
Berlin|BE|Berlin|DE|52.52|13.41|101|Europe/Berlin
Amsterdam|NH|North Holland|NL|52.37|4.90|10|Europe/Amsterdam
Madrid|MD|Madrid|ES|40.42|-3.70|280|Europe/Madrid
Lisbon|LIS|Lisbon|PT|38.72|-9.14|11|Europe/Lisbon
Warsaw|MZ|Mazovia|PL|52.23|21.01|00|Europe/Warsaw
`

// abroad are cities that people only pass through or are said to sign in
// from: travel, rented exits and the places of cells' VPN endpoints.
const abroadTable = `
Bangkok|10|Bangkok|TH|13.76|100.50|10|Asia/Bangkok
Tbilisi|TB|Tbilisi|GE|41.72|44.79|01|Asia/Tbilisi
Medellin|ANT|Antioquia|CO|6.24|-75.57|05|America/Bogota
Cape Town|WC|Western Cape|ZA|-33.92|18.42|80|Africa/Johannesburg
Denpasar|BA|Bali|ID|-8.65|115.22|80|Asia/Makassar
Mexico City|CMX|Mexico City|MX|19.43|-99.13|06|America/Mexico_City
Dubai|DU|Dubai|AE|25.20|55.27|00|Asia/Dubai
Singapore|01|Singapore|SG|1.35|103.82|01|Asia/Singapore
Frankfurt|HE|Hesse|DE|50.11|8.68|603|Europe/Berlin
Bucharest|B|Bucharest|RO|44.43|26.10|01|Europe/Bucharest
`

var countryNames = map[string]string{
	"US": "United States", "CA": "Canada", "GB": "United Kingdom", "FR": "France", "DE": "Germany", "NL": "Netherlands",
	"ES": "Spain", "PT": "Portugal", "PL": "Poland", "TH": "Thailand", "GE": "Georgia", "CO": "Colombia",
	"ZA": "South Africa", "ID": "Indonesia", "MX": "Mexico", "AE": "United Arab Emirates", "SG": "Singapore", "RO": "Romania",
}

func loadCities(table string) ([]*city, error) {
	var out []*city
	for line := range strings.Lines(strings.TrimSpace(table)) {
		f := strings.Split(strings.TrimSpace(line), "|")
		c := &city{name: f[0], region: f[1], regionName: f[2], country: f[3], countryName: countryNames[f[3]], postal: f[6]}
		if _, err := fmt.Sscan(f[4], &c.lat); err != nil {
			return nil, fmt.Errorf("latitude of %s: %w", c.name, err)
		}
		if _, err := fmt.Sscan(f[5], &c.lon); err != nil {
			return nil, fmt.Errorf("longitude of %s: %w", c.name, err)
		}
		zone, err := time.LoadLocation(f[7])
		if err != nil {
			return nil, fmt.Errorf("time zone of %s: %w", c.name, err)
		}
		c.zone = zone
		out = append(out, c)
	}
	return out, nil
}

// pickCity draws a home city: mostly in the United States, as the company is.
func pickCity(r *rand.Rand, cities []*city) *city {
	const unitedStates = 47 // the table begins with them
	if chance(r, 0.85) {
		return cities[r.IntN(unitedStates)]
	}
	return cities[unitedStates+r.IntN(len(cities)-unitedStates)]
}

// address is one home or office. line1 and city together are unique unless
// people live in one building.
type address struct {
	line1, line2 string
	postal       string
	city         *city
}

// newAddress builds a home in c that nobody else has. Numbers run through a
// prime, so that number and street repeat together only after three million.
func newAddress(r *rand.Rand, c *city) *address {
	const prime = 9973
	i := c.homes
	c.homes++
	streets := uint64(len(streetRoots) * len(streetKinds))
	number := 1 + (i*7919+31)%prime
	street := (i/prime + i*37) % streets
	a := &address{city: c, postal: postalCode(r, c)}
	a.line1 = fmt.Sprintf("%d %s %s", number, streetRoots[street/uint64(len(streetKinds))], streetKinds[street%uint64(len(streetKinds))])
	if chance(r, 0.25) {
		a.line2 = fmt.Sprintf("Apt %d", 100*between(r, 1, 9)+between(r, 1, 24))
	}
	return a
}

// unit returns a flat in the same building.
func (a *address) unit(n int) *address {
	u := *a
	u.line2 = fmt.Sprintf("Apt %d", n)
	return &u
}

// postalCode returns a code that the post does not use: the prefix is the
// city's own, the rest is left empty by the authorities.
func postalCode(r *rand.Rand, c *city) string {
	switch c.country {
	case "US":
		return c.postal + "00"
	case "CA": // D, F, I, O, Q and U are never used
		return fmt.Sprintf("%sO %dU%d", c.postal, r.IntN(10), r.IntN(10))
	case "GB": // C, I, K, M, O and V never end a code
		return fmt.Sprintf("%s %dCK", c.postal, r.IntN(10))
	case "NL":
		return fmt.Sprintf("%s00 SA", c.postal) // SA, SD and SS are never given out
	case "PT":
		return c.postal + "00-000"
	case "PL":
		return c.postal + "-000"
	}
	return c.postal + "00"
}

// lines returns the address as one or two lines.
func (a *address) lines() string {
	if a.line2 == "" {
		return a.line1
	}
	return a.line1 + " " + a.line2
}

// oneText writes the address as an applicant types it into one box.
func (a *address) oneText() string {
	return fmt.Sprintf("%s\n%s, %s %s", a.lines(), a.city.name, a.city.region, a.postal)
}

// carrierForm returns the first two lines as a shipping clerk types them:
// abbreviated, at times in capitals, with another word for the unit.
func (a *address) carrierForm(r *rand.Rand) (string, string) {
	line1, line2 := a.line1, a.line2
	if words := strings.Fields(line1); chance(r, 0.4) {
		if short, ok := streetShort[words[len(words)-1]]; ok {
			words[len(words)-1] = short
			line1 = strings.Join(words, " ")
		}
	}
	if chance(r, 0.2) {
		line2 = strings.Replace(line2, "Apt ", "#", 1)
	}
	if chance(r, 0.25) {
		line1, line2 = strings.ToUpper(line1), strings.ToUpper(line2)
	}
	return line1, line2
}
