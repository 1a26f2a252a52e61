package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Replies keeps the answers to writes that carried an Idempotency-Key.
type Replies struct{ db *DB }

// NewReplies returns the answers of db. Workspaces must be open.
func NewReplies(db *DB) *Replies { return &Replies{db} }

const replyUse = "reply"

// Begin notes that a request is at work. When it was seen before, it returns
// what is kept: its fingerprint, and its answer once there is one.
func (r *Replies) Begin(ctx context.Context, ws domain.WorkspaceID, id, fingerprint string) (seen bool, kept string, reply []byte, err error) {
	err = r.db.WriteIn(ctx, ws, func(u *Unit) error {
		var done bool
		var sealed []byte
		err := u.Row(ctx, "SELECT fingerprint, done, reply_sealed FROM api_replies WHERE workspace = ? AND id = ?", ws, id).Scan(&kept, &done, &sealed)
		if seen = err == nil; seen && done {
			reply, err = u.OpenOwn(sealed, replyUse, []byte(id))
			return err
		}
		if seen || !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if sealed, err = u.Own(nil, replyUse, []byte(id)); err != nil {
			return err
		}
		_, err = u.Exec(ctx, "INSERT INTO api_replies (workspace, id, fingerprint, made_at, done, key_version, reply_sealed) VALUES (?, ?, ?, ?, 0, ?, ?)",
			ws, id, fingerprint, u.now(), u.Newest(), sealed)
		return err
	})
	if err != nil {
		return false, "", nil, fmt.Errorf("look up an earlier answer: %w", err)
	}
	return seen, kept, reply, nil
}

// Finish keeps the answer; an empty one forgets the request, so that it may be
// tried again.
func (r *Replies) Finish(ctx context.Context, ws domain.WorkspaceID, id string, reply []byte) error {
	err := r.db.WriteIn(ctx, ws, func(u *Unit) error {
		if len(reply) == 0 {
			_, err := u.Exec(ctx, "DELETE FROM api_replies WHERE workspace = ? AND id = ?", ws, id)
			return err
		}
		sealed, err := u.Own(reply, replyUse, []byte(id))
		if err != nil {
			return err
		}
		_, err = u.Exec(ctx, "UPDATE api_replies SET done = 1, reply_sealed = ?, key_version = ? WHERE workspace = ? AND id = ?", sealed, u.Newest(), ws, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep an answer: %w", err)
	}
	return nil
}

// Prune forgets answers from before a time.
func (r *Replies) Prune(ctx context.Context, ws domain.WorkspaceID, before time.Time) error {
	return r.db.Write(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM api_replies WHERE workspace = ? AND made_at < ?", ws, before.UnixMicro()); err != nil {
			return fmt.Errorf("forget old answers: %w", err)
		}
		return nil
	})
}

func rotateReplies(ctx context.Context, u *Unit, limit int) (int, error) {
	return u.rewrap(ctx, "api_replies", "reply_sealed", replyUse, limit)
}
