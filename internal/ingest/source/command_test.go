package source_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

func TestCommand(t *testing.T) {
	for line, want := range map[string]string{
		"": "",
		`"C:\Program Files\Google\Chrome Remote Desktop\remoting_start_host.exe" --code="4/0AX4" --redirect-url="https://x" --name=ANA-PC --pin=123456`: "remoting_start_host.exe --code --redirect-url --name --pin",
		`/usr/bin/mysql -u root -pHunter2Two --host db.corp.example.com`:                                                                                "mysql -u -p --host",
		`anydesk --install /home/ana/AnyDesk --silent`:                                                                                                  "anydesk --install --silent",
		`msiexec /i C:\Users\ana\tool.msi /q /norestart`:                                                                                                "msiexec /i /q",
		`ssh ana@198.51.100.7 -- cat /etc/shadow --secret`:                                                                                              "ssh",
		`tool "--token never closed secret words`:                                                                                                       "tool --token",
		`PGPASSWORD=s3cret psql -h db`:                                                                                                                  "psql -h",
		`curl -H 'Authorization: Bearer abc' https://example.com`:                                                                                       "curl -H",
	} {
		if got := source.Command(line); got != want {
			t.Errorf("%s\n got %q\nwant %q", line, got, want)
		}
	}
}

// TestCommandDropsValues writes a secret behind any switch, in each of the ways
// that a value is given: it never comes through.
func TestCommandDropsValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[A-Z0-9]{6,20}`).Draw(t, "secret")
		name := rapid.SampledFrom([]string{"--pin", "--Pass-Word", "-p", "/p", "-Password"}).Draw(t, "switch")
		how := rapid.SampledFrom([]string{"%s=%s", "%s %s", "%s:%s", "%s \"%s x\"", "%s='%s'"}).Draw(t, "how")
		line := "tool " + strings.Replace(strings.Replace(how, "%s", name, 1), "%s", secret, 1)
		if got := source.Command(line); strings.Contains(got, secret) {
			t.Fatalf("%s gave %s", line, got)
		}
		if got := source.Command("tool -p" + secret); strings.Contains(got, secret) {
			t.Fatalf("a value without a blank gave %s", got)
		}
	})
}
