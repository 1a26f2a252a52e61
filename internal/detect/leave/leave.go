// Package leave holds the checks on the end of a working life: who signs in
// after it, and where the company's device came back from.
package leave

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		SignIn(),
		Device(),
	}
}

func left(s domain.Stage) bool { return s.Worker && !s.LeftAt.IsZero() }

// SignIn is the check for an account that is used after its owner left.
func SignIn() detect.Detector {
	return detect.Detector{
		ID: "sign-in-after-exit", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"EX02"},
			Title:     "The account is used after its owner left",
			Stage:     "exit",
			Means:     "Days after the last day of work the account still signs in. Access that was not shut off is being used.",
			MeansNot:  "It does not say by whom, nor that anything was taken. The employer left the door open.",
			Innocent: []string{
				"A forgotten program that signs in by itself with a kept token.",
				"A last day that HR entered too early, or an extension that was agreed by word of mouth.",
				"The former worker looks for a pay slip.",
				"A colleague or an administrator who winds the account down.",
			},
			Data:     "The last day of work from HR, and successful sign-ins from the identity provider's log.",
			Ceiling:  domain.Hard,
			Source:   "DTEX Systems; catalogue EX02",
			Fairness: "Dates only. Failed attempts are not counted: anybody can type a login.",
			FirstSteps: []string{
				"Shut the account off now; that needs no finding about anybody.",
				"Ask HR whether the last day is right.",
			},
		},
		Needs: detect.Needs(detect.NeedPerson(), detect.NeedActivity(domain.KindSignIn)),
		Requires: []detect.Requirement{
			{Part: "last days of work", AnyOf: []detect.Datum{{Kind: domain.KindWorker, Field: domain.FieldLeftAt}}},
			{Part: "sign-ins", AnyOf: []detect.Datum{{Kind: domain.KindSignIn, Field: domain.FieldPublicIP}, {Kind: domain.KindSignIn, Field: domain.FieldDeviceToken}, {Kind: domain.KindSignIn, Field: domain.FieldDeviceID}}},
		},
		Params: []detect.Param{
			{Name: "grace_days", Default: 3, Min: 0, Max: 60, Unit: "days", Doc: "accounts are wound down, and dates entered late, within this time of the last day"},
			{Name: "habit_days", Default: 30, Min: 7, Max: 365, Unit: "days", Doc: "a device that was used within this time before the last day is the owner's usual one"},
		},
		Applies: left,
		Run:     runSignIn,
	}
}

func runSignIn(_ context.Context, v detect.View) (detect.Result, error) {
	last := v.Stage().LeftAt
	end := domain.DayOf(last) + int32(v.Param("grace_days"))
	after, usual := map[int32]bool{}, map[string]bool{}
	var used []*domain.Activity
	seen := false
	for _, c := range v.Activity(domain.KindSignIn) {
		if c.Kind != domain.KindSignIn {
			continue
		}
		seen = true
		late := false
		for _, d := range c.Days {
			switch {
			case d.Day > end:
				after[d.Day], late = true, true
			case d.Day > domain.DayOf(last)-int32(v.Param("habit_days")):
				usual[c.Device] = true
			}
		}
		if late {
			used = append(used, c)
		}
	}
	switch {
	case !seen:
		return detect.NotEnough("No sign-in of this person is known.", "the identity provider's log from before and after the last day"), nil
	case len(used) == 0:
		return detect.ClearResult("Nothing was signed in to after the last day of work."), nil
	}
	return weighSignIn(v, used, usual, len(after)), nil
}

// weighSignIn says how much sign-ins after the end weigh: from the device that
// was always used, a program may go on by itself.
func weighSignIn(v detect.View, used []*domain.Activity, usual map[string]bool, days int) detect.Result {
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyDevice, Strength: domain.Hard, Bits: 7}
	last := v.Stage().LeftAt.Format(time.DateOnly)
	fresh := slices.ContainsFunc(used, func(c *domain.Activity) bool { return c.Device != "" && !usual[c.Device] })
	r.Sentence = fmt.Sprintf("On %s after the last day of work, %s, the account signed in.", count(days), last)
	if fresh {
		r.Sentence = fmt.Sprintf("On %s after the last day of work, %s, the account signed in from a device that was not used before.", count(days), last)
	} else {
		r.Strength, r.Bits = domain.Supporting, 4
		r.Lowered = "it came from the device that was always used, where a program may go on by itself"
	}
	for _, c := range used {
		if len(r.Evidence) < 5 {
			r.Evidence = append(r.Evidence, domain.Evidence{Claim: "the work ended on " + last, Observed: "a sign-in that succeeded", Source: source(c.Last), Records: []domain.RecordRef{c.Last}})
		}
	}
	return r
}

func source(r domain.RecordRef) string {
	s, _, _ := strings.Cut(r.Key, ":")
	return s
}

func count(days int) string {
	if days == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", days)
}
