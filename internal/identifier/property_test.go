package identifier

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
)

// textFields are the identifier fields whose key is a text that can be
// normalised again.
var textFields = []domain.Field{
	domain.FieldEmail, domain.FieldRefereeEmail, domain.FieldPhone, domain.FieldProfileURL, domain.FieldWallet,
	domain.FieldDeviceSerial, domain.FieldDeviceMAC, domain.FieldGatewayMAC, domain.FieldBSSID, domain.FieldPublicIP,
	domain.FieldDeviceID, domain.FieldDeviceToken, domain.FieldFingerprint, domain.FieldDiskID, domain.FieldFactorID,
	domain.FieldResumeSig, domain.FieldLineage,
}

var synthetic = Options{DefaultRegion: "US", AllowDocumentation: true}

// samples are values to start from, of every type and of none.
var samples = []string{
	"Jane.Roe+jobs@Gmail.com", "roe-shop@yahoo.com", "jane@mühle-roe.de", "john.locke+work@example.com", "(409) 871-3422 x12", "+44 20 7183 8750",
	"512-555-0142", "https://www.linkedin.com/in/Jane-Roe-1a2b/?trk=x", "GitHub.com/JaneRoe/some-repo", "https://www.janeroe.dev/Work/",
	"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x7e57AbcDef0011223344556677889900aabbccdd", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
	"3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "s/n: PF3X 9K2L", "F0-2F-74-1A-9B-3C", "02:5a:d3:00:53:1f", "99.108.5.25:443", "[2600:1700:ABCD:12:9:8:7:6]:443",
	"2c1a9F8e7d6c5b4a", "guo8Kx2ZbQ", "{7C9E6679-7425-40DE-944B-E07FC1F90AE7}", "docx-rsid:00A1B2C3", "xmp-doc:uuid:7C9E6679-7425-40DE-944B-E07FC1F90AE7",
	"To Be Filled By O.E.M.", "XXXX6778", "n/a", "",
}

// drawText draws a sample, changed in one place or not, or any text.
func drawText(t *rapid.T) string {
	s := rapid.SampledFrom(samples).Draw(t, "sample")
	switch rapid.IntRange(0, 3).Draw(t, "change") {
	case 0:
		return rapid.String().Draw(t, "any")
	case 1:
		cut := rapid.IntRange(0, len(s)).Draw(t, "cut")
		return s[:cut] + rapid.StringN(0, 3, -1).Draw(t, "insert") + s[cut:]
	}
	return s
}

func TestNormaliseTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		field, text := rapid.SampledFrom(textFields).Draw(t, "field"), drawText(t)
		once, _, ok := Of(domain.Value{Field: field, Text: text}, Hasher{}, synthetic)
		if !ok {
			if once.Key != "" {
				t.Fatalf("%s %q: refused with key %q", field, text, once.Key)
			}
			return
		}
		twice, refusal, ok := Of(domain.Value{Field: field, Text: once.Key}, Hasher{}, synthetic)
		if !ok || twice != once {
			t.Fatalf("%s %q: %+v, again %+v, %q", field, text, once, twice, refusal)
		}
		if once.Masked == "" || !utf8.ValidString(once.Masked) {
			t.Fatalf("%s %q: masked as %q", field, text, once.Masked)
		}
	})
}

// Space around a value changes nothing, and neither does case where the type
// has none.
func TestNormaliseSpaceAndCase(t *testing.T) {
	caseless := []domain.Field{domain.FieldEmail, domain.FieldPhone, domain.FieldDeviceSerial, domain.FieldDeviceMAC, domain.FieldPublicIP, domain.FieldLineage}
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.SampledFrom(textFields).Draw(t, "field")
		text := rapid.SampledFrom(samples).Draw(t, "text")
		want, refusal, _ := Of(domain.Value{Field: field, Text: text}, Hasher{}, synthetic)
		forms := []string{"  " + text + "\t\n"}
		if slices.Contains(caseless, field) {
			forms = append(forms, strings.ToUpper(text), strings.ToLower(text))
		}
		for _, form := range forms {
			if got, r, _ := Of(domain.Value{Field: field, Text: form}, Hasher{}, synthetic); got != want || r != refusal {
				t.Fatalf("%s %q: %+v %q; %q: %+v %q", field, text, want, refusal, form, got, r)
			}
		}
	})
}

// asAddress writes parts as an address, number first.
func asAddress(p PostalParts) domain.Address {
	a := domain.Address{Lines: []string{p.Number + " " + p.Street}, City: p.City, Region: p.Region, PostalCode: p.Postal, Country: p.Country}
	if p.Box() {
		a.Lines = []string{boxStreet + " " + p.Number}
	}
	for u := range strings.FieldsSeq(p.Unit) {
		a.Lines = append(a.Lines, "unit "+u)
	}
	return a
}

func TestPostalTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pick := func(label string, list ...string) string { return rapid.SampledFrom(list).Draw(t, label) }
		number := pick("number", "1", "12", "12b", "12-34", "0012", "7 1/2")
		street := pick("street", "Main Street", "North Oak Ave", "5th Ave", "Fifth Avenue NW", "Rue de Rivoli", "St James Place", "County Road 12", "Saint-Honoré Blvd", "Calle de Alcalá", "Musterstraße")
		unit := pick("unit", "", "Apt 4B", "#12", "Suite 300, Floor 3", "Bldg 2 Apt 4", "3rd floor", "PH 2", "Unit A-1")
		a := domain.Address{
			Lines: []string{number + " " + street, unit}, City: pick("city", "Springfield", "Saint Paul", "São Paulo"),
			Region: pick("region", "", "IL", "Illinois"), PostalCode: pick("code", "", "62704", "62704-1234", "SW1A 1AA", "2000"), Country: pick("country", "", "US", "Germany"),
		}
		parts, refusal := ParsePostal(a)
		if refusal != "" {
			t.Fatalf("%+v: %q", a, refusal)
		}
		again, refusal := ParsePostal(asAddress(parts))
		if refusal != "" || again.Key() != parts.Key() || again.Building() != parts.Building() {
			t.Fatalf("%+v: %q, again %q, %q", a, parts.Key(), again.Key(), refusal)
		}
		for _, change := range []func(string) string{strings.ToUpper, strings.ToLower, func(s string) string { return "  " + strings.ReplaceAll(s, " ", "   ") + " " }} {
			b := a
			b.Lines = []string{change(a.Lines[0]), change(a.Lines[1])}
			b.City, b.PostalCode = change(a.City), change(a.PostalCode)
			if other, _ := ParsePostal(b); other.Key() != parts.Key() {
				t.Fatalf("%+v: %q, changed to %+v: %q", a, parts.Key(), b, other.Key())
			}
		}
		b := a
		b.Lines = []string{a.Lines[1], a.Lines[0]}
		if other, refusal := ParsePostal(b); other.Key() != parts.Key() {
			t.Fatalf("%+v: %q, unit first %q, %q", a, parts.Key(), other.Key(), refusal)
		}
		if (parts.Unit == "") != (parts.Key() == parts.Building()) {
			t.Fatalf("%+v: key %q, building %q", a, parts.Key(), parts.Building())
		}
	})
}

func TestTables(t *testing.T) {
	list, err := fs.Glob(files, "data/*.txt")
	if err != nil || len(list) < 10 {
		t.Fatalf("tables: %v, %v", list, err)
	}
	for _, name := range list {
		entries, err := readTable(files, filepath.Base(name))
		if err != nil || len(entries) == 0 {
			t.Errorf("%s: %d entries, %v", name, len(entries), err)
		}
		seen := map[entry]bool{}
		for _, e := range entries {
			if seen[e] {
				t.Errorf("%s: %v twice", name, e)
			}
			seen[e] = true
			if e.class != "iban" && e.value != fold(e.value) && !strings.HasSuffix(name, "region.txt") && !strings.HasSuffix(name, "wallet.txt") {
				t.Errorf("%s: %q is not folded", name, e.value)
			}
		}
	}
	if len(ibanLengths()) < 80 || ibanLengths()["NO"] != 15 {
		t.Errorf("IBAN lengths: %v", ibanLengths())
	}
	for w := range wordTable() {
		if len(w) > maxWord {
			t.Errorf("%q is longer than maxWord", w)
		}
	}
}

// Of must stay cheap for the fields that sign-ins carry by the million.
func TestOfAllocations(t *testing.T) {
	for _, v := range []domain.Value{
		{Field: domain.FieldPublicIP, Text: "99.108.5.25"},
		{Field: domain.FieldDeviceToken, Text: "2c1a9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e"},
		{Field: domain.FieldDeviceID, Text: "guo8Kx2ZbQ4c5d6e"},
		{Field: domain.FieldFingerprint, Text: "9a8b7c6d5e4f"},
	} {
		n := testing.AllocsPerRun(100, func() { Of(v, Hasher{}, synthetic) })
		if n > 2 {
			t.Errorf("%s: %v allocations", v.Field, n)
		}
	}
}

func BenchmarkOf(b *testing.B) {
	for _, v := range []domain.Value{
		{Field: domain.FieldPublicIP, Text: "99.108.5.25"},
		{Field: domain.FieldDeviceToken, Text: "2c1a9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e"},
		{Field: domain.FieldPhone, Text: "(409) 871-3422"},
		{Field: domain.FieldEmail, Text: "Jane.Roe+jobs@Gmail.com"},
		{Field: domain.FieldAddress, Text: "12 N Main St Apt 4B, Springfield, IL 62704"},
	} {
		b.Run(string(v.Field), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Of(v, Hasher{}, synthetic)
			}
		})
	}
}

// The package may know domain and the table of remote tools, and none of the other
// rooms.
func TestImports(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if strings.Contains(path, "/daylight/") && !strings.HasSuffix(path, "/internal/domain") && !strings.HasSuffix(path, "/internal/intel/endpoint") || path == "regexp" {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
}

func FuzzOf(f *testing.F) {
	for i, s := range samples {
		f.Add(i, s)
	}
	f.Fuzz(func(t *testing.T, i int, text string) {
		field := textFields[(i%len(textFields)+len(textFields))%len(textFields)]
		once, _, ok := Of(domain.Value{Field: field, Text: text}, Hasher{}, synthetic)
		if !ok {
			return
		}
		if twice, refusal, _ := Of(domain.Value{Field: field, Text: once.Key}, Hasher{}, synthetic); twice != once {
			t.Fatalf("%s %q: %+v, again %+v, %q", field, text, once, twice, refusal)
		}
	})
}

func FuzzPostal(f *testing.F) {
	f.Add("12 N Main St\nApt 4B", "Springfield", "IL", "62704", "US")
	f.Add("Calle de Alcalá, 45, 3º B", "Madrid", "", "28014", "ES")
	f.Add("Musterstr. 12 10115 Berlin", "", "", "", "")
	f.Add("c/o X\nFlat 2, 14 High St, London SW1A 1AA, United Kingdom", "", "", "", "")
	f.Fuzz(func(t *testing.T, lines, city, region, code, country string) {
		a := domain.Address{Lines: strings.Split(lines, "\n"), City: city, Region: region, PostalCode: code, Country: country}
		id, refusal := PostalAddress(a)
		if (id.Key == "") != (refusal != "") {
			t.Fatalf("%+v: %+v, %q", a, id, refusal)
		}
	})
}

func FuzzBank(f *testing.F) {
	f.Add("", "021000021", "4172678660116", "US")
	f.Add("GB29NWBK60161331926819", "", "", "")
	f.Add("ZZ00DAYL", "990000013", "TEST1", "")
	f.Fuzz(func(t *testing.T, iban, routing, account, country string) {
		id, refusal := BankAccount(domain.BankAccount{IBAN: iban, Routing: routing, Account: account, Country: country}, Hasher{}, synthetic)
		if (id.Key == "") != (refusal != "") {
			t.Fatalf("%+v, %q", id, refusal)
		}
		if clear := compact(account); len(clear) > 8 && strings.Contains(id.Key+id.Masked, clear) {
			t.Fatal("the account shows")
		}
	})
}
