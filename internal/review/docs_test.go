package review

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheWorkflowIsDocumented keeps the table of docs/cases.md as the code is.
func TestTheWorkflowIsDocumented(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "cases.md")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("<!-- workflow -->\n| from | what is done | to |\n|---|---|---|\n")
	for _, tr := range Transitions() {
		b.WriteString("| " + string(tr.From) + " | " + string(tr.Action) + " | " + string(tr.To) + " |\n")
	}
	before, rest, ok := strings.Cut(string(page), "<!-- workflow -->\n")
	_, after, ok2 := strings.Cut(rest, "<!-- /workflow -->")
	if !ok || !ok2 {
		t.Fatal("docs/cases.md has no place for the table")
	}
	want := before + b.String() + "<!-- /workflow -->" + after
	if want == string(page) {
		return
	}
	if os.Getenv("UPDATE") == "" {
		t.Fatal("docs/cases.md shows another workflow; UPDATE=1 go test ./internal/review writes it")
	}
	if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
