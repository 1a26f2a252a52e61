package engine

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/daylight-hq/daylight/internal/domain"
)

// row is one version of one low-volume record. What it says is packed in the
// arena; what ordering needs stands here. It holds no pointer.
type row struct {
	hash     domain.Hash
	at, seen instant // OccurredAt, ObservedAt
	offset   int64
	body     extent
	refs     uint32 // where its refs begin in rowTable.rowRefs
	nrefs    uint16
	kind     uint16 // number of the kind
	system   uint32 // index into systems
	file     uint32 // index into files
	line     int32
	next     int32 // another version of the same key; -1 for none
}

// instant is a time.Time in UTC without a pointer.
type instant struct {
	sec  int64
	nsec int32
}

func instantOf(t time.Time) instant { return instant{t.Unix(), int32(t.Nanosecond())} }

func (i instant) time() time.Time { return time.Unix(i.sec, int64(i.nsec)).UTC() }

func (i instant) compare(j instant) int {
	return cmp.Or(cmp.Compare(i.sec, j.sec), cmp.Compare(i.nsec, j.nsec))
}

// system is where records come from.
type system struct{ source, tenant string }

// file is a file of origin.
type file struct{ path, hash string }

// rowTable keeps the low-volume records of a state.
type rowTable struct {
	arena   arena
	rows    []row
	first   map[domain.Hash]int32 // by lowKey: the latest row added of the key
	rowRefs []int32               // of all rows, one run a row
	names   symbols               // of kinds, fields, roles and identifier types
	systems []system
	files   []file

	systemOf map[system]uint32
	fileOf   map[file]uint32
	places   []*domain.Place
	placeOf  map[domain.Place]uint64
	pack     packer
}

func newRowTable() rowTable {
	return rowTable{first: map[domain.Hash]int32{}, systemOf: map[system]uint32{}, fileOf: map[file]uint32{}, placeOf: map[domain.Place]uint64{}}
}

// lowKey is a record's key in 16 bytes.
func lowKey(k domain.Key) domain.Hash {
	var buf [256]byte
	b := buf[:0]
	for _, part := range []string{k.Source, k.Tenant, string(k.Kind), k.ID} {
		b = append(append(b, part...), 0)
	}
	return xxh3.Hash128(b).Bytes()
}

// number returns the index of k in a table of distinct values, adding it when
// it is new.
func number[K comparable, N uint32 | uint64](index map[K]N, add func(K), k K) N {
	n, ok := index[k]
	if !ok {
		n = N(len(index))
		index[k] = n
		add(k)
	}
	return n
}

func (t *rowTable) fileNumber(o domain.Origin) uint32 {
	return number(t.fileOf, func(x file) { t.files = append(t.files, x) }, file{o.File, o.FileHash})
}

// versions calls fn for each row of a key until it returns false.
func (t *rowTable) versions(key domain.Hash, fn func(i int32) bool) {
	i, ok := t.first[key]
	for ok && i >= 0 && fn(i) {
		i = t.rows[i].next
	}
}

// addRow packs a record. What was normalised into Seen is not kept a second time
// as it was typed, except addresses and accounts, which detectors compare. A
// store keeps the record whole.
func (s *State) addRow(key domain.Hash, p *Prepared) {
	t, r := &s.rowTable, &p.Record
	next, ok := t.first[key]
	if !ok {
		next = -1
	}
	made := row{hash: r.Hash, at: instantOf(r.OccurredAt), seen: instantOf(r.ObservedAt), offset: r.Origin.Offset, line: int32(r.Origin.Line),
		refs: uint32(len(t.rowRefs)), nrefs: uint16(len(r.Refs)), kind: uint16(t.names.of(string(r.Key.Kind))), next: next,
		system: number(t.systemOf, func(x system) { t.systems = append(t.systems, x) }, system{r.Key.Source, r.Key.Tenant}),
		file:   t.fileNumber(r.Origin)}
	for _, ref := range r.Refs {
		t.rowRefs = append(t.rowRefs, s.refs.number(ref))
	}
	addHash(&s.sum, r.Hash)
	t.pack.b = t.pack.b[:0]
	t.pack.text(r.Key.String())
	s.packSeen(p.Seen)
	n := 0
	for i := range r.Values {
		if staysClaim(r.Values[i].Field) {
			n++
		}
	}
	t.pack.number(uint64(n))
	for i := range r.Values {
		if staysClaim(r.Values[i].Field) {
			t.packValue(&r.Values[i])
		}
	}
	made.body = t.arena.put(t.pack.b)
	t.first[key] = int32(len(t.rows))
	t.rows = append(t.rows, made)
}

// staysClaim reports whether a field is read as a claim, besides or instead of
// being an identifier.
func staysClaim(f domain.Field) bool {
	switch f {
	case domain.FieldAddress, domain.FieldBankAccount, domain.FieldWallet, domain.FieldSoftware:
		return true
	case domain.FieldProducer, domain.FieldAuthor, domain.FieldDocumentName, domain.FieldUserAgent:
		return false
	}
	return !identifies(f)
}

func (s *State) packSeen(seen []Seen) {
	p := &s.pack
	p.number(uint64(len(seen)))
	for i := range seen {
		p.number(uint64(s.ids.number(seen[i].Identifier)))
		p.number(s.names.of(string(seen[i].Role)))
		p.number(uint64(seen[i].Assurance))
	}
}

// What a packed value carries besides its text.
const (
	hasTime = 1 << iota
	hasNumber
	hasAddress
	hasPlace
)

func flag(set bool, bit uint64) uint64 {
	if set {
		return bit
	}
	return 0
}

func (t *rowTable) packValue(v *domain.Value) {
	p := &t.pack
	flags := flag(!v.Time.IsZero(), hasTime) | flag(v.Number != 0, hasNumber) | flag(v.Address != nil, hasAddress) | flag(v.Place != nil, hasPlace)
	p.number(t.names.of(string(v.Field)))
	p.number(t.names.of(string(v.Role)))
	p.number(flags<<2 | uint64(v.Assurance))
	p.text(v.Text)
	if flags&hasTime != 0 {
		p.fixed(uint64(v.Time.Unix()))
		p.number(uint64(v.Time.Nanosecond()))
	}
	if flags&hasNumber != 0 {
		p.fixed(math.Float64bits(v.Number))
	}
	if a := v.Address; a != nil {
		p.number(uint64(len(a.Lines)))
		for _, l := range a.Lines {
			p.text(l)
		}
		for _, part := range []string{a.City, a.Region, a.PostalCode, a.Country} {
			p.text(part)
		}
	}
	if v.Place != nil {
		p.number(number(t.placeOf, func(x domain.Place) { t.places = append(t.places, &x) }, *v.Place))
	}
}

// sighting is a packed [Seen].
type sighting struct {
	id        int32
	role      domain.Role
	assurance domain.Assurance
}

// loaded is a row that was read back.
type loaded struct {
	key    string // as [domain.Key.String] writes it
	record domain.Record
	seen   []sighting
}

// keyOf returns the key of a row.
func (t *rowTable) keyOf(i int32) domain.Key { return t.key(i, t.keyText(i)) }

// keyText returns the key of a row as [domain.Key.String] writes it.
func (t *rowTable) keyText(i int32) string {
	c := cursor{t.arena.text(t.rows[i].body)}
	return c.text()
}

func (t *rowTable) key(i int32, text string) domain.Key {
	sys, kind := t.systems[t.rows[i].system], t.kindOf(i)
	return domain.Key{Source: sys.source, Tenant: sys.tenant, Kind: kind, ID: text[len(sys.source)+len(sys.tenant)+len(kind)+3:]}
}

func (t *rowTable) kindOf(i int32) domain.Kind { return domain.Kind(t.names.texts[t.rows[i].kind]) }

func (t *rowTable) refsOf(i int32) []int32 {
	r := &t.rows[i]
	return t.rowRefs[r.refs : r.refs+uint32(r.nrefs)]
}

func (t *rowTable) originOf(i int32) domain.Origin {
	r := &t.rows[i]
	f := t.files[r.file]
	return domain.Origin{File: f.path, FileHash: f.hash, Line: int(r.line), Offset: r.offset}
}

// load reads a row back into l, reusing its memory.
func (s *State) load(i int32, l *loaded) {
	t := &s.rowTable
	r := &t.rows[i]
	c := cursor{t.arena.text(r.body)}
	l.key = c.text()
	l.record = domain.Record{Key: t.key(i, l.key),
		OccurredAt: r.at.time(), ObservedAt: r.seen.time(), Origin: t.originOf(i), Hash: r.hash, Values: l.record.Values[:0], Refs: slices.Grow(l.record.Refs[:0], int(r.nrefs))}
	for _, n := range t.refsOf(i) {
		l.record.Refs = append(l.record.Refs, s.refs.ref(n))
	}
	n := int(c.number())
	l.seen = slices.Grow(l.seen[:0], n)
	for range n {
		l.seen = append(l.seen, sighting{int32(c.number()), domain.Role(t.names.texts[c.number()]), domain.Assurance(c.number())})
	}
	l.record.Values = slices.Grow(l.record.Values, int(c.number()))
	for c.s != "" {
		l.record.Values = append(l.record.Values, t.value(&c))
	}
	if len(s.fixes) > 0 {
		s.correct(l)
	}
}

func (t *rowTable) value(c *cursor) domain.Value {
	v := domain.Value{Field: domain.Field(t.names.texts[c.number()]), Role: domain.Role(t.names.texts[c.number()])}
	flags := c.number()
	v.Assurance = domain.Assurance(flags & 3)
	flags >>= 2
	v.Text = c.text()
	if flags&hasTime != 0 {
		sec := int64(c.fixed())
		v.Time = time.Unix(sec, int64(c.number())).UTC()
	}
	if flags&hasNumber != 0 {
		v.Number = math.Float64frombits(c.fixed())
	}
	if flags&hasAddress != 0 {
		a := &domain.Address{Lines: make([]string, c.number())}
		for i := range a.Lines {
			a.Lines[i] = c.text()
		}
		a.City, a.Region, a.PostalCode, a.Country = c.text(), c.text(), c.text(), c.text()
		v.Address = a
	}
	if flags&hasPlace != 0 {
		v.Place = t.places[c.number()]
	}
	return v
}

// compareRows orders rows by key, then version.
func (t *rowTable) compareRows(a, b int32) int {
	if a == b {
		return 0
	}
	return cmp.Or(compareKeys(t.keyOf(a), t.keyOf(b)), t.compareVersions(a, b))
}

func (t *rowTable) compareVersions(a, b int32) int {
	x, y := &t.rows[a], &t.rows[b]
	return cmp.Or(x.seen.compare(y.seen), bytes.Compare(x.hash[:], y.hash[:]))
}

// inFuture reports whether a row speaks of a time that lies in the future of
// its own observation, give or take a day for clocks and zones.
func (r *row) inFuture() bool {
	return r.at.compare(instant{r.seen.sec + 24*60*60, r.seen.nsec}) > 0
}

// refTable numbers join keys.
type refTable struct {
	lock  *sync.RWMutex // of index, which snapshots look up
	arena arena
	index map[domain.Hash]int32
	rows  []refRow
	types symbols
}

type refRow struct {
	value  extent
	kind   uint16
	person bool // see [domain.RefType.Person]
}

func hashPair(a, b string) domain.Hash {
	var buf [256]byte
	return xxh3.Hash128(append(append(append(buf[:0], a...), 0), b...)).Bytes()
}

func (t *refTable) number(r domain.Ref) int32 {
	h := hashPair(string(r.Type), r.Value)
	n, ok := t.index[h]
	if !ok {
		n = int32(len(t.rows))
		t.lock.Lock()
		t.index[h] = n
		t.lock.Unlock()
		t.rows = append(t.rows, refRow{t.arena.put([]byte(r.Value)), uint16(t.types.of(string(r.Type))), r.Type.Person()})
	}
	return n
}

// find returns the number of a ref that some record carries.
func (t *refTable) find(r domain.Ref) (int32, bool) {
	t.lock.RLock()
	defer t.lock.RUnlock()
	n, ok := t.index[hashPair(string(r.Type), r.Value)]
	return n, ok && int(n) < len(t.rows) // a snapshot knows no later ones
}

// Knows reports whether some record or account carries a join key.
func (s *State) Knows(r domain.Ref) bool {
	_, ok := s.refs.find(r)
	return ok
}

func (t *refTable) typeOf(n int32) domain.RefType {
	return domain.RefType(t.types.texts[t.rows[n].kind])
}

func (t *refTable) ref(n int32) domain.Ref {
	return domain.Ref{Type: t.typeOf(n), Value: t.arena.text(t.rows[n].value)}
}

// idTable numbers identifiers.
type idTable struct {
	arena  arena
	index  map[domain.Hash]int32
	rows   []idRow
	types  symbols
	shared bool // a snapshot reads rows
	masked int  // counts identifiers that came to be masked another way
}

type idRow struct {
	key, masked   extent
	kind          uint16
	documentation bool
}

func (t *idTable) number(id domain.Identifier) int32 {
	h := hashPair(string(id.Type), id.Key)
	n, ok := t.index[h]
	if !ok {
		n = int32(len(t.rows))
		t.index[h] = n
		t.rows = append(t.rows, idRow{t.arena.put([]byte(id.Key)), t.arena.put([]byte(id.Masked)), uint16(t.types.of(string(id.Type))), id.Documentation})
		return n
	}
	// Of two ways to mask a value the same one must show in any order.
	if id.Masked > t.arena.text(t.rows[n].masked) {
		if t.shared {
			t.rows, t.shared = slices.Clone(t.rows), false
		}
		t.masked++
		t.rows[n].masked = t.arena.put([]byte(id.Masked))
	}
	return n
}

// find returns the number of an identifier that some record carries.
func (t *idTable) find(id domain.Identifier) (int32, bool) {
	n, ok := t.index[hashPair(string(id.Type), id.Key)]
	return n, ok && int(n) < len(t.rows)
}

func (t *idTable) typeOf(n int32) domain.IdentifierType {
	return domain.IdentifierType(t.types.texts[t.rows[n].kind])
}

func (t *idTable) identifier(n int32) domain.Identifier {
	r := &t.rows[n]
	return domain.Identifier{Type: t.typeOf(n), Key: t.arena.text(r.key), Masked: t.arena.text(r.masked), Documentation: r.documentation}
}
