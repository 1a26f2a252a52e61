package place

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// BrowserZone is the check for a browser whose clock is not that of the
// declared home.
func BrowserZone() detect.Detector {
	return detect.Detector{
		ID: "browser-zone", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"AP19"},
			Title:     "The browser's clock is not that of the declared home",
			Stage:     "apply",
			Means:     "On several visits over weeks the browser's time zone was hours away from that of every place where the person says they live.",
			MeansNot:  "It does not say where somebody is. A zone is a setting.",
			Innocent: []string{
				"A journey or a stay elsewhere during the weeks of the application.",
				"A computer that is set to another office's time, or to no place at all.",
				"A browser that hides its zone; such browsers answer UTC, which is not counted.",
			},
			Data:     "Applications with the browser's time zone (Lever, Ashby, or a mapping), and a declared home whose time zone is known.",
			Ceiling:  domain.Supporting,
			Source:   "Practice of Google Threat Intelligence and of Ketman; catalogue AP19",
			Fairness: "Only the difference from the person's own claim counts. Which zone it is, is never looked at.",
		},
		Needs: detect.Needs(detect.NeedClaims(domain.FieldTimeZone, domain.FieldPlace, domain.FieldAddress), detect.NeedIntel(detect.IntelPlaces)),
		Requires: []detect.Requirement{
			{Part: "time zones of browsers", AnyOf: []detect.Datum{
				{Kind: domain.KindCandidate, Field: domain.FieldTimeZone}, {Kind: domain.KindApplication, Field: domain.FieldTimeZone},
				{Kind: domain.KindMeeting, Field: domain.FieldTimeZone}, {Kind: domain.KindHiringCall, Field: domain.FieldTimeZone}}},
			{Part: "a declared home", AnyOf: []detect.Datum{
				{Kind: domain.KindWorker, Field: domain.FieldAddress}, {Kind: domain.KindWorker, Field: domain.FieldPlace},
				{Kind: domain.KindCandidate, Field: domain.FieldPlace}, {Kind: domain.KindCandidate, Field: domain.FieldAddress},
				{Kind: domain.KindApplication, Field: domain.FieldPlace}}},
		},
		Params: []detect.Param{
			{Name: "hours", Default: 2, Min: 1, Max: 12, Unit: "hours", Doc: "a smaller difference is a neighbouring zone's"},
			{Name: "visits", Default: 3, Min: 2, Max: 50, Unit: "visits", Doc: "on fewer days it is context: a journey"},
			{Name: "weeks", Default: 2, Min: 1, Max: 52, Unit: "weeks", Doc: "over a shorter time it is context: a journey"},
		},
		Run: runBrowserZone,
	}
}

func runBrowserZone(_ context.Context, v detect.View) (detect.Result, error) {
	homes := zonesOf(v, homesOf(v))
	var away, near []detect.Claim
	for _, c := range v.Claims(domain.FieldTimeZone) {
		at := c.Record.At
		if at.IsZero() {
			at = c.ObservedAt
		}
		offset, ok := offsetOf(c.Text, at)
		switch {
		case !ok || len(homes) == 0:
		case apart(offset, homes, at) >= time.Duration(v.Param("hours")*float64(time.Hour)):
			away = append(away, c)
		default:
			near = append(near, c)
		}
	}
	switch {
	case len(away)+len(near) == 0:
		return detect.NotEnough("A browser's time zone and the zone of a declared home are not both known.", "applications with the browser's time zone", "a declared home"), nil
	case len(away) == 0:
		return detect.ClearResult("The browser's clock was that of the declared home."), nil
	}
	return zoneHit(v, away, near), nil
}

func zoneHit(v detect.View, away, near []detect.Claim) detect.Result {
	days := map[int32]bool{}
	var span domain.Span
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyPlace, Strength: domain.Supporting, Bits: 3}
	for _, c := range away {
		span.Include(c.Record.At)
		days[domain.DayOf(c.Record.At)] = true
		if len(r.Evidence) < 5 {
			r.Evidence = append(r.Evidence, domain.Evidence{Claim: "lives where the clock is another", Observed: "the browser's time zone was " + c.Text,
				Source: sourceOf(c), Records: []domain.RecordRef{c.Record}})
		}
	}
	r.Sentence = fmt.Sprintf("On %d of %d visits the browser's clock was hours away from that of the declared home.", len(away), len(away)+len(near))
	switch {
	case len(near) > 0:
		r.Counter = append(r.Counter, fmt.Sprintf("On %d visits it was that of the declared home.", len(near)))
		r.Strength, r.Bits, r.Lowered = domain.Context, 0, "it was not so on every visit, as on a journey"
	case len(days) < int(v.Param("visits")) || span.Last.Sub(span.First) < time.Duration(v.Param("weeks")*7*24)*time.Hour:
		r.Strength, r.Bits, r.Lowered = domain.Context, 0, "the visits are too few or too close together to tell a habit from a journey"
	}
	return r
}

func sourceOf(c detect.Claim) string {
	source, _, _ := strings.Cut(c.Record.Key, ":")
	return source
}

func zonesOf(v detect.View, places []domain.Place) (out []*time.Location) {
	for _, p := range places {
		for _, name := range v.Zones(p) {
			if z, err := time.LoadLocation(name); err == nil {
				out = append(out, z)
			}
		}
	}
	return out
}

// offsetOf reads an IANA name or an offset such as +02:00, in seconds east. UTC
// and its like are no place's: they say that a zone is hidden or was not set.
func offsetOf(text string, at time.Time) (seconds int, ok bool) {
	text = strings.TrimSpace(text)
	switch upper := strings.ToUpper(text); {
	case upper == "" || upper == "LOCAL" || upper == "UTC" || upper == "GMT" || upper == "Z" || strings.HasPrefix(upper, "ETC/"):
		return 0, false
	}
	if t, err := time.Parse("-07:00", strings.TrimPrefix(strings.TrimPrefix(text, "UTC"), "GMT")); err == nil {
		_, seconds = t.Zone()
		return seconds, seconds != 0
	}
	z, err := time.LoadLocation(text)
	if err != nil {
		return 0, false
	}
	_, seconds = at.In(z).Zone()
	return seconds, true
}

// apart is the least difference from any home zone, around the clock.
func apart(offset int, homes []*time.Location, at time.Time) time.Duration {
	const day = 24 * 3600
	best := day
	for _, z := range homes {
		_, home := at.In(z).Zone()
		d := ((offset-home)%day + day) % day
		best = min(best, d, day-d)
	}
	return time.Duration(best) * time.Second
}
