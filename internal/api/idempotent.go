package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/wire"
)

// HeaderIdempotency names a write, so that sending it twice does it once.
const HeaderIdempotency = "Idempotency-Key"

const (
	maxKey = 128
	// streamed is the route whose bodies are never held in memory. Sending
	// records twice does no harm.
	streamed = "/records"
)

// kept is an answer as it is kept.
type kept struct {
	Status int               `json:"status"`
	Header map[string]string `json:"header"`
	Body   []byte            `json:"body"`
}

// keptHeaders are those that belong to an answer rather than to its request.
func keptHeaders() []string { return []string{"Content-Type", "Etag", "Location"} }

// idempotent answers a write that carries a key and was done before with the
// answer it had then. Of a request that was cut off it is not known whether it
// was done, so its key stays in use.
func (s *Server) idempotent(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, c := r.Header.Get(HeaderIdempotency), callerOf(r.Context())
		_, rest, _ := inWorkspace(r.URL.Path)
		if key == "" || c == nil || rest == streamed || r.Method == http.MethodGet || r.Method == http.MethodHead || s.opt.Replies == nil {
			h.ServeHTTP(w, r)
			return
		}
		if len(key) > maxKey || strings.IndexFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) >= 0 {
			s.refuse(w, r, invalid("header."+HeaderIdempotency, fmt.Sprintf("a key has 1 to %d visible ASCII characters", maxKey)))
			return
		}
		limit := s.opt.MaxBody
		if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
			limit = max(limit, maxUpload)
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
		if err != nil {
			s.refuse(w, r, fmt.Errorf("read the body: %w", err))
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.once(w, r, h, c.Workspace, c.ID+"/"+key, fingerprint(r, body))
	})
}

func fingerprint(r *http.Request, body []byte) string {
	sum := sha256.New()
	for _, part := range [][]byte{[]byte(r.Method), []byte(r.URL.RequestURI()), []byte(r.Header.Get("If-Match")), body} {
		fmt.Fprintf(sum, "%d:", len(part))
		sum.Write(part)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// once does a request unless it was done before.
func (s *Server) once(w http.ResponseWriter, r *http.Request, h http.Handler, ws domain.WorkspaceID, id, print string) {
	ctx := r.Context()
	was, earlier, reply, err := s.opt.Replies.Begin(ctx, ws, id, print)
	switch {
	case err != nil:
		s.refuse(w, r, err)
		return
	case was && earlier != print:
		s.refuse(w, r, NewProblem(CodeKeyReused, ""))
		return
	case was && reply == nil:
		s.refuse(w, r, NewProblem(CodeKeyRunning, "If that request was cut off, look whether it was done, and use another key."))
		return
	case was:
		s.again(w, r, reply)
		return
	}
	out := &copied{ResponseWriter: w}
	h.ServeHTTP(out, r)
	if err := s.opt.Replies.Finish(ctx, ws, id, out.reply()); err != nil {
		s.opt.Log.ErrorContext(ctx, "answer was not kept", "request", requestID(ctx), "cause", err)
	}
}

// again sends a kept answer.
func (s *Server) again(w http.ResponseWriter, r *http.Request, reply []byte) {
	var k kept
	if err := wire.UnmarshalStrict(reply, &k); err != nil {
		s.refuse(w, r, fmt.Errorf("read a kept answer: %w", err))
		return
	}
	for name, v := range k.Header {
		w.Header().Set(name, v)
	}
	w.Header().Set("Idempotent-Replayed", "true")
	w.WriteHeader(k.Status)
	// The other side may be gone; there is nobody to tell.
	_, _ = w.Write(k.Body)
}

// copied is an answer that is sent and kept.
type copied struct {
	http.ResponseWriter
	answer kept
}

// WriteHeader notes the status.
func (c *copied) WriteHeader(code int) {
	if c.answer.Status == 0 {
		c.answer.Status = code
	}
	c.ResponseWriter.WriteHeader(code)
}

// Write notes the body.
func (c *copied) Write(p []byte) (int, error) {
	if c.answer.Status == 0 {
		c.answer.Status = http.StatusOK
	}
	c.answer.Body = append(c.answer.Body, p...)
	return c.ResponseWriter.Write(p)
}

// Unwrap gives [http.ResponseController] the writer inside.
func (c *copied) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// reply is what is kept: nothing of an answer after which the same request may
// succeed.
func (c *copied) reply() []byte {
	switch {
	case c.answer.Status == 0 || c.answer.Status >= http.StatusInternalServerError, c.answer.Status == http.StatusUnauthorized, c.answer.Status == http.StatusForbidden,
		c.answer.Status == http.StatusTooManyRequests, c.answer.Status == http.StatusPreconditionRequired:
		return nil
	}
	c.answer.Header = map[string]string{}
	for _, name := range keptHeaders() {
		if v := c.ResponseWriter.Header().Get(name); v != "" {
			c.answer.Header[name] = v
		}
	}
	data, err := wire.Marshal(c.answer)
	if err != nil {
		return nil
	}
	return data
}
