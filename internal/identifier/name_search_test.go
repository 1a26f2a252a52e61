package identifier

import "testing"

func TestNameBegins(t *testing.T) {
	for _, c := range []struct {
		text, name string
		want       bool
	}{
		{"ana", "Ana Ferro", true},
		{"fer ana", "Ana Ferro", true},
		{"Jose", "José Álvarez", true},
		{"álv", "Alvarez, Jose", true},
		{"erro", "Ana Ferro", false},
		{"ana ana", "Ana Ferro", false},
		{"ana ana", "Ana Anastasia Ferro", true},
		{"o'neil", "Shaun ONeill", true},
		{"ivan", "Иван Петров", true},
		{"ana", "", false},
	} {
		if got := NameBegins(c.text)(c.name); got != c.want {
			t.Errorf("%q in %q: %v", c.text, c.name, got)
		}
	}
	if NameBegins(" .- ") != nil {
		t.Error("no word gives a test")
	}
}

func BenchmarkNameBegins(b *testing.B) {
	fits := NameBegins("ferro ana")
	for b.Loop() {
		if fits("Marianne Fitzgerald") {
			b.Fatal("matched")
		}
	}
}
