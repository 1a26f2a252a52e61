package main

import (
	"bytes"
	"go/format"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/detect/dettest"
	"github.com/daylight-hq/daylight/internal/wire"
)

// tree makes a root that looks enough like the project.
func tree(t *testing.T, topics ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, dir := range append([]string{"all"}, topics...) {
		if err := os.MkdirAll(filepath.Join(root, "internal", "detect", dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestSkeletonIsFormattedAndItsCasesLoad(t *testing.T) {
	root := tree(t)
	var said bytes.Buffer
	if err := run(&said, root, []string{"parcel", "parcel-went-astray"}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\t\tparcel.Rules(),\n", "\t\"" + module + "/internal/detect/parcel\"\n", "UPDATE=1 go test ./internal/detect/parcel"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("does not say %q:\n%s", want, said.String())
		}
	}
	dir := filepath.Join(root, "internal", "detect", "parcel")
	if rule, err := os.ReadFile(filepath.Join(dir, "parcel_went_astray.go")); err != nil || !strings.Contains(string(rule), "func Rules() []detect.Detector {\n\treturn []detect.Detector{\n\t\tParcelWentAstray(),") {
		t.Errorf("the new topic does not list its check: %v\n%s", err, rule)
	}
	said.Reset()
	if err := run(&said, root, []string{"parcel", "parcel-came-twice"}); err != nil {
		t.Fatal(err)
	}
	if want := "Rules() of package parcel, in its folder:\n\n\t\tParcelCameTwice(),\n"; !strings.Contains(said.String(), want) {
		t.Errorf("a second check of the topic: does not say %q:\n%s", want, said.String())
	}
	for _, name := range []string{"parcel_went_astray.go", "parcel_went_astray_test.go"} {
		have, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if want, err := format.Source(have); err != nil || !bytes.Equal(want, have) {
			t.Errorf("%s is not gofmt-formatted: %v", name, err)
		}
	}
	var kinds []string
	for _, c := range dettest.Load(t, filepath.Join(dir, "testdata"), "parcel-went-astray") {
		kinds = append(kinds, c.Kind())
	}
	if want := []string{"clear", "hit", "innocent", "innocent", "innocent", "nodata"}; !slices.Equal(kinds, want) {
		t.Errorf("cases are %v, want %v", kinds, want)
	}
}

// TestSkeletonBuilds lays the skeleton over the project without writing to it,
// once for a new topic and once for one that exists.
func TestSkeletonBuilds(t *testing.T) {
	project, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	// go vet looks at the test too, but wants the folder to exist on disk.
	for topic, command := range map[string]string{"scaffoldtrial": "build", "bank": "vet"} {
		root := tree(t, "bank")
		if err := run(&bytes.Buffer{}, root, []string{topic, "skeleton-on-trial"}); err != nil {
			t.Fatal(err)
		}
		replace := map[string]string{}
		err := filepath.WalkDir(filepath.Join(root, "internal", "detect", topic), func(p string, d fs.DirEntry, err error) error {
			if err == nil && filepath.Ext(p) == ".go" {
				rel, _ := filepath.Rel(root, p)
				replace[filepath.Join(project, rel)] = p
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		overlay, err := wire.Marshal(map[string]any{"Replace": replace})
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(root, "overlay.json")
		if err := os.WriteFile(file, overlay, 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("go", command, "-overlay", file, "./internal/detect/"+topic)
		cmd.Dir = project
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", topic, err, out)
		}
	}
}

func TestRefusals(t *testing.T) {
	root := tree(t)
	if err := run(&bytes.Buffer{}, root, []string{"parcel", "parcel-went-astray"}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, root, want string
		args             []string
	}{
		{"no arguments", root, "usage", nil},
		{"topic", root, "is no topic", []string{"Big", "a-rule"}},
		{"reserved topic", root, "is no topic", []string{"all", "a-rule"}},
		{"rule", root, "is no rule id", []string{"bank", "../../x"}},
		{"one word", root, "is no rule id", []string{"bank", "shared"}},
		{"elsewhere", t.TempDir(), "root of the project", []string{"bank", "a-rule"}},
		{"twice", root, "exists already", []string{"parcel", "parcel-went-astray"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := run(&bytes.Buffer{}, c.root, c.args); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error that says %q", err, c.want)
			}
		})
	}
}
