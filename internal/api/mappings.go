package api

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/read"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/mapper"
	"github.com/daylight-hq/daylight/internal/settings"
)

// Mapping says how files are read that no source knows.
type Mapping struct {
	Name     string `json:"name"`
	YAML     string `json:"yaml,omitempty" doc:"Not of those in the config file"`
	Enabled  bool   `json:"enabled"`
	ReadOnly bool   `json:"read_only" doc:"The config file of the server holds it"`
	Problem  string `json:"problem,omitempty" doc:"Why it reads nothing"`
}

// mappings adds reading files that no source knows.
func (s *Server) mappings() {
	if s.opt.Settings == nil {
		return
	}
	add(s, op{method: http.MethodGet, path: "/mappings", id: "list-mappings", summary: "How files are read that no source knows", action: access.ReadSources}, s.listMappings)
	add(s, op{method: http.MethodPut, path: "/mappings/{name}", id: "put-mapping", summary: "Keep a mapping; it holds for files that are read from now on", action: access.ManageSources}, s.putMapping)
	add(s, op{method: http.MethodDelete, path: "/mappings/{name}", id: "delete-mapping", summary: "Remove a mapping; its versions stay", action: access.ManageSources, status: http.StatusNoContent}, s.deleteMapping)
	add(s, op{method: http.MethodPost, path: "/mappings/preview", id: "preview-mapping", summary: "Propose a mapping for the beginning of a file, or try one on it; nothing is kept", action: access.ManageSources}, s.previewMapping)
	add(s, op{method: http.MethodGet, path: "/mappings/vocabulary", id: "get-vocabulary", summary: "The words that a mapping is written in", action: access.ReadSources}, s.mappingWords)
}

type mappingsOut struct {
	ETag string `header:"ETag"`
	Body struct {
		Mappings []Mapping `json:"mappings"`
	}
}

func mappingsOf(w *Workspace) *mappingsOut {
	out := &mappingsOut{ETag: etag(w.Settings.Versions[settings.PartMappings])}
	out.Body.Mappings = []Mapping{}
	for _, name := range w.OwnMappings {
		out.Body.Mappings = append(out.Body.Mappings, Mapping{Name: name, Enabled: true, ReadOnly: true})
	}
	for _, name := range slices.Sorted(maps.Keys(w.Settings.Mappings)) {
		m := w.Settings.Mappings[name]
		line := Mapping{Name: name, YAML: m.YAML, Enabled: m.Enabled}
		if _, err := mapper.Load([]byte(m.YAML), name); err != nil {
			line.Problem = err.Error()
		} else if slices.Contains(w.OwnMappings, name) {
			line.Problem = "The config file holds a mapping of this name."
		}
		out.Body.Mappings = append(out.Body.Mappings, line)
	}
	return out
}

func (s *Server) listMappings(_ context.Context, w *Workspace, _ *In) (*mappingsOut, error) {
	return mappingsOf(w), nil
}

type putMappingIn struct {
	In
	IfMatch
	Name string `path:"name" maxLength:"64"`
	Body struct {
		YAML    string `json:"yaml" maxLength:"65536"`
		Enabled bool   `json:"enabled"`
	}
}

func (s *Server) putMapping(ctx context.Context, w *Workspace, in *putMappingIn) (*mappingsOut, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	if err := whole(ctx); err != nil {
		return nil, err
	}
	m, err := mapper.Parse([]byte(in.Body.YAML), in.Name)
	if err != nil {
		return nil, mappingFaults(err)
	}
	if m.Name != in.Name {
		return nil, invalid("body.yaml", fmt.Sprintf("the mapping calls itself %q", m.Name))
	}
	return s.setMapping(ctx, w, version, in.Name, &settings.Mapping{YAML: in.Body.YAML, Enabled: in.Body.Enabled})
}

func (s *Server) setMapping(ctx context.Context, w *Workspace, version int, name string, to *settings.Mapping) (*mappingsOut, error) {
	if _, err := s.opt.Settings.SetMapping(ctx, w.ID, version, name, to, callerOf(ctx)); err != nil {
		return nil, err
	}
	w, err := s.reloaded(ctx, w)
	if err != nil {
		return nil, err
	}
	return mappingsOf(w), nil
}

type deleteMappingIn struct {
	In
	IfMatch
	Name string `path:"name" maxLength:"64"`
}

func (s *Server) deleteMapping(ctx context.Context, w *Workspace, in *deleteMappingIn) (*struct{}, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	if err := whole(ctx); err != nil {
		return nil, err
	}
	_, err = s.setMapping(ctx, w, version, in.Name, nil)
	return nil, err
}

// mappingFaults lists every problem of a mapping with its line.
func mappingFaults(err error) error {
	p := NewProblem(CodeInvalid, "The mapping cannot be used.")
	for line := range strings.SplitSeq(err.Error(), "\n") {
		p.Faults = append(p.Faults, Fault{"body.yaml", line})
	}
	return p
}

type tryMappingIn struct {
	In
	Body struct {
		Name   string `json:"name" maxLength:"200" doc:"Of the file"`
		Sample string `json:"sample" minLength:"1" maxLength:"524288" doc:"Its beginning"`
		YAML   string `json:"yaml,omitempty" maxLength:"65536" doc:"A mapping to try; without one, one is proposed"`
	}
}

// MappingPreview is what a mapping makes of the beginning of a file.
type MappingPreview struct {
	YAML    string          `json:"yaml"`
	Notes   []string        `json:"notes" doc:"Why a proposal is as it is, and what is missing"`
	Known   string          `json:"known,omitempty" doc:"The source that reads the file without a mapping"`
	Columns []PreviewColumn `json:"columns"`
	Faults  []string        `json:"faults" doc:"Why the mapping cannot be used, with lines"`
	Records []PreviewRecord `json:"records" doc:"What the first rows become"`
	Aside   []string        `json:"set_aside" doc:"Rows that cannot be read, and why"`
}

// PreviewColumn is one column of a file.
type PreviewColumn struct {
	Name    string   `json:"name"`
	Samples []string `json:"samples"`
	Refused string   `json:"refused,omitempty" doc:"The protected attribute that it names: it cannot be read"`
}

// PreviewRecord is one record that a row becomes.
type PreviewRecord struct {
	Line   int               `json:"line"`
	Kind   string            `json:"kind"`
	Keys   map[string]string `json:"keys" doc:"By which it joins"`
	Values map[string]string `json:"values" doc:"By field"`
}

// previewRows is how many rows a preview shows.
const previewRows = 20

type tryMappingOut struct{ Body MappingPreview }

func (s *Server) previewMapping(ctx context.Context, w *Workspace, in *tryMappingIn) (*tryMappingOut, error) {
	f, err := read.Open(ctx, "-", read.Options{Stdin: strings.NewReader(in.Body.Sample)})
	if err != nil {
		return nil, invalid("body.sample", "it cannot be read: "+err.Error())
	}
	defer f.Close()
	head, out := f.Head(), &tryMappingOut{}
	p := &out.Body
	p.YAML, p.Notes, p.Faults, p.Records, p.Aside, p.Columns = in.Body.YAML, []string{}, []string{}, []PreviewRecord{}, []string{}, columnsOf(head)
	for _, src := range w.Sources {
		if !strings.HasPrefix(src.Name, "map-") && src.Recognise(head).Confidence > 0 {
			p.Known = src.Name
		}
	}
	if p.YAML == "" {
		m, notes := mapper.Propose(head, in.Body.Name)
		p.YAML = string(m.YAML())
		for _, n := range notes {
			p.Notes = append(p.Notes, n.String())
		}
	}
	src, err := mapper.Load([]byte(p.YAML), "mapping")
	if err != nil {
		p.Faults = strings.Split(err.Error(), "\n")
		return out, nil
	}
	return out, s.tryMapping(ctx, f, src, p)
}

func columnsOf(h source.Head) []PreviewColumn {
	out := []PreviewColumn{}
	for i, name := range h.Columns {
		c := PreviewColumn{Name: name, Samples: []string{}, Refused: mapper.Protected(name)}
		for _, row := range h.Rows {
			if c.Refused == "" && i < len(row) && row[i] != "" && len(c.Samples) < 3 && !slices.Contains(c.Samples, row[i]) {
				c.Samples = append(c.Samples, row[i])
			}
		}
		out = append(out, c)
	}
	return out
}

// errEnough ends the reading of a sample.
var errEnough = errors.New("enough was read")

// tryMapping maps the first rows, as an import would.
func (s *Server) tryMapping(ctx context.Context, f *read.File, src source.Source, p *MappingPreview) error {
	match := src.Recognise(f.Head())
	if match.Confidence == 0 {
		p.Faults = append(p.Faults, "The mapping does not claim this file: its columns are others.")
		return nil
	}
	err := f.Batches(ctx, match.Items, 0, 1, func(b read.Batch) error {
		for _, x := range b.Problems {
			p.Aside = append(p.Aside, fmt.Sprintf("line %d: %s: %s", x.Origin.Line, x.Reason, x.Detail))
		}
		for i := range b.Items {
			it := &b.Items[i]
			it.Shape, it.ObservedAt = match.Shape, s.opt.Clock()
			var got source.Out
			switch err := src.Map(*it, &got); {
			case errors.Is(err, domain.ErrUnused):
			case err != nil:
				p.Aside = append(p.Aside, fmt.Sprintf("line %d: %s", it.Origin.Line, err))
			}
			for j := range got.Records {
				p.Records = append(p.Records, previewRecord(&got.Records[j], it.Origin.Line))
			}
			if len(p.Records) >= previewRows || len(p.Aside) >= previewRows {
				return errEnough
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) && ctx.Err() == nil {
		p.Aside = append(p.Aside, err.Error()) // the sample ends where it was cut
	}
	return nil
}

func previewRecord(r *domain.Record, line int) PreviewRecord {
	out := PreviewRecord{Line: line, Kind: string(r.Key.Kind), Keys: map[string]string{}, Values: map[string]string{}}
	for _, ref := range r.Refs {
		out.Keys[string(ref.Type)] = ref.Value
	}
	for _, v := range r.Values {
		name := string(v.Field)
		if old := out.Values[name]; old != "" {
			out.Values[name] = old + "; " + valueText(v)
		} else {
			out.Values[name] = valueText(v)
		}
	}
	return out
}

// valueText shows a value. Of an account only the end is shown.
func valueText(v domain.Value) string {
	switch {
	case v.Bank != nil:
		number := v.Bank.IBAN + v.Bank.Account
		return "••••" + number[max(0, len(number)-4):]
	case v.Address != nil:
		return strings.Join(slices.DeleteFunc(append(slices.Clone(v.Address.Lines), v.Address.City, v.Address.Region, v.Address.PostalCode, v.Address.Country),
			func(s string) bool { return s == "" }), ", ")
	case v.Place != nil:
		return strings.Join(slices.DeleteFunc([]string{v.Place.City, v.Place.Region, v.Place.Country}, func(s string) bool { return s == "" }), ", ")
	case !v.Time.IsZero():
		return v.Time.Format(time.RFC3339)
	case v.Number != 0 && v.Text == "":
		return fmt.Sprint(v.Number)
	case v.Number != 0:
		return fmt.Sprint(v.Number, " ", v.Text)
	}
	return v.Text
}

// Word is one word that a mapping can use.
type Word struct {
	Name string `json:"name"`
	Doc  string `json:"doc"`
}

type wordsOut struct {
	Body struct {
		Kinds  []Word `json:"kinds" doc:"What a row can be"`
		Fields []Word `json:"fields" doc:"What a column can say"`
		Roles  []Word `json:"roles" doc:"In what role it stands"`
		Keys   []Word `json:"keys" doc:"By which rows join people"`
	}
}

func (s *Server) mappingWords(context.Context, *Workspace, *In) (*wordsOut, error) {
	all, out := mapper.AllWords(), &wordsOut{}
	for _, l := range []struct {
		from []mapper.Word
		to   *[]Word
	}{{all.Kinds, &out.Body.Kinds}, {all.Fields, &out.Body.Fields}, {all.Roles, &out.Body.Roles}, {all.Keys, &out.Body.Keys}} {
		for _, w := range l.from {
			*l.to = append(*l.to, Word(w))
		}
	}
	return out, nil
}
