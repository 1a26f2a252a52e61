package engine

import (
	"errors"
	"fmt"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/identifier"
)

// storedFormat is the first byte of what [Prepared.Pack] and [Account.Pack]
// return. It is none that JSON begins with, in which stores kept both before.
const storedFormat = 1

// Pack writes a record for a store.
func (p *Prepared) Pack() []byte {
	w := packer{[]byte{storedFormat}}
	w.prepared(p)
	return w.b
}

// UnpackPrepared reads what [Prepared.Pack] wrote.
func UnpackPrepared(b []byte) (p Prepared, err error) {
	err = unpackStored(b, func(c *cursor) { p = c.prepared() })
	if err != nil {
		return Prepared{}, fmt.Errorf("record is damaged: %w", err)
	}
	return p, nil
}

// Pack writes an account for a store.
func (a *Account) Pack() []byte {
	w := packer{[]byte{storedFormat}}
	w.text(a.Key)
	w.time(a.Latest)
	w.refs(a.Refs)
	w.number(uint64(len(a.Fields)))
	for _, f := range a.Fields {
		w.text(string(f))
	}
	w.number(uint64(len(a.Refused)))
	for _, r := range a.Refused {
		w.text(string(r.Field))
		w.text(string(r.Reason))
		w.number(uint64(r.Count))
	}
	x := activityPacker{packer: &w, to: &ownWords{}}
	x.all(a.Cells, a.Observations)
	return w.b
}

// UnpackAccount reads what [Account.Pack] wrote.
func UnpackAccount(b []byte) (a Account, err error) {
	err = unpackStored(b, func(c *cursor) {
		a.Key, a.Latest, a.Refs = c.text(), c.time(), c.refs()
		for range c.count() {
			a.Fields = append(a.Fields, domain.Field(c.text()))
		}
		for range c.count() {
			r := RefusedCount{}
			r.Field, r.Reason, r.Count = domain.Field(c.text()), identifier.Refusal(c.text()), int(c.number())
			a.Refused = append(a.Refused, r)
		}
		x := activityCursor{cursor: *c, from: &ownWords{}}
		a.Cells, a.Observations = x.all()
		*c = x.cursor
	})
	if err != nil {
		return Account{}, fmt.Errorf("account is damaged: %w", err)
	}
	return a, nil
}

// unpackStored has read take in all but the first byte.
func unpackStored(b []byte, read func(c *cursor)) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	if len(b) == 0 || b[0] != storedFormat {
		return errors.New("its format is unknown")
	}
	c := cursor{string(b[1:])}
	if read(&c); c.s != "" {
		return errors.New("something follows its end")
	}
	return nil
}
