package contact

import (
	"context"
	_ "embed"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

//go:embed domains.csv
var domainsText string

// imitated are the domains that others imitate, and those that only resemble them.
type imitated struct{ targets, real []string }

func readDomains(text string) (out imitated) {
	for line := range strings.Lines(text) {
		switch kind, name, _ := strings.Cut(strings.TrimSpace(line), "|"); kind {
		case "target":
			out.targets = append(out.targets, name)
		case "real":
			out.real = append(out.real, name)
		}
	}
	return out
}

// of returns the domain that a name imitates: one letter is added, left out,
// changed or swapped with its neighbour, or a word stands with a hyphen in it.
func (x imitated) of(name string) (target string, ok bool) {
	if slices.Contains(x.real, name) || slices.Contains(x.targets, name) {
		return "", false
	}
	for _, t := range x.targets {
		if oneSlip(name, t) || strings.ReplaceAll(name, "-", "") == t {
			return t, true
		}
	}
	return "", false
}

// oneSlip reports whether two names of more than five letters differ by one
// letter, or by two neighbours that changed places.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 6 || len(b)-len(a) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	return a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// LookAlike is the check for a throw-away mail address, and for domains that
// imitate a known one.
func LookAlike() detect.Detector {
	table := readDomains(domainsText)
	return detect.Detector{
		ID: "look-alike-domain", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP09"},
			Title:     "A throw-away mail address, or a domain that imitates a known one",
			Stage:     "apply",
			Means:     "The mail address is of a service for throw-away addresses, or a profile link leads to a site whose name is one letter off a known one.",
			MeansNot:  "A privacy relay is no throw-away address. A slip of the pen is no disguise.",
			Innocent: []string{
				"Somebody who typed their own address or link wrong.",
				"Somebody who shields their mailbox from a job board that sells addresses.",
				"A small firm whose name resembles a large one's.",
			},
			Data:       "Mail addresses and links of applicants; a list of kind disposable-mail of your own (docs/lists.md).",
			Ceiling:    domain.Supporting,
			Source:     "Treegarden and Gem on signals in applications; catalogue AP09",
			Fairness:   "Only domains are looked at. The name before the @ is not read: its look fits millions of honest people.",
			FirstSteps: []string{"Ask for another address, and send the next mail there."},
		},
		Needs: detect.Needs(detect.NeedObservations(domain.Email, domain.Profile), detect.NeedIntel(detect.IntelDisposable)),
		Requires: []detect.Requirement{{Part: "mail addresses or links of applicants", AnyOf: []detect.Datum{
			{Kind: domain.KindCandidate, Field: domain.FieldEmail}, {Kind: domain.KindApplication, Field: domain.FieldEmail},
			{Kind: domain.KindCandidate, Field: domain.FieldProfileURL}, {Kind: domain.KindPlatformAccount, Field: domain.FieldEmail}}}},
		Applies: detect.Applicant,
		Run: func(_ context.Context, v detect.View) (detect.Result, error) {
			return runLookAlike(v, table), nil
		},
	}
}

func runLookAlike(v detect.View, table imitated) detect.Result {
	seen := 0
	var slip *detect.Result
	for _, o := range slices.Concat(v.Observations(domain.Profile), v.Observations(domain.Email)) {
		if o.Role == domain.RoleWork || o.Role == domain.RoleReferee || o.Role == domain.RoleCommit {
			continue
		}
		seen++
		mail := o.Identifier.Type == domain.Email
		name := domainOf(o.Identifier)
		if hit, ok, _ := v.Listed(detect.IntelDisposable, name); ok && mail {
			r := domainHit(o, "The mail address is of a service for throw-away addresses.", "a mail domain that the list "+hit.List+" names")
			return r
		}
		target, ok := table.of(name)
		if !ok {
			continue
		}
		r := domainHit(o, "The domain of a mail address or link is one letter off "+target+".", "a domain that resembles "+target)
		if !mail {
			return r
		}
		r.Strength, r.Bits, r.Lowered = domain.Context, 0, "a slip of the pen in one's own address looks the same"
		slip = &r
	}
	switch {
	case slip != nil:
		return *slip
	case seen == 0:
		return detect.NotEnough("No mail address or link of this applicant is known.", "mail addresses or links (applicant tracker)")
	}
	clear := "No mail address or link has a domain that imitates a known one."
	if _, _, known := v.Listed(detect.IntelDisposable, "example.com"); !known {
		clear += " No list of throw-away mail was there to be asked."
	}
	return detect.ClearResult(clear)
}

func domainHit(o domain.Observation, sentence, observed string) detect.Result {
	return detect.Result{Outcome: domain.Hit, Family: domain.FamilyContact, Strength: domain.Supporting, Bits: 3, Sentence: sentence,
		Evidence: []domain.Evidence{{Claim: "is reached there", Observed: observed, Source: "applicant tracker", Records: o.Records,
			Value: &domain.SharedValue{Identifier: o.Identifier}}}}
}

// domainOf returns the domain of a mail address or a link.
func domainOf(id domain.Identifier) string {
	if _, host, ok := strings.Cut(id.Key, "@"); ok {
		return host
	}
	host, _, _ := strings.Cut(id.Key, "/")
	return host
}
