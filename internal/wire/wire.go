// Package wire is the only place where JSON is read or written. It refuses
// duplicate keys and invalid UTF-8, because two readers that disagree about a
// document are a way past a check.
package wire

import (
	"bytes"
	"fmt"
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
	return countUnknown(data, shapeOf(t))
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

func countUnknown(data []byte, s *shape) (int, error) {
	d := jsontext.NewDecoder(bytes.NewReader(data), jsontext.AllowDuplicateNames(true))
	n := 0
	if err := walkUnknown(d, s, &n); err != nil {
		return n, fmt.Errorf("count unknown members: %w", err)
	}
	return n, nil
}

func walkUnknown(d *jsontext.Decoder, s *shape, n *int) error {
	if s == nil || s.members == nil && s.elem == nil {
		return d.SkipValue()
	}
	switch d.PeekKind() {
	case '{':
		return walkObject(d, s, n)
	case '[':
		if _, err := d.ReadToken(); err != nil {
			return err
		}
		for d.PeekKind() != ']' && d.PeekKind() != 0 {
			if err := walkUnknown(d, s.elem, n); err != nil {
				return err
			}
		}
		_, err := d.ReadToken()
		return err
	}
	return d.SkipValue()
}

func walkObject(d *jsontext.Decoder, s *shape, n *int) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != '}' && d.PeekKind() != 0 {
		tok, err := d.ReadToken()
		if err != nil {
			return err
		}
		next := s.elem
		if s.members != nil {
			m, known := s.members[tok.String()]
			if !known {
				*n++
			}
			next = m
		}
		if err := walkUnknown(d, next, n); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}
