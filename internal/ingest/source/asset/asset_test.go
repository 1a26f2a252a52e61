package asset

import "testing"

func TestSerial(t *testing.T) {
	for in, want := range map[string]string{
		" c02xk0syn001 ":         "C02XK0SYN001",
		"5CD-SYN0001":            "5CD-SYN0001",
		"":                       "",
		"N/A":                    "",
		"none":                   "",
		"0000000000":             "",
		"XXXXXXXX":               "",
		"Serial Number value":    "",
		"To Be Filled By O.E.M.": "",
		"Default string":         "",
		"1234567890":             "",
		"not-available":          "",
		"ééééé":                  "",
	} {
		if got := Serial(in); got != want {
			t.Errorf("Serial(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzSerial(f *testing.F) {
	f.Add("x")
	f.Fuzz(func(t *testing.T, s string) {
		if one := Serial(s); one != Serial(one) {
			t.Errorf("Serial(%q) = %q, which folds to %q", s, one, Serial(one))
		}
	})
}
