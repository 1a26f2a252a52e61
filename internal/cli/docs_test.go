package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestDocumentedCommands proves that every command line in the documents, and
// in the help texts, is one that this program understands.
func TestDocumentedCommands(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, page := range append(pages, "../../README.md") {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(data), "\n") {
			if strings.HasPrefix(line, "    daylight ") {
				n++
				understood(t, filepath.Base(page), line)
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d commands were found in the documents", n)
	}
	for words, node := range leaves(t) {
		for _, line := range strings.Split(node.Detail, "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), "daylight ") {
				understood(t, "daylight "+words+" --help", line)
			}
		}
	}
}

// understood parses a documented line without running it. Files that it names
// need not exist here.
func understood(t *testing.T, where, line string) {
	t.Helper()
	line, _, _ = strings.Cut(strings.TrimSpace(line), "  ") // what it does
	line, _, _ = strings.Cut(line, " > ")
	parser, err := kong.New(&commands{}, kong.Name("daylight"), kong.BindTo(t.Context(), (*context.Context)(nil)), kong.Bind(&env{}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(strings.Fields(line)[1:])
	if err != nil && !strings.Contains(err.Error(), "no such file or directory") {
		t.Errorf("%s: %q: %v", where, line, err)
	}
}
