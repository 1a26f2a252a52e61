package api

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/access/oidc"
	"github.com/daylight-hq/daylight/internal/domain"
)

// ProviderCookie holds the secret of a sign-in that is under way at an identity
// provider. It is sent along when the provider sends the browser back, which a
// cookie like that of a session is not.
const ProviderCookie = "__Host-daylight-provider"

// ProviderPath is where browsers go to sign in at the provider, below a
// workspace, and ProviderReturn where they come back to.
const (
	ProviderPath   = "/session/provider"
	ProviderReturn = ProviderPath + "/return"
)

// provider adds the two pages that browsers open to sign in at an identity
// provider. They stand beside the API's document, for they answer with
// redirects, and providers add parameters of their own.
func (s *Server) provider() {
	s.mux.HandleFunc("GET "+prefix+ProviderPath, s.withProvider(s.toProvider))
	s.mux.HandleFunc("GET "+prefix+ProviderReturn, s.withProvider(s.fromProvider))
}

func (s *Server) withProvider(do func(http.ResponseWriter, *http.Request, *Workspace) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		at, ok := s.opt.Workspaces(domain.WorkspaceID(r.PathValue("workspace")))
		if !ok || at.Provider == nil {
			s.refuse(w, r, ErrNotFound)
			return
		}
		err := s.slowDown(r.Context())
		if err == nil {
			err = do(w, r, at)
		}
		if err != nil {
			s.sendBack(w, r, err)
		}
	}
}

// sendBack shows a person the sign-in page again, and why; programs get the
// problem.
func (s *Server) sendBack(w http.ResponseWriter, r *http.Request, err error) {
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		s.refuse(w, r, err)
		return
	}
	p := s.problem(r.Context(), err)
	w.Header().Set("Location", "/#sign-in="+url.QueryEscape(string(p.Code)))
	w.WriteHeader(http.StatusSeeOther)
}

func providerCookie(secret string) *http.Cookie {
	c := &http.Cookie{Name: ProviderCookie, Value: secret, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: int(oidc.Life / time.Second)}
	if secret == "" {
		c.MaxAge = -1
	}
	return c
}

func (s *Server) toProvider(w http.ResponseWriter, r *http.Request, at *Workspace) error {
	address, secret, err := at.Provider.Begin(r.Context(), at.ID, ownPath(r.URL.Query().Get("return_to")))
	if err != nil {
		return err
	}
	http.SetCookie(w, providerCookie(secret))
	w.Header().Set("Location", address)
	w.WriteHeader(http.StatusFound)
	return nil
}

func (s *Server) fromProvider(w http.ResponseWriter, r *http.Request, at *Workspace) error {
	cookie, err := r.Cookie(ProviderCookie)
	if err != nil {
		return access.ErrLogin
	}
	http.SetCookie(w, providerCookie("")) // it is used up, whatever comes of it
	q := r.URL.Query()
	u, goesTo, err := at.Provider.SignIn(r.Context(), at.ID, cookie.Value,
		oidc.Reply{State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss"), Error: q.Get("error")})
	if err != nil {
		return err
	}
	secret, _, err := s.opt.Access.Open(r.Context(), at.ID, u, browserOf(r.UserAgent()))
	if err != nil {
		return err
	}
	session := SessionCookie(secret)
	http.SetCookie(w, &session)
	w.Header().Set("Location", goesTo)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// ownPath keeps somebody who signs in on this server: anything but a path of
// ours gives "/".
func ownPath(path string) string {
	at, err := url.Parse(path)
	if err != nil || at.Scheme != "" || at.Host != "" || at.Opaque != "" || at.User != nil || len(path) > 2000 ||
		!strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\t\r\n\x00") {
		return "/"
	}
	return at.String()
}

// providerProblem is the problem of an identity provider that is away, or nil.
func providerProblem(err error) *Problem {
	if !errors.Is(err, oidc.ErrUnavailable) {
		return nil
	}
	p := NewProblem(CodeUnavailable, "The identity provider does not answer as it should. Who has a password or a passkey here can sign in by that.")
	p.retryAfter = 10 * time.Second
	return p
}
