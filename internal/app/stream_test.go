package app

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestStreamKeepsConnection sends streams one after the other over one
// connection: the end of the first must not cancel the next.
func TestStreamKeepsConnection(t *testing.T) {
	s, c := serve(t)
	front := httptest.NewServer(c.handler)
	defer front.Close()
	who := &court{t: t, s: s, handler: c.handler}
	who.clock.Store(s.opt.Clock().UnixNano())
	token := who.loader().token
	one := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	for n := range 20 {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, front.URL+c.base+"/records?source=okta&shape=system-log", io.NopCloser(bytes.NewReader(signIns(t))))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-ndjson")
		r.Header.Set("Authorization", "Bearer "+token)
		resp, err := one.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		reply, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK || bytes.Contains(reply, []byte("problem")) {
			t.Fatalf("stream %d gave %s %v: %s", n, resp.Status, err, reply)
		}
	}
}
