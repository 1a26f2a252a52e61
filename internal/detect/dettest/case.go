// Package dettest runs the golden cases of detectors: small sets of records in
// a text file, judged by one rule through the real engine.
package dettest

import (
	"bytes"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/intel"
	"github.com/daylight-hq/daylight/internal/shingle"
)

// Case is one golden case: a file testdata/<rule id>/<kind>-<name>.txtar with
// prose on top, case.yaml, any lists below lists/, and want.json. Kind says
// what the case shows: hit, clear, nodata or innocent.
type Case struct {
	Name    string // of the file, without folder and ending
	Path    string
	Archive *Archive
	spec    spec
}

// spec is case.yaml.
type spec struct {
	AsOf time.Time `yaml:"as_of"`
	// AtMost is the strongest finding that an innocent may carry, and Because
	// says why it cannot be less; by default it is context.
	AtMost  domain.Strength `yaml:"at_most"`
	Because string          `yaml:"because"`
	// Alone leaves somebody without the finding of another family that a
	// corroborating rule is otherwise shown to stand beside.
	Alone   bool               `yaml:"alone"`
	Hubs    []hubSpec          `yaml:"hubs"`
	Params  map[string]float64 `yaml:"params"`
	Records []recordSpec       `yaml:"records"`
}

type hubSpec struct {
	Type, Value, Kind, Why string
}

type recordSpec struct {
	Key    string      `yaml:"key"` // source:tenant:kind:id
	At     time.Time   `yaml:"at"`
	Seen   time.Time   `yaml:"seen"` // date of the export; by default as_of
	Refs   []string    `yaml:"refs"` // type=value; a candidate and a worker carry their own
	Values []valueSpec `yaml:"values"`
	Repeat struct {
		Every time.Duration `yaml:"every"`
		Times int           `yaml:"times"`
		// Each makes every copy a person or record of its own: "#" in the key,
		// the refs and the values stands for the number of the copy.
		Each bool `yaml:"each"`
	} `yaml:"repeat"`
}

type valueSpec struct {
	Field     domain.Field `yaml:"field"`
	Text      string       `yaml:"text"`
	Role      domain.Role  `yaml:"role"`
	Assurance string       `yaml:"assurance"` // by default declared
	Time      time.Time    `yaml:"time"`
	Number    float64      `yaml:"number"`
	Lines     []string     `yaml:"lines"` // address: with lines; place: without
	City      string       `yaml:"city"`
	Region    string       `yaml:"region"`
	Postal    string       `yaml:"postal"`
	Country   string       `yaml:"country"`
	Lat       float64      `yaml:"lat"`
	Lon       float64      `yaml:"lon"`
	IBAN      string       `yaml:"iban"`
	Routing   string       `yaml:"routing"`
	Account   string       `yaml:"account"`
}

// Kind returns hit, clear, nodata or innocent.
func (c *Case) Kind() string {
	kind, _, _ := strings.Cut(c.Name, "-")
	return kind
}

// Load reads the cases of a rule from dir/<rule>, sorted by name.
func Load(t testing.TB, dir, rule string) []*Case {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, rule, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(paths)
	var out []*Case
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		c := &Case{Name: strings.TrimSuffix(filepath.Base(p), ".txtar"), Path: p, Archive: ParseArchive(data)}
		dec := yaml.NewDecoder(bytes.NewReader(c.file("case.yaml")))
		dec.KnownFields(true)
		if err := dec.Decode(&c.spec); err != nil {
			t.Fatalf("%s: case.yaml: %v", p, err)
		}
		c.check(t)
		out = append(out, c)
	}
	return out
}

func (c *Case) check(t testing.TB) {
	t.Helper()
	if !slices.Contains([]string{"hit", "clear", "nodata", "innocent"}, c.Kind()) {
		t.Errorf("%s: the name must begin with hit-, clear-, nodata- or innocent-", c.Path)
	}
	if len(strings.Fields(string(c.Archive.Prose))) < 5 {
		t.Errorf("%s: say in prose on top what the case shows", c.Path)
	}
	if c.spec.AtMost != "" && (c.Kind() != "innocent" || c.spec.Because == "") {
		t.Errorf("%s: at_most is for innocents, and needs because", c.Path)
	}
	if c.spec.AsOf.IsZero() || len(c.spec.Records) == 0 {
		t.Errorf("%s: as_of and records are needed", c.Path)
	}
}

func (c *Case) file(name string) []byte {
	for _, f := range c.Archive.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

// Input returns the part of the case that a rule judges: all but want.json.
func (c *Case) Input() []byte {
	var b bytes.Buffer
	for _, f := range c.Archive.Files {
		if f.Name != "want.json" {
			fmt.Fprintf(&b, "%s\n%s\n", f.Name, f.Data)
		}
	}
	return b.Bytes()
}

// Want returns what the case expects, as it stands in the file.
func (c *Case) Want() []byte { return c.file("want.json") }

// records expands the compact form.
func (c *Case) records() ([]domain.Record, error) {
	var out []domain.Record
	for _, s := range c.spec.Records {
		for i := range max(s.Repeat.Times, 1) {
			r, err := s.record(i, c.spec.AsOf)
			if err != nil {
				return nil, fmt.Errorf("%s: record %s: %w", c.Path, s.Key, err)
			}
			r.Origin = domain.Origin{File: c.Name, Line: len(out) + 1}
			out = append(out, r)
		}
	}
	return out, nil
}

func (s recordSpec) record(copyOf int, asOf time.Time) (domain.Record, error) {
	number := func(text string) string { return text }
	if s.Repeat.Each {
		number = func(text string) string { return strings.ReplaceAll(text, "#", fmt.Sprintf("%02d", copyOf)) }
	}
	parts := strings.SplitN(number(s.Key), ":", 4)
	if len(parts) != 4 {
		return domain.Record{}, fmt.Errorf("a key is source:tenant:kind:id")
	}
	r := domain.Record{Key: domain.Key{Source: parts[0], Tenant: parts[1], Kind: domain.Kind(parts[2]), ID: parts[3]}, ObservedAt: s.Seen}
	if s.Repeat.Times > 1 && !s.Repeat.Each {
		r.Key.ID += fmt.Sprintf("-%02d", copyOf)
	}
	if !s.At.IsZero() {
		r.OccurredAt = s.At.UTC().Add(time.Duration(copyOf) * s.Repeat.Every)
	}
	if r.ObservedAt.IsZero() {
		r.ObservedAt = asOf
	}
	switch r.Key.Kind {
	case domain.KindCandidate, domain.KindWorker:
		r.Refs = append(r.Refs, domain.Ref{Type: domain.RefType(parts[2]), Value: domain.QualifiedID(parts[0], parts[1], parts[3])})
	}
	for _, text := range s.Refs {
		t, v, ok := strings.Cut(number(text), "=")
		if !ok {
			return r, fmt.Errorf("a ref is type=value, not %q", text)
		}
		r.Refs = append(r.Refs, domain.Ref{Type: domain.RefType(t), Value: v})
	}
	for _, v := range s.Values {
		val, err := v.value(number)
		if err != nil {
			return r, err
		}
		r.Values = append(r.Values, val)
	}
	return r, nil
}

func (s valueSpec) value(number func(string) string) (domain.Value, error) {
	v := domain.Value{Field: s.Field, Text: number(s.Text), Role: s.Role, Assurance: domain.Declared, Time: s.Time.UTC(), Number: s.Number}
	switch s.Assurance {
	case "", "declared":
	case "recorded":
		v.Assurance = domain.Recorded
	case "verified":
		v.Assurance = domain.Verified
	default:
		return v, fmt.Errorf("assurance %q is none of declared, recorded, verified", s.Assurance)
	}
	switch {
	case s.Field == domain.FieldResumeWords: // a case gives the words themselves
		v.Text = shingle.Of([][]string{strings.Fields(v.Text)}).Pack()
	case s.Field == domain.FieldPlace:
		v.Place = &domain.Place{City: s.City, Region: s.Region, Country: s.Country, Lat: s.Lat, Lon: s.Lon, HasPoint: s.Lat != 0 || s.Lon != 0}
	case s.Field == domain.FieldAddress || len(s.Lines) > 0:
		a := domain.Address{City: s.City, Region: s.Region, PostalCode: s.Postal, Country: s.Country}
		for _, l := range s.Lines {
			a.Lines = append(a.Lines, number(l))
		}
		v.Address = &a
	case s.Account != "" || s.IBAN != "":
		v.Bank = &domain.BankAccount{IBAN: s.IBAN, Routing: s.Routing, Account: number(s.Account)}
	}
	if s.Time.IsZero() {
		v.Time = time.Time{}
	}
	return v, nil
}

// knowledge loads the case's lists and hubs into the engine's own knowledge.
func (c *Case) knowledge(t testing.TB, plain *engine.Knowledge) *engine.Knowledge {
	t.Helper()
	lists := c.lists(t)
	if lists == nil && len(c.spec.Hubs) == 0 {
		return plain
	}
	var values []engine.HubValue
	var nets []engine.KnownNetwork
	mails := map[string]engine.KnownHub{}
	for _, h := range c.spec.Hubs {
		known := engine.KnownHub{Kind: h.Kind, Why: h.Why}
		switch h.Type {
		case "network":
			p, err := netip.ParsePrefix(h.Value)
			if err != nil {
				t.Fatalf("%s: hub: %v", c.Path, err)
			}
			nets = append(nets, engine.KnownNetwork{Prefix: p, KnownHub: known})
		case "mail-domain":
			mails[h.Value] = known
		default:
			values = append(values, engine.HubValue{Identifier: c.hubValue(t, h), KnownHub: known})
		}
	}
	return engine.NewKnowledge(lists, values, nets, mails)
}

// hubValue reads a hub that is one value, such as a phone number.
func (c *Case) hubValue(t testing.TB, h hubSpec) domain.Identifier {
	t.Helper()
	field := domain.Field(strings.ReplaceAll(h.Type, "-", "_"))
	if h.Type == "postal-address" {
		field = domain.FieldAddress
	}
	id, refusal, ok := identifier.Of(domain.Value{Field: field, Text: h.Value}, identifier.Hasher{}, identifier.Options{DefaultRegion: "US", AllowDocumentation: true})
	if !ok {
		t.Fatalf("%s: hub %s: %s", c.Path, h.Value, refusal)
	}
	return id
}

// lists reads the case's files below lists/; nil without any.
func (c *Case) lists(t testing.TB) *intel.Lists {
	t.Helper()
	dir, any := t.TempDir(), false
	for _, f := range c.Archive.Files {
		if name, ok := strings.CutPrefix(f.Name, "lists/"); ok {
			any = true
			if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !any {
		return nil
	}
	lists, problems, err := intel.LoadLists([]string{dir}, intel.Options{Key: buildingKey, Account: accountKey})
	if err != nil || len(problems) > 0 {
		t.Fatalf("%s: lists: %v %v", c.Path, err, problems)
	}
	return lists
}

func buildingKey(a domain.Address) (string, bool) {
	parts, refusal := identifier.ParsePostal(a)
	return parts.Building(), refusal == ""
}

// accountKey reads a profile's link for the lists.
func accountKey(link string) (string, bool) {
	id, refusal := identifier.URL(link, identifier.Options{AllowDocumentation: true})
	return id.Key, refusal == ""
}
