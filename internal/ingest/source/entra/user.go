package entra

import (
	"errors"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// mapUser maps one user of the directory, by which the accounts of the logs
// join the people of an HR system.
func mapUser(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "user")
	if err != nil {
		return err
	}
	id := n.Text("id")
	if id == "" {
		return errors.New("user has no id")
	}
	created, err := when.Named("createdDateTime", n.Text("createdDateTime"))
	if err != nil {
		return err
	}
	hired, err := when.Named("employeeHireDate", n.Text("employeeHireDate"))
	if err != nil {
		return err
	}
	left, err := when.Named("employeeLeaveDateTime", n.Text("employeeLeaveDateTime"))
	if err != nil {
		return err
	}
	login, mail := strings.ToLower(n.Text("userPrincipalName")), strings.ToLower(n.Text("mail"))
	guest := strings.EqualFold(n.Text("userType"), "guest") || strings.Contains(login, "#ext#")
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindAccount, ID: id}, it, created)
	source.AddRef(r, domain.RefAccount, domain.QualifiedID(name, it.Tenant, id))
	source.AddRef(r, domain.RefEmployee, n.Text("employeeId"))
	switch {
	case guest && strings.Contains(mail, "@"): // it is another employer's, or private
		source.AddText(r, domain.FieldEmail, mail, domain.RoleProfile, domain.Recorded)
	case !guest:
		addMail(r, login)
		if mail != login {
			addMail(r, mail)
		}
	}
	source.AddText(r, domain.FieldName, n.Text("displayName"), domain.RoleProfile, domain.Recorded)
	for _, other := range n.Texts("otherMails") {
		source.AddText(r, domain.FieldEmail, other, domain.RoleProfile, domain.Declared)
	}
	source.AddText(r, domain.FieldPhone, n.Text("mobilePhone"), domain.RoleProfile, domain.Declared)
	source.AddText(r, domain.FieldJobTitle, n.Text("jobTitle"), "", domain.Recorded)
	source.AddText(r, domain.FieldStatus, map[string]string{"true": "active", "false": "disabled"}[flag(n, "accountEnabled")], "", domain.Recorded)
	source.AddTime(r, domain.FieldCreatedAt, created)
	source.AddTime(r, domain.FieldHiredAt, hired)
	source.AddTime(r, domain.FieldLeftAt, left)
	out.Unknown += n.Unread()
	return nil
}

func addMail(r *domain.Record, mail string) {
	if strings.IndexByte(mail, '@') > 0 {
		source.AddRef(r, domain.RefWorkMail, mail)
	}
}
