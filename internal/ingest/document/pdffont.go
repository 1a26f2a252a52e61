package document

import (
	"iter"
	"strings"

	"github.com/ledongthuc/pdf"
)

// maxCodes bounds the tables of one font: its codes have at most 16 bits.
const maxCodes = 1 << 16

// font knows how codes become text and how far they advance.
type font struct {
	encoding pdf.TextEncoding
	wide     bool            // codes of two bytes (Type 0)
	unicode  map[int]string  // text of codes, from the font's own table
	widths   map[int]float64 // by code, in thousandths of the size
	usual    float64         // of codes not in widths
}

func (l *layout) fontNamed(name string, resources pdf.Value) *font {
	if f := l.seen[name]; f != nil {
		return f
	}
	v := resources.Key("Font").Key(name)
	f := &font{widths: map[int]float64{}, usual: 500, wide: v.Key("Subtype").Name() == "Type0"}
	if f.wide {
		f.cidWidths(v.Key("DescendantFonts").Index(0))
	} else {
		first, widths := int(v.Key("FirstChar").Int64()), v.Key("Widths")
		for i := range min(widths.Len(), 256) {
			f.widths[first+i] = widths.Index(i).Float64()
		}
	}
	if reason := guarded(func() { f.encoding = (&pdf.Font{V: v}).Encoder() }); reason != "" {
		f.encoding = nil
	}
	if v.Key("ToUnicode").Kind() == pdf.Stream {
		if reason := guarded(func() { f.readUnicode(v) }); reason != "" {
			f.unicode = nil
		}
	}
	l.seen[name] = f
	return f
}

// cidWidths reads /DW and /W: "c [w w …]" and "first last w"
// (ISO 32000-1, 9.7.4.3).
func (f *font) cidWidths(v pdf.Value) {
	f.usual = 1000
	if dw := v.Key("DW"); !dw.IsNull() {
		f.usual = dw.Float64()
	}
	w := v.Key("W")
	for i := 0; i+1 < w.Len() && len(f.widths) < maxCodes; {
		first, second := int(w.Index(i).Int64()), w.Index(i+1)
		if second.Kind() == pdf.Array {
			for j := range min(second.Len(), maxCodes) {
				f.widths[first+j] = second.Index(j).Float64()
			}
			i += 2
			continue
		}
		for c := first; c <= min(int(second.Int64()), first+maxCodes) && len(f.widths) < maxCodes; c++ {
			f.widths[c] = w.Index(i + 2).Float64()
		}
		i += 3
	}
}

// readUnicode reads a /ToUnicode table (ISO 32000-1, 9.10.3). It comes before
// the font's encoding, which subset fonts often give for drawing only.
func (f *font) readUnicode(dict pdf.Value) {
	f.unicode = map[int]string{}
	pdf.Interpret(dict.Key("ToUnicode"), func(stk *pdf.Stack, op string) {
		args := make([]pdf.Value, stk.Len())
		for i := len(args) - 1; i >= 0; i-- {
			args[i] = stk.Pop()
		}
		switch op {
		case "findresource", "defineresource":
			// The table opens with "… findresource begin", for which the
			// interpreter wants a dictionary: the font's own will do.
			stk.Push(dict)
		case "endbfchar":
			for ; len(args) >= 2; args = args[2:] {
				f.setUnicode(code(args[0]), args[1].TextFromUTF16())
			}
		case "endbfrange":
			for ; len(args) >= 3; args = args[3:] {
				f.setRange(code(args[0]), code(args[1]), args[2])
			}
		}
	})
}

func (f *font) setRange(low, high int, to pdf.Value) {
	high = min(high, low+maxCodes)
	if to.Kind() == pdf.Array {
		for i := range min(to.Len(), high-low+1) {
			f.setUnicode(low+i, to.Index(i).TextFromUTF16())
		}
		return
	}
	first := []rune(to.TextFromUTF16())
	if len(first) == 0 {
		return
	}
	for c := low; c <= high; c++ {
		f.setUnicode(c, string(first))
		first[len(first)-1]++
	}
}

func (f *font) setUnicode(code int, text string) {
	if text != "" && len(text) <= 64 && len(f.unicode) < maxCodes {
		f.unicode[code] = text
	}
}

// code reads the big-endian number of a string of one or two bytes; longer
// codes do not occur in résumés' fonts.
func code(v pdf.Value) int {
	n := 0
	for _, b := range []byte(v.RawString()) {
		n = n<<8&0xffff | int(b)
	}
	return n
}

// decode returns the text of codes; where the font does not say, nothing.
func (f *font) decode(raw string) string {
	var b strings.Builder
	if len(f.unicode) > 0 {
		for c := range f.codes(raw) {
			b.WriteString(f.unicode[c])
		}
		return b.String()
	}
	var text string
	if f.encoding == nil || guarded(func() { text = f.encoding.Decode(raw) }) != "" {
		return ""
	}
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")
}

// codes splits a string into the codes of its glyphs.
func (f *font) codes(raw string) iter.Seq[int] {
	return func(yield func(int) bool) {
		if !f.wide {
			for i := range len(raw) {
				if !yield(int(raw[i])) {
					return
				}
			}
			return
		}
		for i := 0; i+2 <= len(raw); i += 2 {
			if !yield(int(raw[i])<<8 | int(raw[i+1])) {
				return
			}
		}
	}
}

// width returns the advance of codes in font sizes.
func (f *font) width(raw string) float64 {
	sum := 0.0
	for c := range f.codes(raw) {
		if w, ok := f.widths[c]; ok {
			sum += w
		} else {
			sum += f.usual
		}
	}
	return sum / 1000
}

func (f *font) glyphs(raw string) int {
	if f.wide {
		return len(raw) / 2
	}
	return len(raw)
}

// blanks counts the codes that word spacing applies to: single bytes of 32.
func (f *font) blanks(raw string) int {
	if f.wide {
		return 0
	}
	return strings.Count(raw, " ")
}
