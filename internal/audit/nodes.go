package audit

import (
	"context"
	"fmt"
	"math/bits"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"github.com/daylight-hq/daylight/internal/domain"
)

// block is how many entries are read at once.
const block = 512

// nodes answers for the entries and hashes of one tree from what is stored. It
// holds one block of entries.
type nodes struct {
	read func(ctx context.Context, ws domain.WorkspaceID, from, to uint64) ([]Leaf, error)
	ws   domain.WorkspaceID
	tree Tree
	held []Leaf
}

// leaf returns the bytes of an entry.
func (n *nodes) leaf(ctx context.Context, i uint64) ([]byte, error) {
	if l := n.find(i); l != nil {
		return l.Bytes, nil
	}
	held, err := n.load(ctx, i, min(i+block, n.tree.Size))
	if err != nil {
		return nil, err
	}
	n.held = held
	return held[0].Bytes, nil
}

func (n *nodes) find(i uint64) *Leaf {
	if len(n.held) == 0 || i < n.held[0].Index || i-n.held[0].Index >= uint64(len(n.held)) {
		return nil
	}
	return &n.held[i-n.held[0].Index]
}

func (n *nodes) load(ctx context.Context, from, to uint64) ([]Leaf, error) {
	list, err := n.read(ctx, n.ws, from, to)
	if err != nil {
		return nil, fmt.Errorf("read entries %d to %d: %w", from, to-1, err)
	}
	if uint64(len(list)) != to-from {
		return nil, fmt.Errorf("the database holds %d of the entries %d to %d", len(list), from, to-1)
	}
	return list, nil
}

// over returns the root of a subtree. Those at the right edge of the tree need
// not be perfect; the tree's own hashes make them up.
func (n *nodes) over(ctx context.Context, s span) ([]byte, error) {
	width := s.to - s.from
	if s.to == n.tree.Size && n.tree.Size&(1<<bits.Len64(width)-1) == width {
		return n.edge(s.from)
	}
	level := uint(bits.TrailingZeros64(width))
	return n.node(ctx, compact.NewNodeID(level, s.from>>level))
}

// edge returns the root over the entries from the given one to the end.
func (n *nodes) edge(from uint64) ([]byte, error) {
	list := n.tree.split()
	keep := bits.OnesCount64(n.tree.Size - from)
	if keep > len(list) {
		return nil, fmt.Errorf("the stored audit tree of %d entries is damaged", n.tree.Size)
	}
	list = list[len(list)-keep:]
	hash := list[len(list)-1]
	for i := len(list) - 2; i >= 0; i-- {
		hash = rfc6962.DefaultHasher.HashChildren(list[i], hash)
	}
	return hash, nil
}

// node returns the root of a perfect subtree. It is kept with the last entry
// below it.
func (n *nodes) node(ctx context.Context, id compact.NodeID) ([]byte, error) {
	_, end := id.Coverage()
	l := n.find(end - 1)
	if l == nil {
		list, err := n.load(ctx, end-1, end)
		if err != nil {
			return nil, err
		}
		l = &list[0]
	}
	at := int(id.Level) * hashSize
	if len(l.Hashes) < at+hashSize {
		return nil, fmt.Errorf("entry %d of the audit log is stored without its hashes", l.Index)
	}
	return l.Hashes[at : at+hashSize : at+hashSize], nil
}

// at returns the tree as it was at a smaller size.
func (n *nodes) at(ctx context.Context, size uint64) (Tree, error) {
	if n.tree.Size == size {
		return n.tree, nil
	}
	if n.tree.Size < size {
		return Tree{}, fmt.Errorf("the log has %d entries, and not %d", n.tree.Size, size)
	}
	then := Tree{Size: size}
	for _, id := range compact.RangeNodes(0, size, nil) {
		hash, err := n.node(ctx, id)
		if err != nil {
			return Tree{}, err
		}
		then.Hashes = append(then.Hashes, hash...)
	}
	return then, nil
}

// nodesAt opens the log as it was at a size.
func (l *Log) nodesAt(ctx context.Context, size uint64) (*nodes, error) {
	now, err := l.store.Tree(ctx, l.ws)
	if err != nil {
		return nil, err
	}
	n := &nodes{read: l.store.Leaves, ws: l.ws, tree: now}
	n.tree, err = n.at(ctx, size)
	return n, err
}

// Inclusion returns the RFC 6962 proof that the entry at index is in the log of
// the given size, and the entry's bytes: O(log n) hashes, nearest first.
func (l *Log) Inclusion(ctx context.Context, index, size uint64) (entry []byte, path [][]byte, err error) {
	ids, err := proof.Inclusion(index, size)
	if err != nil {
		return nil, nil, fmt.Errorf("prove entry %d: %w", index, err)
	}
	n, path, err := l.prove(ctx, size, ids)
	if err != nil {
		return nil, nil, fmt.Errorf("prove entry %d: %w", index, err)
	}
	entry, err = n.leaf(ctx, index)
	return entry, path, err
}

// Consistency returns the RFC 6962 proof that the log of size to begins with
// the log of size from, for whoever keeps checkpoints and no entries.
func (l *Log) Consistency(ctx context.Context, from, to uint64) ([][]byte, error) {
	ids, err := proof.Consistency(from, to)
	if err != nil {
		return nil, fmt.Errorf("prove that the log grew from %d to %d: %w", from, to, err)
	}
	_, path, err := l.prove(ctx, to, ids)
	if err != nil {
		return nil, fmt.Errorf("prove that the log grew from %d to %d: %w", from, to, err)
	}
	return path, nil
}

func (l *Log) prove(ctx context.Context, size uint64, ids proof.Nodes) (*nodes, [][]byte, error) {
	n, err := l.nodesAt(ctx, size)
	if err != nil {
		return nil, nil, err
	}
	var hashes [][]byte
	for _, id := range ids.IDs {
		hash, err := n.node(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		hashes = append(hashes, hash)
	}
	path, err := ids.Rehash(hashes, rfc6962.DefaultHasher.HashChildren)
	return n, path, err
}
