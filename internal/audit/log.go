package audit

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Actions of the log's own entries. Their details name the public key, so that
// the log itself says which keys signed it and when they changed.
const (
	ActionKeyMade    = "audit.key.made"
	ActionKeyRotated = "audit.key.rotated"

	detailKey  = "key"
	detailLost = "previous-key-lost"
)

// keyUse is what a private key is sealed for.
const keyUse = "audit key"

// Key is one signing key of a workspace's log.
type Key struct {
	Public    string // verifier key of a signed note: name, id and Ed25519 key
	Sealed    []byte // the private key under the workspace's key; nil once it was rotated out
	CreatedAt time.Time
}

// Sealer encrypts what belongs to one workspace under its keys, and binds it to
// its use and id.
type Sealer interface {
	Own(plain []byte, use string, id []byte) ([]byte, error)
	OpenOwn(sealed []byte, use string, id []byte) ([]byte, error)
}

// KeyTx is a transaction that signs.
type KeyTx interface {
	Tx
	Sealer
	// AuditKeys returns a workspace's signing keys, oldest first.
	AuditKeys(ctx context.Context, ws domain.WorkspaceID) ([]Key, error)
	// AuditReplaceKey destroys the private parts of all keys and adds one.
	AuditReplaceKey(ctx context.Context, ws domain.WorkspaceID, k Key) error
	// AuditLastCheckpoint returns the checkpoint over the most entries, and
	// none when nothing was signed yet.
	AuditLastCheckpoint(ctx context.Context, ws domain.WorkspaceID) (*Checkpoint, error)
	AuditAddCheckpoint(ctx context.Context, ws domain.WorkspaceID, c Checkpoint) error
	// AuditLeaves returns the entries from (inclusive) to (exclusive), not
	// decoded.
	AuditLeaves(ctx context.Context, ws domain.WorkspaceID, from, to uint64) ([]Leaf, error)
}

// Store reads and signs logs. Entries are never changed or removed, so that
// calls that follow each other see one log, which may only have grown.
type Store interface {
	// Change runs do in one transaction on a workspace whose keys are open.
	Change(ctx context.Context, ws domain.WorkspaceID, do func(tx KeyTx) error) error
	Tree(ctx context.Context, ws domain.WorkspaceID) (Tree, error)
	// Leaves returns the entries from (inclusive) to (exclusive), not decoded.
	Leaves(ctx context.Context, ws domain.WorkspaceID, from, to uint64) ([]Leaf, error)
	Keys(ctx context.Context, ws domain.WorkspaceID) ([]Key, error)
	// Rotations returns the checkpoints that hand over from one key to the next.
	Rotations(ctx context.Context, ws domain.WorkspaceID) ([]Checkpoint, error)
	// Pushed returns the size of the last checkpoint that reached a target, and
	// 0 when none did.
	Pushed(ctx context.Context, ws domain.WorkspaceID, target string) (uint64, error)
	SetPushed(ctx context.Context, ws domain.WorkspaceID, target string, size uint64) error
}

// Log signs and exports the log of one workspace. It may be used by several
// goroutines.
type Log struct {
	store Store
	ws    domain.WorkspaceID
	clock func() time.Time
}

// New returns the log of a workspace.
func New(store Store, ws domain.WorkspaceID, clock func() time.Time) *Log {
	return &Log{store: store, ws: ws, clock: clock}
}

// PublicKeys returns the public keys of the log, oldest first; the last one
// signs. A new log gets its first key here.
func (l *Log) PublicKeys(ctx context.Context) ([]string, error) {
	keys, err := l.store.Keys(ctx, l.ws)
	if err == nil && len(keys) == 0 {
		if _, err = l.Checkpoint(ctx); err == nil {
			keys, err = l.store.Keys(ctx, l.ws)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read the audit log's keys: %w", err)
	}
	var list []string
	for _, k := range keys {
		list = append(list, k.Public)
	}
	return list, nil
}

// Checkpoint signs the log as it stands, or returns the checkpoint that already
// covers it. It refuses to sign a log that contradicts what was signed before.
func (l *Log) Checkpoint(ctx context.Context) (Checkpoint, error) {
	var c Checkpoint
	err := l.store.Change(ctx, l.ws, func(tx KeyTx) (err error) {
		c, err = l.sign(ctx, tx)
		return err
	})
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint of the audit log of %s: %w", l.ws, err)
	}
	return c, nil
}

func (l *Log) sign(ctx context.Context, tx KeyTx) (Checkpoint, error) {
	keys, err := tx.AuditKeys(ctx, l.ws)
	if err != nil {
		return Checkpoint{}, err
	}
	if len(keys) == 0 {
		k, err := l.begin(ctx, tx)
		if err != nil {
			return Checkpoint{}, err
		}
		keys = []Key{k}
	}
	tree, last, err := l.signable(ctx, tx)
	if err != nil {
		return Checkpoint{}, err
	}
	if last != nil && last.Size == tree.Size {
		return *last, nil
	}
	key := keys[len(keys)-1]
	signer, err := private(tx, key)
	if err != nil {
		return Checkpoint{}, err
	}
	return l.add(ctx, tx, originOf(key.Public), tree, []string{signer}, false)
}

// signable returns the tree and the last checkpoint, which it extends.
func (l *Log) signable(ctx context.Context, tx KeyTx) (Tree, *Checkpoint, error) {
	tree, err := tx.AuditTree(ctx, l.ws)
	if err != nil {
		return Tree{}, nil, err
	}
	last, err := tx.AuditLastCheckpoint(ctx, l.ws)
	if err != nil || last == nil {
		return tree, nil, err
	}
	n := &nodes{read: tx.AuditLeaves, ws: l.ws, tree: tree}
	return tree, last, n.extends(ctx, *last)
}

// extends refuses a tree that a signed checkpoint contradicts.
func (n *nodes) extends(ctx context.Context, c Checkpoint) error {
	if n.tree.Size < c.Size {
		return fmt.Errorf("a signed checkpoint covers %d entries and the database holds %d: its end was cut off, or it was restored from an older backup", c.Size, n.tree.Size)
	}
	then, err := n.at(ctx, c.Size)
	if err != nil {
		return err
	}
	root, err := then.root()
	if err != nil {
		return err
	}
	if !bytes.Equal(root, c.Root) {
		return fmt.Errorf("a signed checkpoint covers %d entries that the database holds otherwise: it was changed after it was signed", c.Size)
	}
	return nil
}

func (l *Log) add(ctx context.Context, tx KeyTx, origin string, tree Tree, private []string, rotation bool) (Checkpoint, error) {
	c, err := signTree(origin, tree, private)
	if err != nil {
		return Checkpoint{}, err
	}
	c.At, c.Rotation = l.clock().UTC(), rotation
	return c, tx.AuditAddCheckpoint(ctx, l.ws, c)
}

// begin makes the first key of a log and enters it.
func (l *Log) begin(ctx context.Context, tx KeyTx) (Key, error) {
	origin, err := newOrigin(l.ws)
	if err != nil {
		return Key{}, err
	}
	k, _, err := l.newKey(tx, origin)
	if err != nil {
		return Key{}, err
	}
	if err := tx.AuditReplaceKey(ctx, l.ws, k); err != nil {
		return Key{}, err
	}
	return k, Append(ctx, tx, Entry{Workspace: l.ws, At: k.CreatedAt, Actor: Actor{Kind: System}, Action: ActionKeyMade,
		Object: Object{Type: "audit-key", ID: keyID(k.Public)}, Details: map[string]string{detailKey: k.Public}})
}

func (l *Log) newKey(tx KeyTx, origin string) (k Key, private string, err error) {
	private, public, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return Key{}, "", fmt.Errorf("make a signing key: %w", err)
	}
	sealed, err := tx.Own([]byte(private), keyUse, []byte(public))
	if err != nil {
		return Key{}, "", fmt.Errorf("seal the signing key: %w", err)
	}
	return Key{Public: public, Sealed: sealed, CreatedAt: l.clock().UTC()}, private, nil
}

func private(s Sealer, k Key) (string, error) {
	plain, err := s.OpenOwn(k.Sealed, keyUse, []byte(k.Public))
	if err != nil {
		return "", fmt.Errorf("open the signing key %s: %w", keyID(k.Public), err)
	}
	return string(plain), nil
}

// Reseal seals a key's private part anew, when the keys of the workspace change.
func Reseal(s Sealer, k Key) ([]byte, error) {
	plain, err := private(s, k)
	if err != nil {
		return nil, err
	}
	return s.Own([]byte(plain), keyUse, []byte(k.Public))
}

// Rotation says who changes the signing key, and why.
type Rotation struct {
	By  Actor
	Why string
	// Lost gives up the old key without its signature. Whoever knows only the
	// old public key can then not follow the log any further and must be given
	// the new one.
	Lost bool
}

// Rotate makes a new signing key and returns its public part. The entry that
// names the new key is covered by a checkpoint that both keys sign; then the
// old private key is destroyed. All of it happens or nothing.
func (l *Log) Rotate(ctx context.Context, r Rotation) (public string, err error) {
	if _, err := l.Checkpoint(ctx); err != nil && !r.Lost { // the first key too has to be in the log
		return "", err
	}
	err = l.store.Change(ctx, l.ws, func(tx KeyTx) (err error) {
		public, err = l.rotate(ctx, tx, r)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("rotate the key of the audit log of %s: %w", l.ws, err)
	}
	return public, nil
}

func (l *Log) rotate(ctx context.Context, tx KeyTx, r Rotation) (string, error) {
	keys, err := tx.AuditKeys(ctx, l.ws)
	if err != nil {
		return "", err
	}
	if len(keys) == 0 {
		return "", errors.New("the log has no key yet")
	}
	old := keys[len(keys)-1]
	next, after, err := l.newKey(tx, originOf(old.Public))
	if err != nil {
		return "", err
	}
	e := Entry{Workspace: l.ws, At: next.CreatedAt, Actor: r.By, Action: ActionKeyRotated, Why: r.Why,
		Object: Object{Type: "audit-key", ID: keyID(next.Public)}, Details: map[string]string{detailKey: next.Public}}
	signers := []string{after}
	if r.Lost {
		e.Details[detailLost] = keyID(old.Public)
	} else {
		before, err := private(tx, old)
		if err != nil {
			return "", err
		}
		signers = slices.Insert(signers, 0, before)
	}
	if err := tx.AuditReplaceKey(ctx, l.ws, next); err != nil {
		return "", err
	}
	if err := Append(ctx, tx, e); err != nil {
		return "", err
	}
	tree, _, err := l.signable(ctx, tx)
	if err != nil {
		return "", err
	}
	_, err = l.add(ctx, tx, originOf(old.Public), tree, signers, true)
	return next.Public, err
}
