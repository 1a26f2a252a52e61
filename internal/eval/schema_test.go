package eval_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/daylight-hq/daylight/internal/report"
	"github.com/daylight-hq/daylight/internal/simulate"
	"github.com/daylight-hq/daylight/internal/wire"
)

// TestScanKeepsItsContract holds real reports to the published schema, and
// looks for clear values in them.
func TestScanKeepsItsContract(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("scan.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("scan.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, profile := range []simulate.Profile{simulate.Realistic, simulate.Full} {
		p := simulate.Defaults().Sized(300)
		p.Profile = profile
		truth, s := scan(t, p)
		data, err := wire.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		got, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(got); err != nil {
			t.Errorf("%s: %v", profile, err)
		}
		noClearValue(t, string(data), truth)
	}
}

// clearPhone is a synthetic phone number as it is typed or normalised.
var clearPhone = regexp.MustCompile(`\+\d{7,15}|555[ .-]?01\d\d`)

func noClearValue(t *testing.T, text string, truth simulate.Truth) {
	t.Helper()
	if found := clearPhone.FindString(text); found != "" {
		t.Errorf("a phone number stands in clear: %s", found)
	}
	checked := 0
	for _, c := range truth.Cells {
		for _, m := range c.Members {
			for _, mail := range m.Emails {
				if strings.HasSuffix(mail, "@corp.example.com") {
					continue // the employer's own key
				}
				checked++
				if strings.Contains(text, `"`+mail+`"`) {
					t.Errorf("a personal address stands in clear: %s", mail)
				}
			}
		}
	}
	if checked == 0 {
		t.Error("no personal address was looked for")
	}
}
