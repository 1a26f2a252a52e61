package api

import (
	"context"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/access/passkey"
	"github.com/daylight-hq/daylight/internal/wire"
)

// passkeys adds what passkeys and recovery codes need.
func (s *Server) passkeys() {
	own := access.OwnAccount
	addOpen(s, op{method: http.MethodGet, path: "/session/ways", id: "list-ways", summary: "How one can sign in here"}, s.ways)
	addOpen(s, op{method: http.MethodPost, path: "/session/passkey/options", id: "ask-passkey", summary: "Begin to sign in by a passkey",
		describe: "Answers alike for logins that exist and logins that do not. Give a login only for a security key that keeps no account names."}, s.askPasskey)
	addOpen(s, op{method: http.MethodPost, path: "/session/passkey", id: "sign-in-passkey", summary: "Sign in by a passkey", describe: "Sets a cookie."}, s.signInPasskey)
	add(s, op{method: http.MethodGet, path: "/account/passkeys", id: "list-passkeys", summary: "One's own passkeys", action: own}, s.listPasskeys)
	add(s, op{method: http.MethodPost, path: "/account/passkeys/options", id: "begin-passkey", summary: "Begin to add a passkey", action: own,
		describe: "Refused a quarter of an hour after signing in."}, s.beginPasskey)
	add(s, op{method: http.MethodPost, path: "/account/passkeys", id: "add-passkey", summary: "Add a passkey", action: own, status: http.StatusCreated}, s.addPasskey)
	add(s, op{method: http.MethodPut, path: "/account/passkeys/{id}", id: "rename-passkey", summary: "Call a passkey otherwise", action: own, status: http.StatusNoContent}, s.renamePasskey)
	add(s, op{method: http.MethodDelete, path: "/account/passkeys/{id}", id: "remove-passkey", summary: "Remove a passkey; every session ends", action: own, status: http.StatusNoContent}, s.removePasskey)
	add(s, op{method: http.MethodPost, path: "/account/recovery-codes", id: "make-recovery-codes", summary: "New recovery codes in place of the old ones", action: own,
		describe: "Each stands once for the second factor beside the password."}, s.makeRecovery)
}

// Ways are how one can sign in.
type Ways struct {
	Password bool `json:"password"`
	Passkey  bool `json:"passkey"`
	Provider bool `json:"provider" doc:"By an identity provider: open /session/provider"`
}

type waysOut struct{ Body Ways }

func (s *Server) ways(_ context.Context, w *Workspace, _ *In) (*waysOut, error) {
	return &waysOut{Ways{true, w.Passkeys != nil, w.Provider != nil}}, nil
}

// slowDown refuses somebody who is not signed in and begins too many sign-ins.
func (s *Server) slowDown(ctx context.Context) error {
	wait, ok := s.byAsking.allow(network(Client(ctx)))
	if ok {
		return nil
	}
	p := NewProblem(CodeRateLimited, "")
	p.retryAfter = wait
	return p
}

// desk returns the passkeys of a workspace that people reach by a name.
func (w *Workspace) desk() (*passkey.Desk, error) {
	if w.Passkeys == nil {
		return nil, ErrNotFound
	}
	return w.Passkeys, nil
}

type askPasskeyIn struct {
	In
	Body struct {
		Login string `json:"login,omitempty" maxLength:"254"`
	}
}

type ceremonyOut struct {
	Body struct {
		ID      string         `json:"id" doc:"Goes back with the answer"`
		Options map[string]any `json:"options" doc:"For the browser: what parseRequestOptionsFromJSON or parseCreationOptionsFromJSON takes"`
	}
}

func begun(id string, options []byte, err error) (*ceremonyOut, error) {
	if err != nil {
		return nil, err
	}
	out := &ceremonyOut{}
	out.Body.ID = id
	return out, wire.Unmarshal(options, &out.Body.Options)
}

func (s *Server) askPasskey(ctx context.Context, w *Workspace, in *askPasskeyIn) (*ceremonyOut, error) {
	desk, err := w.desk()
	if err != nil {
		return nil, err
	}
	if err := s.slowDown(ctx); err != nil {
		return nil, err
	}
	if in.Body.Login == "" {
		return begun(desk.Ask(w.ID))
	}
	return begun(desk.AskFor(ctx, w.ID, in.Body.Login))
}

type passkeySignIn struct {
	In
	Agent string `header:"User-Agent"`
	Body  struct {
		ID     string         `json:"id" maxLength:"64"`
		Answer map[string]any `json:"answer" doc:"The credential as the browser's toJSON gives it"`
	}
}

func (s *Server) signInPasskey(ctx context.Context, w *Workspace, in *passkeySignIn) (*sessionOut, error) {
	desk, err := w.desk()
	if err != nil {
		return nil, err
	}
	if err := s.slowDown(ctx); err != nil {
		return nil, err
	}
	answer, err := wire.Marshal(in.Body.Answer)
	if err != nil {
		return nil, access.ErrLogin
	}
	u, err := desk.SignIn(ctx, w.ID, in.Body.ID, answer)
	if err != nil {
		return nil, err
	}
	secret, a, err := s.opt.Access.Open(ctx, w.ID, u, browserOf(in.Agent))
	if err != nil {
		return nil, err
	}
	return &sessionOut{SessionCookie(secret), meOf(a)}, nil
}

// Passkey is one passkey of the caller.
type Passkey struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at"`
}

func passkeyOf(p access.Passkey) Passkey {
	return Passkey{base64.RawURLEncoding.EncodeToString(p.ID), p.Name, p.CreatedAt}
}

type passkeysOut struct {
	Body struct {
		Passkeys []Passkey `json:"passkeys"`
	}
}

func (s *Server) listPasskeys(ctx context.Context, w *Workspace, _ *In) (*passkeysOut, error) {
	desk, err := w.desk()
	if err != nil {
		return nil, err
	}
	list, err := desk.List(ctx, callerOf(ctx))
	out := &passkeysOut{}
	out.Body.Passkeys = []Passkey{}
	for _, p := range list {
		out.Body.Passkeys = append(out.Body.Passkeys, passkeyOf(p))
	}
	return out, err
}

func (s *Server) beginPasskey(ctx context.Context, w *Workspace, _ *In) (*ceremonyOut, error) {
	desk, err := w.desk()
	if err != nil {
		return nil, err
	}
	return begun(desk.Begin(ctx, callerOf(ctx)))
}

type addPasskeyIn struct {
	In
	Body struct {
		ID     string         `json:"id" maxLength:"64"`
		Name   string         `json:"name" minLength:"1" maxLength:"60"`
		Answer map[string]any `json:"answer" doc:"The credential as the browser's toJSON gives it"`
	}
}

type passkeyOut struct{ Body Passkey }

func (s *Server) addPasskey(ctx context.Context, w *Workspace, in *addPasskeyIn) (*passkeyOut, error) {
	desk, err := w.desk()
	if err != nil {
		return nil, err
	}
	answer, err := wire.Marshal(in.Body.Answer)
	if err != nil {
		return nil, invalid("body.answer", "not readable")
	}
	added, err := desk.Add(ctx, callerOf(ctx), in.Body.ID, answer, in.Body.Name)
	if err != nil {
		return nil, err
	}
	return &passkeyOut{passkeyOf(added)}, nil
}

// PasskeyIn names one of the caller's own passkeys.
type PasskeyIn struct {
	In
	ID string `path:"id" maxLength:"1400"`
}

// find returns the passkeys of the workspace, and the id that the path has.
func (in *PasskeyIn) find(w *Workspace) (*passkey.Desk, []byte, error) {
	desk, err := w.desk()
	if err != nil {
		return nil, nil, err
	}
	id, err := base64.RawURLEncoding.DecodeString(in.ID)
	if err != nil {
		return nil, nil, ErrNotFound
	}
	return desk, id, nil
}

type renamePasskeyIn struct {
	PasskeyIn
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"60"`
	}
}

func (s *Server) renamePasskey(ctx context.Context, w *Workspace, in *renamePasskeyIn) (*struct{}, error) {
	desk, id, err := in.find(w)
	if err != nil {
		return nil, err
	}
	return nil, desk.Rename(ctx, callerOf(ctx), id, in.Body.Name)
}

func (s *Server) removePasskey(ctx context.Context, w *Workspace, in *PasskeyIn) (*struct{}, error) {
	desk, id, err := in.find(w)
	if err != nil {
		return nil, err
	}
	return nil, desk.Remove(ctx, callerOf(ctx), id)
}

func (s *Server) makeRecovery(ctx context.Context, _ *Workspace, _ *In) (*recoveryOut, error) {
	out := &recoveryOut{}
	var err error
	out.Body.Recovery, err = s.opt.Access.NewRecovery(ctx, callerOf(ctx))
	return out, err
}
