package app

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/api"
)

// TestDoors: the config file opens the door of an identity provider in its own
// workspace, the address of the console decides what passkeys are bound to, and
// every answer has the headers that keep browsers from doing harm.
func TestDoors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "daylight.yml")
	text := "sign_in:\n  provider:\n    issuer: https://id.example.com\n    client_id: web\n    address: https://daylight.example.com/\n" +
		"    domains: [corp.example.com]\n    groups: {dl-hr: [hr]}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := LoadConfig(file)
	if err != nil {
		t.Fatal(err)
	}
	s, stop := runServer(t, cfg, ServeOptions{DB: filepath.Join(t.TempDir(), "d.db"), Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(stop)
	h, err := s.API(Listen{Address: "127.0.0.1:8470", PerSecond: -1})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.provider.Redirect; got != "https://daylight.example.com/v1/workspaces/main/session/provider/return" {
		t.Errorf("people come back to %s", got)
	}
	c := as(t, s, h.Handler(), "main", access.Admin)
	var ways api.Ways
	c.want(http.StatusOK, "GET", "/session/ways", nil, &ways)
	if ways != (api.Ways{Password: true, Passkey: true, Provider: true}) {
		t.Errorf("ways: %+v", ways)
	}
	asked := func() (rp string) {
		_, reply := c.do("POST", "/session/passkey/options", map[string]any{})
		_, rest, _ := strings.Cut(string(reply), `"rpId":"`)
		rp, _, _ = strings.Cut(rest, `"`)
		return rp
	}
	if got := asked(); got != "localhost" {
		t.Errorf("passkeys are bound to %q", got)
	}
	var general map[string]any
	c.want(http.StatusOK, "GET", "/settings", nil, &general)
	delete(general, "read_only")
	general["console"] = "https://console.example.com"
	c.want(http.StatusOK, "PUT", "/settings", general, nil)
	if got := asked(); got != "console.example.com" {
		t.Errorf("passkeys are bound to %q", got)
	}
	var u api.User
	c.want(http.StatusCreated, "POST", "/users", map[string]any{"login": "robin@corp.example.com", "name": "Robin", "provider": true}, &u)
	if kept, err := s.People.User(t.Context(), "main", u.ID); err != nil || kept.External != s.provider.Invited("robin@corp.example.com") {
		t.Errorf("%+v (%v)", kept, err)
	}
	w := httptest.NewRecorder()
	h.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/v1/workspaces/main/session/ways", nil))
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store", "Strict-Transport-Security": ""} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
		t.Errorf("policy: %s", csp)
	}
	cross := httptest.NewRequestWithContext(t.Context(), "POST", "/v1/workspaces/main/session/passkey/options", strings.NewReader("{}"))
	cross.Header.Set("Sec-Fetch-Site", "cross-site")
	w = httptest.NewRecorder()
	if h.Handler().ServeHTTP(w, cross); w.Code != http.StatusForbidden {
		t.Errorf("from another site: %d", w.Code)
	}
}
