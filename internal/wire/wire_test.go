package wire

import "testing"

func TestUnmarshalCountsUnknownMembers(t *testing.T) {
	type doc struct {
		A string `json:"a"`
		B []struct {
			C int `json:"c"`
		} `json:"b"`
		M map[string]int `json:"m"`
	}
	var v doc
	n, err := UnmarshalCount([]byte(`{"a":"x","z":{"deep":1},"b":[{"c":1,"y":2},{"x":3}],"m":{"k":1}}`), &v)
	if err != nil || n != 3 {
		t.Fatalf("unknown = %d, %v; want 3", n, err)
	}
	if v.A != "x" || v.B[0].C != 1 {
		t.Fatalf("decoded %+v", v)
	}
}

func TestRefusesWhatReadersDisagreeAbout(t *testing.T) {
	for name, in := range map[string]string{
		"duplicate key": `{"a":"x","a":"y"}`,
		"bad UTF-8":     "{\"a\":\"\xff\"}",
		"trailing":      `{"a":"x"} {}`,
	} {
		var v struct {
			A string `json:"a"`
		}
		if err := Unmarshal([]byte(in), &v); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if err := UnmarshalStrict([]byte(`{"b":1}`), new(struct{})); err == nil {
		t.Error("strict accepted an unknown member")
	}
}

// FuzzUnmarshalCount holds the count of unknown members against a decoding of
// the whole document.
func FuzzUnmarshalCount(f *testing.F) {
	for _, s := range []string{`{"a":1,"z":[{"b":"\"}"}]}`, `{"b":[{"c":1},{"d":2}]}`, ` { "\u0061" : "x" , "q":{} } `, `{"b":{"c":1}}`, `[1]`, `{"a":"\\","x":null}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var v struct {
			A Text  `json:"a"`
			B Texts `json:"b"`
		}
		n, err := UnmarshalCount(data, &v)
		if err != nil {
			return
		}
		var all map[string]any
		if err := Unmarshal(data, &all); err != nil {
			t.Fatal(err)
		}
		want := 0
		for name := range all {
			if name != "a" && name != "b" {
				want++
			}
		}
		if n != want {
			t.Fatalf("%d members are unknown in %s, counted %d", want, data, n)
		}
	})
}
