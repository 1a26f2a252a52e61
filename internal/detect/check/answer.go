package check

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// answer is what somebody was told about one check of a person.
type answer struct {
	check, outcome string
	faults         []string
	ref            domain.RecordRef
	source         string
}

// answers lists the checks of a person, oldest first.
func answers(v detect.View) (out []answer) {
	for _, r := range v.Records(domain.KindCheck) {
		a := answer{ref: detect.RefOf(r), source: r.Key.Source}
		for i := range r.Values {
			switch val := &r.Values[i]; val.Field {
			case domain.FieldCheck:
				a.check = strings.ToLower(val.Text)
			case domain.FieldOutcome:
				a.outcome = strings.ToLower(val.Text)
			case domain.FieldFault:
				a.faults = append(a.faults, strings.ToLower(val.Text))
			}
		}
		out = append(out, a)
	}
	return out
}

func (a answer) failed() bool {
	return slices.Contains([]string{"failure", "failed", "rejected", "declined", "denied"}, a.outcome)
}

func (a answer) passed() bool {
	return slices.Contains([]string{"success", "passed", "approved", "clear", "confirmed"}, a.outcome)
}

func (a answer) evidence(claim, observed string) domain.Evidence {
	return domain.Evidence{Claim: claim, Observed: observed, Source: a.source, Records: []domain.RecordRef{a.ref}}
}

// tampering are the faults that speak of how a picture came to the vendor, in
// plain words. Blur, glare and age of a document are none.
var tampering = map[string]string{
	"injected-camera": "the picture came from a program in place of the camera",
	"virtual-camera":  "the picture came from a program in place of the camera",
	"replay":          "a screen was held before the camera",
	"face-swap":       "the vendor holds the moving picture for an altered one",
	"altered-image":   "the picture of the document was altered",
	"check-digit":     "a check digit of the document is wrong",
	"number-format":   "the document's number has a form that its issuer does not use",
	"other-device":    "the session changed to another device on its way",
}

// Failed is the check for an identity verification that did not succeed.
func Failed() detect.Detector {
	return detect.Detector{
		ID: "identity-check-failed", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"ID01", "ID04"},
			Title:     "The identity verification failed, or was tampered with",
			Stage:     "identity",
			Means:     "The verification vendor refused the session, or reports how its picture came about: from a program in place of a camera, from a screen, with a number that its issuer does not use.",
			MeansNot:  "A failed check is not a false person. Vendors fail some groups of people more often than others.",
			Innocent: []string{
				"An old phone, poor light or a worn document.",
				"A disability, a head covering or a skin tone that the vendor's model handles badly.",
				"A work laptop whose meeting software installs a camera program.",
				"A document of an issuer that the vendor does not know.",
			},
			Data:     "Results of an identity verification vendor, with fault codes; any CSV through a mapping.",
			Ceiling:  domain.Supporting,
			Source:   "FBI, July 2025; HYPR and CLEAR on injected cameras; catalogue ID01 and ID04",
			Fairness: "A refusal without a fault of tampering is context. A later session that passed takes it back. Always offer a route in person.",
			FirstSteps: []string{
				"Offer the check again, and in person, before anything else.",
				"Ask the vendor for the session's fault codes.",
			},
		},
		Needs: detect.Needs(detect.NeedRecords(domain.KindCheck)),
		Requires: []detect.Requirement{{Part: "results of identity checks", AnyOf: []detect.Datum{
			{Kind: domain.KindCheck, Field: domain.FieldOutcome}, {Kind: domain.KindCheck, Field: domain.FieldFault}}}},
		Run: runFailed,
	}
}

func runFailed(_ context.Context, v detect.View) (detect.Result, error) {
	list := slices.DeleteFunc(answers(v), func(a answer) bool { return a.check != "identity" && a.check != "liveness" })
	if len(list) == 0 {
		return detect.NotEnough("No identity check of this person is known.", "results of the identity verification vendor"), nil
	}
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyVendor, Strength: domain.Context}
	tampered := false
	for i, a := range list {
		told := a.told()
		switch {
		case len(told) > 0:
			tampered = true
			r.Evidence = append(r.Evidence, a.evidence("the person showed their own document to a camera", strings.Join(told, "; ")))
		case a.failed() && !slices.ContainsFunc(list[i+1:], func(b answer) bool { return b.check == a.check && b.passed() }):
			r.Evidence = append(r.Evidence, a.evidence("the identity is confirmed", "the vendor did not confirm it"))
		}
	}
	if len(r.Evidence) == 0 {
		return detect.ClearResult("The identity checks passed, the last one at any rate."), nil
	}
	r.Sentence = "The identity verification did not succeed."
	if tampered {
		r.Strength, r.Bits = domain.Supporting, 4
		r.Sentence = "The verification vendor reports a session that was tampered with."
	} else {
		r.Lowered = "the vendor says no more than that it failed, which happens to honest people daily"
	}
	return r, nil
}

// told lists the faults of tampering in words, sorted.
func (a answer) told() (out []string) {
	for _, f := range a.faults {
		if text := tampering[f]; text != "" {
			out = append(out, text)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Denied is the check for what a registrar, an employer or an authority does not
// confirm.
func Denied() detect.Detector {
	return detect.Detector{
		ID: "statement-denied", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP12", "ID05"},
			Title:     "A school, a past employer or an authority does not confirm what was stated",
			Stage:     "identity",
			Means:     "Whoever should know denied a degree, a job or that name and tax number belong together.",
			MeansNot:  "Not found is not denied, and an office's files are often under an earlier name.",
			Innocent: []string{
				"The files are under a name from before a marriage or a change of name.",
				"A closed or merged school or firm.",
				"A typing error in a number or a date.",
				"Work through an agency that the client never knew by name.",
			},
			Data:     "Answers of registrars, past employers and authorities (tax-name notices, work authorisation), as a CSV through a mapping or a background check's export.",
			Ceiling:  domain.Hard,
			Source:   "FBI; Amazon; Mandiant on notices for borrowed numbers; catalogue AP12 and ID05",
			Fairness: "Work authorisation is read only where it is asked of all alike, and only as confirmed or not: never which status. A clean report clears nobody, for it is about the person whose identity it is.",
			FirstSteps: []string{
				"Ask under which name the files would be.",
				"Ask for the denial in writing.",
			},
		},
		Needs: detect.Needs(detect.NeedPerson(), detect.NeedRecords(domain.KindCheck)),
		Requires: []detect.Requirement{{Part: "answers to what was stated", AnyOf: []detect.Datum{
			{Kind: domain.KindCheck, Field: domain.FieldCheck}}}},
		Run: runDenied,
	}
}

// stated names, in words, what each check is about.
var stated = map[string]string{
	"education":          "the degree that was stated",
	"employment":         "the past job that was stated",
	"tax-name":           "that name and tax number belong together",
	"work-authorisation": "the authorisation to work",
}

func runDenied(_ context.Context, v detect.View) (detect.Result, error) {
	list := slices.DeleteFunc(answers(v), func(a answer) bool { return stated[a.check] == "" })
	if len(list) == 0 {
		return detect.NotEnough("Nobody was asked about what this person stated.", "answers of registrars, past employers or authorities"), nil
	}
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyVendor, Strength: domain.Context}
	denied := map[string]bool{}
	owner := false
	for i, a := range list {
		took := slices.ContainsFunc(list[i+1:], func(b answer) bool { return b.check == a.check && b.passed() })
		calls := slices.Contains(a.faults, "owner-called")
		if !calls && (took || !a.failed()) {
			continue
		}
		owner = owner || calls
		denied[a.check] = true
		observed := "denied"
		if calls {
			observed = "the number's owner called about it"
		}
		r.Evidence = append(r.Evidence, a.evidence(stated[a.check], observed))
	}
	if len(r.Evidence) == 0 {
		return detect.ClearResult("What was stated and asked about was confirmed, or not denied."), nil
	}
	return weighDenied(v, r, denied, owner), nil
}

// weighDenied says how much denials weigh. A second name is the first thing to
// ask about; the owner of a number who calls is proof that it is borrowed.
func weighDenied(v detect.View, r detect.Result, denied map[string]bool, owner bool) detect.Result {
	names := slices.Sorted(maps.Keys(denied))
	r.Sentence = fmt.Sprintf("Who should know did not confirm %s.", stated[names[0]])
	if len(names) > 1 {
		r.Sentence = fmt.Sprintf("Who should know did not confirm %d things that were stated.", len(names))
	}
	switch {
	case owner:
		r.Strength, r.Bits = domain.Hard, 8
		r.Sentence = "The owner of the number that this person works under called about it."
	case twoNames(v) && len(names) == 1:
		r.Lowered = "this person appears under two names, and the files may be under the other"
	default:
		r.Strength, r.Bits = domain.Supporting, 4
	}
	return r
}

// twoNames reports whether the person appears under names that are not spellings
// of one another.
func twoNames(v detect.View) bool {
	names := v.Names()
	for i := range names {
		for j := range i {
			if v.SameName(names[i].Text, names[j].Text) == domain.NamesDifferent {
				return true
			}
		}
	}
	return false
}
