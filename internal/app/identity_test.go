package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/daylight-hq/daylight/internal/app"
)

// TestOneAccountInManyLogs scans what five systems tell of one worker, each
// under another name for the account: Entra's and Teams' share Entra's id, a
// security lake tells Okta's sign-ins under Okta's, and Slack's members give
// the mail that its access logs lack. All of it is one person.
func TestOneAccountInManyLogs(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"entra-users.json": `{"value":[{"id":"26be570a-ae82-4189-b4e2-a37c6808512d","displayName":"Mara Lindqvist",` +
			`"userPrincipalName":"mara.lindqvist@example.com","mobilePhone":null,"employeeId":"E-1017"}]}`,
		"entra-sign-ins.ndjson": `{"id":"s1","createdDateTime":"2026-03-02T14:21:53Z","userPrincipalName":"","userId":"26be570a-ae82-4189-b4e2-a37c6808512d",` +
			`"appDisplayName":"Mail","ipAddress":"203.0.113.24","status":{"errorCode":0}}`,
		"teams.json": `{"version":1,"type":"groupCall","modalities":["audio"],"id":"c1","startDateTime":"2026-03-02T15:00:00Z","endDateTime":"2026-03-02T16:00:00Z",` +
			`"joinWebUrl":"https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0","organizer":{"user":{"tenantId":"t"}},"sessions":[{"id":"1",` +
			`"startDateTime":"2026-03-02T15:00:00Z","caller":{"identity":{"user":{"id":"26be570a-ae82-4189-b4e2-a37c6808512d","displayName":"Mara Lindqvist","tenantId":"t"}}}}]}`,
		"okta-users.json": `[{"id":"00u1","status":"ACTIVE","lastLogin":null,"statusChanged":null,"profile":{"login":"mara.lindqvist@example.com","employeeNumber":"E-1017"}}]`,
		"lake.ndjson": `{"class_uid":3002,"category_uid":3,"activity_id":1,"time":1772461313225,"status_id":1,"metadata":{"uid":"e1","version":"1.3.0",` +
			`"product":{"vendor_name":"Okta","name":"Okta System Log"}},"user":{"uid":"00u1"},"src_endpoint":{"ip":"203.0.113.24"}}`,
		"slack-members.json": `{"ok":true,"members":[{"id":"U1","team_id":"T1","name":"mara","is_bot":false,"profile":{"real_name":"Mara Lindqvist","email":"mara.lindqvist@example.com"}}]}`,
		"slack-access.json":  `{"ok":true,"logins":[{"user_id":"U1","username":"mara","date_first":1772460000,"date_last":1772460000,"count":1,"ip":"203.0.113.24","user_agent":"x"}]}`,
		"google.ndjson": `{"kind":"admin#reports#activity","id":{"time":"2026-03-02T14:00:00Z","uniqueQualifier":"1","applicationName":"login"},` +
			`"actor":{"email":"mara.lindqvist@example.com","profileId":"118"},"ipAddress":"203.0.113.24","events":[{"name":"login_success"}]}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := app.LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	out, err := app.Scan(t.Context(), cfg, options(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	for _, f := range out.Files {
		if f.Accepted != 1 {
			t.Errorf("%s is read as %q with %d accepted", filepath.Base(f.Path), f.Source, f.Accepted)
		}
	}
	if n := len(out.Result.Judgement); n != 1 {
		t.Errorf("%d people, want one", n)
	}
}
