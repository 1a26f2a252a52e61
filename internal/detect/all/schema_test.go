package all_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"testing"
)

// TestSchemaKnowsEveryWord holds the published schema of reports to the closed
// lists of the domain: a rule that brings a new word must not break its readers.
func TestSchemaKnowsEveryWord(t *testing.T) {
	data, err := os.ReadFile("../../report/scan.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema any
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	lists := []struct {
		name, marker string
		words        []string
		found        int
	}{
		{name: "types", marker: "referee-email", words: constants(t, "../../domain/identifier.go", "IdentifierType")},
		{name: "roles", marker: "ship-to", words: constants(t, "../../domain/value.go", "Role")},
		{name: "families", marker: "vendor-check", words: constants(t, "../../domain/identifier.go", "Family")},
	}
	enums(schema, func(words []string) {
		for i := range lists {
			l := &lists[i]
			if !slices.Contains(words, l.marker) {
				continue
			}
			l.found++
			for _, w := range l.words {
				if !slices.Contains(words, w) {
					t.Errorf("scan.schema.json: a list of %s lacks %q", l.name, w)
				}
			}
			for _, w := range words {
				if w != "" && !slices.Contains(l.words, w) {
					t.Errorf("scan.schema.json: a list of %s has %q, which nothing writes", l.name, w)
				}
			}
		}
	})
	for _, l := range lists {
		if l.found == 0 {
			t.Errorf("scan.schema.json lists no %s", l.name)
		}
	}
}

// TestConsoleKnowsEveryType wants a word for each type of identifier in each
// language of the console.
func TestConsoleKnowsEveryType(t *testing.T) {
	for _, lang := range []string{"en", "de"} {
		text, err := os.ReadFile("../../../console/src/i18n/" + lang + ".ts")
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range constants(t, "../../domain/identifier.go", "IdentifierType") {
			if !bytes.Contains(text, []byte("\n    "+word+": ")) && !bytes.Contains(text, []byte("\n    \""+word+"\": ")) {
				t.Errorf("%s.ts has no word for %s", lang, word)
			}
		}
	}
}

// enums calls fn for each list of words in a schema.
func enums(node any, fn func([]string)) {
	switch n := node.(type) {
	case []any:
		for _, x := range n {
			enums(x, fn)
		}
	case map[string]any:
		var words []string
		if list, ok := n["enum"].([]any); ok {
			for _, x := range list {
				if w, ok := x.(string); ok {
					words = append(words, w)
				}
			}
			fn(words)
		}
		for _, x := range n {
			enums(x, fn)
		}
	}
}
