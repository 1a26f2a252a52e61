package engine

import (
	"encoding/binary"
	"os"
	"testing"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
)

// hashOf spreads a number over a key. Some keys agree in the half that the
// filter's first probe reads, and some sort next to each other.
func hashOf(n uint64) domain.Hash {
	var h domain.Hash
	binary.BigEndian.PutUint64(h[:], n/3)
	binary.BigEndian.PutUint64(h[8:], n*0x9e3779b97f4a7c15)
	return h
}

// TestSeenSet holds the spilling set to a map, for tiny limits and many runs.
func TestSeenSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newSeenSet(rapid.IntRange(1, 9).Draw(t, "limit"))
		defer s.Close()
		want := map[domain.Hash]bool{}
		for _, n := range rapid.SliceOfN(rapid.Uint64Range(0, 60), 1, 200).Draw(t, "keys") {
			k := hashOf(n)
			fresh, err := s.Add(k)
			if err != nil {
				t.Fatal(err)
			}
			if fresh == want[k] {
				t.Fatalf("key %d: fresh is %v after %d keys", n, fresh, len(want))
			}
			want[k] = true
		}
		if s.Len() != len(want) {
			t.Fatalf("remembers %d keys, want %d", s.Len(), len(want))
		}
	})
}

// TestSeenSetPages fills several pages of several runs, and asks for every key
// and for as many that were never added.
func TestSeenSetPages(t *testing.T) {
	const limit, keys = 1000, 5 * 1000 / 2
	s := newSeenSet(limit)
	defer s.Close()
	for i := range uint64(keys) {
		if fresh, err := s.Add(hashOf(2 * i)); err != nil || !fresh {
			t.Fatalf("key %d: %v %v", i, fresh, err)
		}
	}
	if len(s.runs) != 2 || len(s.runs[0].pages) != 4 {
		t.Fatalf("%d runs; want 2 of 4 pages", len(s.runs))
	}
	for _, r := range s.runs {
		for i := range uint64(keys) {
			old, err := r.has(hashOf(2 * i))
			if err != nil {
				t.Fatal(err)
			}
			stranger, err := r.has(hashOf(2*i + 1))
			if err != nil || stranger {
				t.Fatalf("a run knows key %d, which was never added (%v)", 2*i+1, err)
			}
			if _, live := s.live[hashOf(2*i)]; old && live {
				t.Fatalf("key %d is in memory and in a run", i)
			}
		}
	}
	for i := range uint64(keys) {
		if fresh, err := s.Add(hashOf(2 * i)); err != nil || fresh {
			t.Fatalf("key %d is forgotten: %v", i, err)
		}
	}
}

// TestSeenSetLeavesNoFile wants the spilled file without a name, so that a
// killed process leaves nothing behind.
func TestSeenSetLeavesNoFile(t *testing.T) {
	s := newSeenSet(2)
	s.dir = t.TempDir()
	for i := range uint64(9) {
		if _, err := s.Add(hashOf(i * 3)); err != nil {
			t.Fatal(err)
		}
	}
	if left, err := os.ReadDir(s.dir); err != nil || len(left) > 0 {
		t.Errorf("the folder holds %v (%v)", left, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
