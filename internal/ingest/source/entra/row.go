package entra

import (
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/signin"
)

// mapRow maps one row of the admin center's download. Nothing in it tells the
// file of the interactive sign-ins from that of the others, so every row of a
// server is taken for a background one.
func mapRow(it source.Item, out *source.Out) error {
	read := map[string]bool{}
	cell := func(columns ...string) string {
		found := ""
		for _, c := range columns {
			read[source.ColumnKey(c)] = true
			if found == "" {
				found = it.Cell(c)
			}
		}
		return found
	}
	e := event{
		id: cell("Request ID"), created: cell("Date (UTC)"), userID: cell("User ID"), login: cell("Username"), userType: cell("User type"),
		stale: ofServer(cell("Client credential type")), result: cell("Sign-in error code"), ip: cell("IP address"),
		accessIP: cell("Global Secure Access IP address"), place: placeOf(cell("Location")), asn: number(cell("Autonomous system number")),
		app: cell("Application"), client: cell("Client app"), browser: cell("Browser"), system: cell("Operating System"), agent: cell("User agent"),
		device:  device{id: cell("Device ID"), managed: yes(cell("Managed")), compliant: yes(cell("Compliant")), joined: cell("Join Type")},
		session: cell("Session ID"),
	}
	if status := cell("Status"); status != "" {
		e.result = status // the number of a success is 0, or nothing
	}
	for _, c := range it.Columns {
		if !read[source.ColumnKey(c)] {
			out.Unknown++
		}
	}
	if e.id == "" {
		e.id = signin.HashID(it.Cells...)
	}
	return e.add(it, out)
}

// placeOf reads "City, Region, Country", where any part may be missing: only
// the last one, the country's code, is always in its place.
func placeOf(written string) domain.Place {
	parts := strings.Split(written, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	switch n := len(parts); n {
	case 1:
		return domain.Place{Country: parts[0]}
	case 2:
		return domain.Place{City: parts[0], Country: parts[1]}
	default:
		return domain.Place{City: strings.Join(parts[:n-2], ", "), Region: parts[n-2], Country: parts[n-1]}
	}
}

// yes reads the portal's words for true and false.
func yes(s string) string {
	switch strings.ToLower(s) {
	case "yes", "true":
		return "true"
	case "no", "false":
		return "false"
	}
	return ""
}
