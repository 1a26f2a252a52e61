// Package rhythm holds the checks on the times of a working day.
package rhythm

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/daylight-hq/daylight/internal/activity"
	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		ClaimedClock(),
	}
}

// ClaimedClock is the check for a working day that fits another clock than the
// declared place's.
func ClaimedClock() detect.Detector {
	r := &reader{model: sync.OnceValues(activity.Builtin)}
	return detect.Detector{
		ID: "claimed-clock", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"WK03"},
			Title:     "A working day that fits another clock than the declared place's",
			Stage:     "work",
			Means:     "Over weeks, the hours of activity and of rest fit a clock that is hours away from that of every place where the person says they live.",
			MeansNot:  "It does not say where somebody is, nor how much they work. It is looked at only when something of another kind already asks for a check, and it decides nothing alone.",
			Innocent: []string{
				"A steady late or night shift looks the same.",
				"The job, a customer or a team asks for the hours of another zone.",
				"Care for a child or a relative, an illness, or a habit of working at night.",
				"A long stay elsewhere that was agreed and is not on file.",
			},
			Data:     "Sign-ins or commits over at least 30 active days and 50 active hours, and a declared home whose time zone is known.",
			Ceiling:  domain.Supporting,
			Source:   "US advisory of May 2022 on IT workers; catalogue WK03; method and measured rates in docs/method/hours.md",
			Fairness: "It answers the place question only, and is made only beside a finding of another family. No weekday, holiday or country counts, no offset is likelier than another, and no totals are kept.",
			FirstSteps: []string{
				"Ask the manager which hours the job has, and whether a shift or a stay elsewhere was agreed.",
				"Look at the other finding first: without it this says nothing.",
			},
		},
		Corroborates: true,
		Needs: detect.Needs(detect.NeedActivity(domain.KindSignIn, domain.KindCommit), detect.NeedClaims(domain.FieldPlace, domain.FieldAddress),
			detect.NeedIntel(detect.IntelPlaces)),
		Requires: []detect.Requirement{
			{Part: "times of sign-ins", AnyOf: []detect.Datum{
				{Kind: domain.KindSignIn, Field: domain.FieldPublicIP}, {Kind: domain.KindSignIn, Field: domain.FieldPlace},
				{Kind: domain.KindCommit, Field: domain.FieldEmail}}},
			{Part: "a declared home", AnyOf: []detect.Datum{
				{Kind: domain.KindWorker, Field: domain.FieldAddress}, {Kind: domain.KindWorker, Field: domain.FieldPlace},
				{Kind: domain.KindCandidate, Field: domain.FieldPlace}, {Kind: domain.KindApplication, Field: domain.FieldPlace},
				{Kind: domain.KindAddressChange, Field: domain.FieldAddress}}},
		},
		Params: []detect.Param{
			{Name: "days", Default: 365, Min: 60, Max: 1825, Unit: "days", Doc: "activity longer ago than this is left out"},
		},
		Applies: detect.Worker,
		Run:     r.run,
	}
}

// reader keeps the model and the zones once they have been read.
type reader struct {
	model func() (*activity.Model, error)
	zones sync.Map // name -> *time.Location
}

func (r *reader) run(_ context.Context, v detect.View) (detect.Result, error) {
	model, err := r.model()
	if err != nil {
		return detect.Result{}, err
	}
	hours := hoursOf(v)
	zones, err := r.declared(v)
	if err != nil {
		return detect.Result{}, err
	}
	if len(zones) == 0 {
		return detect.NotEnough("No declared place has a time zone that is known.", "a home address or city in HR or in the applicant tracker"), nil
	}
	var nearest activity.Verdict
	for i, z := range zones {
		verdict := model.Against(hours, activity.Wall(z))
		switch {
		case verdict.Reason != activity.Answered:
			return unreadable(verdict.Reason), nil
		case !verdict.Contradicted:
			return detect.ClearResult("The hours of activity do not speak against the declared place."), nil
		case i == 0 || verdict.Near > nearest.Near:
			nearest = verdict
		}
	}
	return hit(v, hours, nearest), nil
}

// cellsOf returns what people do at hours of their own: sign-ins and commits.
func cellsOf(v detect.View) []*domain.Activity {
	return slices.Concat(v.Activity(domain.KindSignIn), v.Activity(domain.KindCommit))
}

// hoursOf lists the active hours that count.
func hoursOf(v detect.View) activity.Hours {
	last := v.AsOf().Unix() / 3600
	first := last - 24*int64(v.Param("days"))
	return slices.DeleteFunc(activity.HoursOfCells(cellsOf(v)), func(h int64) bool { return h < first || h > last })
}

// declared lists the zones of every place where the person says, or once said,
// to live or work: a claim that was corrected stays one in which they may have
// been right.
func (r *reader) declared(v detect.View) ([]*time.Location, error) {
	var names []string
	for _, c := range v.Claims(domain.FieldPlace) {
		if c.Place != nil && (c.Role == domain.RoleHome || c.Role == domain.RoleApply || c.Role == domain.RoleWork) {
			names = append(names, v.Zones(*c.Place)...)
		}
	}
	for _, c := range v.Claims(domain.FieldAddress) {
		if c.Address != nil && (c.Role == domain.RoleHome || c.Role == domain.RoleWork) {
			names = append(names, v.Zones(domain.Place{City: c.Address.City, Region: c.Address.Region, Country: c.Address.Country})...)
		}
	}
	slices.Sort(names)
	var out []*time.Location
	for _, name := range slices.Compact(names) {
		z, err := r.zone(name)
		if err != nil {
			return nil, err
		}
		out = append(out, z)
	}
	return out, nil
}

func (r *reader) zone(name string) (*time.Location, error) {
	if z, ok := r.zones.Load(name); ok {
		return z.(*time.Location), nil
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("load time zone: %w", err)
	}
	r.zones.Store(name, z)
	return z, nil
}

func unreadable(why activity.Reason) detect.Result {
	switch why {
	case activity.NoPause:
		return detect.NotEnough("The hours show no time of rest, as of shifts in turn or of being on call, so no clock can be read from them.", "activity of other weeks")
	case activity.SpareTime:
		return detect.NotEnough("The hours are a slot of few hours on all days of the week, which may lie anywhere in a day.", "activity of other weeks")
	}
	return detect.NotEnough("There is too little activity to read a clock from.", "sign-ins in at least 50 different hours, on at least 30 days")
}

func hit(v detect.View, hours activity.Hours, x activity.Verdict) detect.Result {
	cells := cellsOf(v)
	records := []domain.RecordRef{cells[0].First, cells[len(cells)-1].Last}
	// The interval holds whole hours and half an hour on either side.
	fits := away((x.Low+30)/60, (x.High-30)/60) + " away from"
	return detect.Result{
		// Two documented rates bound the weight: 95 % of claims 8 to 12 hours
		// off are found, and at most 4.2 % of honest ones contradicted
		// (docs/method/hours.md). That is 4.5 bits; one and a half are kept
		// back because those measured were no employees.
		Outcome: domain.Hit, Family: domain.FamilyRhythm, Strength: domain.Supporting, Bits: 3,
		Sentence: fmt.Sprintf("Over %d active days the hours of work and rest fit a clock %s the declared place's.", hours.Days(), fits),
		Evidence: []domain.Evidence{{Claim: "lives and works where they say", Observed: "the hours of activity fit a clock " + fits + " that place's",
			Source: "okta", Records: records}},
		Counter: []string{"A steady night shift, or a job that asks for another zone's hours, cannot be told from this."},
	}
}

// away says how far a clock that fits lies from another, at least and at most.
// A clock face cannot tell ten hours ahead from fourteen behind.
func away(low, high int) string {
	least, most := 12, 0
	for h := low; h <= high; h++ {
		d := ((h % 24) + 24) % 24
		d = min(d, 24-d)
		least, most = min(least, d), max(most, d)
	}
	if least == most {
		return fmt.Sprintf("%d hours", most)
	}
	return fmt.Sprintf("%d to %d hours", least, most)
}
