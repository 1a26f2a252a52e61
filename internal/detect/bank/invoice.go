package bank

import (
	"context"
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// SharedInvoice is the check for one invoice template behind two contractors.
func SharedInvoice() detect.Detector {
	return detect.Detector{
		ID: "shared-invoice-template", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"PY08"},
			Title:     "The invoices of two contractors were made from one file",
			Stage:     "pay",
			Means:     "Invoices that claim to come from two contractors go back to one document: the same file was saved under two names.",
			MeansNot:  "An invoice that looks alike is none that was made from the same file; only the file's own ids count.",
			Innocent: []string{
				"A template that the employer or an agency hands out.",
				"A template from a common program or website.",
				"Two friends who share a file.",
			},
			Data:     "Ids inside invoice files (a document's lineage or a template's hash), from an accounts-payable export or a mapping.",
			Ceiling:  domain.Supporting,
			Source:   "United States advisory, May 2022; catalogue PY08",
			Fairness: "Says nothing of anybody's skill at writing invoices. Templates that many hold are discounted.",
		},
		Needs: detect.Needs(detect.NeedLinks(domain.InvoiceTemplate), detect.NeedObservations(domain.InvoiceTemplate)),
		Requires: []detect.Requirement{{Part: "what invoices were made from", AnyOf: []detect.Datum{
			{Kind: domain.KindInvoice, Field: domain.FieldInvoiceTemplate}}}},
		Run: runInvoice,
	}
}

func runInvoice(_ context.Context, v detect.View) (detect.Result, error) {
	if len(v.Observations(domain.InvoiceTemplate)) == 0 {
		return detect.NotEnough("It is not known what this person's invoices were made from.", "ids inside invoice files"), nil
	}
	return detect.Shared(detect.Groups(v.Ties(domain.InvoiceTemplate)), "invoice template", domain.FamilyDocument, func(g detect.Group) (domain.Strength, string) {
		if len(g.Others()) > 2 {
			return domain.Context, "several use it, as a template that somebody hands out"
		}
		return domain.Supporting, ""
	}), nil
}

// YoungCompany is the check for pay that goes to a company founded for it.
func YoungCompany() detect.Detector {
	return detect.Detector{
		ID: "young-payee-company", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"PY07"},
			Title:     "Pay goes to a company that was weeks old",
			Stage:     "pay",
			Means:     "The company to which this person's pay goes was registered shortly before it was first named as payee.",
			MeansNot:  "Many who begin to work for themselves found a company for the first contract; some employers ask for it.",
			Innocent: []string{
				"A freelancer who founded a company for this very contract.",
				"A new umbrella company or employer of record.",
				"A register that gives the date of a change of name instead of the founding.",
			},
			Data:     "Payees with the date of their registration: a vendor master joined with a company register, as a CSV through a mapping.",
			Ceiling:  domain.Supporting,
			Source:   "United States Department of Justice, April 2026; catalogue PY07",
			Fairness: "Only the age of the company, never its country. Where the employer asked for a company, switch the rule off for that job.",
		},
		Needs: detect.Needs(detect.NeedPerson(), detect.NeedRecords(domain.KindPayee)),
		Requires: []detect.Requirement{{Part: "registration dates of payees", AnyOf: []detect.Datum{
			{Kind: domain.KindPayee, Field: domain.FieldRegisteredAt}}}},
		Params: []detect.Param{
			{Name: "days", Default: 45, Min: 7, Max: 365, Unit: "days", Doc: "a company that was registered within this time before it was named as payee is young"},
			{Name: "start_days", Default: 30, Min: 0, Max: 180, Unit: "days", Doc: "a company that is founded within this time around the start of the work was founded for it, which freelancers do"},
		},
		Applies: detect.Worker,
		Run:     runCompany,
	}
}

func runCompany(_ context.Context, v detect.View) (detect.Result, error) {
	known := false
	for _, r := range v.Records(domain.KindPayee) {
		var registered time.Time
		for i := range r.Values {
			if r.Values[i].Field == domain.FieldRegisteredAt {
				registered = r.Values[i].Time
			}
		}
		if registered.IsZero() || r.OccurredAt.IsZero() {
			continue
		}
		known = true
		age := r.OccurredAt.Sub(registered)
		if age < 0 || age > time.Duration(v.Param("days")*24)*time.Hour {
			continue
		}
		res := detect.Result{Outcome: domain.Hit, Family: domain.FamilyBank, Strength: domain.Supporting, Bits: 3,
			Sentence: fmt.Sprintf("The company that is paid was %.0f days old when it was named as payee.", age.Hours()/24),
			Evidence: []domain.Evidence{{Claim: "an established company is paid", Observed: fmt.Sprintf("registered on %s", registered.Format(time.DateOnly)), Source: r.Key.Source, Records: []domain.RecordRef{detect.RefOf(r)}}}}
		if hired := v.Stage().HiredAt; !hired.IsZero() && hired.Sub(registered).Abs() <= time.Duration(v.Param("start_days")*24)*time.Hour {
			res.Strength, res.Bits, res.Lowered = domain.Context, 0, "it was founded around the start of this work, as freelancers do"
		}
		return res, nil
	}
	if !known {
		return detect.NotEnough("The age of the payee is not known.", "registration dates of payees, from a company register"), nil
	}
	return detect.ClearResult("The companies that are paid were there before."), nil
}
