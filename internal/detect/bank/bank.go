// Package bank holds the checks on where pay goes.
package bank

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		SharedAccount(),
		PayeeNotWorker(),
		EarlyChange(),
		SharedInvoice(),
		YoungCompany(),
		SharedHandle(),
	}
}

// SharedAccount is the check for one account that pays two workers.
func SharedAccount() detect.Detector {
	return detect.Detector{
		ID: "shared-bank-account", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"PY01"},
			Title:     "One bank account for two workers",
			Stage:     "pay",
			Means:     "The pay of two people of different names goes into one account or wallet.",
			MeansNot:  "It does not say whose account it is.",
			Innocent: []string{
				"A couple with a joint account.",
				"An agency or employer of record that is paid for several people.",
			},
			Data:       "Unmasked routing and account numbers, kept only as a keyed hash. ADP masks them for most users: equal masks are not equal accounts.",
			Ceiling:    domain.Hard,
			Source:     "FBI IC3 advisory, July 2025; catalogue PY01",
			Fairness:   "The kind of bank or its country is never looked at.",
			FirstSteps: []string{"Ask payroll whether the account is joint.", "Take counsel before any pay is held back."},
		},
		Needs: detect.Needs(detect.NeedLinks(domain.Bank, domain.Wallet), detect.NeedObservations(domain.Bank, domain.Wallet)),
		Requires: []detect.Requirement{{Part: "unmasked account numbers", AnyOf: []detect.Datum{
			{Kind: domain.KindPayAccount, Field: domain.FieldBankAccount}, {Kind: domain.KindPayAccount, Field: domain.FieldWallet},
			{Kind: domain.KindPay, Field: domain.FieldBankAccount}}}},
		Applies: detect.Worker,
		Run: func(_ context.Context, v detect.View) (detect.Result, error) {
			if len(v.Observations(domain.Bank))+len(v.Observations(domain.Wallet)) == 0 {
				return detect.NotEnough("No unmasked account is known for this worker.", "unmasked account numbers (a payroll register exported with that permission)"), nil
			}
			return detect.Shared(detect.Groups(v.Ties(domain.Bank), v.Ties(domain.Wallet)), "bank account or wallet", domain.FamilyBank,
				func(detect.Group) (domain.Strength, string) { return domain.Hard, "" }), nil
		},
	}
}

// PayeeNotWorker is the check for an account in somebody else's name.
func PayeeNotWorker() detect.Detector {
	return detect.Detector{
		ID: "payee-not-worker", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"PY02"},
			Title:     "The account's holder is not the worker",
			Stage:     "pay",
			Means:     "A bank or payroll names somebody else as the holder of the account that the worker is paid into.",
			MeansNot:  "A name written in another order, script or length is the same name here.",
			Innocent: []string{
				"A joint account under the partner's name.",
				"A worker's own company.",
				"An employer of record or an agency that is paid for several people.",
				"A name changed by marriage that the bank does not know yet.",
			},
			Data:       "The holder's name from a bank name check (Confirmation of Payee, account validation) or a payee CSV. ADP's API carries none, and it is never inferred.",
			Ceiling:    domain.Hard,
			Source:     "US advisory, May 2022; catalogue PY02",
			Fairness:   "Nicknames, order, transliteration, initials and marriage are compared as the same; docs/method/names.md gives measured rates.",
			FirstSteps: []string{"Ask payroll for the bank's own answer before asking the worker.", "Take counsel before any pay is held back."},
		},
		Needs: detect.Needs(detect.NeedPerson(), detect.NeedClaims(domain.FieldPayeeName), detect.NeedLinks(domain.Bank, domain.Wallet)),
		Requires: []detect.Requirement{{Part: "the name of the account's holder", AnyOf: []detect.Datum{
			{Kind: domain.KindPayAccount, Field: domain.FieldPayeeName}, {Kind: domain.KindPay, Field: domain.FieldPayeeName}}}},
		Applies: detect.Worker,
		Run:     runPayee,
	}
}

func runPayee(_ context.Context, v detect.View) (detect.Result, error) {
	payees := v.Claims(domain.FieldPayeeName)
	if len(payees) == 0 {
		return detect.NotEnough("Nobody says in whose name this worker's account is.", "a bank name check or a payee CSV with the holder's name"), nil
	}
	compared := false
	var explained *detect.Result
	for _, c := range payees {
		relation := bestPayee(v, c.Text)
		compared = compared || relation != domain.NamesUnknown
		if relation != domain.NamesDifferent {
			continue
		}
		r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyBank, Strength: domain.Hard, Bits: 8,
			Sentence: "Pay goes to an account in a name that does not fit the worker's.",
			Evidence: []domain.Evidence{{Claim: "the worker is paid", Observed: "the account's holder bears another name",
				Source: "payroll", Records: []domain.RecordRef{c.Record}}}}
		hub := payeeHub(v, c.Record)
		if hub == nil {
			return r, nil
		}
		// Another account, if there is one, may still be somebody else's.
		r.Strength, r.Bits, r.Lowered = domain.Context, 0, "many people are paid into that account: "+strings.TrimSuffix(hub.Why, ".")
		explained = &r
	}
	if explained != nil {
		return *explained, nil
	}
	if !compared {
		return detect.NotEnough("The holder's name could not be compared with the worker's.", "the holder's name in the script of the HR system"), nil
	}
	return detect.ClearResult("The account is in the worker's name."), nil
}

// payeeHub returns the hub that the account in a record is, such as that of an
// employer of record.
func payeeHub(v detect.View, record domain.RecordRef) *domain.Hub {
	for _, t := range slices.Concat(v.Ties(domain.Bank), v.Ties(domain.Wallet)) {
		if t.Hub != nil && slices.ContainsFunc(t.Self.Records, func(r domain.RecordRef) bool { return r.Key == record.Key }) {
			return t.Hub
		}
	}
	return nil
}

func bestPayee(v detect.View, holder string) domain.NameRelation {
	best := domain.NamesUnknown
	for _, n := range v.Names() {
		switch r := v.Payee(holder, n.Text); r {
		case domain.NamesSame, domain.NamesVariant:
			return r
		case domain.NamesDifferent:
			best = r
		}
	}
	return best
}

// EarlyChange is the check for a bank change soon after hire, or from a VPN.
func EarlyChange() detect.Detector {
	return detect.Detector{
		ID: "early-bank-change", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"PY03"},
			Title:     "Bank details changed soon after hire, or from a VPN or far away",
			Stage:     "pay",
			Means:     "Where the pay goes changed within weeks of the start, or changed often, or the payroll system was opened through a VPN or far from the declared home around the change.",
			MeansNot:  "New joiners often open an account, and a thief who diverts pay looks the same: then the worker is the victim.",
			Innocent: []string{
				"A newcomer opens a bank account after the first pay.",
				"Somebody else diverts the worker's pay: ask the worker by phone, on a known number.",
				"The worker always uses a VPN, or was on a journey.",
			},
			Data:     "Effective dates of pay accounts and the hire date (ADP); the other part needs Okta sign-ins to the payroll application, and a VPN list or a declared home.",
			Ceiling:  domain.Hard,
			Source:   "Microsoft, payroll alerts 2025 and 2026; FBI; catalogue PY03",
			Fairness: "The bank and its country are never looked at. Where a network lies counts only against the worker's own claim.",
		},
		Needs: detect.Needs(detect.NeedPerson(), detect.NeedRecords(domain.KindPayAccount), detect.NeedActivity(domain.KindSignIn),
			detect.NeedClaims(domain.FieldAddress, domain.FieldPlace), detect.NeedIntel(detect.IntelVPN, detect.IntelPlaces, detect.IntelCarriers)),
		Requires: []detect.Requirement{
			{Part: "when pay accounts took effect", AnyOf: []detect.Datum{{Kind: domain.KindPayAccount, Field: domain.FieldEffectiveAt}}},
			{Part: "hire dates", AnyOf: []detect.Datum{{Kind: domain.KindWorker, Field: domain.FieldHiredAt}, {Kind: domain.KindJoin, Field: domain.FieldHiredAt},
				{Kind: domain.KindApplication, Field: domain.FieldHiredAt}}},
			{Part: "sign-ins to the payroll application", Optional: true, AnyOf: []detect.Datum{{Kind: domain.KindSignIn, Field: domain.FieldApp}}},
		},
		Params: []detect.Param{
			{Name: "days", Default: 45, Min: 1, Max: 365, Unit: "days", Doc: "a change within this time after hire counts as soon"},
			{Name: "often", Default: 3, Min: 2, Max: 20, Unit: "changes", Doc: "this many changes within a year count as often"},
			{Name: "away_km", Default: 800, Min: 100, Max: 10000, Unit: "km", Doc: "payroll opened farther than this from every declared home around a change is said"},
		},
		Applies: detect.Worker,
		Run:     runEarlyChange,
	}
}

func runEarlyChange(_ context.Context, v detect.View) (detect.Result, error) {
	hired := v.Stage().HiredAt
	changes := changesOf(v)
	if hired.IsZero() || len(changes) == 0 {
		return detect.NotEnough("The hire date and the dates of pay accounts are not both known.", "hire date and pay-account effective dates (ADP)"), nil
	}
	var soon, recent, remote []change
	for _, c := range changes[1:] { // the first account is no change
		c.around = circumstances(v, c.at)
		after := c.at.Sub(hired)
		switch {
		case after >= 0 && after <= days(v.Param("days")):
			soon = append(soon, c)
		case c.around.why != "":
			remote = append(remote, c)
		}
		if v.AsOf().Sub(c.at) <= days(365) {
			recent = append(recent, c)
		}
	}
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyBank, Strength: domain.Supporting, Bits: 3}
	switch {
	case len(soon) > 0:
		r.Sentence = fmt.Sprintf("Bank details changed %s after hire.", plural(int(soon[0].at.Sub(hired)/days(1)), "day"))
		return withCircumstances(v, r, soon, "Bank details changed soon after hire", true), nil
	case len(recent) >= int(v.Param("often")):
		what := fmt.Sprintf("Bank details changed %s within a year", plural(len(recent), "time"))
		r.Sentence = what + "."
		return withCircumstances(v, r, recent, what, true), nil
	case len(remote) > 0:
		// One change long after hire is common; how it was made is what is said.
		return withCircumstances(v, r, remote, "Bank details changed", false), nil
	}
	return detect.ClearResult("Bank details did not change soon after hire, nor often."), nil
}

// withCircumstances adds the changes as evidence, and what was around them. A
// VPN makes a change hard that is remarkable by itself.
func withCircumstances(v detect.View, r detect.Result, list []change, what string, remarkable bool) detect.Result {
	unchecked := false
	for _, c := range list {
		r.Evidence = append(r.Evidence, domain.Evidence{Claim: "hired " + v.Stage().HiredAt.Format("2 January 2006"),
			Observed: "another account from " + c.at.Format("2 January 2006"), Source: "payroll", Records: []domain.RecordRef{c.ref}})
		if c.around.why == "" {
			unchecked = unchecked || !c.around.known
			continue
		}
		if c.around.vpn && remarkable {
			r.Strength, r.Bits = domain.Hard, 6
		}
		r.Sentence = what + ", and the payroll system was opened " + c.around.why + " around the change."
		r.Evidence = append(r.Evidence, domain.Evidence{Claim: "works from home", Observed: "payroll opened " + c.around.why, Source: "okta", Records: []domain.RecordRef{c.around.ref}})
	}
	if r.Strength == domain.Hard && alwaysHidden(v) {
		r.Strength, r.Lowered = domain.Supporting, "this person signs in through a VPN on most days, so that the VPN says nothing of the change"
	}
	if unchecked && r.Strength != domain.Hard {
		r.Counter = append(r.Counter, "Whether the change came through a VPN could not be checked: no sign-in to the payroll application around it is on file, or no VPN list is loaded.")
	}
	return r
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
