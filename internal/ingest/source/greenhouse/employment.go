package greenhouse

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// employment is one past job that a candidate states.
type employment struct{ id, candidateID, company, title, from, to string }

func (r *reader) employment() (e employment) {
	for r.w.Object(); r.w.Next(); {
		switch string(r.w.Name()) {
		case "id":
			e.id = r.text()
		case "candidate_id":
			e.candidateID = r.text()
		case "company_name":
			e.company = r.text()
		case "title":
			e.title = r.text()
		case "start_date":
			e.from = r.text()
		case "end_date":
			e.to = r.text()
		default:
			r.skip()
		}
	}
	return e
}

func (r *reader) employments() (list []employment) {
	for r.w.Array(); r.w.Next(); {
		list = append(list, r.employment())
	}
	return list
}

// mapEmployment maps one past job of v3, which lists them apart.
func (r *reader) mapEmployment(it source.Item, out *source.Out) error {
	e := r.employment()
	if err := r.w.End(); err != nil {
		return fmt.Errorf("decode employment: %w", err)
	}
	if e.id == "" || e.candidateID == "" {
		return errors.New("employment has no id or names no candidate")
	}
	if err := e.add(it, out, e.candidateID, e.id); err != nil {
		return err
	}
	if len(out.Records) == 0 {
		return domain.ErrUnused
	}
	return nil
}

// addEmployments gives each past job of a candidate.
func (c *candidate) addEmployments(it source.Item, out *source.Out) error {
	for i := range c.employments {
		e := &c.employments[i]
		id := e.id
		if id == "" {
			id = "no-" + strconv.Itoa(i+1)
		}
		if err := e.add(it, out, c.id, id); err != nil {
			return fmt.Errorf("employment %d: %w", i+1, err)
		}
	}
	return nil
}

func (e *employment) add(it source.Item, out *source.Out, candidate, id string) error {
	from, err := optionalTime(e.from)
	if err != nil {
		return fmt.Errorf("read start_date of employment: %w", err)
	}
	to, err := optionalTime(e.to)
	if err != nil {
		return fmt.Errorf("read end_date of employment: %w", err)
	}
	out.AddPastJob(it, source.PastJob{
		Key:       domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindPastJob, ID: candidate + "/" + id},
		Candidate: qualified(it, candidate), Employer: e.company, Title: e.title, From: from, To: to,
	})
	return nil
}

// credit is who brought an application in, as far as the export names them.
type credit struct{ mail, employee, name string }

func (r *reader) credit() (c credit) {
	for r.w.Object(); r.w.Next(); {
		switch string(r.w.Name()) {
		case "email":
			c.mail = strings.ToLower(r.text())
		case "employee_id":
			c.employee = r.text()
		case "name":
			c.name = r.text()
		default:
			r.skip()
		}
	}
	return c
}

// referral returns whoever referred the candidate, by mail, employee number or
// name. Greenhouse credits recruiters too: only a source that is called a
// referral says that somebody vouched.
func (a *application) referral() string {
	if !strings.Contains(strings.ToLower(a.from), "referr") {
		return ""
	}
	for _, s := range []string{a.credit.mail, a.credit.employee, a.credit.name} {
		if s != "" {
			return s
		}
	}
	return ""
}
