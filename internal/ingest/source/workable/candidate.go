package workable

import (
	"errors"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
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

// mapCandidate gives the candidate, the application and the jobs stated.
// Workable keeps one candidate for each job, so both have one id. The list
// and a delivery tell less than the details and do not take their place. The photo, cover
// letter, summary, education and answers are not read.
func mapCandidate(it source.Item, out *source.Out, n *tree.Node) error {
	id := n.Text("id")
	if id == "" {
		return errors.New("candidate has no id")
	}
	if n.True("anonymized") { // the employer's wish to keep nothing
		return domain.ErrUnused
	}
	created, err := when.Named("created_at", n.Text("created_at"))
	if err != nil {
		return err
	}
	hired, err := when.Named("hired_at", n.Text("hired_at"))
	if err != nil {
		return err
	}
	key := id
	switch {
	case it.Shape == shapeWebhook:
		key = "event/" + id
	case !slices.Contains(n.Names(), "experience_entries"):
		key = "listed/" + id
	}
	c := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindCandidate, ID: key}, it, created)
	source.AddRef(c, domain.RefCandidate, qualified(it, id))
	source.AddRef(c, domain.RefApplicant, qualified(it, id))
	if file := n.Text("resume_metadata", "filename"); file != "" {
		source.AddRef(c, domain.RefFile, path.Base(strings.ToLower(strings.ReplaceAll(file, `\`, "/"))))
	}
	addApplicant(c, n)
	a := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindApplication, ID: id}, it, created)
	source.AddRef(a, domain.RefApplicant, qualified(it, id))
	source.AddRef(a, domain.RefCandidate, qualified(it, id))
	if !n.True("sourced") { // whoever was found by a recruiter did not apply
		source.AddTime(a, domain.FieldAppliedAt, created)
	}
	source.AddText(a, domain.FieldStatus, status(n, hired), "", domain.Recorded)
	source.AddText(a, domain.FieldJobTitle, n.Text("job", "title"), "", domain.Recorded)
	source.AddTime(a, domain.FieldHiredAt, hired)
	return addJobs(it, out, id, n.List("experience_entries"))
}

func addApplicant(r *domain.Record, n *tree.Node) {
	full := spaced(n.Text("firstname"), n.Text("lastname"))
	if also := n.Text("name"); full == "" {
		full = also
	}
	source.AddText(r, domain.FieldName, full, "", domain.Declared)
	source.AddText(r, domain.FieldEmail, n.Text("email"), domain.RoleHome, domain.Declared)
	source.AddText(r, domain.FieldPhone, n.Text("phone"), domain.RoleHome, domain.Declared)
	var seen []string
	for _, p := range n.List("social_profiles") {
		if u := p.Text("url"); !slices.Contains(seen, u) {
			seen = append(seen, u)
			source.AddText(r, domain.FieldProfileURL, u, domain.RoleProfile, domain.Declared)
		}
	}
	if written := n.Text("address"); written != "" {
		source.AddWrittenHome(r, written)
		return
	}
	l := n.At("location")
	source.AddPlace(r, domain.RoleHome, domain.Place{City: l.Text("city"), Region: l.Text("region"), Country: l.First("country_code", "country")})
}

func status(n *tree.Node, hired time.Time) string {
	kind, disqualified, withdrew := strings.ToLower(n.First("stage_kind", "stage")), n.True("disqualified"), n.True("withdrew")
	switch {
	case withdrew:
		return "withdrew"
	case disqualified:
		return "rejected"
	case !hired.IsZero():
		return "hired"
	}
	return kind
}

// addJobs gives each job stated. A job that is marked as current has no end,
// whatever stands there.
func addJobs(it source.Item, out *source.Out, candidate string, jobs []*tree.Node) error {
	for i, j := range jobs {
		from, err := when.Named("start_date of experience", j.Text("start_date"))
		if err != nil {
			return err
		}
		to, err := when.Named("end_date of experience", j.Text("end_date"))
		if err != nil {
			return err
		}
		if j.True("current") {
			to = time.Time{}
		}
		id := j.Text("id")
		if id == "" {
			id = strconv.Itoa(i + 1)
		}
		out.AddPastJob(it, source.PastJob{
			Key:       domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindPastJob, ID: candidate + "/" + id},
			Candidate: qualified(it, candidate), Employer: j.Text("company"), Title: j.Text("title"), From: from, To: to,
		})
	}
	return nil
}

// mapEvent maps one interview or call. Its members and description are not
// read.
func mapEvent(it source.Item, out *source.Out, n *tree.Node) error {
	id, who := n.Text("id"), n.Text("candidate", "id")
	if id == "" {
		return errors.New("event has no id")
	}
	if n.True("cancelled") || who == "" {
		return domain.ErrUnused
	}
	from, err := when.Named("starts_at", n.Text("starts_at"))
	if err != nil {
		return err
	}
	to, err := when.Named("ends_at", n.Text("ends_at"))
	if err != nil {
		return err
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindInterview, ID: id}, it, from)
	source.AddRef(r, domain.RefCandidate, qualified(it, who))
	meeting := meetinglink.Ref(n.Text("conference", "url"))
	source.AddRef(r, domain.RefMeeting, meeting)
	if !from.IsZero() {
		v := domain.Value{Field: domain.FieldInterviewAt, Time: from, Assurance: domain.Recorded}
		if to.After(from) {
			v.Number = to.Sub(from).Minutes()
		}
		r.Values = append(r.Values, v)
	}
	source.AddText(r, domain.FieldMeeting, meeting, domain.RoleMeeting, domain.Recorded)
	return nil
}

// mapWebhook maps the candidate or employee that a delivery tells of.
func mapWebhook(it source.Item, out *source.Out, n *tree.Node) error {
	sent, err := when.Named("fired_at", n.Text("fired_at"))
	if err != nil {
		return err
	}
	if !sent.IsZero() && (it.ObservedAt.IsZero() || sent.Before(it.ObservedAt)) {
		it.ObservedAt = sent // it was seen when it was sent: the last one stands
	}
	event, what := n.Text("event_type"), n.Text("resource_type")
	data := n.At("data")
	switch {
	case strings.Contains(event, "deleted"):
		return domain.ErrUnused
	case what == "candidate" && data.Has("firstname"):
		return mapCandidate(it, out, data)
	case what == "employee" && data.Has("firstname"):
		return mapEmployee(it, out, data)
	}
	return domain.ErrUnused
}

func spaced(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}
