package notify_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/daylight-hq/daylight/internal/notify"
)

// inside are addresses that no message may go to.
var inside = []string{"127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
	"100.64.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.0.8",
	"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "64:ff9b::a00:1",
	"2002:7f00:1::1", "2001:db8::1", "2001::1", "fec0::1"}

func TestCheckAddress(t *testing.T) {
	for _, host := range inside {
		if err := notify.CheckAddress(host, nil); !errors.Is(err, notify.ErrRefusedAddress) {
			t.Errorf("%s is let pass: %v", host, err)
		}
		if err := notify.CheckAddress(host, []netip.Prefix{netip.PrefixFrom(netip.MustParseAddr(host), netip.MustParseAddr(host).BitLen())}); err != nil {
			t.Errorf("%s is refused although it is allowed: %v", host, err)
		}
	}
	for _, host := range []string{"1.1.1.1", "93.184.216.34", "2606:4700::1111", "hooks.example.com"} {
		if err := notify.CheckAddress(host, nil); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
}

// TestNamesThatLeadInside: a name is looked up by a real DNS server of the
// test, which answers with another address each time, as in DNS rebinding. No
// look-up leads to a connection.
func TestNamesThatLeadInside(t *testing.T) {
	answers := []string{"127.0.0.1", "10.0.0.1", "169.254.169.254", "127.0.0.1"}
	var asked, hit atomic.Int64
	dns := dnsServer(t, func() netip.Addr {
		n := int(asked.Add(1)) - 1
		return netip.MustParseAddr(answers[min(n, len(answers)-1)])
	})
	target := newReceiver(t, func(http.ResponseWriter, *http.Request) { hit.Add(1) })
	_, port, err := net.SplitHostPort(target.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	before := net.DefaultResolver
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", dns)
	}}
	defer func() { net.DefaultResolver = before }()
	client := notify.NewClient(nil)
	for range answers {
		resp, err := client.Get("http://rebind.example.com:" + port + "/")
		if err == nil {
			resp.Body.Close()
			t.Error("a connection was made")
		}
	}
	if hit.Load() != 0 || int(asked.Load()) < len(answers) {
		t.Errorf("the server inside was reached %d times in %d look-ups", hit.Load(), asked.Load())
	}
	resp, err := notify.NewClient(loopback).Get("http://rebind.example.com:" + port + "/")
	if err != nil {
		t.Fatalf("what is allowed is refused: %v", err)
	}
	resp.Body.Close()
	if hit.Load() != 1 {
		t.Errorf("reached %d times", hit.Load())
	}
}

// dnsServer answers every question for an IPv4 address.
func dnsServer(t *testing.T, answer func() netip.Addr) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			m.Response, m.Additionals = true, nil
			if q.Type == dnsmessage.TypeA {
				m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 0},
					Body: &dnsmessage.AResource{A: answer().As4()}}}
			}
			if out, err := m.Pack(); err == nil {
				conn.WriteTo(out, from)
			}
		}
	}()
	return conn.LocalAddr().String()
}

// TestRefusedEndpoint: an address inside is refused when it is typed in, and
// one behind a name when something is sent.
func TestRefusedEndpoint(t *testing.T) {
	w := newWorld(t)
	strict := notify.NewDesk(w.store, w.clock.now, nil, false)
	for _, url := range []string{"https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest/meta-data", "http://hooks.example.com/", "ftp://hooks.example.com/",
		"https://user:secret@hooks.example.com/", "https:///nothing", "https://hooks.example.com/#part", "javascript:alert(1)", "https://[::ffff:10.0.0.1]/", ""} {
		if _, err := strict.Create(t.Context(), ws, notify.Draft{Kind: notify.Webhook, Name: "x", URL: url, Enabled: true}, admin); !errors.Is(err, notify.ErrInvalid) {
			t.Errorf("%s is let pass: %v", url, err)
		}
	}
	r := newReceiver(t, nil)
	w.create(notify.Draft{Kind: notify.Webhook, Name: "inside", URL: r.URL, Enabled: true})
	w.opt.Allowed = nil
	w.emit(w.opened("evt_1"))
	w.send()
	attempts, err := w.store.Attempts(t.Context(), ws, w.deliveries(notify.Filter{})[0].ID)
	hit := len(r.take())
	if err != nil || hit != 0 || len(attempts) != 1 || attempts[0].Fault != notify.FaultRefused {
		t.Errorf("reached %d times: %+v (%v)", hit, attempts, err)
	}
}
