package github

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// GitHub's REST reference names the endpoints and their members; git-log(1) the
// placeholders of the git log.
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	authors := []domain.Field{domain.FieldName, domain.FieldEmail, domain.FieldRepository}
	return []source.Shape{
		{
			Name: shapeAudit, Title: "Audit log of an organisation or enterprise (JSON or NDJSON)", Formats: json,
			Where: "Organization > Settings > Logs > Audit log > Export (with Git events), GET /orgs/{org}/audit-log?include=all, or the audit log stream; " +
				"addresses are shown once \"Disclose actor IP addresses\" is on",
			Permission: "organisation owner; read:audit_log",
			Reach:      "180 days; git events seven days, so use the stream",
			Kinds:      []domain.Kind{domain.KindSignIn, domain.KindRepositoryCopy},
			Fields:     []domain.Field{domain.FieldEvent, domain.FieldPublicIP, domain.FieldPlace, domain.FieldUserAgent, domain.FieldRepository},
			Reads: []string{"_document_id", "@timestamp", "created_at", "at_sign_timestamp", "action", "operation_type", "actor", "actor_ip", "actor_location.country_code",
				"actor_is_bot", "actor_is_agent", "external_identity_nameid", "external_identity_username", "programmatic_access_type", "repo", "repository", "user_agent"},
			Absent: []domain.Field{domain.FieldDeviceID},
		},
		{
			Name: shapeCommits, Title: "Commits of a repository (REST API, JSON)", Formats: json,
			Where:      "GET /repos/{owner}/{repo}/commits, each page",
			Permission: "none for public repositories, else Contents: read",
			Reach:      "the whole history",
			Kinds:      []domain.Kind{domain.KindCommit, domain.KindGitAuthor}, Fields: authors,
			Reads: []string{"sha", "html_url", "author.login", "commit.author.name", "commit.author.email", "commit.author.date", "commit.tree.sha"},
		},
		{
			Name: shapeUsers, Title: "Accounts (REST API, JSON)", Formats: json,
			Where:      "GET /users/{username}; a second export on another day is a second snapshot",
			Permission: "none", Reach: "as of the export",
			Kinds:  []domain.Kind{domain.KindProfile},
			Fields: []domain.Field{domain.FieldName, domain.FieldProfileURL, domain.FieldEmail, domain.FieldCreatedAt},
			Reads:  []string{"id", "login", "type", "name", "email", "blog", "created_at"},
		},
		{
			Name: shapeRepositories, Title: "Repositories of an account (REST API, JSON)", Formats: json,
			Where:      "GET /users/{username}/repos",
			Permission: "none for public repositories", Reach: "as of the export",
			Kinds:  []domain.Kind{domain.KindRepository},
			Fields: []domain.Field{domain.FieldRepository, domain.FieldProfileURL, domain.FieldCreatedAt},
			Reads:  []string{"id", "full_name", "owner.login", "owner.type", "fork", "homepage", "created_at"},
		},
		{
			Name: shapeGitLog, Title: "git log (NDJSON that you make)", Formats: json,
			Where: `git log --all --pretty=format:'{"commit":"%H","tree":"%T","author_name":"%an","author_email":"%ae","author_date":"%aI","repository":"OWNER/NAME"}'; ` +
				`for a repository that a candidate shows, add "candidate":"SYSTEM:TENANT:ID" and "login":"THEIR-LOGIN"`,
			Permission: "read access to the repository", Reach: "the whole history",
			Kinds:  []domain.Kind{domain.KindCommit, domain.KindGitAuthor, domain.KindRepository},
			Fields: append([]domain.Field{domain.FieldCommitHash}, authors...),
			Reads:  []string{"commit", "tree", "author_name", "author_email", "author_date", "repository", "candidate", "login"},
		},
	}
}
