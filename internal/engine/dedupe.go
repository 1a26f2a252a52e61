package engine

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sort"

	"github.com/daylight-hq/daylight/internal/domain"
)

// spillAt is how many event keys are held in memory before they go to a
// sorted temporary file: 4 Mi keys are 64 MiB in the file and about 150 MiB in
// the map.
const spillAt = 4 << 20

const (
	keySize  = len(domain.Hash{})
	pageKeys = 256 // keys a page of a spilled run: one read a look-up
)

// seenSet remembers 16-byte event keys exactly, in memory that does not grow
// with events: past a cap they are spilled to sorted files, each with a filter
// and a page index in memory (about 1.3 bytes a key).
type seenSet struct {
	dir   string // for spilled files; "" means the system's temporary folder
	limit int
	live  map[domain.Hash]struct{}
	runs  []*keyRun
}

func newSeenSet(limit int) *seenSet {
	if limit <= 0 {
		limit = spillAt
	}
	return &seenSet{limit: limit, live: map[domain.Hash]struct{}{}}
}

// Add remembers k and reports whether it was new.
func (s *seenSet) Add(k domain.Hash) (fresh bool, err error) {
	if _, ok := s.live[k]; ok {
		return false, nil
	}
	for _, r := range s.runs {
		if ok, err := r.has(k); err != nil || ok {
			return false, err
		}
	}
	if len(s.live) >= s.limit {
		if err := s.spill(); err != nil {
			return false, err
		}
	}
	s.live[k] = struct{}{}
	return true, nil
}

// Len returns how many keys are remembered.
func (s *seenSet) Len() int {
	n := len(s.live)
	for _, r := range s.runs {
		n += r.n
	}
	return n
}

// Close removes the spilled files.
func (s *seenSet) Close() error {
	var errs []error
	for _, r := range s.runs {
		errs = append(errs, r.file.Close())
	}
	s.runs, s.live = nil, nil
	return errors.Join(errs...)
}

func (s *seenSet) spill() error {
	keys := make([]domain.Hash, 0, len(s.live))
	for k := range s.live {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b domain.Hash) int { return bytes.Compare(a[:], b[:]) })
	r, err := writeRun(s.dir, keys)
	if err != nil {
		return fmt.Errorf("spill %d event keys: %w", len(keys), err)
	}
	s.runs = append(s.runs, r)
	clear(s.live)
	return nil
}

// keyRun is one sorted file of keys.
type keyRun struct {
	file   *os.File
	n      int
	pages  []domain.Hash // first key of each page
	filter []uint64      // one bit in eight a key, two probes
}

func writeRun(dir string, keys []domain.Hash) (*keyRun, error) {
	f, err := os.CreateTemp(dir, "daylight-keys-*")
	if err != nil {
		return nil, err
	}
	// The file has no name from here on: a killed process leaves nothing. Where
	// an open file cannot be removed, it stays until the folder is cleaned.
	_ = os.Remove(f.Name())
	r := &keyRun{file: f, n: len(keys), filter: make([]uint64, len(keys)/8+1)}
	buf := make([]byte, 0, len(keys)*keySize)
	for i, k := range keys {
		if i%pageKeys == 0 {
			r.pages = append(r.pages, k)
		}
		a, b := r.probes(k)
		r.filter[a/64] |= 1 << (a % 64)
		r.filter[b/64] |= 1 << (b % 64)
		buf = append(buf, k[:]...)
	}
	if _, err := f.Write(buf); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return r, nil
}

func (r *keyRun) probes(k domain.Hash) (a, b uint64) {
	m := uint64(len(r.filter) * 64)
	return binary.LittleEndian.Uint64(k[:8]) % m, binary.LittleEndian.Uint64(k[8:]) % m
}

func (r *keyRun) has(k domain.Hash) (bool, error) {
	a, b := r.probes(k)
	if r.filter[a/64]&(1<<(a%64)) == 0 || r.filter[b/64]&(1<<(b%64)) == 0 {
		return false, nil
	}
	page := sort.Search(len(r.pages), func(i int) bool { return bytes.Compare(r.pages[i][:], k[:]) > 0 }) - 1
	if page < 0 {
		return false, nil
	}
	var buf [pageKeys * keySize]byte
	n, err := r.file.ReadAt(buf[:], int64(page)*int64(len(buf)))
	if err != nil && err != io.EOF {
		return false, fmt.Errorf("read spilled event keys: %w", err)
	}
	for i := 0; i+keySize <= n; i += keySize {
		if bytes.Equal(buf[i:i+keySize], k[:]) {
			return true, nil
		}
	}
	return false, nil
}
