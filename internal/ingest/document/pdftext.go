package document

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/ledongthuc/pdf"
)

const (
	maxTree      = 64      // depth of the page tree
	maxNodes     = 1 << 14 // nodes of the page tree
	maxForms     = 8       // form XObjects drawn inside one another
	maxOperators = 2 << 20 // drawing operators of one document
)

var errOperators = errors.New("more drawing operators than a résumé has")

// readPages collects the words of every page. A page that cannot be read
// costs its own words only.
func readPages(r *pdf.Reader, d *Doc) {
	var out strings.Builder
	budget := maxOperators
	var failed, read int
	var why string
	root := r.Trailer().Key("Root").Key("Pages")
	reason := guarded(func() {
		nodes := maxNodes
		eachPage(root, pdf.Value{}, 0, &nodes, func(page, resources pdf.Value) bool {
			read++
			l := layout{out: &out, budget: &budget, seen: map[string]*font{}}
			if reason := guarded(func() { l.page(page, resources) }); reason != "" {
				failed, why = failed+1, reason
			}
			out.WriteByte('\n')
			return read < maxPages && out.Len() <= maxText
		})
	})
	d.Pages = read
	if read >= maxPages {
		d.Pages = max(read, int(min(root.Key("Count").Int64(), 1<<20)))
	}
	d.Text = out.String()
	switch {
	case reason != "":
		d.TextError = "pages cannot be listed: " + reason
	case failed > 0:
		d.TextError = fmt.Sprintf("%d of %d pages incomplete: %s", failed, read, why)
	case d.Pages > read:
		d.TextError = fmt.Sprintf("only the first %d of %d pages were read", read, d.Pages)
	case strings.TrimSpace(d.Text) == "":
		d.TextError = "no text: the pages may be scanned images"
	}
}

// eachPage walks the page tree (ISO 32000-1, 7.7.3) and hands resources down
// it, until take returns false. A damaged tree may run in circles: its depth
// and the number of its nodes are bounded.
func eachPage(node, resources pdf.Value, depth int, nodes *int, take func(page, resources pdf.Value) bool) bool {
	if *nodes--; *nodes < 0 || depth > maxTree {
		panic(errors.New("the page tree runs in circles"))
	}
	if own := node.Key("Resources"); own.Kind() == pdf.Dict {
		resources = own
	}
	kids := node.Key("Kids")
	if kids.Kind() != pdf.Array {
		return node.Kind() != pdf.Dict || take(node, resources)
	}
	for i := range kids.Len() {
		if !eachPage(kids.Index(i), resources, depth+1, nodes, take) {
			return false
		}
	}
	return true
}

// matrix is a PDF transformation [a b c d e f].
type matrix [6]float64

func identity() matrix { return matrix{1, 0, 0, 1, 0, 0} }

// times returns m × n, the transformation m followed by n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// state is the part of the graphics state that places text.
type state struct {
	ctm        matrix
	font       *font
	size       float64
	char, word float64 // extra space after each glyph and each blank, text units
	scale      float64 // horizontal scaling, 1 = none
	leading    float64
}

// layout turns the drawing operators of a page into lines of words. PDF text
// has no words or lines: they follow from where each run of glyphs begins and
// where the one before it ended.
type layout struct {
	out    *strings.Builder
	budget *int
	seen   map[string]*font // by resource name within one content stream

	state
	stack        []state
	line, text   matrix
	endX, endY   float64 // where the last glyph ended, page units
	wrote, blank bool
}

func (l *layout) page(page, resources pdf.Value) {
	contents := page.Key("Contents")
	if contents.IsNull() {
		return
	}
	l.state = state{ctm: identity(), scale: 1}
	l.line, l.text = identity(), identity()
	l.content(contents, resources, 0)
}

func (l *layout) content(stream, resources pdf.Value, depth int) {
	pdf.Interpret(stream, func(stk *pdf.Stack, op string) {
		if *l.budget--; *l.budget < 0 {
			panic(errOperators)
		}
		args := make([]pdf.Value, min(stk.Len(), 8))
		for i := len(args) - 1; i >= 0; i-- {
			args[i] = stk.Pop()
		}
		for stk.Len() > 0 {
			stk.Pop()
		}
		switch op {
		case "q":
			if len(l.stack) < 256 {
				l.stack = append(l.stack, l.state)
			}
		case "Q":
			if n := len(l.stack); n > 0 {
				l.state, l.stack = l.stack[n-1], l.stack[:n-1]
			}
		case "cm":
			l.ctm = matrixOf(args).times(l.ctm)
		case "Tf":
			if len(args) == 2 {
				l.font, l.size = l.fontNamed(args[0].Name(), resources), args[1].Float64()
			}
		case "Do":
			if len(args) == 1 {
				l.form(args[0].Name(), resources, depth)
			}
		case "Tj", "'", "\"", "TJ":
			l.show(op, args)
		default:
			l.move(op, args)
		}
	})
}

// form draws a form XObject; images and other objects carry no text.
func (l *layout) form(name string, resources pdf.Value, depth int) {
	x := resources.Key("XObject").Key(name)
	if x.Key("Subtype").Name() != "Form" || depth >= maxForms {
		return
	}
	own := x.Key("Resources")
	if own.IsNull() {
		own = resources
	}
	inner := *l
	inner.seen = map[string]*font{}
	inner.stack = nil
	if m := x.Key("Matrix"); m.Len() == 6 {
		inner.ctm = matrixOf(items(m, 6)).times(l.ctm)
	}
	inner.content(x, own, depth+1)
	l.endX, l.endY, l.wrote, l.blank = inner.endX, inner.endY, inner.wrote, inner.blank
}

// move applies the operators that set text state and position
// (ISO 32000-1, tables 105 and 108).
func (l *layout) move(op string, args []pdf.Value) {
	first := 0.0
	if len(args) > 0 {
		first = args[0].Float64()
	}
	switch op {
	case "BT":
		l.line, l.text = identity(), identity()
	case "Tm":
		l.line = matrixOf(args)
		l.text = l.line
	case "Td", "TD":
		if len(args) == 2 {
			if op == "TD" {
				l.leading = -args[1].Float64()
			}
			l.offset(first, args[1].Float64())
		}
	case "T*":
		l.offset(0, -l.leading)
	case "TL":
		l.leading = first
	case "Tc":
		l.char = first
	case "Tw":
		l.word = first
	case "Tz":
		l.scale = first / 100
	}
}

func (l *layout) offset(x, y float64) {
	l.line = matrix{1, 0, 0, 1, x, y}.times(l.line)
	l.text = l.line
}

// show applies the operators that paint text (ISO 32000-1, table 109).
func (l *layout) show(op string, args []pdf.Value) {
	if len(args) == 0 {
		return
	}
	last := args[len(args)-1]
	if op == "\"" && len(args) == 3 {
		l.word, l.char = args[0].Float64(), args[1].Float64()
	}
	if op == "'" || op == "\"" {
		l.offset(0, -l.leading)
	}
	if op != "TJ" {
		l.run(last.RawString())
		return
	}
	for i := range last.Len() {
		if x := last.Index(i); x.Kind() == pdf.String {
			l.run(x.RawString())
		} else {
			l.advance(-x.Float64() / 1000 * l.size)
		}
	}
}

func (l *layout) advance(x float64) {
	l.text = matrix{1, 0, 0, 1, x * l.scale, 0}.times(l.text)
}

// A run that begins this far from the end of the last one, in font sizes,
// starts a new line or a new word. Blanks are about a quarter of the size
// wide and kerning moves glyphs by less than a tenth.
const (
	lineGap = 0.4
	wordGap = 0.15
)

func (l *layout) run(raw string) {
	if raw == "" || l.font == nil || l.out.Len() > maxText {
		return
	}
	at := l.text.times(l.ctm)
	size := math.Abs(l.size) * math.Max(math.Hypot(at[2], at[3]), 1e-6)
	if l.wrote {
		switch dx, dy := at[4]-l.endX, at[5]-l.endY; {
		case math.Abs(dy) > lineGap*size:
			l.out.WriteByte('\n')
		case (dx > wordGap*size || dx < -size) && !l.blank:
			l.out.WriteByte(' ')
		}
	}
	text := l.font.decode(raw)
	l.out.WriteString(text)
	l.blank = strings.HasSuffix(text, " ")
	l.advance(l.font.width(raw)*l.size + float64(l.font.glyphs(raw))*l.char + float64(l.font.blanks(raw))*l.word)
	end := l.text.times(l.ctm)
	l.endX, l.endY, l.wrote = end[4], end[5], true
}

func matrixOf(args []pdf.Value) matrix {
	if len(args) != 6 {
		return identity()
	}
	var m matrix
	for i := range m {
		m[i] = args[i].Float64()
	}
	return m
}

func items(v pdf.Value, n int) []pdf.Value {
	out := make([]pdf.Value, 0, n)
	for i := range min(v.Len(), n) {
		out = append(out, v.Index(i))
	}
	return out
}
