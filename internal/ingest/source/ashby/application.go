package ashby

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/agent"
	"github.com/daylight-hq/daylight/internal/wire"
)

// application is one result of application.list or application.info.
type application struct {
	ID        wire.Text `json:"id"`
	CreatedAt wire.Text `json:"createdAt"`
	Status    wire.Text `json:"status"`
	Candidate struct {
		ID wire.Text `json:"id"`
	} `json:"candidate"`
	Job struct {
		Title wire.Text `json:"title"`
	} `json:"job"`
	ArchiveReason *struct {
		Type wire.Text `json:"reasonType"`
	} `json:"archiveReason"`
	Resume    *fileHandle `json:"resumeFileHandle"`
	IP        wire.Text   `json:"submitterClientIp"`
	UserAgent wire.Text   `json:"submitterUserAgent"`
	Source    *struct {
		Title wire.Text `json:"title"`
		Type  *struct {
			Title wire.Text `json:"title"`
		} `json:"sourceType"`
	} `json:"source"`
	Credited *struct {
		Email wire.Text `json:"email"`
	} `json:"creditedToUser"`
}

// referral returns the mail of whoever referred the candidate. Ashby credits
// recruiters too: only a source that is called a referral says that somebody
// vouched.
func (a *application) referral() string {
	if a.Source == nil || a.Credited == nil {
		return ""
	}
	called := string(a.Source.Title)
	if a.Source.Type != nil {
		called += " " + string(a.Source.Type.Title)
	}
	if !strings.Contains(strings.ToLower(called), "referr") {
		return ""
	}
	return strings.ToLower(string(a.Credited.Email))
}

func mapApplication(it source.Item, out *source.Out) error {
	var a application
	unknown, err := wire.UnmarshalCount(it.JSON, &a)
	if err != nil {
		return fmt.Errorf("decode application: %w", err)
	}
	out.Unknown += unknown
	if a.ID == "" {
		return errors.New("application has no id")
	}
	applied, err := optionalTime(a.CreatedAt)
	if err != nil {
		return fmt.Errorf("read createdAt of application: %w", err)
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindApplication, ID: string(a.ID)}, it, applied)
	source.AddRef(r, domain.RefApplicant, qualified(it, a.ID))
	source.AddRef(r, domain.RefCandidate, qualified(it, a.Candidate.ID))
	addResume(r, a.Resume)
	source.AddTime(r, domain.FieldAppliedAt, applied)
	source.AddText(r, domain.FieldStatus, a.status(), "", domain.Recorded)
	source.AddText(r, domain.FieldJobTitle, string(a.Job.Title), "", domain.Recorded)
	source.AddText(r, domain.FieldReferral, a.referral(), "", domain.Recorded)
	addClient(r, a.IP, a.UserAgent)
	return nil
}

// status is Ashby's word in lower case. An archived application is called
// rejected where the reason says that the employer did it.
func (a *application) status() string {
	s := strings.ToLower(string(a.Status))
	if s == "archived" && a.ArchiveReason != nil && a.ArchiveReason.Type == "RejectedByOrg" {
		return "rejected"
	}
	return s
}

// addClient adds where an application was sent from and by which program, and
// reports whether there was an address.
func addClient(r *domain.Record, ip, userAgent wire.Text) bool {
	addr, err := netip.ParseAddr(strings.TrimSpace(string(ip)))
	ok := err == nil && addr.IsGlobalUnicast() && !addr.IsPrivate()
	if ok {
		source.AddText(r, domain.FieldPublicIP, addr.Unmap().String(), domain.RoleApply, domain.Recorded)
	}
	source.AddText(r, domain.FieldUserAgent, agent.Families(string(userAgent)), domain.RoleApply, domain.Recorded)
	return ok
}

// clientInfo is one result of candidate.listClientInfo: the address from which
// a candidate applied, tried to apply, or chose times for an interview. Ashby
// always names the candidate, and the user agent where it has one.
type clientInfo struct {
	ID          wire.Text `json:"id"`
	CandidateID wire.Text `json:"candidateId"`
	CreatedAt   wire.Text `json:"createdAt"`
	IPAddress   wire.Text `json:"ipAddress"`
	UserAgent   wire.Text `json:"userAgent"`
	RelatedType wire.Text `json:"relatedEntityType"`
	RelatedID   wire.Text `json:"relatedEntityId"`
}

func mapClientInfo(it source.Item, out *source.Out) error {
	var c clientInfo
	unknown, err := wire.UnmarshalCount(it.JSON, &c)
	if err != nil {
		return fmt.Errorf("decode client info: %w", err)
	}
	out.Unknown += unknown
	switch {
	case c.ID == "":
		return errors.New("client info has no id")
	case c.CandidateID == "":
		return errors.New("client info names no candidate")
	}
	at, err := optionalTime(c.CreatedAt)
	if err != nil {
		return fmt.Errorf("read createdAt of client info: %w", err)
	}
	r := domain.Record{
		Key:        domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindApplication, ID: "client-info/" + string(c.ID)},
		OccurredAt: at, ObservedAt: it.ObservedAt, Origin: it.Origin,
	}
	source.AddRef(&r, domain.RefCandidate, qualified(it, c.CandidateID))
	if c.RelatedType == "application" { // a blocked submission and a request for times have ids of their own
		source.AddRef(&r, domain.RefApplicant, qualified(it, c.RelatedID))
	}
	if !addClient(&r, c.IPAddress, c.UserAgent) {
		return domain.ErrUnused
	}
	out.Records = append(out.Records, r)
	return nil
}
