package code

import (
	"context"
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Bulk is the check for repositories that are copied in great numbers in the
// first weeks, or in the last.
func Bulk() detect.Detector {
	return detect.Detector{
		ID: "bulk-copy", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"WK09"},
			Title:     "Repositories are copied in great numbers at the start or the end",
			Stage:     "work",
			Means:     "Within the first weeks of the job, or around its last day, one account copied many different repositories within a day.",
			MeansNot:  "It says nothing of why. Some work begins with a copy of everything.",
			Innocent: []string{
				"Somebody who works on the platform, on security or on searching all code.",
				"A set-up script of the team that clones every repository.",
				"A new laptop, or a program that indexes code.",
			},
			Data:       "GitHub's audit log with Git events, and the day of the hire. Copies are counted in 256 groups of repositories, so the number told is a least one.",
			Ceiling:    domain.Supporting,
			Source:     "FBI, January 2025; catalogue WK09. The numbers are our own: no report gives one",
			Fairness:   "Everybody's first and last weeks are counted alike. Which repositories they are is not kept.",
			FirstSteps: []string{"Ask the manager whether the team has a set-up script that does this.", "Look in the log whether other new colleagues did the same."},
		},
		Needs: detect.Needs(detect.NeedPerson(), detect.NeedActivity(domain.KindRepositoryCopy)),
		Requires: []detect.Requirement{
			{Part: "copies of repositories", AnyOf: []detect.Datum{{Kind: domain.KindRepositoryCopy, Field: domain.FieldRepository}}},
			{Part: "days of hire", AnyOf: []detect.Datum{{Kind: domain.KindWorker, Field: domain.FieldHiredAt}}},
		},
		Params: []detect.Param{
			{Name: "repositories", Default: 25, Min: 5, Max: 200, Unit: "repositories", Doc: "copied in one day: more than a team's set-up needs"},
			{Name: "first_days", Default: 14, Min: 1, Max: 90, Unit: "days", Doc: "from the hire on; the catalogue names 14"},
			{Name: "last_days", Default: 14, Min: 1, Max: 90, Unit: "days", Doc: "before the last day of work, and ever after"},
		},
		Applies: detect.Worker,
		Run:     runBulk,
	}
}

func runBulk(_ context.Context, v detect.View) (detect.Result, error) {
	cells, stage := v.Activity(domain.KindRepositoryCopy), v.Stage()
	switch {
	case stage.HiredAt.IsZero():
		return detect.NotEnough("When the work began is not known.", "days of hire"), nil
	case len(cells) == 0:
		return detect.NotEnough("No copy of a repository by this worker is known.", "the code host's audit log with Git events"), nil
	}
	counts, proof := map[int32]int{}, map[int32]domain.RecordRef{}
	most := int32(-1)
	for _, c := range cells {
		for _, d := range c.Days {
			if !atAnEnd(v, stage, d.Span().First) {
				continue
			}
			counts[d.Day]++
			proof[d.Day] = c.First
			if most < 0 || counts[d.Day] > counts[most] || counts[d.Day] == counts[most] && d.Day < most {
				most = d.Day
			}
		}
	}
	if most < 0 || counts[most] < int(v.Param("repositories")) {
		return detect.ClearResult("No great number of repositories was copied at the start or the end of the work."), nil
	}
	when := "in the first weeks of the work"
	day := time.Unix(int64(most)*86400, 0).UTC()
	if !stage.LeftAt.IsZero() && day.After(stage.LeftAt.AddDate(0, 0, -int(v.Param("last_days"))-1)) {
		when = "around the last day of the work"
	}
	return detect.Result{Outcome: domain.Hit, Family: domain.FamilyRhythm, Strength: domain.Supporting, Bits: 2,
		Sentence: fmt.Sprintf("On one day %s at least %d different repositories were copied.", when, counts[most]),
		Evidence: []domain.Evidence{{Claim: "works on the team's code", Observed: fmt.Sprintf("at least %d repositories copied on %s", counts[most], day.Format("2 January 2006")),
			Source: "code host", Records: []domain.RecordRef{proof[most]}}}}, nil
}

// atAnEnd reports whether a time lies in the first weeks of the work, or in the
// last and after.
func atAnEnd(v detect.View, s domain.Stage, at time.Time) bool {
	begins := !at.Before(s.HiredAt.AddDate(0, 0, -1)) && at.Before(s.HiredAt.AddDate(0, 0, int(v.Param("first_days"))))
	ends := !s.LeftAt.IsZero() && at.After(s.LeftAt.AddDate(0, 0, -int(v.Param("last_days"))))
	return begins || ends
}
