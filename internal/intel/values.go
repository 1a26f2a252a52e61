package intel

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/idna"
)

// Kinds of values.
const (
	DisposableMail  Kind = "disposable-mail"  // domains of throw-away mail services
	DomainAge       Kind = "domain-age"       // domains and the day on which each was registered
	ReportedAccount Kind = "reported-account" // profiles that somebody reported: links, or SHA-256 of them
	AllowedTool     Kind = "allowed-tool"     // remote tools that the employer allows, by name
)

func (k Kind) value() bool {
	switch k {
	case DisposableMail, DomainAge, ReportedAccount, AllowedTool:
		return true
	}
	return false
}

// ValueHit is one list's word on a domain or an account.
type ValueHit struct {
	List       string
	AsOf       time.Time // the day the list is of; zero if undated
	Registered time.Time // of a domain; zero where the list does not say
}

// HasValues reports whether anything of a kind is listed.
func (l *Lists) HasValues(kind Kind) bool { return l.counts[count{"value", kind}] > 0 }

// Value returns what the lists of a kind say of a domain, or of an account as
// [Options.Account] writes it. A domain is also found under the domain above it.
// Of several lists the one of the earliest registration, then of the first name,
// is returned.
func (l *Lists) Value(kind Kind, text string) (ValueHit, bool) {
	hits := l.values[kind]
	if kind == AllowedTool {
		h, ok := hits[toolKey(text)]
		return h, ok
	}
	if kind == ReportedAccount {
		if h, ok := hits[text]; ok {
			return h, true
		}
		sum := sha256.Sum256([]byte(text))
		h, ok := hits[hex.EncodeToString(sum[:])]
		return h, ok
	}
	for text, _ = domainKey(text); strings.Contains(text, "."); _, text, _ = strings.Cut(text, ".") {
		if h, ok := hits[text]; ok {
			return h, true
		}
	}
	return ValueHit{}, false
}

// domainKey writes a domain as lists are compared: in ASCII and lower case,
// without the dot at its end.
func domainKey(text string) (string, bool) {
	text = strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(text)), "*."), ".")
	ascii, err := idna.Lookup.ToASCII(text)
	if err != nil || !strings.Contains(ascii, ".") || strings.ContainsAny(ascii, "@/ :") {
		return "", false
	}
	return ascii, true
}

// value adds a domain or an account.
func (f *fileReader) value(text string, kind Kind, registered time.Time) {
	key, ok := domainKey(text)
	switch {
	case kind == ReportedAccount:
		key, ok = f.account(text)
	case kind == AllowedTool:
		key, ok = toolKey(text), toolKey(text) != ""
	case kind == DomainAge && registered.IsZero():
		f.problem(`kind "domain-age" needs columns domain and registered`)
		return
	}
	if !ok {
		f.problem("%.60q is no %s", text, map[bool]string{true: "account", false: "domain"}[kind == ReportedAccount])
		return
	}
	hit := ValueHit{List: f.head.Name, AsOf: f.head.Date, Registered: registered}
	byKey := f.b.lists.values[kind]
	if byKey == nil {
		byKey = map[string]ValueHit{}
		f.b.lists.values[kind] = byKey
	}
	if old, twice := byKey[key]; twice && compareValues(old, hit) <= 0 {
		return
	}
	byKey[key] = hit
	f.b.lists.counts[count{"value", kind}]++
}

func compareValues(a, b ValueHit) int {
	return cmp.Or(a.Registered.Compare(b.Registered), strings.Compare(a.List, b.List), a.AsOf.Compare(b.AsOf))
}

// toolKey writes a tool's name as lists are compared.
func toolKey(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }

// account reads a link, or the SHA-256 of one in hexadecimal.
func (f *fileReader) account(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if raw, err := hex.DecodeString(text); err == nil && len(raw) == sha256.Size {
		return strings.ToLower(text), true
	}
	if f.b.opt.Account == nil {
		return "", false
	}
	return f.b.opt.Account(text)
}

// valueRow reads a row of a CSV of values.
func (f *fileReader) valueRow(get func(string) string, kind Kind) {
	if !kind.value() {
		f.problem("kind %q is no kind of domain or account", kind)
		return
	}
	var registered time.Time
	if text := get("registered"); text != "" {
		var err error
		if registered, err = parseDay(text); err != nil {
			f.problem("registered: %v", err)
			return
		}
	}
	f.value(get("value"), kind, registered)
}

// valueColumns are the names under which lists head the value itself.
func valueColumns() []string { return []string{"domain", "account", "profile", "tool", "value"} }

func isValueColumn(name string) bool { return slices.Contains(valueColumns(), name) }
