package read

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"
)

func utf16Of(t testing.TB, s string, e unicode.Endianness, b unicode.BOMPolicy) []byte {
	t.Helper()
	out, err := unicode.UTF16(e, b).NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEncodings(t *testing.T) {
	csv := "Name,City\nZoë,Köln\n"
	late := "Name,City\n" + strings.Repeat("Ana,Rome\n", 9000) + "Bo,K\xf6ln\nCy,Bonn\n"
	for name, c := range map[string]struct {
		data     []byte
		encoding string
		last     string
		items    int
		problems []string
	}{
		"utf8":         {[]byte(csv), "UTF-8", "Zoë|Köln", 1, nil},
		"bom":          {[]byte("\xef\xbb\xbf" + csv), "UTF-8", "Zoë|Köln", 1, nil},
		"utf16le bom":  {utf16Of(t, csv, unicode.LittleEndian, unicode.UseBOM), "UTF-16LE", "Zoë|Köln", 1, nil},
		"utf16be bom":  {utf16Of(t, csv, unicode.BigEndian, unicode.UseBOM), "UTF-16BE", "Zoë|Köln", 1, nil},
		"utf16le":      {utf16Of(t, csv, unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16LE", "Zoë|Köln", 1, nil},
		"utf16be":      {utf16Of(t, csv, unicode.BigEndian, unicode.IgnoreBOM), "UTF-16BE", "Zoë|Köln", 1, nil},
		"latin1":       {[]byte("Name,City\nZo\xeb,K\xf6ln \x80\n"), "Windows-1252", "Zoë|Köln €", 1, nil},
		"late latin1":  {[]byte(late), "UTF-8", "Cy|Bonn", 9001, []string{"encoding:9002"}},
		"utf16 ndjson": {utf16Of(t, "{\"a\":\"ë\"}\n{\"a\":1}\n", unicode.LittleEndian, unicode.UseBOM), "UTF-16LE", `{"a":1}`, 2, nil},
		"latin1 json":  {[]byte("[{\"a\":\"\xeb\"},{\"a\":1}]"), "UTF-8", `{"a":1}`, 2, nil},
		"gzip bom":     {gz(t, []byte("\xef\xbb\xbf"+csv)), "UTF-8", "Zoë|Köln", 1, nil},
	} {
		f := open(t, write(t, "f", c.data), Options{})
		g := collect(t, f, "", 0, 2)
		if f.Encoding() != c.encoding || len(g.items) != c.items || g.items[len(g.items)-1] != c.last || cmp.Diff(c.problems, g.problems) != "" {
			t.Errorf("%s: %s, %d items, last %q, problems %q", name, f.Encoding(), len(g.items), g.items[len(g.items)-1], g.problems)
		}
	}
}

// A character that the sample cuts in two does not make a file Latin-1.
func TestSampleCutsCharacter(t *testing.T) {
	for shift := range 4 {
		text := "Name,Mail\n" + strings.Repeat("x", shift) + strings.Repeat("𝄞,€\n", 12000)
		if f := open(t, write(t, "f", []byte(text)), Options{}); f.Encoding() != "UTF-8" {
			t.Errorf("shift %d: %s", shift, f.Encoding())
		}
	}
}

func TestTruncatedGzip(t *testing.T) {
	var lines, array strings.Builder
	array.WriteString("[")
	for i := range 20000 {
		item := `{"id":` + strings.Repeat("7", 1+i%9) + `,"hash":"` + strings.Repeat(string(rune('a'+i*i%26)), i%31) + `"}`
		lines.WriteString(item + "\n")
		array.WriteString(item + ",\n")
	}
	for name, text := range map[string]string{
		"ndjson": lines.String(), "json": array.String() + "{}]",
		"csv": "A,B\n" + strings.NewReplacer("{\"id\":", "", "\"hash\":\"", "", "\"}", "").Replace(lines.String()),
	} {
		whole := gz(t, []byte(text))
		f := open(t, write(t, "f.gz", whole[:len(whole)*2/3]), Options{})
		g := collect(t, f, "", 0, 2)
		if len(g.items) < 5000 || len(g.problems) != 1 || g.details[0].Reason != "truncated" {
			t.Errorf("%s: %d items, %d problems, first %v", name, len(g.items), len(g.problems), g.details[:min(len(g.details), 3)])
		}
		checkPlaces(t, text, g)
	}
}

func TestGzipMembersAndRubbish(t *testing.T) {
	two := append(gz(t, []byte("{\"a\":1}\n")), gz(t, []byte("{\"a\":2}\n"))...)
	if g := collect(t, open(t, write(t, "f.gz", two), Options{}), "", 0, 1); len(g.items) != 2 || g.problems != nil {
		t.Errorf("%q %q", g.items, g.problems)
	}
	bad := gz(t, bytes.Repeat([]byte("{\"a\":1}\n"), 20000))
	bad[len(bad)-6] ^= 1 // checksum
	if g := collect(t, open(t, write(t, "f.gz", bad), Options{}), "", 0, 1); len(g.items) != 20000 || len(g.problems) != 1 || g.details[0].Reason != "unreadable" {
		t.Errorf("%d items, %q", len(g.items), g.problems)
	}
}

func TestBomb(t *testing.T) {
	line := []byte("{\"a\":\"" + strings.Repeat("x", 4000) + "\"}\n")
	text := bytes.Repeat(line, 20<<20/len(line))
	for name, f := range map[string]*File{
		"ratio":  open(t, write(t, "f.gz", gz(t, text)), Options{}),
		"length": open(t, write(t, "f.gz", gz(t, text[:3<<20])), Options{Limits: Limits{MaxText: 2 << 20}}),
	} {
		g := collect(t, f, "", 0, 2)
		if len(g.problems) != 1 || g.details[0].Reason != "zip-bomb" || len(g.items) == 0 {
			t.Errorf("%s: %d items, %q", name, len(g.items), g.problems)
		}
	}
	// What an archive claims about its sizes is not believed.
	member := write(t, "f.zip", zipOf(t, "a.ndjson", string(text)))
	g := collect(t, open(t, member+"!a.ndjson", Options{}), "", 0, 2)
	if len(g.problems) != 1 || g.details[0].Reason != "zip-bomb" {
		t.Errorf("member: %d items, %q", len(g.items), g.problems)
	}
}

func TestBinaryKind(t *testing.T) {
	for _, k := range binaryKinds {
		if binaryKind([]byte(k.magic)) != k.what {
			t.Errorf("%q is taken for %q", k.magic, binaryKind([]byte(k.magic)))
		}
	}
	if k := binaryKind([]byte("Name,Mail\n")); k != "" {
		t.Error(k)
	}
}

// TestBroken tells a text that breaks off early from one that is merely short.
func TestBroken(t *testing.T) {
	whole := gz(t, []byte(`{"id":1,"first_name":"A"}`))
	for name, tc := range map[string]struct {
		data []byte
		want string
	}{
		"whole":    {whole, ""},
		"cut":      {whole[:len(whole)-10], "truncated"},
		"no gzip":  {[]byte(`{"id":1,`), ""},
		"long":     {gz(t, []byte(strings.Repeat("{\"id\":1}\n", 20000))), ""},
		"cut late": {gz(t, []byte(strings.Repeat("{\"id\":1}\n", 20000)))[:60], "truncated"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.json")
			if err := os.WriteFile(path, tc.data, 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := Open(t.Context(), path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if reason, _, broken := f.Broken(); reason != tc.want || broken != (tc.want != "") {
				t.Errorf("got %q %v, want %q", reason, broken, tc.want)
			}
		})
	}
}
