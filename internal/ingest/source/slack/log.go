package slack

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/agent"
	"github.com/daylight-hq/daylight/internal/ingest/source/signin"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// mapAccess maps one entry of the access logs: all uses of one account with
// one address and program, of which only the first and the last have a time.
// Each of the two is one event, so that a later export, in which the last has
// moved on, adds to what is known and changes nothing.
func mapAccess(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "access log entry")
	if err != nil {
		return err
	}
	raw := n.Text("user_agent")
	e := signin.Event{
		Source: name, Account: n.Text("user_id"), Event: "access", IP: n.Text("ip"), Operator: n.Text("isp"), App: "Slack",
		Agent: program(raw), Place: domain.Place{Region: n.Text("region"), Country: n.Text("country")},
	}
	from, to, uses := n.Text("date_first"), n.Text("date_last"), n.Number("count")
	out.Unknown += n.Unread()
	if signin.Public(e.IP) == "" {
		return domain.ErrUnused
	}
	first, err := stamp("date_first", from)
	if err != nil {
		return err
	}
	last, err := stamp("date_last", to)
	if err != nil {
		return err
	}
	if last.Before(first) && !last.IsZero() {
		return errors.New("read access log entry: its last use is before its first")
	}
	id := signin.HashID(e.Account, signin.Public(e.IP), raw)
	use := func(at time.Time) error {
		e.ID, e.At = id+"/"+strconv.FormatInt(at.Unix(), 10), at
		return e.Add(it, out)
	}
	if err := use(first); err != nil || !last.After(first) || uses == 1 {
		return err
	}
	return use(last)
}

// outcomes are the actions of the audit logs by which a person at a browser or
// program signs in or out, and how they went. What Slack or an administrator
// does to a session says nothing of where its owner is.
var outcomes = map[string]string{
	"user_login":        "success",
	"user_login_failed": "failure",
	"user_logout":       "success",
}

// mapAudit maps one entry of the audit logs.
func mapAudit(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "audit log entry")
	if err != nil {
		return err
	}
	action := n.Text("action")
	outcome, places := outcomes[action]
	if !places || n.Text("actor", "type") != "user" {
		return domain.ErrUnused
	}
	e := signin.Event{
		Source: name, ID: n.Text("id"), Account: n.Text("actor", "user", "id"), Mail: n.Text("actor", "user", "email"),
		Event: action, Outcome: outcome, IP: n.Text("context", "ip_address"), App: "Slack",
		Agent: program(n.Text("context", "ua")), Session: n.Text("context", "session_id"),
	}
	created := n.Text("date_create")
	out.Unknown += n.Unread()
	if e.Session == "0" { // a failed sign-in has no session
		e.Session = ""
	}
	if e.At, err = stamp("date_create", created); err != nil {
		return err
	}
	if e.ID == "" {
		e.ID = signin.HashID(string(it.JSON))
	}
	return e.Add(it, out)
}

// stamp reads seconds since 1970, or a date as log pipelines write it. A
// missing one is zero.
func stamp(field, s string) (time.Time, error) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return when.Named(field, s)
	}
	at, err := when.ParseEpoch(s)
	if err != nil {
		return time.Time{}, fmt.Errorf("read %s: %w", field, err)
	}
	return at, nil
}

// program reduces a user agent. Slack's own programs name themselves beside
// the browser that they are built on.
func program(raw string) string {
	families := agent.Families(raw)
	if !strings.Contains(raw, "Slack/") && !strings.Contains(raw, "Slack_SSB/") && !strings.Contains(raw, "com.tinyspeck") {
		return families
	}
	if _, system, found := strings.Cut(families, " on "); found {
		return "Slack on " + system
	}
	return "Slack"
}
