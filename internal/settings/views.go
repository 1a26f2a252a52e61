package settings

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
)

// View is a filter of a page that somebody keeps.
type View struct {
	ID        string
	Version   int
	Owner     string // id of the user
	Shared    bool   // everybody in the workspace sees it
	Page      string
	Place     int // where it stands among the views of its page
	Name      string
	Filter    map[string][]string
	Sort      string
	UpdatedAt time.Time
}

// Bounds of views.
const (
	maxViews  = 200 // of one person
	maxValues = 50  // of one member of a filter
)

// filters are the members that the filter of each page may have. None holds
// free text: who was searched for is not kept.
var filters = map[string][]string{
	"queue":    {"assignee", "client", "jurisdiction", "job", "kind", "left", "rule", "snoozed", "stage", "state", "tag", "tier"},
	"rings":    {"client", "tier"},
	"subjects": {"client", "rule", "stage", "tier"},
	"rules":    {"answers", "enabled", "stage"},
	"sources":  {"silent", "source"},
	"imports":  {"source", "state"},
	"audit":    {"action", "actor", "from", "kind", "object", "to"},
}

// Filters lists, by page, the members that a filter may have.
func Filters() map[string][]string { return maps.Clone(filters) }

func (v *View) tidy() error {
	v.Name = strings.TrimSpace(v.Name)
	if err := line("name", v.Name, false); err != nil {
		return err
	}
	if err := line("sort", v.Sort, true); err != nil {
		return err
	}
	known, ok := filters[v.Page]
	if !ok {
		return &Invalid{"page", fmt.Sprintf("one of %s", strings.Join(slices.Sorted(maps.Keys(filters)), ", "))}
	}
	for member, values := range v.Filter {
		field := "filter." + member
		if !slices.Contains(known, member) {
			return &Invalid{"filter", fmt.Sprintf("a filter of %s has %s", v.Page, strings.Join(known, ", "))}
		}
		if len(values) > maxValues {
			return &Invalid{field, fmt.Sprintf("at most %d values", maxValues)}
		}
		for _, x := range values {
			if err := line(field, x, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// Views lists one's own views and those that are shared, by page and place.
func (d *Desk) Views(ctx context.Context, ws domain.WorkspaceID, by *access.Actor) ([]View, error) {
	list, err := d.store.Views(ctx, ws, by.ID)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b View) int {
		if c := strings.Compare(a.Page, b.Page); c != 0 {
			return c
		}
		if a.Place != b.Place {
			return a.Place - b.Place
		}
		return strings.Compare(a.ID, b.ID)
	})
	return list, nil
}

// View finds a view that the caller may see.
func (d *Desk) View(ctx context.Context, ws domain.WorkspaceID, id string, by *access.Actor) (View, error) {
	v, err := d.store.View(ctx, ws, id)
	if err == nil && v.Owner != by.ID && !v.Shared {
		err = ErrNotFound
	}
	return v, err
}

// AddView keeps a new view of the caller's.
func (d *Desk) AddView(ctx context.Context, ws domain.WorkspaceID, v View, by *access.Actor) (View, error) {
	if err := v.tidy(); err != nil {
		return View{}, err
	}
	mine, err := d.store.Views(ctx, ws, by.ID)
	if err != nil {
		return View{}, err
	}
	if n := len(slices.DeleteFunc(mine, func(o View) bool { return o.Owner != by.ID })); n >= maxViews {
		return View{}, &Invalid{"name", fmt.Sprintf("you have %d views; remove one first", n)}
	}
	v.ID, v.Version, v.Owner, v.UpdatedAt = "v_"+strings.ReplaceAll(uuid.Must(uuid.NewV7()).String(), "-", ""), 1, by.ID, d.now()
	return v, d.store.SaveView(ctx, ws, v, 0, Change{By: by, Action: "view.created", Object: v.ID, Details: viewDetails(v)})
}

// SetView changes a view: version is the one that the caller saw, 0 for any. A
// shared view is changed by its owner, or by whoever may change settings.
func (d *Desk) SetView(ctx context.Context, ws domain.WorkspaceID, id string, version int, to View, by *access.Actor) (View, error) {
	if err := to.tidy(); err != nil {
		return View{}, err
	}
	was, err := d.changeable(ctx, ws, id, version, by)
	if err != nil {
		return View{}, err
	}
	if was.Owner != by.ID && !to.Shared {
		return View{}, access.ErrForbidden // it would vanish for the one who changes it
	}
	to.ID, to.Owner, to.Version, to.UpdatedAt = id, was.Owner, was.Version+1, d.now()
	return to, d.store.SaveView(ctx, ws, to, was.Version, Change{By: by, Action: "view.changed", Object: id, Details: viewDetails(to)})
}

// DropView removes a view.
func (d *Desk) DropView(ctx context.Context, ws domain.WorkspaceID, id string, version int, by *access.Actor) error {
	was, err := d.changeable(ctx, ws, id, version, by)
	if err != nil {
		return err
	}
	return d.store.DropView(ctx, ws, id, was.Version, Change{By: by, Action: "view.removed", Object: id, Details: viewDetails(was)})
}

func (d *Desk) changeable(ctx context.Context, ws domain.WorkspaceID, id string, version int, by *access.Actor) (View, error) {
	v, err := d.View(ctx, ws, id, by)
	switch {
	case err != nil:
		return View{}, err
	case v.Owner != by.ID && !by.Can(access.ManageConfig):
		return View{}, access.ErrForbidden
	case version != 0 && version != v.Version:
		return View{}, ErrStale
	}
	return v, nil
}

func viewDetails(v View) map[string]string {
	shared := "no"
	if v.Shared {
		shared = "yes"
	}
	return map[string]string{"page": v.Page, "shared": shared}
}
