package lever

import (
	"errors"
	"fmt"
	"net/netip"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/agent"
	"github.com/daylight-hq/daylight/internal/ingest/source/meetinglink"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

func qualified(it source.Item, id string) string {
	if id == "" {
		return ""
	}
	return domain.QualifiedID(name, it.Tenant, id)
}

// moment reads Lever's milliseconds since 1970; "" is a missing time.
func moment(field, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := when.ParseEpoch(s)
	if err != nil {
		return t, fmt.Errorf("read %s: %w", field, err)
	}
	return t, nil
}

// mapOpportunity gives the candidate and how the opportunity stands. Lever's
// contact is the person, over all opportunities; what names only an
// opportunity joins by its id.
func mapOpportunity(it source.Item, out *source.Out, n *tree.Node) error {
	id, contact := n.Text("id"), n.Text("contact")
	if id == "" {
		return errors.New("opportunity has no id")
	}
	if n.True("isAnonymized") { // the employer's wish to keep nothing
		return domain.ErrUnused
	}
	created, err := moment("createdAt", n.Text("createdAt"))
	if err != nil {
		return err
	}
	if contact == "" {
		contact = n.Text("contact", "id") // expanded
	}
	if contact == "" {
		contact = id // as the API once had it
	}
	c := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindCandidate, ID: id}, it, created)
	source.AddRef(c, domain.RefCandidate, qualified(it, contact))
	source.AddRef(c, domain.RefApplicant, qualified(it, id))
	if resume := n.Text("resume", "file", "name"); resume != "" {
		source.AddRef(c, domain.RefFile, fileName(resume))
	}
	addPerson(c, n, n.Text("location"))
	a := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindApplication, ID: "opportunity/" + id}, it, created)
	source.AddRef(a, domain.RefApplicant, qualified(it, id))
	source.AddRef(a, domain.RefCandidate, qualified(it, contact))
	source.AddTime(a, domain.FieldAppliedAt, created)
	return addEnd(a, n)
}

// addPerson adds what somebody says of themselves. Headline, tags and sources
// are not read.
func addPerson(r *domain.Record, n *tree.Node, place string) {
	source.AddText(r, domain.FieldName, n.Text("name"), "", domain.Declared)
	for _, m := range distinct(n.Texts("emails")) {
		source.AddText(r, domain.FieldEmail, m, domain.RoleHome, domain.Declared)
	}
	var phones []string
	for _, p := range n.List("phones") {
		if p.Text("type") != "skype" {
			phones = append(phones, p.Text("value"))
		}
	}
	for _, p := range distinct(phones) {
		source.AddText(r, domain.FieldPhone, p, domain.RoleHome, domain.Declared)
	}
	addLinks(r, n)
	if p := source.PlaceOf(place); p != nil {
		source.AddPlace(r, domain.RoleHome, *p)
	}
}

func addLinks(r *domain.Record, n *tree.Node) {
	for _, l := range distinct(n.Texts("links")) {
		source.AddText(r, domain.FieldProfileURL, l, domain.RoleProfile, domain.Declared)
	}
}

func distinct(list []string) (out []string) {
	for _, s := range list {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// addEnd says how an application ended, where the export does. Lever archives
// whoever is hired too, and names the reason by an id that another list
// explains: an archived application whose reason is only an id says nothing.
func addEnd(r *domain.Record, n *tree.Node) error {
	at, err := moment("archivedAt", n.Text("archived", "archivedAt"))
	if err != nil {
		return err
	}
	reason := n.First("archivedReason", "archiveReason")
	if reason == "" {
		reason = n.Text("archived", "reason", "text")
	}
	if reason == "" {
		reason = n.Text("archived", "reason")
	}
	switch {
	case n.Has("requisitionForHire"), !at.IsZero() && strings.EqualFold(reason, "hired"):
		source.AddText(r, domain.FieldStatus, "hired", "", domain.Recorded)
		source.AddTime(r, domain.FieldHiredAt, at)
	case !at.IsZero() && reason != "" && !isUUID(reason):
		source.AddText(r, domain.FieldStatus, "archived", "", domain.Recorded)
	case at.IsZero():
		source.AddText(r, domain.FieldStatus, "active", "", domain.Recorded)
	}
	return nil
}

func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i, c := range s {
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (c == '-') {
			return false
		}
	}
	return true
}

func mapContact(it source.Item, out *source.Out, n *tree.Node) error {
	id := n.Text("id")
	if id == "" {
		return errors.New("contact has no id")
	}
	if n.True("isAnonymized") {
		return domain.ErrUnused
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindCandidate, ID: "contact/" + id}, it, time.Time{})
	source.AddRef(r, domain.RefCandidate, qualified(it, id))
	addPerson(r, n, n.Text("location", "name"))
	return nil
}

// mapApplication maps one application. Where the candidate filled the form
// (type "posting"), Lever knows the address it was sent from, the browser and
// its time zone; of an application that a user entered they would be the user's.
func mapApplication(it source.Item, out *source.Out, n *tree.Node) error {
	id, opportunity := n.Text("id"), n.First("opportunityId", "candidateId")
	if id == "" || opportunity == "" {
		return errors.New("application has no id or names no opportunity")
	}
	created, err := moment("createdAt", n.Text("createdAt"))
	if err != nil {
		return err
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindApplication, ID: id}, it, created)
	source.AddRef(r, domain.RefApplicant, qualified(it, opportunity))
	source.AddTime(r, domain.FieldAppliedAt, created)
	source.AddText(r, domain.FieldName, n.Text("name"), "", domain.Declared)
	source.AddText(r, domain.FieldEmail, n.Text("email"), domain.RoleHome, domain.Declared)
	phone := n.Text("phone", "value")
	if phone == "" {
		phone = n.Text("phone")
	}
	source.AddText(r, domain.FieldPhone, phone, domain.RoleHome, domain.Declared)
	addLinks(r, n)
	if n.Text("type") == "posting" {
		addClient(r, n)
	}
	return addEnd(r, n)
}

func addClient(r *domain.Record, n *tree.Node) {
	if ip, err := netip.ParseAddr(n.Text("ipAddress")); err == nil && ip.IsGlobalUnicast() && !ip.IsPrivate() {
		source.AddText(r, domain.FieldPublicIP, ip.Unmap().String(), domain.RoleApply, domain.Recorded)
	}
	source.AddText(r, domain.FieldUserAgent, agent.Families(n.Text("userAgent")), domain.RoleApply, domain.Recorded)
	source.AddText(r, domain.FieldTimeZone, n.Text("timezone"), domain.RoleApply, domain.Recorded)
}

// mapInterview maps one interview; its interviewers, its time zone, which is
// the panel's, and its notes are not read.
func mapInterview(it source.Item, out *source.Out, n *tree.Node) error {
	id := n.Text("id")
	if id == "" {
		return errors.New("interview has no id")
	}
	if n.Has("canceledAt") {
		return domain.ErrUnused
	}
	at, err := moment("date of interview", n.Text("date"))
	if err != nil {
		return err
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindInterview, ID: id}, it, at)
	source.AddRef(r, domain.RefApplicant, qualified(it, n.Text("opportunityId")))
	meeting := meetinglink.Ref(n.Text("location"))
	source.AddRef(r, domain.RefMeeting, meeting)
	if !at.IsZero() {
		r.Values = append(r.Values, domain.Value{Field: domain.FieldInterviewAt, Time: at, Number: max(n.Number("duration"), 0), Assurance: domain.Recorded})
	}
	source.AddText(r, domain.FieldMeeting, meeting, domain.RoleMeeting, domain.Recorded)
	return nil
}

// mapResume maps one résumé and the jobs that Lever read out of it. Lever's
// answer names no opportunity, so this needs a client that writes it beside it;
// schools are not read.
func mapResume(it source.Item, out *source.Out, n *tree.Node) error {
	id, opportunity := n.Text("id"), n.Text("opportunityId")
	if id == "" {
		return errors.New("résumé has no id")
	}
	if opportunity == "" {
		return domain.ErrUnused
	}
	created, err := moment("createdAt", n.Text("createdAt"))
	if err != nil {
		return err
	}
	if file := n.Text("file", "name"); file != "" {
		r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindResume, ID: id}, it, created)
		source.AddRef(r, domain.RefApplicant, qualified(it, opportunity))
		source.AddRef(r, domain.RefFile, fileName(file))
		source.AddText(r, domain.FieldDocumentName, fileName(file), domain.RoleDocument, domain.Recorded)
	}
	for i, p := range n.List("parsedData", "positions") {
		out.AddPastJob(it, source.PastJob{
			Key:       domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindPastJob, ID: id + "/" + strconv.Itoa(i+1)},
			Applicant: qualified(it, opportunity), Employer: p.Text("org"), Title: p.Text("title"),
			From: month(p.At("start")), To: month(p.At("end")),
		})
	}
	if len(out.Records) == 0 {
		return domain.ErrUnused
	}
	return nil
}

// month reads {"year":2019,"month":3}; a year alone is no date, because half a
// year more or less would look like an overlap.
func month(n *tree.Node) time.Time {
	year, mon := int(n.Number("year")), int(n.Number("month"))
	if year < when.FirstYear || year > when.LastYear || mon < 1 || mon > 12 {
		return time.Time{}
	}
	return time.Date(year, time.Month(mon), 1, 0, 0, 0, 0, time.UTC)
}

// fileName folds a file's name as documents are matched by it.
func fileName(s string) string {
	return path.Base(strings.ToLower(strings.ReplaceAll(strings.TrimSpace(s), `\`, "/")))
}

// mapWebhook maps the one delivery that says what the lists do not: who was
// hired, and when.
func mapWebhook(it source.Item, out *source.Out, n *tree.Node) error {
	if n.Text("event") != "candidateHired" {
		return domain.ErrUnused
	}
	opportunity, contact := n.Text("data", "opportunityId"), n.Text("data", "contactId")
	if opportunity == "" {
		opportunity = n.Text("data", "candidateId")
	}
	if opportunity == "" {
		return errors.New("webhook names no opportunity")
	}
	at, err := moment("triggeredAt", n.Text("triggeredAt"))
	if err != nil {
		return err
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindApplication, ID: "hired/" + opportunity}, it, at)
	source.AddRef(r, domain.RefApplicant, qualified(it, opportunity))
	source.AddRef(r, domain.RefCandidate, qualified(it, contact))
	source.AddText(r, domain.FieldStatus, "hired", "", domain.Recorded)
	source.AddTime(r, domain.FieldHiredAt, at)
	return nil
}
