package mapper

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/wire"
)

// explicit is the confidence of a mapping that the user wrote. Mappings are
// asked before the built-in sources and win over them: whoever wrote one
// knows the file.
const explicit = 100

// Load reads one mapping and returns the source it describes. file names the
// mapping in messages, which carry its lines.
func Load(data []byte, file string) (source.Source, error) {
	m, err := Parse(data, file)
	if err != nil {
		return source.Source{}, err
	}
	return m.Source(), nil
}

// LoadAll reads the mapping files at paths, in that order. All problems of
// all files are reported together; two mappings of one name are a problem.
func LoadAll(paths []string) ([]source.Source, error) {
	var out []source.Source
	var problems []error
	byName := map[string]string{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			problems = append(problems, fmt.Errorf("read mapping: %w", err))
			continue
		}
		s, err := Load(data, path)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if other, taken := byName[s.Name]; taken {
			problems = append(problems, fmt.Errorf("%s:1: the name %q is taken by %s; give one of them another", path, strings.TrimPrefix(s.Name, "map-"), other))
			continue
		}
		byName[s.Name] = path
		out = append(out, s)
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return out, nil
}

// Source returns the source that a mapping describes. The mapping must have
// passed [Parse].
func (m Mapping) Source() source.Source {
	title := m.Title
	if title == "" {
		title = "Own mapping " + m.Name
	}
	var fields []domain.Field
	seen := map[domain.Field]bool{}
	for _, v := range m.Values {
		if !seen[v.Field] {
			seen[v.Field] = true
			fields = append(fields, v.Field)
		}
	}
	return source.Source{
		Name:  m.sourceName(),
		Title: title,
		Shapes: []source.Shape{{
			Name: m.Name, Title: title,
			Formats:    []source.Format{source.CSV, source.XLSX, source.NDJSON, source.JSON},
			Where:      "the file that the mapping was written for",
			Permission: "whatever that file needs",
			Reach:      "whatever that file holds",
			Kinds:      []domain.Kind{m.Kind}, Fields: fields, Reads: m.Columns(),
		}},
		Recognise: m.recognise,
		Map:       compile(m).apply,
	}
}

// recognise claims a file that holds every column of match.columns.
func (m Mapping) recognise(h source.Head) source.Match {
	fits := false
	switch h.Format {
	case source.CSV, source.XLSX:
		fits = m.fitsTable(h)
	case source.NDJSON:
		fits = membersFit(m.Match, h.Top)
	case source.JSON:
		fits = m.fitsJSON(h)
	}
	if !fits || len(m.Match) == 0 {
		return source.Match{}
	}
	out := source.Match{Shape: m.Name, Confidence: explicit}
	if h.Format == source.JSON {
		out.Items = m.Items
	}
	return out
}

func (m Mapping) fitsTable(h source.Head) bool {
	for _, c := range m.Match {
		if columnIndex(h.Columns, c) < 0 {
			return false
		}
	}
	return true
}

// fitsJSON looks for the members where the items stand: in the document
// itself, in the array it is, or below items. The head lists only the first
// array's members, so below items the sample's text is searched for the names.
func (m Mapping) fitsJSON(h source.Head) bool {
	if m.Items == "" {
		if len(h.Top) > 0 {
			return membersFit(m.Match, h.Top)
		}
		return membersFit(m.Match, h.First)
	}
	if !membersFit([]string{m.Items}, h.Top) {
		return false
	}
	return membersFit(m.Match, h.First) || namedInSample(m.Match, h.Sample)
}

// membersFit reports whether each path begins with one of the members.
func membersFit(paths, members []string) bool {
	for _, p := range paths {
		found := false
		for _, name := range members {
			found = found || p == name || strings.HasPrefix(p, name+".")
		}
		if !found {
			return false
		}
	}
	return true
}

// namedInSample reports whether the first member of each path occurs in the
// sample as the name of a member.
func namedInSample(paths []string, sample []byte) bool {
	for _, p := range paths {
		first, _, _ := strings.Cut(p, ".")
		if !memberInSample(p, sample) && !memberInSample(first, sample) {
			return false
		}
	}
	return true
}

func memberInSample(name string, sample []byte) bool {
	quoted, err := wire.Marshal(name)
	if err != nil {
		return false
	}
	for rest := sample; ; {
		i := bytes.Index(rest, quoted)
		if i < 0 {
			return false
		}
		rest = rest[i+len(quoted):]
		if after := bytes.TrimLeft(rest, " \t\r\n"); len(after) > 0 && after[0] == ':' {
			return true
		}
	}
}
