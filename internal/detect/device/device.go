// Package device holds the checks on the devices and sign-in factors behind
// accounts.
package device

import (
	"context"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		SharedSignIn(),
		SharedFactor(),
		LateKeys(),
		Session(),
	}
}

var signInTypes = []domain.IdentifierType{domain.DeviceToken, domain.DeviceID, domain.PublicIP}

// SharedSignIn is the check for accounts that sign in from one device.
func SharedSignIn() detect.Detector {
	return detect.Detector{
		ID: "shared-sign-in-device", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"WK07"},
			Title:     "Two accounts sign in from one browser or device",
			Stage:     "work",
			Means:     "The accounts of two people were used from the same browser or device. One operator who works several accounts, or a house of laptops, leaves exactly this.",
			MeansNot:  "One shared use is not a shared life: see how often, and on which days.",
			Innocent: []string{
				"A couple lends each other a laptop.",
				"A kiosk, a meeting room or an administrator who set the account up.",
				"A laptop that was handed on to the next user.",
				"The firm's own VPN exit (for the network part).",
			},
			Data:     "Okta System Log: dtHash (a browser cookie's hash), device.id and client address. The log reaches back 90 days.",
			Ceiling:  domain.Hard,
			Source:   "Microsoft, December 2025; Okta customer detections; Elastic rule on one device token for several users; catalogue WK07",
			Fairness: "A shared network alone never supports more than another family does: homes, offices and carriers share them.",
			FirstSteps: []string{
				"Compare the hours: one person cannot be in two meetings.",
				"Preserve the Okta log now; it ages out after 90 days.",
			},
		},
		Needs: detect.Needs(detect.NeedLinks(signInTypes...), detect.NeedObservations(signInTypes...)),
		Requires: []detect.Requirement{{Part: "devices behind sign-ins", AnyOf: []detect.Datum{
			{Kind: domain.KindSignIn, Field: domain.FieldDeviceToken}, {Kind: domain.KindSignIn, Field: domain.FieldDeviceID}}}},
		Params: []detect.Param{
			{Name: "lent_days", Default: 1, Min: 0, Max: 30, Unit: "days",
				Doc: "a device that one of the two used for no longer than this may have been lent, or used to set the account up"},
			{Name: "kiosk_persons", Default: 10, Min: 3, Max: 1000, Unit: "persons",
				Doc: "a device that this many use, each beside a device of their own, may be a kiosk or a meeting room's"},
		},
		Applies: detect.Worker,
		Run:     runSignIn,
	}
}

func runSignIn(_ context.Context, v detect.View) (detect.Result, error) {
	if len(v.Observations(domain.DeviceToken))+len(v.Observations(domain.DeviceID)) == 0 {
		return detect.NotEnough("No device is known behind this person's sign-ins.", "Okta System Log of the last 90 days"), nil
	}
	groups := detect.Groups(v.Ties(domain.DeviceToken), v.Ties(domain.DeviceID))
	r := detect.Shared(groups, "browser or device", domain.FamilyDevice, func(g detect.Group) (domain.Strength, string) {
		switch {
		case g.Bits() < 4:
			return domain.Supporting, "many people use it here"
		case lent(g, v.Param("lent_days")):
			return domain.Supporting, "one of the two used it on one occasion only: a device that is lent, or a helper who sets an account up, looks the same"
		case handedOn(g):
			return domain.Supporting, "one of the two had stopped using it before the other began: a device that is handed on looks the same"
		case len(g.Others())+1 >= int(v.Param("kiosk_persons")) && ownBeside(v, g):
			return domain.Supporting, "so many people use it, this one beside a device of their own, that it may be a kiosk or a meeting room's"
		}
		return domain.Hard, ""
	})
	if r.Outcome == domain.Hit {
		for _, g := range detect.Groups(v.Ties(domain.PublicIP)) {
			if g.Hub == nil && len(r.Evidence) < 12 {
				r.Evidence = append(r.Evidence, g.Evidence())
			}
		}
	}
	return r, nil
}

// lent reports whether, with every peer, one of the two used the device for no
// longer than a loan lasts.
func lent(g detect.Group, days float64) bool {
	loan := time.Duration(days * 24 * float64(time.Hour))
	brief := func(s domain.Side) bool { return s.Span.Last.Sub(s.Span.First) <= loan }
	for _, t := range g.Ties {
		if !brief(t.Self) && !brief(t.Peer) {
			return false
		}
	}
	return true
}

// handedOn reports whether, with every peer, one had used the device for the
// last time before the other used it first.
func handedOn(g detect.Group) bool {
	for _, t := range g.Ties {
		if !t.Self.Span.Last.Before(t.Peer.Span.First) && !t.Peer.Span.Last.Before(t.Self.Span.First) {
			return false
		}
	}
	return true
}

// ownBeside reports whether the person lastingly used another device of the
// same kind, which is not the group's.
func ownBeside(v detect.View, g detect.Group) bool {
	shared := map[string]bool{g.Identifier.Key: true}
	for _, t := range v.Ties(g.Identifier.Type) {
		shared[t.Identifier.Key] = true
	}
	loan := time.Duration(v.Param("lent_days") * 24 * float64(time.Hour))
	return slices.ContainsFunc(v.Observations(g.Identifier.Type), func(o domain.Observation) bool {
		return !shared[o.Identifier.Key] && o.Span.Last.Sub(o.Span.First) > loan
	})
}

// SharedFactor is the check for one factor behind two accounts.
func SharedFactor() detect.Detector {
	return detect.Detector{
		ID: "shared-factor", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"ON08"},
			Title:     "One sign-in factor or phone confirms two accounts",
			Stage:     "onboard",
			Means:     "The codes for the accounts of two people of different names go to one phone or security key.",
			MeansNot:  "It does not say that both accounts are in one hand all the time.",
			Innocent: []string{
				"A couple or a family with one phone.",
				"A service account and its owner.",
				"A helper who enrolled a colleague's key by mistake.",
			},
			Data:     "Okta sms and call factors carry the phone number; security keys carry an id. Okta Verify does not: its credential is the login and its key id is the word default.",
			Ceiling:  domain.Hard,
			Source:   "Microsoft, December 2025; Okta customer detections (phone number registered to several users); catalogue ON08",
			Fairness: "A household's shared phone is context.",
		},
		Needs: detect.Needs(detect.NeedLinks(domain.Factor, domain.Phone), detect.NeedObservations(domain.Factor, domain.Phone)),
		Requires: []detect.Requirement{{Part: "factors that name a phone or a key", AnyOf: []detect.Datum{
			{Kind: domain.KindFactor, Field: domain.FieldFactorPhone}, {Kind: domain.KindFactor, Field: domain.FieldFactorID}}}},
		Applies: detect.Worker,
		Run:     runFactor,
	}
}

func runFactor(_ context.Context, v detect.View) (detect.Result, error) {
	enrolled := len(v.Observations(domain.Factor)) > 0
	for _, o := range v.Observations(domain.Phone) {
		enrolled = enrolled || o.Role == domain.RoleFactor
	}
	if !enrolled {
		return detect.NotEnough("No factor is known that names a phone or a key.", "Okta sms or call factors, or security keys"), nil
	}
	groups := detect.Where(detect.Groups(v.Ties(domain.Factor), v.Ties(domain.Phone)), func(t domain.Tie) bool {
		return t.Self.HasRole(domain.RoleFactor) && t.Peer.HasRole(domain.RoleFactor)
	})
	return detect.Shared(groups, "sign-in factor", domain.FamilyFactor, func(g detect.Group) (domain.Strength, string) {
		if g.Bits() < 4 {
			return domain.Context, "the value is common here, or years lie between the two uses of it"
		}
		return domain.Hard, ""
	}), nil
}
