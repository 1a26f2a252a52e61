package eval_test

import (
	"bytes"
	"index/suffixarray"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
	schema := contract(t)
	for _, profile := range []simulate.Profile{simulate.Realistic, simulate.Full} {
		t.Run(string(profile), func(t *testing.T) {
			p := simulate.Defaults().Sized(150)
			p.Profile = profile
			dir, _, out := scanCompany(t, p)
			values := typed(t, dir)
			if profile == simulate.Full && len(values["account"]) == 0 {
				t.Fatal("no account number was found in the exports")
			}
			for _, reveal := range []bool{false, true} {
				data, err := wire.Marshal(report.NewScan(out.Result, out.Files, report.Options{All: true, Reveal: reveal, WorkMail: out.State.IsWorkMail}))
				if err != nil {
					t.Fatal(err)
				}
				doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
				if err != nil {
					t.Fatal(err)
				}
				if err := schema.Validate(doc); err != nil {
					t.Errorf("reveal %v: %v", reveal, err)
				}
				text := suffixarray.New(bytes.ToLower(data))
				for kind, list := range values {
					found := stand(list, text)
					switch {
					case len(found) > 0 && (!reveal || kind == "account"):
						t.Errorf("reveal %v: %d of %d values of kind %s stand in clear, such as %q", reveal, len(found), len(list), kind, found[0])
					case len(found) == 0 && reveal && kind == "mail":
						t.Error("--reveal shows no mail address, so this test looks in the wrong place")
					}
				}
			}
		})
	}
}

// TestSchemaRefuses proves that the schema is closed.
func TestSchemaRefuses(t *testing.T) {
	schema := contract(t)
	good := `{"schema":"daylight.scan/1","as_of":"2026-05-01T00:00:00Z","config_hash":"ab","synthetic":false,"subjects":[],"rings":[],"hubs":[],"sources":[]}`
	for name, tc := range map[string]struct{ old, new string }{
		"nothing":          {"", ""},
		"another member":   {`"rings":[]`, `"rings":[],"more":1`},
		"another version":  {"scan/1", "scan/2"},
		"a missing member": {`"hubs":[],`, ""},
		"an unknown tier":  {`"rings":[]`, `"rings":[{"id":"r_0123456789abcdef","members":[],"tier":"guilty","edges":[],"core":[],"do":[],"dont":[]}]`},
		"a clear hub":      {`"hubs":[]`, `"hubs":[{"type":"phone","value_masked":"x","value_key":"v_aaaaaaaaaaaaaaaa","value":"y","persons":2,"kind":"k","why":"w"}]`},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := jsonschema.UnmarshalJSON(strings.NewReader(strings.Replace(good, tc.old, tc.new, 1)))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(doc); (err == nil) != (name == "nothing") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func contract(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("scan.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("scan.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// private finds the values of a company in its exports, as they were
// typed. Of a street it is its name without its number.
func private() map[string]*regexp.Regexp {
	return map[string]*regexp.Regexp{
		"mail":    regexp.MustCompile(`[\w.+-]+@(?:[\w-]+\.)*example\.(?:com|org|net)`),
		"phone":   regexp.MustCompile(`\+\d{8,15}|\(?\b\d{3}\)?[-. ]?555[-. ]?01\d\d\b`),
		"account": regexp.MustCompile(`(?:"accountNumber":"|,\d{9},)(\d{9,})`),
		"street":  regexp.MustCompile(`\b\d+ ([A-Z][a-z]{5,} (?:Street|Road|Drive|Lane|Avenue|Court|Way|Place))\b`),
		"person":  regexp.MustCompile(`"first_name":"\w+","last_name":"\w+"`),
		"resume":  regexp.MustCompile(`\w+_\w+_Resume_\d+`),
	}
}

// typed gathers the private values of a company from its exports, by kind, in
// lower case. The employer's own addresses are its keys and no secret to it.
func typed(t *testing.T, dir string) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	paths, err := filepath.Glob(filepath.Join(dir, "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if name := filepath.Base(path); name == "truth.json" || name == "README.txt" {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		for kind, re := range private() {
			for _, m := range re.FindAllStringSubmatch(text, -1) {
				v := strings.ToLower(m[len(m)-1])
				switch {
				case strings.HasSuffix(v, "@corp.example.com"):
					continue
				case kind == "person":
					f := strings.Split(v, `"`)
					v = f[3] + " " + f[7]
				}
				out[kind] = append(out[kind], v)
			}
		}
	}
	for kind := range private() {
		if kind != "account" && len(out[kind]) < 10 {
			t.Fatalf("only %d values of kind %s stand in the exports", len(out[kind]), kind)
		}
		slices.Sort(out[kind])
		out[kind] = slices.Compact(out[kind])
	}
	return out
}

// stand returns the values that a report shows.
func stand(list []string, text *suffixarray.Index) []string {
	var out []string
	for _, v := range list {
		if len(text.Lookup([]byte(v), 1)) > 0 {
			out = append(out, v)
		}
	}
	return out
}
