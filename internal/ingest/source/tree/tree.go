// Package tree reads one JSON document by the names of its members, leniently:
// a member that is missing, null or of another kind is an empty text or an
// empty list, so that one odd member does not cost the whole record. What is
// never asked for is never decoded, and is counted.
package tree

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/daylight-hq/daylight/internal/wire"
)

// Node is one value of a document. The zero value is a missing one. The nodes
// of a document are for one goroutine.
type Node struct {
	raw      []byte       // part of the document
	walk     *wire.Walker // the document's, free between two calls
	opened   bool
	members  []member       // of an object
	at       map[string]int // where each stands, in an object of many
	elements []*Node        // of an array
}

type member struct {
	name  string
	node  Node
	asked bool
}

// Read checks that doc is one whole JSON object and returns it. what names it
// in the error.
func Read(doc []byte, what string) (*Node, error) {
	w := &wire.Walker{}
	w.Reset(slices.Clone(doc))
	n := &Node{raw: w.Raw(), walk: w}
	if err := w.End(); err != nil {
		return nil, fmt.Errorf("decode %s: %w", what, err)
	}
	if !strings.HasPrefix(strings.TrimSpace(string(n.raw[:min(len(n.raw), 16)])), "{") {
		return nil, fmt.Errorf("decode %s: it is no JSON object", what)
	}
	return n, nil
}

// many is from how many members on they are looked up by a table: a hostile
// object of a hundred thousand must not be walked once for each.
const many = 32

// open reads the names one level down.
func (n *Node) open() {
	if n.opened || len(n.raw) == 0 {
		return
	}
	n.opened = true
	w := n.walk
	w.Reset(n.raw)
	switch n.raw[0] {
	case '{':
		for w.Object(); w.Next(); {
			name := string(w.Name())
			n.members = append(n.members, member{name: name, node: Node{raw: w.Raw(), walk: w}})
		}
		if len(n.members) > many {
			n.at = make(map[string]int, len(n.members))
			for i := range n.members {
				n.at[n.members[i].name] = i
			}
		}
	case '[':
		for w.Array(); w.Next(); {
			n.elements = append(n.elements, &Node{raw: w.Raw(), walk: w})
		}
	}
}

// At returns the value at the end of a path of member names.
func (n *Node) At(path ...string) *Node {
	for _, name := range path {
		n = n.child(name)
	}
	return n
}

func (n *Node) child(name string) *Node {
	m := n.find(name)
	if m == nil {
		return &Node{}
	}
	m.asked = true
	return &m.node
}

func (n *Node) find(name string) *member {
	n.open()
	if n.at != nil {
		if i, there := n.at[name]; there {
			return &n.members[i]
		}
		return nil
	}
	for i := range n.members {
		if n.members[i].name == name {
			return &n.members[i]
		}
	}
	return nil
}

// Has reports whether a member is there and not null.
func (n *Node) Has(path ...string) bool {
	raw := n.At(path...).raw
	return len(raw) > 0 && string(raw) != "null"
}

// Text returns a string, or a number as it is written, without spaces around
// it; "" for every other value.
func (n *Node) Text(path ...string) string {
	n = n.At(path...)
	if len(n.raw) == 0 {
		return ""
	}
	if last := len(n.raw) - 1; n.raw[0] == '"' && bytes.IndexByte(n.raw, '\\') < 0 {
		return strings.TrimSpace(string(n.raw[1:last]))
	}
	n.walk.Reset(n.raw)
	return strings.TrimSpace(string(n.walk.Text()))
}

// First returns the first text that is not empty among several members.
func (n *Node) First(names ...string) string {
	found := ""
	for _, name := range names { // each is asked for, so that none counts as unread
		if s := n.Text(name); found == "" {
			found = s
		}
	}
	return found
}

// Number returns a number, or one written as a text, and 0 for anything else.
func (n *Node) Number(path ...string) float64 {
	f, err := strconv.ParseFloat(n.Text(path...), 64)
	if err != nil || f-f != 0 { // no infinity, no NaN
		return 0
	}
	return f
}

// True reports whether a value is true, or the text "true".
func (n *Node) True(path ...string) bool {
	s := strings.TrimSpace(string(n.At(path...).raw))
	return s == "true" || strings.EqualFold(n.Text(path...), "true")
}

// List returns the elements of an array, and one object as a list of one.
func (n *Node) List(path ...string) []*Node {
	n = n.At(path...)
	n.open()
	if len(n.raw) > 0 && n.raw[0] == '{' {
		return []*Node{n}
	}
	return n.elements
}

// Texts returns the texts of an array, or one text as a list of one.
func (n *Node) Texts(path ...string) (texts []string) {
	if s := n.Text(path...); s != "" {
		return []string{s}
	}
	for _, e := range n.At(path...).List() {
		if s := e.Text(); s != "" {
			texts = append(texts, s)
		}
	}
	return texts
}

// Names lists an object's members as they stand.
func (n *Node) Names() (names []string) {
	n.open()
	for i := range n.members {
		names = append(names, n.members[i].name)
	}
	return names
}

// Nested reports whether a member is an object or an array, without counting
// as a question for it.
func (n *Node) Nested(name string) bool {
	m := n.find(name)
	return m != nil && len(m.node.raw) > 0 && (m.node.raw[0] == '{' || m.node.raw[0] == '[')
}

// Unread counts the members that nobody asked for, in every object that was
// looked into.
func (n *Node) Unread() (count int) {
	for i := range n.members {
		if m := &n.members[i]; m.asked {
			count += m.node.Unread()
		} else {
			count++
		}
	}
	for _, e := range n.elements {
		count += e.Unread()
	}
	return count
}

// MembersOf lists the names in a top-level member that is an object, as far as
// a sample shows them: what a source recognises an answer with one item by.
func MembersOf(sample []byte, member string) (names []string) {
	var w wire.Walker
	w.Reset(sample)
	for w.Object(); w.Next(); {
		if string(w.Name()) != member {
			w.Skip()
			continue
		}
		for w.Object(); w.Next(); {
			names = append(names, string(w.Name()))
			w.Skip()
		}
	}
	return names
}
