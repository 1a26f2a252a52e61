package googleworkspace

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/signin"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// activity is who did something where; what was done are its events.
type activity struct {
	application string
	stamp       string
	qualifier   string // tells activities of one moment apart
	mail        string // of the account that acted
	profile     string // its id
	ip          string
	place       domain.Place
	asn         float64
}

// event is one thing that was done, with its parameters by name.
type event struct {
	name   string
	params map[string]*tree.Node
}

func (e event) text(name string) string {
	n := e.params[name]
	switch {
	case n == nil:
		return ""
	case n.True():
		return "true"
	}
	return n.Text()
}

// mapActivity maps each event of an activity.
func mapActivity(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "activity")
	if err != nil {
		return err
	}
	a := activity{
		application: n.Text("id", "applicationName"), stamp: n.Text("id", "time"), qualifier: n.Text("id", "uniqueQualifier"),
		mail: n.Text("actor", "email"), profile: n.Text("actor", "profileId"), ip: n.Text("ipAddress"), place: placeOf(n.At("networkInfo")),
	}
	if numbers := n.List("networkInfo", "ipAsn"); len(numbers) > 0 {
		a.asn = numbers[0].Number()
	}
	add := a.mapper()
	if add == nil {
		return domain.ErrUnused
	}
	at, err := when.Named("time of activity", a.stamp)
	if err != nil {
		return err
	}
	added := len(out.Records)
	for _, e := range eventsOf(n) {
		if err := add(e, at, it, out); err != nil && !errors.Is(err, domain.ErrUnused) {
			return fmt.Errorf("map %s event: %w", a.application, err)
		}
	}
	if out.Unknown += n.Unread(); len(out.Records) == added {
		return domain.ErrUnused
	}
	return nil
}

// mapper returns what reads the events of the activity's application, or nil.
func (a activity) mapper() func(event, time.Time, source.Item, *source.Out) error {
	switch a.application {
	case "login", "saml":
		return a.addSignIn
	case "mobile":
		return a.addDevice
	case "meet":
		return a.addCall
	}
	return nil
}

// eventsOf lists the events of an activity. Log pipelines write one line for
// each, with the event as an object or beside the actor.
func eventsOf(n *tree.Node) (events []event) {
	list := n.List("events")
	if len(list) == 0 {
		list = []*tree.Node{n}
	}
	for _, e := range list {
		events = append(events, event{name: strings.TrimSpace(e.Text("name")), params: paramsOf(e.At("parameters"))})
	}
	return events
}

// paramsOf reads a list of parameters, each with its value under a name that
// tells its type, or the object that log pipelines make of it.
func paramsOf(n *tree.Node) map[string]*tree.Node {
	params := map[string]*tree.Node{}
	if names := n.Names(); len(names) > 0 {
		for _, p := range names {
			if slices.Contains(read, p) {
				params[p] = n.At(p)
			}
		}
		return params
	}
	for _, p := range n.List() {
		called := p.Text("name")
		if !slices.Contains(read, called) {
			continue
		}
		for _, typed := range []string{"value", "intValue", "boolValue"} {
			if p.Has(typed) {
				params[called] = p.At(typed)
			}
		}
	}
	return params
}

// placeOf reads what Google says of a network: a country, and a part of it as
// ISO 3166-2 writes it, such as US-OH.
func placeOf(n *tree.Node) domain.Place {
	p := domain.Place{Country: n.Text("regionCode")}
	if _, part, found := strings.Cut(n.Text("subdivisionCode"), "-"); found {
		p.Region = part
	}
	return p
}

// id names an event. Google's qualifier is unique within an application and
// moment; pipelines that drop it leave who and where.
func (a activity) id(e event, at time.Time) string {
	qualifier := a.qualifier
	if qualifier == "" {
		qualifier = signin.HashID(a.mail, a.profile, a.ip)
	}
	return strings.Join([]string{a.application, at.Format(time.RFC3339Nano), qualifier, e.name}, "/")
}

// addSignIn maps a sign-in to Google, or through Google to another application.
// Warnings, challenges and changes of an account carry no place, or not that of
// its owner.
func (a activity) addSignIn(e event, at time.Time, it source.Item, out *source.Out) error {
	outcome, known := map[string]string{"login_success": "success", "login_failure": "failure", "logout": "success"}[e.name]
	if !known {
		return domain.ErrUnused
	}
	app := e.text("application_name")
	if app == "" {
		app = "Google"
	}
	return signin.Event{
		Source: name, ID: a.id(e, at), At: at, Account: a.profile, Mail: a.mail, Event: e.name, Outcome: outcome, IP: a.ip,
		Place: a.place, ASN: a.asn, App: app,
	}.Add(it, out)
}
