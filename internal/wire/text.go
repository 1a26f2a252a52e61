package wire

import (
	"github.com/go-json-experiment/json/jsontext"
)

// Text is a string that a vendor sometimes writes as a number, such as an
// employee number. null, true, false, objects and arrays are the empty string,
// so that one odd member does not cost the whole record.
type Text string

// UnmarshalJSONFrom reads a string or a number and passes over anything else.
func (t *Text) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	*t = ""
	switch d.PeekKind() {
	case '"', '0':
		tok, err := d.ReadToken()
		if err != nil {
			return err
		}
		*t = Text(tok.String())
		return nil
	}
	return d.SkipValue()
}

// Texts is a list of [Text] that a vendor sometimes writes as one value.
type Texts []Text

// UnmarshalJSONFrom reads an array, or one value as an array of one.
func (t *Texts) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	*t = nil
	if d.PeekKind() != '[' {
		var one Text
		if err := one.UnmarshalJSONFrom(d); err != nil {
			return err
		}
		if one != "" {
			*t = Texts{one}
		}
		return nil
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != ']' && d.PeekKind() != 0 {
		var one Text
		if err := one.UnmarshalJSONFrom(d); err != nil {
			return err
		}
		*t = append(*t, one)
	}
	_, err := d.ReadToken()
	return err
}
