package engine

import (
	"math"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
)

// activityPacker packs what an account's events fold to. The few records that
// prove it are often the same: each is written once, and the last of them are
// referred to.
type activityPacker struct {
	*packer
	to   words
	refs recentRefs
}

// activityCursor reads what an activityPacker wrote with the same words.
type activityCursor struct {
	cursor
	from words
	refs recentRefs
}

// words write and read what many accounts have in common: in memory by the
// numbers of a state, in a store spelled out.
type words interface {
	word(p *packer, text string)
	readWord(c *cursor) string
	file(p *packer, o domain.Origin)
	readFile(c *cursor) file
	identifier(p *packer, id domain.Identifier) // but for how it is masked
	readIdentifier(c *cursor) domain.Identifier
}

// stateWords are the numbers of a state.
type stateWords struct{ s *State }

func (w stateWords) word(p *packer, text string)     { p.number(w.s.names.of(text)) }
func (w stateWords) readWord(c *cursor) string       { return w.s.names.texts[c.number()] }
func (w stateWords) file(p *packer, o domain.Origin) { p.number(uint64(w.s.fileNumber(o))) }
func (w stateWords) readFile(c *cursor) file         { return w.s.files[c.number()] }
func (w stateWords) identifier(p *packer, id domain.Identifier) {
	p.number(uint64(w.s.ids.number(id)))
}
func (w stateWords) readIdentifier(c *cursor) domain.Identifier {
	return w.s.ids.identifier(int32(c.number()))
}

// ownWords are spelled out where they first occur.
type ownWords struct {
	texts []string
	files []file
}

func (w *ownWords) word(p *packer, text string) {
	at := slices.Index(w.texts, text)
	p.number(uint64(at + 1))
	if at < 0 {
		p.text(text)
		w.texts = append(w.texts, text)
	}
}

func (w *ownWords) readWord(c *cursor) string {
	if at := c.number(); at > 0 {
		return w.texts[at-1]
	}
	w.texts = append(w.texts, c.text())
	return w.texts[len(w.texts)-1]
}

func (w *ownWords) file(p *packer, o domain.Origin) {
	f := file{o.File, o.FileHash}
	at := slices.Index(w.files, f)
	p.number(uint64(at + 1))
	if at < 0 {
		p.text(f.path)
		p.text(f.hash)
		w.files = append(w.files, f)
	}
}

func (w *ownWords) readFile(c *cursor) file {
	if at := c.number(); at > 0 {
		return w.files[at-1]
	}
	w.files = append(w.files, file{c.text(), c.text()})
	return w.files[len(w.files)-1]
}

func (w *ownWords) identifier(p *packer, id domain.Identifier) {
	w.word(p, string(id.Type))
	p.text(id.Key)
	p.number(flag(id.Documentation, 1))
}

func (w *ownWords) readIdentifier(c *cursor) domain.Identifier {
	return domain.Identifier{Type: domain.IdentifierType(w.readWord(c)), Key: c.text(), Documentation: c.number() != 0}
}

func (p *activityPacker) all(cells []domain.Activity, obs []domain.Observation) {
	p.number(uint64(len(cells)))
	for i := range cells {
		p.cell(&cells[i])
	}
	p.number(uint64(len(obs)))
	for i := range obs {
		p.observation(&obs[i])
	}
}

func (c *activityCursor) all() (cells []domain.Activity, obs []domain.Observation) {
	cells = make([]domain.Activity, c.count())
	for i := range cells {
		c.cell(&cells[i])
	}
	obs = make([]domain.Observation, c.count())
	for i := range obs {
		c.observation(&obs[i])
	}
	return cells, obs
}

// recentRefs are the last records that were written or read.
type recentRefs struct {
	refs [4]domain.RecordRef
	n    int
}

func (r *recentRefs) note(ref domain.RecordRef) {
	r.refs[r.n%len(r.refs)] = ref
	r.n++
}

// find returns the place of a record in refs, or -1.
func (r *recentRefs) find(ref *domain.RecordRef) int {
	for i := range min(r.n, len(r.refs)) {
		if r.refs[i] == *ref {
			return i
		}
	}
	return -1
}

// What a packed cell carries besides its texts.
const (
	cellPoint = 1 << iota
	cellProxy
	cellPlaced // it has coordinates
	dayPayroll = 1
)

func (p *activityPacker) cell(c *domain.Activity) {
	placed := c.Lat != 0 || c.Lon != 0
	p.to.word(p.packer, string(c.Kind))
	p.number(flag(c.HasPoint, cellPoint) | flag(c.Proxy, cellProxy) | flag(placed, cellPlaced))
	if placed {
		p.fixed(math.Float64bits(c.Lat))
		p.fixed(math.Float64bits(c.Lon))
	}
	p.number(uint64(c.ASN))
	p.number(uint64(c.Count))
	for _, text := range []string{c.Device, c.Network, c.Place, c.Tunnel, c.Operator, c.IP} {
		p.text(text)
	}
	p.ref(&c.First)
	p.ref(&c.Last)
	p.number(uint64(len(c.Days)))
	for i := range c.Days {
		p.day(&c.Days[i])
	}
}

func (c *activityCursor) cell(out *domain.Activity) {
	out.Kind = domain.Kind(c.from.readWord(&c.cursor))
	flags := c.number()
	out.HasPoint, out.Proxy = flags&cellPoint != 0, flags&cellProxy != 0
	if flags&cellPlaced != 0 {
		out.Lat, out.Lon = math.Float64frombits(c.fixed()), math.Float64frombits(c.fixed())
	}
	out.ASN, out.Count = uint32(c.number()), int(c.number())
	for _, text := range []*string{&out.Device, &out.Network, &out.Place, &out.Tunnel, &out.Operator, &out.IP} {
		*text = c.text()
	}
	out.First, out.Last = c.ref(), c.ref()
	out.Days = make([]domain.ActiveDay, c.count())
	for i := range out.Days {
		out.Days[i] = c.day()
	}
}

func (p *activityPacker) day(d *domain.ActiveDay) {
	p.number(uint64(uint32(d.Day)))
	p.number(uint64(d.First))
	p.number(uint64(d.Last))
	p.number(uint64(d.Count))
	p.number(uint64(d.Hours)<<1 | flag(d.Payroll, dayPayroll))
	p.text(d.ID)
}

func (c *activityCursor) day() (d domain.ActiveDay) {
	d.Day, d.First, d.Last, d.Count = int32(uint32(c.number())), uint32(c.number()), uint32(c.number()), uint32(c.number())
	hours := c.number()
	d.Hours, d.Payroll = uint32(hours>>1), hours&dayPayroll != 0
	d.ID = c.text()
	return d
}

func (p *activityPacker) observation(o *domain.Observation) {
	p.to.identifier(p.packer, o.Identifier)
	p.text(o.Identifier.Masked)
	p.to.word(p.packer, string(o.Role))
	p.number(uint64(o.Assurance))
	p.number(uint64(o.Count))
	p.time(o.Span.First)
	p.time(o.Span.Last)
	p.number(uint64(len(o.Records)))
	for i := range o.Records {
		p.ref(&o.Records[i])
	}
}

func (c *activityCursor) observation(out *domain.Observation) {
	out.Identifier = c.from.readIdentifier(&c.cursor)
	out.Identifier.Masked = c.text()
	out.Role, out.Assurance, out.Count = domain.Role(c.from.readWord(&c.cursor)), domain.Assurance(c.number()), int(c.number())
	out.Span.First, out.Span.Last = c.time(), c.time()
	out.Records = make([]domain.RecordRef, c.count())
	for i := range out.Records {
		out.Records[i] = c.ref()
	}
}

// ref writes 0 and a record, or the place of one of the last, counted from 1.
func (p *activityPacker) ref(r *domain.RecordRef) {
	at := p.refs.find(r)
	p.number(uint64(at + 1))
	if at >= 0 {
		return
	}
	p.text(r.Key)
	p.time(r.At)
	p.to.file(p.packer, r.Origin)
	p.number(uint64(r.Origin.Line))
	p.number(uint64(r.Origin.Offset))
	p.refs.note(*r)
}

func (c *activityCursor) ref() (r domain.RecordRef) {
	if at := c.number(); at > 0 {
		return c.refs.refs[at-1]
	}
	r.Key, r.At = c.text(), c.time()
	f := c.from.readFile(&c.cursor)
	r.Origin = domain.Origin{File: f.path, FileHash: f.hash, Line: int(c.number()), Offset: int64(c.number())}
	c.refs.note(r)
	return r
}
