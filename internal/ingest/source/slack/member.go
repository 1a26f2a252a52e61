package slack

import (
	"errors"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
)

// mapMember maps one account of the workspace: it is by its mail that the
// access logs, which know ids only, join a person. The time zone is not read:
// an account that was never opened has the workspace's.
func mapMember(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "member")
	if err != nil {
		return err
	}
	doc := n
	if it.Shape == shapeMember {
		n = n.At("user")
	}
	id, profile := n.Text("id"), n.At("profile")
	if id == "" {
		return errors.New("member has no id")
	}
	if n.True("is_bot") || n.True("is_workflow_bot") || id == "USLACKBOT" {
		return domain.ErrUnused
	}
	// Guests and people of other companies use addresses that are not the
	// employer's.
	guest := n.True("is_restricted") || n.True("is_ultra_restricted") || n.True("is_stranger")
	updated, err := stamp("updated", n.Text("updated"))
	if err != nil {
		return err
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindAccount, ID: id}, it, updated)
	source.AddRef(r, domain.RefAccount, domain.QualifiedID(name, it.Tenant, id))
	mail := strings.ToLower(profile.Text("email"))
	switch {
	case strings.IndexByte(mail, '@') < 1:
	case guest:
		source.AddText(r, domain.FieldEmail, mail, domain.RoleProfile, domain.Recorded)
	default:
		source.AddRef(r, domain.RefWorkMail, mail)
	}
	called := n.Text("real_name")
	if own := profile.First("real_name", "real_name_normalized"); own != "" {
		called = own
	}
	source.AddText(r, domain.FieldName, called, domain.RoleProfile, domain.Declared)
	source.AddText(r, domain.FieldPhone, profile.Text("phone"), domain.RoleProfile, domain.Declared)
	status := "active"
	if n.True("deleted") {
		status = "deactivated"
	}
	source.AddText(r, domain.FieldStatus, status, "", domain.Recorded)
	out.Unknown += doc.Unread()
	return nil
}
