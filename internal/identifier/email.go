package identifier

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"github.com/daylight-hq/daylight/internal/domain"
)

// mailProvider is what a provider ignores when it delivers.
type mailProvider struct {
	canonical string // domain under which all its names are one
	tag       string // a local part ends where this begins
	dots      bool   // dots in a local part are ignored
}

type mailTables struct {
	providers map[string]mailProvider
	locals    map[string]string // local part → role, placeholder or person
	domains   map[string]string // domain → placeholder-domain or documentation-domain
}

var mail = sync.OnceValue(func() mailTables {
	entries := must("mail.txt")
	t := mailTables{
		providers: map[string]mailProvider{},
		locals:    set(entries, "role", "placeholder", "person"),
		domains:   set(entries, "placeholder-domain", "documentation-domain"),
	}
	for _, e := range entries {
		if f := strings.Fields(e.value); e.class == "provider" && len(f) == 4 {
			t.providers[f[0]] = mailProvider{canonical: f[1], tag: f[2], dots: f[3] == "dots"}
		}
	}
	return t
})

// Email normalises a mail address: lower case, domain in ASCII (IDNA), tags
// and dots dropped where the provider is known to ignore them. Sample
// addresses and the mailboxes of roles are refused as placeholders.
func Email(text string, opt Options) (domain.Identifier, Refusal) {
	id := domain.Identifier{Type: domain.Email}
	local, host, refusal := splitMail(text)
	if refusal != "" {
		return id, refusal
	}
	tables := mail()
	p, known := tables.providers[host]
	if known {
		host = p.canonical
		if i := strings.Index(local, p.tag); i >= 0 {
			local = local[:i]
		}
		if p.dots {
			local = strings.ReplaceAll(local, ".", "")
		}
	}
	if local == "" {
		return id, RefusedMalformed
	}
	id.Masked = firstRunes(local, 1) + bullet + "@" + host
	class := domainClass(host, tables)
	id.Documentation = class == "documentation-domain"
	if class == "placeholder-domain" || fillerMailbox(local, known || id.Documentation, tables) {
		return id, RefusedPlaceholder
	}
	id.Key = local + "@" + host
	return opt.accept(id)
}

// fillerMailbox reports whether a local part names nobody. Sample people count
// only where samples is set: elsewhere a John Doe may be one.
func fillerMailbox(local string, samples bool, tables mailTables) bool {
	bare, _, _ := strings.Cut(local, "+")
	switch tables.locals[bare] {
	case "role", "placeholder":
		return true
	case "person":
		return samples
	}
	return allSame(bare) || counting(bare)
}

// domainClass returns the table's class for a domain or any domain above it.
func domainClass(host string, tables mailTables) string {
	for {
		if c := tables.domains[host]; c != "" {
			return c
		}
		_, parent, ok := strings.Cut(host, ".")
		if !ok {
			return ""
		}
		host = parent
	}
}

// splitMail takes an address apart, out of the forms "Name <a@b>" and
// "mailto:a@b?subject=…". Local part and domain come back in lower case.
func splitMail(text string) (local, host string, refusal Refusal) {
	s := strings.TrimSpace(text)
	if i := strings.LastIndexByte(s, '<'); i >= 0 && strings.HasSuffix(s, ">") {
		s = s[i+1 : len(s)-1]
	}
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s, _, _ = strings.Cut(s[7:], "?")
	}
	s = strings.ToLower(norm.NFKC.String(strings.TrimSpace(s)))
	s = norm.NFKC.String(s)
	switch {
	case s == "" || s == "-":
		return "", "", RefusedEmpty
	case filler(s):
		return "", "", RefusedPlaceholder
	case len(s) > 254: // RFC 5321, 4.5.3.1.3, without the brackets
		return "", "", RefusedTooLong
	case strings.ContainsAny(s, "*•●…"):
		return "", "", RefusedMasked
	}
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 || !plainLocal(s[:at]) {
		return "", "", RefusedMalformed
	}
	local = s[:at]
	host, err := idna.Lookup.ToASCII(strings.TrimRight(s[at+1:], "."))
	if err != nil || !strings.Contains(host, ".") || strings.Contains(host, "..") || len(host) < 4 {
		return "", "", RefusedMalformed
	}
	return local, strings.ToLower(host), ""
}

// plainLocal reports whether a local part is a dot-atom, Unicode letters
// allowed (RFC 6531). Quoted local parts do not occur in employers' exports.
func plainLocal(s string) bool {
	for _, r := range s {
		if r < 0x80 {
			if !isAlpha(byte(r)) && !isDigit(byte(r)) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", r) {
				return false
			}
			continue
		}
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return !strings.HasPrefix(s, ".") && !strings.HasSuffix(s, ".") && !strings.Contains(s, "..")
}
