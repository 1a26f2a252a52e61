package simulate

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// pdf writes the résumé as a one-page PDF with an information dictionary, XMP
// metadata and a file identifier (ISO 32000-1, 14.3 and 14.4).
func (r *resume) pdfFile() []byte {
	var b bytes.Buffer
	var offsets []int
	b.WriteString("%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
	add := func(body string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), body)
	}
	stream := func(dict, data string) string {
		return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
	}
	add("<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R>>")
	add("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	add("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>")
	add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	add(stream("", r.pdfText()))
	add(stream("/Type/Metadata/Subtype/XML", r.xmp()))
	at := "D:" + r.created.UTC().Format("20060102150405") + "Z"
	add(fmt.Sprintf("<</Title(SYNTHETIC)/Author(%s)/Creator(%s)/Producer(%s)/CreationDate(%s)/ModDate(%s)>>",
		pdfString(r.author), r.producer, r.producer, at, at))
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R/Info 7 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, r.id, r.update, start)
	return b.Bytes()
}

func (r *resume) pdfText() string {
	var b strings.Builder
	b.WriteString("BT\n/F1 10 Tf\n14 TL\n54 740 Td\n")
	for _, line := range r.lines {
		fmt.Fprintf(&b, "(%s) Tj\nT*\n", pdfString(line))
	}
	b.WriteString("ET")
	return b.String()
}

func pdfString(s string) string {
	return strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(s)
}

func (r *resume) xmp() string {
	at := r.created.UTC().Format(time.RFC3339)
	return `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"><xmp:CreateDate>` + at + `</xmp:CreateDate>` +
		`<xmpMM:DocumentID>` + r.doc + `</xmpMM:DocumentID><xmpMM:InstanceID>uuid:` + strings.ToLower(r.update) + `</xmpMM:InstanceID></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`
}
