package wire

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// Walker reads one JSON document in a single pass without building it: the
// caller takes the members it knows and skips the rest. It refuses what
// [Unmarshal] refuses, duplicate names and invalid UTF-8 in skipped parts
// included. The first error sticks: every later call yields nothing and
// [Walker.End] returns it. The zero value is ready for [Walker.Reset].
//
//	for w.Object(); w.Next(); {
//		switch string(w.Name()) {
//		case "id":
//			id = string(w.Text())
//		default:
//			w.Skip()
//		}
//	}
//	return w.End()
//
// Every Object and Array is followed by such a loop, also for values that turn
// out to be something else.
type Walker struct {
	src     bytes.Buffer
	dec     *jsontext.Decoder
	scratch []byte
	missed  bool // the value entered last was something else
	err     error
}

// Reset begins a new document. The walker reads data in place; data must not
// change until the last call.
func (w *Walker) Reset(data []byte) {
	w.src = *bytes.NewBuffer(data)
	w.err, w.missed = nil, false
	if w.dec == nil {
		w.dec = jsontext.NewDecoder(&w.src)
		return
	}
	w.dec.Reset(&w.src)
}

// Object enters the next value if it is an object. Any other value is skipped,
// and the [Walker.Next] that follows reports false.
func (w *Walker) Object() { w.enter('{') }

// Array enters the next value if it is an array. Any other value is skipped,
// and the [Walker.Next] that follows reports false.
func (w *Walker) Array() { w.enter('[') }

func (w *Walker) enter(kind jsontext.Kind) {
	if w.err != nil {
		return
	}
	if w.dec.PeekKind() != kind {
		w.Skip()
		w.missed = true
		return
	}
	_, err := w.dec.ReadToken()
	w.fail(err)
}

// Next reports whether another member or element follows in the object or
// array that was entered last, and leaves it when none does. At the top of the
// document it reports false.
func (w *Walker) Next() bool {
	if w.missed || w.err != nil || w.dec.StackDepth() == 0 {
		w.missed = false
		return false
	}
	if k := w.dec.PeekKind(); k != '}' && k != ']' {
		// An invalid next byte is reported by the read that follows.
		return true
	}
	_, err := w.dec.ReadToken()
	w.fail(err)
	return false
}

// Name returns the next member's name. The bytes are valid until the next call.
func (w *Walker) Name() []byte { return w.Text() }

// Text returns a string's characters or a number's digits, and nil for every
// other value, which it skips. The bytes are valid until the next call.
func (w *Walker) Text() []byte {
	raw := w.Raw()
	if len(raw) == 0 {
		return nil
	}
	switch c := raw[0]; {
	case c == '"':
		body := raw[1 : len(raw)-1]
		if bytes.IndexByte(body, '\\') < 0 {
			return body
		}
		text, err := jsontext.AppendUnquote(w.scratch[:0], raw)
		w.fail(err)
		w.scratch = text
		return text
	case c == '-' || c >= '0' && c <= '9':
		return raw
	}
	return nil
}

// Number returns a number, or one written as a string, and whether it was one;
// every other value is skipped.
func (w *Walker) Number() (float64, bool) {
	f, err := strconv.ParseFloat(string(w.Text()), 64)
	return f, err == nil
}

// Bool reports whether the next value is true, or the string "true".
func (w *Walker) Bool() bool {
	raw := w.Raw()
	return string(raw) == "true" || string(raw) == `"true"`
}

// Raw returns the next value's bytes as they stand. They are valid until the
// next call.
func (w *Walker) Raw() []byte {
	if w.err != nil {
		return nil
	}
	raw, err := w.dec.ReadValue()
	w.fail(err)
	if err != nil {
		return nil
	}
	return raw
}

// Skip passes over the next value.
func (w *Walker) Skip() {
	if w.err == nil {
		w.fail(w.dec.SkipValue())
	}
}

// End checks that nothing follows the document and returns the first error.
func (w *Walker) End() error {
	if w.err != nil {
		return w.err
	}
	if w.dec.StackDepth() > 0 {
		return errors.New("document was not read to its end")
	}
	if _, err := w.dec.ReadToken(); err == nil {
		return errors.New("more text after the document")
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

func (w *Walker) fail(err error) {
	if err != nil && w.err == nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		w.err = err
	}
}
