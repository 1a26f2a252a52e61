package greenhouse

import (
	"errors"
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// delivery is one webhook that an endpoint saved.
type delivery struct {
	action      string
	application *application
	candidate   *candidate // update_candidate
	person      *candidate // merge_candidate
}

func (r *reader) delivery() (d delivery) {
	for r.w.Object(); r.w.Next(); {
		switch string(r.w.Name()) {
		case "action":
			d.action = r.text()
		case "payload":
			r.payload(&d)
		default:
			r.skip()
		}
	}
	return d
}

func (r *reader) payload(d *delivery) {
	for r.w.Object(); r.w.Next(); {
		switch string(r.w.Name()) {
		case "application":
			a := r.application()
			d.application = &a
		case "candidate":
			c := r.candidate()
			d.candidate = &c
		case "person":
			c := r.candidate()
			d.person = &c
		default:
			r.skip()
		}
	}
}

// mapWebhook maps what a delivery says of a candidate and an application. A
// deletion or anonymisation is the employer's wish to keep nothing, and the
// deliveries about jobs, offers and scorecards carry nothing that is read.
func (r *reader) mapWebhook(it source.Item, out *source.Out) error {
	d := r.delivery()
	if err := r.w.End(); err != nil {
		return fmt.Errorf("decode webhook: %w", err)
	}
	switch d.action {
	case "":
		return errors.New("webhook names no action")
	case "new_candidate_application", "new_prospect_application", "application_updated", "candidate_stage_change",
		"reject_candidate", "unreject_candidate", "unhire_candidate", "candidate_unhired", "hire_candidate":
		return d.addApplication(it, out)
	case "update_candidate":
		if d.candidate == nil {
			return errors.New("webhook update_candidate has no candidate")
		}
		return d.candidate.add(it, out)
	case "merge_candidate":
		return d.addMerge(it, out)
	}
	return domain.ErrUnused
}

func (d *delivery) addApplication(it source.Item, out *source.Out) error {
	a := d.application
	if a == nil {
		return fmt.Errorf("webhook %s has no application", clip(d.action))
	}
	delivered := a.lastActivity
	if d.action == "hire_candidate" {
		a.hire()
		delivered = a.offerResolved
	} else {
		a.hiredAt = ""
	}
	seen, err := optionalTime(delivered)
	if err != nil {
		return fmt.Errorf("read time of delivery: %w", err)
	}
	// Deliveries saved in one file tell a history: each was observed when it
	// was sent, and the last one stands.
	if !seen.IsZero() && (it.ObservedAt.IsZero() || seen.Before(it.ObservedAt)) {
		it.ObservedAt = seen
	}
	if c := a.candidate; c != nil {
		if a.candidateID == "" {
			a.candidateID = c.id
		}
		c.applicationIDs = append(c.applicationIDs, a.id)
		if err := c.add(it, out); err != nil {
			return err
		}
	}
	return a.add(it, out)
}

// hire states what the event means: the payload itself has no status. The day
// of hire is the first day of work where the offer says so, as HR systems
// count it.
func (a *application) hire() {
	a.status = "hired"
	for _, at := range []string{a.hiredAt, a.offerStarts, a.offerResolved} {
		if at != "" {
			a.hiredAt = at
			return
		}
	}
}

// addMerge says that two candidate records are of one person. It has a key of
// its own, so that it replaces neither, and no values; the delivery does not say
// when it happened.
func (d *delivery) addMerge(it source.Item, out *source.Out) error {
	p := d.person
	if p == nil || p.id == "" || p.mergedInto == "" || p.id == p.mergedInto {
		return errors.New("webhook merge_candidate names no two candidates")
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindCandidate, ID: p.id + "/merged-into/" + p.mergedInto}, it, time.Time{})
	source.AddRef(r, domain.RefCandidate, qualified(it, p.id))
	source.AddRef(r, domain.RefCandidate, qualified(it, p.mergedInto))
	return nil
}

func clip(s string) string { return s[:min(len(s), 40)] }
