package simulate

import (
	"hash/fnv"
	"math/rand/v2"
	"time"
)

// stream returns the random numbers of one concern. Each concern has its own,
// so that the people of a seed stay the same when a profile writes more or
// fewer fields.
func stream(seed uint64, concern string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(concern))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

func chance(r *rand.Rand, p float64) bool { return r.Float64() < p }

// between returns a whole number from lo to hi, both included.
func between(r *rand.Rand, lo, hi int) int {
	if hi <= lo {
		return lo
	}
	return lo + r.IntN(hi-lo+1)
}

// moment returns a time from a up to but not including b, to the second.
func moment(r *rand.Rand, a, b time.Time) time.Time {
	seconds := int64(b.Sub(a) / time.Second)
	if seconds <= 0 {
		return a
	}
	return a.Add(time.Duration(r.Int64N(seconds)) * time.Second)
}

const (
	lowerHex  = "0123456789abcdef"
	alphanum  = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	upperSafe = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)

func letters(r *rand.Rand, alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(b)
}

// appendHex appends the n lowest hex digits of v.
func appendHex(b []byte, v uint64, n int) []byte {
	for i := n - 1; i >= 0; i-- {
		b = append(b, lowerHex[v>>(4*i)&15])
	}
	return b
}

// appendUUID appends a version 4 UUID.
func appendUUID(b []byte, r *rand.Rand) []byte {
	hi, lo := r.Uint64(), r.Uint64()
	b = append(appendHex(b, hi>>32, 8), '-')
	b = append(appendHex(b, hi>>16, 4), '-', '4')
	b = append(appendHex(b, hi, 3), '-')
	b = append(appendHex(b, lo>>48&0x3fff|0x8000, 4), '-')
	return appendHex(b, lo, 12)
}

func uuid(r *rand.Rand) string { return string(appendUUID(nil, r)) }

// scatter maps 0, 1, 2 … to values below 2^bits that look random and never
// repeat: multiplication by an odd number and a xor shift both permute.
func scatter(i uint64, bits uint) uint64 {
	mask := uint64(1)<<bits - 1
	i = i * 0x9E3779B97F4A7C15 & mask
	i ^= i >> (bits/2 + 1)
	return i * 0xBF58476D1CE4E5B9 & mask
}
