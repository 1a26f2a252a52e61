package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Access keeps people, sessions and tokens: it is an [access.Store].
type Access struct{ db *DB }

// NewAccess returns the people of db. Workspaces must be open.
func NewAccess(db *DB) *Access { return &Access{db} }

const userUse = "user"

// auditAccess notes who changed what about access.
func (u *Unit) auditAccess(ctx context.Context, object string, c access.Change) error {
	by := audit.Actor{Kind: audit.System}
	if c.By != nil {
		by = audit.Actor{ID: c.By.ID, Kind: audit.ActorKind(c.By.Kind)}
		if g, ok := c.By.As(access.ManagePeople); ok {
			by.Role = string(g.Role)
		}
	}
	return u.Audit(ctx, audit.Entry{Workspace: u.Workspace(), Actor: by, Action: c.Action, Object: audit.Object{Type: object, ID: c.Object}, Why: c.Why, Details: c.Details})
}

// change runs do and notes it, in one transaction.
func (a *Access) change(ctx context.Context, ws domain.WorkspaceID, object string, c access.Change, do func(u *Unit) error) error {
	return a.db.WriteIn(ctx, ws, func(u *Unit) error {
		if err := do(u); err != nil {
			return err
		}
		return u.auditAccess(ctx, object, c)
	})
}

// Note writes an audit entry for what changes nothing kept here.
func (a *Access) Note(ctx context.Context, ws domain.WorkspaceID, c access.Change) error {
	return a.change(ctx, ws, "user", c, func(*Unit) error { return nil })
}

// CreateUser keeps a new user.
func (a *Access) CreateUser(ctx context.Context, ws domain.WorkspaceID, user *access.User, c access.Change) error {
	err := a.change(ctx, ws, "user", c, func(u *Unit) error { return u.saveUser(ctx, user) })
	if a.db.Violation(err) == Unique {
		return fmt.Errorf("create user: %w", access.ErrExists)
	}
	return err
}

func (u *Unit) saveUser(ctx context.Context, x *access.User) error {
	sealed, err := u.ownJSON(x, userUse, x.ID)
	if err != nil {
		return err
	}
	var external any
	if x.External != "" {
		external = u.Lookup("external", x.External)
	}
	_, err = u.Exec(ctx, `INSERT INTO users (workspace, id, version, login_hash, external_hash, user_sealed, key_version) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, id) DO UPDATE SET version = excluded.version, login_hash = excluded.login_hash, external_hash = excluded.external_hash,
			user_sealed = excluded.user_sealed, key_version = excluded.key_version`,
		u.Workspace(), x.ID, x.Version, u.Lookup("login", x.Login), external, sealed, u.Newest())
	if err != nil {
		return fmt.Errorf("keep user %s: %w", x.ID, err)
	}
	return nil
}

func readUsers(ctx context.Context, q keyedRow, condition string, args ...any) (list []*access.User, err error) {
	err = each(ctx, q, func(rows *sql.Rows) error {
		var id string
		var sealed []byte
		if err := rows.Scan(&id, &sealed); err != nil {
			return err
		}
		x := &access.User{}
		list = append(list, x)
		return q.openJSON(sealed, userUse, id, x)
	}, "SELECT id, user_sealed FROM users WHERE workspace = ? AND "+condition+" ORDER BY id", append([]any{q.Workspace()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read users: %w", err)
	}
	return list, nil
}

func readUser(ctx context.Context, q keyedRow, condition string, args ...any) (*access.User, error) {
	list, err := readUsers(ctx, q, condition, args...)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("user: %w", access.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// UpdateUser changes a user in one transaction.
func (a *Access) UpdateUser(ctx context.Context, ws domain.WorkspaceID, id string, do func(*access.User) error, c access.Change) (x *access.User, err error) {
	err = a.change(ctx, ws, "user", c, func(u *Unit) error {
		if x, err = readUser(ctx, u, "id = ?", id); err != nil {
			return err
		}
		if err := do(x); err != nil {
			return err
		}
		x.Version++
		return u.saveUser(ctx, x)
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

// User reads one user.
func (a *Access) User(ctx context.Context, ws domain.WorkspaceID, id string) (x *access.User, err error) {
	err = a.db.ReadIn(ctx, ws, func(v *View) error {
		x, err = readUser(ctx, v, "id = ?", id)
		return err
	})
	return x, err
}

// UserByLogin finds a user by the login.
func (a *Access) UserByLogin(ctx context.Context, ws domain.WorkspaceID, login string) (*access.User, error) {
	return a.userBy(ctx, ws, "login", "login_hash", login)
}

// UserByExternal finds a user by issuer and subject.
func (a *Access) UserByExternal(ctx context.Context, ws domain.WorkspaceID, external string) (*access.User, error) {
	return a.userBy(ctx, ws, "external", "external_hash", external)
}

func (a *Access) userBy(ctx context.Context, ws domain.WorkspaceID, kind, column, value string) (x *access.User, err error) {
	err = a.db.ReadIn(ctx, ws, func(v *View) error {
		hashes := v.Lookups(kind, value)
		args := make([]any, len(hashes))
		for i, h := range hashes {
			args[i] = h
		}
		x, err = readUser(ctx, v, column+" IN ("+In(len(hashes))+")", args...)
		return err
	})
	return x, err
}

// Users lists users by id.
func (a *Access) Users(ctx context.Context, ws domain.WorkspaceID) (list []*access.User, err error) {
	err = a.db.ReadIn(ctx, ws, func(v *View) error {
		list, err = readUsers(ctx, v, "1 = 1")
		return err
	})
	return list, err
}

// rotateUsers moves users, whose login is hashed anew too.
func rotateUsers(ctx context.Context, u *Unit, limit int) (int, error) {
	var ids []string
	err := each(ctx, u, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT id FROM users WHERE workspace = ? AND key_version < ? LIMIT ?", u.Workspace(), u.Newest(), limit)
	for _, id := range ids {
		x, err := readUser(ctx, u, "id = ?", id)
		if err != nil {
			return 0, fmt.Errorf("move users to new keys: %w", err)
		}
		if err := u.saveUser(ctx, x); err != nil {
			return 0, fmt.Errorf("move users to new keys: %w", err)
		}
	}
	return len(ids), err
}

func rotateProposals(ctx context.Context, u *Unit, limit int) (int, error) {
	return u.rewrap(ctx, "proposals", "reason_sealed", "proposal", limit)
}

// Propose keeps a proposal.
func (a *Access) Propose(ctx context.Context, ws domain.WorkspaceID, p access.Proposal, c access.Change) error {
	return a.change(ctx, ws, "user", c, func(u *Unit) error {
		reason, err := u.Own([]byte(p.Reason), "proposal", []byte(p.ID))
		if err != nil {
			return err
		}
		_, err = u.Exec(ctx, "INSERT INTO proposals (workspace, id, user_id, what, role, by_id, at, reason_sealed, key_version) VALUES ("+In(9)+")",
			ws, p.ID, p.User, p.What, p.Role, p.By, p.At.UnixMicro(), reason, u.Newest())
		if err != nil {
			return fmt.Errorf("keep proposal: %w", err)
		}
		return nil
	})
}

func (v *View) proposals(ctx context.Context, condition string, args ...any) (list []access.Proposal, err error) {
	err = each(ctx, v, func(rows *sql.Rows) error {
		var p access.Proposal
		var at int64
		var sealed []byte
		if err := rows.Scan(&p.ID, &p.User, &p.What, &p.Role, &p.By, &at, &sealed); err != nil {
			return err
		}
		reason, err := v.OpenOwn(sealed, "proposal", []byte(p.ID))
		p.At, p.Reason = time.UnixMicro(at).UTC(), string(reason)
		list = append(list, p)
		return err
	}, "SELECT id, user_id, what, role, by_id, at, reason_sealed FROM proposals WHERE workspace = ? AND "+condition+" ORDER BY at, id", append([]any{v.Workspace()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read proposals: %w", err)
	}
	return list, nil
}

// Proposals lists proposals, oldest first.
func (a *Access) Proposals(ctx context.Context, ws domain.WorkspaceID) (list []access.Proposal, err error) {
	err = a.db.ReadIn(ctx, ws, func(v *View) error {
		list, err = v.proposals(ctx, "1 = 1")
		return err
	})
	return list, err
}

// TakeProposal removes a proposal and returns it.
func (a *Access) TakeProposal(ctx context.Context, ws domain.WorkspaceID, id string, c access.Change) (p access.Proposal, err error) {
	err = a.change(ctx, ws, "user", c, func(u *Unit) error {
		list, err := u.proposals(ctx, "id = ?", id)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fmt.Errorf("proposal: %w", access.ErrNotFound)
		}
		p = list[0]
		return u.removed(ctx, "proposal", "DELETE FROM proposals WHERE workspace = ? AND id = ?", ws, id)
	})
	return p, err
}

// removed runs a statement that must change a row.
func (u *Unit) removed(ctx context.Context, what, query string, args ...any) error {
	n, err := u.Exec(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("change %s: %w", what, err)
	}
	if n == 0 {
		return fmt.Errorf("%s: %w", what, access.ErrNotFound)
	}
	return nil
}

// CreateSession keeps a session.
func (a *Access) CreateSession(ctx context.Context, ws domain.WorkspaceID, s access.Session, c access.Change) error {
	return a.change(ctx, ws, "user", c, func(u *Unit) error {
		_, err := u.Exec(ctx, "INSERT INTO sessions (workspace, id, user_id, digest, made_at, seen_at, factor, invite, browser) VALUES ("+In(9)+")",
			ws, s.ID, s.User, s.Digest, s.Made.UnixMicro(), s.Seen.UnixMicro(), truth(s.Factor), truth(s.Invite), s.Browser)
		if err != nil {
			return fmt.Errorf("keep session: %w", err)
		}
		return nil
	})
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (a *Access) sessions(ctx context.Context, ws domain.WorkspaceID, condition string, args ...any) (list []access.Session, err error) {
	err = a.db.Read(ctx, func(q Query) error {
		list = nil
		return each(ctx, q, func(rows *sql.Rows) error {
			var s access.Session
			var made, seen int64
			err := rows.Scan(&s.ID, &s.User, &s.Digest, &made, &seen, &s.Factor, &s.Invite, &s.Browser)
			s.Made, s.Seen = time.UnixMicro(made).UTC(), time.UnixMicro(seen).UTC()
			list = append(list, s)
			return err
		}, "SELECT id, user_id, digest, made_at, seen_at, factor, invite, browser FROM sessions WHERE workspace = ? AND "+condition+" ORDER BY made_at, id", append([]any{ws}, args...)...)
	})
	if err != nil {
		return nil, fmt.Errorf("read sessions: %w", err)
	}
	return list, nil
}

// Session finds a session by the digest of its secret.
func (a *Access) Session(ctx context.Context, ws domain.WorkspaceID, digest []byte) (access.Session, error) {
	list, err := a.sessions(ctx, ws, "digest = ?", digest)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("session: %w", access.ErrNotFound)
	}
	if err != nil {
		return access.Session{}, err
	}
	return list[0], nil
}

// TouchSession notes that a session was used.
func (a *Access) TouchSession(ctx context.Context, ws domain.WorkspaceID, id string, at time.Time) error {
	return a.touch(ctx, "UPDATE sessions SET seen_at = ? WHERE workspace = ? AND id = ?", at.UnixMicro(), ws, id)
}

func (a *Access) touch(ctx context.Context, query string, args ...any) error {
	return a.db.Write(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, query, args...); err != nil {
			return fmt.Errorf("note a use: %w", err)
		}
		return nil
	})
}

// Sessions lists the sessions of a user, oldest first, without invitations.
func (a *Access) Sessions(ctx context.Context, ws domain.WorkspaceID, user string) ([]access.Session, error) {
	return a.sessions(ctx, ws, "user_id = ? AND invite = 0", user)
}

// EndSessions ends one session of a user, or all for "".
func (a *Access) EndSessions(ctx context.Context, ws domain.WorkspaceID, user, id string, c access.Change) error {
	return a.change(ctx, ws, "user", c, func(u *Unit) error {
		if id != "" {
			return u.removed(ctx, "session", "DELETE FROM sessions WHERE workspace = ? AND user_id = ? AND id = ?", ws, user, id)
		}
		if _, err := u.Exec(ctx, "DELETE FROM sessions WHERE workspace = ? AND user_id = ?", ws, user); err != nil {
			return fmt.Errorf("end sessions: %w", err)
		}
		return nil
	})
}

// CreateToken keeps a token.
func (a *Access) CreateToken(ctx context.Context, ws domain.WorkspaceID, t access.APIToken, c access.Change) error {
	scopes := make([]string, len(t.Scopes))
	for i, s := range t.Scopes {
		scopes[i] = string(s)
	}
	return a.change(ctx, ws, "token", c, func(u *Unit) error {
		_, err := u.Exec(ctx, "INSERT INTO api_tokens (workspace, id, name, digest, scopes, by_id, made_at, expires_at) VALUES ("+In(8)+")",
			ws, t.ID, t.Name, t.Digest, strings.Join(scopes, " "), t.By, t.Made.UnixMicro(), t.Expires.UnixMicro())
		if err != nil {
			return fmt.Errorf("keep token: %w", err)
		}
		return nil
	})
}

func (a *Access) tokens(ctx context.Context, ws domain.WorkspaceID, condition string, args ...any) (list []access.APIToken, err error) {
	err = a.db.Read(ctx, func(q Query) error {
		list = nil
		return each(ctx, q, func(rows *sql.Rows) error {
			var t access.APIToken
			var scopes string
			var made, expires int64
			var seen, revoked sql.NullInt64
			err := rows.Scan(&t.ID, &t.Name, &t.Digest, &scopes, &t.By, &made, &expires, &seen, &revoked)
			for _, s := range strings.Fields(scopes) {
				t.Scopes = append(t.Scopes, access.Action(s))
			}
			t.Made, t.Expires = time.UnixMicro(made).UTC(), time.UnixMicro(expires).UTC()
			t.Seen, t.Revoked = timeOf(seen), timeOf(revoked)
			list = append(list, t)
			return err
		}, "SELECT id, name, digest, scopes, by_id, made_at, expires_at, seen_at, revoked_at FROM api_tokens WHERE workspace = ? AND "+condition+" ORDER BY made_at, id", append([]any{ws}, args...)...)
	})
	if err != nil {
		return nil, fmt.Errorf("read tokens: %w", err)
	}
	return list, nil
}

// Token finds a token by the digest of its secret.
func (a *Access) Token(ctx context.Context, ws domain.WorkspaceID, digest []byte) (access.APIToken, error) {
	list, err := a.tokens(ctx, ws, "digest = ?", digest)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("token: %w", access.ErrNotFound)
	}
	if err != nil {
		return access.APIToken{}, err
	}
	return list[0], nil
}

// TouchToken notes that a token was used.
func (a *Access) TouchToken(ctx context.Context, ws domain.WorkspaceID, id string, at time.Time) error {
	return a.touch(ctx, "UPDATE api_tokens SET seen_at = ? WHERE workspace = ? AND id = ?", at.UnixMicro(), ws, id)
}

// Tokens lists tokens, oldest first.
func (a *Access) Tokens(ctx context.Context, ws domain.WorkspaceID) ([]access.APIToken, error) {
	return a.tokens(ctx, ws, "1 = 1")
}

// RevokeToken ends a token. One that has ended stays as it was.
func (a *Access) RevokeToken(ctx context.Context, ws domain.WorkspaceID, id string, at time.Time, c access.Change) error {
	return a.change(ctx, ws, "token", c, func(u *Unit) error {
		return u.removed(ctx, "token", "UPDATE api_tokens SET revoked_at = coalesce(revoked_at, ?) WHERE workspace = ? AND id = ?", at.UnixMicro(), ws, id)
	})
}

// KeepSetup replaces the workspace's setup token.
func (a *Access) KeepSetup(ctx context.Context, ws domain.WorkspaceID, digest []byte, until time.Time, c access.Change) error {
	return a.change(ctx, ws, "workspace", c, func(u *Unit) error {
		_, err := u.Exec(ctx, "INSERT INTO setup_tokens (workspace, digest, until) VALUES (?, ?, ?) ON CONFLICT (workspace) DO UPDATE SET digest = excluded.digest, until = excluded.until",
			ws, digest, until.UnixMicro())
		if err != nil {
			return fmt.Errorf("keep setup token: %w", err)
		}
		return nil
	})
}

// TakeSetup uses a setup token up.
func (a *Access) TakeSetup(ctx context.Context, ws domain.WorkspaceID, digest []byte, now time.Time) error {
	return a.change(ctx, ws, "workspace", access.Change{Action: "setup.used"}, func(u *Unit) error {
		return u.removed(ctx, "setup token", "DELETE FROM setup_tokens WHERE workspace = ? AND digest = ? AND until > ?", ws, digest, now.UnixMicro())
	})
}

// Failures returns how often in a row signing in has failed under a key.
func (a *Access) Failures(ctx context.Context, ws domain.WorkspaceID, key string) (n int, until time.Time, err error) {
	err = a.db.Read(ctx, func(q Query) error {
		n, until, err = failures(ctx, q, ws, key)
		return err
	})
	return n, until, err
}

func failures(ctx context.Context, q Query, ws domain.WorkspaceID, key string) (n int, until time.Time, err error) {
	var at int64
	err = q.Row(ctx, "SELECT failures, until FROM login_failures WHERE workspace = ? AND subject = ?", ws, key).Scan(&n, &at)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, time.Time{}, nil
	case err != nil:
		return 0, time.Time{}, fmt.Errorf("read failed sign-ins: %w", err)
	}
	return n, time.UnixMicro(at).UTC(), nil
}

// SetFailures changes a count in one transaction; zero forgets it.
func (a *Access) SetFailures(ctx context.Context, ws domain.WorkspaceID, key string, next func(n int, until time.Time) (int, time.Time)) error {
	return a.db.Write(ctx, func(tx *Tx) error {
		n, until, err := failures(ctx, tx, ws, key)
		if err != nil {
			return err
		}
		query, args := "DELETE FROM login_failures WHERE workspace = ? AND subject = ?", []any{ws, key}
		if n, until = next(n, until); n > 0 {
			query = `INSERT INTO login_failures (workspace, subject, failures, until) VALUES (?, ?, ?, ?)
				ON CONFLICT (workspace, subject) DO UPDATE SET failures = excluded.failures, until = excluded.until`
			args = append(args, n, until.UnixMicro())
		}
		if _, err := tx.Exec(ctx, query, args...); err != nil {
			return fmt.Errorf("keep failed sign-ins: %w", err)
		}
		return nil
	})
}
