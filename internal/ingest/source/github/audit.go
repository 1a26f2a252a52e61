package github

import (
	"errors"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/signin"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// mapAudit maps one event of the audit log: a copy of a repository, or any
// event that says from where somebody worked. What programs do says nothing of
// a person.
func mapAudit(it source.Item, out *source.Out, n *tree.Node) error {
	action, actor := n.Text("action"), n.Text("actor")
	e := signin.Event{Source: name, ID: n.Text("_document_id"), Account: strings.ToLower(actor), Mail: n.First("external_identity_nameid", "external_identity_username"),
		Event: action, IP: n.Text("actor_ip"), Place: domain.Place{Country: n.Text("actor_location", "country_code")}, Agent: agentOf(n.Text("user_agent"))}
	repository, access := n.First("repository", "repo"), n.Text("programmatic_access_type")
	copied := repository != "" && (action == "git.clone" || action == "git.fetch" || action == "repo.download_zip")
	at, err := eventTime(n)
	switch {
	case actor == "" || robot(actor) || n.True("actor_is_bot") || n.True("actor_is_agent"),
		strings.Contains(access, "server-to-server"), strings.Contains(access, "GitHub App"),
		!copied && e.IP == "" && e.Place.Country == "":
		return domain.ErrUnused
	case err != nil:
		return err
	case at.IsZero():
		return errors.New("event has no time")
	}
	if e.At = at; e.ID == "" {
		e.ID = signin.HashID(action, actor, at.String(), repository, n.Text("operation_type"), e.IP)
	}
	if copied {
		return addCopy(it, out, e, repository)
	}
	return e.Add(it, out)
}

// addCopy maps a copy of a repository. A fetch is one too: where fetches are not
// told apart GitHub calls them clones, and a repository that is copied again is
// counted once.
func addCopy(it source.Item, out *source.Out, e signin.Event, repository string) error {
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindRepositoryCopy, ID: e.ID}, it, e.At)
	source.AddRef(r, domain.RefAccount, account(it, e.Account))
	if mail := strings.ToLower(e.Mail); strings.Contains(mail, "@") {
		source.AddRef(r, domain.RefWorkMail, mail)
	}
	source.AddText(r, domain.FieldEvent, e.Event, "", domain.Recorded)
	source.AddText(r, domain.FieldRepository, repository, "", domain.Recorded)
	source.AddText(r, domain.FieldPublicIP, signin.Public(e.IP), domain.RoleSignIn, domain.Recorded)
	return nil
}

// eventTime reads milliseconds since 1970, or a date as some exporters write it.
func eventTime(n *tree.Node) (time.Time, error) {
	text := strings.TrimSuffix(n.First("@timestamp", "created_at", "at_sign_timestamp"), ".0")
	if strings.Trim(text, "0123456789") == "" && text != "" {
		return when.ParseEpoch(text)
	}
	return when.Named("created_at", text)
}

// agentOf keeps the program's name of a user agent, such as git/2.43.
func agentOf(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	if len(first) > 40 {
		return ""
	}
	return first
}
