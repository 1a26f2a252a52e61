package intake

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Sealer seals and opens small pieces, bound to where they stand.
type Sealer struct {
	Seal func(key, plain, context []byte) ([]byte, error)
	Open func(key, sealed, context []byte) ([]byte, error)
}

// chunk is how many bytes of a file are sealed together.
const chunk = 1 << 20

// maxSealed is more than a sealed chunk can be.
const maxSealed = chunk + 1024

var errTorn = errors.New("the kept file is torn")

// context says which piece of which file this is, and whether it is the last:
// pieces cannot be moved, and none can be cut off.
func (s Sealer) context(id, name string, n uint64, last bool) []byte {
	end := byte('-')
	if last {
		end = '.'
	}
	return fmt.Appendf(nil, "upload\x00%s\x00%s\x00%d%c", id, name, n, end)
}

// seal copies r to w in sealed chunks, and returns how many bytes it took. More
// than limit bytes are [ErrTooLarge].
func (s Sealer) seal(w io.Writer, r io.Reader, key []byte, id, name string, limit int64) (size int64, err error) {
	buf, next := make([]byte, chunk), make([]byte, chunk)
	n, err := io.ReadFull(r, buf)
	for i := uint64(0); ; i++ {
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return size, err
		}
		if size += int64(n); size > limit {
			return size, ErrTooLarge
		}
		more := 0
		if !last {
			more, err = io.ReadFull(r, next)
			if last = errors.Is(err, io.EOF); err != nil && !last && !errors.Is(err, io.ErrUnexpectedEOF) {
				return size, err
			}
		}
		if err := s.write(w, buf[:n], key, s.context(id, name, i, last)); err != nil {
			return size, err
		}
		if last {
			return size, nil
		}
		buf, next, n = next, buf, more
	}
}

func (s Sealer) write(w io.Writer, plain, key, context []byte) error {
	sealed, err := s.Seal(key, plain, context)
	if err != nil {
		return err
	}
	if err := binary.Write(w, binary.BigEndian, uint32(len(sealed))); err != nil {
		return err
	}
	_, err = w.Write(sealed)
	return err
}

// open copies what seal wrote to w, as it was.
func (s Sealer) open(w io.Writer, r io.Reader, key []byte, id, name string) error {
	buf := make([]byte, maxSealed)
	for i := uint64(0); ; i++ {
		var length uint32
		if err := binary.Read(r, binary.BigEndian, &length); err != nil || length > maxSealed {
			return errTorn
		}
		if _, err := io.ReadFull(r, buf[:length]); err != nil {
			return errTorn
		}
		plain, err := s.Open(key, buf[:length], s.context(id, name, i, false))
		last := err != nil
		if last {
			if plain, err = s.Open(key, buf[:length], s.context(id, name, i, true)); err != nil {
				return fmt.Errorf("%w: %w", errTorn, err)
			}
		}
		if _, err := w.Write(plain); err != nil || last {
			return err
		}
	}
}
