package source

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The specimens of ICAO Doc 9303, parts 4 to 7, of the state of Utopia.
const (
	specimenTD3  = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
	specimenTD2  = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
	specimenTD1  = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
	specimenLong = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"
	specimenVisa = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"
)

func TestReadMRZ(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       MRZ
		ok         bool
	}{
		{"passport", specimenTD3, MRZ{"UTO", "L898902C3", false}, true},
		{"in one text, in small letters", strings.ToLower(strings.ReplaceAll(specimenTD3, "\n", "")), MRZ{"UTO", "L898902C3", false}, true},
		{"card of two lines", specimenTD2, MRZ{"UTO", "D23145890", false}, true},
		{"card of three lines", specimenTD1, MRZ{"UTO", "D23145890", false}, true},
		{"long number", specimenLong, MRZ{"UTO", "D23145890734", false}, true},
		{"visa without composite digit", specimenVisa, MRZ{"UTO", "L8988901C", false}, true},
		{"wrong digit of the number", strings.Replace(specimenTD3, "C36UTO", "C37UTO", 1), MRZ{"UTO", "L898902C3", true}, true},
		{"wrong digit of the birth", strings.Replace(specimenTD3, "7408122", "7408123", 1), MRZ{"UTO", "L898902C3", true}, true},
		{"wrong composite digit", strings.TrimSuffix(specimenTD3, "0") + "1", MRZ{"UTO", "L898902C3", true}, true},
		{"wrong digit of a long number", strings.Replace(specimenLong, "7349", "7348", 1), MRZ{"UTO", "D23145890734", true}, true},
		{"a nought taken for a letter in a date", strings.Replace(specimenTD3, "7408122", "74O8122", 1), MRZ{"UTO", "L898902C3", false}, true},
		{"a nought taken for a letter in the number", strings.Replace(specimenTD3, "L898902", "L8989O2", 1), MRZ{"UTO", "L8989O2C3", false}, true},
		{"another letter", strings.Replace(specimenTD3, "L898902", "L898942", 1), MRZ{"UTO", "L898942C3", true}, true},
		{"a line is cut", specimenTD3[:60], MRZ{}, false},
		{"a number of a document", "L898902C3", MRZ{}, false},
		{"nothing", "", MRZ{}, false},
		{"other signs", strings.Replace(specimenTD3, "ERIKSSON", "ERIKSS*N", 1), MRZ{}, false},
	} {
		got, ok := ReadMRZ(c.text)
		if got != c.want || ok != c.ok {
			t.Errorf("%s: %+v %v, want %+v", c.name, got, ok, c.want)
		}
	}
}

// TestMRZFindsOneChange changes one digit of the passport's dates to another:
// weights 7, 3 and 1 are without a divisor in common with 10, so each shows.
func TestMRZFindsOneChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := []byte(strings.ReplaceAll(specimenTD3, "\n", ""))
		at := rapid.SampledFrom([]int{57, 58, 59, 60, 61, 62, 65, 66, 67, 68, 69, 70}).Draw(t, "at")
		digit := byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		changed := zone[at] != digit
		zone[at] = digit
		if m, ok := ReadMRZ(string(zone)); !ok || m.Wrong != changed {
			t.Fatalf("%s: %+v", zone, m)
		}
	})
}

func FuzzReadMRZ(f *testing.F) {
	for _, s := range []string{specimenTD1, specimenTD2, specimenTD3, specimenLong, specimenVisa, "", "P<"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if m, ok := ReadMRZ(text); ok && (len(m.Issuer) > 3 || len(m.Number) > 24) {
			t.Errorf("%+v", m)
		}
	})
}
