// Package archtest holds the tree to its own rules: who may import whom, how
// long files and functions may be, and what must not stand in code.
package archtest

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/daylight-hq/daylight"

// root is the top of the tree, seen from this package's folder.
var root = filepath.Join("..", "..")

// listed is the part of a package that go list -json tells and we look at.
type listed struct {
	ImportPath, Name, Doc string
	GoFiles, Imports      []string
}

// packages asks go list for every package of the module.
func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Name,Doc,GoFiles,Imports", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []listed
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	if len(list) < 20 {
		t.Fatalf("go list found %d packages: the test looks in the wrong place", len(list))
	}
	return list
}

// short leaves out the module's path and "internal/".
func short(importPath string) string {
	return strings.TrimPrefix(strings.TrimPrefix(importPath, module+"/"), "internal/")
}

func fits(pattern, pkg string) bool {
	if pattern == "..." || pattern == pkg {
		return true
	}
	if dir, ok := strings.CutSuffix(pattern, "/..."); ok {
		return pkg == dir || strings.HasPrefix(pkg, dir+"/")
	}
	dir, ok := strings.CutSuffix(pattern, "/*")
	return ok && path.Dir(pkg) == dir
}

func under(list []string, imported string) bool {
	return slices.ContainsFunc(list, func(p string) bool { return imported == p || strings.HasPrefix(imported, p+"/") })
}

func TestImportsGoOneWay(t *testing.T) {
	for _, p := range packages(t) {
		pkg := short(p.ImportPath)
		i := slices.IndexFunc(rooms, func(r room) bool { return fits(r.pattern, pkg) })
		if i < 0 {
			t.Errorf("%s stands in no room: give it a line in rooms_test.go and in ARCHITECTURE.md", pkg)
			continue
		}
		for _, imported := range p.Imports {
			if !strings.HasPrefix(imported, module+"/") {
				continue
			}
			if !slices.ContainsFunc(rooms[i].may, func(pattern string) bool { return fits(pattern, short(imported)) }) {
				t.Errorf("%s imports %s; it may import %v", pkg, short(imported), rooms[i].may)
			}
		}
	}
}

func TestOnlyAppSeesTheStore(t *testing.T) {
	for _, p := range packages(t) {
		pkg := short(p.ImportPath)
		// The lake is a store too, and seals as the database does.
		if pkg == "app" || pkg == "cli" || pkg == "lake" || fits("store/...", pkg) || fits("tools/...", pkg) {
			continue
		}
		for _, imported := range p.Imports {
			if fits("store/...", short(imported)) {
				t.Errorf("%s imports %s; only app and cli see the store", pkg, short(imported))
			}
		}
	}
}

func TestNobodyOpensTheNetwork(t *testing.T) {
	for _, p := range packages(t) {
		if slices.ContainsFunc(netRooms, func(r string) bool { return fits(r, short(p.ImportPath)) }) {
			continue
		}
		for _, imported := range p.Imports {
			network := imported == "net" || strings.HasPrefix(imported, "net/") || imported == "crypto/tls"
			if network && !netAllowed[imported] {
				t.Errorf("%s imports %s; of net, only net/netip and net/url are allowed", short(p.ImportPath), imported)
			}
		}
	}
}

func TestDriversAndJSONStayInTheirPlace(t *testing.T) {
	for _, p := range packages(t) {
		pkg := short(p.ImportPath)
		for _, imported := range p.Imports {
			if under(drivers, imported) && !fits("store/...", pkg) {
				t.Errorf("%s imports %s; SQL stays below store", pkg, imported)
			}
			measures := fits("tools/...", pkg) // compares us with encoding/json
			if under(jsonReaders, imported) && pkg != "wire" && !measures {
				t.Errorf("%s imports %s; JSON is read and written through wire", pkg, imported)
			}
		}
	}
}

func TestPackagesAreNamedAndDocumented(t *testing.T) {
	for _, p := range packages(t) {
		if slices.Contains(vagueNames, p.Name) || slices.Contains(vagueNames, path.Base(p.ImportPath)) {
			t.Errorf("%s: the name says nothing of what it holds", short(p.ImportPath))
		}
		if len(p.GoFiles) > 0 && strings.TrimSpace(p.Doc) == "" {
			t.Errorf("%s has no package comment", short(p.ImportPath))
		}
	}
}

// sources calls fn with every Go file of the tree that people wrote.
func sources(t *testing.T, fn func(path string, text []byte)) {
	t.Helper()
	for _, dir := range []string{"cmd", "internal", "tools"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(p string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")):
				return fs.SkipDir
			case d.IsDir() || filepath.Ext(p) != ".go":
				return nil
			}
			text, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			if !generated.Match(text) {
				rel, _ := filepath.Rel(root, p)
				fn(filepath.ToSlash(rel), text)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

var (
	generated  = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)
	unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME)\b`)
)

func TestNothingIsLeftForLater(t *testing.T) {
	sources(t, func(p string, text []byte) {
		for i, line := range strings.Split(string(text), "\n") {
			if unfinished.MatchString(line) {
				t.Errorf("%s:%d: %s", p, i+1, strings.TrimSpace(line))
			}
		}
	})
}

func TestFilesAndFunctionsAreShort(t *testing.T) {
	used := map[string]bool{}
	long := func(key, what string, n, limit int) {
		if n <= limit {
			return
		}
		if used[key] = true; tooLong[key] == "" {
			t.Errorf("%s: the %s has %d lines; at most %d", key, what, n, limit)
		}
	}
	sources(t, func(p string, text []byte) {
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, p, text, parser.SkipObjectResolution)
		if err != nil {
			t.Error(err)
			return
		}
		test := strings.HasSuffix(p, "_test.go")
		if !test {
			long(p, "file", strings.Count(string(text), "\n"), maxFile)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			if fn.Name.Name == "init" && fn.Recv == nil {
				t.Errorf("%s: func init is not allowed: say what is needed where it is needed", fset.Position(fn.Pos()))
			}
			if !test {
				lines := fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line + 1
				long(p+":"+fn.Name.Name, "function", lines, maxFunction)
			}
		}
	})
	for key := range tooLong {
		if !used[key] {
			t.Errorf("%s is in the table of exceptions and needs none", key)
		}
	}
}
