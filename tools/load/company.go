package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/store/postgres"
	"github.com/daylight-hq/daylight/internal/store/sqlite"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

const (
	workspace = domain.WorkspaceID("main")
	tenant    = "main"
	vendor    = "okta"
	// together is how many subjects are made in one transaction.
	together = 5000
)

// company is made-up people who each work, are paid and sign in. Of them, cases
// are paid to an account that one other of them is paid to as well.
type company struct{ subjects, cases int }

// keys let a client in: a token for records, and the cookie of an analyst.
type keys struct{ Token, Session string }

// open opens a database by its address.
func open(ctx context.Context, address string) (*sqlstore.DB, error) {
	if postgres.Is(address) {
		return postgres.Open(ctx, address, time.Now)
	}
	return sqlite.Open(ctx, address, time.Now)
}

// fill writes the company by the product's own store, sealed as a server would.
func (c company) fill(ctx context.Context, address string, master []byte) (err error) {
	db, err := open(ctx, address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	ws, err := db.Workspace(ctx, workspace, master)
	if err != nil {
		return err
	}
	prepare := engine.NewPreparer(identifier.NewHasher(ws.Keys().Secret), "US")
	for from := 0; from < c.subjects; from += together {
		if err := c.some(ctx, ws, prepare, from, min(from+together, c.subjects)); err != nil {
			return fmt.Errorf("make subjects from %d: %w", from, err)
		}
	}
	return nil
}

func (c company) some(ctx context.Context, ws *sqlstore.Workspace, prepare *engine.Preparer, from, to int) error {
	s := engine.NewState(0)
	s.Track()
	for i := from; i < to; i++ {
		records := []domain.Record{worker(i), signIn(i)}
		if i < c.cases {
			records = append(records, pay(i))
		}
		for _, r := range records {
			p := prepare.Prepare(r)
			if _, err := s.Add(&p); err != nil {
				return errors.Join(err, s.Close())
			}
		}
	}
	err := ws.Save(ctx, ingest.FileProgress{}, s.TakeDelta(), nil)
	return errors.Join(err, s.Close())
}

// started is when the made-up people began to work.
func started() time.Time { return time.Now().UTC().Truncate(24*time.Hour).AddDate(0, -2, 0) }

func workMail(i int) string { return fmt.Sprintf("w%07d@corp.example.com", i) }

func worker(i int) domain.Record {
	text := func(f domain.Field, s string) domain.Value {
		return domain.Value{Field: f, Text: s, Role: domain.RoleHome, Assurance: domain.Recorded}
	}
	id := workerID(i)
	return domain.Record{Key: domain.Key{Source: "adp", Tenant: tenant, Kind: domain.KindWorker, ID: id}, OccurredAt: started(), ObservedAt: started(),
		Origin: domain.Origin{File: "workers.json", FileHash: "00", Line: i + 1},
		Refs:   []domain.Ref{{Type: domain.RefWorker, Value: domain.QualifiedID("adp", tenant, id)}, {Type: domain.RefWorkMail, Value: workMail(i)}},
		Values: []domain.Value{text(domain.FieldName, word(i*7919+13)+" "+word(i)),
			text(domain.FieldEmail, fmt.Sprintf("private%07d@example.net", i)),
			text(domain.FieldPhone, fmt.Sprintf("+1212%03d%04d", 200+i/10000%790, i%10000))}}
}

func workerID(i int) string { return fmt.Sprintf("A%07d", i) }

// pay is where somebody is paid to: the account of one other, too.
func pay(i int) domain.Record {
	return domain.Record{Key: domain.Key{Source: "adp", Tenant: tenant, Kind: domain.KindPayAccount, ID: workerID(i) + "-1"}, OccurredAt: started(), ObservedAt: started(),
		Origin: domain.Origin{File: "pay.json", FileHash: "00", Line: i + 1},
		Refs:   []domain.Ref{{Type: domain.RefWorker, Value: domain.QualifiedID("adp", tenant, workerID(i))}},
		Values: []domain.Value{{Field: domain.FieldBankAccount, Role: domain.RolePayee, Assurance: domain.Recorded,
			Bank: &domain.BankAccount{Routing: "110000000", Account: fmt.Sprintf("77%09d", i/2)}}}}
}

// word makes a surname that few share out of a number.
func word(i int) string {
	parts := [...]string{"bra", "kel", "mun", "tor", "vis", "gal", "nor", "dup", "fen", "sol"}
	out := "Q"
	for n := i; ; n /= 10 {
		out += parts[n%10]
		if n < 10 {
			return out
		}
	}
}

// signIn is the first sign-in of a person; what the load brings follows it.
func signIn(i int) domain.Record {
	text := func(f domain.Field, s string) domain.Value {
		return domain.Value{Field: f, Text: s, Role: domain.RoleSignIn, Assurance: domain.Recorded}
	}
	at := started().AddDate(0, 0, 1)
	return domain.Record{Key: domain.Key{Source: vendor, Tenant: tenant, Kind: domain.KindSignIn, ID: fmt.Sprintf("first-%d", i)}, OccurredAt: at, ObservedAt: at,
		Origin: domain.Origin{File: "okta.ndjson", Line: i + 1},
		Refs:   []domain.Ref{{Type: domain.RefAccount, Value: domain.QualifiedID(vendor, tenant, account(i))}, {Type: domain.RefWorkMail, Value: workMail(i)}},
		Values: []domain.Value{text(domain.FieldPublicIP, home(i)), text(domain.FieldDeviceToken, device(i))}}
}

func account(i int) string { return fmt.Sprintf("00u%07d", i) }
func device(i int) string  { return fmt.Sprintf("u%031x", i) }
func home(i int) string    { return fmt.Sprintf("%d.%d.%d.%d", 81+i>>24&7, i>>16&255, i>>8&255, i&255) }

// admit makes an analyst and a token in a database that no server holds.
func admit(ctx context.Context, address string, master []byte) (k keys, err error) {
	db, err := open(ctx, address)
	if err != nil {
		return k, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.Workspace(ctx, workspace, master); err != nil {
		return k, err
	}
	store := sqlstore.NewAccess(db)
	desk := access.New(store, time.Now)
	since := time.Now().Add(-7 * 24 * time.Hour)
	id := fmt.Sprintf("u_load%d", time.Now().UnixNano())
	u := &access.User{ID: id, Version: 1, Login: id + "@corp.example.com", Name: "Load", CreatedAt: since}
	for _, r := range []access.Role{access.Admin, access.Security, access.HR} {
		u.Grants = append(u.Grants, access.Grant{Role: r, Since: since})
	}
	if err := store.CreateUser(ctx, workspace, u, access.Change{Action: "load"}); err != nil {
		return k, err
	}
	var who *access.Actor
	if k.Session, who, err = desk.Open(ctx, workspace, u, "load"); err != nil {
		return k, err
	}
	k.Token, _, err = desk.MakeToken(ctx, who, "load", []access.Action{access.Ingest}, 24*time.Hour)
	return k, err
}
