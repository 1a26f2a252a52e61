package app_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/domain"
)

// onePage writes a PDF of one page with the lines given.
func onePage(lines ...string) []byte {
	var text, b bytes.Buffer
	text.WriteString("BT\n/F1 9 Tf\n12 TL\n40 760 Td\n")
	for _, l := range lines {
		fmt.Fprintf(&text, "(%s) Tj\nT*\n", strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(l))
	}
	text.WriteString("ET")
	var offsets []int
	b.WriteString("%PDF-1.4\n")
	for i, body := range []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", text.Len(), text.String())} {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return b.Bytes()
}

// TestCertificateOfCompletion reads the PDF that says from where a contract was
// signed: of the signer who works here, and of nobody else.
func TestCertificateOfCompletion(t *testing.T) {
	dir := t.TempDir()
	page := func(file, subject, end string) {
		t.Helper()
		data := onePage("Certificate Of Completion", "Envelope Id: 0A1B2C3D-1111-2222-3333-444455556666 Status: Completed", "Subject: "+subject,
			"Time Zone: (UTC-06:00) Central Time (US & Canada) hr@corp.example.com", "Signer Events Signature Timestamp",
			"Ana Ferro Sent: 1/3/2026 9:00:00 AM", "ana@example.org Viewed: 1/4/2026 9:55:00 AM", "Signed: 1/4/2026 10:00:00 AM", end, "Carbon Copy Events Status Timestamp")
		if err := os.WriteFile(filepath.Join(dir, file), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	page("offer.pdf", "Offer letter", "Using IP Address: 81.2.69.160")
	page("order.pdf", "Purchase order 17", "Using IP Address: 81.2.69.161")
	page("cut.pdf", "Offer letter", "")
	hr := `{"fields":[{"id":"displayName","type":"text","name":"Display name"}],"employees":[{"id":"1","displayName":"Ana Ferro","firstName":"Ana","lastName":"Ferro","jobTitle":"Engineer","workEmail":"ana.ferro@corp.example.com"}]}`
	if err := os.WriteFile(filepath.Join(dir, "employees.json"), []byte(hr), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := app.LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	out, err := app.Scan(t.Context(), cfg, options(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	said := map[string]string{}
	for _, f := range out.Files {
		said[filepath.Base(f.Path)] = fmt.Sprintf("%s %s: %d accepted, %d unused, %d set aside", f.Source, f.Shape, f.Accepted, f.Unused, f.SetAside)
	}
	for file, want := range map[string]string{
		"offer.pdf": "docusign certificate: 1 accepted, 0 unused, 0 set aside",
		"order.pdf": "docusign certificate: 0 accepted, 1 unused, 0 set aside",
		"cut.pdf":   "resume file: 0 accepted, 0 unused, 1 set aside",
	} {
		if said[file] != want {
			t.Errorf("%s: %s, want %s", file, said[file], want)
		}
	}
	signatures := 0
	for _, p := range out.Result.Persons {
		for _, r := range p.Records {
			if r.Key.Kind == domain.KindSignature {
				signatures++
			}
		}
	}
	if signatures != 1 {
		t.Errorf("%d signatures of people, want 1; files: %v", signatures, said)
	}
}
