package intel

import (
	"fmt"
	"net/netip"

	"github.com/oschwald/maxminddb-golang/v2"

	"github.com/daylight-hq/daylight/internal/domain"
)

// MMDB is a user's own MaxMind DB file: country, city or network as GeoIP2,
// GeoLite2 and DB-IP lay them out.
type MMDB struct {
	path string
	db   *maxminddb.Reader
}

// OpenMMDB opens a database; the file must not be rewritten in place while it
// is open.
func OpenMMDB(path string) (*MMDB, error) {
	db, err := maxminddb.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open address database %s: %w", path, err)
	}
	return &MMDB{path: path, db: db}, nil
}

// Close releases the file.
func (m *MMDB) Close() error {
	if err := m.db.Close(); err != nil {
		return fmt.Errorf("close address database %s: %w", m.path, err)
	}
	return nil
}

// mmdbRow holds the fields that are read; the layouts do not clash.
type mmdbRow struct {
	Country struct {
		Code string `maxminddb:"iso_code"`
	} `maxminddb:"country"`
	City struct {
		Names struct {
			English string `maxminddb:"en"`
		} `maxminddb:"names"`
	} `maxminddb:"city"`
	Subdivisions []struct {
		Code  string `maxminddb:"iso_code"`
		Names struct {
			English string `maxminddb:"en"`
		} `maxminddb:"names"`
	} `maxminddb:"subdivisions"`
	Location struct {
		Lat *float64 `maxminddb:"latitude"`
		Lon *float64 `maxminddb:"longitude"`
	} `maxminddb:"location"`
	ASN uint32 `maxminddb:"autonomous_system_number"`
	Org string `maxminddb:"autonomous_system_organization"`
}

// row reads an address's entry; ok is false where there is none or it cannot be
// decoded, which leaves the next source to answer.
func (m *MMDB) row(ip netip.Addr) (row mmdbRow, ok bool) {
	res := m.db.Lookup(ip.Unmap().WithZone(""))
	if res.Err() != nil || !res.Found() || res.Decode(&row) != nil {
		return mmdbRow{}, false
	}
	return row, true
}

func (m *MMDB) override(ip netip.Addr, in *IPInfo) {
	row, ok := m.row(ip)
	if !ok {
		return
	}
	if row.Country.Code != "" {
		in.Country, in.Candidates = row.Country.Code, []string{row.Country.Code}
	}
	if row.ASN != 0 {
		in.ASN, in.Org = row.ASN, row.Org
	}
}

// Place returns the place that the database gives an address: city, region
// code or name, country and point, as far as it has them.
func (m *MMDB) Place(ip netip.Addr) (p domain.Place, ok bool) {
	row, ok := m.row(ip)
	if !ok {
		return domain.Place{}, false
	}
	p = domain.Place{City: row.City.Names.English, Country: row.Country.Code}
	if len(row.Subdivisions) > 0 {
		p.Region = row.Subdivisions[0].Code
		if p.Region == "" {
			p.Region = row.Subdivisions[0].Names.English
		}
	}
	if row.Location.Lat != nil && row.Location.Lon != nil {
		p.Lat, p.Lon, p.HasPoint = *row.Location.Lat, *row.Location.Lon, true
	}
	return p, p.City != "" || p.Country != "" || p.HasPoint
}

// With returns a table that asks the given databases before its own data; the
// first that knows a part (country, network) gives it. The receiver does not
// change.
func (t *IPTable) With(own ...*MMDB) *IPTable {
	c := *t
	c.own = append(append([]*MMDB(nil), own...), t.own...)
	return &c
}

// Place returns where an address is: the first own database that names a city,
// region or point, else the country.
func (t *IPTable) Place(ip netip.Addr) (p domain.Place, ok bool) {
	for _, m := range t.own {
		if p, ok := m.Place(ip); ok {
			return p, true
		}
	}
	c := t.Info(ip).Country
	return domain.Place{Country: c}, c != ""
}
