package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/review"
)

// saveDecisions writes what the constraints of the database look at.
func (u *Unit) saveDecisions(ctx context.Context, c *review.Case) error {
	list := c.Past
	if c.Decision != nil {
		list = append(list[:len(list):len(list)], *c.Decision)
	}
	for _, d := range list {
		if err := u.saveDecision(ctx, c.ID, &d); err != nil {
			return fmt.Errorf("keep decision %s: %w", d.ID, err)
		}
	}
	return nil
}

func (u *Unit) saveDecision(ctx context.Context, id string, d *review.Decision) error {
	var noticeBy, code any
	var sent, received, appealed time.Time
	if n := d.Notice; n != nil {
		sent, received, noticeBy, code = n.SentAt, n.ReceivedAt, n.SentBy, u.Lookup("code", n.Reference)
	}
	var appealBy any
	for _, a := range d.Appeals {
		if a.DecidedBy != "" {
			appealBy, appealed = a.DecidedBy, a.DecidedAt
		}
	}
	_, err := u.Exec(ctx, `INSERT INTO decisions (workspace, id, case_id, outcome, author, proposed_at, approver, approved_at, notice_by, notice_at,
			received_at, wait_until, final_by, final_at, appeal_by, appeal_at, ended_at, code_hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, id) DO UPDATE SET author = excluded.author, approver = excluded.approver, approved_at = excluded.approved_at,
			notice_by = excluded.notice_by, notice_at = excluded.notice_at, received_at = excluded.received_at, wait_until = excluded.wait_until,
			final_by = excluded.final_by, final_at = excluded.final_at, appeal_by = excluded.appeal_by, appeal_at = excluded.appeal_at,
			ended_at = excluded.ended_at, code_hash = excluded.code_hash`,
		u.Workspace(), d.ID, id, d.Outcome, d.Author, micros(d.ProposedAt), some(d.Approver), micros(d.ApprovedAt), noticeBy, micros(sent),
		micros(received), micros(d.WaitUntil), some(d.FinalBy), micros(d.FinalAt), appealBy, micros(appealed), micros(d.EndedAt), code)
	return err
}

// some is NULL for an empty text.
func some(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func (u *Unit) saveContainments(ctx context.Context, c *review.Case) error {
	for _, k := range c.Contained {
		if _, err := u.Exec(ctx, `INSERT INTO containments (workspace, id, case_id, measure, asked_by, asked_at, approved_by, approved_at, expires_at, ended_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (workspace, id) DO UPDATE SET approved_by = excluded.approved_by, approved_at = excluded.approved_at,
				expires_at = excluded.expires_at, ended_at = excluded.ended_at`,
			u.Workspace(), k.ID, c.ID, k.Measure, k.AskedBy, micros(k.AskedAt), some(k.ApprovedBy), micros(k.ApprovedAt), micros(k.ExpiresAt), micros(k.EndedAt)); err != nil {
			return fmt.Errorf("keep containment %s: %w", k.ID, err)
		}
	}
	return nil
}

// saveHashes writes what a case is found by.
func (u *Unit) saveHashes(ctx context.Context, c *review.Case) error {
	ws := u.Workspace()
	tags := u.insert("INSERT INTO case_tags (workspace, case_id, tag) VALUES", "", 3)
	clients := u.insert("INSERT INTO case_clients (workspace, case_id, client_hash) VALUES", nothing, 3)
	keys := u.insert("INSERT INTO case_keys (workspace, case_id, key_hash) VALUES", nothing, 3)
	ids := u.insert("INSERT INTO case_identifiers (workspace, case_id, type, value_hash) VALUES", nothing, 4)
	items := u.insert("INSERT INTO case_evidence (workspace, case_id, item_hash) VALUES", nothing, 3)
	people := u.insert("INSERT INTO case_people (workspace, case_id, person) VALUES", nothing, 3)
	rules := u.insert("INSERT INTO case_rules (workspace, case_id, rule) VALUES", nothing, 3)
	if err := u.clearHashes(ctx, c.ID, hashTables()...); err != nil {
		return err
	}
	var err error
	put := func(in *inserter, values ...any) {
		if err == nil {
			err = in.add(ctx, append([]any{ws, c.ID}, values...)...)
		}
	}
	for _, t := range c.Tags {
		put(tags, t)
	}
	for _, k := range c.Clients {
		put(clients, u.Lookup("client", strings.ToLower(k)))
	}
	for _, k := range c.Keys {
		put(keys, u.Lookup("case key", k))
	}
	for _, i := range c.Identifiers {
		put(ids, i.Type, u.Lookup(string(i.Type), i.Key))
	}
	for _, i := range c.Cleared {
		put(items, u.Lookup("evidence", i))
	}
	for _, s := range c.Snapshots {
		for _, p := range s.Others {
			put(people, p)
		}
	}
	for _, s := range c.Latest().Seen {
		if s.Finding.Outcome == domain.Hit {
			put(rules, s.Finding.Rule)
		}
	}
	for _, m := range c.Marks {
		if m.Person != "" && m.Person != c.Person {
			put(people, m.Person)
		}
	}
	for _, in := range []*inserter{tags, clients, keys, ids, items, people, rules} {
		if err == nil {
			err = in.flush(ctx)
		}
	}
	if err != nil {
		return fmt.Errorf("keep what case %s is found by: %w", c.ID, err)
	}
	return nil
}

// hashTables are the tables that are told anew from a case with each change.
func hashTables() []string {
	return []string{"case_tags", "case_clients", "case_keys", "case_identifiers", "case_evidence", "case_people", "case_rules"}
}

func (u *Unit) clearHashes(ctx context.Context, id string, tables ...string) error {
	for _, t := range tables {
		if _, err := u.Exec(ctx, "DELETE FROM "+t+" WHERE workspace = ? AND case_id = ?", u.Workspace(), id); err != nil {
			return fmt.Errorf("clear %s of case %s: %w", t, id, err)
		}
	}
	return nil
}

func (u *Unit) saveVictims(ctx context.Context, c *review.Case) error {
	if err := u.clearHashes(ctx, c.ID, "victims", "misused_identifiers"); err != nil {
		return err
	}
	for _, m := range c.Marks {
		if m.Person != "" {
			if _, err := u.Exec(ctx, "INSERT INTO victims (workspace, case_id, kind, person) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
				u.Workspace(), c.ID, m.Kind, m.Person); err != nil {
				return fmt.Errorf("mark a victim: %w", err)
			}
		}
		for _, i := range m.Identifiers {
			if _, err := u.Exec(ctx, "INSERT INTO misused_identifiers (workspace, case_id, type, value_hash) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
				u.Workspace(), c.ID, i.Type, u.Lookup(string(i.Type), i.Key)); err != nil {
				return fmt.Errorf("mark an identifier as misused: %w", err)
			}
		}
	}
	return nil
}

// Marks reads who was found to be a victim.
func (r *Review) Marks(ctx context.Context, ws domain.WorkspaceID) (*review.MarkSet, error) {
	victims, misused := map[string]bool{}, map[string]bool{}
	var lookups func(kind, value string) [][]byte
	err := r.db.ReadIn(ctx, ws, func(v *View) error {
		lookups = v.Lookups
		err := each(ctx, v, func(rows *sql.Rows) error {
			var p string
			err := rows.Scan(&p)
			victims[p] = true
			return err
		}, "SELECT person FROM victims WHERE workspace = ?", ws)
		if err != nil {
			return err
		}
		return each(ctx, v, func(rows *sql.Rows) error {
			var kind string
			var hash []byte
			err := rows.Scan(&kind, &hash)
			misused[kind+string(hash)] = true
			return err
		}, "SELECT type, value_hash FROM misused_identifiers WHERE workspace = ?", ws)
	})
	if err != nil {
		return nil, fmt.Errorf("read victims: %w", err)
	}
	return &review.MarkSet{
		Empty:  len(victims) == 0 && len(misused) == 0,
		Victim: func(person string) bool { return victims[person] },
		Misused: func(id domain.Identifier) bool {
			for _, h := range lookups(string(id.Type), id.Key) {
				if misused[string(id.Type)+string(h)] {
					return true
				}
			}
			return false
		},
	}, nil
}

// EraseCase destroys a case's key and what was sealed under it.
func (r *Review) EraseCase(ctx context.Context, ws domain.WorkspaceID, id string, forget bool, e review.Event) error {
	err := r.db.WriteIn(ctx, ws, func(u *Unit) error {
		s, err := readCase(ctx, u.View, u.Tx, id)
		if err != nil {
			return err
		}
		if s.hold {
			return &review.Refused{Action: "erase", Missing: []string{"the end of the legal hold on case " + id}}
		}
		if !s.erased.Valid {
			if err := u.eraseCase(ctx, id, e.At); err != nil {
				return fmt.Errorf("erase case %s: %w", id, err)
			}
		}
		if forget {
			if err := u.forgetCase(ctx, id, e.At); err != nil {
				return fmt.Errorf("forget case %s: %w", id, err)
			}
		}
		e.Version = s.version
		return u.Audit(ctx, auditEntry(ws, e, audit.Object{Type: "case", ID: id}))
	})
	if err != nil {
		return err
	}
	return r.db.Forget(ctx)
}

func (u *Unit) eraseCase(ctx context.Context, id string, at time.Time) error {
	if _, err := u.Exec(ctx, `UPDATE cases SET version = version + 1, erased_at = ?, key_sealed = NULL, case_sealed = NULL, assignee = '', job = '',
			sight = '', snoozed_until = NULL, contained_until = NULL WHERE workspace = ? AND id = ?`, at.UnixMicro(), u.Workspace(), id); err != nil {
		return err
	}
	for _, query := range []string{
		"UPDATE case_events SET event_sealed = NULL WHERE workspace = ? AND case_id = ?",
		"UPDATE decisions SET code_hash = NULL WHERE workspace = ? AND case_id = ?",
		"DELETE FROM disputes WHERE workspace = ? AND case_id = ?",
	} {
		if _, err := u.Exec(ctx, query, u.Workspace(), id); err != nil {
			return err
		}
	}
	return u.clearHashes(ctx, id, "case_tags", "case_clients", "case_people")
}

// forgetCase takes away what an erased case could still be found by.
func (u *Unit) forgetCase(ctx context.Context, id string, at time.Time) error {
	if _, err := u.Exec(ctx, "UPDATE cases SET person = NULL, ring = NULL, forgotten_at = ? WHERE workspace = ? AND id = ?", at.UnixMicro(), u.Workspace(), id); err != nil {
		return err
	}
	return u.clearHashes(ctx, id, "case_keys", "case_identifiers", "case_evidence", "victims", "misused_identifiers")
}

// rotateCases moves cases: their keys are wrapped anew, and what they are found
// by is hashed anew. What is sealed under their keys stays. An erased case's
// hashes could not be made again; older hashes are still looked up.
func rotateCases(ctx context.Context, u *Unit, limit int) (int, error) {
	var list []string
	err := each(ctx, u, func(rows *sql.Rows) error {
		list = append(list, "")
		return rows.Scan(&list[len(list)-1])
	}, "SELECT id FROM cases WHERE workspace = ? AND key_version < ? LIMIT ?", u.Workspace(), u.Newest(), limit)
	if err != nil {
		return 0, fmt.Errorf("move cases to new keys: %w", err)
	}
	for _, id := range list {
		if err := u.rotateCase(ctx, id); err != nil {
			return 0, fmt.Errorf("move case %s to new keys: %w", id, err)
		}
	}
	return len(list), nil
}

func (u *Unit) rotateCase(ctx context.Context, id string) error {
	s, err := readCase(ctx, u.View, u.Tx, id)
	if err != nil {
		return err
	}
	var wrapped []byte
	if !s.erased.Valid {
		key, c, err := s.open(u.View, id)
		if err != nil {
			return err
		}
		for _, step := range []func(context.Context, *review.Case) error{u.saveDecisions, u.saveHashes, u.saveVictims} {
			if err := step(ctx, c); err != nil {
				return err
			}
		}
		if wrapped, err = u.Own(key, "data key", caseOwner(id)); err != nil {
			return err
		}
	}
	_, err = u.Exec(ctx, "UPDATE cases SET key_sealed = ?, key_version = ? WHERE workspace = ? AND id = ?", wrapped, u.Newest(), u.Workspace(), id)
	return err
}

func rotateDisputes(ctx context.Context, u *Unit, limit int) (int, error) {
	return u.rewrap(ctx, "disputes", "dispute_sealed", "dispute", limit)
}

func rotateSuppressions(ctx context.Context, u *Unit, limit int) (int, error) {
	return u.rewrap(ctx, "suppressions", "suppression_sealed", "suppression", limit)
}

// rewrap seals one column of a table, which is bound to the row's id, under the
// newest keys.
func (u *Unit) rewrap(ctx context.Context, table, column, use string, limit int) (int, error) {
	type row struct {
		id     string
		sealed []byte
	}
	var list []row
	err := each(ctx, u, func(rows *sql.Rows) error {
		var r row
		err := rows.Scan(&r.id, &r.sealed)
		list = append(list, r)
		return err
	}, "SELECT id, "+column+" FROM "+table+" WHERE workspace = ? AND key_version < ? LIMIT ?", u.Workspace(), u.Newest(), limit)
	if err != nil {
		return 0, fmt.Errorf("move %s to new keys: %w", table, err)
	}
	for _, r := range list {
		plain, err := u.OpenOwn(r.sealed, use, []byte(r.id))
		if err != nil {
			return 0, fmt.Errorf("move %s to new keys: %w", table, err)
		}
		sealed, err := u.Own(plain, use, []byte(r.id))
		if err != nil {
			return 0, err
		}
		if _, err := u.Exec(ctx, "UPDATE "+table+" SET "+column+" = ?, key_version = ? WHERE workspace = ? AND id = ?", sealed, u.Newest(), u.Workspace(), r.id); err != nil {
			return 0, fmt.Errorf("move %s to new keys: %w", table, err)
		}
	}
	return len(list), nil
}
