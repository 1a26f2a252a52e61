package console

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func get(h http.Handler, method, path string, head ...string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	var from io.Reader = r.Body
	if r.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		from = z
	}
	data, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestHandler(t *testing.T) {
	page, script := "<!doctype html><title>Daylight</title>", strings.Repeat("console.log(1);", 200)
	h, err := of(fstest.MapFS{"index.html": {Data: []byte(page)}, "assets/app-1.js": {Data: []byte(script)}, "README": {Data: []byte("x")}})
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		method, path string
		head         []string
		status       int
		body, cache  string
	}{
		"the page":            {"GET", "/", nil, 200, page, "no-cache"},
		"a page of it":        {"GET", "/w/main/cases/c_1", nil, 200, page, "no-cache"},
		"an asset":            {"GET", "/assets/app-1.js", nil, 200, script, "public, max-age=31536000, immutable"},
		"an asset, packed":    {"GET", "/assets/app-1.js", []string{"Accept-Encoding", "gzip, br"}, 200, script, "public, max-age=31536000, immutable"},
		"an asset of another": {"GET", "/assets/app-0.js", nil, 404, "404 page not found\n", ""},
		"what explains dist":  {"GET", "/README", nil, 200, page, "no-cache"},
		"upwards":             {"GET", "/assets/../../console.go", nil, 404, "404 page not found\n", ""},
		"head":                {"HEAD", "/", nil, 200, "", "no-cache"},
		"a change":            {"POST", "/", nil, 405, "only GET\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := get(h, tc.method, tc.path, tc.head...)
			if got := body(t, r); r.StatusCode != tc.status || got != tc.body || r.Header.Get("Cache-Control") != tc.cache {
				t.Errorf("%d %q %q", r.StatusCode, r.Header.Get("Cache-Control"), got)
			}
		})
	}
	again := get(h, "GET", "/", "If-None-Match", get(h, "GET", "/").Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("what is known was sent again: %d", again.StatusCode)
	}
}

func TestNotBuilt(t *testing.T) {
	h, err := of(fstest.MapFS{"README": {Data: []byte("x")}})
	if err != nil {
		t.Fatal(err)
	}
	if r := get(h, "GET", "/"); h.Built() || r.StatusCode != 404 || !strings.Contains(body(t, r), "make console") {
		t.Errorf("without a console: %d", r.StatusCode)
	}
}
