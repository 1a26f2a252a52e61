package docusign

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/signin"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// IsCertificate reports whether a document's text is of a certificate of
// completion, which stands alone or as the last pages of what was signed.
func IsCertificate(text string) bool {
	_, after, ok := strings.Cut(text, certificateTitle)
	return ok && strings.Contains(after, "Envelope Id:") && strings.Contains(after, signerEvents)
}

const (
	certificateTitle = "Certificate Of Completion"
	signerEvents     = "Signer Events"
)

// What a certificate writes. Its two or three columns come out on one line
// where they stand at one height.
var (
	envelopeID = regexp.MustCompile(`Envelope Id:\s*([0-9A-Fa-f-]{32,36})`)
	subject    = regexp.MustCompile(`(?m)^.*Subject:[ \t]*(.+)$`)
	zone       = regexp.MustCompile(`Time Zone:\s*\(UTC([+-]\d{2}:\d{2})?\)`)
	address    = regexp.MustCompile(`[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	usingIP    = regexp.MustCompile(`Using IP Address:\s*([0-9A-Fa-f.:]+)`)
	signedAt   = regexp.MustCompile(`Signed:\s*(\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}:\d{2}:\d{2}(?: [AP]M)?)`)
	otherwise  = regexp.MustCompile(`\s*(?:Completed|Signed by:|DocuSigned by:|Sent:|Viewed:|Signed:).*$`)
)

// Certificate reads a certificate of completion: a signature for each signer
// whose address and time stand beside the name. Tenant and origin are the
// caller's to fill in. It returns [domain.ErrUnused] where none is of a worker,
// as far as the certificate tells.
func Certificate(text string, it source.Item) ([]domain.Record, error) {
	_, text, _ = strings.Cut(text, certificateTitle)
	head, events, ok := strings.Cut(text, signerEvents)
	if !ok {
		return nil, errors.New("certificate lists no signers")
	}
	envelope := first(envelopeID, head)
	if envelope == "" {
		return nil, errors.New("certificate has no envelope id")
	}
	events, _, _ = strings.Cut(events, "In Person Signer Events")
	about := about{employment: employment(first(subject, head)), employer: domainOf(first(address, head))}
	out, found := []domain.Record(nil), 0
	for _, s := range signersOf(events) {
		ip, at := signin.Public(first(usingIP, s.text)), first(signedAt, s.text)
		if len(usingIP.FindAllString(s.text, 2)) != 1 || len(signedAt.FindAllString(s.text, 2)) != 1 || ip == "" {
			continue
		}
		signed, err := when.Parse(at)
		if err != nil {
			return nil, fmt.Errorf("read time of signature: %w", err)
		}
		found++
		r := domain.Record{Key: domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindSignature, ID: envelope + "/" + signin.HashID(strings.ToLower(s.mail), s.name)},
			OccurredAt: signed.Add(-offset(head)), ObservedAt: it.ObservedAt, Origin: it.Origin}
		if addRefs(&r, about, s.name, strings.ToLower(s.mail)); len(r.Refs) == 0 {
			continue
		}
		source.AddText(&r, domain.FieldName, s.name, domain.RoleSigning, domain.Declared)
		source.AddText(&r, domain.FieldPublicIP, ip, domain.RoleSigning, domain.Recorded)
		source.AddText(&r, domain.FieldEvent, "signed", domain.RoleSigning, domain.Recorded)
		out = append(out, r)
	}
	switch {
	case found == 0:
		return nil, errors.New("no signer of the certificate stands beside a time and an address")
	case len(out) == 0:
		return nil, domain.ErrUnused
	}
	return out, nil
}

// certified is one signer's part of a certificate.
type certified struct{ name, mail, text string }

// signersOf cuts the events by signer: a name, on the next line the mail
// address, then what the signer did.
func signersOf(events string) (out []certified) {
	before := ""
	for line := range strings.SplitSeq(events, "\n") {
		mail := address.FindString(line)
		if mail != "" && strings.HasPrefix(strings.TrimSpace(line), mail) {
			who := strings.Join(strings.Fields(otherwise.ReplaceAllString(before, "")), " ")
			out = append(out, certified{name: who, mail: mail, text: line + "\n"})
		} else if len(out) > 0 {
			out[len(out)-1].text += line + "\n"
		}
		if strings.TrimSpace(line) != "" {
			before = line
		}
	}
	return out
}

func first(re *regexp.Regexp, text string) string {
	if m := re.FindStringSubmatch(text); m != nil {
		return strings.TrimSpace(m[len(m)-1])
	}
	return ""
}

// offset returns the distance of the certificate's clock from Greenwich in
// winter, which is all that it states.
func offset(head string) time.Duration {
	t, err := time.Parse("-07:00", first(zone, head))
	if err != nil {
		return 0
	}
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
}
