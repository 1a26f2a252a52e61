package api

import (
	"context"
	"net/http"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
)

// User is a person with an account.
type User struct {
	ID        string      `json:"id"`
	Login     string      `json:"login"`
	Name      string      `json:"name"`
	Roles     []RoleGrant `json:"roles"`
	Clients   []string    `json:"clients"`
	Factor    bool        `json:"has_factor"`
	Disabled  time.Time   `json:"disabled_at,omitzero"`
	CreatedAt time.Time   `json:"created_at"`
}

// RoleGrant is a role and since when somebody has had it.
type RoleGrant struct {
	Role  string    `json:"role"`
	Since time.Time `json:"since"`
}

func userOf(u *access.User) User {
	out := User{ID: u.ID, Login: u.Login, Name: u.Name, Roles: []RoleGrant{}, Clients: orEmpty(u.Clients), Factor: u.TOTP != "" || len(u.Passkeys) > 0,
		Disabled: u.Disabled, CreatedAt: u.CreatedAt}
	for _, g := range u.Grants {
		out.Roles = append(out.Roles, RoleGrant{string(g.Role), g.Since})
	}
	return out
}

type userOut struct{ Body User }

// people adds accounts, what waits for a second admin, and tokens.
func (s *Server) people() {
	write := access.ManagePeople
	add(s, op{method: http.MethodGet, path: "/users", id: "list-users", summary: "People with accounts", action: access.ReadPeople}, s.listUsers)
	add(s, op{method: http.MethodPost, path: "/users", id: "create-user", summary: "Make an account, without a role", action: write, status: http.StatusCreated}, s.createUser)
	add(s, op{method: http.MethodPost, path: "/users/{id}/invitation", id: "invite-user", summary: "A token by which the person sets a first password", action: write}, s.inviteUser)
	add(s, op{method: http.MethodPut, path: "/users/{id}/roles/{role}", id: "give-role", summary: "Give a role, or propose it to a second admin", action: write}, s.giveRole)
	add(s, op{method: http.MethodDelete, path: "/users/{id}/roles/{role}", id: "take-role", summary: "Take a role away", action: write, status: http.StatusNoContent}, s.takeRole)
	add(s, op{method: http.MethodPost, path: "/users/{id}/disable", id: "disable-user", summary: "Shut an account and end its sessions", action: write, status: http.StatusNoContent}, s.disableUser)
	add(s, op{method: http.MethodPost, path: "/users/{id}/enable", id: "enable-user", summary: "Open an account again", action: write, status: http.StatusNoContent}, s.enableUser)
	add(s, op{method: http.MethodPost, path: "/users/{id}/reset", id: "reset-user", summary: "Propose new credentials for somebody who lost theirs", action: write, status: http.StatusAccepted}, s.resetUser)
	add(s, op{method: http.MethodGet, path: "/proposals", id: "list-proposals", summary: "What waits for a second admin", action: access.ReadPeople}, s.listProposals)
	add(s, op{method: http.MethodPost, path: "/proposals/{id}/agree", id: "agree-proposal", summary: "Agree as the second admin", action: write}, s.agree)
	add(s, op{method: http.MethodGet, path: "/tokens", id: "list-tokens", summary: "Tokens of programs, without their secrets", action: access.ReadPeople}, s.listTokens)
	add(s, op{method: http.MethodPost, path: "/tokens", id: "create-token", summary: "Make a token; its secret is shown this once", action: access.ManageTokens, status: http.StatusCreated}, s.createToken)
	add(s, op{method: http.MethodDelete, path: "/tokens/{id}", id: "revoke-token", summary: "End a token at once", action: access.ManageTokens, status: http.StatusNoContent}, s.revokeToken)
}

type usersOut struct {
	Body struct {
		Users []User `json:"users"`
	}
}

func (s *Server) listUsers(ctx context.Context, w *Workspace, _ *In) (*usersOut, error) {
	list, err := s.opt.Access.Users(ctx, w.ID)
	out := &usersOut{}
	out.Body.Users = []User{}
	for _, u := range list {
		out.Body.Users = append(out.Body.Users, userOf(u))
	}
	return out, err
}

type createUserIn struct {
	In
	Body struct {
		Login   string   `json:"login" maxLength:"254"`
		Name    string   `json:"name" maxLength:"200"`
		Clients []string `json:"clients,omitempty" maxItems:"100" doc:"End clients the person is confined to"`
		// Subject is for providers that do not say which addresses they verified.
		Provider bool   `json:"provider,omitempty" doc:"The person signs in through the identity provider, and is known there by the login"`
		Subject  string `json:"subject,omitempty" maxLength:"255" doc:"The person's sub at the identity provider, in place of the login"`
	}
}

func (s *Server) createUser(ctx context.Context, w *Workspace, in *createUserIn) (*userOut, error) {
	if err := w.mayInvite(in.Body.Login, in.Body.Clients); err != nil {
		return nil, err
	}
	draft := access.Draft{Login: in.Body.Login, Name: in.Body.Name, Clients: in.Body.Clients}
	switch {
	case !in.Body.Provider && in.Body.Subject == "":
	case w.Provider == nil:
		return nil, invalid("body.provider", "this workspace has no identity provider")
	case in.Body.Subject != "":
		draft.External = w.Provider.External(in.Body.Subject)
	default:
		draft.External = w.Provider.Invited(in.Body.Login)
	}
	u, err := s.opt.Access.Invite(ctx, w.ID, draft, callerOf(ctx))
	if err != nil {
		return nil, err
	}
	return &userOut{userOf(u)}, nil
}

type secretOut struct {
	Body struct {
		Token string `json:"token" doc:"Shown this once"`
	}
}

func (s *Server) inviteUser(ctx context.Context, w *Workspace, in *IDIn) (*secretOut, error) {
	out := &secretOut{}
	var err error
	out.Body.Token, err = s.opt.Access.Invitation(ctx, w.ID, in.ID, callerOf(ctx))
	return out, err
}

type RoleIn struct {
	IDIn
	Role string `path:"role" enum:"recruiter,hr,security,payroll,counsel,auditor,admin"`
}

type giveRoleIn struct {
	RoleIn
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"2000"`
	}
}

type givenOut struct {
	Body struct {
		Given bool `json:"given" doc:"false: a second admin has to agree"`
	}
}

func (s *Server) giveRole(ctx context.Context, w *Workspace, in *giveRoleIn) (*givenOut, error) {
	out := &givenOut{}
	var err error
	out.Body.Given, err = s.opt.Access.Give(ctx, w.ID, in.ID, access.Role(in.Role), in.Body.Reason, callerOf(ctx))
	return out, err
}

func (s *Server) takeRole(ctx context.Context, w *Workspace, in *RoleIn) (*struct{}, error) {
	return nil, s.opt.Access.Take(ctx, w.ID, in.ID, access.Role(in.Role), callerOf(ctx))
}

func (s *Server) disableUser(ctx context.Context, w *Workspace, in *IDIn) (*struct{}, error) {
	return nil, s.opt.Access.Disable(ctx, w.ID, in.ID, callerOf(ctx))
}

func (s *Server) enableUser(ctx context.Context, w *Workspace, in *IDIn) (*struct{}, error) {
	return nil, s.opt.Access.Enable(ctx, w.ID, in.ID, callerOf(ctx))
}

type reasonIn struct {
	IDIn
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

func (s *Server) resetUser(ctx context.Context, w *Workspace, in *reasonIn) (*struct{}, error) {
	return nil, s.opt.Access.Reset(ctx, w.ID, in.ID, in.Body.Reason, callerOf(ctx))
}

// Proposal is a change to an account that waits for a second admin.
type Proposal struct {
	ID     string    `json:"id"`
	User   string    `json:"user"`
	What   string    `json:"what"`
	Role   string    `json:"role,omitempty"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`
}

type proposalsOut struct {
	Body struct {
		Proposals []Proposal `json:"proposals"`
	}
}

func (s *Server) listProposals(ctx context.Context, w *Workspace, _ *In) (*proposalsOut, error) {
	list, err := s.opt.Access.Proposals(ctx, w.ID)
	out := &proposalsOut{}
	out.Body.Proposals = []Proposal{}
	for _, p := range list {
		out.Body.Proposals = append(out.Body.Proposals, Proposal{p.ID, p.User, string(p.What), string(p.Role), p.By, p.At, p.Reason})
	}
	return out, err
}

type agreeOut struct {
	Body struct {
		Token string `json:"token,omitempty" doc:"For new credentials: what the person sets a password by; shown this once"`
	}
}

func (s *Server) agree(ctx context.Context, w *Workspace, in *IDIn) (*agreeOut, error) {
	out := &agreeOut{}
	var err error
	out.Body.Token, err = s.opt.Access.Agree(ctx, w.ID, in.ID, callerOf(ctx))
	return out, err
}

// Token lets a program in.
type Token struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Scopes  []string  `json:"scopes"`
	By      string    `json:"by"`
	Made    time.Time `json:"made_at"`
	Expires time.Time `json:"expires_at"`
	Seen    time.Time `json:"seen_at,omitzero"`
	Revoked time.Time `json:"revoked_at,omitzero"`
}

func tokenOf(t access.APIToken) Token {
	out := Token{ID: t.ID, Name: t.Name, Scopes: []string{}, By: t.By, Made: t.Made, Expires: t.Expires, Seen: t.Seen, Revoked: t.Revoked}
	for _, x := range t.Scopes {
		out.Scopes = append(out.Scopes, string(x))
	}
	return out
}

type tokensOut struct {
	Body struct {
		Tokens []Token `json:"tokens"`
	}
}

func (s *Server) listTokens(ctx context.Context, w *Workspace, _ *In) (*tokensOut, error) {
	list, err := s.opt.Access.Tokens(ctx, w.ID)
	out := &tokensOut{}
	out.Body.Tokens = []Token{}
	for _, t := range list {
		out.Body.Tokens = append(out.Body.Tokens, tokenOf(t))
	}
	return out, err
}

type createTokenIn struct {
	In
	Body struct {
		Name   string   `json:"name" minLength:"1" maxLength:"100"`
		Scopes []string `json:"scopes" minItems:"1" maxItems:"16"`
		Days   int      `json:"days" minimum:"1" maximum:"366"`
	}
}

type tokenOut struct {
	Body struct {
		Token
		Secret string `json:"secret" doc:"Shown this once"`
	}
}

func (s *Server) createToken(ctx context.Context, _ *Workspace, in *createTokenIn) (*tokenOut, error) {
	scopes := make([]access.Action, len(in.Body.Scopes))
	for i, x := range in.Body.Scopes {
		scopes[i] = access.Action(x)
	}
	secret, t, err := s.opt.Access.MakeToken(ctx, callerOf(ctx), in.Body.Name, scopes, time.Duration(in.Body.Days)*24*time.Hour)
	if err != nil {
		return nil, err
	}
	out := &tokenOut{}
	out.Body.Token, out.Body.Secret = tokenOf(t), secret
	return out, nil
}

func (s *Server) revokeToken(ctx context.Context, _ *Workspace, in *IDIn) (*struct{}, error) {
	return nil, s.opt.Access.RevokeToken(ctx, callerOf(ctx), in.ID)
}
