package identifier

import (
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
)

func oneLine(s string) domain.Address { return domain.Address{Lines: []string{s}} }

// Every row writes one home in several ways, and one key for all of them.
func TestPostalAddressForms(t *testing.T) {
	tests := []struct {
		key   string
		forms []domain.Address
	}{
		{"12|n main st|4b|62704", []domain.Address{
			{Lines: []string{"12 North Main Street, Apt 4B"}, City: "Springfield", Region: "IL", PostalCode: "62704"},
			{Lines: []string{"12 N. Main St.", "Unit 4-B"}, City: "SPRINGFIELD", Region: "Illinois", PostalCode: "62704-1234", Country: "US"},
			{Lines: []string{"12 N MAIN ST #4B"}, City: "Springfield", PostalCode: "627041234", Country: "USA"},
			{Lines: []string{"Apartment 4b", "12 N Main St"}, PostalCode: "62704"},
			oneLine("12 N Main St Apt 4B, Springfield, IL 62704"),
			oneLine("12 N Main St Apt 4B\nSpringfield, Il 62704\nUnited States"),
			oneLine("12 north main street apt. 4b springfield il 62704"),
			{Lines: []string{"12 N Main St Apt # 4B"}, City: "Springfield, IL 62704"},
			{Lines: []string{"c/o Someone Else", "12 N Main St Apt 04B", "Springfield, IL 62704"}, City: "Springfield", PostalCode: "62704"},
		}},
		{"1|5 ave|fl3|10001", []domain.Address{
			{Lines: []string{"1 Fifth Avenue", "3rd Floor"}, City: "New York", Region: "NY", PostalCode: "10001"},
			{Lines: []string{"1 5th Ave, Floor 3"}, City: "New York", Region: "NY", PostalCode: "10001"},
			oneLine("1 5th Ave Fl 3, New York, NY 10001, USA"),
		}},
		{"100|main st||02139", []domain.Address{
			{Lines: []string{"100 Main St"}, City: "Cambridge", Region: "MA", PostalCode: "2139"},
			{Lines: []string{"100 Main Street"}, City: "Cambridge", Region: "Massachusetts", PostalCode: "02139"},
		}},
		{"100|main st||cambridge MA", []domain.Address{
			{Lines: []string{"100 Main St"}, City: "Cambridge", Region: "MA"},
			oneLine("100 Main Street, Cambridge, MA"),
			oneLine("100 Main Street, Cambridge, Massachusetts"),
			oneLine("100 Main Street Cambridge MA"),
		}},
		{"500|main st||new york", []domain.Address{oneLine("500 Main Street, New York")}},
		{"123|po box||78701", []domain.Address{
			{Lines: []string{"P.O. Box 123"}, City: "Austin", Region: "TX", PostalCode: "78701"},
			oneLine("PO Box 123, Austin, TX 78701"),
			{Lines: []string{"Post Office Box #123"}, PostalCode: "78701"},
		}},
		{"12|musterstr||10115", []domain.Address{
			{Lines: []string{"Musterstraße 12"}, City: "Berlin", PostalCode: "10115", Country: "DE"},
			{Lines: []string{"Musterstr. 12"}, City: "Berlin", PostalCode: "D-10115", Country: "Deutschland"},
			{Lines: []string{"Muster-Straße 12"}, City: "Berlin", PostalCode: "10115"},
			oneLine("Musterstrasse 12, 10115 Berlin"),
			oneLine("Musterstr. 12 10115 Berlin"),
			oneLine("Musterstraße 12\nD-10115 Berlin\nGermany"),
		}},
		{"12a|hauptstr||80331", []domain.Address{
			{Lines: []string{"Hauptstr. 12 a"}, PostalCode: "80331", Country: "DE"},
			{Lines: []string{"Hauptstraße 12A"}, PostalCode: "80331"},
		}},
		{"12|rue monge||75005", []domain.Address{
			{Lines: []string{"12, rue Monge"}, City: "Paris", PostalCode: "75005", Country: "FR"},
			{Lines: []string{"12 Rue Monge"}, City: "PARIS", PostalCode: "75005"},
			oneLine("12 rue Monge, 75005 Paris, France"),
		}},
		{"45|c de alcala|3ob|28014", []domain.Address{
			{Lines: []string{"Calle de Alcalá, 45, 3º B"}, City: "Madrid", PostalCode: "28014"},
			{Lines: []string{"C. de Alcala 45", "3º-B"}, City: "Madrid", PostalCode: "28014"},
		}},
		{"14|high st|2|SW1A1AA", []domain.Address{
			{Lines: []string{"Flat 2", "14 High Street"}, City: "London", PostalCode: "sw1a 1aa", Country: "GB"},
			oneLine("Flat 2, 14 High St, London SW1A 1AA, United Kingdom"),
			oneLine("Flat 2, 14 High Street, London, SW1A1AA"),
		}},
		{"7|keizersgracht||1015CJ", []domain.Address{
			{Lines: []string{"Keizersgracht 7"}, City: "Amsterdam", PostalCode: "1015 CJ", Country: "NL"},
			oneLine("Keizersgracht 7, 1015 CJ Amsterdam"),
		}},
		{"20|george st||2000 sydney", []domain.Address{
			{Lines: []string{"20 George Street"}, City: "Sydney", Region: "NSW", PostalCode: "2000"},
			oneLine("20 George St, Sydney NSW 2000, Australia"),
		}},
		{"8|county rd 12||58501", []domain.Address{{Lines: []string{"8 County Road 12"}, PostalCode: "58501"}}},
		{"12-34|31 st||11106", []domain.Address{{Lines: []string{"12-34 31st Street"}, City: "Astoria", Region: "NY", PostalCode: "11106"}}},
		{"129|holly hill rd||06896", []domain.Address{
			{Lines: []string{"129 Holly Hill Road"}, City: "Redding", Region: "CT", PostalCode: "06896", Country: "US"},
		}},
		{"1600|amphitheatre pkwy||94043", []domain.Address{
			{Lines: []string{"Acme Building", "1600 Amphitheatre Parkway"}, City: "Mountain View", Region: "CA", PostalCode: "94043"},
		}},
	}
	for _, test := range tests {
		for _, form := range test.forms {
			got, refusal := PostalAddress(form)
			if got.Key != test.key || refusal != "" {
				t.Errorf("%+v: got %q, %q, want %q", form, got.Key, refusal, test.key)
			}
		}
	}
}

func TestPostalAddressRefusals(t *testing.T) {
	tests := []struct {
		address domain.Address
		want    Refusal
	}{
		{domain.Address{}, RefusedEmpty},
		{domain.Address{Lines: []string{"", " , "}}, RefusedEmpty},
		{domain.Address{City: "Springfield", Region: "IL"}, RefusedCityOnly},
		{domain.Address{Lines: []string{"Springfield"}, City: "Springfield"}, RefusedCityOnly},
		{domain.Address{City: "Springfield", PostalCode: "62704"}, RefusedCityOnly},
		{oneLine("Springfield, IL"), RefusedCityOnly},
		{oneLine("Springfield, Illinois, United States"), RefusedCityOnly},
		{oneLine("San Francisco Bay Area"), RefusedCityOnly},
		{oneLine("London"), RefusedCityOnly},
		{oneLine("10115 Berlin"), RefusedCityOnly},
		{oneLine("12 Main St"), RefusedIncomplete},
		{oneLine("Remote"), RefusedPlaceholder},
		{oneLine("N/A"), RefusedPlaceholder},
		{oneLine("123 Fake St."), RefusedPlaceholder},
		{domain.Address{Lines: []string{"123 Main St"}, City: "Anytown", Region: "CA"}, RefusedPlaceholder},
		{domain.Address{Lines: []string{"line 1"}, City: "Paris", PostalCode: "75001"}, RefusedPlaceholder},
		{domain.Address{Lines: []string{"XXX XXXXX"}, City: "Dallas"}, RefusedMasked},
		{domain.Address{Lines: []string{"12 ****"}, City: "Dallas"}, RefusedMasked},
		{domain.Address{Lines: []string{"Rose Cottage", "High Street"}, City: "Bath"}, RefusedUnparsed},
		{domain.Address{Lines: []string{"Apt 4B"}, City: "Dallas"}, RefusedUnparsed},
		{domain.Address{Lines: []string{"12 34 56"}, City: "Dallas"}, RefusedUnparsed},
		{oneLine("1234 Market Street\x00" + strings.Repeat("a", 5000)), RefusedTooLong},
	}
	for _, test := range tests {
		if got, refusal := PostalAddress(test.address); refusal != test.want {
			t.Errorf("%+v: got %q %q, want %q", test.address, got.Key, refusal, test.want)
		}
	}
}

func TestBuilding(t *testing.T) {
	a, _ := ParsePostal(oneLine("12 N Main St Apt 4B, Springfield, IL 62704"))
	b, _ := ParsePostal(oneLine("12 N Main St #7, Springfield, IL 62704"))
	if a.Key() == b.Key() || a.Building() != b.Building() || Building(a.Key()) != b.Building() {
		t.Errorf("%q, %q: %q, %q", a.Key(), b.Key(), Building(a.Key()), b.Building())
	}
	if got := a.Masked(); got != "12 ••• St, Springfield" {
		t.Errorf("masked as %q", got)
	}
	if box, _ := ParsePostal(oneLine("PO Box 9, Austin, TX 78701")); !box.Box() || a.Box() {
		t.Error("a box is not told from a house")
	}
}
