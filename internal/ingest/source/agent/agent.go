// Package agent reduces the user agents that browsers send to families: the raw
// string tells more of a person than anybody needs.
package agent

import "strings"

// family is a program or system and the token by which it names itself.
type family struct{ token, name string }

// Order matters: browsers also name those that they are built on, and Android
// also says Linux.
var (
	browsers = []family{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"FxiOS/", "Firefox"}, {"Firefox/", "Firefox"},
		{"CriOS/", "Chrome"}, {"HeadlessChrome/", "Headless Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
		{"python-requests/", "python-requests"}, {"curl/", "curl"},
	}
	systems = []family{
		{"iPhone", "iOS"}, {"iPad", "iPadOS"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"},
		{"Mac OS X", "macOS"}, {"Linux", "Linux"},
	}
)

// Families reduces a user agent to its browser and system, such as "Chrome on
// Windows", or "" for one that names neither.
func Families(agent string) string {
	var parts []string
	for _, list := range [][]family{browsers, systems} {
		for _, f := range list {
			if strings.Contains(agent, f.token) {
				parts = append(parts, f.name)
				break
			}
		}
	}
	return strings.Join(parts, " on ")
}
