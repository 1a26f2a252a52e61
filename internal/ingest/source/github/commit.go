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

// commit is what a commit says, however it is exported.
type commit struct {
	hash, tree string
	name, mail string // of the author, as git was told
	login      string // of the account that the host names
	repository string
	candidate  string // qualified id of the candidate whose work it is shown as
	at         time.Time
	shownAsOwn bool
}

// mapCommit maps one commit of GET /repos/{owner}/{repo}/commits.
func mapCommit(it source.Item, out *source.Out, n *tree.Node) error {
	author := n.At("commit", "author")
	at, err := when.Named("author's date", author.Text("date"))
	if err != nil {
		return err
	}
	c := commit{hash: n.Text("sha"), tree: n.Text("commit", "tree", "sha"), name: author.Text("name"), mail: author.Text("email"),
		login: n.Text("author", "login"), repository: repositoryOf(n.Text("html_url")), at: at}
	return c.add(it, out)
}

// repositoryOf reads owner/name from the link of a commit.
func repositoryOf(link string) string {
	_, path, ok := strings.Cut(link, "://")
	parts := strings.Split(path, "/")
	if !ok || len(parts) < 3 {
		return ""
	}
	return parts[1] + "/" + parts[2]
}

// mapLogLine maps one line of the git log that docs/first-day.md shows how to make.
func mapLogLine(it source.Item, out *source.Out, n *tree.Node) error {
	at, err := when.Named("author_date", n.Text("author_date"))
	if err != nil {
		return err
	}
	c := commit{hash: n.Text("commit"), tree: n.Text("tree"), name: n.Text("author_name"), mail: n.Text("author_email"),
		repository: n.Text("repository"), candidate: n.Text("candidate"), at: at}
	owner := n.Text("login")
	c.login = loginOf(c.mail)
	c.shownAsOwn = c.candidate != "" && (owner == "" || strings.EqualFold(owner, c.login))
	return c.add(it, out)
}

// loginOf reads the login from a no-reply address of GitHub: 123+login@… or
// login@users.noreply.github.com.
func loginOf(mail string) string {
	local, ok := strings.CutSuffix(strings.ToLower(mail), "@users.noreply.github.com")
	if !ok {
		return ""
	}
	if _, login, numbered := strings.Cut(local, "+"); numbered {
		return login
	}
	return local
}

// add maps the commit to its time, to who made it, and, where a candidate shows
// it as their own, to what it holds.
func (c commit) add(it source.Item, out *source.Out) error {
	switch {
	case c.hash == "":
		return errors.New("commit has no hash")
	case c.at.IsZero():
		return errors.New("commit has no date")
	case robot(c.login) || robot(c.name):
		return domain.ErrUnused
	}
	login, mail := c.login, strings.ToLower(c.mail)
	if login == "" {
		login = loginOf(mail)
	}
	refs := func(r *domain.Record) {
		source.AddRef(r, domain.RefAccount, account(it, login))
		if login == "" && strings.Contains(mail, "@") {
			source.AddRef(r, domain.RefWorkMail, mail)
		}
		if c.shownAsOwn {
			source.AddRef(r, domain.RefCandidate, c.candidate)
		}
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindCommit, ID: c.hash}, it, c.at)
	refs(r)
	source.AddText(r, domain.FieldEmail, c.address(), domain.RoleCommit, domain.Recorded)
	// One name and address of an account is one record, whenever it was used.
	r = out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindGitAuthor, ID: signin.HashID(login, c.name, mail, c.candidate)}, it, time.Time{})
	refs(r)
	source.AddText(r, domain.FieldName, c.name, domain.RoleCommit, domain.Recorded)
	source.AddText(r, domain.FieldEmail, c.address(), domain.RoleCommit, domain.Recorded)
	if c.shownAsOwn {
		r = out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindRepository, ID: c.candidate + "/" + c.hash}, it, c.at)
		refs(r)
		source.AddText(r, domain.FieldRepository, c.repository, "", domain.Recorded)
		source.AddText(r, domain.FieldCommitHash, c.hash, domain.RoleCommit, domain.Recorded)
		source.AddText(r, domain.FieldCommitHash, c.tree, domain.RoleCommit, domain.Recorded)
	}
	return nil
}

// address is the author's mail, unless the host made it up or it names no
// mailbox at all: what git takes when nobody told it an address.
func (c commit) address() string {
	mail := strings.ToLower(c.mail)
	_, host, ok := strings.Cut(mail, "@")
	if !ok || !strings.Contains(host, ".") || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".localdomain") || host == "users.noreply.github.com" {
		return ""
	}
	return c.mail
}
