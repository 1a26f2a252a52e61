package identifier

import (
	"net/url"
	"strings"
	"sync"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"github.com/daylight-hq/daylight/internal/domain"
)

type urlTables struct {
	reserved map[string]string // "site path"
	bare     map[string]string
}

var urls = sync.OnceValue(func() urlTables {
	entries := must("url.txt")
	return urlTables{reserved: set(entries, "reserved"), bare: set(entries, "bare")}
})

// URL normalises the address of a profile or portfolio to host/path, without
// scheme, www, language or mobile hosts, query and fragment. On LinkedIn,
// GitHub and their like, the profile's name alone is kept; a bare site name
// there, and the sites' own pages, are placeholders.
func URL(text string, opt Options) (domain.Identifier, Refusal) {
	id := domain.Identifier{Type: domain.Profile}
	host, path, refusal := splitURL(text)
	if refusal != "" {
		return id, refusal
	}
	host = siteOf(host)
	path, refusal = profilePath(host, path)
	if refusal != "" {
		return id, refusal
	}
	tables := mail()
	switch domainClass(host, tables) {
	case "placeholder-domain":
		return id, RefusedPlaceholder
	case "documentation-domain":
		id.Documentation = true
	}
	id.Key = host
	id.Masked = host
	if path != "" {
		id.Key = host + "/" + path
		id.Masked = host + "/" + maskPath(path)
	}
	return opt.accept(id)
}

// maskPath hides the name: the last part of the path after its first letter.
func maskPath(path string) string {
	i := strings.LastIndexByte(path, '/') + 1
	return path[:i] + firstRunes(path[i:], 1) + bullet
}

// splitURL returns host and path of a URL with or without its scheme.
func splitURL(text string) (host, path string, refusal Refusal) {
	s := strings.TrimSpace(text)
	switch {
	case s == "" || s == "-":
		return "", "", RefusedEmpty
	case filler(s):
		return "", "", RefusedPlaceholder
	case strings.ContainsAny(s, "*•●…"):
		return "", "", RefusedMasked
	case len(s) > 2048:
		return "", "", RefusedTooLong
	}
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	u, err := url.Parse("https://" + strings.TrimLeft(s, "/"))
	if err != nil {
		return "", "", RefusedMalformed
	}
	host, err = idna.Lookup.ToASCII(strings.ToLower(strings.TrimRight(u.Hostname(), ".")))
	if err != nil || strings.ContainsAny(host, ": ") || u.User != nil || !registrable(host) {
		return "", "", RefusedMalformed
	}
	return host, u.EscapedPath(), ""
}

// registrable reports whether a host can be somebody's: it stands below a
// domain that exists, or below one kept for documentation.
func registrable(host string) bool {
	if !strings.Contains(host, ".") || strings.HasPrefix(host, ".") || strings.Contains(host, "..") {
		return false
	}
	suffix, icann := publicsuffix.PublicSuffix(host)
	managed := icann || strings.Contains(suffix, ".")
	return managed && (suffix != host || !icann) || domainClass(host, mail()) == "documentation-domain"
}

// siteOf drops www, mobile hosts and, on sites that have them, the language.
func siteOf(host string) string {
	for _, p := range []string{"www.", "m.", "mobile."} {
		if rest, ok := strings.CutPrefix(host, p); ok && strings.Contains(rest, ".") {
			if suffix, _ := publicsuffix.PublicSuffix(rest); suffix != rest {
				host = rest
			}
		}
	}
	if sub, ok := strings.CutSuffix(host, ".linkedin.com"); ok && len(sub) <= 3 {
		return "linkedin.com"
	}
	if sub, ok := strings.CutSuffix(host, ".facebook.com"); ok && (len(sub) == 5 && sub[2] == '-' || sub == "web" || sub == "mbasic") {
		return "facebook.com"
	}
	switch host {
	case "twitter.com":
		return "x.com"
	case "linkedin.cn":
		return "linkedin.com"
	}
	return host
}

// profilePath reduces a path to what names the profile.
func profilePath(host, path string) (string, Refusal) {
	tables := urls()
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	for i := range parts {
		parts[i] = strings.Join(strings.Fields(parts[i]), " ")
	}
	_, shared := tables.bare[host]
	if len(parts) == 0 {
		if shared {
			return "", RefusedPlaceholder
		}
		return "", ""
	}
	if shared || oneProfile(host) {
		for i := range parts {
			parts[i] = strings.ToLower(parts[i])
		}
	}
	if _, found := tables.reserved[host+" "+strings.ToLower(parts[0])]; found {
		return "", RefusedPlaceholder
	}
	switch host {
	case "linkedin.com":
		return linkedinPath(parts)
	case "github.com", "gitlab.com", "bitbucket.org", "x.com", "dev.to", "behance.net", "dribbble.com", "kaggle.com", "leetcode.com", "t.me":
		parts = []string{strings.TrimPrefix(parts[0], "@")} // what follows is a work, not another person
	}
	last := parts[len(parts)-1]
	if shared && (filler(last) || fillerProfile(last)) {
		return "", RefusedPlaceholder
	}
	return strings.Join(parts, "/"), ""
}

// linkedinPath keeps /in/name and the older /pub/name.
func linkedinPath(parts []string) (string, Refusal) {
	if len(parts) < 2 {
		return "", RefusedPlaceholder
	}
	if parts[0] != "in" && parts[0] != "pub" {
		return "", RefusedMalformed
	}
	name := parts[1]
	if filler(name) || fillerProfile(name) {
		return "", RefusedPlaceholder
	}
	return parts[0] + "/" + name, ""
}

// fillerProfile reports the names that forms and samples show.
func fillerProfile(name string) bool {
	switch strings.NewReplacer("-", "", "_", "", ".", "").Replace(name) {
	case "yourname", "yourprofile", "username", "profile", "yourusername", "name", "me", "johndoe", "janedoe", "in", "user", "myprofile", "":
		return true
	}
	return allSame(name)
}

// oneProfile reports sites on which case in a name makes no difference.
func oneProfile(host string) bool {
	switch host {
	case "linkedin.com", "github.com", "gitlab.com", "x.com":
		return true
	}
	return false
}
