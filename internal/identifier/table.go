package identifier

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/*.txt
var files embed.FS

// entry is one line of a table.
type entry struct{ class, value string }

// readTable reads the lines of one table.
func readTable(fsys fs.FS, name string) ([]entry, error) {
	text, err := fs.ReadFile(fsys, path.Join("data", name))
	if err != nil {
		return nil, fmt.Errorf("read table %s: %w", name, err)
	}
	var entries []entry
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		class, value, ok := strings.Cut(line, " ")
		if !ok || strings.TrimSpace(value) == "" {
			return nil, fmt.Errorf("read table %s: line %d has no value", name, n)
		}
		entries = append(entries, entry{class, strings.TrimSpace(value)})
	}
	return entries, nil
}

// must reads a table of the binary. The tables are part of the program and
// every one is read by a test, so an error cannot reach a user's run.
func must(name string) []entry {
	entries, err := readTable(files, name)
	if err != nil {
		panic(err)
	}
	return entries
}

// set is the values of one or more classes of a table.
func set(entries []entry, classes ...string) map[string]string {
	out := map[string]string{}
	for _, e := range entries {
		for _, c := range classes {
			if e.class == c {
				out[e.value] = c
			}
		}
	}
	return out
}

// mapping splits the values of one class at the first space: code, then name.
func mapping(entries []entry, class string) map[string]string {
	out := map[string]string{}
	for _, e := range entries {
		if code, name, ok := strings.Cut(e.value, " "); ok && e.class == class {
			out[name] = code
		}
	}
	return out
}

var wordTable = sync.OnceValue(func() map[string]string {
	return set(must("words.txt"), "placeholder")
})

// maxWord is longer than any entry of words.txt; longer texts are not looked up.
const maxWord = 32

// filler reports whether s is a placeholder word in any case. It does not
// allocate.
func filler(s string) bool {
	if len(s) > maxWord {
		return false
	}
	var buf [maxWord]byte
	for i := range len(s) {
		buf[i] = toLower(s[i])
	}
	_, found := wordTable()[string(buf[:len(s)])]
	return found || strings.HasSuffix(string(buf[:len(s)]), " value")
}

// prefixes finds the class of the longest entry that a text begins with.
type prefixes struct {
	classes map[string]string
	lengths []int // descending
}

func newPrefixes(classes map[string]string) prefixes {
	longest := 0
	for p := range classes {
		longest = max(longest, len(p))
	}
	p := prefixes{classes: classes}
	for n := longest; n > 0; n-- {
		for e := range classes {
			if len(e) == n {
				p.lengths = append(p.lengths, n)
				break
			}
		}
	}
	return p
}

func (p prefixes) class(s string) string {
	for _, n := range p.lengths {
		if n <= len(s) {
			if c, ok := p.classes[s[:n]]; ok {
				return c
			}
		}
	}
	return ""
}

var ibanLengths = sync.OnceValue(func() map[string]int {
	out := map[string]int{}
	for _, e := range must("bank.txt") {
		country, length, _ := strings.Cut(e.value, " ")
		if n, err := strconv.Atoi(length); err == nil {
			out[country] = n
		}
	}
	return out
})
