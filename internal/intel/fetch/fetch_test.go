package fetch_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/intel/fetch"
)

const list = "# kind: vpn\n192.0.2.0/24\n198.51.100.0/24\n"

func sumOf(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// server serves a list as a file server does, and breaks off the first answers
// after so many bytes.
func server(t *testing.T, content string, breakAfter int) (*httptest.Server, *[]string) {
	t.Helper()
	var ranges []string
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ranges = append(ranges, r.Header.Get("Range"))
		w.Header().Set("ETag", `"`+sumOf(content)[:8]+`"`)
		if breakAfter > 0 && len(ranges) == 1 {
			w.Header().Set("Content-Length", fmt.Sprint(len(content)))
			_, _ = w.Write([]byte(content[:breakAfter]))
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
		http.ServeContent(w, r, "list.txt", time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC), strings.NewReader(content))
	}))
	t.Cleanup(s.Close)
	return s, &ranges
}

func TestDownload(t *testing.T) {
	s, _ := server(t, list, 0)
	path := filepath.Join(t.TempDir(), "list.txt")
	told := int64(0)
	res, err := fetch.To(t.Context(), s.Client(), s.URL, path, fetch.Options{SHA256: strings.ToUpper(sumOf(list)), Progress: func(have, _ int64) { told = have }})
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != list || res.SHA256 != sumOf(list) || res.Bytes != int64(len(list)) || told != res.Bytes || res.Dated.Year() != 2026 {
		t.Errorf("%q %+v %v", got, res, err)
	}
	nothingLeft(t, path)
}

func nothingLeft(t *testing.T, path string) {
	t.Helper()
	for _, end := range []string{".part", ".part.tag"} {
		if _, err := os.Stat(path + end); err == nil {
			t.Errorf("%s is left", end)
		}
	}
}

// TestResumes goes on where a broken download ended, and begins anew when the
// server has another version.
func TestResumes(t *testing.T) {
	for name, changed := range map[string]bool{"same version": false, "another version": true} {
		t.Run(name, func(t *testing.T) {
			s, ranges := server(t, list, 15)
			path := filepath.Join(t.TempDir(), "list.txt")
			if _, err := fetch.To(t.Context(), s.Client(), s.URL, path, fetch.Options{}); err == nil || !strings.Contains(err.Error(), "goes on from there") {
				t.Fatalf("a broken download: %v", err)
			}
			if _, err := os.Stat(path); err == nil {
				t.Fatal("half a list stands under its name")
			}
			want, client, url := list, s.Client(), s.URL
			if changed {
				want = strings.ToUpper(list)
				other, otherRanges := server(t, want, 0)
				client, url, ranges = other.Client(), other.URL, otherRanges
			}
			res, err := fetch.To(t.Context(), client, url, path, fetch.Options{SHA256: sumOf(want)})
			if err != nil {
				t.Fatal(err)
			}
			got, _ := os.ReadFile(path)
			if string(got) != want || (res.Resumed == 15) == changed {
				t.Errorf("%q %+v", got, res)
			}
			if last := (*ranges)[len(*ranges)-1]; last != "bytes=15-" {
				t.Errorf("asked for %q", last)
			}
			nothingLeft(t, path)
		})
	}
}

func TestRefuses(t *testing.T) {
	s, _ := server(t, list, 0)
	dir := t.TempDir()
	old := filepath.Join(dir, "list.txt")
	if err := os.WriteFile(old, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		opt  fetch.Options
		want string
	}{
		"another checksum": {fetch.Options{SHA256: sumOf("x")}, "checksum"},
		"too long":         {fetch.Options{MaxBytes: 10}, "more than the 10 allowed"},
	} {
		if _, err := fetch.To(t.Context(), s.Client(), s.URL, old, c.opt); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	missing := httptest.NewTLSServer(http.NotFoundHandler())
	defer missing.Close()
	if _, err := fetch.To(t.Context(), missing.Client(), missing.URL, old, fetch.Options{}); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("not found: %v", err)
	}
	endless := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 1024)); err != nil {
				return
			}
		}
	}))
	defer endless.Close()
	if _, err := fetch.To(t.Context(), endless.Client(), endless.URL, old, fetch.Options{MaxBytes: 1 << 16}); err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("endless: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := fetch.To(ctx, s.Client(), s.URL, old, fetch.Options{}); err == nil {
		t.Error("a call that was given up succeeds")
	}
	if got, _ := os.ReadFile(old); string(got) != "old" {
		t.Errorf("the list that was there is now %q", got)
	}
}

func TestCheck(t *testing.T) {
	for address, ok := range map[string]bool{
		"https://lists.example/vpn.txt": true, "http://lists.example/vpn.txt": false, "file:///etc/passwd": false,
		"https://user:secret@lists.example/": false, "": false, "https://": false,
	} {
		err := fetch.Check(address)
		if (err == nil) != ok || err != nil && strings.Contains(err.Error(), "secret@") {
			t.Errorf("%s: %v", address, err)
		}
	}
	c := fetch.Client()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	req, _ := http.NewRequest(http.MethodGet, plain.URL, nil)
	if err := c.CheckRedirect(req, nil); err == nil {
		t.Error("a redirect to http is followed")
	}
}
