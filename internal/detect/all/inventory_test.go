package all_test

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/detect/all"
	"github.com/daylight-hq/daylight/internal/detect/dettest"
	"github.com/daylight-hq/daylight/internal/domain"
)

// folders returns, by rule id, the testdata folder that holds its cases.
func folders(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("../*/testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, p := range paths {
		id := filepath.Base(p)
		if other, dup := out[id]; dup {
			t.Errorf("rule %s has cases in %s and in %s", id, other, filepath.Dir(p))
		}
		out[id] = filepath.Dir(p)
	}
	return out
}

func TestIDs(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range all.Detectors() {
		if seen[d.ID] {
			t.Errorf("two rules are called %s", d.ID)
		}
		seen[d.ID] = true
		if d.ID == "" || strings.Trim(d.ID, "abcdefghijklmnopqrstuvwxyz-") != "" {
			t.Errorf("%q: ids are lower-case words joined by hyphens", d.ID)
		}
		if d.Version < 1 || d.Run == nil || len(d.Requires) == 0 || len(d.Needs) == 0 {
			t.Errorf("%s: version, run, needs and requires must be set", d.ID)
		}
	}
	for id := range folders(t) {
		if !seen[id] {
			t.Errorf("testdata/%s belongs to no rule", id)
		}
	}
}

// TestDocs wants every part of a rule's page, in whole sentences.
func TestDocs(t *testing.T) {
	stages := []string{"apply", "identity", "interview", "onboard", "work", "pay", "exit"}
	for _, d := range all.Detectors() {
		doc := reflect.ValueOf(d.Doc)
		for i := range doc.NumField() {
			name := doc.Type().Field(i).Name
			if doc.Field(i).IsZero() && name != "FirstSteps" {
				t.Errorf("%s: Doc.%s is empty", d.ID, name)
			}
		}
		if !slices.Contains(stages, d.Doc.Stage) {
			t.Errorf("%s: %q is no stage", d.ID, d.Doc.Stage)
		}
		if len(d.Doc.Innocent) < 2 {
			t.Errorf("%s: name at least two innocent causes", d.ID)
		}
		for _, s := range append([]string{d.Doc.Means, d.Doc.MeansNot, d.Doc.Data, d.Doc.Fairness}, d.Doc.Innocent...) {
			if !strings.HasSuffix(s, ".") || strings.ToUpper(s[:1]) != s[:1] {
				t.Errorf("%s: is no sentence: %q", d.ID, s)
			}
		}
		if !slices.Contains([]domain.Strength{domain.Hard, domain.Supporting, domain.Context}, d.Doc.Ceiling) {
			t.Errorf("%s: %q is no ceiling", d.ID, d.Doc.Ceiling)
		}
	}
}

// TestWords keeps words out that judge a person.
func TestWords(t *testing.T) {
	for _, d := range all.Detectors() {
		text := strings.ToLower(fmt.Sprintf("%+v", d.Doc))
		for _, w := range []string{"fraudster", "fake", "north korea", "dprk", "guilty", "criminal"} {
			if strings.Contains(text, w) {
				t.Errorf("%s: the page says %q", d.ID, w)
			}
		}
	}
}

func TestParams(t *testing.T) {
	for _, d := range all.Detectors() {
		seen := map[string]bool{}
		for _, p := range d.Params {
			if p.Name == "" || p.Unit == "" || p.Doc == "" || seen[p.Name] {
				t.Errorf("%s: parameter %+v lacks a part or is there twice", d.ID, p)
			}
			seen[p.Name] = true
			if p.Min > p.Default || p.Default > p.Max || p.Min == p.Max {
				t.Errorf("%s.%s: %g does not lie within %g to %g", d.ID, p.Name, p.Default, p.Min, p.Max)
			}
		}
	}
}

// TestNeeds holds every need to the closed list, and to types and fields that
// exist: a misspelt one would read as empty for ever.
func TestNeeds(t *testing.T) {
	fields := constants(t, "../../domain/value.go", "Field")
	kinds := constants(t, "../../domain/record.go", "Kind")
	types := constants(t, "../../domain/identifier.go", "IdentifierType")
	intel := constants(t, "../need.go", "IntelKind")
	args := map[string][]string{"claims": fields, "records": kinds, "observations": types, "links": types, "intel": intel,
		"activity": slices.DeleteFunc(slices.Clone(kinds), func(k string) bool { return !domain.Kind(k).HighVolume() })}
	args["activity"] = append(args["activity"], string(domain.KindSession))
	for _, d := range all.Detectors() {
		var texts []string
		for _, n := range d.Needs {
			texts = append(texts, n.String())
			class, arg, with := strings.Cut(strings.TrimSuffix(n.String(), ")"), "(")
			known, ok := args[class]
			switch {
			case class == "person" && !with:
			case !ok || !slices.Contains(known, arg):
				t.Errorf("%s needs %s, which is not on the closed list", d.ID, n)
			}
		}
		slices.Sort(texts)
		if len(slices.Compact(texts)) != len(d.Needs) {
			t.Errorf("%s declares a need twice", d.ID)
		}
		for _, r := range d.Requires {
			if r.Part == "" || len(r.AnyOf) == 0 {
				t.Errorf("%s: requirement %+v lacks a part", d.ID, r)
			}
			for _, x := range r.AnyOf {
				if !slices.Contains(kinds, string(x.Kind)) || !slices.Contains(fields, string(x.Field)) {
					t.Errorf("%s requires %s.%s, which nothing carries", d.ID, x.Kind, x.Field)
				}
			}
		}
	}
}

// constants returns the values of a type's constants in a source file.
func constants(t *testing.T, file, typeName string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		if len(words) > 3 && words[1] == typeName && words[2] == "=" {
			v, err := strconv.Unquote(words[3])
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, v)
		}
	}
	if len(out) == 0 {
		t.Fatalf("%s declares no constants of %s", file, typeName)
	}
	return out
}

// TestCases wants of every rule a hit, a clear, a lack of data and three
// look-alike innocents. A rule that is never more than context has no hit that
// counts: one of its innocents carries the context.
func TestCases(t *testing.T) {
	where := folders(t)
	for _, d := range all.Detectors() {
		kinds, contexts := map[string]int{}, 0
		for _, c := range dettest.Load(t, where[d.ID], d.ID) {
			kinds[c.Kind()]++
			contexts += bytes.Count(c.Want(), []byte(`"strength": "context"`))
			if len(c.Want()) == 0 {
				t.Errorf("%s/%s has no want.json; run the topic's tests with UPDATE=1", d.ID, c.Name)
			}
		}
		if d.Doc.Ceiling == domain.Context && contexts == 0 {
			t.Errorf("%s has no case that it finds anything in", d.ID)
		}
		for kind, least := range map[string]int{"hit": 1, "clear": 1, "nodata": 1, "innocent": 3} {
			if kinds[kind] < least && (kind != "hit" || d.Doc.Ceiling != domain.Context) {
				t.Errorf("%s has %d cases of kind %s, and needs %d", d.ID, kinds[kind], kind, least)
			}
		}
	}
}

// lockFile holds, for every rule, its version and, for every case, a hash of
// what is judged and of what is said.
const lockFile = "rules.lock"

type lockKey struct{ rule, name string }

type lockCase struct{ input, want string }

// TestLock fails when the output of a rule changes while its version does not.
// UPDATE=1 rewrites the lock, but never over such a change: raise the version,
// or take the rule's lines out of the lock while it was never released.
func TestLock(t *testing.T) {
	update := os.Getenv("UPDATE") != ""
	oldVersions, oldCases := readLock(t)
	var now bytes.Buffer
	fmt.Fprintln(&now, "# rule version; then, of each of its cases, hashes of input and output. Written by UPDATE=1 go test ./internal/detect/all")
	where, plain := folders(t), dettest.Plain()
	rules := all.Detectors()
	slices.SortFunc(rules, func(a, b detect.Detector) int { return cmp.Compare(a.ID, b.ID) })
	for _, d := range rules {
		fmt.Fprintf(&now, "%s %d\n", d.ID, d.Version)
		for _, c := range dettest.Load(t, where[d.ID], d.ID) {
			want := c.Want()
			if update {
				want = c.Outputs(t, d, plain)
			}
			is := lockCase{short(c.Input()), short(want)}
			was, known := oldCases[lockKey{d.ID, c.Name}]
			if known && was.input == is.input && was.want != is.want && oldVersions[d.ID] == d.Version {
				t.Errorf("%s says something else of %s and is still version %d", d.ID, c.Name, d.Version)
			}
			fmt.Fprintf(&now, "  %s %s %s\n", c.Name, is.input, is.want)
		}
	}
	have, err := os.ReadFile(lockFile)
	if err != nil && !update {
		t.Fatal(err)
	}
	switch {
	case t.Failed() || bytes.Equal(have, now.Bytes()):
	case !update:
		t.Errorf("%s is not up to date; run UPDATE=1 go test ./internal/detect/all", lockFile)
	default:
		if err := os.WriteFile(lockFile, now.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func short(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:6])
}

func readLock(t *testing.T) (map[string]int, map[lockKey]lockCase) {
	t.Helper()
	versions, cases := map[string]int{}, map[lockKey]lockCase{}
	data, err := os.ReadFile(lockFile)
	if err != nil {
		return versions, cases
	}
	rule := ""
	for scan := bufio.NewScanner(bytes.NewReader(data)); scan.Scan(); {
		line := scan.Text()
		words := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "  ") && len(words) == 3:
			cases[lockKey{rule, words[0]}] = lockCase{words[1], words[2]}
		case len(words) == 2:
			rule = words[0]
			if versions[rule], err = strconv.Atoi(words[1]); err != nil {
				t.Fatalf("%s: %v", lockFile, err)
			}
		default:
			t.Fatalf("%s: cannot read %q", lockFile, line)
		}
	}
	return versions, cases
}

// TestTopics wants every folder of checks in the one list. Whoever adds a check
// then touches the folder of its topic only: the list, its cases and its page
// follow from that.
func TestTopics(t *testing.T) {
	list, err := os.ReadFile("all.go")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if topic := e.Name(); e.IsDir() && topic != "all" && topic != "dettest" && !bytes.Contains(list, []byte("\t"+topic+".Rules()")) && !bytes.Contains(list, []byte(" "+topic+".Rules()")) {
			t.Errorf("all.go lists no checks of %s", topic)
		}
	}
	where := folders(t)
	for _, d := range all.Detectors() {
		if bytes.Contains(list, []byte(d.ID)) {
			t.Errorf("all.go names %s: a check is listed by its topic", d.ID)
		}
		if where[d.ID] == "" {
			t.Errorf("%s has no cases beside it", d.ID)
		}
	}
}
