package docusign

import (
	"errors"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

// certificate is written as a certificate of completion comes out of its PDF,
// line by line.
const certificate = `Offer of employment, signed page
Certificate Of Completion
Envelope Id: 0A1B2C3D-1111-2222-3333-444455556666 Status: Completed
Subject: Complete with Docusign: Offer letter.pdf
Source Envelope:
Document Pages: 5 Signatures: 2 Envelope Originator:
Certificate Pages: 5 Initials: 0 Hanna Rask
AutoNav: Enabled 1 Corp Street
EnvelopeId Stamping: Enabled Austin, TX 78701
Time Zone: (UTC-06:00) Central Time (US & Canada) hr@corp.example.com
IP Address: 198.51.100.7
Record Tracking
Status: Original Holder: Hanna Rask Location: DocuSign
1/3/2026 9:00:00 AM hr@corp.example.com
Signer Events Signature Timestamp
Ana Ferro Completed Sent: 1/3/2026 9:00:00 AM
ana@example.org Viewed: 1/4/2026 9:55:00 AM
Security Level: Email, Account Authentication Signed: 1/4/2026 10:00:00 AM
(None)
Signature Adoption: Pre-selected Style
Using IP Address: 81.2.69.160
Electronic Record and Signature Disclosure:
Accepted: 1/4/2026 9:55:00 AM
ID: 5d2c0c4e-0000-0000-0000-000000000000
Hanna Rask Sent: 1/4/2026 10:00:05 AM
hr@corp.example.com Viewed: 1/4/2026 10:59:00 AM
HR Lead Signed: 1/4/2026 11:00:00 AM
Security Level: Email, Account Authentication
Using IP Address: 198.51.100.7
Electronic Record and Signature Disclosure:
Not Offered via DocuSign
In Person Signer Events Signature Timestamp
Ivo Person
ivo@example.org Signed: 1/4/2026 11:30:00 AM
Using IP Address: 198.51.100.8
Carbon Copy Events Status Timestamp
Envelope Summary Events Status Timestamps
`

func TestCertificate(t *testing.T) {
	if !IsCertificate(certificate) {
		t.Fatal("it is not recognised")
	}
	got, err := Certificate(certificate, source.Item{Tenant: "main", ObservedAt: sourcetest.ObservedAt, Origin: domain.Origin{File: "signed.pdf"}})
	if err != nil {
		t.Fatal(err)
	}
	shape := Source().Shapes[3]
	sourcetest.Check(t, shape, got)
	want := `
docusign:main:signature:0A1B2C3D-1111-2222-3333-444455556666/# at 2026-01-04T16:00:00Z from signed.pdf@0
  ref   recipient=Ana Ferro
  value name "Ana Ferro" role=signing declared
  value public_ip "81.2.69.160" role=signing recorded
  value event "signed" role=signing recorded

docusign:main:signature:0A1B2C3D-1111-2222-3333-444455556666/# at 2026-01-04T17:00:00Z from signed.pdf@0
  ref   work-mail=hr@corp.example.com
  value name "Hanna Rask" role=signing declared
  value public_ip "198.51.100.7" role=signing recorded
  value event "signed" role=signing recorded
`
	text := sourcetest.Render(sourcetest.Result{Records: got})
	_, text, _ = strings.Cut(text, "unknown 0\n")
	for _, r := range got {
		_, hash, _ := strings.Cut(r.Key.ID, "/")
		text = strings.Replace(text, hash, "#", 1)
	}
	if text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}

func TestCertificateOfOthers(t *testing.T) {
	swap := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(certificate) }
	for what, c := range map[string]struct {
		text    string
		records int
		err     string // part of it
	}{
		"a customer's contract":      {swap("Offer letter.pdf", "Purchase order.pdf"), 1, ""},
		"nobody of the sender's own": {swap("Offer letter.pdf", "Purchase order.pdf", "\nhr@corp.example.com Viewed", "\nhr@other.example.com Viewed"), 0, "nothing"},
		"no address beside the name": {swap("Using IP Address: 81.2.69.160", ""), 1, ""},
		"columns one by one":         {swap("Using IP Address", "Address", "Signed:", "Done:"), 0, "beside a time"},
		"two at one name":            {swap("Security Level: Email, Account Authentication Signed:", "Using IP Address: 81.2.69.161 Signed:"), 1, ""},
		"no envelope":                {swap("Envelope Id: 0A1B", "Envelope Id: x"), 0, "no envelope id"},
		"no signers":                 {strings.Split(certificate, "Signer Events")[0], 0, "no signers"},
		"a day that is none":         {swap("1/4/2026 10:00:00 AM\n(None)", "45/45/2026 10:00:00 AM\n(None)"), 0, "time of signature"},
	} {
		got, err := Certificate(c.text, source.Item{Tenant: "main"})
		switch {
		case c.err == "nothing":
			if !errors.Is(err, domain.ErrUnused) {
				t.Errorf("%s: %d records, %v", what, len(got), err)
			}
		case c.err == "" && (err != nil || len(got) != c.records), c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
			t.Errorf("%s: %d records, %v", what, len(got), err)
		}
	}
	for _, text := range []string{"", "My résumé: Certificate Of Completion of a course", "Certificate Of Completion\nEnvelope Id: 1"} {
		if IsCertificate(text) {
			t.Errorf("%q is taken for one", text)
		}
	}
}

func FuzzCertificate(f *testing.F) {
	f.Add(certificate)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Certificate(text, source.Item{Tenant: "main"})
		if err != nil {
			return
		}
		sourcetest.Check(t, Source().Shapes[3], got)
	})
}
