// Package meetinglink reads the meeting's own number or code out of a link,
// so that an interview's invitation and a meeting log name the same meeting.
package meetinglink

import (
	"net/url"
	"strings"
)

// Ref returns the number or code of the meeting that a link leads to: the
// digits of a Zoom or numbered Teams meeting, the letters of a Google Meet
// code in lower case without hyphens, a Teams thread id. It returns "" for any
// other link, personal vanity links among them: those name a person's room and
// not a meeting.
func Ref(link string) string {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	switch {
	case u.Scheme == "zoommtg" || u.Scheme == "zoomus":
		return Zoom(u.Query().Get("confno"))
	case within(host, "zoom.us") || within(host, "zoomgov.com") || within(host, "zoom.com"):
		return zoomPath(parts)
	case host == "meet.google.com":
		return meetCode(parts[len(parts)-1])
	case within(host, "teams.microsoft.com") || within(host, "teams.live.com") || within(host, "teams.microsoft.us"):
		return teamsPath(parts)
	}
	return ""
}

func within(host, domain string) bool {
	return host == domain || strings.HasSuffix(host, "."+domain)
}

// Zoom folds a Zoom meeting number, which people write with spaces and
// hyphens, to its 9 to 11 digits, or "".
func Zoom(number string) string {
	var b strings.Builder
	for _, c := range number {
		switch {
		case c >= '0' && c <= '9':
			b.WriteRune(c)
		case c != ' ' && c != '-' && c != '\u00a0':
			return ""
		}
	}
	if b.Len() < 9 || b.Len() > 11 {
		return ""
	}
	return b.String()
}

// zoomPath finds the number in /j/N, /w/N, /s/N, /wc/N/join and /wc/join/N.
func zoomPath(parts []string) string {
	if len(parts) < 2 {
		return ""
	}
	switch parts[0] {
	case "j", "w", "s", "wc":
		for _, p := range parts[1:] {
			if n := Zoom(p); n != "" {
				return n
			}
		}
	}
	return ""
}

// meetCode folds the ten letters of a Meet code.
func meetCode(code string) string {
	code = strings.ToLower(strings.ReplaceAll(code, "-", ""))
	if len(code) != 10 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return code
}

func teamsPath(parts []string) string {
	for i, p := range parts[:len(parts)-1] {
		next := parts[i+1]
		switch p {
		case "meetup-join":
			if strings.HasPrefix(next, "19:") && strings.Contains(next, "@thread") {
				return next
			}
		case "meet":
			if len(next) >= 9 && strings.Trim(next, "0123456789") == "" {
				return next
			}
		}
	}
	return ""
}
