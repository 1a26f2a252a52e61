package identifier

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCompatible(t *testing.T) {
	tests := []struct {
		a, b string
		want NameMatch
	}{
		// order, case, accents, spacing, titles
		{"John Smith", "john  SMITH", Same},
		{"Smith, John", "John Smith", Same},
		{"SMITH JOHN", "John Smith", Same},
		{"José García", "Jose Garcia", Same},
		{"Søren Łukasz Đorđević", "Soren Lukasz Dordevic", Same},
		{"Dr. Maria Braun, PhD", "Maria Braun", Same},
		{"Kim Jong-un", "Kim Jongun", Same},
		{"Jongun Kim", "Kim Jong Un", Same},
		{"Maria de la Cruz", "Maria Delacruz", Same},
		{"Sean O'Brien", "Sean O’Brien", Same},
		{"Іван Петренко", "Ivan Petrenko", Same},
		{"Γιώργος Παππάς", "Giorgos Pappas", Same},
		{"김민수", "김 민수", Same},
		// initials, nicknames, spellings
		{"J. Smith", "John Smith", Variant},
		{"D.HERRERA", "Daniel Herrera", Variant},
		{"John S.", "John Smith", Variant},
		{"Bill Smith", "William Smith", Variant},
		{"Peggy Jones", "Margaret Jones", Variant},
		{"Paco Ruiz", "Francisco Ruiz", Variant},
		{"Sasha Orlov", "Aleksandr Orlov", Variant},
		{"Kasia Nowak", "Katarzyna Nowak", Variant},
		{"Gosia Zielińska", "Małgorzata Zielinska", Variant},
		{"Giuseppe Verdi", "Joe Verdi", Variant},
		{"Mohammed Hassan", "Muhammad Hassan", Variant},
		{"Dmitriy Sokolov", "Dmitry Sokolov", Variant},
		{"Yuliya Volkova", "Julia Volkova", Variant},
		{"Min-soo Park", "Minsu Pak", Variant},
		{"Jörg Müller", "Joerg Mueller", Variant},
		{"Zhang Wei", "Cheung Wei", Variant},
		{"Srinivas Choudhury", "Sreenivas Chowdhury", Variant},
		// middle and second surnames, marriage
		{"John Michael Smith", "John Smith", Variant},
		{"María García López", "Maria Garcia", Variant},
		{"Ana Pérez Soto", "Ana Pérez Ruiz", Variant},
		{"Anna Kowalska", "Anna Nowak", Variant},
		{"Anna Maria Kowalska", "Anna Nowak", Variant},
		{"Mary Smith-Jones", "Mary Smith", Variant},
		{"John A. Smith", "John B. Smith", Variant},
		// different
		{"John Smith", "Mary Smith", Different},
		{"Smith, John", "Smith, Mary", Different},
		{"J. Smith", "Mary Smith", Different},
		{"J. Smith", "J. Miller", Different},
		{"J. Smith", "John Miller", Different},
		{"Kim Jong Un", "Kim Min Su", Different},
		{"Chen Wei", "Priya Patel", Different},
		{"Anna Maria Kowalska", "Anna Sofia Nowak", Different},
		{"John Smith", "Miller", Different},
		// unknown
		{"", "John Smith", Unknown},
		{"N/A", "John Smith", Unknown},
		{"J*** S****", "John Smith", Unknown},
		{"John", "John Smith", Unknown},
		{"J. S.", "John Smith", Unknown},
		{"王伟", "Wang Wei", Unknown},
		{"محمد علي", "Mohammed Ali", Unknown},
		{"王伟", "김민수", Unknown},
		{"王伟", "李娜", Different},
	}
	for _, test := range tests {
		for _, pair := range [][2]string{{test.a, test.b}, {test.b, test.a}} {
			if got := Compatible(pair[0], pair[1]); got != test.want {
				t.Errorf("Compatible(%q, %q) = %q, want %q", pair[0], pair[1], got, test.want)
			}
		}
	}
}

func TestPayeeMatches(t *testing.T) {
	tests := []struct {
		payee, worker string
		want          NameMatch
	}{
		{"SMITH JOHN", "John Smith", Same},
		{"Mr John Smith Jr.", "John Smith", Same},
		{"John and Mary Smith", "John Smith", Same},
		{"John and Mary Smith", "Mary Smith", Same},
		{"SMITH JOHN & MARY", "Mary Smith", Same},
		{"SMITH, JOHN OR MARY", "Mary Smith", Same},
		{"J & M Smith", "Mary Smith", Variant},
		{"J Smith", "John Smith", Variant},
		{"John Smith checking acct", "John Smith", Same},
		{"Robert Jones", "Bob Jones", Variant},
		{"Anna Nowak", "Anna Kowalska", Variant},
		{"João Sá", "João Sá", Same},
		{"Maria Smith", "John Smith", Different},
		{"Wei Zhang", "John Smith", Different},
		{"John and Mary Smith", "Peter Smith", Different},
		{"Brightline Consulting LLC", "John Smith", Different},
		{"Nordwind GmbH", "John Smith", Different},
		{"John Smith Consulting LLC", "John Smith", Variant},
		{"Smith Consulting LLC", "John Smith", Unknown},
		{"", "John Smith", Unknown},
		{"John Smith", "", Unknown},
		{"J*** S****", "John Smith", Unknown},
	}
	for _, test := range tests {
		if got := PayeeMatches(test.payee, test.worker); got != test.want {
			t.Errorf("PayeeMatches(%q, %q) = %q, want %q", test.payee, test.worker, got, test.want)
		}
	}
}

// plainWords are words outside the table of variants, no two alike, no one a
// part of another.
var plainWords = []string{"abelmor", "brunholt", "cedrovan", "dunmaret", "elvoris", "farnubek", "gostavin", "hulmedor", "imbraket", "jolvanus", "kremidol", "lumbertas"}

// plainName draws a name of those words, initials among them.
func plainName(t *rapid.T, label string) []string {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
		w := rapid.SampledFrom(plainWords).Draw(t, "word")
		if rapid.IntRange(0, 4).Draw(t, "initial") == 0 {
			return w[:1]
		}
		return w
	}), 1, 4).Draw(t, label)
}

func TestCompatibleSymmetric(t *testing.T) {
	known := []string{"John", "Jon", "Jonathan", "J.", "Smith", "Maria", "Mary", "Kim", "Jong", "Un", "Jongun", "García", "López", "Sasha", "Alex", "Іван", "王伟", "de", "la", "Delacruz", "Cruz"}
	rapid.Check(t, func(t *rapid.T) {
		draw := rapid.SliceOfN(rapid.SampledFrom(known), 0, 5)
		a := strings.Join(draw.Draw(t, "a"), " ")
		b := strings.Join(draw.Draw(t, "b"), " ")
		if x, y := Compatible(a, b), Compatible(b, a); x != y {
			t.Fatalf("Compatible(%q, %q) = %q, swapped %q", a, b, x, y)
		}
		if m := Compatible(a, a); m == Different || m == Variant {
			t.Fatalf("Compatible(%q, itself) = %q", a, m)
		}
	})
}

// A one-to-one exchange of words, initials with them, changes no answer.
func TestCompatibleRenamed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		to := rapid.Permutation(plainWords).Draw(t, "renaming")
		rename := func(words []string) string {
			out := slices.Clone(words)
			for i, w := range words {
				j := slices.IndexFunc(plainWords, func(p string) bool { return p[0] == w[0] })
				out[i] = to[j][:min(len(w), len(to[j]))]
				if len(w) > 1 {
					out[i] = to[j]
				}
			}
			return strings.Join(out, " ")
		}
		a, b := plainName(t, "a"), plainName(t, "b")
		was := Compatible(strings.Join(a, " "), strings.Join(b, " "))
		if now := Compatible(rename(a), rename(b)); now != was {
			t.Fatalf("%v and %v: %q, renamed to %q and %q: %q", a, b, was, rename(a), rename(b), now)
		}
		payee := PayeeMatches(strings.Join(a, " "), strings.Join(b, " "))
		if now := PayeeMatches(rename(a), rename(b)); now != payee {
			t.Fatalf("payee %v, worker %v: %q, renamed %q", a, b, payee, now)
		}
	})
}

func TestVariantTableSymmetric(t *testing.T) {
	for w := range names().variants {
		for _, e := range must("names.txt") {
			if e.class != "variants" || !slices.Contains(strings.Fields(e.value), w) {
				continue
			}
			for other := range strings.FieldsSeq(e.value) {
				if !alike(w, other) && len(w) > 1 || !alike(other, w) {
					t.Errorf("%s and %s stand in one line and are not alike", w, other)
				}
			}
		}
	}
}

func ExampleCompatible() {
	fmt.Println(Compatible("Smith, Bill", "William J. Smith"))
	fmt.Println(Compatible("John Smith", "Mary Smith"))
	// Output:
	// variant
	// different
}

func FuzzNames(f *testing.F) {
	f.Add("Kim Jong-un", "Kim Jongun")
	f.Add("SMITH, JOHN & MARY", "Mary Smith")
	f.Add("王伟", "\xff J.")
	f.Fuzz(func(t *testing.T, a, b string) {
		if x, y := Compatible(a, b), Compatible(b, a); x != y {
			t.Fatalf("%q, swapped %q", x, y)
		}
		PayeeMatches(a, b)
	})
}
