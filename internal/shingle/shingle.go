// Package shingle cuts a text into hashed runs of words, so that two texts can
// be compared word for word without either being kept.
package shingle

import (
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"
)

const (
	words = 5    // of one shingle
	least = 40   // a text with fewer different shingles says too little to be compared
	most  = 4000 // and one with more is no résumé
)

// Set is the different shingles of a text, hashed and sorted. A hash has 32
// bits: two shingles that are not the same have one hash by chance once in four
// thousand million.
type Set []uint32

// Of cuts segments of words, over whose ends no shingle reaches. A text with
// fewer than 40 or more than 4,000 different shingles has none.
func Of(segments [][]string) Set {
	var set Set
	for _, seg := range segments {
		for i := 0; i+words <= len(seg); i++ {
			set = append(set, uint32(xxh3.HashString(strings.Join(seg[i:i+words], " "))))
		}
	}
	slices.Sort(set)
	if set = slices.Compact(set); len(set) < least || len(set) > most {
		return nil
	}
	return set
}

// Pack writes a set as text: the hashes in order, four bytes each, the lowest
// byte first, in base 64 (RFC 4648, section 4, without padding).
func (s Set) Pack() string {
	b := make([]byte, 0, 4*len(s))
	for _, h := range s {
		b = binary.LittleEndian.AppendUint32(b, h)
	}
	return base64.RawStdEncoding.EncodeToString(b)
}

// Unpack reads what [Set.Pack] wrote. ok is false for any other text, and for
// a set that [Of] does not make.
func Unpack(text string) (s Set, ok bool) {
	if len(text) > base64.RawStdEncoding.EncodedLen(4*most) {
		return nil, false
	}
	b, err := base64.RawStdEncoding.Strict().DecodeString(text)
	if err != nil || len(b)%4 != 0 || len(b) < 4*least {
		return nil, false
	}
	s = make(Set, 0, len(b)/4)
	for ; len(b) > 0; b = b[4:] {
		h := binary.LittleEndian.Uint32(b)
		if n := len(s); n > 0 && s[n-1] >= h {
			return nil, false
		}
		s = append(s, h)
	}
	return s, true
}
