// Package github maps GitHub's audit log, what its API answers about accounts,
// repositories and commits, and a git log that a user makes.
package github

import (
	"fmt"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
)

// name is the source's name in keys and qualified references.
const name = "github"

// Shapes of this source.
const (
	shapeAudit        = "audit-log"
	shapeCommits      = "commits"
	shapeUsers        = "users"
	shapeRepositories = "repositories"
	shapeGitLog       = "git-log"
)

// Source returns the mapping of GitHub's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "GitHub and git", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	maps := map[string]func(source.Item, *source.Out, *tree.Node) error{
		shapeAudit: mapAudit, shapeCommits: mapCommit, shapeUsers: mapUser, shapeRepositories: mapRepository, shapeGitLog: mapLogLine,
	}
	to, known := maps[it.Shape]
	if !known {
		return fmt.Errorf("github has no shape %q", it.Shape)
	}
	n, err := tree.Read(it.JSON, "item of "+it.Shape)
	if err != nil {
		return err
	}
	defer func() { out.Unknown += n.Unread() }()
	return to(it, out, n)
}

func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	if shape, sure := shapeOf(h.HasTop); shape != "" {
		return source.Match{Shape: shape, Confidence: sure}
	}
	shape, sure := shapeOf(h.HasFirst)
	switch {
	case shape == "" || len(h.Top) > 0 && !h.HasTop("items", "total_count"):
		return source.Match{}
	case len(h.Top) > 0: // an answer to a search
		return source.Match{Shape: shape, Confidence: sure, Items: "items"}
	}
	return source.Match{Shape: shape, Confidence: sure}
}

// shapeOf recognises one item by the names of its members.
func shapeOf(has func(...string) bool) (shape string, sure int) {
	switch {
	case has("sha", "commit", "author", "committer", "html_url"):
		return shapeCommits, 95
	case has("id", "login", "node_id", "created_at", "public_repos"):
		return shapeUsers, 95
	case has("id", "full_name", "node_id", "owner", "fork"):
		return shapeRepositories, 95
	case has("commit", "tree", "author_name", "author_email", "author_date"):
		return shapeGitLog, 95
	case has("action", "actor") && (has("created_at") || has("@timestamp")) && (has("org") || has("business") || has("_document_id") || has("repo")):
		return shapeAudit, 85
	}
	return "", 0
}

// account is how logins join: GitHub does not tell capital letters apart.
func account(it source.Item, login string) string {
	if login = strings.ToLower(strings.TrimSpace(login)); login == "" {
		return ""
	}
	return domain.QualifiedID(name, it.Tenant, login)
}

// robot reports whether a login is that of a program.
func robot(login string) bool {
	login = strings.ToLower(login)
	return strings.HasSuffix(login, "[bot]") || login == "web-flow" || login == "github-actions" || login == "ghost"
}
