package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/review"
)

// Hours say at which hours of the week somebody was active, by the clock of the
// place that they claim. It answers one question, whether that clock fits, and
// so knows no totals.
type Hours struct {
	Zone  string  `json:"zone" doc:"Of the claimed place"`
	Place string  `json:"place"`
	Weeks int     `json:"weeks" doc:"In which there was any activity"`
	Days  [][]int `json:"days" doc:"Monday to Sunday, each of 24 hours: 0 never, 1 to 4 in up to a quarter, half, three quarters and all of the weeks"`
}

type hoursOut struct{ Body Hours }

func (s *Server) hours() {
	if s.opt.Places == nil || s.opt.Cases == nil {
		return
	}
	add(s, op{method: http.MethodGet, path: "/cases/{id}/hours", id: "get-case-hours", summary: "Hours of activity by the claimed place's clock, in an open case that rests on something else", action: access.ReadCases, class: access.SignIns,
		describe: "Refused for a closed case, and for one without a finding of another evidence family than rhythm."}, s.caseHours)
}

func (s *Server) caseHours(ctx context.Context, w *Workspace, in *CaseIn) (*hoursOut, error) {
	if err := s.within(ctx, w, in.ID); err != nil {
		return nil, err
	}
	l := s.look(ctx, w)
	c, err := s.opt.Cases.Case(ctx, w.ID, in.ID, s.reviewer(ctx, access.ReadCases))
	if err != nil {
		return nil, err
	}
	if lacking := hoursNeed(c); len(lacking) > 0 {
		p := NewProblem(CodeRefused, "")
		p.Missing = lacking
		return nil, p
	}
	p, err := l.person(l.caller, c.Person)
	if err != nil {
		return nil, err
	}
	at, ok, err := l.claimed(p)
	if err != nil {
		return nil, err
	}
	zone, zerr := time.LoadLocation(at.Zone)
	if !ok || at.Zone == "" || zerr != nil {
		p := NewProblem(CodeRefused, "")
		p.Missing = []string{"a claimed place of which the time zone is known"}
		return nil, p
	}
	out := &hoursOut{hoursOf(p.Activity, zone)}
	out.Body.Zone, out.Body.Place = at.Zone, at.Name
	return out, s.read(ctx, w, access.ReadHours, "hours.read", audit.Object{Type: "case", ID: c.ID})
}

// hoursNeed lists why the picture is not to be shown for a case.
func hoursNeed(c *review.Case) []string {
	var out []string
	if c.Kind != review.OfPerson {
		out = append(out, "a case about one person")
	}
	if !c.ClosedAt.IsZero() {
		out = append(out, "an open case")
	}
	if !slices.ContainsFunc(c.Latest().Seen, func(x review.Seen) bool {
		return x.Finding.Outcome == domain.Hit && x.Finding.Family != domain.FamilyRhythm
	}) {
		out = append(out, "a finding that does not rest on hours")
	}
	return out
}

// hoursOf folds activity into the hours of a week by a zone's clock.
func hoursOf(list []*domain.Activity, zone *time.Location) Hours {
	type slot struct{ day, hour int }
	weeks, in := map[int]bool{}, map[slot]map[int]bool{}
	for _, a := range list {
		for _, d := range a.Days {
			for h := range 24 {
				if d.Hours&(1<<h) == 0 {
					continue
				}
				at := time.Unix(int64(d.Day)*86400+int64(h)*3600, 0).In(zone)
				year, week := at.ISOWeek()
				w, s := year*100+week, slot{(int(at.Weekday()) + 6) % 7, at.Hour()}
				weeks[w] = true
				if in[s] == nil {
					in[s] = map[int]bool{}
				}
				in[s][w] = true
			}
		}
	}
	out := Hours{Weeks: len(weeks), Days: make([][]int, 7)}
	for day := range out.Days {
		out.Days[day] = make([]int, 24)
		for hour := range out.Days[day] {
			if n := len(in[slot{day, hour}]); n > 0 {
				out.Days[day][hour] = (4*n + len(weeks) - 1) / len(weeks)
			}
		}
	}
	return out
}
