package mapper

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/daylight-hq/daylight/internal/domain"
)

// maxMappingBytes bounds a mapping file: a page of YAML is a few kilobytes.
const maxMappingBytes = 1 << 20

// maxProblems is how many problems of one file are told at once.
const maxProblems = 20

// Parse reads one mapping. file names it in messages. Every problem found is
// reported with its line and what to do about it (errors.Join).
func Parse(data []byte, file string) (Mapping, error) {
	p := &mappingReader{file: file, lines: map[string]int{}}
	if len(data) > maxMappingBytes {
		return Mapping{}, fmt.Errorf("%s: the mapping is over 1 MiB; one mapping describes one export", file)
	}
	root, err := decodeNode(data)
	if err != nil {
		return Mapping{}, fmt.Errorf("%s: read the mapping: %w", file, err)
	}
	m := p.mapping(root)
	if len(p.problems) == 0 {
		p.check(m)
	}
	if len(p.problems) > 0 {
		return Mapping{}, errors.Join(p.problems...)
	}
	return m, nil
}

// decodeNode returns the one YAML document of data.
func decodeNode(data []byte) (*yaml.Node, error) {
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	if err := d.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, errors.New("the file is empty; `daylight map FILE` proposes a mapping")
		}
		return nil, err
	}
	if err := d.Decode(&second); err == nil {
		return nil, fmt.Errorf("line %d: a second document begins; put each mapping in a file of its own", second.Line)
	} else if !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(doc.Content) != 1 {
		return nil, errors.New("the file is empty; `daylight map FILE` proposes a mapping")
	}
	return doc.Content[0], nil
}

// mappingReader turns nodes into a mapping and gathers problems. lines remembers
// where each part stood, for the checks that follow.
type mappingReader struct {
	file     string
	lines    map[string]int
	problems []error
}

func (p *mappingReader) fail(line int, format string, args ...any) {
	if len(p.problems) < maxProblems {
		p.problems = append(p.problems, fmt.Errorf("%s:%d: %s", p.file, line, fmt.Sprintf(format, args...)))
	}
}

// keyFunc reads the value of one key.
type keyFunc func(n *yaml.Node)

// object reads a YAML mapping whose keys are a closed list.
func (p *mappingReader) object(n *yaml.Node, what string, keys map[string]keyFunc) {
	if n.Kind != yaml.MappingNode {
		p.fail(n.Line, "%s must be written as key: value", what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		read, known := keys[k.Value]
		switch {
		case k.Kind != yaml.ScalarNode || !known:
			names := make([]string, 0, len(keys))
			for name := range keys {
				names = append(names, name)
			}
			p.fail(k.Line, "%s has no key %q; %s", what, k.Value, oneOf(k.Value, names))
		case seen[k.Value]:
			p.fail(k.Line, "%s names %q twice; keep one", what, k.Value)
		default:
			seen[k.Value] = true
			read(v)
		}
	}
}

// text reads a scalar as it is written: yes stays yes, 007 stays 007.
func (p *mappingReader) text(dst *string, part string) keyFunc {
	return func(n *yaml.Node) {
		p.lines[part] = n.Line
		if n.Kind != yaml.ScalarNode {
			p.fail(n.Line, "%s must be one word or text, not a list or an alias", part)
			return
		}
		*dst = strings.TrimSpace(n.Value)
		if *dst == "" {
			p.fail(n.Line, "%s is empty; name it or leave the key out", part)
		}
	}
}

// list reads one scalar or a list of them.
func (p *mappingReader) list(dst *[]string, part string) keyFunc {
	return func(n *yaml.Node) {
		p.lines[part] = n.Line
		if n.Kind == yaml.ScalarNode {
			var one string
			p.text(&one, part)(n)
			*dst = []string{one}
			return
		}
		if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
			p.fail(n.Line, "%s must be a list such as [A, B]", part)
			return
		}
		for _, c := range n.Content {
			var one string
			p.text(&one, part)(c)
			*dst = append(*dst, one)
		}
	}
}

// time reads a column name or {column, layout, zone}.
func (p *mappingReader) time(dst *TimeColumn, part string) keyFunc {
	return func(n *yaml.Node) {
		p.lines[part] = n.Line
		if n.Kind == yaml.ScalarNode {
			p.text(&dst.Column, part)(n)
			return
		}
		p.object(n, part, map[string]keyFunc{
			"column": p.text(&dst.Column, part), "layout": p.text(&dst.Layout, part+".layout"),
			"zone": p.text(&dst.Zone, part+".zone"),
		})
		if dst.Column == "" {
			p.fail(n.Line, "%s names no column; write %s: {column: …}", part, part)
		}
	}
}

func (p *mappingReader) mapping(root *yaml.Node) Mapping {
	var m Mapping
	var kind string
	p.lines["mapping"], p.lines["values"] = root.Line, root.Line
	p.lines["match.columns"], p.lines["kind"] = root.Line, root.Line
	p.object(root, "a mapping", map[string]keyFunc{
		"mapping":     p.text(&m.Name, "mapping"),
		"title":       p.text(&m.Title, "title"),
		"kind":        p.text(&kind, "kind"),
		"id":          p.list(&m.ID, "id"),
		"tenant":      p.text(&m.Tenant, "tenant"),
		"items":       p.text(&m.Items, "items"),
		"occurred_at": p.time(&m.OccurredAt, "occurred_at"),
		"match": func(n *yaml.Node) {
			p.object(n, "match", map[string]keyFunc{"columns": p.list(&m.Match, "match.columns")})
		},
		"refs":   func(n *yaml.Node) { m.Refs = p.refs(n) },
		"values": func(n *yaml.Node) { m.Values = p.values(n) },
	})
	m.Kind = domain.Kind(kind)
	return m
}

// refs reads the join keys and sorts them by type, so that the order of the
// file's keys changes nothing.
func (p *mappingReader) refs(n *yaml.Node) []Ref {
	if n.Kind != yaml.MappingNode {
		p.fail(n.Line, "refs must be written as key: column")
		return nil
	}
	var out []Ref
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		part := "refs." + k.Value
		if seen[k.Value] {
			p.fail(k.Line, "refs names %q twice; keep one", k.Value)
			continue
		}
		seen[k.Value] = true
		r := Ref{Type: domain.RefType(k.Value)}
		p.lines[part] = k.Line
		if _, known := lookupRef(r.Type); !known {
			p.fail(k.Line, "%q is not a join key; %s", k.Value, oneOf(k.Value, refNames()))
			continue
		}
		if v.Kind == yaml.ScalarNode {
			p.text(&r.Column, part)(v)
		} else {
			p.object(v, part, map[string]keyFunc{
				"column": p.text(&r.Column, part), "qualify": p.text(&r.Qualify, part),
			})
			if r.Column == "" {
				p.fail(v.Line, "%s names no column; write %s: {column: …}", part, k.Value)
			}
		}
		out = append(out, r)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Type < out[j].Type })
	return out
}

func (p *mappingReader) values(n *yaml.Node) []Value {
	p.lines["values"] = n.Line
	if n.Kind != yaml.SequenceNode {
		p.fail(n.Line, "values must be a list of entries such as - {field: email, column: Email}")
		return nil
	}
	var out []Value
	for i, c := range n.Content {
		out = append(out, p.value(c, valuePart(i)))
	}
	return out
}

func valuePart(i int) string { return fmt.Sprintf("values[%d]", i) }

func (p *mappingReader) value(n *yaml.Node, part string) Value {
	var v Value
	var field, role, assurance string
	p.lines[part] = n.Line
	p.object(n, "an entry of values", map[string]keyFunc{
		"field": p.text(&field, part+".field"), "role": p.text(&role, part+".role"),
		"assurance": p.text(&assurance, part+".assurance"),
		"column":    p.text(&v.Column, part+".column"), "columns": p.list(&v.Columns, part+".columns"),
		"const": p.text(&v.Const, part+".const"), "layout": p.text(&v.Layout, part+".layout"),
		"zone": p.text(&v.Zone, part+".zone"), "at": p.time(&v.At, part+".at"),
		"minutes": p.text(&v.Minutes, part+".minutes"), "currency": p.text(&v.Currency, part+".currency"),
		"currency_column": p.text(&v.CurrencyColumn, part+".currency_column"),
		"decimal":         p.text(&v.Decimal, part+".decimal"), "operator": p.text(&v.Operator, part+".operator"),
		"lines": p.list(&v.Lines, part+".lines"), "city": p.text(&v.City, part+".city"),
		"region": p.text(&v.Region, part+".region"), "postal_code": p.text(&v.PostalCode, part+".postal_code"),
		"country": p.text(&v.Country, part+".country"), "lat": p.text(&v.Lat, part+".lat"),
		"lon": p.text(&v.Lon, part+".lon"), "iban": p.text(&v.IBAN, part+".iban"),
		"routing": p.text(&v.Routing, part+".routing"), "account": p.text(&v.Account, part+".account"),
		"when": func(w *yaml.Node) { v.When = p.condition(w, part+".when") },
	})
	v.Field, v.Role = domain.Field(field), domain.Role(role)
	v.Assurance = p.assurance(assurance, part)
	return v
}

func (p *mappingReader) condition(n *yaml.Node, part string) Condition {
	var c Condition
	p.object(n, "when", map[string]keyFunc{
		"column": p.text(&c.Column, part), "in": p.list(&c.In, part+".in"),
	})
	if c.Column == "" {
		p.fail(n.Line, "when names no column; write when: {column: …, in: [yes]}")
	}
	return c
}

func (p *mappingReader) assurance(s, part string) domain.Assurance {
	for _, a := range []domain.Assurance{domain.Declared, domain.Recorded, domain.Verified} {
		if s == a.String() {
			return a
		}
	}
	if s != "" {
		p.fail(p.lines[part+".assurance"], "%q is not an assurance; %s", s, oneOf(s, []string{"declared", "recorded", "verified"}))
	}
	return 0
}
