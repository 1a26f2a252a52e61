// Package engine is state and order: join, observe, hubs, link, detect, tier.
// Its answer is a pure function of the set of record versions, the config and
// the time of judgement.
package engine

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"github.com/zeebo/xxh3"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/identifier"
)

// Seen is one identifier that a record carries.
type Seen struct {
	Identifier domain.Identifier
	Role       domain.Role
	Assurance  domain.Assurance
}

// Prepared is a record ready for the state: its identifiers are normalised
// and its secrets are gone.
type Prepared struct {
	Record  domain.Record
	Seen    []Seen
	Refused []Refused
}

// Refused counts a value that is no identifier.
type Refused struct {
	Field  domain.Field
	Reason identifier.Refusal
}

// Preparer normalises records. It is not safe for concurrent use: give each
// worker its own.
type Preparer struct {
	hasher  identifier.Hasher
	options identifier.Options
	cache   map[domain.Field]map[string]*cached
	buf     []byte
}

type cached struct {
	id      domain.Identifier
	refusal identifier.Refusal
	ok      bool
}

// cacheLimit bounds the preparer's memory, in values of one field; sign-ins
// repeat a few per person.
const cacheLimit = 1 << 17

// NewPreparer returns a preparer that hashes secrets with h. Values reserved
// for documentation are let through and marked, for the state to judge.
func NewPreparer(h identifier.Hasher, defaultRegion string) *Preparer {
	return &Preparer{hasher: h, cache: map[domain.Field]map[string]*cached{},
		options: identifier.Options{DefaultRegion: defaultRegion, AllowDocumentation: true}}
}

// Prepare normalises one record. It takes the record over.
func (p *Preparer) Prepare(r domain.Record) Prepared { return p.Reuse(r, Prepared{}) }

// Reuse is [Preparer.Prepare] into the memory of a prepared record that nobody
// needs any more.
func (p *Preparer) Reuse(r domain.Record, old Prepared) Prepared {
	out := Prepared{Record: r, Seen: old.Seen[:0], Refused: old.Refused[:0]}
	for i := range out.Record.Values {
		v := &out.Record.Values[i]
		if !identifies(v.Field) {
			continue
		}
		id, refusal, ok := p.identify(v, r.Key.Kind.HighVolume())
		switch {
		case ok:
			out.Seen = append(out.Seen, Seen{id, v.Role, v.Assurance})
		case refusal != "":
			out.Refused = append(out.Refused, Refused{v.Field, refusal})
		}
		if v.Bank != nil || v.Field == domain.FieldDocumentNumber { // the clear account or number ends here
			v.Bank = nil
			v.Text = id.Masked
			if ok {
				v.Text = id.Masked + " " + id.Key
			}
		}
	}
	slices.SortFunc(out.Record.Refs, func(a, b domain.Ref) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Value, b.Value))
	})
	out.Record.Refs = slices.Compact(out.Record.Refs)
	out.Record.Hash = p.hash(&out.Record)
	return out
}

// identifies reports whether a field can hold an identifier at all; asking
// first spares the cache most of a sign-in's fields.
func identifies(f domain.Field) bool {
	switch f {
	case domain.FieldEmail, domain.FieldPhone, domain.FieldProfileURL, domain.FieldAddress, domain.FieldBankAccount,
		domain.FieldWallet, domain.FieldDeviceSerial, domain.FieldDeviceMAC, domain.FieldGatewayMAC, domain.FieldBSSID,
		domain.FieldPublicIP, domain.FieldDeviceID, domain.FieldDeviceToken, domain.FieldFingerprint, domain.FieldDiskID,
		domain.FieldFactorID, domain.FieldFactorPhone, domain.FieldRefereeEmail, domain.FieldRefereePhone, domain.FieldReferral, domain.FieldSoftware,
		domain.FieldLineage, domain.FieldResumeSig, domain.FieldImageHash, domain.FieldInvoiceTemplate,
		domain.FieldCommitHash, domain.FieldPayHandle, domain.FieldDocumentNumber:
		return true
	}
	return false
}

// identify normalises a value. What high-volume records carry is remembered:
// it comes again and again, while a candidate's phone is met once or twice.
func (p *Preparer) identify(v *domain.Value, remember bool) (domain.Identifier, identifier.Refusal, bool) {
	if !remember || v.Address != nil || v.Bank != nil || v.Text == "" {
		return identifier.Of(*v, p.hasher, p.options)
	}
	known := p.cache[v.Field]
	if c, ok := known[v.Text]; ok {
		return c.id, c.refusal, c.ok
	}
	if known == nil || len(known) >= cacheLimit {
		known = map[string]*cached{}
		p.cache[v.Field] = known
	}
	id, refusal, ok := identifier.Of(*v, p.hasher, p.options)
	known[v.Text] = &cached{id, refusal, ok}
	return id, refusal, ok
}

// hash is the canonical hash of what the record says: the same content in
// another layout, file or order of members is the same record.
func (p *Preparer) hash(r *domain.Record) domain.Hash {
	b := p.buf[:0]
	b = binary.LittleEndian.AppendUint64(b, uint64(r.OccurredAt.UnixNano()))
	for _, ref := range r.Refs {
		b = appendText(appendText(b, string(ref.Type)), ref.Value)
	}
	for i := range r.Values {
		b = appendValue(b, &r.Values[i])
	}
	p.buf = b
	return xxh3.Hash128(b).Bytes()
}

func appendText(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

func appendValue(b []byte, v *domain.Value) []byte {
	b = appendText(appendText(appendText(b, string(v.Field)), v.Text), string(v.Role))
	b = append(b, byte(v.Assurance))
	if !v.Time.IsZero() {
		b = binary.LittleEndian.AppendUint64(b, uint64(v.Time.UnixNano()))
	}
	if v.Number != 0 {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v.Number))
	}
	if a := v.Address; a != nil {
		for _, l := range a.Lines {
			b = appendText(b, l)
		}
		b = appendText(appendText(appendText(appendText(b, a.City), a.Region), a.PostalCode), a.Country)
	}
	if pl := v.Place; pl != nil {
		b = appendText(appendText(appendText(b, pl.City), pl.Region), pl.Country)
		if pl.HasPoint {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(pl.Lat))
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(pl.Lon))
		}
	}
	return b
}

// Identify normalises one value that somebody looks for.
func (p *Preparer) Identify(v domain.Value) (domain.Identifier, identifier.Refusal) {
	id, refusal, ok := identifier.Of(v, p.hasher, p.options)
	if !ok && refusal == "" {
		refusal = identifier.RefusedMalformed
	}
	return id, refusal
}
