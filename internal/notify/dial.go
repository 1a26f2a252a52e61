package notify

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"code.dny.dev/ssrf"
)

// ErrRefusedAddress says that an address lies inside of a network that we must
// not reach into.
var ErrRefusedAddress = errors.New("the address leads into a private network")

const (
	dialTimeout = 5 * time.Second
	sendTimeout = 15 * time.Second
)

// NewClient returns an HTTP client for addresses that people type in. It
// refuses to connect to loopback, private, link-local and other special
// addresses, except those in allowed. What is checked is the address that the
// connection goes to, after every look-up of the name, so that a name that
// changes its mind gains nothing. No redirect is followed and no proxy is used.
func NewClient(allowed []netip.Prefix) *http.Client {
	var v4, v6 []netip.Prefix
	for _, p := range allowed {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	guard := ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
	dialer := &net.Dialer{Timeout: dialTimeout, Control: guard.Safe}
	return &http.Client{
		Timeout: sendTimeout,
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			TLSHandshakeTimeout:    dialTimeout,
			ResponseHeaderTimeout:  sendTimeout,
			MaxResponseHeaderBytes: 64 << 10,
			MaxIdleConnsPerHost:    1,
			IdleConnTimeout:        30 * time.Second,
			ForceAttemptHTTP2:      true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// refused tells a refused address from other faults.
func refused(err error) bool {
	return errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedNetwork) || errors.Is(err, ssrf.ErrInvalidHostPort)
}

// CheckAddress reports whether a literal address may be reached, so that it is
// refused when it is typed in. Names are only looked up when something is sent.
func CheckAddress(host string, allowed []netip.Prefix) error {
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return nil
	}
	for _, p := range allowed {
		if p.Contains(ip) {
			return nil
		}
	}
	if err := ssrf.New(ssrf.WithAnyPort()).SafeAddr(ip); err != nil {
		return fmt.Errorf("%w: %w", ErrInvalid, ErrRefusedAddress)
	}
	return nil
}
