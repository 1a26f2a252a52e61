// Package concern holds the check on what people of the firm reported.
package concern

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		Reported(),
	}
}

// kind is what may be reported. The list is closed: nobody can report looks,
// language or manner.
type kind struct {
	text  string
	grave bool // it has no common innocent form
}

var kinds = map[string]kind{
	"asks-other-name":      {"asks to go on under another name, or away from the platform", true},
	"asks-for-papers":      {"asks colleagues for papers, accounts or a laptop", true},
	"threatens-to-publish": {"threatens to publish, or asks for money for silence", true},
	"own-machine":          {"wants to work on a machine of their own in place of the company's", false},
	"asks-prepayment":      {"presses for money before the work", false},
	"exchange-letter":      {"asks for a letter to have an exchange account opened", false},
}

// Codes lists what may be reported, sorted, with its meaning.
func Codes() (out [][2]string) {
	for _, code := range slices.Sorted(maps.Keys(kinds)) {
		out = append(out, [2]string{code, kinds[code].text})
	}
	return out
}

// Reported is the check for what people reported about somebody.
func Reported() detect.Detector {
	return detect.Detector{
		ID: "reported-concern", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP34", "ON05", "WK14", "PY06", "PY09", "EX03"},
			Title:     "Somebody reported a concern",
			Stage:     "work",
			Means:     "A colleague, a recruiter or a client wrote down that this person did one of a closed list of things: " + meanings() + ".",
			MeansNot:  "A report is what one person saw or heard. It may be a misunderstanding, or a grudge.",
			Innocent: []string{
				"A freelancer who was not paid before and asks for an advance.",
				"Somebody who prefers their own machine, or needs it because of a disability.",
				"A joke, or a sentence that was misunderstood.",
				"A report that settles another score.",
			},
			Data:     "Reports by code, from a ticket system or a form, as a CSV through a mapping. Free text is never read.",
			Ceiling:  domain.Supporting,
			Source:   "United States advisory, May 2022; FBI, January 2025; SEAL guidance; catalogue AP34, ON05, WK14, PY06, PY09 and EX03",
			Fairness: "The codes name acts, never looks, accent or manner. One report of a lesser act is context; no number of reports is more than supporting.",
			FirstSteps: []string{
				"Hear the other side in the same words as anybody.",
				"Ask the reporter what was said, and keep it in the case.",
			},
		},
		Needs: detect.Needs(detect.NeedRecords(domain.KindReport)),
		Requires: []detect.Requirement{{Part: "reports by code", AnyOf: []detect.Datum{
			{Kind: domain.KindReport, Field: domain.FieldConcern}}}},
		Run: run,
	}
}

func meanings() string {
	var out []string
	for _, c := range Codes() {
		out = append(out, c[1])
	}
	return strings.Join(out, "; ")
}

func run(_ context.Context, v detect.View) (detect.Result, error) {
	seen, grave := map[string]bool{}, false
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyReport, Strength: domain.Context}
	reports := v.Records(domain.KindReport)
	if len(reports) == 0 {
		return detect.NotApplicable("Nobody reported anything of this person."), nil
	}
	for _, rec := range reports {
		for i := range rec.Values {
			k, ok := kinds[strings.ToLower(rec.Values[i].Text)]
			if rec.Values[i].Field != domain.FieldConcern || !ok {
				continue
			}
			seen[rec.Values[i].Text] = true
			grave = grave || k.grave
			r.Evidence = append(r.Evidence, domain.Evidence{Claim: "works as agreed", Observed: "reported: " + k.text, Source: rec.Key.Source, Records: []domain.RecordRef{detect.RefOf(rec)}})
		}
	}
	switch {
	case len(seen) == 0:
		return detect.ClearResult("Nobody reported anything of the list."), nil
	case len(seen) > 1:
		r.Sentence = fmt.Sprintf("%d different concerns were reported.", len(seen))
	default:
		r.Sentence = "A concern was reported: " + strings.TrimPrefix(r.Evidence[0].Observed, "reported: ") + "."
	}
	if grave || len(seen) > 1 {
		r.Strength, r.Bits = domain.Supporting, 4
	} else {
		r.Lowered = "it has common innocent reasons"
	}
	return r, nil
}
