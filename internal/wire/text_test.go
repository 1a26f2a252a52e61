package wire

import (
	"slices"
	"testing"
)

func TestTextIsLenient(t *testing.T) {
	var got struct {
		A, B, C, D, E Text
		L, M, N       Texts
	}
	doc := `{"A":"x","B":12,"C":null,"D":{"y":1},"E":true,"L":["a",1,null],"M":"one","N":null}`
	n, err := UnmarshalCount([]byte(doc), &got)
	if err != nil {
		t.Fatal(err)
	}
	if n != 0 {
		t.Errorf("unknown = %d", n)
	}
	if got.A != "x" || got.B != "12" || got.C != "" || got.D != "" || got.E != "" {
		t.Errorf("got %+v", got)
	}
	if !slices.Equal(got.L, Texts{"a", "1", ""}) || !slices.Equal(got.M, Texts{"one"}) || got.N != nil {
		t.Errorf("lists %q %q %q", got.L, got.M, got.N)
	}
	for _, bad := range []string{`{"A":"\xff"}`, `{"L":[1`, `{"D":{"a":1,"a":2}}`, `{"L":[}`} {
		if err := Unmarshal([]byte(bad), &got); err == nil {
			t.Errorf("accepted %q", bad)
		}
	}
}
