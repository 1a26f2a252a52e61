package ashby

import (
	"errors"
	"fmt"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/meetinglink"
	"github.com/daylight-hq/daylight/internal/wire"
)

// schedule is one result of interviewSchedule.list: the interviews of one
// application on one occasion. Who holds them is not read.
type schedule struct {
	ID            wire.Text `json:"id"`
	ApplicationID wire.Text `json:"applicationId"`
	CandidateID   wire.Text `json:"candidateId"`
	Status        wire.Text `json:"status"`
	Events        []event   `json:"interviewEvents"`
}

type event struct {
	ID          wire.Text `json:"id"`
	StartTime   wire.Text `json:"startTime"`
	EndTime     wire.Text `json:"endTime"`
	MeetingLink wire.Text `json:"meetingLink"`
}

func mapSchedule(it source.Item, out *source.Out) error {
	var s schedule
	unknown, err := wire.UnmarshalCount(it.JSON, &s)
	if err != nil {
		return fmt.Errorf("decode interview schedule: %w", err)
	}
	out.Unknown += unknown
	if strings.EqualFold(string(s.Status), "cancelled") || len(s.Events) == 0 {
		return domain.ErrUnused
	}
	for i := range s.Events {
		if err := s.add(it, out, &s.Events[i]); err != nil {
			return fmt.Errorf("interview %d: %w", i+1, err)
		}
	}
	return nil
}

func (s *schedule) add(it source.Item, out *source.Out, e *event) error {
	if e.ID == "" {
		return errors.New("interview has no id")
	}
	from, err := optionalTime(e.StartTime)
	if err != nil {
		return fmt.Errorf("read startTime: %w", err)
	}
	to, err := optionalTime(e.EndTime)
	if err != nil {
		return fmt.Errorf("read endTime: %w", err)
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindInterview, ID: string(e.ID)}, it, from)
	source.AddRef(r, domain.RefApplicant, qualified(it, s.ApplicationID))
	source.AddRef(r, domain.RefCandidate, qualified(it, s.CandidateID))
	meeting := meetinglink.Ref(string(e.MeetingLink))
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
