package app

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestConsoleDocument: the document that the console's types are made from is
// the one that the server gives. UPDATE=1 writes it anew, as `make generate` does.
func TestConsoleDocument(t *testing.T) {
	s, _ := serve(t)
	h, err := s.API(Listen{PerSecond: -1})
	if err != nil {
		t.Fatal(err)
	}
	line, err := h.Document()
	if err != nil {
		t.Fatal(err)
	}
	var doc bytes.Buffer
	if err := json.Indent(&doc, line, "", " "); err != nil {
		t.Fatal(err)
	}
	doc.WriteByte('\n')
	path := filepath.Join("..", "..", "console", "src", "api", "openapi.json")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, doc.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var same bytes.Buffer // whatever wrote it
	if err := json.Compact(&same, kept); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(same.Bytes(), line) {
		t.Errorf("%s is stale: run make generate", path)
	}
}
