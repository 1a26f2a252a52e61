package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/wire"
)

// Faults of attempts. They say nothing of what the other side answered.
const (
	FaultRefused  = "refused-address"
	FaultName     = "name-not-found"
	FaultConnect  = "no-connection"
	FaultTLS      = "certificate"
	FaultTimeout  = "timeout"
	FaultStatus   = "status"
	FaultRedirect = "redirect"
	FaultPlain    = "not-encrypted"
	FaultConfig   = "not-set-up"
	FaultBuild    = "message-not-built"
)

// maxAnswer is how much of an answer is read, so that the connection can be
// used again.
const maxAnswer = 64 << 10

// result is what came of one message.
type result struct {
	status int
	fault  string
	wish   time.Duration // Retry-After
	// down is set when there is no use in sending more right now.
	down bool
}

func (r result) ok() bool { return r.fault == "" }

// poster sends over HTTP.
type poster struct {
	client *http.Client
	agent  string
	plain  bool // http:// is let pass
}

// webhook posts a signed event.
func (p *poster) webhook(ctx context.Context, r *Reach, id string, body []byte, now time.Time) result {
	signature, err := Sign(r.signing(now), id, now, body)
	if err != nil {
		return result{fault: FaultBuild}
	}
	return p.post(ctx, r.URL, body, http.Header{"Content-Type": {ContentType}, HeaderID: {id},
		HeaderTimestamp: {strconv.FormatInt(now.Unix(), 10)}, HeaderSignature: {signature}})
}

// slack posts a text to an incoming webhook of Slack.
func (p *poster) slack(ctx context.Context, r *Reach, text string) result {
	body, err := wire.Marshal(struct {
		Text string `json:"text"`
	}{text})
	if err != nil {
		return result{fault: FaultBuild}
	}
	return p.post(ctx, r.URL, body, http.Header{"Content-Type": {"application/json"}})
}

// slackEscape is what Slack asks for in the text of a message.
func slackEscape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

func (p *poster) post(ctx context.Context, address string, body []byte, header http.Header) result {
	if !p.plain && !strings.HasPrefix(address, "https://") {
		return result{fault: FaultPlain}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return result{fault: FaultBuild}
	}
	for name, v := range header {
		req.Header[http.CanonicalHeaderKey(name)] = v
	}
	req.Header.Set("User-Agent", p.agent)
	resp, err := p.client.Do(req)
	if err != nil {
		return result{fault: faultOf(err), down: true}
	}
	defer resp.Body.Close()
	// What is read is thrown away; a cut answer is an answer all the same.
	_, _ = io.CopyN(io.Discard, resp.Body, maxAnswer)
	switch code := resp.StatusCode; {
	case code >= 200 && code < 300:
		return result{status: code}
	case code >= 300 && code < 400:
		return result{status: code, fault: FaultRedirect}
	default:
		return result{status: code, fault: FaultStatus, wish: retryAfter(resp.Header.Get("Retry-After")),
			down: code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable || code == http.StatusGone}
	}
}

// retryAfter reads whole seconds; dates, which need the other side's clock, are
// left out.
func retryAfter(text string) time.Duration {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > int(maxRetryAfter/time.Second) {
		return 0
	}
	return time.Duration(n) * time.Second
}

// faultOf names the fault. The error's text is not kept: it may hold the
// address, which may hold a secret.
func faultOf(err error) string {
	var dns *net.DNSError
	var verify *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var hostname x509.HostnameError
	var timeout *url.Error
	switch {
	case refused(err):
		return FaultRefused
	case errors.As(err, &verify), errors.As(err, &authority), errors.As(err, &hostname):
		return FaultTLS
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return FaultTimeout
	case errors.As(err, &dns):
		return FaultName
	}
	return FaultConnect
}
