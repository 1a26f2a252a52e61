// Package seal encrypts what is kept: a master key from a file, one set of
// keys a workspace, and one data key an owner, so that destroying an owner's
// key erases what was kept of them.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
)

const keySize = 32 // AES-256

// LoadOrCreate reads the master key at path, or makes one there that only its
// owner can read. created is true for a new one.
func LoadOrCreate(path string) (key []byte, created bool, err error) {
	key, err = Load(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, false, err
	}
	key = make([]byte, keySize)
	if _, err := rand.Read(key); err != nil {
		return nil, false, fmt.Errorf("make key: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, false, fmt.Errorf("make key file: %w", err)
	}
	_, werr := f.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err := errors.Join(werr, f.Sync(), f.Close()); err != nil {
		return nil, false, fmt.Errorf("write key file %s: %w", path, err)
	}
	return key, true, nil
}

// Load reads the master key at path and refuses one that others can read.
func Load(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("key file %s can be read by others (mode %o); run chmod 600 %s", path, info.Mode().Perm(), path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keySize {
		return nil, fmt.Errorf("key file %s holds no base64 key of %d bytes", path, keySize)
	}
	return key, nil
}

// Keys are one workspace's keys, derived from the master key (HKDF-SHA-256).
type Keys struct {
	workspace domain.WorkspaceID
	wrap      []byte // encrypts data keys and what has no owner
	lookup    []byte // keyed hashes by which values are found
	Secret    []byte // keyed hashes of secrets such as account numbers
	Value     []byte // value keys in reports
}

// ForWorkspace derives a workspace's keys.
func ForWorkspace(master []byte, ws domain.WorkspaceID) (*Keys, error) {
	k := &Keys{workspace: ws}
	for _, d := range []struct {
		use string
		to  *[]byte
	}{{"wrap", &k.wrap}, {"lookup", &k.lookup}, {"secret", &k.Secret}, {"value", &k.Value}} {
		key, err := hkdf.Key(sha256.New, master, nil, "daylight/1/"+string(ws)+"/"+d.use, keySize)
		if err != nil {
			return nil, fmt.Errorf("derive keys of workspace %s: %w", ws, err)
		}
		*d.to = key
	}
	return k, nil
}

// Lookup returns the keyed hash by which a value of a kind is found: 16 bytes.
func (k *Keys) Lookup(kind, value string) []byte {
	m := hmac.New(sha256.New, k.lookup)
	m.Write([]byte(kind + "\x00" + value))
	return m.Sum(nil)[:16]
}

// NewDataKey makes an owner's data key and returns it with its wrapped form.
func (k *Keys) NewDataKey(owner []byte) (key, wrapped []byte, err error) {
	key = make([]byte, keySize)
	if _, err := rand.Read(key); err != nil {
		return nil, nil, fmt.Errorf("make data key: %w", err)
	}
	wrapped, err = Seal(k.wrap, key, k.context("data key", owner))
	return key, wrapped, err
}

// Unwrap opens an owner's wrapped data key.
func (k *Keys) Unwrap(owner, wrapped []byte) ([]byte, error) {
	key, err := Open(k.wrap, wrapped, k.context("data key", owner))
	if err != nil {
		return nil, fmt.Errorf("open data key: %w", err)
	}
	return key, nil
}

// Own seals what belongs to the workspace as a whole.
func (k *Keys) Own(plain []byte, use string, id []byte) ([]byte, error) {
	return Seal(k.wrap, plain, k.context(use, id))
}

// OpenOwn opens what [Keys.Own] sealed.
func (k *Keys) OpenOwn(sealed []byte, use string, id []byte) ([]byte, error) {
	return Open(k.wrap, sealed, k.context(use, id))
}

// context binds a sealed value to where it stands, so that moving it from one
// row, table or workspace to another makes it unreadable.
func (k *Keys) context(use string, id []byte) []byte {
	return append([]byte(string(k.workspace)+"\x00"+use+"\x00"), id...)
}

// Context is what a sealed row is bound to.
func (k *Keys) Context(use string, id []byte) []byte { return k.context(use, id) }

// Seal encrypts with AES-256-GCM under a random nonce, which it puts first.
func Seal(key, plain, context []byte) ([]byte, error) {
	aead, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("make nonce: %w", err)
	}
	return aead.Seal(nonce, nonce, plain, context), nil
}

// Open decrypts what [Seal] made.
func Open(key, sealed, context []byte) ([]byte, error) {
	aead, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, errors.New("sealed value is too short")
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], context)
	if err != nil {
		return nil, errors.New("sealed value cannot be opened: wrong key, or it was changed or moved")
	}
	return plain, nil
}

func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("cipher: %w", err)
	}
	return cipher.NewGCM(block)
}
