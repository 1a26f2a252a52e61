package storetest_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// keeper is what of access is kept, with the same ids in two workspaces.
type keeper struct {
	*sqlstore.Access
	t  *testing.T
	at time.Time
}

func eachKeeper(t *testing.T, run func(k *keeper)) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		k := &keeper{sqlstore.NewAccess(db), t, storetest.Now}
		for _, ws := range []domain.WorkspaceID{"main", "other"} {
			storetest.Workspace(t, db, ws)
			k.ok(k.CreateUser(t.Context(), ws, k.user("u_1", ws), k.change("user.created")))
		}
		run(k)
	})
}

func (k *keeper) user(id string, ws domain.WorkspaceID) *access.User {
	return &access.User{ID: id, Version: 1, Login: id + "@corp.example.com", Name: string(ws), External: "https://id.example.com sub:" + id, CreatedAt: k.at,
		Credentials: access.Credentials{TOTP: "ABC", Recovery: [][]byte{{1}, {2}}, Passkeys: []access.Passkey{{ID: []byte{3}, Name: "key", Data: []byte{4}, CreatedAt: k.at}}}}
}

func (k *keeper) change(action string) access.Change {
	return access.Change{Action: action, Object: "u_1"}
}

func (k *keeper) ok(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k *keeper) missing(what string, err error) {
	k.t.Helper()
	if !errors.Is(err, access.ErrNotFound) {
		k.t.Errorf("%s: %v", what, err)
	}
}

// TestAccessUsers: people are found by what they are known by, in their own
// workspace; a login and an account at a provider stand for one person.
func TestAccessUsers(t *testing.T) {
	eachKeeper(t, func(k *keeper) {
		ctx := k.t.Context()
		for _, ws := range []domain.WorkspaceID{"main", "other"} {
			for what, find := range map[string]func() (*access.User, error){
				"id":       func() (*access.User, error) { return k.User(ctx, ws, "u_1") },
				"login":    func() (*access.User, error) { return k.UserByLogin(ctx, ws, "u_1@corp.example.com") },
				"external": func() (*access.User, error) { return k.UserByExternal(ctx, ws, "https://id.example.com sub:u_1") },
			} {
				if u, err := find(); err != nil || u.Name != string(ws) || u.TOTP != "ABC" || len(u.Recovery) != 2 || string(u.Passkeys[0].Data) != "\x04" {
					k.t.Errorf("by %s in %s: %+v (%v)", what, ws, u, err)
				}
			}
		}
		k.ok(k.CreateUser(ctx, "main", k.user("u_2", "main"), k.change("user.created")))
		_, err := k.User(ctx, "other", "u_2")
		k.missing("somebody of another workspace", err)
		twin := k.user("u_3", "main")
		twin.Login = "u_2@corp.example.com"
		if err := k.CreateUser(ctx, "main", twin, k.change("user.created")); !errors.Is(err, access.ErrExists) {
			k.t.Errorf("a login twice: %v", err)
		}
		twin.Login, twin.External = "u_3@corp.example.com", "https://id.example.com sub:u_2"
		if err := k.CreateUser(ctx, "main", twin, k.change("user.created")); !errors.Is(err, access.ErrExists) {
			k.t.Errorf("an account at the provider twice: %v", err)
		}
		refused := errors.New("no")
		if _, err := k.UpdateUser(ctx, "main", "u_1", func(u *access.User) error { u.Name = "changed"; return refused }, k.change("test")); !errors.Is(err, refused) {
			k.t.Errorf("a refused change: %v", err)
		}
		u, err := k.UpdateUser(ctx, "main", "u_1", func(u *access.User) error { u.TOTP = ""; return nil }, k.change("test"))
		if err != nil || u.Version != 2 || u.Name != "main" {
			k.t.Errorf("%+v (%v)", u, err)
		}
		if u, err := k.User(ctx, "other", "u_1"); err != nil || u.TOTP != "ABC" || u.Version != 1 {
			k.t.Errorf("a change in main shows in other: %+v (%v)", u, err)
		}
	})
}

// TestAccessSessions: a session is found by its digest, ends alone or with all
// of its owner's, and what has run out is forgotten.
func TestAccessSessions(t *testing.T) {
	eachKeeper(t, func(k *keeper) {
		ctx := k.t.Context()
		for i, id := range []string{"s_1", "s_2", "s_3"} {
			for _, ws := range []domain.WorkspaceID{"main", "other"} {
				k.ok(k.CreateSession(ctx, ws, access.Session{ID: id, User: "u_1", Digest: []byte(id + string(ws)), Made: k.at, Seen: k.at.Add(time.Duration(i) * time.Hour), Factor: i > 0}, k.change("session.opened")))
			}
		}
		_, err := k.Session(ctx, "other", []byte("s_1main"))
		k.missing("a session of another workspace", err)
		s, err := k.Session(ctx, "main", []byte("s_2main"))
		if err != nil || s.ID != "s_2" || !s.Factor || !s.Made.Equal(k.at) {
			k.t.Errorf("%+v (%v)", s, err)
		}
		k.missing("ending somebody else's", k.EndSessions(ctx, "main", "u_9", "s_2", k.change("session.ended")))
		k.ok(k.EndSessions(ctx, "main", "u_1", "s_2", k.change("session.ended")))
		_, err = k.Session(ctx, "main", []byte("s_2main"))
		k.missing("an ended session", err)
		k.ok(k.Forget(ctx, "main", k.at.Add(time.Minute)))
		if list, err := k.Sessions(ctx, "main", "u_1"); err != nil || len(list) != 1 || list[0].ID != "s_3" {
			k.t.Errorf("after what ran out was forgotten: %+v (%v)", list, err)
		}
		k.ok(k.EndSessions(ctx, "main", "u_1", "", k.change("session.ended")))
		if list, err := k.Sessions(ctx, "other", "u_1"); err != nil || len(list) != 3 {
			k.t.Errorf("other: %+v (%v)", list, err)
		}
	})
}

// TestAccessOnce: a set-up token and a proposal are taken once, in time, and in
// their own workspace.
func TestAccessOnce(t *testing.T) {
	eachKeeper(t, func(k *keeper) {
		ctx := k.t.Context()
		until := k.at.Add(15 * time.Minute)
		k.ok(k.KeepSetup(ctx, "main", []byte("first"), until, k.change("setup.begun")))
		k.ok(k.KeepSetup(ctx, "main", []byte("second"), until, k.change("setup.begun")))
		k.missing("one that was replaced", k.TakeSetup(ctx, "main", []byte("first"), k.at))
		k.missing("another workspace's", k.TakeSetup(ctx, "other", []byte("second"), k.at))
		k.missing("a late one", k.TakeSetup(ctx, "main", []byte("second"), until))
		k.ok(k.KeepSetup(ctx, "main", []byte("third"), until, k.change("setup.begun")))
		k.ok(k.TakeSetup(ctx, "main", []byte("third"), k.at))
		k.missing("a second time", k.TakeSetup(ctx, "main", []byte("third"), k.at))

		p := access.Proposal{ID: "pr_1", User: "u_1", What: access.GiveRole, Role: access.HR, By: "u_9", At: k.at, Reason: "joins HR"}
		k.ok(k.Propose(ctx, "main", p, k.change("role.proposed")))
		if list, err := k.Proposals(ctx, "main"); err != nil || !slices.Equal(list, []access.Proposal{p}) {
			k.t.Errorf("%+v (%v)", list, err)
		}
		_, err := k.TakeProposal(ctx, "other", "pr_1", k.change("proposal.agreed"))
		k.missing("another workspace's proposal", err)
		if got, err := k.TakeProposal(ctx, "main", "pr_1", k.change("proposal.agreed")); err != nil || got != p {
			k.t.Errorf("%+v (%v)", got, err)
		}
		_, err = k.TakeProposal(ctx, "main", "pr_1", k.change("proposal.agreed"))
		k.missing("a proposal taken twice", err)
	})
}

// TestAccessTokens: tokens keep their scopes and their end; failures are counted
// per workspace, and forgotten.
func TestAccessTokens(t *testing.T) {
	eachKeeper(t, func(k *keeper) {
		ctx := k.t.Context()
		want := access.APIToken{ID: "t_1", Name: "loader", Digest: []byte("d"), Scopes: []access.Action{access.Ingest, access.ReadRules}, By: "u_1", Made: k.at, Expires: k.at.Add(time.Hour)}
		k.ok(k.CreateToken(ctx, "main", want, k.change("token.made")))
		_, err := k.Token(ctx, "other", want.Digest)
		k.missing("a token of another workspace", err)
		got, err := k.Token(ctx, "main", want.Digest)
		if err != nil || !slices.Equal(got.Scopes, want.Scopes) || !got.Expires.Equal(want.Expires) || !got.Revoked.IsZero() {
			k.t.Errorf("%+v (%v)", got, err)
		}
		k.missing("revoking another workspace's", k.RevokeToken(ctx, "other", "t_1", k.at, k.change("token.revoked")))
		k.ok(k.RevokeToken(ctx, "main", "t_1", k.at, k.change("token.revoked")))
		if got, err := k.Token(ctx, "main", want.Digest); err != nil || !got.Revoked.Equal(k.at) {
			k.t.Errorf("%+v (%v)", got, err)
		}
		count := func(n int, _ time.Time) (int, time.Time) { return n + 1, k.at }
		k.ok(k.SetFailures(ctx, "main", "login:x", count))
		k.ok(k.SetFailures(ctx, "main", "login:x", count))
		for ws, want := range map[domain.WorkspaceID]int{"main": 2, "other": 0} {
			if n, _, err := k.Failures(ctx, ws, "login:x"); err != nil || n != want {
				k.t.Errorf("%s: %d (%v)", ws, n, err)
			}
		}
		k.ok(k.Forget(ctx, "main", k.at.Add(time.Second)))
		if n, _, err := k.Failures(ctx, "main", "login:x"); err != nil || n != 0 {
			k.t.Errorf("%d after they were forgotten (%v)", n, err)
		}
	})
}
