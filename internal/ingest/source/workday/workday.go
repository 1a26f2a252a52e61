// Package workday maps custom reports that Workday serves as a web service
// ("Reports-as-a-Service"): the wrapper is Workday's, the columns are named by
// whoever wrote the report.
package workday

import (
	"fmt"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
)

// name is the source's name in keys and qualified references.
const name = "workday"

// Shapes of this source.
const (
	shapeReport = "report"
	shapeTable  = "report-csv"
)

// Source returns the mapping of Workday's reports.
func Source() source.Source {
	return source.Source{Name: name, Title: "Workday", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

// recognise knows the wrapper. A table has none: it is claimed, weakly, where
// its headings are written as Workday writes the names of fields, joined by
// underscores. Whether a report names people is found row by row.
func recognise(h source.Head) source.Match {
	switch h.Format {
	case source.JSON:
		if h.HasTop("Report_Entry") {
			return source.Match{Shape: shapeReport, Confidence: 95, Items: "Report_Entry"}
		}
	case source.CSV, source.XLSX:
		if isTable(h.Columns) {
			return source.Match{Shape: shapeTable, Confidence: 65}
		}
	}
	return source.Match{}
}

func isTable(headings []string) bool {
	has := map[column]bool{}
	joined := 0
	for _, h := range headings {
		h = strings.TrimSpace(h)
		if key := source.ColumnKey(h); strings.Contains(key, "holder") || strings.Contains(key, "payee") || strings.Contains(key, "tracking") {
			return false // more is said of accounts or parcels than is read here
		}
		if strings.Contains(h, "_") && strings.ToLower(h) != h && !strings.Contains(h, " ") {
			joined++
		}
		if c, known := columnOf("", h); known {
			has[c] = true
		}
	}
	named := has[fullName] || has[firstName] && has[lastName]
	about := has[hired] || has[homeMail] || has[homeLine1] // a list of accounts alone is payroll's
	return joined >= 3 && (has[employee] || has[worker]) && named && about
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	r := newRow()
	switch it.Shape {
	case shapeReport:
		n, err := tree.Read(it.JSON, "report entry")
		if err != nil {
			return err
		}
		r.collect(n, "")
		out.Unknown += n.Unread()
	case shapeTable:
		for i, heading := range it.Columns {
			if i >= len(it.Cells) || strings.TrimSpace(it.Cells[i]) == "" {
				continue
			}
			if c, known := columnOf("", heading); known {
				r.set(c, it.Cells[i])
			} else {
				out.Unknown++
			}
		}
	default:
		return fmt.Errorf("workday has no shape %q", it.Shape)
	}
	return r.add(it, out)
}

// row is what one entry says, by column, and the rows of groups that repeat.
type row struct {
	cells map[column][]string
	parts []*row
}

func newRow() *row { return &row{cells: map[column][]string{}} }

// set keeps a value; one column can have several, such as two mail addresses.
func (r *row) set(c column, value string) {
	if value = strings.TrimSpace(value); value != "" && !slices.Contains(r.cells[c], value) {
		r.cells[c] = append(r.cells[c], value)
	}
}

func (r *row) first(c column) string {
	if v := r.cells[c]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// collect reads an entry. Workday nests what a report groups ("Home_group":
// [{…}]), and gives an instance as an object with a descriptor; the group's own
// name tells a home from an office.
func (r *row) collect(n *tree.Node, group string) {
	for _, field := range n.Names() {
		c, known := columnOf(group, field)
		within := strings.TrimSuffix(source.ColumnKey(field), "group")
		repeats := slices.Contains(repeats, within)
		switch nested := n.Nested(field); {
		case !nested && known:
			r.set(c, n.Text(field))
		case !nested || !known && !repeats && !slices.Contains(homes, within) && !slices.Contains(wholes, within):
		default:
			for _, e := range n.List(field) {
				r.enter(e, c, known, within, repeats)
			}
		}
	}
}

// enter reads one element of what is nested: a text, an instance or a group.
func (r *row) enter(e *tree.Node, c column, known bool, within string, repeats bool) {
	text := e.Text()
	if text == "" && known {
		text = e.First("Descriptor", "descriptor")
	}
	switch {
	case text != "" && known:
		r.set(c, text)
	case repeats:
		part := newRow()
		part.collect(e, within)
		r.parts = append(r.parts, part)
	default:
		r.collect(e, within)
	}
}
