package greenhouse

import (
	"errors"
	"fmt"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/meetinglink"
)

// mapInterview maps one scheduled interview. Who holds it is not read.
func (r *reader) mapInterview(it source.Item, out *source.Out) error {
	var id, applicationID, start, end, link string
	for r.w.Object(); r.w.Next(); {
		switch string(r.w.Name()) {
		case "id":
			id = r.text()
		case "application_id":
			applicationID = r.text()
		case "start":
			start = r.when()
		case "end":
			end = r.when()
		case "starts_at":
			start = r.text()
		case "ends_at":
			end = r.text()
		case "video_conferencing_url":
			link = r.text()
		default:
			r.skip()
		}
	}
	if err := r.w.End(); err != nil {
		return fmt.Errorf("decode interview: %w", err)
	}
	if id == "" {
		return errors.New("interview has no id")
	}
	from, err := optionalTime(start)
	if err != nil {
		return fmt.Errorf("read start of interview: %w", err)
	}
	to, err := optionalTime(end)
	if err != nil {
		return fmt.Errorf("read end of interview: %w", err)
	}
	rec := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindInterview, ID: id}, it, from)
	source.AddRef(rec, domain.RefApplicant, qualified(it, applicationID))
	meeting := meetinglink.Ref(link)
	source.AddRef(rec, domain.RefMeeting, meeting)
	if !from.IsZero() {
		v := domain.Value{Field: domain.FieldInterviewAt, Time: from, Assurance: domain.Recorded}
		if to.After(from) {
			v.Number = to.Sub(from).Minutes()
		}
		rec.Values = append(rec.Values, v)
	}
	source.AddText(rec, domain.FieldMeeting, meeting, domain.RoleMeeting, domain.Recorded)
	return nil
}

// when reads {"date_time": …}, or {"date": …} for a whole day.
func (r *reader) when() (at string) {
	for r.w.Object(); r.w.Next(); {
		switch string(r.w.Name()) {
		case "date_time", "date":
			at = r.text()
		default:
			r.skip()
		}
	}
	return at
}

// mapAttachment maps one line of the v3 list of attachments: which file is
// whose résumé.
func (r *reader) mapAttachment(it source.Item, out *source.Out) error {
	a := r.attachment()
	if err := r.w.End(); err != nil {
		return fmt.Errorf("decode attachment: %w", err)
	}
	if a.file == "" {
		return domain.ErrUnused
	}
	if a.id == "" {
		return errors.New("attachment has no id")
	}
	at, err := optionalTime(a.createdAt)
	if err != nil {
		return fmt.Errorf("read created_at of attachment: %w", err)
	}
	rec := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindResume, ID: "attachment/" + a.id}, it, at)
	source.AddRef(rec, domain.RefCandidate, qualified(it, a.candidateID))
	source.AddRef(rec, domain.RefApplicant, qualified(it, a.applicationID))
	source.AddRef(rec, domain.RefFile, a.file)
	source.AddText(rec, domain.FieldDocumentName, a.file, domain.RoleDocument, domain.Recorded)
	return nil
}
