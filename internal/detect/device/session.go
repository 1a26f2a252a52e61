package device

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Session is the check for a session that goes on at a device that is not the
// employer's.
func Session() detect.Detector {
	return detect.Detector{
		ID: "session-on-foreign-device", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"WK06"},
			Title:     "A session of the company laptop goes on at another device",
			Stage:     "work",
			Means:     "One session was used on a device that the employer manages and on one that it does not, from different networks. The cookie was carried over.",
			MeansNot:  "A sign-in on a private phone is a session of its own and says nothing.",
			Innocent: []string{
				"A device that drops out of management for an hour, as after an update.",
				"A browser that syncs its cookies, or a virtual desktop that is not enrolled.",
				"Malware that stole the cookie from an honest worker: they are the victim then.",
			},
			Data:       "Sign-ins that name the session and whether the device is managed (Entra ID; others through a mapping). Of each session the last use of a week is kept.",
			Ceiling:    domain.Hard,
			Source:     "FBI, January 2025; catalogue WK06",
			Fairness:   "That somebody uses a device of their own is never counted, only a session that stands on two.",
			FirstSteps: []string{"End the sessions, and ask IT whether that device is known.", "Treat it as a stolen cookie until it is explained."},
		},
		Needs: detect.Needs(detect.NeedActivity(domain.KindSession)),
		Requires: []detect.Requirement{
			{Part: "sessions of sign-ins", AnyOf: []detect.Datum{{Kind: domain.KindSignIn, Field: domain.FieldSession}}},
			{Part: "whether devices are managed", AnyOf: []detect.Datum{{Kind: domain.KindSignIn, Field: domain.FieldManaged}}},
		},
		Params: []detect.Param{{Name: "sessions", Default: 2, Min: 1, Max: 20, Unit: "sessions", Doc: "one alone can be a fault of the log"}},
		Run:    runSession,
	}
}

func runSession(_ context.Context, v detect.View) (detect.Result, error) {
	uses := map[string][2]*domain.Activity{} // by session: managed, foreign
	for _, c := range v.Activity(domain.KindSession) {
		two := uses[c.Device]
		if c.Network == domain.SessionManaged {
			two[0] = c
		} else {
			two[1] = c
		}
		uses[c.Device] = two
	}
	if len(uses) == 0 {
		return detect.NotEnough("Of no sign-in both the session and the device's management are known.", "sign-ins with session and managed (Entra ID)"), nil
	}
	var r detect.Result
	split, near := 0, 0
	for _, c := range v.Activity(domain.KindSession) {
		two := uses[c.Device]
		switch {
		case c != two[1] || two[0] == nil:
		case sameNetwork(two[0].IP, two[1].IP):
			near++
		default:
			split++
			if len(r.Evidence) < 5 {
				r.Evidence = append(r.Evidence, domain.Evidence{Claim: "works on the company laptop", Observed: "the session was also used on a device that is not the employer's, from another network",
					Source: "identity provider", Records: []domain.RecordRef{two[0].Last, two[1].Last}})
			}
		}
	}
	if split == 0 {
		clear := "No session of a company device was used on another."
		if near > 0 {
			clear = "Sessions on two devices were used from one network only, as when a device drops out of management."
		}
		return detect.ClearResult(clear), nil
	}
	r.Outcome, r.Family, r.Strength, r.Bits = domain.Hit, domain.FamilyDevice, domain.Hard, 7
	r.Sentence = fmt.Sprintf("%s of a company device was also used on a device that is not the employer's.", sessions(split))
	if split < int(v.Param("sessions")) {
		r.Strength, r.Bits, r.Lowered = domain.Supporting, 3, "a single session can be a fault of the log"
	}
	return r, nil
}

func sessions(n int) string {
	if n == 1 {
		return "1 session"
	}
	return fmt.Sprintf("Each of %d sessions", n)
}

// sameNetwork reports whether two addresses lie in one /24, or /48 of IPv6. What
// is not known counts as the same.
func sameNetwork(a, b string) bool {
	x, errA := netip.ParseAddr(a)
	y, errB := netip.ParseAddr(b)
	if errA != nil || errB != nil {
		return true
	}
	bits := 48
	if x = x.Unmap(); x.Is4() {
		bits = 24
	}
	p, err := x.Prefix(bits)
	return err != nil || p.Contains(y.Unmap())
}
