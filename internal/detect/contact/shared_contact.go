// Package contact holds the checks on mail addresses, phone numbers and
// profile links.
package contact

import (
	"context"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		Shared(),
		Leaver(),
		InternetLine(),
		LookAlike(),
		Reported(),
	}
}

var contactTypes = []domain.IdentifierType{domain.Email, domain.Phone, domain.Profile}

// Shared is the check for one phone, mail address or profile behind two names.
func Shared() detect.Detector {
	return detect.Detector{
		ID: "shared-contact", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP01"},
			Title:     "Same phone, mail address or profile link behind two names",
			Stage:     "apply",
			Means:     "A contact value that people rarely share stands behind two people whose names do not fit each other. Experts find this, over all years and including rejected applicants, to be the best single signal.",
			MeansNot:  "It does not say which of the two is who they claim to be, nor that either means harm.",
			Innocent: []string{
				"A couple or a family uses one phone.",
				"An agency submits several people under its own mailbox or number.",
				"A recruiter's test record carries the recruiter's own details.",
				"A number was given to a new owner after the old one let it go.",
			},
			Data:     "Mail, phone and profile links of candidates and workers: Greenhouse and Ashby carry them, ADP carries personal mail and phones.",
			Ceiling:  domain.Hard,
			Source:   "FBI IC3 advisory, January 2025; Mandiant (The Register); catalogue AP01",
			Fairness: "Names are compared for compatibility only. Two records with compatible names are treated as one human who applied twice, and nicknames, order, transliteration and marriage only ever lower.",
			FirstSteps: []string{
				"Open both records and see who gave the value first.",
				"Ask the agency or the referring colleague before asking the person.",
			},
		},
		Needs:    detect.Needs(detect.NeedLinks(contactTypes...), detect.NeedObservations(contactTypes...)),
		Requires: []detect.Requirement{{Part: "mail addresses or phone numbers of people", AnyOf: contactData()}},
		Run:      runShared,
	}
}

func contactData() []detect.Datum {
	var out []detect.Datum
	for _, k := range []domain.Kind{domain.KindCandidate, domain.KindApplication, domain.KindWorker, domain.KindAccount} {
		for _, f := range []domain.Field{domain.FieldEmail, domain.FieldPhone, domain.FieldProfileURL} {
			out = append(out, detect.Datum{Kind: k, Field: f})
		}
	}
	return out
}

func runShared(_ context.Context, v detect.View) (detect.Result, error) {
	known := 0
	var ties [][]domain.Tie
	for _, t := range contactTypes {
		known += len(v.Observations(t))
		ties = append(ties, v.Ties(t))
	}
	if known == 0 {
		return detect.NotEnough("No mail address, phone number or profile link is known.", "a candidate or worker record with contact details"), nil
	}
	groups := detect.Where(detect.Groups(ties...), func(t domain.Tie) bool { return t.PeerLeft.IsZero() })
	return detect.Shared(groups, "phone, mail address or profile link", domain.FamilyContact, weighContact), nil
}

// weighContact calls a contact value hard, unless the two merely declared it,
// nobody else holds it, and its weight has decayed or nothing but the value
// ties them: two people with one phone may be a family whose home is not on
// file.
func weighContact(g detect.Group) (domain.Strength, string) {
	if g.Bits() < 4 {
		return domain.Context, "the value is common here, or years lie between the two uses of it"
	}
	if len(g.Others()) == 1 && !g.Recorded() && g.Identifier.Type == domain.Phone {
		return domain.Supporting, "one other person had given this number by then and neither use of it is on record: a family without a home address on file looks the same"
	}
	return domain.Hard, ""
}
