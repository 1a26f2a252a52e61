// Package console serves the web console that is embedded in the binary. The
// console itself stands in the folder console at the top; `make console` builds
// it into dist.
package console

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed all:dist
var dist embed.FS

const index = "index.html"

// file is one file of the console, as it goes out.
type file struct {
	plain, packed []byte
	kind, tag     string
}

// Handler serves the console's files; any other path is a page of it.
type Handler struct{ files map[string]file }

// New returns the console as it was built into this program.
func New() (*Handler, error) {
	built, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, fmt.Errorf("open the console: %w", err)
	}
	return of(built)
}

func of(built fs.FS) (*Handler, error) {
	h := &Handler{files: map[string]file{}}
	err := fs.WalkDir(built, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == "README" {
			return err
		}
		data, err := fs.ReadFile(built, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		h.files[name], err = pack(name, data)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load the console: %w", err)
	}
	return h, nil
}

func pack(name string, data []byte) (file, error) {
	sum := sha256.Sum256(data)
	f := file{plain: data, kind: mime.TypeByExtension(path.Ext(name)), tag: `"` + hex.EncodeToString(sum[:8]) + `"`}
	if f.kind == "" {
		f.kind = "application/octet-stream"
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return f, fmt.Errorf("pack %s: %w", name, err)
	}
	if _, err := w.Write(data); err != nil {
		return f, fmt.Errorf("pack %s: %w", name, err)
	}
	if err := w.Close(); err != nil {
		return f, fmt.Errorf("pack %s: %w", name, err)
	}
	if out.Len() < len(data)*9/10 {
		f.packed = out.Bytes()
	}
	return f, nil
}

// Built reports whether the console was built before this program was.
func (h *Handler) Built() bool { _, ok := h.files[index]; return ok }

// ServeHTTP answers with a file, or with the page that reads the path itself.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET", http.StatusMethodNotAllowed)
		return
	}
	if !h.Built() {
		h.missing(w)
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	f, ok := h.files[name]
	switch {
	case !ok && path.Ext(name) != "":
		http.NotFound(w, r) // a page has no extension: an asset of another version
		return
	case !ok:
		name, f = index, h.files[index]
	}
	f.serve(w, r, name)
}

func (f file) serve(w http.ResponseWriter, r *http.Request, name string) {
	head := w.Header()
	head.Set("Content-Type", f.kind)
	head.Set("ETag", f.tag)
	head.Set("Vary", "Accept-Encoding")
	head.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "assets/") {
		head.Set("Cache-Control", "public, max-age=31536000, immutable") // the name changes with the content
	}
	if r.Header.Get("If-None-Match") == f.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.plain
	if f.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		head.Set("Content-Encoding", "gzip")
		body = f.packed
	}
	head.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // whoever asked may be gone
	}
}

// missing says how to get the console: the program was built without Node.
func (h *Handler) missing(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write([]byte(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Daylight</title>
<h1>Daylight answers, but its console was not built in</h1>
<p>This program was built without the web console. With Node 20 or later, in the source folder:</p>
<pre>make console build</pre>
<p>Then start the new <code>bin/daylight serve</code>. The API works without it: <a href="/openapi.json">its description</a>.</p>
</html>`))
}
