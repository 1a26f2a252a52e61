package read

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

func TestJSON(t *testing.T) {
	big := `{"id":9,"text":"` + strings.Repeat("x", 3000) + `"}`
	deep := `{"id":8,"a":` + strings.Repeat("[", 20) + strings.Repeat("]", 20) + `}`
	runCases(t, []fileCase{
		{name: "array", text: `[{"id":1},{"id":2}]`, want: []string{`{"id":1}`, `{"id":2}`}},
		{name: "pretty", text: "\n[\n  {\n    \"id\": 1\n  },\n  {\n    \"id\": 2\n  }\n]\n",
			want: []string{"{\n    \"id\": 1\n  }", "{\n    \"id\": 2\n  }"}, lines: []int{3, 6}},
		{name: "object", text: `{"id":1,"list":[{"a":1}]}`, want: []string{`{"id":1,"list":[{"a":1}]}`}},
		{name: "member", text: `{"total":2,"x":{"workers":[0]},"workers":[{"id":1},{"id":2}],"end":[{"id":3}]}`, items: "workers",
			want: []string{`{"id":1}`, `{"id":2}`}},
		{name: "two down", text: `{"a":{"c":[7],"b":[{"id":1}]},"b":[{"id":2}]}`, items: "a.b", want: []string{`{"id":1}`}},
		{name: "single", text: `{"data":{"id":1}}`, items: "data", want: []string{`{"id":1}`}},
		{name: "null", text: `{"data":null,"more":1}`, items: "data"},
		{name: "empty", text: `[]`},
		{name: "escaped member", text: `{"w\u006frkers":[{"id":1}]}`, items: "workers", want: []string{`{"id":1}`}},
		{name: "brackets in strings", text: `[{"id":"}]{[\"\\"},{"id":"\\\\"}]`, want: []string{`{"id":"}]{[\"\\"}`, `{"id":"\\\\"}`}},
		{name: "scalars", text: `[{"id":1},null,12e3,"a,b",true]`, want: []string{`{"id":1}`, `null`, `12e3`, `"a,b"`, `true`}},
		{name: "concatenated", text: "{\n \"id\":1\n}\n{\n \"id\":2\n} {\"id\":3}", want: []string{"{\n \"id\":1\n}", "{\n \"id\":2\n}", `{"id":3}`}, lines: []int{1, 4, 6}},
		{name: "pages", text: `[{"id":1}] [{"id":2}]`, want: []string{`{"id":1}`, `{"id":2}`}},
		{name: "commas", text: `[{"id":1},,{"id":2} {"id":3},]`, want: []string{`{"id":1}`, `{"id":2}`, `{"id":3}`}},

		{name: "truncated", text: "[\n{\"id\":1},\n{\"id\":2},\n{\"id\":", want: []string{`{"id":1}`, `{"id":2}`}, problems: []string{"truncated:4"}},
		{name: "truncated in a name", text: "[{\"id\":1},\n{\"i", want: []string{`{"id":1}`}, problems: []string{"truncated:2"}},
		{name: "truncated between", text: "[{\"id\":1},\n", want: []string{`{"id":1}`}, problems: []string{"truncated:2"}},
		{name: "truncated outside", text: `{"workers":[{"id":1}],"n":`, items: "workers", want: []string{`{"id":1}`}, problems: []string{"truncated:1"}},
		{name: "truncated before", text: "{\"n\":1,\n\"workers\"", items: "workers", problems: []string{"truncated:2"}},
		{name: "bad middle", text: "[\n{\"id\":1,\"n\":1},\n{\"id\":2,,},\n{\"id\":3,\"n\":3}]",
			want: []string{`{"id":1,"n":1}`, `{"id":3,"n":3}`}, problems: []string{"malformed:3"}},
		{name: "open quote", text: "[\n{\"id\":1,\"n\":1},\n{\"id\":2,\"n\":\"x},\n{\"id\":3,\"n\":3}\n]",
			want: []string{`{"id":1,"n":1}`, `{"id":3,"n":3}`}, problems: []string{"malformed:3"}},
		{name: "missing brace", text: "[\n{\"id\":1,\"n\":[1]},\n{\"id\":2,\"n\":[1},\n{\"id\":3,\"n\":[3]}\n]",
			want: []string{`{"id":1,"n":[1]}`, `{"id":3,"n":[3]}`}, problems: []string{"malformed:3"}},
		{name: "no way back", text: "[{\"id\":1,\"n\":1},\n{\"id\":2,,},\n{\"other\":3}]", want: []string{`{"id":1,"n":1}`}, problems: []string{"malformed:2"}},
		{name: "bad last", text: "[{\"id\":1},\n{\"id\" 2}]", want: []string{`{"id":1}`}, problems: []string{"malformed:2"}},
		{name: "bad page", text: "{\n\"id\":1}\n{\n\"id\" 2}\n{\n\"id\":3}\n", want: []string{"{\n\"id\":1}", "{\n\"id\":3}"}, problems: []string{"malformed:3"}},
		{name: "rubbish after", text: "[{\"id\":1}]\nand so on", want: []string{`{"id":1}`}, problems: []string{"malformed:2"}},
		{name: "broken outside", text: "{\"n\":[}],\n\"workers\":[]}", items: "workers", problems: []string{"malformed:1"}},
		{name: "no name", text: "{\n7:1}", items: "workers", problems: []string{"malformed:2"}},
		{name: "no colon", text: "{\n\"a\",1}", items: "workers", problems: []string{"malformed:2"}},
		{name: "too large", text: "[{\"id\":1},\n" + big + ",\n{\"id\":2}]", want: []string{`{"id":1}`, `{"id":2}`}, lines: []int{1, 3}, problems: []string{"too-large:2"}},
		{name: "too deep", text: "[{\"id\":1},\n" + deep + ",\n{\"id\":2}]", want: []string{`{"id":1}`, `{"id":2}`}, problems: []string{"too-deep:2"}},
		{name: "too large and cut", text: "[{\"id\":1},\n" + big[:2500], want: []string{`{"id":1}`}, problems: []string{"truncated:2", "too-large:2"}},
	}, source.JSON)
}

func TestNDJSON(t *testing.T) {
	big := `{"id":9,"text":"` + strings.Repeat("x", 3000) + `"}`
	deep := `{"id":8,"a":` + strings.Repeat("[", 20) + strings.Repeat("]", 20) + `}`
	runCases(t, []fileCase{
		{name: "lines", text: "{\"id\":1}\n{\"id\":2}\n", want: []string{`{"id":1}`, `{"id":2}`}, lines: []int{1, 2}},
		{name: "no last line end", text: "{\"id\":1}\r\n\r\n  {\"id\":2}  ", want: []string{`{"id":1}`, `{"id":2}`}, lines: []int{1, 3}},
		{name: "bad line", text: "{\"id\":1}\n{\"id\"\n{\"id\":2}\n", want: []string{`{"id":1}`, `{"id"`, `{"id":2}`}},
		{name: "bad first line", text: "{\"id\"\n{\"id\":2}\n", want: []string{`{"id"`, `{"id":2}`}},
		{name: "cut last line", text: "{\"id\":1}\n{\"id\":2}\n{\"id\":\"", want: []string{`{"id":1}`, `{"id":2}`}, problems: []string{"truncated:3"}},
		{name: "too large", text: "{\"id\":1}\n" + big + "\n{\"id\":2}\n", want: []string{`{"id":1}`, `{"id":2}`}, problems: []string{"too-large:2"}},
		{name: "too deep", text: "{\"id\":1}\n" + deep + "\n{\"id\":2}\n", want: []string{`{"id":1}`, `{"id":2}`}, problems: []string{"too-deep:2"}},
		{name: "pages", text: "{\"v\":[{\"id\":1},{\"id\":2}]}\n{\"v\":[{\"id\":3}]}\n", items: "v", want: []string{`{"id":1}`, `{"id":2}`, `{"id":3}`}, lines: []int{1, 1, 2}},
	}, source.NDJSON)
}

// A line of many megabytes is passed over without being held.
func TestGiantLine(t *testing.T) {
	text := "{\"id\":1}\n{\"id\":2}\n" + `{"x":"` + strings.Repeat("y", 5<<20) + "\"}\n" + strings.Repeat("{\"id\":3}\n", 3)
	g := collect(t, open(t, write(t, "f", []byte(text)), Options{Limits: Limits{MaxItem: 1 << 20}}), "", 0, 2)
	if d := cmp.Diff([]string{"too-large:3"}, g.problems); d != "" || len(g.items) != 5 || g.lines[4] != 6 {
		t.Errorf("%s\n%q %v", d, g.items, g.lines)
	}
	checkPlaces(t, text, g)
	if p := g.details[0]; p.Bytes < 5<<20 {
		t.Errorf("%d bytes set aside", p.Bytes)
	}
}

// The same within a document.
func TestGiantItem(t *testing.T) {
	text := "{\"skip\":\"" + strings.Repeat("z", 6<<20) + "\",\"v\":[{\"id\":1},\n" + `{"x":"` + strings.Repeat("y", 5<<20) + "\"},\n{\"id\":3}]}"
	g := collect(t, open(t, write(t, "f", []byte(text)), Options{Limits: Limits{MaxItem: 1 << 20}}), "v", 0, 2)
	if d := cmp.Diff([]string{"too-large:2"}, g.problems); d != "" || len(g.items) != 2 {
		t.Errorf("%s\n%.40q %v", d, g.items, g.lines)
	}
	checkPlaces(t, text, g)
}

func TestHead(t *testing.T) {
	for name, c := range map[string]struct {
		text       string
		format     source.Format
		top, first []string
	}{
		"array":         {`[{"b":1,"a":[{"x":1}]},{"c":1}]`, source.JSON, nil, []string{"a", "b"}},
		"member":        {`{"n":1,"list":[{"b":{"c":[]},"a":2}]}`, source.JSON, []string{"list", "n"}, []string{"a", "b"}},
		"two down":      {`{"n":{"list":[1,{"z":1}]}}`, source.JSON, []string{"n"}, []string{"z"}},
		"three down":    {`{"n":{"m":{"list":[{"z":1}]}}}`, source.JSON, []string{"n"}, nil},
		"lines":         {"{\"b\":1,\"a\":2}\n{\"c\":1}\n", source.NDJSON, []string{"a", "b"}, nil},
		"bad line":      {"{\"b\":1,\"a\n{\"c\":1}\n", source.NDJSON, []string{"c"}, nil},
		"cut":           {`{"n":1,"list":[{"b":1,"a":[1,2`, source.JSON, []string{"list", "n"}, []string{"a", "b"}},
		"empty list":    {`{"list":[]}`, source.JSON, []string{"list"}, nil},
		"duplicates":    {`[{"a":1,"a":2}]`, source.JSON, nil, []string{"a"}},
		"escaped":       {`{"\u0061":1}`, source.JSON, []string{"a"}, nil},
		"byte order":    {"\xef\xbb\xbf" + `{"a":1}`, source.JSON, []string{"a"}, nil},
		"pretty object": {"{\n\"a\":1\n}\n{\n\"b\":1\n}\n", source.JSON, []string{"a"}, nil},
	} {
		f := open(t, write(t, "f", []byte(c.text)), Options{})
		h := f.Head()
		if f.Format() != c.format || h.Format != c.format {
			t.Errorf("%s: format %s", name, f.Format())
		}
		if d := cmp.Diff([][]string{c.top, c.first}, [][]string{h.Top, h.First}); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// Escapes must not make a long string slow.
func TestManyEscapes(t *testing.T) {
	text := `[{"a":"` + strings.Repeat(`\n\"x`, 1<<20) + `"}]`
	if g := collect(t, open(t, write(t, "f", []byte(text)), Options{}), "", 0, 1); len(g.items) != 1 || g.problems != nil {
		t.Errorf("%d items, problems %q", len(g.items), g.problems)
	}
}
