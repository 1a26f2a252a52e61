package intel

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestValues(t *testing.T) {
	sum := sha256.Sum256([]byte("github.com/nightowl42"))
	l, problems := lists(t, map[string]string{
		"disposable-mail-2026-06-01.txt": "# name: Throw-away\n*.Throwaway.example.\nbücher.example # umlaut\nno domain\n",
		"domain-age-2026-06-01.csv": "Domain,Creation Date\nforge.example,2025-09-01\nforge.example,2024-01-01\n" +
			"late.example,someday\nempty.example,\n",
		"reported-account.txt": "# kind: reported-account\n" + strings.ToUpper(hex.EncodeToString(sum[:])) + "\ngithub.com/plain\n",
		"mixed.csv":            "# kind: vpn\ndomain\nforge.example\n",
	})
	want := []string{
		`disposable-mail-2026-06-01.txt:4: "no domain" is no domain`,
		`domain-age-2026-06-01.csv:4: registered: "someday" is no date such as 2026-08-01`,
		`domain-age-2026-06-01.csv:5: kind "domain-age" needs columns domain and registered`,
		`mixed.csv:3: kind "vpn" is no kind of domain or account`,
		`reported-account.txt:3: "github.com/plain" is no account`, // nothing here can read links
	}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Errorf("problems: %s", diff)
	}
	for _, c := range []struct {
		kind Kind
		text string
		list string
		day  string
	}{
		{DisposableMail, "throwaway.example", "Throw-away", ""},
		{DisposableMail, "a.b.THROWAWAY.example", "Throw-away", ""},
		{DisposableMail, "xn--bcher-kva.example", "Throw-away", ""},
		{DisposableMail, "away.example", "", ""},
		{DisposableMail, "forge.example", "", ""},
		{DisposableMail, "", "", ""},
		{DomainAge, "www.forge.example", "domain-age-2026-06-01", "2024-01-01"},
		{DomainAge, "example", "", ""},
		{ReportedAccount, "github.com/nightowl42", "reported-account", ""},
		{ReportedAccount, "github.com/nightowl421", "", ""},
	} {
		hit, ok := l.Value(c.kind, c.text)
		if ok != (c.list != "") || hit.List != c.list || c.day != "" && hit.Registered.Format("2006-01-02") != c.day {
			t.Errorf("%s %q: %+v %v", c.kind, c.text, hit, ok)
		}
	}
	if !l.HasValues(DomainAge) || l.HasNetworks(VPN) {
		t.Error("what is listed is counted by kind")
	}
}

// TestKinds wants each kind to be of one shape, and no name to hide another in a
// file's name.
func TestKinds(t *testing.T) {
	for _, k := range Kinds() {
		if !k.known() || k.value() && (k.network() || k.place()) {
			t.Errorf("%s is of no shape, or of two", k)
		}
		if got := kindInName(string(k) + "-2026-01-01.txt"); got != k {
			t.Errorf("a file named after %s is taken for %s", k, got)
		}
	}
}
