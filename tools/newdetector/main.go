// Command newdetector writes the skeleton of a detector: the rule, its test and
// six golden cases. They pass once the rule names an innocent cause, and stay
// green while the rule takes shape. Run it from the root of the project:
//
//	go run ./tools/newdetector TOPIC RULE-ID
package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"go/format"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"
)

//go:embed skeleton
var skeleton embed.FS

const module = "github.com/daylight-hq/daylight"

var (
	topicForm = regexp.MustCompile(`^[a-z]+$`)
	ruleForm  = regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`)
)

// names are what the templates are filled with.
type names struct {
	Module   string
	Topic    string // folder and package
	Rule     string // id, such as shared-contact
	Func     string // SharedContact
	NewTopic bool   // the folder does not exist yet, so the file carries the package comment
}

func main() {
	if err := run(os.Stdout, ".", os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "newdetector:", err)
		os.Exit(1)
	}
}

// run writes the files below root and says what is left to do.
func run(w io.Writer, root string, args []string) error {
	if len(args) != 2 {
		return errors.New("usage: go run ./tools/newdetector TOPIC RULE-ID")
	}
	n := names{Module: module, Topic: args[0], Rule: args[1], Func: funcName(args[1])}
	if !topicForm.MatchString(n.Topic) || n.Topic == "all" || n.Topic == "dettest" {
		return fmt.Errorf("%q is no topic: one word of lower case letters, such as bank", n.Topic)
	}
	if !ruleForm.MatchString(n.Rule) {
		return fmt.Errorf("%q is no rule id: two or more words in lower case with hyphens, such as payee-not-worker", n.Rule)
	}
	if _, err := os.Stat(filepath.Join(root, "internal", "detect", "all")); err != nil {
		return errors.New("run it from the root of the project")
	}
	dir := filepath.Join(root, "internal", "detect", n.Topic)
	_, err := os.Stat(dir)
	n.NewTopic = errors.Is(err, os.ErrNotExist)
	files, err := n.files()
	if err != nil {
		return err
	}
	if err := write(dir, files); err != nil {
		return err
	}
	n.tell(w)
	return nil
}

// funcName turns shared-contact into SharedContact.
func funcName(rule string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(rule, "-") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// file is one file to write, by its path below the topic's folder.
type file struct {
	path string
	data []byte
}

func (n names) files() ([]file, error) {
	base := strings.ReplaceAll(n.Rule, "-", "_")
	var out []file
	for _, f := range []struct{ from, to string }{{"rule.go.tmpl", base + ".go"}, {"rule_test.go.tmpl", base + "_test.go"}} {
		data, err := n.fill(f.from)
		if err != nil {
			return nil, err
		}
		out = append(out, file{f.to, data})
	}
	cases, err := skeleton.ReadDir("skeleton")
	if err != nil {
		return nil, fmt.Errorf("list the skeleton: %w", err)
	}
	for _, c := range cases {
		if path.Ext(c.Name()) != ".txtar" {
			continue
		}
		data, err := skeleton.ReadFile(path.Join("skeleton", c.Name()))
		if err != nil {
			return nil, fmt.Errorf("read the skeleton: %w", err)
		}
		out = append(out, file{filepath.Join("testdata", n.Rule, c.Name()), data})
	}
	return out, nil
}

// fill fills a template and formats the Go that comes out.
func (n names) fill(name string) ([]byte, error) {
	t, err := template.ParseFS(skeleton, "skeleton/"+name)
	if err != nil {
		return nil, fmt.Errorf("read the skeleton: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, n); err != nil {
		return nil, fmt.Errorf("fill %s: %w", name, err)
	}
	out, err := format.Source(b.Bytes())
	if err != nil {
		return nil, fmt.Errorf("format %s: %w", name, err)
	}
	return out, nil
}

// write refuses to touch a file that exists, before it writes any.
func write(dir string, files []file) error {
	for _, f := range files {
		if p := filepath.Join(dir, f.path); exists(p) {
			return fmt.Errorf("%s exists already", p)
		}
	}
	for _, f := range files {
		p := filepath.Join(dir, f.path)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			return fmt.Errorf("make folder: %w", err)
		}
		if err := os.WriteFile(p, f.data, 0o644); err != nil {
			return fmt.Errorf("write skeleton: %w", err)
		}
	}
	return nil
}

func exists(p string) bool {
	_, err := os.Stat(p)
	return err == nil
}

func (n names) tell(w io.Writer) {
	fmt.Fprintf(w, "Wrote internal/detect/%s/%s.go, its test and six cases below testdata/%s.\n\n", n.Topic, strings.ReplaceAll(n.Rule, "-", "_"), n.Rule)
	if n.NewTopic {
		fmt.Fprintf(w, "The topic is new: its Rules() lists the check. Add this import and this list to internal/detect/all/all.go:\n\n\t%q\n\n\t\t%s.Rules(),\n\n", module+"/internal/detect/"+n.Topic, n.Topic)
	} else {
		fmt.Fprintf(w, "Add this line to Rules() of package %s, in its folder:\n\n\t\t%s(),\n\n", n.Topic, n.Func)
	}
	fmt.Fprintf(w, "Fill in Doc, write the rule and its cases, and let the cases record what it says:\n\n\tUPDATE=1 go test ./internal/detect/%s\n\tUPDATE=1 go test ./internal/detect/all\n", n.Topic)
}
