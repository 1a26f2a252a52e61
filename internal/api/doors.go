package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
)

// Me is who is signed in.
type Me struct {
	ID          string    `json:"id"`
	Kind        string    `json:"kind" enum:"person,token"`
	Roles       []string  `json:"roles"`
	Rights      []string  `json:"rights" doc:"What the caller may do"`
	Clients     []string  `json:"clients"`
	SignedIn    time.Time `json:"signed_in_at"`
	NeedsFactor bool      `json:"needs_factor" doc:"A second factor is to be enrolled before anything else"`
}

func meOf(a *access.Actor) Me {
	m := Me{ID: a.ID, Kind: string(a.Kind), Roles: []string{}, Rights: []string{}, Clients: orEmpty(a.Clients), SignedIn: a.SignedIn,
		NeedsFactor: a.Kind == access.Person && !a.Factor}
	for _, g := range a.Grants {
		m.Roles = append(m.Roles, string(g.Role))
	}
	for _, do := range access.Actions() {
		if a.Can(do) {
			m.Rights = append(m.Rights, string(do))
		}
	}
	return m
}

// doors adds what people come in and go out by.
func (s *Server) doors() {
	addOpen(s, op{method: http.MethodPost, path: "/session", id: "sign-in", summary: "Sign in by password and code", describe: "Sets a cookie. Failures are answered alike for names that exist and names that do not."}, s.signIn)
	addOpen(s, op{method: http.MethodPost, path: "/setup", id: "set-up", summary: "Make the first admin by the token that the server printed", status: http.StatusCreated, describe: "The token works once, for a quarter of an hour."}, s.setUp)
	addOpen(s, op{method: http.MethodPost, path: "/invitation", id: "redeem-invitation", summary: "Set a first password by an invitation", status: http.StatusNoContent, describe: "An invitation works once, for a day."}, s.redeem)
	add(s, op{method: http.MethodGet, path: "/session", id: "get-session", summary: "Who is signed in, and what they may do", action: access.OwnAccount}, s.whoAmI)
	add(s, op{method: http.MethodDelete, path: "/session", id: "sign-out", summary: "End this session", action: access.OwnAccount}, s.signOut)
	add(s, op{method: http.MethodGet, path: "/account/sessions", id: "list-own-sessions", summary: "One's own sessions", action: access.OwnAccount}, s.ownSessions)
	add(s, op{method: http.MethodDelete, path: "/account/sessions/{id}", id: "end-own-session", summary: "End one of one's own sessions", action: access.OwnAccount, status: http.StatusNoContent}, s.endSession)
	add(s, op{method: http.MethodPost, path: "/account/totp", id: "begin-totp", summary: "Make a secret for an authenticator", action: access.OwnAccount}, s.beginTOTP)
	add(s, op{method: http.MethodPost, path: "/account/totp/confirm", id: "confirm-totp", summary: "Enrol the authenticator by its first code; every session ends", action: access.OwnAccount}, s.confirmTOTP)
	add(s, op{method: http.MethodPut, path: "/account/password", id: "change-password", summary: "Change one's password; every session ends", action: access.OwnAccount, status: http.StatusNoContent}, s.changePassword)
}

type signInIn struct {
	In
	Agent string `header:"User-Agent"`
	Body  struct {
		Login    string `json:"login" maxLength:"254"`
		Password string `json:"password" maxLength:"1024"`
		Code     string `json:"code,omitempty" maxLength:"64" doc:"Of the authenticator, or a recovery code"`
	}
}

type sessionOut struct {
	Cookie http.Cookie `header:"Set-Cookie"`
	Body   Me
}

// SessionCookie holds a session's secret, or ends it for "".
func SessionCookie(secret string) http.Cookie {
	c := http.Cookie{Name: Cookie, Value: secret, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode, MaxAge: int(access.SessionLife / time.Second)}
	if secret == "" {
		c.MaxAge = -1
	}
	return c
}

func (s *Server) signIn(ctx context.Context, w *Workspace, in *signInIn) (*sessionOut, error) {
	secret, a, err := s.opt.Access.SignIn(ctx, w.ID, access.Attempt{Login: in.Body.Login, Password: in.Body.Password, Code: in.Body.Code,
		Address: network(Client(ctx)), Browser: browserOf(in.Agent)})
	if err != nil {
		return nil, err
	}
	return &sessionOut{SessionCookie(secret), meOf(a)}, nil
}

// browserOf names the family of a browser and its system, which is all that is
// kept of it.
func browserOf(agent string) string {
	name := func(list ...string) string {
		for _, n := range list {
			if strings.Contains(agent, n) {
				return n
			}
		}
		return "other"
	}
	return name("Firefox", "Edg", "Chrome", "Safari") + " on " + name("Windows", "Android", "iPhone", "Mac OS", "Linux")
}

type setUpIn struct {
	In
	Body struct {
		Token    string `json:"token" maxLength:"128"`
		Login    string `json:"login" maxLength:"254"`
		Name     string `json:"name" maxLength:"200"`
		Password string `json:"password" maxLength:"1024"`
	}
}

func (s *Server) setUp(ctx context.Context, w *Workspace, in *setUpIn) (*userOut, error) {
	u, err := s.opt.Access.RedeemSetup(ctx, w.ID, in.Body.Token, access.Draft{Login: in.Body.Login, Name: in.Body.Name}, in.Body.Password)
	if err != nil {
		return nil, err
	}
	return &userOut{Body: userOf(u)}, nil
}

type redeemIn struct {
	In
	Body struct {
		Token    string `json:"token" maxLength:"128"`
		Password string `json:"password" maxLength:"1024"`
	}
}

func (s *Server) redeem(ctx context.Context, w *Workspace, in *redeemIn) (*struct{}, error) {
	return nil, s.opt.Access.Redeem(ctx, w.ID, in.Body.Token, in.Body.Password)
}

type meOut struct{ Body Me }

func (s *Server) whoAmI(ctx context.Context, _ *Workspace, _ *In) (*meOut, error) {
	return &meOut{meOf(callerOf(ctx))}, nil
}

type cookieOut struct {
	Cookie http.Cookie `header:"Set-Cookie"`
}

func (s *Server) signOut(ctx context.Context, _ *Workspace, _ *In) (*cookieOut, error) {
	a := callerOf(ctx)
	if a.Kind != access.Person {
		return nil, access.ErrForbidden
	}
	return &cookieOut{SessionCookie("")}, s.opt.Access.SignOut(ctx, a, a.Session)
}

// OwnSession is one sign-in of the caller.
type OwnSession struct {
	ID       string    `json:"id"`
	Made     time.Time `json:"made_at"`
	Seen     time.Time `json:"seen_at"`
	Browser  string    `json:"browser"`
	ThisOne  bool      `json:"this_one"`
	Complete bool      `json:"complete" doc:"A second factor was proved"`
}

type sessionsOut struct {
	Body struct {
		Sessions []OwnSession `json:"sessions"`
	}
}

func (s *Server) ownSessions(ctx context.Context, _ *Workspace, _ *In) (*sessionsOut, error) {
	a := callerOf(ctx)
	list, err := s.opt.Access.Sessions(ctx, a)
	if err != nil {
		return nil, err
	}
	out := &sessionsOut{}
	out.Body.Sessions = []OwnSession{}
	for _, x := range list {
		out.Body.Sessions = append(out.Body.Sessions, OwnSession{x.ID, x.Made, x.Seen, x.Browser, x.ID == a.Session, x.Factor})
	}
	return out, nil
}

type IDIn struct {
	In
	ID string `path:"id" maxLength:"64"`
}

func (s *Server) endSession(ctx context.Context, _ *Workspace, in *IDIn) (*struct{}, error) {
	return nil, s.opt.Access.SignOut(ctx, callerOf(ctx), in.ID)
}

type totpOut struct {
	Body struct {
		Address string `json:"otpauth" doc:"For a QR code; shown this once"`
	}
}

func (s *Server) beginTOTP(ctx context.Context, _ *Workspace, _ *In) (*totpOut, error) {
	out := &totpOut{}
	var err error
	out.Body.Address, err = s.opt.Access.BeginTOTP(ctx, callerOf(ctx))
	return out, err
}

type codeIn struct {
	In
	Body struct {
		Code string `json:"code" maxLength:"16"`
	}
}

type recoveryOut struct {
	Body struct {
		Recovery []string `json:"recovery_codes" doc:"Each works once; shown this once"`
	}
}

func (s *Server) confirmTOTP(ctx context.Context, _ *Workspace, in *codeIn) (*recoveryOut, error) {
	out := &recoveryOut{}
	var err error
	out.Body.Recovery, err = s.opt.Access.FinishTOTP(ctx, callerOf(ctx), in.Body.Code)
	return out, err
}

type passwordIn struct {
	In
	Body struct {
		Old string `json:"old" maxLength:"1024"`
		New string `json:"new" maxLength:"1024"`
	}
}

func (s *Server) changePassword(ctx context.Context, _ *Workspace, in *passwordIn) (*struct{}, error) {
	return nil, s.opt.Access.ChangePassword(ctx, callerOf(ctx), in.Body.Old, in.Body.New)
}
