package bamboohr

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// mapApplication maps one application, from the list, which carries names and
// mail, or from its details, which carry phone, address and links too. The
// photo, education, wished salary and answers are not read.
func mapApplication(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "application")
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	key, who := n.Text("id"), n.At("applicant")
	person := who.Text("id")
	if key == "" || person == "" {
		return errors.New("application names no id or no applicant")
	}
	applied, err := when.Named("appliedDate", n.Text("appliedDate"))
	if err != nil {
		return err
	}
	changed, err := when.Named("dateChanged of status", n.Text("status", "dateChanged"))
	if err != nil {
		return err
	}
	candidate, application := domain.QualifiedID(name, it.Tenant, person), domain.QualifiedID(name, it.Tenant, key)
	if !slices.Contains(who.Names(), "phoneNumber") {
		person = "listed/" + person // the list tells less and does not take the place of the details
	}
	c := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindCandidate, ID: person}, it, time.Time{})
	source.AddRef(c, domain.RefCandidate, candidate)
	addApplicant(c, who)

	a := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindApplication, ID: key}, it, applied)
	source.AddRef(a, domain.RefApplicant, application)
	source.AddRef(a, domain.RefCandidate, candidate)
	source.AddTime(a, domain.FieldAppliedAt, applied)
	state := stateOf(n.Text("status", "label"))
	source.AddText(a, domain.FieldStatus, state, "", domain.Recorded)
	source.AddText(a, domain.FieldJobTitle, n.Text("job", "title", "label"), "", domain.Recorded)
	if state == "hired" {
		source.AddTime(a, domain.FieldHiredAt, changed)
	}
	source.AddText(a, domain.FieldReferral, n.Text("referredBy"), "", domain.Declared)
	return nil
}

func addApplicant(r *domain.Record, n *tree.Node) {
	source.AddText(r, domain.FieldName, spaced(n.Text("firstName"), n.Text("lastName")), "", domain.Declared)
	source.AddText(r, domain.FieldEmail, n.Text("email"), domain.RoleHome, domain.Declared)
	source.AddText(r, domain.FieldPhone, n.Text("phoneNumber"), domain.RoleHome, domain.Declared)
	for _, link := range []string{n.Text("linkedinUrl"), n.Text("websiteUrl")} {
		source.AddText(r, domain.FieldProfileURL, link, domain.RoleProfile, domain.Declared)
	}
	a := n.At("address")
	source.AddHome(r, domain.Address{
		Lines: []string{a.First("addressLine1", "address1", "street1"), a.First("addressLine2", "address2", "street2")},
		City:  a.Text("city"), Region: a.First("state", "stateCode", "province"),
		PostalCode: a.First("zipcode", "zip", "postalCode"), Country: a.First("country", "countryName"),
	})
}

// stateOf gives BambooHR's label in lower case. The labels that it ships with
// for applicants who are out say by whose wish.
func stateOf(label string) string {
	switch s := strings.ToLower(label); s {
	case "not a fit", "not qualified", "over qualified", "rejected":
		return "rejected"
	case "declined offer", "hired elsewhere", "withdrew":
		return "declined"
	default:
		return s
	}
}
