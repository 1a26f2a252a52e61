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
