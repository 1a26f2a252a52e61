package api

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Cookie holds a session's secret. The prefix keeps other hosts and plain HTTP
// from setting it.
const Cookie = "__Host-daylight"

type contextKey int

const (
	keyRequest contextKey = iota
	keyCaller
	keyClient
	keyCaught
)

// callerOf returns who asks, or nil.
func callerOf(ctx context.Context) *access.Actor {
	a, _ := ctx.Value(keyCaller).(*access.Actor)
	return a
}

// Client returns the address that a request came from.
func Client(ctx context.Context) netip.Addr {
	a, _ := ctx.Value(keyClient).(netip.Addr)
	return a
}

func requestID(ctx context.Context) string {
	id, _ := ctx.Value(keyRequest).(string)
	return id
}

// inWorkspace splits the path of a resource.
func inWorkspace(path string) (ws domain.WorkspaceID, rest string, ok bool) {
	path, ok = strings.CutPrefix(path, "/v1/workspaces/")
	name, rest, _ := strings.Cut(path, "/")
	return domain.WorkspaceID(name), "/" + rest, ok && name != ""
}

// who finds out who asks, in the workspace that the path names: a program by its
// token, a person by a session. It returns nil for nobody. A secret of another
// workspace is unknown in this one.
func (s *Server) who(r *http.Request) (*access.Actor, error) {
	ws, _, ok := inWorkspace(r.URL.Path)
	if !ok {
		return nil, nil
	}
	if _, ok := s.opt.Workspaces(ws); !ok {
		return nil, nil // as for one that is there: sign in first
	}
	var a *access.Actor
	var err error
	if text := r.Header.Get("Authorization"); text != "" {
		scheme, secret, _ := strings.Cut(text, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return nil, ErrSignIn
		}
		a, err = s.opt.Access.Program(r.Context(), ws, strings.TrimSpace(secret))
	} else if cookie, cerr := r.Cookie(Cookie); cerr == nil {
		a, err = s.opt.Access.Actor(r.Context(), ws, cookie.Value)
		if errors.Is(err, access.ErrNotFound) {
			return nil, nil // it has ended: its owner must be able to sign in again
		}
	}
	if errors.Is(err, access.ErrNotFound) {
		return nil, ErrSignIn
	}
	return a, err
}

// classOf is the class of what an evidence family shows.
func classOf(f domain.Family) access.Class {
	switch f {
	case domain.FamilyBank:
		return access.Bank
	case domain.FamilyNetwork, domain.FamilyDevice, domain.FamilyFactor, domain.FamilyRhythm, domain.FamilyEndpoint, domain.FamilyPlace:
		return access.SignIns
	}
	return access.Detail
}
