package postal

import (
	"context"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Forwarder is the check for equipment that is sent to a forwarder.
func Forwarder() detect.Detector {
	return detect.Detector{
		ID: "ship-to-forwarder", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"ON02"},
			Title:     "Equipment was sent to a forwarder or a mailbox store",
			Stage:     "onboard",
			Means:     "The address to which the laptop went is on a list of places that take parcels in for others.",
			MeansNot:  "Such places exist because honest people need them.",
			Innocent: []string{
				"No safe place for parcels at home.",
				"Somebody who lives far out, aboard or on the road.",
				"Somebody whose address must not be known, such as after violence.",
			},
			Data:     "Ship-to addresses from the asset or shipping system, and a list of mailbox stores and forwarders that the user loads.",
			Ceiling:  domain.Supporting,
			Source:   "Insikt Group; advisory of the Republic of Korea and the United States (from memory of the source); catalogue ON02",
			Fairness: "Absence from the list is unknown, never proof of a home.",
		},
		Needs: detect.Needs(detect.NeedClaims(domain.FieldAddress), detect.NeedIntel(detect.IntelMailboxStore)),
		Requires: []detect.Requirement{{Part: "where equipment was sent", AnyOf: []detect.Datum{
			{Kind: domain.KindShipment, Field: domain.FieldAddress}, {Kind: domain.KindDelivery, Field: domain.FieldAddress}}}},
		Applies: detect.Worker,
		Run:     runForwarder,
	}
}

func runForwarder(_ context.Context, v detect.View) (detect.Result, error) {
	sent, listed := false, false
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyPostal, Strength: domain.Supporting, Bits: 4}
	for _, c := range v.Claims(domain.FieldAddress) {
		if c.Address == nil || c.Role != domain.RoleShipTo && c.Role != domain.RoleDelivery {
			continue
		}
		sent = true
		name, hit, known := v.MailboxStore(*c.Address)
		listed = listed || known
		if hit {
			r.Sentence = "The equipment was sent to a place that takes parcels in for others: " + name + "."
			r.Evidence = append(r.Evidence, domain.Evidence{Claim: "sent to the worker's home", Observed: "listed as " + name, Source: "mailbox-store list", Records: []domain.RecordRef{c.Record}})
		}
	}
	switch {
	case len(r.Evidence) > 0:
		return r, nil
	case !sent:
		return detect.NotEnough("No address is known to which equipment was sent.", "ship-to addresses"), nil
	case !listed:
		return detect.NotEnough("Whether the address is a forwarder's could not be checked.", "a list of mailbox stores and forwarders"), nil
	}
	return detect.ClearResult("No list names the address to which equipment was sent."), nil
}

// TaxPost is the check for tax post that comes back, or that goes to one address
// for several people.
func TaxPost() detect.Detector {
	return detect.Detector{
		ID: "tax-post-returned", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"PY10"},
			Title:     "Tax post came back, or goes to one address for several people",
			Stage:     "pay",
			Means:     "A tax form sent to the worker was returned, or the forms of workers of different names go to one address at which they do not live together.",
			MeansNot:  "People move without telling payroll. A returned letter is first of all a wrong address.",
			Innocent: []string{
				"A move that was not reported.",
				"A typing error in an address.",
				"A family at one address.",
				"A tax adviser who takes in the post of several clients.",
			},
			Data:     "Tax forms as payroll sent them, with address and what became of the letter; a CSV through a mapping.",
			Ceiling:  domain.Supporting,
			Source:   "United States Department of Justice (from memory of the source); Mandiant; catalogue PY10",
			Fairness: "One returned letter is context; a household is discounted.",
		},
		Needs: detect.Needs(detect.NeedRecords(domain.KindTaxForm), detect.NeedLinks(domain.Postal)),
		Requires: []detect.Requirement{{Part: "where tax forms went", AnyOf: []detect.Datum{
			{Kind: domain.KindTaxForm, Field: domain.FieldAddress}, {Kind: domain.KindTaxForm, Field: domain.FieldDeliveryEvent}}}},
		Params: []detect.Param{
			{Name: "returned", Default: 2, Min: 1, Max: 12, Unit: "letters", Doc: "from so many returned letters on the finding supports"},
		},
		Applies: detect.Worker,
		Run:     runTaxPost,
	}
}

func runTaxPost(_ context.Context, v detect.View) (detect.Result, error) {
	forms := v.Records(domain.KindTaxForm)
	if len(forms) == 0 {
		return detect.NotEnough("No tax form of this worker is known.", "tax forms as payroll sent them"), nil
	}
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyPostal, Strength: domain.Context}
	returned := 0
	for _, f := range forms {
		for i := range f.Values {
			if f.Values[i].Field == domain.FieldDeliveryEvent && f.Values[i].Text == "returned" {
				returned++
				r.Evidence = append(r.Evidence, domain.Evidence{Claim: "lives at the address on file", Observed: "the letter came back", Source: f.Key.Source, Records: []domain.RecordRef{detect.RefOf(f)}})
			}
		}
	}
	together := detect.Where(detect.Groups(v.Ties(domain.Postal)), func(t domain.Tie) bool {
		return t.Self.HasRole(domain.RoleTax) && t.Peer.HasRole(domain.RoleTax) && !t.Household && t.Names == domain.NamesDifferent
	})
	shared := false
	for _, g := range together {
		if g.Hub == nil {
			shared = true
			r.Evidence = append(r.Evidence, g.Evidence())
		}
	}
	switch {
	case shared:
		r.Strength, r.Bits = domain.Supporting, 5
		r.Sentence = "The tax forms of this worker and of somebody of another name go to one address."
	case returned >= int(v.Param("returned")):
		r.Strength, r.Bits = domain.Supporting, 3
		r.Sentence = "Tax post to this worker came back again and again."
	case returned > 0:
		r.Sentence, r.Lowered = "A tax letter to this worker came back.", "one letter comes back for many reasons"
	default:
		return detect.ClearResult("No tax letter came back, and none goes to the address of somebody else."), nil
	}
	return r, nil
}
