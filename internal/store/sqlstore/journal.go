package sqlstore

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/daylight-hq/daylight/internal/engine"
)

// appendJournal keeps events as they came.
func (u *Unit) appendJournal(ctx context.Context, events []byte) error {
	if len(events) == 0 {
		return nil
	}
	var seq int64
	if err := u.Row(ctx, "SELECT coalesce(max(seq), 0) + 1 FROM journal WHERE workspace = ?", u.Workspace()).Scan(&seq); err != nil {
		return fmt.Errorf("keep events: %w", err)
	}
	sealed, err := u.Own(events, "journal", journalID(seq))
	if err != nil {
		return err
	}
	if _, err := u.Exec(ctx, "INSERT INTO journal (workspace, seq, events_sealed, key_version) VALUES (?, ?, ?, ?)", u.Workspace(), seq, sealed, u.Newest()); err != nil {
		return fmt.Errorf("keep events: %w", err)
	}
	return nil
}

func journalID(seq int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(seq)) }

// replay adds the events of the journal to a state, in the order in which they
// were kept.
func (v *View) replay(ctx context.Context, s *engine.State) error {
	return v.journal(ctx, math.MaxInt64, s.Replay)
}

// Journal calls fn with each entry of the journal up to and with one, in the order
// in which they were kept.
func (w *Workspace) Journal(ctx context.Context, upTo int64, fn func(records []byte) error) error {
	err := w.db.ReadIn(ctx, w.id, func(v *View) error { return v.journal(ctx, upTo, fn) })
	if err != nil {
		return fmt.Errorf("read the journal: %w", err)
	}
	return nil
}

func (v *View) journal(ctx context.Context, upTo int64, fn func(records []byte) error) error {
	return each(ctx, v, func(rows *sql.Rows) error {
		var seq int64
		var sealed []byte
		if err := rows.Scan(&seq, &sealed); err != nil {
			return err
		}
		events, err := v.OpenOwn(sealed, "journal", journalID(seq))
		if err != nil {
			return fmt.Errorf("journal entry %d: %w", seq, err)
		}
		if err := fn(events); err != nil {
			return fmt.Errorf("journal entry %d: %w", seq, err)
		}
		return nil
	}, "SELECT seq, events_sealed FROM journal WHERE workspace = ? AND seq <= ? ORDER BY seq", v.Workspace(), upTo)
}

// JournalEnd returns the number of the newest journal entry, 0 for none.
func (w *Workspace) JournalEnd(ctx context.Context) (seq int64, err error) {
	err = w.db.Read(ctx, func(q Query) error {
		return q.Row(ctx, "SELECT coalesce(max(seq), 0) FROM journal WHERE workspace = ?", w.id).Scan(&seq)
	})
	if err != nil {
		return 0, fmt.Errorf("read the end of the journal: %w", err)
	}
	return seq, nil
}

// dropAtOnce is how many entries are removed in one transaction: each is
// overwritten, and nobody is to wait long for the database.
const dropAtOnce = 16

// DropJournal removes entries up to and with one: every account that they
// changed has been written since. An error leaves the newest of them.
func (w *Workspace) DropJournal(ctx context.Context, upTo int64) error {
	for {
		var dropped int64
		err := w.db.Write(ctx, func(tx *Tx) (err error) {
			dropped, err = tx.Exec(ctx, `DELETE FROM journal WHERE workspace = ? AND seq IN
				(SELECT seq FROM journal WHERE workspace = ? AND seq <= ? ORDER BY seq LIMIT ?)`, w.id, w.id, upTo, dropAtOnce)
			return err
		})
		if err != nil {
			return fmt.Errorf("drop folded events: %w", err)
		}
		if dropped < dropAtOnce {
			return nil
		}
	}
}

func rotateJournal(ctx context.Context, u *Unit, limit int) (int, error) {
	type row struct {
		seq    int64
		sealed []byte
	}
	var list []row
	err := each(ctx, u, func(rows *sql.Rows) error {
		var r row
		err := rows.Scan(&r.seq, &r.sealed)
		list = append(list, r)
		return err
	}, "SELECT seq, events_sealed FROM journal WHERE workspace = ? AND key_version < ? LIMIT ?", u.Workspace(), u.Newest(), limit)
	for _, r := range list {
		events, err := u.OpenOwn(r.sealed, "journal", journalID(r.seq))
		if err != nil {
			return 0, fmt.Errorf("move the journal to new keys: %w", err)
		}
		sealed, err := u.Own(events, "journal", journalID(r.seq))
		if err != nil {
			return 0, err
		}
		if _, err := u.Exec(ctx, "UPDATE journal SET events_sealed = ?, key_version = ? WHERE workspace = ? AND seq = ?", sealed, u.Newest(), u.Workspace(), r.seq); err != nil {
			return 0, fmt.Errorf("move the journal to new keys: %w", err)
		}
	}
	return len(list), err
}
