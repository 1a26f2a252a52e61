// Package wire is the only place where JSON is read or written. It refuses
// duplicate keys and invalid UTF-8, because two readers that disagree about a
// document are a way past a check.
package wire

import (
	"bytes"
	"io"
	"reflect"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Marshal encodes v with sorted map keys.
func Marshal(v any) ([]byte, error) { return json.Marshal(v, json.Deterministic(true)) }

// WriteIndent writes v to w, indented by two spaces and ended by a newline.
func WriteIndent(w io.Writer, v any) error {
	data, err := json.Marshal(v, json.Deterministic(true), jsontext.WithIndent("  "))
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// Unmarshal decodes data into v and ignores unknown members. Use it where the
// input is a vendor's; use [UnmarshalStrict] for our own formats.
func Unmarshal(data []byte, v any) error { return json.Unmarshal(data, v) }

// UnmarshalStrict decodes data into v and refuses unknown members.
func UnmarshalStrict(data []byte, v any) error {
	return json.Unmarshal(data, v, json.RejectUnknownMembers(true))
}

// UnmarshalCount decodes data into v and returns how many members of the
// document v has no room for, at any depth.
func UnmarshalCount(data []byte, v any) (unknown int, err error) {
	if err := json.Unmarshal(data, v); err != nil {
		return 0, err
	}
	t := reflect.TypeOf(v)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	c := counter{data: data}
	c.value(shapeOf(t))
	return c.unknown, nil
}

// shape is what a Go type has room for: the members of an object, or the
// shape of an array's or map's elements.
type shape struct {
	members map[string]*shape
	elem    *shape
}

var shapes sync.Map // reflect.Type -> *shape

func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	s := buildShape(t, map[reflect.Type]*shape{})
	shapes.Store(t, s)
	return s
}

func buildShape(t reflect.Type, seen map[reflect.Type]*shape) *shape {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if s, ok := seen[t]; ok {
		return s
	}
	s := &shape{}
	seen[t] = s
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map:
		if t.Elem().Kind() != reflect.Uint8 {
			s.elem = buildShape(t.Elem(), seen)
		}
	case reflect.Struct:
		s.members = map[string]*shape{}
		for f := range t.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous && name == "" {
				for k, v := range buildShape(f.Type, seen).members {
					s.members[k] = v
				}
				continue
			}
			if !f.IsExported() || name == "-" {
				continue
			}
			if name == "" {
				name = f.Name
			}
			s.members[name] = buildShape(f.Type, seen)
		}
		if len(s.members) == 0 { // time.Time and the like are leaves
			s.members = nil
		}
	}
	return s
}

// counter walks over a document that was decoded before, and so is valid.
type counter struct {
	data    []byte
	unknown int
}

// value passes over the next value and counts what s has no room for in it.
func (c *counter) value(s *shape) {
	c.space()
	switch c.data[0] {
	case '{':
		c.list('}', func() {
			name := c.text()
			c.space()
			c.data = c.data[1:] // the colon
			c.value(c.member(s, name))
		})
	case '[':
		var elem *shape
		if s != nil && s.members == nil {
			elem = s.elem
		}
		c.list(']', func() { c.value(elem) })
	case '"':
		c.text()
	default:
		end := bytes.IndexAny(c.data, ",]} \n\r\t")
		if end < 0 {
			end = len(c.data)
		}
		c.data = c.data[end:]
	}
}

// member returns the shape of a member, and counts it if s has no room for it.
func (c *counter) member(s *shape, name []byte) *shape {
	if s == nil || s.members == nil {
		if s == nil {
			return nil
		}
		return s.elem
	}
	m, known := s.members[string(name)]
	if !known {
		c.unknown++
	}
	return m
}

func (c *counter) space() {
	for len(c.data) > 0 && (c.data[0] == ' ' || c.data[0] == '\n' || c.data[0] == '\r' || c.data[0] == '\t') {
		c.data = c.data[1:]
	}
}

// list passes over the elements of an array or object.
func (c *counter) list(end byte, element func()) {
	for c.data = c.data[1:]; ; {
		c.space()
		switch c.data[0] {
		case end:
			c.data = c.data[1:]
			return
		case ',':
			c.data = c.data[1:]
			c.space()
		}
		element()
	}
}

// text passes over a string and returns its characters.
func (c *counter) text() []byte {
	escaped := false
	for i := 1; ; i++ {
		switch c.data[i] {
		case '\\':
			escaped = true
			i++
		case '"':
			raw := c.data[:i+1]
			c.data = c.data[i+1:]
			if !escaped {
				return raw[1:i]
			}
			text, _ := jsontext.AppendUnquote(nil, raw) // valid: it was decoded before
			return text
		}
	}
}
