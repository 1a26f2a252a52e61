package github

import (
	"errors"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// mapUser maps one account as it stood on the day of the export. Biography,
// company, place, followers and picture are not read.
func mapUser(it source.Item, out *source.Out, n *tree.Node) error {
	login := n.Text("login")
	if login == "" {
		return errors.New("account has no login")
	}
	if robot(login) || n.Text("type") == "Organization" || n.Text("type") == "Bot" {
		return domain.ErrUnused
	}
	opened, err := when.Named("created_at", n.Text("created_at"))
	if err != nil {
		return err
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindProfile, ID: n.First("id", "login")}, it, time.Time{})
	source.AddRef(r, domain.RefAccount, account(it, login))
	source.AddText(r, domain.FieldName, n.Text("name"), domain.RoleProfile, domain.Declared)
	source.AddText(r, domain.FieldProfileURL, "https://github.com/"+login, domain.RoleProfile, domain.Recorded)
	source.AddText(r, domain.FieldProfileURL, n.Text("blog"), domain.RoleProfile, domain.Declared)
	source.AddText(r, domain.FieldEmail, n.Text("email"), domain.RoleProfile, domain.Declared)
	source.AddTime(r, domain.FieldCreatedAt, opened)
	return nil
}

// mapRepository maps one repository of an account. A fork is somebody else's
// work, and says so itself.
func mapRepository(it source.Item, out *source.Out, n *tree.Node) error {
	full := n.Text("full_name")
	if full == "" {
		return errors.New("repository has no name")
	}
	owner := n.Text("owner", "login")
	if n.True("fork") || n.Text("owner", "type") == "Organization" {
		return domain.ErrUnused
	}
	began, err := when.Named("created_at", n.Text("created_at"))
	if err != nil {
		return err
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindRepository, ID: n.First("id", "full_name")}, it, time.Time{})
	source.AddRef(r, domain.RefAccount, account(it, owner))
	source.AddText(r, domain.FieldRepository, full, "", domain.Recorded)
	source.AddText(r, domain.FieldProfileURL, n.Text("homepage"), domain.RoleProfile, domain.Declared)
	source.AddTime(r, domain.FieldCreatedAt, began)
	return nil
}
