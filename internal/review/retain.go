package review

import (
	"context"
	"fmt"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
)

// RejectedApplicant stands in a line of retention for how long the records of
// somebody are kept whose every application was rejected or withdrawn.
const RejectedApplicant Outcome = "rejected-applicant"

// ShortestKeep is the fewest days that any line of retention names.
func (p *Policy) ShortestKeep() int {
	days := 180 // where no line is met
	for _, k := range p.Retention {
		days = min(days, k.CaseDays)
	}
	return days
}

// ForgetApplicants destroys the records of applicants who were rejected or
// withdrew long enough ago. Keyed hashes of identifiers and evidence that a case
// has left stay for their own time. Who has a case that is not erased keeps the
// records, so that a decision and a legal hold keep what they rest on. It
// returns how many people's records went.
func (d *Desk) ForgetApplicants(ctx context.Context, ws domain.WorkspaceID, people []*domain.Person) (int, error) {
	if d.hooks.DropRecords == nil {
		return 0, nil
	}
	at, p := d.now(), d.Policy(ws)
	var due []string
	for _, who := range people {
		if !who.Stage.Rejected || who.Stage.Worker || who.Stage.LastWord.IsZero() {
			continue
		}
		in := "strict"
		if d.hooks.Place != nil {
			if _, named := d.hooks.Place(ws, who); named != "" {
				in = named
			}
		}
		if at.Before(who.Stage.LastWord.AddDate(0, 0, p.KeepFor(RejectedApplicant, in).CaseDays)) {
			continue
		}
		list, err := d.store.CasesOf(ctx, ws, Subject{Person: who.ID, Keys: keysOf(who)})
		if err != nil {
			return 0, err
		}
		if !slices.ContainsFunc(list, func(e Earlier) bool { return e.Kind == OfPerson && e.ErasedAt.IsZero() }) {
			due = append(due, who.ID)
		}
	}
	if len(due) == 0 {
		return 0, nil
	}
	for _, id := range due {
		if err := d.store.Note(ctx, ws, Event{At: at, Actor: daylight, Action: "forget-applicant", Object: id}, "person"); err != nil {
			return 0, err
		}
	}
	if err := d.hooks.DropRecords(ctx, ws, due); err != nil {
		return 0, fmt.Errorf("drop the records of rejected applicants: %w", err)
	}
	return len(due), nil
}
