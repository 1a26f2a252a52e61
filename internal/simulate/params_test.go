package simulate

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestValidate(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*Params)
		want   string
	}{
		{"defaults", func(*Params) {}, ""},
		{"full", func(p *Params) { p.Profile = Full }, ""},
		{"no profile", func(p *Params) { p.Profile = "some" }, "profile"},
		{"no people", func(p *Params) { p.Employees = 0 }, "employees"},
		{"too few for the look-alikes", func(p *Params) { p.Employees = 100 }, "raise it"},
		{"too few applicants", func(p *Params) { p.Applicants = 2000 }, "applicants"},
		{"tiny cells", func(p *Params) { p.CellMin = 2 }, "smallest cell"},
		{"cells upside down", func(p *Params) { p.CellMin, p.CellMax = 12, 8 }, "largest cell"},
		{"share above one", func(p *Params) { p.SMSShare = 1.5 }, "sms share"},
		{"share below zero", func(p *Params) { p.MobileShare = -0.1 }, "mobile share"},
		{"negative look-alikes", func(p *Params) { p.Innocents.Twins = -1 }, "twins"},
		{"no date", func(p *Params) { *p = Params{Profile: Full} }, "as-of"},
		{"no cells", func(p *Params) { p.Cells, p.Lone = 0, 0 }, ""},
		{"no look-alikes", func(p *Params) { p.Innocents = Innocents{} }, ""},
	} {
		p := Defaults()
		tc.change(&p)
		err := p.Validate()
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
}

func TestSizedIsAlwaysValid(t *testing.T) {
	for _, n := range []int{200, 300, 1000, 2000, 5000, 20_000, 100_000} {
		if err := Defaults().Sized(n).Validate(); err != nil {
			t.Errorf("%d employees: %v", n, err)
		}
	}
}

func TestWriteStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Write(ctx, t.TempDir(), small(1, Realistic)); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v", err)
	}
}

func TestWriteWithoutCellsAndLookAlikes(t *testing.T) {
	p := Defaults().Sized(200)
	p.Cells, p.Lone, p.Innocents, p.Resumes, p.CheckinsPerHost = 0, 0, Innocents{}, 0, 0
	if s, err := Write(t.Context(), t.TempDir(), p); err != nil || s.Members != 0 || s.Workers != 200 {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestEveryParameterIsDocumented: each field says what it is and its default.
func TestEveryParameterIsDocumented(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "params.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		s, ok := spec.Type.(*ast.StructType)
		if !ok {
			return true
		}
		for _, f := range s.Fields.List {
			if c := f.Comment.Text() + f.Doc.Text(); !strings.Contains(c, "default") && f.Names[0].Name != "Innocents" {
				t.Errorf("%s.%s: no default in its comment %q", spec.Name, f.Names[0], c)
			}
		}
		return true
	})
}

func TestScatterNeverRepeats(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bits := uint(rapid.IntRange(20, 60).Draw(t, "bits"))
		a := rapid.Uint64Range(0, 1<<bits-1).Draw(t, "a")
		b := rapid.Uint64Range(0, 1<<bits-1).Draw(t, "b")
		if x, y := scatter(a, bits), scatter(b, bits); (a == b) != (x == y) || x >= 1<<bits {
			t.Fatalf("scatter(%d) = %d, scatter(%d) = %d", a, x, b, y)
		}
	})
}

func TestRoutingNumbersAreNeverValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := badRouting(rapid.Uint64Range(0, 999_999).Draw(t, "n"))
		if len(s) != 9 || !strings.HasPrefix(s, "99") || abaSum([]byte(s))%10 == 0 {
			t.Fatalf("%s", s)
		}
	})
}

func TestAddressesAreUnique(t *testing.T) {
	cities, err := loadCities(cityTable)
	if err != nil {
		t.Fatal(err)
	}
	r, seen := stream(1, "test"), map[string]bool{}
	for range 60_000 {
		a := newAddress(r, cities[0])
		if seen[a.line1] {
			t.Fatalf("%s was given out twice", a.line1)
		}
		seen[a.line1] = true
	}
}
