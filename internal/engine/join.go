package engine

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
)

// JoinConfig is what the employer says about joining.
type JoinConfig struct {
	// Merge lists pairs of keys that are one person.
	Merge [][2]domain.Ref
	// Split lists keys that must not join anything.
	Split []domain.Ref
}

// Join says why two records came to be one subject.
type Join struct {
	Ref     domain.Ref
	Records []domain.RecordRef // those that carry it
	Why     string
}

// Conflict is a key that would have joined workers of different names, and
// was therefore not used.
type Conflict struct {
	Ref     domain.Ref
	Workers []string
}

// subject is the set of records that the employer's own keys join.
type subject struct {
	id       string
	refs     []domain.Ref // person refs, sorted
	objects  []domain.Ref // object refs, sorted
	records  []*Prepared  // sorted by key
	accounts []*account   // sorted by key
}

// joiner finds the connected components of records over person refs. Refs are
// numbered once; everything after works on numbers.
type joiner struct {
	state     *State
	number    map[domain.Ref]int32
	refs      []domain.Ref
	parent    []int32
	blocked   map[domain.Ref]bool
	conflicts []Conflict
	names     func(a, b string) domain.NameRelation
}

func (j *joiner) id(r domain.Ref) int32 {
	n, ok := j.number[r]
	if !ok {
		n = int32(len(j.refs))
		j.number[r] = n
		j.refs = append(j.refs, r)
		j.parent = append(j.parent, n)
	}
	return n
}

// find returns the component of a ref: the number of any one of its refs.
func (j *joiner) find(n int32) int32 {
	for j.parent[n] != n {
		j.parent[n] = j.parent[j.parent[n]]
		n = j.parent[n]
	}
	return n
}

func (j *joiner) union(a, b int32) { j.parent[j.find(b)] = j.find(a) }

func compareRefs(a, b domain.Ref) int {
	return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Value, b.Value))
}

// joins reports whether a ref may join.
func (j *joiner) joins(r domain.Ref) bool {
	return r.Type.Person() && (len(j.blocked) == 0 || !j.blocked[r])
}

// subjects joins everything in the state. The result is sorted by id.
func (s *State) subjects(cfg JoinConfig, names func(a, b string) domain.NameRelation) ([]*subject, []Conflict, []*Prepared) {
	j := &joiner{state: s, number: make(map[domain.Ref]int32, len(s.low)), blocked: map[domain.Ref]bool{}, names: names}
	for _, r := range cfg.Split {
		j.blocked[r] = true
	}
	records := s.records()
	j.blockConflicts(records)
	for _, p := range records {
		j.joinRefs(p.Record.Refs)
	}
	for _, a := range s.accounts {
		j.joinRefs(a.refs)
	}
	for _, m := range cfg.Merge {
		j.union(j.id(m[0]), j.id(m[1]))
	}
	subjects, loose := j.collect(records)
	loose = attach(subjects, loose, names)
	for _, sub := range subjects {
		slices.SortFunc(sub.records, comparePrepared)
	}
	slices.SortFunc(subjects, func(a, b *subject) int { return cmp.Compare(a.id, b.id) })
	return subjects, j.conflicts, loose
}

// records returns every version of every record, in no order.
func (s *State) records() []*Prepared {
	out := make([]*Prepared, 0, len(s.low))
	for _, versions := range s.low {
		out = append(out, versions...)
	}
	return out
}

func comparePrepared(a, b *Prepared) int {
	return cmp.Or(compareKeys(a.Record.Key, b.Record.Key), compareVersions(a, b))
}

func compareKeys(a, b domain.Key) int {
	return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Tenant, b.Tenant),
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
}

func (j *joiner) joinRefs(refs []domain.Ref) {
	first := int32(-1)
	for _, r := range refs {
		switch {
		case !j.joins(r):
		case first < 0:
			first = j.id(r)
		default:
			j.union(first, j.id(r))
		}
	}
}

// component returns the component of a record or account, or -1 when nothing
// it carries joins.
func (j *joiner) component(refs []domain.Ref) int32 {
	for _, r := range refs {
		if j.joins(r) {
			return j.find(j.id(r))
		}
	}
	return -1
}

// bearer is one worker, for telling whether a key names two.
type bearer struct{ id, name string }

// blockConflicts finds keys that would join workers of different names: an
// employee number used twice, a shared mailbox, a candidate id that a join
// table gives to two workers. They are no keys, and saying so is better than
// melting two people into one.
func (j *joiner) blockConflicts(records []*Prepared) {
	holders := map[domain.Ref][]bearer{}
	add := func(r domain.Ref, b bearer) {
		if !slices.Contains(holders[r], b) {
			holders[r] = append(holders[r], b)
		}
	}
	for _, p := range records {
		if p.Record.Key.Kind != domain.KindWorker {
			continue
		}
		for _, r := range p.Record.Refs {
			if r.Type.Person() {
				add(r, bearer{workerOf(&p.Record), nameOf(&p.Record)})
			}
		}
	}
	named := maps.Clone(holders)
	for _, p := range records {
		for _, r := range p.Record.Refs {
			for _, known := range p.Record.Refs {
				if r == known || !r.Type.Person() || len(named[known]) != 1 {
					continue
				}
				add(r, named[known][0])
			}
		}
	}
	for r, bs := range holders {
		if conflict(bs, j.names) {
			j.blocked[r] = true
			j.conflicts = append(j.conflicts, Conflict{r, idsOf(bs)})
		}
	}
	slices.SortFunc(j.conflicts, func(a, b Conflict) int { return compareRefs(a.Ref, b.Ref) })
}

// workerOf names the worker that a record speaks of, under the HR system's id
// where it has one.
func workerOf(r *domain.Record) string {
	for _, ref := range r.Refs {
		if ref.Type == domain.RefWorker {
			return ref.Value
		}
	}
	return r.Key.String()
}

// conflict reports whether any two bearers are different workers of different
// names. Of a worker whose name changed, the name that fits counts.
func conflict(bs []bearer, names func(a, b string) domain.NameRelation) bool {
	fits := func(x, y string) bool {
		for _, a := range bs {
			for _, b := range bs {
				if r := names(a.name, b.name); a.id == x && b.id == y && (r == domain.NamesSame || r == domain.NamesVariant) {
					return true
				}
			}
		}
		return false
	}
	for i, a := range bs {
		for _, b := range bs[i+1:] {
			if a.id != b.id && names(a.name, b.name) == domain.NamesDifferent && !fits(a.id, b.id) {
				return true
			}
		}
	}
	return false
}

func idsOf(bs []bearer) []string {
	var ids []string
	for _, b := range bs {
		ids = append(ids, b.id)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func nameOf(r *domain.Record) string {
	for i := range r.Values {
		if r.Values[i].Field == domain.FieldName {
			return r.Values[i].Text
		}
	}
	return ""
}

// collect groups records and accounts by component. Records without a person
// ref come back as loose.
func (j *joiner) collect(records []*Prepared) (subjects []*subject, loose []*Prepared) {
	byRoot := make([]*subject, len(j.refs))
	get := func(root int32) *subject {
		if byRoot[root] == nil {
			byRoot[root] = &subject{}
			subjects = append(subjects, byRoot[root])
		}
		return byRoot[root]
	}
	for _, p := range records {
		root := j.component(p.Record.Refs)
		if root < 0 {
			loose = append(loose, p)
			continue
		}
		sub := get(root)
		sub.records = append(sub.records, p)
		j.addRefs(sub, p.Record.Refs)
	}
	for _, key := range sortedKeys(j.state.accounts) {
		a := j.state.accounts[key]
		if root := j.component(a.refs); root >= 0 {
			sub := get(root)
			sub.accounts = append(sub.accounts, a)
			j.addRefs(sub, a.refs)
		}
	}
	for _, sub := range subjects {
		sub.refs = sortedRefs(sub.refs)
		sub.objects = sortedRefs(sub.objects)
		sub.id = subjectID(sub)
	}
	return subjects, loose
}

func (j *joiner) addRefs(sub *subject, refs []domain.Ref) {
	for _, r := range refs {
		switch {
		case j.joins(r):
			sub.refs = append(sub.refs, r)
		case !r.Type.Person():
			sub.objects = append(sub.objects, r)
		}
	}
}

func sortedRefs(refs []domain.Ref) []domain.Ref {
	slices.SortFunc(refs, compareRefs)
	return slices.Compact(refs)
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// subjectID names a subject by its smallest key, which no later hash rotation
// can change.
func subjectID(sub *subject) string {
	smallest := ""
	for _, r := range sub.refs {
		if s := r.String(); smallest == "" || s < smallest {
			smallest = s
		}
	}
	return shortID("s_", smallest)
}

func shortID(prefix, text string) string {
	sum := sha256.Sum256([]byte(prefix + "\x00" + text))
	return prefix + hex.EncodeToString(sum[:8])
}

// attach gives records that carry only object refs to every subject that holds
// the object: a parcel to its recipient, a device report to the device's user.
// A recipient's name is used only where exactly one worker bears it. What
// attaches to nobody comes back.
func attach(subjects []*subject, loose []*Prepared, names func(a, b string) domain.NameRelation) []*Prepared {
	slices.SortFunc(subjects, func(a, b *subject) int { return cmp.Compare(a.id, b.id) })
	holders := map[domain.Ref][]*subject{}
	for _, sub := range subjects {
		for _, r := range sub.objects {
			holders[r] = append(holders[r], sub)
		}
	}
	byName := workersByName(subjects)
	// A first pass attaches what the subjects hold; what it brings along (a
	// shipment's tracking number, a device's serial) lets a second pass attach
	// carriers' and inventory records.
	for range 2 {
		var rest []*Prepared
		for _, p := range loose {
			targets := targetsOf(p, holders, byName, names)
			if len(targets) == 0 {
				rest = append(rest, p)
				continue
			}
			for _, sub := range targets {
				sub.records = append(sub.records, p)
				for _, r := range p.Record.Refs {
					if !r.Type.Person() && !slices.Contains(holders[r], sub) {
						holders[r] = append(holders[r], sub)
					}
				}
			}
		}
		loose = rest
	}
	return loose
}

func workersByName(subjects []*subject) map[string][]*subject {
	out := map[string][]*subject{}
	for _, sub := range subjects {
		var mine []string
		for _, p := range sub.records {
			if p.Record.Key.Kind == domain.KindWorker {
				mine = append(mine, foldName(nameOf(&p.Record)))
			}
		}
		slices.Sort(mine)
		for _, n := range slices.Compact(mine) {
			out[n] = append(out[n], sub)
		}
	}
	return out
}

// foldName makes names comparable as keys: lower case words in order.
func foldName(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return r == ' ' || r == ',' || r == '.' || r == '-' || r == '\''
	}), " ")
}

func targetsOf(p *Prepared, holders map[domain.Ref][]*subject, byName map[string][]*subject, names func(a, b string) domain.NameRelation) []*subject {
	var out []*subject
	for _, r := range p.Record.Refs {
		switch {
		case r.Type == domain.RefRecipient:
			if subs := byName[foldName(r.Value)]; len(subs) == 1 {
				out = append(out, subs...)
			}
		case p.Record.Key.Kind == domain.KindMeeting:
			for _, sub := range holders[r] {
				if subjectIsNamed(sub, nameOf(&p.Record), names) {
					out = append(out, sub)
				}
			}
		case r.Type == domain.RefFile && len(holders[r]) != 1:
			// Two candidates who both sent "resume.pdf" say nothing of whose this is.
		case !r.Type.Person():
			out = append(out, holders[r]...)
		}
	}
	slices.SortFunc(out, func(a, b *subject) int { return cmp.Compare(a.id, b.id) })
	return slices.Compact(out)
}

func subjectIsNamed(sub *subject, name string, names func(a, b string) domain.NameRelation) bool {
	for _, p := range sub.records {
		if r := names(nameOf(&p.Record), name); r == domain.NamesSame || r == domain.NamesVariant {
			return true
		}
	}
	return false
}

// explainJoin lists the keys that hold a subject's records together.
func (sub *subject) explain() []Join {
	var out []Join
	for _, ref := range sub.refs {
		j := Join{Ref: ref}
		for _, p := range sub.records {
			if slices.Contains(p.Record.Refs, ref) {
				j.Records = append(j.Records, recordRef(&p.Record))
			}
		}
		for _, a := range sub.accounts {
			if slices.Contains(a.refs, ref) {
				j.Records = append(j.Records, domain.RecordRef{Key: "account " + a.key})
			}
		}
		j.Why = fmt.Sprintf("%d records carry %s", len(j.Records), ref)
		out = append(out, j)
	}
	return out
}

func recordRef(r *domain.Record) domain.RecordRef {
	return domain.RecordRef{Key: r.Key.String(), At: r.OccurredAt, Origin: r.Origin}
}
