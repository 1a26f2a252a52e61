package app

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/settings"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// workspaceName is what a workspace may be called: it stands in addresses, in
// the audit log and in every row.
var workspaceName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$`)

// Tenancy is one workspace as the command line lists it.
type Tenancy struct {
	Workspace string `json:"workspace"`
	Name      string `json:"name"`
	People    int    `json:"people"`
	NeedsLink bool   `json:"needs_setup"` // nobody who is an admin can sign in
	Problem   string `json:"problem"`     // why it cannot be opened
}

// tenants is a database that is open for its workspaces, beside a server or
// without one.
type tenants struct {
	db     *sqlstore.DB
	master []byte
	people *access.Desk
	clock  func() time.Time
}

func openTenants(ctx context.Context, cfg *Config, db string, clock func() time.Time) (*tenants, error) {
	master, err := masterKey(ctx, cfg, db)
	if err != nil {
		return nil, err
	}
	d, err := openDatabase(ctx, db, clock)
	if err != nil {
		return nil, err
	}
	return &tenants{d, master, access.New(sqlstore.NewAccess(d), clock), clock}, nil
}

// CreateWorkspace makes a workspace, and returns the link by which its first
// admin signs up within a quarter of an hour. A server that runs opens it within
// seconds.
func CreateWorkspace(ctx context.Context, cfg *Config, db, name, console string, clock func() time.Time) (link string, err error) {
	if !workspaceName.MatchString(name) {
		return "", fmt.Errorf("%q cannot be a workspace's name: write small letters, digits and dashes, at most 64", name)
	}
	t, err := openTenants(ctx, cfg, db, clock)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, t.db.Close()) }()
	id := domain.WorkspaceID(name)
	if _, err := t.db.NewWorkspace(ctx, id, t.master); err != nil {
		return "", err
	}
	return t.link(ctx, id, console)
}

// InviteAdmin returns a link by which whoever is at the machine makes an admin
// of a workspace within a quarter of an hour: the way back in when the last one
// is lost. It needs the database and its key. Earlier links end.
func InviteAdmin(ctx context.Context, cfg *Config, db, name, console string, clock func() time.Time) (link string, err error) {
	if err := Exists(db); err != nil {
		return "", err
	}
	t, err := openTenants(ctx, cfg, db, clock)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, t.db.Close()) }()
	list, err := t.db.Workspaces(ctx)
	if err != nil {
		return "", err
	}
	id := domain.WorkspaceID(name)
	if !slices.Contains(list, id) {
		return "", fmt.Errorf("there is no workspace %s; daylight workspace list shows them", name)
	}
	if _, err := t.db.Workspace(ctx, id, t.master); err != nil {
		return "", err
	}
	return t.link(ctx, id, console)
}

// link begins a set-up. The address is the one that was set, unless another is
// given.
func (t *tenants) link(ctx context.Context, id domain.WorkspaceID, console string) (string, error) {
	if console == "" {
		set, err := t.settings(ctx, id)
		if err != nil {
			return "", err
		}
		console = set.General.Console
	}
	if console == "" {
		console = "http://127.0.0.1:8470"
	}
	token, err := t.people.Setup(ctx, id)
	if err != nil {
		return "", err
	}
	return setupLink(console, id, token), nil
}

// setupLink leads to the workspace's page, with a token behind the #, which
// browsers do not send.
func setupLink(console string, id domain.WorkspaceID, token string) string {
	return strings.TrimRight(console, "/") + "/w/" + url.PathEscape(string(id)) + "#setup=" + token
}

func (t *tenants) settings(ctx context.Context, id domain.WorkspaceID) (*settings.Settings, error) {
	presets, err := review.LoadPolicy()
	if err != nil {
		return nil, err
	}
	return settings.NewDesk(sqlstore.NewSettings(t.db), presets, t.clock).Get(ctx, id)
}

// ListWorkspaces lists the workspaces of a database by name. One that another
// key opens is among them, with what is wrong.
func ListWorkspaces(ctx context.Context, cfg *Config, db string, clock func() time.Time) (list []Tenancy, err error) {
	if err := Exists(db); err != nil {
		return nil, err
	}
	t, err := openTenants(ctx, cfg, db, clock)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, t.db.Close()) }()
	ids, err := t.db.Workspaces(ctx)
	for _, id := range ids {
		x, err := t.look(ctx, id)
		if err != nil {
			x.Problem = err.Error()
		}
		list = append(list, x)
	}
	return list, err
}

func (t *tenants) look(ctx context.Context, id domain.WorkspaceID) (x Tenancy, err error) {
	x.Workspace = string(id)
	if _, err := t.db.Workspace(ctx, id, t.master); err != nil {
		return x, err
	}
	set, err := t.settings(ctx, id)
	if err != nil {
		return x, err
	}
	x.Name = orDefault(set.General.Name, string(id))
	people, err := t.people.Users(ctx, id)
	if err != nil {
		return x, err
	}
	x.People = len(people)
	x.NeedsLink, err = t.people.NeedsSetup(ctx, id)
	return x, err
}
