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
)

// Shared is one value behind two people.
type Shared struct {
	Value    Value    `json:"value"`
	Family   string   `json:"family"`
	Bits     int      `json:"bits"`
	Hub      bool     `json:"hub" doc:"Many honest people share it; it counts for nothing"`
	Recorded bool     `json:"recorded" doc:"A system took it down on both sides"`
	RolesA   []string `json:"roles_a"`
	RolesB   []string `json:"roles_b"`
	Records  []string `json:"records,omitempty"`
}

// Link is two people and what they share.
type Link struct {
	A      string   `json:"a"`
	B      string   `json:"b"`
	Bits   int      `json:"bits"`
	Hard   bool     `json:"hard"`
	Holds  bool     `json:"holds" doc:"Strong enough to hold a ring together"`
	Shared []Shared `json:"shared"`
}

// Ring is a cluster of linked people.
type Ring struct {
	ID      string   `json:"id"`
	Tier    string   `json:"tier"`
	Members []string `json:"members"`
	People  []Named  `json:"people" doc:"The members, with names"`
	Links   []Link   `json:"links,omitempty"`
	Core    []int    `json:"core,omitempty" doc:"Indexes of the smallest set of links that holds it"`
}

// Named is somebody by id and name.
type Named struct {
	ID    string   `json:"id"`
	Names []string `json:"names"`
	Tier  string   `json:"tier"`
}

// named lists whom the caller may see of some ids.
func (l *look) named(ids []string) []Named {
	out := []Named{}
	for _, id := range ids {
		if p, err := l.person(l.caller, id); err == nil {
			out = append(out, Named{id, namesOf(p), string(l.Tier(id))})
		}
	}
	return out
}

// Identifier is a value that more than one person holds.
type Identifier struct {
	Value    Value    `json:"value"`
	Subjects []string `json:"subjects"`
	People   []Named  `json:"people" doc:"The subjects, with names"`
	Hub      *Hub     `json:"hub,omitempty"`
}

// Hub says why many honest people share a value.
type Hub struct {
	Persons int    `json:"persons"`
	Kind    string `json:"kind"`
	Why     string `json:"why"`
}

func (s *Server) links() {
	add(s, op{method: http.MethodGet, path: "/subjects/{id}/links", id: "list-links", summary: "Whom a person shares values with, and which", action: access.ReadSubjects}, s.listLinks)
	add(s, op{method: http.MethodGet, path: "/rings", id: "list-rings", summary: "Clusters of linked people, most urgent first", action: access.ReadSubjects}, s.listRings)
	add(s, op{method: http.MethodGet, path: "/rings/{id}", id: "get-ring", summary: "One ring, with the values that hold it together", action: access.ReadSubjects}, s.getRing)
	add(s, op{method: http.MethodGet, path: "/identifiers/{key}", id: "get-identifier", summary: "Who holds a value, by its key", action: access.ReadSubjects}, s.getIdentifier)
}

type linksOut struct {
	Body struct {
		AsOf   time.Time `json:"as_of"`
		Links  []Link    `json:"links"`
		People []Named   `json:"people" doc:"The people at both ends, with names"`
	}
}

func (s *Server) listLinks(ctx context.Context, w *Workspace, in *SubjectIn) (*linksOut, error) {
	l := s.look(ctx, w)
	p, err := l.person(l.caller, in.ID)
	if err != nil {
		return nil, err
	}
	if !l.sees(access.Detail) {
		return nil, access.ErrForbidden
	}
	out := &linksOut{}
	out.Body.AsOf, out.Body.Links = l.AsOf.UTC(), []Link{}
	for _, e := range l.Edges(p.ID) {
		if l.meets(l.caller, e.A) && l.meets(l.caller, e.B) {
			out.Body.Links = append(out.Body.Links, l.link(e))
		}
	}
	ids := []string{p.ID}
	for _, x := range out.Body.Links {
		ids = append(ids, x.A, x.B)
	}
	slices.Sort(ids)
	out.Body.People = l.named(slices.Compact(ids))
	slices.SortFunc(out.Body.Links, func(x, y Link) int { return cmp.Or(cmp.Compare(y.Bits, x.Bits), cmp.Compare(x.A+x.B, y.A+y.B)) })
	return out, s.read(ctx, w, access.ReadSubjects, "link.list", audit.Object{Type: "subject", ID: p.ID})
}

func (l *look) link(e domain.Edge) Link {
	out := Link{A: e.A, B: e.B, Bits: e.Bits, Hard: e.Hard, Holds: e.Holds, Shared: []Shared{}}
	for _, x := range e.Shared {
		out.Shared = append(out.Shared, Shared{Value: l.value(x.Identifier), Family: string(x.Family), Bits: x.Bits, Hub: x.Hub, Recorded: x.Recorded,
			RolesA: roleNames(x.RolesA), RolesB: roleNames(x.RolesB), Records: recordKeys(x.Records)})
	}
	return out
}

func roleNames(list []domain.Role) []string {
	out := []string{}
	for _, r := range list {
		if r != "" {
			out = append(out, string(r))
		}
	}
	return out
}

type ringsIn struct {
	In
	PageInput
}

type ringsOut struct {
	Body struct {
		Next
		AsOf  time.Time `json:"as_of"`
		Rings []Ring    `json:"rings"`
	}
}

// ringPlace is where a ring stands in the list.
type ringPlace struct {
	Rank    int    `json:"r"`
	Members int    `json:"m"`
	ID      string `json:"i"`
}

func (p ringPlace) compare(o ringPlace) int {
	return cmp.Or(cmp.Compare(o.Rank, p.Rank), cmp.Compare(o.Members, p.Members), strings.Compare(p.ID, o.ID))
}

func placeOf(r domain.Ring) ringPlace { return ringPlace{r.Tier.Rank(), len(r.Members), r.ID} }

// rings lists the rings of which the caller may see everybody. Others would
// show only in part, and wrongly.
func (l *look) rings() []domain.Ring {
	var list []domain.Ring
	for r := range l.Rings() {
		if !slices.ContainsFunc(r.Members, func(id string) bool { return !l.meets(l.caller, id) }) {
			list = append(list, *r)
		}
	}
	slices.SortFunc(list, func(x, y domain.Ring) int { return placeOf(x).compare(placeOf(y)) })
	return list
}

func (s *Server) listRings(ctx context.Context, w *Workspace, in *ringsIn) (*ringsOut, error) {
	l, out := s.look(ctx, w), &ringsOut{}
	if !l.sees(access.Detail) {
		return nil, access.ErrForbidden
	}
	out.Body.AsOf, out.Body.Rings = l.AsOf.UTC(), []Ring{}
	at := ringPlace{Rank: 1 << 20}
	if err := decodeCursor(in.After, &at); err != nil {
		return nil, err
	}
	for _, r := range l.rings() {
		if placeOf(r).compare(at) <= 0 {
			continue
		}
		if n := len(out.Body.Rings); n == in.Limit {
			last := out.Body.Rings[n-1]
			next, err := encodeCursor(ringPlace{domain.Tier(last.Tier).Rank(), len(last.Members), last.ID})
			if err != nil {
				return nil, err
			}
			out.Body.Next.Next = next
			break
		}
		out.Body.Rings = append(out.Body.Rings, Ring{ID: r.ID, Tier: string(r.Tier), Members: r.Members, People: l.named(r.Members)})
	}
	return out, s.read(ctx, w, access.ReadSubjects, "ring.list", audit.Object{Type: "ring"})
}

type ringOut struct{ Body Ring }

func (s *Server) getRing(ctx context.Context, w *Workspace, in *SubjectIn) (*ringOut, error) {
	l := s.look(ctx, w)
	if !l.sees(access.Detail) {
		return nil, access.ErrForbidden
	}
	list := l.rings()
	i := slices.IndexFunc(list, func(r domain.Ring) bool { return r.ID == in.ID })
	if i < 0 {
		return nil, ErrNotFound
	}
	r := list[i]
	out := &ringOut{Ring{ID: r.ID, Tier: string(r.Tier), Members: r.Members, People: l.named(r.Members), Core: r.Core}}
	for _, e := range r.Edges {
		out.Body.Links = append(out.Body.Links, l.link(e))
	}
	return out, s.read(ctx, w, access.ReadSubjects, "ring.read", audit.Object{Type: "ring", ID: r.ID})
}

type identifierIn struct {
	In
	Key string `path:"key" maxLength:"64"`
}

type identifierOut struct{ Body Identifier }

func (s *Server) getIdentifier(ctx context.Context, w *Workspace, in *identifierIn) (*identifierOut, error) {
	l := s.look(ctx, w)
	h := l.holdings()[in.Key]
	if h == nil || !l.sees(classOf(h.identifier.Type.Family())) {
		return nil, ErrNotFound
	}
	out := &identifierOut{Identifier{Value: l.value(h.identifier), Subjects: []string{}}}
	for _, id := range h.persons {
		if l.meets(l.caller, id) {
			out.Body.Subjects = append(out.Body.Subjects, id)
		}
	}
	if len(l.caller.Clients) > 0 && len(out.Body.Subjects) == 0 {
		return nil, ErrNotFound
	}
	out.Body.People = l.named(out.Body.Subjects)
	if h.hub != nil {
		out.Body.Hub = &Hub{h.hub.Persons, h.hub.Kind, h.hub.Why}
	}
	return out, s.read(ctx, w, access.ReadSubjects, "identifier.read", audit.Object{Type: "identifier", ID: in.Key})
}
