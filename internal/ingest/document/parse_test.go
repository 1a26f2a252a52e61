package document

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseDOCX(t *testing.T) {
	t.Parallel()
	got, err := Parse(docx(t, resumeParts()), "cv.docx")
	if err != nil {
		t.Fatal(err)
	}
	want := Doc{
		Format: FormatDOCX, Title: "Résumé", Author: "SYNTHETIC Author", LastModifiedBy: "SYNTHETIC Editor",
		Producer: "Microsoft Office Word 16.0000", Template: "Resume.dotm", EditMinutes: 42, Pages: 2,
		Created:  time.Date(2025, 3, 1, 0, 30, 0, 0, time.UTC),
		Modified: time.Date(2025, 3, 2, 10, 0, 0, 0, time.UTC),
		Rsids:    []string{"001b77e2", "00c3a51f"}, RsidRoot: "00c3a51f",
		Text: "SYNTHETIC Sample\nBuilt payment services in Go",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseDOCXText(t *testing.T) {
	t.Parallel()
	xml := `<w:document ` + wordNS + ` xmlns:mc="m"><w:body>` +
		`<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c&amp;d</w:t></w:r></w:p>` +
		`<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>` +
		`<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>` +
		`</w:body></w:document>`
	got, err := Parse(docx(t, map[string]string{"word/document.xml": xml}), "")
	if err != nil {
		t.Fatal(err)
	}
	if want := "a\tb\nc&d\n\nbox"; got.Text != want {
		t.Errorf("text %q, want %q", got.Text, want)
	}
}

func TestParsePDF(t *testing.T) {
	t.Parallel()
	got, err := Parse(makePDF(samplePDF()), "cv.pdf")
	if err != nil {
		t.Fatal(err)
	}
	want := Doc{
		Format: FormatPDF, Title: "Resume", Author: "SYN", Producer: "Sample Writer 1.0", Creator: "Sample",
		Created:       time.Date(2025, 3, 1, 0, 30, 0, 0, time.UTC),
		Modified:      time.Date(2025, 3, 2, 0, 0, 0, 0, time.UTC),
		PDFID:         [2]string{"00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100"},
		XMPDocumentID: "xmp.did:1a2b3c4d-5e6f-4708-9a0b-c1d2e3f40516",
		XMPInstanceID: "uuid:0b1f2c3d-4e5f-4061-8273-94a5b6c7d8e9",
		XMPOriginalID: "uuid:9F8E7D6C-5B4A-4930-8271-605F4E3D2C1B",
		Text:          "SYNTHETIC Sample\nBuilt payment services", Pages: 1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParsePDFSmoothed(t *testing.T) {
	t.Parallel()
	whole := makePDF(samplePDF())
	for name, data := range map[string][]byte{
		"bytes before the header": append([]byte("\r\n\r\n"), whole...),
		"bytes after the end":     append(bytes.Clone(whole), bytes.Repeat([]byte("\x00"), 300)...),
		"another version":         bytes.Replace(whole, []byte("%PDF-1.7\n"), []byte("%PDF-2.0\r"), 1),
	} {
		got, err := Parse(data, "cv.pdf")
		if err != nil || !strings.Contains(got.Text, "payment services") {
			t.Errorf("%s: %q, %v", name, got.Text, err)
		}
	}
}

func TestParsePDFFonts(t *testing.T) {
	t.Parallel()
	table := "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange " +
		"1 beginbfchar <0001> <0053> endbfchar 2 beginbfrange <0002> <0003> <0059> <0010> <0011> [<004E> <00660069>] endbfrange endcmap end end"
	s := samplePDF()
	s.content = "BT /F2 10 Tf 72 700 Td <000100020010> Tj 30 0 Td <0011> Tj ET /X1 Do"
	s.extra = []string{
		"<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [9 0 R] /ToUnicode 10 0 R >>",
		"<< /Type /Font /Subtype /CIDFontType2 /DW 1000 /W [1 [500 600] 16 17 700] >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(table), table),
		"<< /Type /XObject /Subtype /Form /Matrix [1 0 0 1 0 -50] /Resources << /Font << /F1 4 0 R >> >> /Length 47 >>\nstream\nBT /F1 10 Tf 72 700 Td (inside a form) Tj ET     \nendstream",
	}
	s.resource = "/XObject << /X1 11 0 R >>"
	data := bytes.Replace(makePDF(s), []byte("/F1 4 0 R >>"), []byte("/F2 8 0 R >>"), 1)
	got, err := Parse(data, "")
	if err != nil {
		t.Fatal(err)
	}
	if want := "SYN fi\ninside a form"; got.Text != want {
		t.Errorf("text %q (%s), want %q", got.Text, got.TextError, want)
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	day := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		text string
		pdf  bool
		want time.Time
		note bool
	}{
		{"D:20240229", true, day, false},
		{"20240229000000Z", true, day, false},
		{"D:20240229013000+01'30'", true, day, false},
		{"D:20240228193000-04'30", true, day, false},
		{"D:20240229000000+99'00'", true, day, false},
		{"D:20241399", true, time.Time{}, true},
		{"D:00000101000000Z", true, time.Time{}, true},
		{"D:99991231", true, time.Time{}, true},
		{"D:19700101000000Z", true, time.Time{}, true},
		{"yesterday", true, time.Time{}, true},
		{"", true, time.Time{}, false},
		{"2024-02-29T00:00:00Z", false, day, false},
		{"2024-02-29T09:00:00+09:00", false, day, false},
		{"2024-02-29", false, day, false},
		{"1601-01-01T00:00:00Z", false, time.Time{}, true},
		{"2024-02-30T00:00:00Z", false, time.Time{}, true},
	} {
		var d Doc
		parse := parseW3CDate
		if c.pdf {
			parse = parsePDFDate
		}
		d.setDates(c.text, "", parse)
		if !d.Created.Equal(c.want) || (len(d.Notes) > 0) != c.note {
			t.Errorf("%q: %v, notes %q", c.text, d.Created, d.Notes)
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	deep := `<w:document ` + wordNS + `>` + strings.Repeat("<w:p>", 5000) + strings.Repeat("</w:p>", 5000) + `</w:document>`
	laughs := `<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document ` + wordNS + `><w:t>&b;</w:t></w:document>`
	whole := makePDF(samplePDF())
	loop := samplePDF()
	loop.trailer = "/Prev 99999999"
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "empty"},
		{"garbage.pdf", []byte("hello, world"), "not that of a pdf"},
		{"garbage", bytes.Repeat([]byte{0x81, 3, 0xff}, 400), "neither PDF nor DOCX"},
		{"old.doc", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest"), "old binary Word"},
		{"rich.rtf", []byte(`{\rtf1 x}`), "rich text"},
		{"half.docx", docx(t, resumeParts())[:300], "not a whole zip"},
		{"sheet.docx", docx(t, map[string]string{"xl/workbook.xml": "<a/>"}), "without a Word document"},
		{"bomb.docx", docx(t, with(resumeParts(), "word/document.xml", body(strings.Repeat("a", 60<<20)))), "bomb"},
		{"ratio.docx", docx(t, with(resumeParts(), "word/document.xml", body(strings.Repeat("a", 4<<20)))), "bomb"},
		{"deep.docx", docx(t, with(resumeParts(), "word/document.xml", deep)), "nested deeper"},
		{"laughs.docx", docx(t, with(resumeParts(), "word/document.xml", laughs)), "document type declaration"},
		{"entity.docx", docx(t, with(resumeParts(), "word/document.xml", body("&lol;"))), "word/document.xml"},
		{"broken.docx", docx(t, with(resumeParts(), "docProps/core.xml", "<a><b></a>")), "docProps/core.xml"},
		{"utf16.docx", docx(t, with(resumeParts(), "docProps/core.xml", `<?xml version="1.0" encoding="UTF-16"?><a/>`)), "expected UTF-8"},
		{"half.pdf", whole[:len(whole)/2], "cut off"},
		{"noxref.pdf", bytes.Replace(whole, []byte("startxref"), []byte("startxxxx"), 1), "damaged"},
		{"prev.pdf", makePDF(loop), "damaged"},
		{"tiny.pdf", []byte("%PDF-1.7\n%%EOF"), "too short"},
	} {
		_, err := Parse(c.data, c.name)
		var m ErrMalformed
		if !errors.As(err, &m) || !strings.Contains(m.Reason, c.want) {
			t.Errorf("%s: %v, want a reason with %q", c.name, err, c.want)
		}
	}
}

func TestDamagedPDFKeepsTheRest(t *testing.T) {
	t.Parallel()
	s := samplePDF()
	s.xmp = "<a><b></a>"
	s.content = "BT /F1 12 Tf 72 700 Td (kept) Tj ET Q Q Q 1 Tm ( "
	got, err := Parse(makePDF(s), "")
	if err != nil || got.Title != "Resume" || !strings.HasPrefix(got.Text, "kept") || len(got.Notes) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	circle := bytes.Replace(makePDF(s), []byte("/Kids [3 0 R]"), []byte("/Kids [2 0 R]"), 1)
	got, err = Parse(circle, "")
	if err != nil || !strings.Contains(got.TextError, "circles") {
		t.Errorf("%q, %v", got.TextError, err)
	}
	s.content = strings.Repeat("q\n", maxOperators+1)
	got, err = Parse(makePDF(s), "")
	if err != nil || !strings.Contains(got.TextError, "operators") {
		t.Errorf("%q, %v", got.TextError, err)
	}
}

func TestCleaned(t *testing.T) {
	t.Parallel()
	d := Doc{Title: " a\x1b[31mred\u202e \xff ", Text: "x\r\n\n\n\n\x07y\u00a0z  \n\u200b", Author: strings.Repeat("é", 5000)}
	d.tidy()
	if d.Title != "a[31mred" || d.Text != "x\n\ny z" || len(d.Author) > maxProperty {
		t.Errorf("%q %q %d", d.Title, d.Text, len(d.Author))
	}
}

func FuzzParse(f *testing.F) {
	f.Add(makePDF(samplePDF()))
	f.Add(docx(f, resumeParts()))
	plain := samplePDF()
	plain.plain = true
	f.Add(makePDF(plain))
	f.Add([]byte("%PDF-1.4\n%%EOF"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.Contains(data, []byte("/Prev")) {
			t.Skip("the library follows a circle of sections for ever, which the child's time limit is for")
		}
		d, err := Parse(data, "")
		if err != nil {
			var m ErrMalformed
			if !errors.As(err, &m) || m.Reason == "" {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		before := d.Text
		d.tidy()
		if d.Text != before {
			t.Fatal("cleaning is not final")
		}
		Lineage(d)
		Signature(d.Text)
	})
}
