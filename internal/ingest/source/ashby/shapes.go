package ashby

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Ashby's API reference names the methods and the permissions of a key.
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	const (
		all        = "all that the account keeps"
		candidates = "Admin > API keys: a key with candidatesRead"
	)
	return []source.Shape{
		{
			Name: shapeCandidates, Title: "Candidates (candidate.list or candidate.info, JSON or NDJSON)", Formats: json,
			Where: "POST https://api.ashbyhq.com/candidate.list", Permission: candidates, Reach: all,
			Kinds: []domain.Kind{domain.KindCandidate, domain.KindPastJob},
			Fields: append(source.PastJobFields(), domain.FieldName, domain.FieldEmail, domain.FieldPhone, domain.FieldProfileURL, domain.FieldPlace,
				domain.FieldTimeZone),
			Reads: []string{"id", "createdAt", "name", "primaryEmailAddress", "emailAddresses[]", "primaryPhoneNumber", "phoneNumbers[]",
				"socialLinks[].url", "applicationIds[]", "resumeFileHandle.name", "location.locationComponents[]", "company", "position", "timezone",
				"customFields[] (an employee number only)"},
			Absent: []domain.Field{domain.FieldAddress, domain.FieldPublicIP, domain.FieldStartedAt},
		},
		{
			Name: shapeApplications, Title: "Applications (application.list or application.info, JSON or NDJSON)", Formats: json,
			Where: "POST https://api.ashbyhq.com/application.list", Permission: candidates, Reach: all,
			Kinds: []domain.Kind{domain.KindApplication},
			Fields: []domain.Field{domain.FieldAppliedAt, domain.FieldStatus, domain.FieldJobTitle, domain.FieldPublicIP, domain.FieldUserAgent,
				domain.FieldReferral},
			Reads: []string{"id", "createdAt", "status", "candidate.id", "job.title", "archiveReason.reasonType", "resumeFileHandle.name",
				"submitterClientIp", "submitterUserAgent", "source.title, source.sourceType.title", "creditedToUser.email (of a referral only)"},
			Absent: []domain.Field{domain.FieldHiredAt},
		},
		{
			Name: shapeClientInfo, Title: "Client info (candidate.listClientInfo, JSON or NDJSON)", Formats: json,
			Where:      "POST https://api.ashbyhq.com/candidate.listClientInfo, candidate by candidate",
			Permission: candidates, Reach: all,
			Kinds:  []domain.Kind{domain.KindApplication},
			Fields: []domain.Field{domain.FieldPublicIP, domain.FieldUserAgent},
			Reads:  []string{"id", "candidateId", "createdAt", "ipAddress", "userAgent", "relatedEntityType, relatedEntityId"},
		},
		{
			Name: shapeSchedules, Title: "Interview schedules (interviewSchedule.list, JSON or NDJSON)", Formats: json,
			Where: "POST https://api.ashbyhq.com/interviewSchedule.list", Permission: "Admin > API keys: a key with interviewsRead", Reach: all,
			Kinds:  []domain.Kind{domain.KindInterview},
			Fields: []domain.Field{domain.FieldInterviewAt, domain.FieldMeeting},
			Reads: []string{"applicationId", "candidateId", "status", "interviewEvents[].id", "interviewEvents[].startTime, endTime",
				"interviewEvents[].meetingLink"},
		},
		{
			Name: shapeOther, Title: "Users, jobs, kinds of interview and Ashby's own checks (recognised, not read)", Formats: json,
			Where: "POST https://api.ashbyhq.com/user.list, job.list, interview.list, candidate.listFraudChecks", Permission: "Admin > API keys", Reach: all,
		},
	}
}
