package simulate

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"time"
)

const (
	xmlHead    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordSpace  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	partTypes  = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>`
	rootRels   = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/></Relationships>`
	documentRe = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/></Relationships>`
)

// docx writes the résumé as a small Word document with revision save ids.
func (r *resume) docx() ([]byte, error) {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", partTypes},
		{"_rels/.rels", rootRels},
		{"word/document.xml", r.docxBody()},
		{"word/_rels/document.xml.rels", documentRe},
		{"word/settings.xml", r.docxSettings()},
		{"docProps/core.xml", r.docxCore()},
		{"docProps/app.xml", xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Template>Normal.dotm</Template><TotalTime>` +
			fmt.Sprint(len(r.rsids)*9) + `</TotalTime><Pages>1</Pages><Application>` + r.producer + `</Application></Properties>`},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: r.created})
		if err != nil {
			return nil, fmt.Errorf("add %s: %w", part.name, err)
		}
		if _, err := w.Write([]byte(part.text)); err != nil {
			return nil, fmt.Errorf("write %s: %w", part.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("close document: %w", err)
	}
	return buf.Bytes(), nil
}

func (r *resume) docxBody() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:document ` + wordSpace + `><w:body>`)
	for i, line := range r.lines {
		fmt.Fprintf(&b, `<w:p w:rsidR="%s" w:rsidRDefault="%s"><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>`,
			r.rsids[i%len(r.rsids)], r.root, xmlText(line))
	}
	b.WriteString(`<w:sectPr w:rsidR="` + r.root + `"><w:pgSz w:w="12240" w:h="15840"/></w:sectPr></w:body></w:document>`)
	return b.String()
}

func (r *resume) docxSettings() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:settings ` + wordSpace + `><w:zoom w:percent="100"/><w:rsids><w:rsidRoot w:val="` + r.root + `"/>`)
	for _, id := range r.rsids {
		b.WriteString(`<w:rsid w:val="` + id + `"/>`)
	}
	b.WriteString(`</w:rsids></w:settings>`)
	return b.String()
}

func (r *resume) docxCore() string {
	at := r.created.UTC().Format(time.RFC3339)
	return xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>SYNTHETIC</dc:title><dc:creator>` + xmlText(r.author) + `</dc:creator><cp:lastModifiedBy>` + xmlText(r.author) + `</cp:lastModifiedBy><cp:revision>` + fmt.Sprint(len(r.rsids)) +
		`</cp:revision><dcterms:created xsi:type="dcterms:W3CDTF">` + at + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + at + `</dcterms:modified></cp:coreProperties>`
}

func xmlText(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}
