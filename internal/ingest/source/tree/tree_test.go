package tree

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

const doc = ` {"id": 7, "name": " Ann ", "none": null, "yes": true, "said": "TRUE", "sum": "12.50",
 "home": {"city": "Oslo", "secret": "x", "street": ""}, "mails": ["a@x", 3, null, {"value": "b"}],
 "jobs": [{"at": "A", "pay": 1}, {"at": "B"}], "one": {"at": "C"}, "huge": "1e999"}`

func TestNode(t *testing.T) {
	n, err := Read([]byte(doc), "person")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ what, got, want string }{
		{"number", n.Text("id"), "7"},
		{"trimmed", n.Text("name"), "Ann"},
		{"null", n.Text("none"), ""},
		{"missing", n.Text("nobody", "nothing"), ""},
		{"deep", n.Text("home", "city"), "Oslo"},
		{"object as text", n.Text("home"), ""},
		{"first", n.First("none", "home", "name", "id"), "Ann"},
		{"texts", strings.Join(n.Texts("mails"), " "), "a@x 3"},
		{"one text", strings.Join(n.Texts("name"), " "), "Ann"},
		{"names", strings.Join(n.At("home").Names(), " "), "city secret street"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
	if !n.True("yes") || !n.True("said") || n.True("name") || n.True("nobody") {
		t.Error("true and false are mixed up")
	}
	if n.Has("none") || n.Has("nobody") || !n.Has("home") {
		t.Error("null and missing are there, or an object is not")
	}
	if n.Number("sum") != 12.5 || n.Number("name") != 0 || n.Number("huge") != 0 {
		t.Error("numbers are wrong")
	}
	var at []string
	for _, list := range []string{"jobs", "one", "name", "nobody"} {
		for _, j := range n.List(list) {
			at = append(at, j.Text("at"))
		}
	}
	if !slices.Equal(at, []string{"A", "B", "C"}) {
		t.Errorf("lists gave %q", at)
	}
	if !n.Nested("home") || !n.Nested("mails") || n.Nested("name") || n.Nested("nobody") {
		t.Error("what is nested is not told from what is not")
	}
	if got := n.Unread(); got != 3 { // secret, street and pay
		t.Errorf("%d members are unread, want 3", got)
	}
}

// Every member of a large object is found, in time that grows with its size.
func TestManyMembers(t *testing.T) {
	const members = 50_000
	var b strings.Builder
	b.WriteString("{")
	for i := range members {
		fmt.Fprintf(&b, `"k%d":{"v":%d},`, i, i)
	}
	b.WriteString(`"last":1}`)
	n, err := Read([]byte(b.String()), "it")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	for i, name := range n.Names()[:members] {
		if !n.Nested(name) || n.Number(name, "v") != float64(i) {
			t.Fatalf("member %s is lost", name)
		}
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("%d members took %v", members, d)
	}
	if n.Nested("nobody") || n.Has("nobody") || n.Unread() != 1 {
		t.Errorf("%d are unread, want the last one", n.Unread())
	}
}

// The caller may use the bytes of a document again, and a text may be asked for
// in any order.
func TestDocumentIsKept(t *testing.T) {
	doc := []byte(`{"a":"first","b":{"c":"sec\u006fnd","d":["third",4]}}`)
	n, err := Read(doc, "it")
	if err != nil {
		t.Fatal(err)
	}
	a, b := n.At("a"), n.At("b")
	for i := range doc {
		doc[i] = 'x'
	}
	if got := strings.Join(append(b.Texts("d"), b.Text("c"), a.Text()), " "); got != "third 4 second first" {
		t.Errorf("the document says %q", got)
	}
}

func TestReadRefuses(t *testing.T) {
	for doc, want := range map[string]string{
		``:                               "decode person",
		`nonsense`:                       "decode person",
		`{"a":`:                          "decode person",
		`{"a":{"b":1,"b":2}}`:            "duplicate",
		`{"a":1} {}`:                     "decode person",
		`[1]`:                            "no JSON object",
		`"text"`:                         "no JSON object",
		"{\"a\":{\"b\":[\"\xff\xfe\"]}}": "UTF-8",
	} {
		if _, err := Read([]byte(doc), "person"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", doc, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(doc))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := Read(data, "it")
		if err != nil {
			return
		}
		names := n.Names()
		if n.Unread() != len(names) {
			t.Fatalf("%d of %d unread before anything was asked", n.Unread(), len(names))
		}
		for _, name := range names {
			n.Text(name)
			n.List(name)
			n.Number(name)
		}
	})
}

func TestMembersOf(t *testing.T) {
	for sample, want := range map[string]string{
		`{"a":{"z":1},"data":{"id":1,"name":{"x":2}}}`: "id name",
		`{"data":{"id":1,"name":"cut`:                  "id name",
		`{"data":[{"id":1}]}`:                          "",
		`[]`:                                           "",
		``:                                             "",
	} {
		if got := strings.Join(MembersOf([]byte(sample), "data"), " "); got != want {
			t.Errorf("%s has %q, want %q", sample, got, want)
		}
	}
}
