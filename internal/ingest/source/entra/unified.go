package entra

import (
	"fmt"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/agent"
	"github.com/daylight-hq/daylight/internal/ingest/source/signin"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// mapUnified maps one entry of Microsoft 365's unified audit log: of all that it
// records only people's sign-ins to Entra.
func mapUnified(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "audit log entry")
	if err != nil {
		return err
	}
	outcome, signsIn := map[string]string{"UserLoggedIn": "success", "UserLoginFailed": "failure"}[n.Text("Operation")]
	user := n.Text("UserType") // 0 is a member, 2 an administrator, 5 and above are programs
	if !signsIn || user != "0" && user != "2" {
		return domain.ErrUnused
	}
	at, err := when.Parse(n.Text("CreationTime"))
	if err != nil {
		return fmt.Errorf("read time of sign-in: %w", err)
	}
	extended, own := pairs(n.List("ExtendedProperties")), pairs(n.List("DeviceProperties"))
	s := signin.Event{
		Source: name, ID: n.Text("Id"), At: at, Mail: n.Text("UserId"), Event: "sign-in", Outcome: outcome,
		IP: n.First("ClientIP", "ActorIpAddress"), Agent: agent.Families(extended["UserAgent"]), Session: own["SessionId"],
	}
	// A token may be fetched by a server on the person's behalf, from wherever
	// that stands.
	if extended["RequestType"] == "OAuth2:Token" {
		s.IP = ""
	}
	// The key is the account's id in Entra, which other ways to sign in write
	// otherwise; only the id joins.
	if id := n.Text("UserKey"); isID(id) && id != nobody {
		s.Account = strings.ToLower(id)
	}
	if strings.Contains(strings.ToUpper(s.Mail), "#EXT#") {
		s.Mail = ""
	}
	if id := own["Id"]; isID(id) && id != nobody {
		s.Device = id
		if strings.EqualFold(own["IsCompliantAndManaged"], "true") || strings.EqualFold(own["IsCompliant"], "true") {
			s.Managed = "true"
		}
	}
	if s.ID == "" {
		s.ID = signin.HashID(string(it.JSON))
	}
	out.Unknown += n.Unread()
	return s.Add(it, out)
}

// pairs reads a list of names and values.
func pairs(list []*tree.Node) map[string]string {
	values := map[string]string{}
	for _, p := range list {
		values[p.Text("Name")] = p.Text("Value")
	}
	return values
}

// isID reports whether a text has the form in which Entra writes its ids.
func isID(s string) bool {
	return len(s) == len(nobody) && strings.Count(s, "-") == 4 && strings.Trim(strings.ToLower(s), "0123456789abcdef-") == ""
}
