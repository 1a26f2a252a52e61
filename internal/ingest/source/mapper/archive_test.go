package mapper

import (
	"os"
	"strings"
	"testing"
)

// section is one file of a fixture in the txtar layout ("-- name --" lines).
type section struct {
	name string
	data string
}

func readSections(t *testing.T, path string) []section {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []section
	for line := range strings.Lines(string(data)) {
		name, isHead := strings.CutPrefix(strings.TrimSpace(line), "-- ")
		if name, ok := strings.CutSuffix(name, " --"); isHead && ok {
			out = append(out, section{name: name})
		} else if len(out) > 0 {
			out[len(out)-1].data += line
		}
	}
	return out
}
