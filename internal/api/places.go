package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/sky"
)

// Spot is a place that somebody claims, or where a system saw them or their
// equipment.
type Spot struct {
	Kind     string    `json:"kind" enum:"claimed,shipped,sign-in"`
	Name     string    `json:"name"`
	Lat      float64   `json:"lat" doc:"Degrees, north positive"`
	Lon      float64   `json:"lon" doc:"Degrees, east positive"`
	RadiusKM float64   `json:"radius_km" doc:"It lies somewhere within this distance of the point"`
	Zone     string    `json:"zone,omitempty" doc:"IANA time zone, where one city is meant"`
	First    time.Time `json:"first_at,omitzero"`
	Last     time.Time `json:"last_at,omitzero"`
	Proxy    bool      `json:"proxy,omitempty" doc:"The identity provider calls the network a proxy or VPN: the place is that of its exit"`
	Source   string    `json:"source"`
}

func (s Spot) compare(o Spot) int {
	return cmp.Or(cmp.Compare(s.Kind, o.Kind), cmp.Compare(s.Name, o.Name), s.First.Compare(o.First), cmp.Compare(s.Source, o.Source))
}

func (s *Server) spots() {
	if s.opt.Places == nil {
		return
	}
	add(s, op{method: http.MethodGet, path: "/subjects/{id}/places", id: "list-places", summary: "Where a person says to be, where equipment went, where sign-ins came from", action: access.ReadSubjects}, s.listPlaces)
	add(s, op{method: http.MethodGet, path: "/subjects/{id}/sun", id: "get-sun", summary: "Day and night at the place that a person claims", action: access.ReadSubjects}, s.getSun)
}

type placesOut struct {
	Body struct {
		AsOf   time.Time `json:"as_of"`
		Places []Spot    `json:"places"`
		Hidden bool      `json:"hidden" doc:"Your role does not see where sign-ins came from"`
	}
}

func (s *Server) listPlaces(ctx context.Context, w *Workspace, in *SubjectIn) (*placesOut, error) {
	l := s.look(ctx, w)
	p, err := l.person(l.caller, in.ID)
	if err != nil {
		return nil, err
	}
	if !l.sees(access.Detail) {
		return nil, access.ErrForbidden
	}
	out := &placesOut{}
	out.Body.AsOf = l.AsOf.UTC()
	out.Body.Places, err = l.recorded(p)
	if err != nil {
		return nil, err
	}
	if out.Body.Hidden = !l.sees(access.SignIns); !out.Body.Hidden {
		seen, err := l.signedIn(p)
		if err != nil {
			return nil, err
		}
		out.Body.Places = append(out.Body.Places, seen...)
	}
	slices.SortFunc(out.Body.Places, Spot.compare)
	return out, s.read(ctx, w, access.ReadSubjects, "place.list", audit.Object{Type: "subject", ID: p.ID})
}

// recorded lists what a person claims and where equipment went.
func (l *look) recorded(p *domain.Person) ([]Spot, error) {
	out := []Spot{}
	for _, r := range p.Records {
		for _, v := range r.Values {
			kind := kindOf(v)
			at, ok := placeOfValue(v)
			if kind == "" || !ok {
				continue
			}
			spot, ok, err := l.spot(kind, at, r.Key.Source)
			if err != nil {
				return nil, err
			}
			if ok {
				spot.First, spot.Last = r.OccurredAt, r.OccurredAt
				out = merge(out, spot)
			}
		}
	}
	return out, nil
}

func kindOf(v domain.Value) string {
	switch v.Role {
	case domain.RoleHome, domain.RoleApply:
		return "claimed"
	case domain.RoleShipTo, domain.RoleDelivery:
		return "shipped"
	}
	return ""
}

// placeOfValue leaves the street out: a map of cities is what reviewers need.
func placeOfValue(v domain.Value) (domain.Place, bool) {
	switch {
	case v.Place != nil:
		return *v.Place, true
	case v.Address != nil:
		return domain.Place{City: v.Address.City, Region: v.Address.Region, Country: v.Address.Country}, true
	}
	return domain.Place{}, false
}

func (l *look) signedIn(p *domain.Person) ([]Spot, error) {
	var out []Spot
	for _, a := range p.Activity {
		country, rest, _ := strings.Cut(a.Place, "|")
		region, city, _ := strings.Cut(rest, "|")
		spot, ok, err := l.spot("sign-in", domain.Place{City: city, Region: region, Country: country, Lat: a.Lat, Lon: a.Lon, HasPoint: a.HasPoint}, a.First.Key)
		if err != nil {
			return nil, err
		}
		if !ok || len(a.Days) == 0 {
			continue
		}
		spot.Source, spot.Proxy = string(a.Kind), a.Proxy || a.Tunnel != ""
		spot.First, spot.Last = a.Days[0].Span().First, a.Days[len(a.Days)-1].Span().Last
		out = merge(out, spot)
	}
	return out, nil
}

// spot locates a place. ok is false for one that no table knows.
func (l *look) spot(kind string, at domain.Place, source string) (s Spot, ok bool, err error) {
	table, err := l.server.opt.Places()
	if err != nil {
		return s, false, err
	}
	c, ok := table.Locate(at)
	if !ok {
		return s, false, nil
	}
	s = Spot{Kind: kind, Name: written(at), Lat: c.Lat, Lon: c.Lon, RadiusKM: c.RadiusKM, Source: source}
	if m := table.City(at.City, at.Region, at.Country); m.Found && !m.Ambiguous {
		s.Zone = m.Zone
	}
	return s, true, nil
}

func written(p domain.Place) string {
	out := ""
	for _, part := range []string{p.City, p.Region, p.Country} {
		if part != "" && out != "" {
			out += ", "
		}
		out += part
	}
	return out
}

// merge puts spots of one kind, name and source together.
func merge(list []Spot, s Spot) []Spot {
	for i := range list {
		o := &list[i]
		if o.Kind != s.Kind || o.Name != s.Name || o.Source != s.Source || o.Proxy != s.Proxy {
			continue
		}
		if !s.First.IsZero() && (o.First.IsZero() || s.First.Before(o.First)) {
			o.First = s.First
		}
		if s.Last.After(o.Last) {
			o.Last = s.Last
		}
		return list
	}
	return append(list, s)
}

// claimed returns where a person last said to be.
func (l *look) claimed(p *domain.Person) (Spot, bool, error) {
	list, err := l.recorded(p)
	if err != nil {
		return Spot{}, false, err
	}
	list = slices.DeleteFunc(list, func(s Spot) bool { return s.Kind != "claimed" })
	if len(list) == 0 {
		return Spot{}, false, nil
	}
	return slices.MaxFunc(list, func(a, b Spot) int { return cmp.Or(a.Last.Compare(b.Last), cmp.Compare(b.RadiusKM, a.RadiusKM)) }), true, nil
}

// SunDay is one day of the sun. Members are missing where the day has no such
// event.
type SunDay struct {
	Dawn time.Time `json:"dawn_at,omitzero" doc:"Civil twilight begins"`
	Rise time.Time `json:"rise_at,omitzero"`
	Set  time.Time `json:"set_at,omitzero"`
	Dusk time.Time `json:"dusk_at,omitzero"`
	Noon time.Time `json:"noon_at"`
	Up   bool      `json:"up_all_day,omitempty"`
	Down bool      `json:"down_all_day,omitempty"`
}

// maxSunDays bounds what one answer computes.
const maxSunDays = 92

type sunIn struct {
	SubjectIn
	From time.Time `query:"from" required:"true"`
	To   time.Time `query:"to" required:"true" doc:"At most 92 days later"`
}

type sunOut struct {
	Body struct {
		Place Spot     `json:"place"`
		Days  []SunDay `json:"days"`
	}
}

func (s *Server) getSun(ctx context.Context, w *Workspace, in *sunIn) (*sunOut, error) {
	l := s.look(ctx, w)
	p, err := l.person(l.caller, in.ID)
	if err != nil {
		return nil, err
	}
	if in.To.Before(in.From) || in.To.Sub(in.From) > maxSunDays*24*time.Hour {
		return nil, invalid("query.to", "a time after from, at most 92 days later")
	}
	at, ok, err := l.claimed(p)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrNotFound
	}
	out := &sunOut{}
	out.Body.Place, out.Body.Days = at, []SunDay{}
	// A day from solar midnight to solar midnight holds one arc of the sun.
	zone := time.FixedZone("", int(at.Lon/15*3600))
	for t := in.From; t.Before(in.To.Add(24 * time.Hour)); t = t.Add(24 * time.Hour) {
		d := sky.DayOf(t, zone, at.Lat, at.Lon)
		out.Body.Days = append(out.Body.Days, SunDay{utc(d.Dawn), utc(d.Rise), utc(d.Set), utc(d.Dusk), utc(d.Noon), d.UpAllDay(), d.DownAllDay()})
	}
	return out, s.read(ctx, w, access.ReadSubjects, "place.list", audit.Object{Type: "subject", ID: p.ID})
}

func utc(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC()
}
