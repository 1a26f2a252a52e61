package document

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"
)

// docx writes a zip archive of parts, by name.
func docx(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for name, body := range parts {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

const wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

// body wraps paragraphs as a Word body.
func body(paragraphs ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><w:document ` + wordNS + `><w:body>`)
	for _, p := range paragraphs {
		b.WriteString(`<w:p><w:r><w:t xml:space="preserve">` + p + `</w:t></w:r></w:p>`)
	}
	b.WriteString(`</w:body></w:document>`)
	return b.String()
}

// resumeParts are the parts of a small whole document.
func resumeParts() map[string]string {
	return map[string]string{
		"_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml": body("SYNTHETIC Sample", "Built payment services in Go"),
		"docProps/core.xml": `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">` +
			`<dc:title>Résumé</dc:title><dc:creator>SYNTHETIC Author</dc:creator><cp:lastModifiedBy>SYNTHETIC Editor</cp:lastModifiedBy>` +
			`<dcterms:created>2025-03-01T09:30:00+09:00</dcterms:created><dcterms:modified>2025-03-02T10:00:00Z</dcterms:modified></cp:coreProperties>`,
		"docProps/app.xml": `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">` +
			`<Template>Resume.dotm</Template><TotalTime>42</TotalTime><Pages>2</Pages><Application>Microsoft Office Word</Application><AppVersion>16.0000</AppVersion></Properties>`,
		"word/settings.xml": `<w:settings ` + wordNS + `><w:rsids><w:rsidRoot w:val="00C3A51F"/><w:rsid w:val="00C3A51F"/><w:rsid w:val="001B77E2"/><w:rsid w:val="001B77E2"/></w:rsids></w:settings>`,
	}
}

func with(parts map[string]string, name, text string) map[string]string {
	parts[name] = text
	return parts
}

// pdfSpec is what a test PDF holds.
type pdfSpec struct {
	info     string // inside << >>
	id       string // the value of /ID
	xmp      string
	content  string // drawing operators of the only page
	font     string // further entries of the font F1
	extra    []string
	resource string // further resources
	plain    bool   // content is not compressed
	trailer  string // further trailer entries
}

// makePDF writes a PDF with a classic cross-reference table.
func makePDF(s pdfSpec) []byte {
	var buf bytes.Buffer
	var offsets []int
	object := func(text string) {
		offsets = append(offsets, buf.Len())
		fmt.Fprintf(&buf, "%d 0 obj\n%s\nendobj\n", len(offsets), text)
	}
	stream := func(dict, data string) string {
		return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
	}
	buf.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	object("<< /Type /Catalog /Pages 2 0 R /Metadata 6 0 R >>")
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> " + s.resource + " >> >>")
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding " + s.font + " >>")
	if s.plain {
		object(stream("", s.content))
	} else {
		object(stream("/Filter /FlateDecode", deflate(s.content)))
	}
	object(stream("/Type /Metadata /Subtype /XML", s.xmp))
	object("<< " + s.info + " >>")
	for _, e := range s.extra {
		object(e)
	}
	xref := buf.Len()
	fmt.Fprintf(&buf, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&buf, "%010d 00000 n \n", o)
	}
	id := ""
	if s.id != "" {
		id = "/ID " + s.id
	}
	fmt.Fprintf(&buf, "trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R %s %s >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, id, s.trailer, xref)
	return buf.Bytes()
}

func deflate(s string) string {
	var buf bytes.Buffer
	w := zlib.NewWriter(&buf)
	_, _ = w.Write([]byte(s)) // a buffer takes everything
	_ = w.Close()
	return buf.String()
}

const sampleXMP = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
	`<rdf:Description rdf:about="" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#" xmpMM:InstanceID="uuid:0b1f2c3d-4e5f-4061-8273-94a5b6c7d8e9">` +
	`<xmpMM:DocumentID>xmp.did:1a2b3c4d-5e6f-4708-9a0b-c1d2e3f40516</xmpMM:DocumentID>` +
	`<xmpMM:OriginalDocumentID>uuid:9F8E7D6C-5B4A-4930-8271-605F4E3D2C1B</xmpMM:OriginalDocumentID>` +
	`<xmpMM:DerivedFrom><rdf:Description><xmpMM:DocumentID>uuid:aaaaaaaa-0000-4000-8000-123456789abc</xmpMM:DocumentID></rdf:Description></xmpMM:DerivedFrom>` +
	`</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`

func samplePDF() pdfSpec {
	return pdfSpec{
		info:    `/Title (Resume) /Author <FEFF00530059004E> /Producer (Sample Writer 1.0) /Creator (Sample) /CreationDate (D:20250301093000+09'00') /ModDate (D:20250302)`,
		id:      "[<00112233445566778899aabbccddeeff> <ffeeddccbbaa99887766554433221100>]",
		xmp:     sampleXMP,
		content: "BT /F1 12 Tf 72 700 Td (SYNTHETIC Sample) Tj 0 -14 Td [(Built) -300 (pay) 20 (ment)] TJ ET BT /F1 12 Tf 1 0 0 1 180 686 Tm (services) Tj ET",
	}
}
