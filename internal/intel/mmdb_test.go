package intel

import (
	"bytes"
	"encoding/binary"
	"math"
	"net/netip"
	"os"
	"path/filepath"
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/domain"
)

// object and list are the shapes that an MMDB row is made of here.
type (
	object map[string]any
	list   []any
)

// mmdbValue encodes a value of the MaxMind DB format 2.0 (data section).
func mmdbValue(v any) []byte {
	var b bytes.Buffer
	head := func(kind, size int) {
		if kind <= 7 {
			b.WriteByte(byte(kind<<5 | size))
			return
		}
		b.Write([]byte{byte(size), byte(kind - 7)})
	}
	switch v := v.(type) {
	case string:
		if n := len(v); n < 29 {
			head(2, n)
		} else {
			head(2, 29)
			b.WriteByte(byte(n - 29))
		}
		b.WriteString(v)
	case float64:
		head(3, 8)
		binary.Write(&b, binary.BigEndian, math.Float64bits(v))
	case uint16:
		head(5, 2)
		binary.Write(&b, binary.BigEndian, v)
	case uint32:
		head(6, 4)
		binary.Write(&b, binary.BigEndian, v)
	case uint64:
		head(9, 8)
		binary.Write(&b, binary.BigEndian, v)
	case list:
		head(11, len(v))
		for _, e := range v {
			b.Write(mmdbValue(e))
		}
	case object:
		head(7, len(v))
		names := make([]string, 0, len(v))
		for n := range v {
			names = append(names, n)
		}
		sort.Strings(names)
		for _, n := range names {
			b.Write(mmdbValue(n))
			b.Write(mmdbValue(v[n]))
		}
	}
	return b.Bytes()
}

// writeMMDB writes an IPv4 database in which one /8 has a row.
func writeMMDB(t *testing.T, first byte, row object) string {
	t.Helper()
	const nodes = 8
	var b bytes.Buffer
	record := func(n int) { b.Write([]byte{byte(n >> 16), byte(n >> 8), byte(n)}) }
	for i := range nodes {
		next := i + 1
		if next == nodes {
			next = nodes + 16 // the row at offset 0 of the data section
		}
		if first>>(7-i)&1 == 0 {
			record(next)
			record(nodes)
		} else {
			record(nodes)
			record(next)
		}
	}
	b.Write(make([]byte, 16))
	b.Write(mmdbValue(row))
	b.WriteString("\xab\xcd\xefMaxMind.com")
	b.Write(mmdbValue(object{"binary_format_major_version": uint16(2), "binary_format_minor_version": uint16(0),
		"build_epoch": uint64(1), "database_type": "Test", "description": object{"en": "test"}, "ip_version": uint16(4),
		"languages": list{"en"}, "node_count": uint32(nodes), "record_size": uint16(24)}))
	file := filepath.Join(t.TempDir(), "test.mmdb")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func openMMDB(t *testing.T, first byte, row object) *MMDB {
	t.Helper()
	db, err := OpenMMDB(writeMMDB(t, first, row))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestOwnDatabasesGoFirst(t *testing.T) {
	city := openMMDB(t, 8, object{"country": object{"iso_code": "NO"}, "city": object{"names": object{"en": "Oslo"}},
		"subdivisions": list{object{"iso_code": "03"}}, "location": object{"latitude": 59.91, "longitude": 10.75}})
	asn := openMMDB(t, 8, object{"autonomous_system_number": uint32(64500), "autonomous_system_organization": "Example Net"})
	base := loadIP(t)
	table := base.With(city, asn)
	ip := netip.MustParseAddr("8.8.8.8")
	want := IPInfo{Country: "NO", Candidates: []string{"NO"}, ASN: 64500, Org: "Example Net"}
	if diff := cmp.Diff(want, table.Info(ip)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	p, ok := table.Place(ip)
	if diff := cmp.Diff(domain.Place{City: "Oslo", Region: "03", Country: "NO", Lat: 59.91, Lon: 10.75, HasPoint: true}, p); diff != "" || !ok {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if p, ok := table.Place(netip.MustParseAddr("175.45.176.1")); !ok || p.Country != "KP" || p.HasPoint {
		t.Errorf("beyond the databases: %+v, %v", p, ok)
	}
	if _, ok := table.Place(netip.MustParseAddr("10.1.2.3")); ok {
		t.Error("a private address has a place")
	}
	if c, _, _, _ := base.Lookup(ip); c != "US" {
		t.Errorf("the table itself changed: %q", c)
	}
	if table.With(openMMDB(t, 8, object{"country": object{"iso_code": "SE"}})).Info(ip).Country != "SE" {
		t.Error("a database given later does not go first")
	}
}

func TestOddDatabases(t *testing.T) {
	if _, err := OpenMMDB(filepath.Join(t.TempDir(), "none.mmdb")); err == nil {
		t.Error("a missing file opens")
	}
	junk := filepath.Join(t.TempDir(), "junk.mmdb")
	if err := os.WriteFile(junk, []byte("not a database"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenMMDB(junk); err == nil {
		t.Error("junk opens")
	}
	odd := openMMDB(t, 8, object{"country": "NO"}) // not the layout that is read
	if c, _, _, _ := loadIP(t).With(odd).Lookup(netip.MustParseAddr("8.8.8.8")); c != "US" {
		t.Errorf("an unreadable row hides the table's answer: %q", c)
	}
}
