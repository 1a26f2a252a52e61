package api

import (
	"crypto/tls"
	"net/http/httptest"
	"net/netip"
	"testing"
)

// TestTrustedProxies: what a header says of the caller counts only where a
// trusted proxy wrote it, and nobody makes up an address or TLS for himself.
func TestTrustedProxies(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for name, c := range map[string]struct {
		peer  string
		chain []string // X-Forwarded-For, line by line
		proto string
		tls   bool
		want  string
		safe  bool
	}{
		"straight":                 {peer: "203.0.113.9:50000", want: "203.0.113.9"},
		"straight, over TLS":       {peer: "203.0.113.9:50000", tls: true, want: "203.0.113.9", safe: true},
		"a stranger says more":     {peer: "203.0.113.9:50000", chain: []string{"198.51.100.1"}, proto: "https", want: "203.0.113.9"},
		"through a proxy":          {peer: "10.1.1.1:443", chain: []string{"198.51.100.1"}, proto: "https", want: "198.51.100.1", safe: true},
		"through a proxy, plain":   {peer: "10.1.1.1:443", chain: []string{"198.51.100.1"}, proto: "http", want: "198.51.100.1"},
		"a made-up beginning":      {peer: "10.1.1.1:443", chain: []string{"192.0.2.7, 198.51.100.1"}, want: "198.51.100.1"},
		"a made-up line":           {peer: "10.1.1.1:443", chain: []string{"192.0.2.7", "198.51.100.1"}, want: "198.51.100.1"},
		"two proxies":              {peer: "10.1.1.1:443", chain: []string{"198.51.100.1, 10.2.2.2"}, want: "198.51.100.1"},
		"a stranger between":       {peer: "10.1.1.1:443", chain: []string{"10.3.3.3, 198.51.100.1, 10.2.2.2"}, want: "198.51.100.1"},
		"nonsense":                 {peer: "10.1.1.1:443", chain: []string{"198.51.100.1, unknown"}, want: "10.1.1.1"},
		"nothing said":             {peer: "10.1.1.1:443", want: "10.1.1.1"},
		"IPv6":                     {peer: "[fd00::1]:443", chain: []string{"2001:db8::7"}, want: "2001:db8::7"},
		"a proxy in IPv6 clothing": {peer: "[::ffff:10.1.1.1]:443", chain: []string{"::ffff:198.51.100.1"}, proto: "https", want: "198.51.100.1", safe: true},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "http://daylight.example.com/", nil)
			r.RemoteAddr = c.peer
			for _, line := range c.chain {
				r.Header.Add("X-Forwarded-For", line)
			}
			if c.proto != "" {
				r.Header.Set("X-Forwarded-Proto", c.proto)
			}
			if c.tls {
				r.TLS = &tls.ConnectionState{}
			}
			if got := clientAddr(r, trusted); got != netip.MustParseAddr(c.want) {
				t.Errorf("the caller is %v, want %s", got, c.want)
			}
			if got := encrypted(r, trusted); got != c.safe {
				t.Errorf("encrypted is %v", got)
			}
		})
	}
	r := httptest.NewRequest("GET", "http://daylight.example.com/", nil)
	r.RemoteAddr = "pipe"
	if clientAddr(r, trusted).IsValid() || encrypted(r, trusted) {
		t.Error("a caller without an address has one")
	}
}
