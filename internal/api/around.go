package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/google/uuid"
)

// around puts what every request goes through around a handler; the last one
// stands outermost.
func (s *Server) around(h http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.refuse(w, r, NewProblem(CodeCrossOrigin, "")) }))
	h = s.idempotent(h)
	h = s.identify(h)
	h = s.limitAddress(h)
	h = cross.Handler(h)
	h = s.secure(h)
	h = s.observe(h)
	return h
}

// seen is a response as the log and the figures see it.
type seen struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader notes the status.
func (w *seen) WriteHeader(code int) {
	if w.status == 0 && code >= http.StatusOK {
		w.status = code
	}
	w.ResponseWriter.WriteHeader(code)
}

// Write counts bytes.
func (w *seen) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap gives [http.ResponseController] the writer inside.
func (w *seen) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// observe gives the request an id, logs and counts it, and answers for a
// handler that breaks. Paths are logged as patterns: ids in them and queries may
// lead to people.
func (s *Server) observe(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := "req_" + strings.ReplaceAll(uuid.Must(uuid.NewV7()).String(), "-", "")
		_, pattern := s.mux.Handler(r)
		ctx, done := s.trace(r, pattern)
		ctx = context.WithValue(ctx, keyRequest, id)
		ctx = context.WithValue(ctx, keyClient, clientAddr(r, s.opt.Proxies))
		out, start := &seen{ResponseWriter: w}, time.Now()
		who := &caught{}
		r = r.WithContext(context.WithValue(ctx, keyCaught, who))
		w.Header().Set("X-Request-Id", id)
		defer func() {
			broke := recover()
			if broke == http.ErrAbortHandler {
				panic(broke)
			}
			if broke != nil {
				s.opt.Log.ErrorContext(ctx, "handler broke", "request", id, "cause", fmt.Sprint(broke), "stack", string(debug.Stack()))
				if out.status == 0 {
					s.refuse(out, r, fmt.Errorf("handler broke"))
				}
			}
			took := time.Since(start)
			done(out.status)
			s.metrics.request(pattern, r.Method, out.status, took)
			s.opt.Log.LogAttrs(ctx, slog.LevelInfo, "request", slog.String("request", id), slog.String("route", pattern), slog.String("method", r.Method),
				slog.Int("status", out.status), slog.Int64("bytes", out.bytes), slog.Duration("took", took), slog.String("caller", who.id))
		}()
		h.ServeHTTP(out, r)
	})
}

func (s *Server) trace(r *http.Request, route string) (context.Context, func(status int)) {
	if s.opt.Trace == nil {
		return r.Context(), func(int) {}
	}
	return s.opt.Trace(r, route)
}

// caught carries who asked from where that is found out to the log.
type caught struct{ id string }

// policy is the content security policy: nothing from elsewhere, no inline
// script, no frames.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// secure sets the headers that keep browsers from doing harm.
func (s *Server) secure(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Security-Policy", policy)
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("X-Frame-Options", "DENY")
		head.Set("Referrer-Policy", "no-referrer")
		head.Set("Cross-Origin-Opener-Policy", "same-origin")
		head.Set("Cross-Origin-Resource-Policy", "same-origin")
		head.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()")
		if strings.HasPrefix(r.URL.Path, "/v1/") {
			head.Set("Cache-Control", "no-store")
		}
		if encrypted(r, s.opt.Proxies) {
			head.Set("Strict-Transport-Security", "max-age=31536000")
		}
		h.ServeHTTP(w, r)
	})
}

// limitAddress slows down one address, before anything is looked up for it.
func (s *Server) limitAddress(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait, ok := s.byAddress.allow(network(Client(r.Context()))); !ok {
			s.refuseLimited(w, r, wait)
			return
		}
		h.ServeHTTP(w, r)
	})
}

func (s *Server) refuseLimited(w http.ResponseWriter, r *http.Request, wait time.Duration) {
	p := NewProblem(CodeRateLimited, "")
	p.retryAfter = wait
	s.refuse(w, r, p)
}

// identify finds out who asks, and slows them down. Health needs nobody.
func (s *Server) identify(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := s.who(r)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		if c == nil {
			h.ServeHTTP(w, r)
			return
		}
		if who, ok := r.Context().Value(keyCaught).(*caught); ok {
			who.id = c.ID
		}
		if wait, ok := s.byCaller.allow(c.ID); !ok {
			s.refuseLimited(w, r, wait)
			return
		}
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), keyCaller, c)))
	})
}
