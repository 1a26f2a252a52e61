// Package greenhouse maps what Greenhouse Recruiting exports: candidates,
// applications and scheduled interviews of the Harvest API, webhooks and the
// candidate report.
package greenhouse

import (
	"bytes"
	"fmt"
	"slices"
	"sync"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// name is the source's name in keys and qualified references.
const name = "greenhouse"

// Shapes of this source.
const (
	shapeCandidates   = "candidates"
	shapeApplications = "applications"
	shapeInterviews   = "scheduled-interviews"
	shapeAttachments  = "attachments"
	shapeEmployments  = "employments"
	shapeWebhook      = "webhook"
	shapeReport       = "candidate-report"
	shapeOther        = "other"
)

// Source returns the mapping of Greenhouse's exports. Its Map may be called
// from several goroutines, each with its own Out.
func Source() source.Source {
	m := &mapper{}
	m.readers.New = func() any { return &reader{} }
	return source.Source{Name: name, Title: "Greenhouse", Shapes: shapes(), Recognise: recognise, Map: m.mapItem}
}

// mapper lends out readers, whose decoders and lists serve item after item.
type mapper struct{ readers sync.Pool }

func (m *mapper) mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapeReport:
		return mapRow(it, out)
	case shapeOther:
		return domain.ErrUnused
	}
	r := m.readers.Get().(*reader)
	defer m.readers.Put(r)
	r.reset(it.JSON)
	defer func() { out.Unknown += r.unknown }()
	switch it.Shape {
	case shapeCandidates:
		return r.mapCandidate(it, out)
	case shapeApplications:
		return r.mapApplication(it, out)
	case shapeInterviews:
		return r.mapInterview(it, out)
	case shapeAttachments:
		return r.mapAttachment(it, out)
	case shapeEmployments:
		return r.mapEmployment(it, out)
	case shapeWebhook:
		return r.mapWebhook(it, out)
	}
	return fmt.Errorf("greenhouse has no shape %q", it.Shape)
}

// wrappers are the members under which exporters put a list that the API
// gives bare.
var wrappers = []string{
	"candidates", "applications", "scheduled_interviews", "interviews", "attachments", "employments", "webhooks",
	"results", "data", "items", "records",
}

func recognise(h source.Head) source.Match {
	switch h.Format {
	case source.CSV, source.XLSX:
		if isReport(h) {
			return source.Match{Shape: shapeReport, Confidence: 92}
		}
	case source.JSON, source.NDJSON:
		if shape := shapeOf(h.Top, h.Sample); shape != "" {
			return source.Match{Shape: shape, Confidence: 95}
		}
		shape := shapeOf(h.First, h.Sample)
		if shape == "" {
			break
		}
		if len(h.Top) == 0 {
			return source.Match{Shape: shape, Confidence: 95}
		}
		for _, list := range wrappers {
			if h.HasTop(list) {
				return source.Match{Shape: shape, Confidence: 93, Items: list}
			}
		}
	}
	return source.Match{}
}

// shapeOf recognises one item by the names of its members.
func shapeOf(members []string, sample []byte) string {
	has := func(names ...string) bool {
		return !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(members, n) })
	}
	switch {
	case has("email_addresses", "first_name", "phone_numbers", "social_media_addresses"):
		return shapeCandidates
	case has("applied_at", "candidate_id", "prospect", "status"), has("candidate_id", "created_at", "prospect", "stage_id", "status"),
		has("candidate_id", "created_at", "job_post_id", "prospect", "status"):
		return shapeApplications
	case has("application_id", "end", "interview", "interviewers", "organizer", "start"),
		has("application_id", "ends_at", "job_interview_id", "starts_at"), has("application_id", "ends_at", "organizer_id", "starts_at"):
		return shapeInterviews
	case has("application_id", "candidate_id", "filename", "type", "url"):
		return shapeAttachments
	case has("candidate_id", "company_name", "end_date", "id", "start_date", "title"):
		return shapeEmployments
	case has("action", "payload") && isWebhook(sample):
		return shapeWebhook
	case has("event_type", "id", "payload") && bytes.Contains(sample, []byte(`"updated_employee_id"`)),
		has("applications", "external_id", "id", "name") && bytes.Contains(sample, []byte("greenhouse.io/people/")):
		return shapeOther // onboarding names the fields that changed, ingestion tells a partner how its candidates fare
	}
	for _, names := range others {
		if has(names...) {
			return shapeOther
		}
	}
	return ""
}

// others are the distinctive members of lists that carry nothing that is read:
// the employer's staff, jobs, offers, assessments, demographic answers,
// settings, the activity feed and the audit log, whose addresses are those of
// the employer's users.
var others = [][]string{
	{"primary_email_address", "site_admin"},
	{"application_id", "candidate_id", "sent_at", "starts_at", "version"},
	{"hiring_team", "openings", "requisition_id"},
	{"overall_recommendation", "submitted_by"},
	{"application_id", "disability_status", "veteran_status"},
	{"demographic_question_id", "id"},
	{"demographic_question_set_id", "id"},
	{"approval_type", "approver_groups"},
	{"child_ids", "external_id", "parent_id"},
	{"application_id", "close_reason", "opening_id"},
	{"name_key", "template_token_string", "value_type"},
	{"active", "id", "prospect_stages"},
	{"activities", "emails", "notes"},
	{"cc", "default", "html_body"},
	{"id", "interviews", "job_id", "priority"},
	{"job_board", "related_post_type", "token"},
	{"coordinators", "hiring_managers", "sourcers"},
	{"event", "event_time", "organization_id", "performer"},
}

// isWebhook looks for the name of an action, because other vendors also send
// an action with a payload.
func isWebhook(sample []byte) bool {
	_, rest, found := bytes.Cut(sample, []byte(`"action"`))
	if !found {
		return false
	}
	rest = bytes.TrimLeft(rest, " \t\r\n:")
	for _, a := range actions {
		if bytes.HasPrefix(rest, []byte(`"`+a+`"`)) {
			return true
		}
	}
	return false
}

// actions are the webhooks that Greenhouse's documentation lists.
var actions = []string{
	"application_updated", "candidate_anonymized", "candidate_stage_change", "candidate_unhired", "delete_application",
	"delete_candidate", "department_deleted", "hire_candidate", "interview_deleted", "job_approved", "job_created", "job_deleted",
	"job_interview_stage_deleted", "job_post_created", "job_post_deleted", "job_post_updated", "job_stage_deleted", "job_updated",
	"merge_candidate", "new_candidate_application", "new_prospect_application", "offer_approved", "offer_created",
	"offer_deleted", "offer_updated", "office_deleted", "ping", "reject_candidate", "scorecard_deleted", "unhire_candidate",
	"unreject_candidate", "update_candidate",
}
