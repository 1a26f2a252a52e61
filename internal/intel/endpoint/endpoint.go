// Package endpoint holds tables of what lets somebody work on a computer from
// afar: programs, and keyboard-video switches by what they call themselves. They
// were written from public facts, each line with its source.
package endpoint

import (
	_ "embed"
	"path"
	"strings"
	"sync"
)

//go:embed tools.csv
var toolsText string

//go:embed kvm.csv
var kvmText string

//go:embed awake.csv
var awakeText string

// Class says what a program is for.
type Class string

// Classes.
const (
	Remote  Class = "remote"  // shows this computer's screen to somebody elsewhere
	Managed Class = "managed" // installed by an IT department, or used at the user's request
	Mesh    Class = "mesh"    // a network or tunnel through which others are reached
)

// Tool is a program that lets somebody work on a computer from afar.
type Tool struct {
	Name  string
	Owner string // whose it is: several programs of one owner are one thing
	Class Class
}

// table finds tools by the words of their names, by executables and by domains.
type table struct {
	words   map[string][]entry // by the first word of a name
	exes    map[string]Tool
	domains map[string]Tool
}

type entry struct {
	words []string
	tool  Tool
}

var tools = sync.OnceValue(func() table {
	t := table{words: map[string][]entry{}, exes: map[string]Tool{}, domains: map[string]Tool{}}
	for _, row := range rows(toolsText, 7) {
		tool := Tool{Name: row[0], Owner: row[1], Class: Class(row[2])}
		for _, name := range list(row[3]) {
			w := wordsOf(name)
			t.words[w[0]] = append(t.words[w[0]], entry{w, tool})
		}
		for _, exe := range list(row[4]) {
			t.exes[exe] = tool
		}
		for _, d := range list(row[5]) {
			t.domains[d] = tool
		}
	}
	return t
})

// rows reads a table: comments begin with #, parts are parted by |.
func rows(text string, parts int) (out [][]string) {
	for line := range strings.Lines(text) {
		row := strings.Split(strings.TrimRight(line, "\r\n"), "|")
		if !strings.HasPrefix(line, "#") && len(row) == parts {
			out = append(out, row)
		}
	}
	return out
}

func list(cell string) (out []string) {
	for part := range strings.SplitSeq(cell, ";") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// wordsOf takes a name apart: "com.philandro.anydesk" and "AnyDesk 7.1" both hold
// the word anydesk.
func wordsOf(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z' && r < 0x80
	})
}

// Find returns the tool that one of the names is of: a program's name as a list of
// software has it, a bundle's id, or an executable with or without its path. A
// viewer of the VNC kind only works on other computers and is none.
func Find(names ...string) (Tool, bool) {
	t := tools()
	for _, name := range names {
		if len(name) > 4096 {
			continue
		}
		if tool, ok := t.exes[executable(name)]; ok {
			return tool, true
		}
		if tool, ok := t.named(wordsOf(name)); ok {
			return tool, true
		}
	}
	return Tool{}, false
}

func (t table) named(words []string) (Tool, bool) {
	for i, w := range words {
		for _, e := range t.words[w] {
			if len(words)-i < len(e.words) || !equal(words[i:i+len(e.words)], e.words) {
				continue
			}
			if e.tool.Owner == "VNC" && has(words, "viewer") {
				continue
			}
			return e.tool, true
		}
	}
	return Tool{}, false
}

func equal(a, b []string) bool {
	for i := range b {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func has(words []string, word string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}

// executable is the name of a program's file without folder and ending.
func executable(name string) string {
	name = strings.ToLower(strings.TrimSpace(strings.ReplaceAll(name, `\`, "/")))
	name = path.Base(name)
	for _, end := range []string{".exe", ".app", ".service", ".bin"} {
		name = strings.TrimSuffix(name, end)
	}
	return name
}

// OfDomain returns the tool that a domain, or one above it, belongs to.
func OfDomain(domain string) (Tool, bool) {
	t := tools()
	domain = strings.Trim(strings.ToLower(strings.TrimSpace(domain)), ".")
	for strings.Contains(domain, ".") {
		if tool, ok := t.domains[domain]; ok {
			return tool, true
		}
		_, domain, _ = strings.Cut(domain, ".")
	}
	return Tool{}, false
}

// Switch is a keyboard-video switch that is worked over a network.
type Switch struct {
	Product string
	usb     string // vendor:product, four hexadecimal digits each
	own     string // what of the maker and name that USB says is this switch's alone
	name    string
	serial  string
	display string // maker:name of EDID
}

var switches = sync.OnceValue(func() (out []Switch) {
	for _, row := range rows(kvmText, 7) {
		out = append(out, Switch{row[0], row[1], row[2], row[3], row[4], row[5]})
	}
	return out
})

// OfUSB returns the switch that a USB device is, by its numbers (vendor:product)
// and by what it calls itself. The numbers 1d6b:0104 are those of any Linux
// computer that plays a USB device: alone they are none.
func OfUSB(numbers, name, serial string) (Switch, bool) {
	numbers, name, serial = strings.ToLower(strings.TrimSpace(numbers)), strings.ToLower(name), strings.ToLower(strings.TrimSpace(serial))
	for _, s := range switches() {
		own := s.usb != "" && !strings.HasPrefix(s.usb, "1d6b:")
		called := s.own != "" && strings.Contains(name, s.own) || s.name == strings.TrimSpace(name) && !strings.HasPrefix(s.name, "multifunction") && !strings.HasPrefix(s.name, "generic") && !strings.HasPrefix(s.name, "usb emulation")
		gadget := numbers == s.usb && (s.name == strings.TrimSpace(name) || s.serial != "" && s.serial == serial)
		if own && numbers == s.usb || called || gadget {
			return s, true
		}
	}
	return Switch{}, false
}

// OfDisplay returns the switch whose default EDID names a display (maker:name).
func OfDisplay(display string) (Switch, bool) {
	for _, s := range switches() {
		if s.display != "" && strings.EqualFold(strings.TrimSpace(display), s.display) {
			return s, true
		}
	}
	return Switch{}, false
}

var awake = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, row := range rows(awakeText, 3) {
		out[strings.Join(wordsOf(row[0]), " ")] = row[0]
		for _, exe := range list(row[1]) {
			out[exe] = row[0]
		}
	}
	return out
})

// KeepsAwake returns the name of the program that keeps a screen awake or moves a
// mouse, if a program's name or executable is of one.
func KeepsAwake(names ...string) (string, bool) {
	for _, name := range names {
		if len(name) > 4096 {
			continue
		}
		words := wordsOf(name)
		for len(words) > 0 && strings.Trim(words[len(words)-1], "0123456789") == "" { // a version
			words = words[:len(words)-1]
		}
		for _, key := range []string{executable(name), strings.Join(words, " ")} {
			if found, ok := awake()[key]; ok {
				return found, true
			}
		}
	}
	return "", false
}
