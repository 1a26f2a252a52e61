// Package report turns a result into what people and programs read: the JSON
// contract of a scan, the terminal text, the self-contained HTML page and the
// difference between two scans.
package report

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest"
)

// Schema names the version of the scan contract.
const Schema = "daylight.scan/1"

// Scan is the JSON contract of a scan. scan.schema.json describes it.
type Scan struct {
	Schema     string    `json:"schema"`
	AsOf       time.Time `json:"as_of"`
	ConfigHash string    `json:"config_hash"`
	Synthetic  bool      `json:"synthetic"` // documentation values count as identifiers here
	Subjects   []Subject `json:"subjects"`
	Rings      []Ring    `json:"rings"`
	Hubs       []Hub     `json:"hubs"`
	Sources    []Source  `json:"sources"`
	Errors     []string  `json:"errors,omitempty"`

	KeyConflicts []KeyConflict `json:"key_conflicts,omitempty"`

	records *recordNames // how records are named in it; nil in a report that was read back
}

// KeyConflict is a key that joined nothing, because workers of different names
// carry it: a number used twice, or a shared mailbox.
type KeyConflict struct {
	Key     string   `json:"key"`     // type=value; masked where it names somebody, unless revealed
	Workers []string `json:"workers"` // ids in the HR system, or record keys
}

// Subject is one person and what was found.
type Subject struct {
	ID       string    `json:"id"`
	Keys     Keys      `json:"keys"`
	Names    []string  `json:"names,omitempty"` // only with reveal
	Tier     string    `json:"tier"`
	Reason   string    `json:"reason"`
	Bits     int       `json:"bits"`
	Ring     string    `json:"ring,omitempty"`
	Findings []Finding `json:"findings"`
}

// Keys are the employer's own keys of a subject, as source:tenant:id.
type Keys struct {
	CandidateIDs []string `json:"candidate_ids"`
	EmployeeIDs  []string `json:"employee_ids"`
	Emails       []string `json:"emails"`
}

// Finding is one hit, or one check that could not be made.
type Finding struct {
	Rule     string     `json:"rule"`
	Version  int        `json:"version"`
	Outcome  string     `json:"outcome"`
	Family   string     `json:"family"`
	Strength string     `json:"strength"`
	Bits     int        `json:"bits"`
	Sentence string     `json:"sentence"`
	Evidence []Evidence `json:"evidence"`
	Innocent []string   `json:"innocent"`
	Counter  []string   `json:"counter"`
	Missing  []string   `json:"missing"`
	Lowered  string     `json:"lowered,omitempty"`
}

// Evidence is claim | observed | source.
type Evidence struct {
	Claim    string   `json:"claim"`
	Observed string   `json:"observed"`
	Source   string   `json:"source"`
	Records  []string `json:"records"`
	Type     string   `json:"type,omitempty"`
	Masked   string   `json:"value_masked,omitempty"`
	Key      string   `json:"value_key,omitempty"`
	Clear    string   `json:"value,omitempty"` // only with reveal
	Others   []string `json:"others,omitempty"`
}

// Ring is a cluster of linked subjects.
type Ring struct {
	ID      string   `json:"id"`
	Members []string `json:"members"`
	Tier    string   `json:"tier"`
	Edges   []Edge   `json:"edges"`
	Core    []int    `json:"core"` // indexes of the smallest set of edges that holds it
	Do      []string `json:"do"`
	Dont    []string `json:"dont"`
}

// Edge is a pair of subjects and what they share.
type Edge struct {
	A      string   `json:"a"`
	B      string   `json:"b"`
	Bits   int      `json:"bits"`
	Hard   bool     `json:"hard"`
	Shared []Shared `json:"shared"`
}

// Shared is one value behind both ends of an edge.
type Shared struct {
	Type    string   `json:"type"`
	Masked  string   `json:"value_masked"`
	Key     string   `json:"value_key"`
	Clear   string   `json:"value,omitempty"` // only with reveal
	Roles   []string `json:"roles"`           // of either side
	RolesA  []string `json:"roles_a"`
	RolesB  []string `json:"roles_b"`
	Family  string   `json:"family"`
	Bits    int      `json:"bits"`
	Hub     bool     `json:"hub"`
	Records []string `json:"records"`
}

// Hub is an identifier that many honest people share.
type Hub struct {
	Type    string `json:"type"`
	Masked  string `json:"value_masked"`
	Key     string `json:"value_key"`
	Persons int    `json:"persons"`
	Kind    string `json:"kind"`
	Why     string `json:"why"`
}

// Source is what became of one source's records.
type Source struct {
	Source    string `json:"source"`
	Accepted  int    `json:"accepted"`
	Duplicate int    `json:"duplicate"`
	Unused    int    `json:"unused"`
	SetAside  int    `json:"set_aside"`
	Erased    int    `json:"erased,omitzero"` // refused: of people who were erased
}

// Options steer what a report shows.
type Options struct {
	ConfigHash string
	All        bool   // subjects of every tier
	Reveal     bool   // clear values
	Key        []byte // of the workspace; nil derives one from the data, so that value keys join within one report and reveal nothing
	// WorkMail reports whether an address is one that the employer gave; those
	// are its own keys and shown.
	WorkMail func(string) bool
}

// NewScan builds the contract from a result.
func NewScan(res *engine.Result, files []ingest.FileResult, opt Options) *Scan {
	b := builder{opt: opt, key: opt.Key}
	if b.key == nil {
		b.key = dataKey(res)
	}
	b.records = newRecordNames(res, b.key, opt.Reveal)
	out := &Scan{records: b.records, Schema: Schema, AsOf: res.AsOf.UTC(), ConfigHash: opt.ConfigHash, Synthetic: res.Synthetic,
		Subjects: []Subject{}, Rings: []Ring{}, Hubs: []Hub{}, Sources: Sources(files), Errors: res.Errors}
	for _, p := range res.Persons {
		if j := res.Judgement[p.ID]; opt.All || j.Tier != domain.TierNone {
			out.Subjects = append(out.Subjects, b.subject(res, p))
		}
	}
	slices.SortStableFunc(out.Subjects, func(x, y Subject) int {
		return cmp.Or(cmp.Compare(domain.Tier(y.Tier).Rank(), domain.Tier(x.Tier).Rank()), cmp.Compare(y.Bits, x.Bits), cmp.Compare(x.ID, y.ID))
	})
	for _, r := range res.Links.Rings {
		out.Rings = append(out.Rings, b.ring(r))
	}
	slices.SortStableFunc(out.Rings, func(x, y Ring) int {
		return cmp.Or(cmp.Compare(domain.Tier(y.Tier).Rank(), domain.Tier(x.Tier).Rank()), cmp.Compare(len(y.Members), len(x.Members)), cmp.Compare(x.ID, y.ID))
	})
	for _, h := range res.Links.Hubs {
		out.Hubs = append(out.Hubs, Hub{Type: string(h.Identifier.Type), Masked: h.Identifier.Masked,
			Key: b.valueKey(h.Identifier), Persons: h.Persons, Kind: h.Kind, Why: h.Why})
	}
	for _, c := range res.Conflicts {
		out.KeyConflicts = append(out.KeyConflicts, b.conflict(c))
	}
	return out
}

// dataKey derives a key from the data: the same data give the same value keys,
// and without the data nobody can turn one back into a value.
func dataKey(res *engine.Result) []byte {
	h := sha256.New()
	h.Write([]byte("daylight value keys\x00"))
	h.Write(res.Digest)
	for _, p := range res.Persons {
		h.Write([]byte(p.ID))
	}
	return h.Sum(nil)
}

type builder struct {
	opt     Options
	key     []byte
	records *recordNames
}

func (b *builder) valueKey(id domain.Identifier) string {
	m := hmac.New(sha256.New, b.key)
	m.Write([]byte(string(id.Type) + "\x00" + id.Key))
	return "v_" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(m.Sum(nil)[:10]))
}

func (b *builder) clear(id domain.Identifier) string {
	if !b.opt.Reveal || id.Type.Secret() {
		return ""
	}
	return id.Key
}

func (b *builder) subject(res *engine.Result, p *domain.Person) Subject {
	j := res.Judgement[p.ID]
	s := Subject{ID: p.ID, Tier: string(j.Tier), Reason: j.Reason, Bits: j.Bits, Ring: res.RingOf[p.ID],
		Keys:     Keys{nonNil(p.Keys.CandidateIDs), nonNil(p.Keys.EmployeeIDs), b.emails(p)},
		Findings: []Finding{}}
	if b.opt.Reveal {
		for _, n := range p.Names {
			s.Names = append(s.Names, n.Text)
		}
		slices.Sort(s.Names)
		s.Names = slices.Compact(s.Names)
	}
	for _, f := range res.Findings[p.ID] {
		if f.Outcome == domain.Hit || f.Outcome == domain.NotEnoughData {
			s.Findings = append(s.Findings, b.finding(f))
		}
	}
	return s
}

// emails shows the addresses that the employer gave and masks personal ones.
func (b *builder) emails(p *domain.Person) []string {
	masked := map[string]string{}
	for _, o := range p.Observations {
		if o.Identifier.Type == domain.Email {
			masked[o.Identifier.Key] = o.Identifier.Masked
		}
	}
	out := []string{}
	for _, e := range p.Keys.Emails {
		if m, personal := masked[e]; personal && !b.opt.Reveal && !(b.opt.WorkMail != nil && b.opt.WorkMail(e)) {
			e = m
		}
		out = append(out, e)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (b *builder) conflict(c engine.Conflict) KeyConflict {
	out := KeyConflict{Key: string(c.Ref.Type) + "=" + b.records.mask(c.Ref.Value), Workers: []string{}}
	for _, w := range c.Workers {
		out.Workers = append(out.Workers, b.records.show(w))
	}
	slices.Sort(out.Workers)
	return out
}

func (b *builder) finding(f domain.Finding) Finding {
	out := Finding{Rule: f.Rule, Version: f.Version, Outcome: string(f.Outcome), Family: string(f.Family),
		Strength: string(f.Strength), Bits: f.Bits, Sentence: f.Sentence, Evidence: []Evidence{},
		Innocent: nonNil(f.Innocent), Counter: nonNil(f.Counter), Missing: nonNil(f.Missing), Lowered: f.Lowered}
	for _, e := range f.Evidence {
		line := Evidence{Claim: e.Claim, Observed: e.Observed, Source: e.Source, Records: b.records.list(e.Records)}
		if e.Value != nil {
			line.Type, line.Masked = string(e.Value.Identifier.Type), e.Value.Identifier.Masked
			line.Key, line.Clear = b.valueKey(e.Value.Identifier), b.clear(e.Value.Identifier)
			line.Others = e.Value.Others
		}
		out.Evidence = append(out.Evidence, line)
	}
	return out
}

func (b *builder) ring(r domain.Ring) Ring {
	out := Ring{ID: r.ID, Members: r.Members, Tier: string(r.Tier), Core: r.Core, Do: Do(), Dont: Dont()}
	for _, e := range r.Edges {
		edge := Edge{A: e.A, B: e.B, Bits: e.Bits, Hard: e.Hard}
		for _, s := range e.Shared {
			edge.Shared = append(edge.Shared, b.shared(s))
		}
		out.Edges = append(out.Edges, edge)
	}
	return out
}

func (b *builder) shared(s domain.SharedBy) Shared {
	all := slices.Concat(s.RolesA, s.RolesB)
	slices.Sort(all)
	return Shared{Type: string(s.Identifier.Type), Masked: s.Identifier.Masked, Key: b.valueKey(s.Identifier),
		Clear: b.clear(s.Identifier), Roles: roleNames(slices.Compact(all)), RolesA: roleNames(s.RolesA), RolesB: roleNames(s.RolesB),
		Family: string(s.Family), Bits: s.Bits, Hub: s.Hub, Records: b.records.list(s.Records)}
}

func roleNames(roles []domain.Role) []string {
	out := []string{}
	for _, r := range roles {
		if r != "" {
			out = append(out, string(r))
		}
	}
	return out
}

func nonNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// Sources adds up the four counts by source. Files that no source knows stand
// under "unrecognised".
func Sources(files []ingest.FileResult) []Source {
	by := map[string]*Source{}
	for _, f := range files {
		name := cmp.Or(f.Source, "unrecognised")
		s := by[name]
		if s == nil {
			s = &Source{Source: name}
			by[name] = s
		}
		s.Accepted += f.Accepted
		s.Duplicate += f.Duplicate
		s.Unused += f.Unused
		s.SetAside += f.SetAside
		s.Erased += f.Erased
	}
	out := make([]Source, 0, len(by))
	for _, s := range by {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b Source) int { return cmp.Compare(a.Source, b.Source) })
	return out
}

// Do lists what to do first when a ring is found (tradecraft.md 1i).
func Do() []string {
	return []string{
		"Preserve sign-in, device and payroll logs now, before they age out (Okta keeps 90 days).",
		"Save the records named here with their file and line, and note who looked at them and when.",
		"Bring in counsel and the security lead before anybody contacts the persons named.",
		"Limit what the accounts can reach through ordinary access reviews.",
		"Remember that the named person may be the victim: the identity may be borrowed.",
	}
}

// Dont lists what not to do.
func Dont() []string {
	return []string{
		"Do not confront the person or announce a suspicion: these are signals, not a decision.",
		"Do not withhold pay before counsel has answered: wages earned are usually owed.",
		"Do not wipe or recall a laptop before its state is preserved.",
		"Do not ask one person for papers that the others of the job are not asked for.",
	}
}
