package docusign

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/signin"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// mapEnvelope gives a signature for each recipient who signed.
func mapEnvelope(it source.Item, out *source.Out, n *tree.Node) error {
	if n.Has("envelopes") { // a whole answer on one line
		for _, e := range n.List("envelopes") {
			if err := mapEnvelope(it, out, e); err != nil {
				return err
			}
		}
		return nil
	}
	id := n.Text("envelopeId")
	if id == "" {
		return errors.New("envelope has no envelopeId")
	}
	about := envelopeOf(n)
	for _, s := range n.List("recipients", "signers") {
		if err := addSigner(it, out, id, about, s); err != nil {
			return fmt.Errorf("read signer %s: %w", s.Text("recipientId"), err)
		}
	}
	return nil
}

// about is what an envelope says of whose signatures it holds. A company sends
// contracts to customers too: a signer who is known by name alone counts only
// under a paper of employment, so that a customer is not taken for the worker
// of the same name.
type about struct {
	employer   string // domain of the sender's mail address
	employment bool
	employee   string // employee number, where the employer's own field has it
}

func envelopeOf(n *tree.Node) about {
	a := about{employer: domainOf(n.Text("sender", "email")), employment: employment(n.Text("emailSubject"))}
	outside := 0
	for _, s := range n.List("recipients", "signers") {
		if a.employer == "" || domainOf(s.Text("email")) != a.employer {
			outside++
		}
	}
	for _, f := range n.List("customFields", "textCustomFields") {
		what, value := source.ColumnKey(f.Text("name")), f.Text("value")
		switch what {
		case "employeeid", "employeenumber", "employeeno", "empid", "personnelnumber":
			if outside == 1 { // of several, which one it is is not said
				a.employee = value
			}
		}
	}
	return a
}

// domainOf returns the domain of a mail address in lower case, unless anybody
// can have an address there.
func domainOf(mail string) string {
	_, host, ok := strings.Cut(strings.ToLower(mail), "@")
	switch host {
	case "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com", "aol.com",
		"proton.me", "protonmail.com", "gmx.com", "gmx.de", "gmx.net", "web.de", "mail.com", "zoho.com", "yandex.com", "msn.com":
		return ""
	}
	if !ok {
		return ""
	}
	return host
}

// employment reports whether a subject line is of a paper between employer and
// worker.
func employment(subject string) bool {
	text := strings.ToLower(subject)
	for _, p := range []string{"offer letter", "job offer", "employment", "new hire", "onboarding", "contractor agreement",
		"independent contractor", "direct deposit", "employee handbook", "equipment agreement"} {
		if strings.Contains(text, p) {
			return true
		}
	}
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		switch w {
		case "w-4", "i-9", "w-9", "w-8ben":
			return true
		}
	}
	return false
}

// addSigner adds who signed, when, and from which address where the answer
// tells it. Who signed in the presence of a host did so on the host's device.
func addSigner(it source.Item, out *source.Out, envelope string, a about, s *tree.Node) error {
	who, mail := s.Text("name"), strings.ToLower(s.Text("email"))
	id, user := s.First("recipientIdGuid", "recipientId"), s.Text("userId")
	signed, err := when.Named("signedDateTime", s.Text("signedDateTime"))
	if err != nil {
		return err
	}
	kind := s.Text("recipientType")
	ip := signin.Public(s.First("recipientIPAddress", "ipAddress", "clientIPAddress"))
	switch {
	case signed.IsZero(), kind != "" && !strings.EqualFold(kind, "signer"):
		return nil
	case id == "":
		return errors.New("it has no recipientId")
	}
	r := domain.Record{Key: domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindSignature, ID: envelope + "/" + id},
		OccurredAt: signed, ObservedAt: it.ObservedAt, Origin: it.Origin}
	addRefs(&r, a, who, mail)
	if len(r.Refs) == 0 {
		return nil
	}
	source.AddRef(&r, domain.RefSigner, signer(it, user, who))
	source.AddText(&r, domain.FieldName, who, domain.RoleSigning, domain.Declared)
	source.AddText(&r, domain.FieldPublicIP, ip, domain.RoleSigning, domain.Recorded)
	source.AddText(&r, domain.FieldEvent, "signed", domain.RoleSigning, domain.Recorded)
	out.Records = append(out.Records, r)
	return nil
}

// addRefs names whose signature it is: by the employer's own key, by an
// address in the sender's own domain, else by name.
func addRefs(r *domain.Record, a about, who, mail string) {
	own := a.employer != "" && domainOf(mail) == a.employer
	switch {
	case own:
		source.AddRef(r, domain.RefWorkMail, mail)
	case a.employee != "":
		source.AddRef(r, domain.RefEmployee, a.employee)
	case a.employment:
		source.AddRef(r, domain.RefRecipient, who)
	}
}

// signer is the key by which an audit event and a recipient are one: the
// service's id of the user together with the name, because several people may
// sign over one mailbox.
func signer(it source.Item, user, who string) string {
	who = strings.Join(strings.Fields(strings.ToLower(who)), " ")
	if user == "" || who == "" {
		return ""
	}
	return domain.QualifiedID(name, it.Tenant, user+"/"+who)
}

// mapConnect maps one message of Docusign Connect: the envelope it carries, if
// the listener was set up to send it.
func mapConnect(it source.Item, out *source.Out, n *tree.Node) error {
	if n.Text("event") == "" {
		return errors.New("message names no event")
	}
	e := n.At("data", "envelopeSummary")
	if !e.Has("recipients") {
		return nil
	}
	id := n.Text("data", "envelopeId")
	if id == "" {
		id = e.Text("envelopeId")
	}
	if id == "" {
		return errors.New("message has no envelopeId")
	}
	a := envelopeOf(e)
	for _, s := range e.List("recipients", "signers") {
		if err := addSigner(it, out, id, a, s); err != nil {
			return fmt.Errorf("read signer %s: %w", s.Text("recipientId"), err)
		}
	}
	return nil
}
