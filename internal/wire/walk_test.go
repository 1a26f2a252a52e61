package wire

import (
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// walkAll reads every value through the walker by its own methods.
func walkAll(w *Walker) {
	raw := w.dec.PeekKind()
	switch raw {
	case '{':
		for w.Object(); w.Next(); {
			w.Name()
			walkAll(w)
		}
	case '[':
		for w.Array(); w.Next(); {
			walkAll(w)
		}
	case '"', '0':
		w.Text()
	default:
		w.Bool()
	}
}

func TestWalkerReads(t *testing.T) {
	var w Walker
	w.Reset([]byte(`{"id":"a\u0062","n":-1.5,"s":"2","yes":true,"no":null,"list":[1,{"x":2}],"rest":{"deep":[3]}}`))
	var id, number, list string
	var n, s float64
	var yes bool
	skipped := 0
	for w.Object(); w.Next(); {
		switch string(w.Name()) {
		case "id":
			id = string(w.Text())
		case "n":
			n, _ = w.Number()
		case "s":
			s, _ = w.Number()
		case "yes":
			yes = w.Bool()
		case "no":
			if _, ok := w.Number(); ok {
				t.Error("null is a number")
			}
		case "list":
			for w.Array(); w.Next(); {
				for w.Object(); w.Next(); {
					list += string(w.Name())
					number = string(w.Text())
				}
			}
		default:
			skipped++
			w.Skip()
		}
	}
	if err := w.End(); err != nil {
		t.Fatal(err)
	}
	if id != "ab" || n != -1.5 || s != 2 || !yes || list != "x" || number != "2" || skipped != 1 {
		t.Errorf("read id %q n %v s %v yes %v list %q number %q skipped %d", id, n, s, yes, list, number, skipped)
	}
}

func TestWalkerRefuses(t *testing.T) {
	for name, doc := range map[string]string{
		"empty":                   ``,
		"cut short":               `{"a":1`,
		"duplicate":               `{"a":1,"a":2}`,
		"duplicate in a skipped":  `{"x":{"a":1,"a":2}}`,
		"bad UTF-8 in a skipped":  "{\"x\":\"\xff\"}",
		"two documents":           `{} {}`,
		"wrong closing delimiter": `{"a":[1}`,
	} {
		var w Walker
		w.Reset([]byte(doc))
		for w.Object(); w.Next(); {
			w.Name()
			w.Skip()
		}
		if w.End() == nil {
			t.Errorf("%s: accepted %q", name, doc)
		}
	}
	var w Walker
	w.Reset([]byte(`{"a":1}`))
	w.Object()
	if w.End() == nil {
		t.Error("an object left half read passes End")
	}
}

func FuzzWalker(f *testing.F) {
	for _, s := range []string{`{"a":[1,"b",null,true,{"c":{}}]}`, `{"a":1,"a":2}`, `[`, `"\ud800"`, "\"\xff\"", ` 1 `, `{} 1`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var w Walker
		w.Reset(data)
		walkAll(&w)
		err := w.End()
		if valid := jsontext.Value(data).IsValid(); (err == nil) != valid {
			t.Fatalf("walker says %v, but valid is %v", err, valid)
		}
	})
}
