package intake

import (
	"errors"
	"strings"
	"testing"
)

func TestCleanName(t *testing.T) {
	for name, want := range map[string]string{
		"candidates.csv":              "candidates.csv",
		"/exports//./okta/log.json":   "exports/okta/log.json",
		`C_exports\workers.csv`:       "C_exports/workers.csv",
		"Lebenslauf Jörg Müller.pdf":  "Lebenslauf Jörg Müller.pdf",
		"../up.csv":                   "",
		"a/../../up.csv":              "",
		"a/.git/config":               "",
		"":                            "",
		"/":                           "",
		"a\x00b":                      "",
		"a\nb":                        "",
		"a\xffb":                      "",
		"c:stream":                    "",
		strings.Repeat("x", 201):      "",
		strings.Repeat("d/", 9) + "x": "",
	} {
		got, err := cleanName(name)
		var refused *NameError
		if got != want || (want == "") != errors.As(err, &refused) {
			t.Errorf("%q: %q, %v", name, got, err)
		}
	}
}
