package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/store/seal"
)

// Resume returns how far a file was read.
func (w *Workspace) Resume(ctx context.Context, path, hash string) (offset int64, c ingest.Counts, done bool, err error) {
	err = w.db.ReadIn(ctx, w.id, func(v *View) error {
		for _, at := range v.Lookups("path", path) {
			err := v.Row(ctx, `SELECT read_to, done, accepted, duplicate, unused, set_aside, versions, unknown, erased
				FROM imports WHERE workspace = ? AND path_hash = ? AND file_hash = ?`, w.id, at, hash).
				Scan(&offset, &done, &c.Accepted, &c.Duplicate, &c.Unused, &c.SetAside, &c.Versions, &c.Unknown, &c.Erased)
			if !errors.Is(err, sql.ErrNoRows) {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, ingest.Counts{}, false, fmt.Errorf("read progress: %w", err)
	}
	return offset, c, done, nil
}

// Save writes a delta, the file's progress and what was set aside in one
// transaction: a killed process loses the batch whole or not at all. What
// belongs to an erased owner is left out.
func (w *Workspace) Save(ctx context.Context, p ingest.FileProgress, d engine.Delta, aside []ingest.SetAside) error {
	return w.db.WriteIn(ctx, w.id, func(u *Unit) error {
		if err := u.Save(ctx, d); err != nil {
			return err
		}
		if err := u.saveAside(ctx, p.Hash, aside); err != nil {
			return err
		}
		if p.Path == "" {
			return nil
		}
		return u.saveImport(ctx, p)
	})
}

// Save writes a delta as a part of a larger transaction.
func (u *Unit) Save(ctx context.Context, d engine.Delta) error {
	keys, err := u.ownerKeys(ctx, owners(d))
	if err != nil {
		return err
	}
	if err := u.saveRecords(ctx, d.Records, keys); err != nil {
		return err
	}
	if err := u.saveAccounts(ctx, d.Accounts, keys); err != nil {
		return err
	}
	if err := u.saveEventKeys(ctx, d.EventKeys); err != nil {
		return err
	}
	if err := u.appendJournal(ctx, d.Journal); err != nil {
		return err
	}
	if err := u.saveCorrections(ctx, d.Fixes); err != nil {
		return err
	}
	return u.saveGone(ctx, d.Gone)
}

func owners(d engine.Delta) []string {
	out := make([]string, 0, len(d.Records)+len(d.Accounts))
	for _, p := range d.Records {
		out = append(out, recordOwner(&p.Record))
	}
	for i := range d.Accounts {
		out = append(out, accountOwner(&d.Accounts[i]))
	}
	return out
}

func recordOwner(r *domain.Record) string   { return seal.Owner(r.Refs, r.Key.String()) }
func accountOwner(a *engine.Account) string { return seal.Owner(a.Refs, a.Key) }

// recordInsert takes a version again when an earlier observation of it, or its
// client, became known.
const (
	recordInsert = `INSERT INTO records (workspace, record_hash, key_hash, owner_hash, client_hash, source, tenant, kind,
		occurred_at, observed_at, file_hash, file_line, file_offset, record_sealed) VALUES`
	recordConflict = `ON CONFLICT (workspace, record_hash) DO UPDATE SET observed_at = excluded.observed_at, file_hash = excluded.file_hash,
		file_line = excluded.file_line, file_offset = excluded.file_offset, record_sealed = excluded.record_sealed`
	recordColumns = 14

	identifierInsert = "INSERT INTO identifiers (workspace, type, value_hash, owner_hash) VALUES"
	accountInsert    = "INSERT INTO accounts (workspace, account_hash, owner_hash, account_sealed) VALUES"
	accountConflict  = "ON CONFLICT (workspace, account_hash) DO UPDATE SET owner_hash = excluded.owner_hash, account_sealed = excluded.account_sealed"
	nothing          = "ON CONFLICT DO NOTHING"
)

func (u *Unit) saveRecords(ctx context.Context, records []*engine.Prepared, keys map[string]dataKey) error {
	// A delta may carry a version twice, the later copy with the earlier
	// observation; one statement may not touch one row twice.
	last := make(map[string]*engine.Prepared, len(records))
	for _, p := range records {
		last[versionName(&p.Record)] = p
	}
	clients := map[string]bool{}
	rows := u.insert(recordInsert, recordConflict, recordColumns)
	ids := u.insert(identifierInsert, nothing, 4)
	for _, p := range records {
		name := versionName(&p.Record)
		owner := keys[recordOwner(&p.Record)]
		if last[name] != p || owner.key == nil {
			continue
		}
		if err := u.addRecord(ctx, rows, ids, p, owner); err != nil {
			return err
		}
		if c := clientOf(&p.Record); c != "" {
			clients[c] = true
		}
	}
	if err := rows.flush(ctx); err != nil {
		return fmt.Errorf("keep records: %w", err)
	}
	if err := ids.flush(ctx); err != nil {
		return fmt.Errorf("keep identifiers: %w", err)
	}
	return u.saveClients(ctx, clients)
}

func versionName(r *domain.Record) string { return r.Key.String() + string(r.Hash[:]) }

// addRecord gathers the rows of a record.
func (u *Unit) addRecord(ctx context.Context, rows, ids *inserter, p *engine.Prepared, owner dataKey) error {
	r := &p.Record
	id := u.Lookup("record", versionName(r))
	sealed, err := seal.Seal(owner.key, p.Pack(), u.Context("record", id))
	if err != nil {
		return err
	}
	if err := rows.add(ctx, u.Workspace(), id, u.Lookup("key", r.Key.String()), owner.owner, u.clientHash(clientOf(r)), r.Key.Source, r.Key.Tenant, string(r.Key.Kind),
		micros(r.OccurredAt), r.ObservedAt.UnixMicro(), r.Origin.FileHash, r.Origin.Line, r.Origin.Offset, sealed); err != nil {
		return fmt.Errorf("keep records: %w", err)
	}
	for _, s := range p.Seen {
		if err := ids.add(ctx, u.Workspace(), string(s.Identifier.Type), u.Lookup(string(s.Identifier.Type), s.Identifier.Key), owner.owner); err != nil {
			return fmt.Errorf("keep identifiers: %w", err)
		}
	}
	return nil
}

func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// clientOf is the end client of the placement that a record speaks of, if any.
func clientOf(r *domain.Record) string {
	for i := range r.Values {
		if r.Values[i].Field == domain.FieldClient {
			return strings.TrimSpace(r.Values[i].Text)
		}
	}
	return ""
}

// clientHash is NULL for no client.
func (u *Unit) clientHash(name string) any {
	if name == "" {
		return nil
	}
	return u.Lookup("client", strings.ToLower(name))
}

func (u *Unit) saveClients(ctx context.Context, names map[string]bool) error {
	in := u.insert("INSERT INTO clients (workspace, client_hash, name_sealed, key_version) VALUES", nothing, 4)
	for name := range names {
		id := u.Lookup("client", strings.ToLower(name))
		sealed, err := u.Own([]byte(name), "client", id)
		if err != nil {
			return err
		}
		if err := in.add(ctx, u.Workspace(), id, sealed, u.Newest()); err != nil {
			return fmt.Errorf("keep client: %w", err)
		}
	}
	if err := in.flush(ctx); err != nil {
		return fmt.Errorf("keep client: %w", err)
	}
	return nil
}

func (u *Unit) saveAccounts(ctx context.Context, accounts []engine.Account, keys map[string]dataKey) error {
	in := u.insert(accountInsert, accountConflict, 4)
	for i := range accounts {
		a := &accounts[i]
		owner := keys[accountOwner(a)]
		if owner.key == nil {
			continue
		}
		if u.Rotating() {
			// The row may stand under an owner who has not moved yet.
			for _, old := range u.Lookups("account", a.Key)[1:] {
				if _, err := u.Exec(ctx, "DELETE FROM accounts WHERE workspace = ? AND account_hash = ?", u.Workspace(), old); err != nil {
					return fmt.Errorf("move account: %w", err)
				}
			}
		}
		if err := u.addAccount(ctx, in, a, owner); err != nil {
			return err
		}
	}
	if err := in.flush(ctx); err != nil {
		return fmt.Errorf("keep accounts: %w", err)
	}
	return nil
}

func (u *Unit) addAccount(ctx context.Context, in *inserter, a *engine.Account, owner dataKey) error {
	id := u.Lookup("account", a.Key)
	sealed, err := seal.Seal(owner.key, a.Pack(), u.Context("account", id))
	if err != nil {
		return err
	}
	if err := in.add(ctx, u.Workspace(), id, owner.owner, sealed); err != nil {
		return fmt.Errorf("keep accounts: %w", err)
	}
	return nil
}

func (u *Unit) saveEventKeys(ctx context.Context, keys []domain.Hash) error {
	in := u.insert("INSERT INTO event_keys (workspace, event_key) VALUES", nothing, 2)
	for _, k := range keys {
		if err := in.add(ctx, u.Workspace(), k[:]); err != nil {
			return fmt.Errorf("keep event keys: %w", err)
		}
	}
	if err := in.flush(ctx); err != nil {
		return fmt.Errorf("keep event keys: %w", err)
	}
	return nil
}

// saveGone writes a time for a record that is gone, NULL for one that an export
// carries again.
func (u *Unit) saveGone(ctx context.Context, gone []engine.Gone) error {
	for _, g := range gone {
		var at any
		if g.At != 0 {
			at = g.At
		}
		for _, key := range u.Lookups("key", g.Key.String()) {
			if _, err := u.Exec(ctx, "UPDATE records SET gone_at = ? WHERE workspace = ? AND key_hash = ?", at, u.Workspace(), key); err != nil {
				return fmt.Errorf("mark a record as gone: %w", err)
			}
		}
	}
	return nil
}

func (u *Unit) saveAside(ctx context.Context, hash string, aside []ingest.SetAside) error {
	in := u.insert(`INSERT INTO quarantine (workspace, path_hash, path_sealed, file_hash, line, file_offset, source, reason, detail_sealed, at, key_version) VALUES`, "", 11)
	for _, a := range aside {
		at := u.Lookup("path", a.File)
		path, err := u.Own([]byte(a.File), "path", at)
		if err != nil {
			return err
		}
		detail, err := u.Own([]byte(a.Detail), "detail", at)
		if err != nil {
			return err
		}
		if err := in.add(ctx, u.Workspace(), at, path, hash, a.Line, a.Offset, a.Source, a.Reason, detail, u.now()/1e6, u.Newest()); err != nil {
			return fmt.Errorf("keep what was set aside: %w", err)
		}
	}
	if err := in.flush(ctx); err != nil {
		return fmt.Errorf("keep what was set aside: %w", err)
	}
	return nil
}

func (u *Unit) saveImport(ctx context.Context, p ingest.FileProgress) error {
	hashes := u.Lookups("path", p.Path)
	for _, old := range hashes[1:] {
		if _, err := u.Exec(ctx, "DELETE FROM imports WHERE workspace = ? AND path_hash = ? AND file_hash = ?", u.Workspace(), old, p.Hash); err != nil {
			return fmt.Errorf("move progress: %w", err)
		}
	}
	path, err := u.Own([]byte(p.Path), "path", hashes[0])
	if err != nil {
		return err
	}
	if _, err := u.Exec(ctx, `INSERT INTO imports (workspace, path_hash, file_hash, source, shape, encoding, size, read_to, done,
			accepted, duplicate, unused, set_aside, versions, unknown, erased, observed_at, updated_at, key_version, path_sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, path_hash, file_hash) DO UPDATE SET read_to = excluded.read_to, done = excluded.done,
			accepted = excluded.accepted, duplicate = excluded.duplicate, unused = excluded.unused,
			set_aside = excluded.set_aside, versions = excluded.versions, unknown = excluded.unknown, erased = excluded.erased, updated_at = excluded.updated_at,
			key_version = excluded.key_version, path_sealed = excluded.path_sealed`,
		u.Workspace(), hashes[0], p.Hash, p.Source, p.Shape, p.Encoding, p.Size, p.Offset, p.Done,
		p.Accepted, p.Duplicate, p.Unused, p.SetAside, p.Versions, p.Unknown, p.Erased, p.ObservedAt.Unix(), u.now()/1e6, u.Newest(), path); err != nil {
		return fmt.Errorf("keep progress: %w", err)
	}
	return nil
}

// SaveReport keeps an evaluation's report, sealed.
func (w *Workspace) SaveReport(ctx context.Context, asOf time.Time, configHash string, report []byte) error {
	return w.db.WriteIn(ctx, w.id, func(u *Unit) error {
		sealed, err := u.Own(report, "report", []byte(configHash))
		if err != nil {
			return err
		}
		if _, err := u.Exec(ctx, "INSERT INTO evaluations (workspace, as_of, config_hash, made_at, report_sealed, key_version) VALUES (?, ?, ?, ?, ?, ?)",
			u.Workspace(), asOf.UnixMicro(), configHash, u.now()/1e6, sealed, u.Newest()); err != nil {
			return fmt.Errorf("keep report: %w", err)
		}
		return nil
	})
}

// Clients lists the end clients that records speak of, by name.
func (w *Workspace) Clients(ctx context.Context) (names []string, err error) {
	err = w.db.ReadIn(ctx, w.id, func(v *View) error {
		return each(ctx, v, func(rows *sql.Rows) error {
			var id, sealed []byte
			if err := rows.Scan(&id, &sealed); err != nil {
				return err
			}
			name, err := v.OpenOwn(sealed, "client", id)
			names = append(names, string(name))
			return err
		}, "SELECT client_hash, name_sealed FROM clients WHERE workspace = ?", w.id)
	})
	if err != nil {
		return nil, fmt.Errorf("list clients: %w", err)
	}
	return unique(names), nil
}
