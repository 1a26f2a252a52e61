package engine

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/identifier"
)

// Correction says that a record was wrong in one field, in all its versions,
// those included that come later: what was wrong is read as what is right, or
// not read at all. The record itself is kept as it came.
type Correction struct {
	Key   domain.Key
	Field domain.Field
	Was   string // as the record has it; "" for whatever the field says
	Is    string // "" leaves the value out
	// Wrong and Right are the identifiers that the two make, if any. Where the
	// field's values cannot be written in one line, all of type Of are wrong.
	Wrong, Right *domain.Identifier
	Of           domain.IdentifierType
}

// ErrNothingWrong says that no record of the key says what is to be corrected.
var ErrNothingWrong = errors.New("no such record says that")

// Correct normalises a correction. What is wrong of an address or an account is
// all that the record says of it, and is left out: the right one comes from the
// system that keeps it.
func (p *Preparer) Correct(key domain.Key, field domain.Field, was, is string) (Correction, error) {
	c := Correction{Key: key, Field: field, Was: strings.TrimSpace(was), Is: strings.TrimSpace(is)}
	switch {
	case key.Kind.HighVolume():
		return c, errors.New("sign-ins are what a system saw: there is no word of a person to correct")
	case c.Was == c.Is && c.Was != "":
		return c, errors.New("that is what the record says")
	}
	if of := whole(field); of != "" {
		c.Was, c.Is, c.Of = "", "", of
		return c, nil
	}
	if !identifies(field) {
		return c, nil
	}
	for _, x := range []struct {
		text string
		into **domain.Identifier
	}{{c.Was, &c.Wrong}, {c.Is, &c.Right}} {
		if x.text == "" {
			continue
		}
		id, refusal, ok := identifier.Of(domain.Value{Field: field, Text: x.text}, p.hasher, p.options)
		if !ok {
			return c, fmt.Errorf("%q is no %s: %s", x.text, field, cmp.Or(string(refusal), "it cannot be read"))
		}
		*x.into = &id
	}
	if c.Wrong == nil {
		return c, fmt.Errorf("which %s is wrong", field)
	}
	return c, nil
}

// whole is the type of identifier of a field whose values cannot be told apart
// by what people type.
func whole(f domain.Field) domain.IdentifierType {
	switch f {
	case domain.FieldAddress:
		return domain.Postal
	case domain.FieldBankAccount:
		return domain.Bank
	case domain.FieldWallet:
		return domain.Wallet
	}
	return ""
}

// corrected is a correction with what it means in one state.
type corrected struct {
	Correction
	wrong, right int32 // numbers of the identifiers; -1 for none
}

// Correct takes a correction in, once. The error is [ErrNothingWrong] when it
// finds nothing to correct; then nothing changes.
func (s *State) Correct(c Correction) error {
	if slices.ContainsFunc(s.fixes[lowKey(c.Key)], func(x corrected) bool { return x.same(c) }) {
		return nil
	}
	x, found := s.meant(c), false
	var l loaded
	s.versions(lowKey(c.Key), func(i int32) bool {
		s.load(i, &l)
		found = found || s.wrongIn(&x, &l)
		return !found
	})
	if !found {
		return fmt.Errorf("%s of record %s: %w", c.Field, c.Key, ErrNothingWrong)
	}
	s.RestoreCorrection(c)
	s.touchKey(c.Key)
	if s.changed.on {
		s.changed.fixes = append(s.changed.fixes, c)
	}
	return nil
}

func (x corrected) same(c Correction) bool {
	return x.Field == c.Field && x.Was == c.Was && x.Is == c.Is
}

// RestoreCorrection puts a stored correction back.
func (s *State) RestoreCorrection(c Correction) {
	// Snapshots read the map as it was.
	s.fixes = maps.Clone(s.fixes)
	if s.fixes == nil {
		s.fixes = map[domain.Hash][]corrected{}
	}
	key := lowKey(c.Key)
	s.fixes[key] = append(slices.Clip(s.fixes[key]), s.meant(c))
}

func (s *State) meant(c Correction) corrected {
	x := corrected{c, -1, -1}
	if c.Wrong != nil {
		x.wrong = s.ids.number(*c.Wrong)
	}
	if c.Right != nil {
		x.right = s.ids.number(*c.Right)
	}
	return x
}

// correct reads a row as its corrections say, in the order in which they came.
func (s *State) correct(l *loaded) {
	for _, x := range s.fixes[lowKey(l.record.Key)] {
		l.seen = slices.DeleteFunc(l.seen, func(g sighting) bool { return x.right < 0 && x.isWrong(s, g) })
		for i := range l.seen {
			if x.isWrong(s, l.seen[i]) {
				l.seen[i].id = x.right
			}
		}
		l.record.Values = slices.DeleteFunc(l.record.Values, func(v domain.Value) bool { return x.says(&v) && !x.canSay(&v) })
		for i := range l.record.Values {
			if v := &l.record.Values[i]; x.says(v) {
				x.write(v)
			}
		}
	}
}

func (s *State) wrongIn(x *corrected, l *loaded) bool {
	return slices.ContainsFunc(l.seen, func(g sighting) bool { return x.isWrong(s, g) }) ||
		slices.ContainsFunc(l.record.Values, func(v domain.Value) bool { return x.says(&v) })
}

func (x *corrected) isWrong(s *State, g sighting) bool {
	return g.id == x.wrong || x.Of != "" && s.ids.typeOf(g.id) == x.Of
}

// says reports whether a value is what was wrong.
func (x *corrected) says(v *domain.Value) bool {
	if v.Field != x.Field {
		return false
	}
	return x.Was == "" || x.Was == v.Text || !v.Time.IsZero() && x.Was == v.Time.Format(time.DateOnly)
}

// canSay reports whether the right value can stand in place of a wrong one: a
// text for a text, a day for a day.
func (x *corrected) canSay(v *domain.Value) bool {
	if x.Is == "" || v.Address != nil || v.Bank != nil || v.Place != nil || v.Number != 0 {
		return false
	}
	_, err := time.Parse(time.DateOnly, x.Is)
	return v.Time.IsZero() || err == nil
}

func (x *corrected) write(v *domain.Value) {
	if v.Time.IsZero() {
		v.Text = x.Is
		return
	}
	if at, err := time.Parse(time.DateOnly, x.Is); err == nil {
		v.Text, v.Time = "", at
	}
}
