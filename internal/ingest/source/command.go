package source

import (
	"regexp"
	"slices"
	"strings"
)

var (
	longSwitch   = regexp.MustCompile(`^--[A-Za-z][A-Za-z0-9-]{0,40}`)
	setting      = regexp.MustCompile(`^\w+=`)
	letterSwitch = regexp.MustCompile(`^[-/][A-Za-z?]`)
)

// Command returns what is kept of a command line: the name of the executable and
// the names of its switches, each once and in order. Values are dropped, for they
// hold passwords and names. Of a switch with one dash the first letter is kept,
// since the rest may be its value.
func Command(line string) string {
	words := splitCommand(line)
	for len(words) > 0 && setting.MatchString(words[0]) { // such as PASSWORD=… before the program
		words = words[1:]
	}
	if len(words) == 0 {
		return ""
	}
	name := words[0]
	if at := strings.LastIndexAny(name, `/\`); at >= 0 {
		name = name[at+1:]
	}
	out := []string{name}
	for _, w := range words[1:] {
		if w == "--" {
			break
		}
		kept := longSwitch.FindString(w)
		if kept == "" {
			kept = letterSwitch.FindString(w)
		}
		if strings.HasPrefix(w, "/") && len(w) > 2 { // a path, or a word of which nobody knows what it holds
			kept = ""
		}
		if kept != "" && !slices.Contains(out, kept) {
			out = append(out, kept)
		}
	}
	return strings.Join(out, " ")
}

// splitCommand takes a command line apart at blanks that stand outside of quotes.
// A quote that is never closed holds the rest.
func splitCommand(line string) (words []string) {
	var word strings.Builder
	quote, inside := rune(0), false
	end := func() {
		if inside {
			words = append(words, word.String())
			word.Reset()
			inside = false
		}
	}
	for _, c := range line {
		switch {
		case c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, inside = c, true
		case quote == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r'):
			end()
		default:
			word.WriteRune(c)
			inside = true
		}
	}
	end()
	return words
}
