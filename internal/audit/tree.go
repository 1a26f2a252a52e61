package audit

import (
	"context"
	"fmt"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"

	"github.com/daylight-hq/daylight/internal/domain"
)

const hashSize = 32 // SHA-256

// Tree is the state of a log from which it is continued: O(log n) bytes.
type Tree struct {
	Size   uint64 // how many entries it covers
	Hashes []byte // roots of the perfect subtrees that cover it, left to right, 32 bytes each
}

// Leaf is one entry in its place.
type Leaf struct {
	Index uint64 // from 0, without gaps
	Entry Entry  // when it is written
	Bytes []byte // what is hashed
	// Hashes are the roots of the perfect subtrees that end with this entry,
	// its own hash first: 64 bytes on average.
	Hashes []byte
}

// Tx is the caller's transaction as the log needs it: an entry commits with the
// change that it describes, or not at all. The SQL store's transaction is one.
type Tx interface {
	// AuditTree returns a workspace's tree, an empty one when it has none, and
	// keeps every other transaction from extending it until this one ends.
	AuditTree(ctx context.Context, ws domain.WorkspaceID) (Tree, error)
	// AuditExtend puts the leaves behind what is there and keeps the new tree.
	AuditExtend(ctx context.Context, ws domain.WorkspaceID, tree Tree, leaves []Leaf) error
}

// Append puts entries of one workspace behind its log, in the caller's
// transaction and in their order. Transactions of one workspace wait for each
// other from this call to their end, so it belongs near the end. An entry that
// may not be written fails with [ErrEntry].
func Append(ctx context.Context, tx Tx, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	ws := entries[0].Workspace
	leaves := make([]Leaf, len(entries))
	for i, e := range entries {
		if e.Workspace != ws {
			return fmt.Errorf("%w: entries of two workspaces in one call", ErrEntry)
		}
		data, err := e.encode()
		if err != nil {
			return err
		}
		leaves[i] = Leaf{Entry: e, Bytes: data}
	}
	tree, err := tx.AuditTree(ctx, ws)
	if err != nil {
		return fmt.Errorf("read the audit tree: %w", err)
	}
	grown, err := tree.extend(leaves)
	if err != nil {
		return err
	}
	if err := tx.AuditExtend(ctx, ws, grown, leaves); err != nil {
		return fmt.Errorf("append to the audit log: %w", err)
	}
	return nil
}

// extend gives the leaves their index and hashes and returns the tree with them.
func (t Tree) extend(leaves []Leaf) (Tree, error) {
	r, err := t.open()
	if err != nil {
		return Tree{}, err
	}
	for i := range leaves {
		l := &leaves[i]
		l.Index = r.End()
		keep := func(_ compact.NodeID, hash []byte) { l.Hashes = append(l.Hashes, hash...) }
		if err := r.Append(rfc6962.DefaultHasher.HashLeaf(l.Bytes), keep); err != nil {
			return Tree{}, fmt.Errorf("extend the audit tree: %w", err)
		}
	}
	grown := Tree{Size: r.End()}
	for _, h := range r.Hashes() {
		grown.Hashes = append(grown.Hashes, h...)
	}
	return grown, nil
}

// open returns the tree as a range that can be grown.
func (t Tree) open() (*compact.Range, error) {
	r, err := factory().NewRange(0, t.Size, t.split())
	if err != nil || len(t.Hashes)%hashSize != 0 {
		return nil, fmt.Errorf("the stored audit tree of %d entries is damaged (%d bytes of hashes)", t.Size, len(t.Hashes))
	}
	return r, nil
}

func (t Tree) split() [][]byte {
	var list [][]byte
	for at := 0; at+hashSize <= len(t.Hashes); at += hashSize {
		list = append(list, t.Hashes[at:at+hashSize:at+hashSize])
	}
	return list
}

// root returns the hash that stands for all entries.
func (t Tree) root() ([]byte, error) {
	r, err := t.open()
	if err != nil {
		return nil, err
	}
	return rangeRoot(r)
}

func rangeRoot(r *compact.Range) ([]byte, error) {
	if r.End() == 0 {
		return rfc6962.DefaultHasher.EmptyRoot(), nil
	}
	return r.GetRootHash(nil)
}

func factory() *compact.RangeFactory {
	return &compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}
}
