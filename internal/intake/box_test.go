package intake

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"testing"

	"github.com/daylight-hq/daylight/internal/store/seal"
)

var box = Sealer{seal.Seal, seal.Open}

func sealed(t *testing.T, key, plain []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	size, err := box.seal(&out, bytes.NewReader(plain), key, "im_1", "a.csv", 8<<20)
	if err != nil || size != int64(len(plain)) {
		t.Fatalf("sealed %d of %d bytes: %v", size, len(plain), err)
	}
	return out.Bytes()
}

func TestBox(t *testing.T) {
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	for _, n := range []int{0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 2*chunk + 7} {
		plain := make([]byte, n)
		_, _ = rand.Read(plain)
		kept := sealed(t, key, plain)
		if n > 64 && bytes.Contains(kept, plain[:64]) {
			t.Fatal("the bytes are kept as they came")
		}
		var back bytes.Buffer
		if err := box.open(&back, bytes.NewReader(kept), key, "im_1", "a.csv"); err != nil || !bytes.Equal(back.Bytes(), plain) {
			t.Errorf("%d bytes come back as %d: %v", n, back.Len(), err)
		}
		for what, broken := range map[string][]byte{"cut": kept[:len(kept)-1], "empty": nil, "flipped": flip(kept)} {
			if err := box.open(io.Discard, bytes.NewReader(broken), key, "im_1", "a.csv"); !errors.Is(err, errTorn) {
				t.Errorf("%d bytes, %s: %v", n, what, err)
			}
		}
		if err := box.open(io.Discard, bytes.NewReader(kept), key, "im_1", "b.csv"); !errors.Is(err, errTorn) {
			t.Errorf("another file's bytes open: %v", err)
		}
	}
}

// A file whose last chunks are missing must not read as a shorter file.
func TestBoxCutAtChunk(t *testing.T) {
	key := make([]byte, 32)
	whole := sealed(t, key, make([]byte, 3*chunk))
	one := sealed(t, key, make([]byte, chunk))
	if err := box.open(io.Discard, bytes.NewReader(whole[:2*(len(one))]), key, "im_1", "a.csv"); !errors.Is(err, errTorn) {
		t.Errorf("two chunks of three: %v", err)
	}
}

func TestBoxLimit(t *testing.T) {
	for n, want := range map[int]error{10: nil, 11: ErrTooLarge, chunk * 2: ErrTooLarge} {
		if _, err := box.seal(io.Discard, bytes.NewReader(make([]byte, n)), make([]byte, 32), "i", "a", 10); !errors.Is(err, want) {
			t.Errorf("%d bytes: %v, want %v", n, err, want)
		}
	}
}

func flip(b []byte) []byte {
	b = bytes.Clone(b)
	b[len(b)-1] ^= 1
	return b
}
