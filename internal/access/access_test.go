package access_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// TestAllowed shows the whole of authorisation as a table, so that a change of
// it is seen in review. UPDATE=1 writes it.
func TestAllowed(t *testing.T) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%-18s", "")
	for _, r := range access.Roles() {
		fmt.Fprintf(&b, " %-9s", r)
	}
	line := func(name string, can func(a *access.Actor) bool) {
		fmt.Fprintf(&b, "\n%-18s", name)
		for _, r := range access.Roles() {
			mark := "-"
			if can(&access.Actor{Kind: access.Person, Grants: []access.Grant{{Role: r}}}) {
				mark = "yes"
			}
			fmt.Fprintf(&b, " %-9s", mark)
		}
	}
	for _, do := range access.Actions() {
		line(string(do), func(a *access.Actor) bool { return a.Can(do) })
	}
	for _, c := range []access.Class{access.Detail, access.Bank, access.SignIns} {
		line("sees "+string(c), func(a *access.Actor) bool { return a.Sees(c) })
	}
	b.WriteByte('\n')
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile("testdata/allowed.txt", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/allowed.txt")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, b.Bytes()) {
		t.Errorf("the table changed; look at it and run with UPDATE=1:\n%s", b.Bytes())
	}
}

// TestRolesOnlyAdd: taking a role away never lets somebody do more, an auditor
// changes nothing, an admin sees no case, and nobody without a role does
// anything but look after the own account.
func TestRolesOnlyAdd(t *testing.T) {
	roles := access.Roles()
	for set := range 1 << len(roles) {
		a := &access.Actor{Kind: access.Person}
		for i, r := range roles {
			if set&(1<<i) != 0 {
				a.Grants = append(a.Grants, access.Grant{Role: r})
			}
		}
		for i := range a.Grants {
			less := &access.Actor{Kind: access.Person, Grants: slices.Delete(slices.Clone(a.Grants), i, i+1)}
			for _, do := range access.Actions() {
				if less.Can(do) && !a.Can(do) {
					t.Fatalf("without %s more is allowed: %s", a.Grants[i].Role, do)
				}
			}
		}
	}
	for _, do := range access.Actions() {
		auditor := &access.Actor{Kind: access.Person, Grants: []access.Grant{{Role: access.Auditor}}}
		if changes := !strings.HasSuffix(string(do), ".read") && do != access.Search && do != access.OwnAccount && do != access.UseViews; changes && auditor.Can(do) {
			t.Errorf("an auditor can %s", do)
		}
		if nobody := (&access.Actor{Kind: access.Person}); nobody.Can(do) != (do == access.OwnAccount) {
			t.Errorf("without a role, %s is %v", do, nobody.Can(do))
		}
	}
	admin := &access.Actor{Kind: access.Person, Grants: []access.Grant{{Role: access.Admin}}}
	for _, do := range []access.Action{access.ReadCases, access.ReadSubjects, access.ReadChecks, access.Search, access.Approve} {
		if admin.Can(do) {
			t.Errorf("an admin can %s", do)
		}
	}
}

// desk is a desk over a store, with a clock that the test moves.
type desk struct {
	*access.Desk
	store access.Store
	mu    sync.Mutex
	at    time.Time
}

func (d *desk) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.at
}

func (d *desk) pass(t time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at = d.at.Add(t)
}

const (
	ws       = domain.WorkspaceID("main")
	other    = domain.WorkspaceID("other")
	password = "violet kettle harbour 9"
)

// cheap is a cost of passwords for tests; [TestPasswordCost] pins the product's.
var cheap = access.Cost{Passes: 1, Memory: 8, Threads: 1}

func each(t *testing.T, run func(t *testing.T, d *desk)) {
	storetest.Each(t, func(t *testing.T, store *storetest.Store) {
		db := store.Open(t)
		storetest.Workspace(t, db, ws)
		storetest.Workspace(t, db, other)
		d := &desk{store: sqlstore.NewAccess(db), at: time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)}
		d.Desk = access.NewAtCost(d.store, d.now, cheap)
		run(t, d)
	})
}

// admin sets a workspace up and returns its first admin, signed in fully.
func (d *desk) admin(t *testing.T) *access.Actor {
	t.Helper()
	token, err := d.Setup(t.Context(), ws)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.RedeemSetup(t.Context(), ws, token, access.Draft{Login: "Ada@corp.example.com", Name: "Ada"}, password); err != nil {
		t.Fatal(err)
	}
	a, _ := d.enrol(t, "ada@corp.example.com")
	return a
}

// enrol signs somebody in, enrols an authenticator and signs in again.
func (d *desk) enrol(t *testing.T, login string) (*access.Actor, string) {
	t.Helper()
	_, half, err := d.SignIn(t.Context(), ws, access.Attempt{Login: login, Password: password, Address: "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	if half.Can(access.ManagePeople) || !half.Can(access.OwnAccount) {
		t.Fatal("a session without a second factor has a role")
	}
	address, err := d.BeginTOTP(t.Context(), half)
	if err != nil {
		t.Fatal(err)
	}
	key, err := otp.NewKeyFromURL(address)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.FinishTOTP(t.Context(), half, "000000"); !errors.Is(err, access.ErrLogin) {
		t.Fatalf("a wrong first code gave %v", err)
	}
	if _, err := d.FinishTOTP(t.Context(), half, d.code(t, key.Secret())); err != nil {
		t.Fatal(err)
	}
	d.pass(time.Minute)
	_, a, err := d.SignIn(t.Context(), ws, access.Attempt{Login: login, Password: password, Code: d.code(t, key.Secret()), Address: "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	return a, key.Secret()
}

func (d *desk) code(t *testing.T, secret string) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, d.now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// member invites somebody, who sets a password and enrols.
func (d *desk) member(t *testing.T, login string, by *access.Actor) (*access.User, *access.Actor) {
	t.Helper()
	u, err := d.Invite(t.Context(), ws, access.Draft{Login: login, Name: "Somebody"}, by)
	if err != nil {
		t.Fatal(err)
	}
	token, err := d.Invitation(t.Context(), ws, u.ID, by)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Actor(t.Context(), ws, token); !errors.Is(err, access.ErrNotFound) {
		t.Fatalf("an invitation opens a session: %v", err)
	}
	if err := d.Redeem(t.Context(), ws, token, "short"); !errors.Is(err, access.ErrWeak) {
		t.Fatalf("a weak password gave %v", err)
	}
	if err := d.Redeem(t.Context(), ws, token, password); err != nil {
		t.Fatal(err)
	}
	if err := d.Redeem(t.Context(), ws, token, password); !errors.Is(err, access.ErrNotFound) {
		t.Fatalf("an invitation used twice gave %v", err)
	}
	a, _ := d.enrol(t, login)
	return u, a
}

func TestSetup(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		needs := func(want bool) {
			t.Helper()
			if got, err := d.NeedsSetup(t.Context(), ws); err != nil || got != want {
				t.Fatalf("needs setup: %v (%v), want %v", got, err, want)
			}
		}
		needs(true)
		draft := access.Draft{Login: "ada@corp.example.com", Name: "Ada"}
		late, err := d.Setup(t.Context(), ws)
		if err != nil {
			t.Fatal(err)
		}
		d.pass(access.SetupLife + time.Second)
		if _, err := d.RedeemSetup(t.Context(), ws, late, draft, password); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("a late token gave %v", err)
		}
		token, err := d.Setup(t.Context(), ws)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.RedeemSetup(t.Context(), other, token, draft, password); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("a token of another workspace gave %v", err)
		}
		if _, err := d.RedeemSetup(t.Context(), ws, token, draft, "ada123456789"); !errors.Is(err, access.ErrWeak) {
			t.Errorf("a weak password gave %v", err)
		}
		if _, err := d.RedeemSetup(t.Context(), ws, token, draft, password); err != nil {
			t.Fatal(err)
		}
		needs(false)
		if _, err := d.RedeemSetup(t.Context(), ws, token, draft, password); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("a token used twice gave %v", err)
		}
	})
}

func TestSecondAdmin(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ada := d.admin(t)
		bea, beas := d.member(t, "bea@corp.example.com", ada)
		if now, err := d.Give(t.Context(), ws, bea.ID, access.Admin, "", ada); err != nil || !now {
			t.Fatalf("a second admin: %v %v", now, err)
		}
		if now, err := d.Give(t.Context(), ws, ada.ID, access.Security, "I look at cases", ada); err != nil || now {
			t.Fatalf("a role that sees cases holds at once: %v %v", now, err)
		}
		list, err := d.Proposals(t.Context(), ws)
		if err != nil || len(list) != 1 || list[0].Reason != "I look at cases" {
			t.Fatalf("proposals %+v (%v)", list, err)
		}
		if _, err := d.Agree(t.Context(), ws, list[0].ID, ada); !errors.Is(err, access.ErrNeedTwo) {
			t.Errorf("agreeing with oneself gave %v", err)
		}
		if _, err := d.Agree(t.Context(), ws, list[0].ID, beas); !errors.Is(err, access.ErrForbidden) {
			t.Errorf("a session from before the role gave %v", err) // its grants are those of signing in
		}
		if _, err := d.Agree(t.Context(), ws, list[0].ID, d.again(t, bea.ID)); !errors.Is(err, access.ErrTooNew) {
			t.Errorf("an admin made up on the spot gave %v", err)
		}
		d.pass(24 * time.Hour)
		beas = d.again(t, bea.ID)
		if _, err := d.Agree(t.Context(), ws, list[0].ID, beas); err != nil {
			t.Fatal(err)
		}
		given := d.now()
		puppet, _ := d.member(t, "cas@corp.example.com", ada)
		if now, err := d.Give(t.Context(), ws, puppet.ID, access.Admin, "", ada); err != nil || now {
			t.Errorf("with two admins, one makes a third alone: %v %v", now, err)
		}
		u, err := d.store.User(t.Context(), ws, ada.ID)
		if err != nil || !u.Has(access.Security) || !u.Grants[1].Since.Equal(given) {
			t.Errorf("the role was not given now: %+v (%v)", u, err)
		}
		if _, err := d.Agree(t.Context(), ws, list[0].ID, beas); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("agreeing twice gave %v", err)
		}
		if err := d.Take(t.Context(), ws, bea.ID, access.Admin, ada); err != nil {
			t.Error(err)
		}
		if err := d.Take(t.Context(), ws, ada.ID, access.Admin, ada); !errors.Is(err, access.ErrLastAdmin) {
			t.Errorf("taking the last admin gave %v", err)
		}
		if _, err := d.store.User(t.Context(), other, ada.ID); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("another workspace reads the user: %v", err)
		}
	})
}

// again opens a session as a passkey would.
func (d *desk) again(t *testing.T, user string) *access.Actor {
	t.Helper()
	u, err := d.store.User(t.Context(), ws, user)
	if err != nil {
		t.Fatal(err)
	}
	_, a, err := d.Open(t.Context(), ws, u, "test")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestSessions(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ada := d.admin(t)
		u, err := d.store.User(t.Context(), ws, ada.ID)
		if err != nil {
			t.Fatal(err)
		}
		secret, _, err := d.Open(t.Context(), ws, u, "Firefox on Linux")
		if err != nil {
			t.Fatal(err)
		}
		if a, err := d.Actor(t.Context(), ws, secret); err != nil || !a.Can(access.ManagePeople) {
			t.Fatalf("a fresh session: %v %v", a, err)
		}
		for _, bad := range []string{"", secret[:len(secret)-1], secret + "x", "dls_"} {
			if _, err := d.Actor(t.Context(), ws, bad); !errors.Is(err, access.ErrNotFound) {
				t.Errorf("secret %q gave %v", bad, err)
			}
		}
		if _, err := d.Actor(t.Context(), other, secret); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("another workspace takes the session: %v", err)
		}
		for range 20 { // used every half hour it lasts, but not for ever
			d.pass(30 * time.Minute)
			if _, err := d.Actor(t.Context(), ws, secret); err != nil {
				t.Fatal(err)
			}
		}
		d.pass(2 * time.Hour)
		if _, err := d.Actor(t.Context(), ws, secret); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("an idle session gave %v", err)
		}
		secret, a, err := d.Open(t.Context(), ws, u, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := d.SignOut(t.Context(), a, a.Session); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Actor(t.Context(), ws, secret); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("a session that was ended gave %v", err)
		}
	})
}

func TestLockout(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ada := d.admin(t)
		for _, login := range []string{"ada@corp.example.com", "nobody@corp.example.com"} {
			in := access.Attempt{Login: login, Password: "wrong wrong wrong", Address: "198.51.100." + login[:1]}
			for range 5 {
				if _, _, err := d.SignIn(t.Context(), ws, in); !errors.Is(err, access.ErrLogin) {
					t.Fatalf("%s: a wrong password gave %v", login, err)
				}
			}
			var locked *access.LockedError
			if _, _, err := d.SignIn(t.Context(), ws, in); !errors.As(err, &locked) || locked.For > time.Second {
				t.Fatalf("%s: the sixth attempt gave %v", login, err)
			}
			// A stranger does not shut the owner out elsewhere, but guesses from
			// everywhere come to an end as well.
			for i := range 16 {
				in.Address = fmt.Sprintf("203.0.%d.%s", i, login[:1])
				if _, _, err := d.SignIn(t.Context(), ws, in); !errors.Is(err, access.ErrLogin) {
					t.Fatalf("%s: guess %d from elsewhere gave %v", login, i, err)
				}
			}
			in.Address = "203.0.113.9"
			if _, _, err := d.SignIn(t.Context(), ws, in); !errors.As(err, &locked) {
				t.Fatalf("%s: the twenty-second guess gave %v", login, err)
			}
		}
		d.pass(time.Hour)
		if _, _, err := d.SignIn(t.Context(), ws, access.Attempt{Login: "ada@corp.example.com", Password: password, Address: "203.0.113.9"}); !errors.Is(err, access.ErrLogin) {
			t.Errorf("without a code it gave %v", err)
		}
		if err := d.Disable(t.Context(), ws, ada.ID, ada); !errors.Is(err, access.ErrLastAdmin) {
			t.Errorf("shutting the last admin out gave %v", err)
		}
	})
}

func TestCodeOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.admin(t)
		if _, err := d.store.UserByLogin(t.Context(), ws, "ada@corp.example.com"); err != nil {
			t.Fatal(err)
		}
		u, err := d.store.UserByLogin(t.Context(), ws, "ada@corp.example.com")
		if err != nil {
			t.Fatal(err)
		}
		d.pass(time.Minute)
		in := access.Attempt{Login: u.Login, Password: password, Code: d.code(t, u.TOTP), Address: "192.0.2.7"}
		if _, _, err := d.SignIn(t.Context(), ws, in); err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.SignIn(t.Context(), ws, in); !errors.Is(err, access.ErrLogin) {
			t.Errorf("a code used twice gave %v", err)
		}
	})
}

func TestTokens(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ada := d.admin(t)
		for name, scopes := range map[string][]access.Action{"decides": {access.Approve}, "reads cases": {access.ReadCases}, "nothing": nil} {
			if _, _, err := d.MakeToken(t.Context(), ada, "x", scopes, time.Hour); err == nil {
				t.Errorf("a token that %s was made", name)
			}
		}
		secret, tok, err := d.MakeToken(t.Context(), ada, "loader", []access.Action{access.Ingest}, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		a, err := d.Program(t.Context(), ws, secret)
		if err != nil || !a.Can(access.Ingest) || a.Can(access.ReadSubjects) || a.Sees(access.Detail) || a.Can(access.OwnAccount) {
			t.Fatalf("the token may %+v (%v)", a, err)
		}
		if _, err := d.Program(t.Context(), other, secret); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("another workspace takes the token: %v", err)
		}
		d.pass(time.Hour)
		if _, err := d.Program(t.Context(), ws, secret); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("a token past its end gave %v", err)
		}
		secret, tok, err = d.MakeToken(t.Context(), ada, "loader", []access.Action{access.Ingest}, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.RevokeToken(t.Context(), ada, tok.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Program(t.Context(), ws, secret); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("a revoked token gave %v", err)
		}
	})
}

// TestFactorStays: a password alone cannot replace a second factor, nor add one
// beside a passkey.
func TestFactorStays(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ada := d.admin(t)
		_, err := d.store.UpdateUser(t.Context(), ws, ada.ID, func(u *access.User) error {
			u.TOTP, u.Passkeys = "", []access.Passkey{{ID: []byte{1}}}
			return nil
		}, access.Change{Action: "test"})
		if err != nil {
			t.Fatal(err)
		}
		_, half, err := d.SignIn(t.Context(), ws, access.Attempt{Login: "ada@corp.example.com", Password: password, Address: "192.0.2.1"})
		if err != nil || half.Factor || half.Can(access.ManagePeople) {
			t.Fatalf("a password beside a passkey gave %+v (%v)", half, err)
		}
		if _, err := d.BeginTOTP(t.Context(), half); !errors.Is(err, access.ErrForbidden) {
			t.Errorf("a password alone begins to enrol a factor: %v", err)
		}
		if _, err := d.FinishTOTP(t.Context(), half, "000000"); !errors.Is(err, access.ErrForbidden) {
			t.Errorf("a password alone enrols a factor: %v", err)
		}
	})
}

// TestGuessesSideBySide counts every one of many guesses made at once.
func TestGuessesSideBySide(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				err := d.store.SetFailures(t.Context(), ws, "login:x", func(n int, _ time.Time) (int, time.Time) { return n + 1, d.now() })
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n, _, err := d.store.Failures(t.Context(), ws, "login:x"); err != nil || n != 12 {
			t.Errorf("%d counted (%v), want 12", n, err)
		}
	})
}

// TestReset: a lost authenticator needs two admins, ends every session and
// gives no role back by itself.
func TestReset(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ada := d.admin(t)
		bea, _ := d.member(t, "bea@corp.example.com", ada)
		if _, err := d.Give(t.Context(), ws, bea.ID, access.Admin, "", ada); err != nil {
			t.Fatal(err)
		}
		d.pass(25 * time.Hour)
		ada = d.again(t, ada.ID)
		cas, casActor := d.member(t, "cas@corp.example.com", ada)
		if err := d.Reset(t.Context(), ws, cas.ID, "lost phone", ada); err != nil {
			t.Fatal(err)
		}
		list, err := d.Proposals(t.Context(), ws)
		if err != nil || len(list) != 1 {
			t.Fatalf("%v %v", list, err)
		}
		if _, err := d.Agree(t.Context(), ws, list[0].ID, ada); !errors.Is(err, access.ErrNeedTwo) {
			t.Errorf("one admin alone gave %v", err)
		}
		token, err := d.Agree(t.Context(), ws, list[0].ID, d.again(t, bea.ID))
		if err != nil {
			t.Fatal(err)
		}
		if left, err := d.Sessions(t.Context(), casActor); err != nil || len(left) > 0 {
			t.Errorf("sessions after a reset: %v (%v)", left, err)
		}
		if _, _, err := d.SignIn(t.Context(), ws, access.Attempt{Login: "cas@corp.example.com", Password: password}); !errors.Is(err, access.ErrLogin) {
			t.Errorf("the old password gave %v", err)
		}
		if err := d.Redeem(t.Context(), ws, token, password); err != nil {
			t.Fatal(err)
		}
		d.enrol(t, "cas@corp.example.com")
	})
}

func TestCheckNew(t *testing.T) {
	for _, weak := range []string{"", "short", "qwertyuiop12", "Password1234!", "1qaz2wsx3edc", "ada.lovelace-77", "aaaaaaaaaaaaaa", "abababababab", "Daylight 2026!!"} {
		if err := access.CheckNew(weak, "ada.lovelace@corp.example.com"); !errors.Is(err, access.ErrWeak) {
			t.Errorf("%q gave %v", weak, err)
		}
	}
	for _, good := range []string{password, "tr0ubador&3staple", "пять зелёных огней"} {
		if err := access.CheckNew(good, "ada@corp.example.com"); err != nil {
			t.Errorf("%q gave %v", good, err)
		}
	}
}
