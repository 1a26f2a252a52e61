// Package fetch downloads a list that a user names: bounded, resumable, checked,
// and never run.
package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// Options bound a download.
type Options struct {
	MaxBytes int64  // a longer answer is refused; 0 for 256 MB
	SHA256   string // of the whole, in hexadecimal; empty where the user has none
	// Progress is told how many bytes are there, and how many there will be, 0
	// where the server does not say. Nil is silent.
	Progress func(have, want int64)
}

const defaultMax = 256 << 20

// Result is what was downloaded.
type Result struct {
	Bytes   int64
	SHA256  string
	Resumed int64     // bytes that an earlier, broken download had left
	Dated   time.Time // as the server says; zero where it does not
}

// Client returns a client that follows a few redirects, to https only, and gives
// up on a server that does not answer.
func Client() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ResponseHeaderTimeout, transport.MaxResponseHeaderBytes = 30*time.Second, 64<<10
	return &http.Client{Transport: transport, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if len(via) > 5 || r.URL.Scheme != "https" {
			return fmt.Errorf("redirect to %s is refused: at most five, and https only", r.URL.Redacted())
		}
		return nil
	}}
}

// Check refuses an address that is no https one, or that carries a password:
// it would stand in logs.
func Check(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "":
		return fmt.Errorf("%q is no address", address)
	case u.Scheme != "https":
		return fmt.Errorf("%s: only https is read", u.Redacted())
	case u.User != nil:
		return fmt.Errorf("%s: an address may not carry a password", u.Redacted())
	}
	return nil
}

// To downloads an address into a file. What is not whole yet stands in
// path+".part", and the next call goes on from there if the server still has the
// same version. The file appears in one step, once its length and its checksum
// are right.
func To(ctx context.Context, c *http.Client, address, path string, opt Options) (Result, error) {
	if opt.MaxBytes == 0 {
		opt.MaxBytes = defaultMax
	}
	part, tag := path+".part", path+".part.tag"
	res, err := download(ctx, c, address, part, tag, opt)
	if err != nil {
		return res, err
	}
	if opt.SHA256 != "" && !strings.EqualFold(opt.SHA256, res.SHA256) {
		err := fmt.Errorf("%s has the checksum %s, and not %s; what was read is dropped", address, res.SHA256, strings.ToLower(opt.SHA256))
		return res, errors.Join(err, os.Remove(part), removeIf(tag))
	}
	if err := errors.Join(os.Rename(part, path), removeIf(tag)); err != nil {
		return res, fmt.Errorf("keep %s: %w", path, err)
	}
	return res, nil
}

func removeIf(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func download(ctx context.Context, c *http.Client, address, part, tag string, opt Options) (res Result, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return res, fmt.Errorf("download: %w", err)
	}
	have := leftover(part, tag, req)
	answer, err := c.Do(req)
	if err != nil {
		return res, fmt.Errorf("download %s: %w", req.URL.Redacted(), err)
	}
	defer answer.Body.Close()
	flags := os.O_CREATE | os.O_WRONLY
	switch answer.StatusCode {
	case http.StatusPartialContent:
		flags |= os.O_APPEND
		res.Resumed = have
	case http.StatusOK:
		flags |= os.O_TRUNC
		have = 0
	default:
		return res, fmt.Errorf("download %s: the server answers %s", req.URL.Redacted(), answer.Status)
	}
	want := answer.ContentLength
	if want >= 0 {
		want += have
	}
	if want > opt.MaxBytes {
		return res, fmt.Errorf("download %s: %d bytes are more than the %d allowed", req.URL.Redacted(), want, opt.MaxBytes)
	}
	if err := os.WriteFile(tag, []byte(version(answer.Header)), 0o600); err != nil {
		return res, fmt.Errorf("download: %w", err)
	}
	f, err := os.OpenFile(part, flags, 0o600)
	if err != nil {
		return res, fmt.Errorf("download: %w", err)
	}
	n, err := io.Copy(f, &meter{from: io.LimitReader(answer.Body, opt.MaxBytes-have+1), have: have, want: max(want, 0), tell: opt.Progress})
	if err := errors.Join(err, f.Close()); err != nil {
		return res, fmt.Errorf("download %s: %w; the same command goes on from there", req.URL.Redacted(), err)
	}
	if have+n > opt.MaxBytes {
		return res, errors.Join(fmt.Errorf("download %s: it is longer than the %d bytes allowed", req.URL.Redacted(), opt.MaxBytes), os.Remove(part))
	}
	if want >= 0 && have+n != want {
		return res, fmt.Errorf("download %s: %d of %d bytes came; the same command goes on from there", req.URL.Redacted(), have+n, want)
	}
	res.Bytes = have + n
	res.Dated, _ = http.ParseTime(answer.Header.Get("Last-Modified"))
	res.SHA256, err = sum(part)
	return res, err
}

// leftover asks for the rest of what an earlier call left, of the same version.
func leftover(part, tag string, req *http.Request) int64 {
	info, err := os.Stat(part)
	version, tagErr := os.ReadFile(tag)
	if err != nil || tagErr != nil || len(version) == 0 || info.Size() == 0 {
		return 0
	}
	req.Header.Set("Range", fmt.Sprintf("bytes=%d-", info.Size()))
	req.Header.Set("If-Range", string(version))
	return info.Size()
}

// version is by what a server tells two versions apart; "" where it cannot. A
// weak tag does not: If-Range needs a strong one (RFC 9110, 13.1.5).
func version(h http.Header) string {
	if tag := h.Get("ETag"); tag != "" && !strings.HasPrefix(tag, "W/") {
		return tag
	}
	return h.Get("Last-Modified")
}

func sum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("download: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("download: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// meter tells how far a reader is.
type meter struct {
	from       io.Reader
	have, want int64
	tell       func(have, want int64)
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.from.Read(p)
	m.have += int64(n)
	if m.tell != nil && n > 0 {
		m.tell(m.have, m.want)
	}
	return n, err
}
