package seal

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"
)

// LoadOrCreate reads the master key at path, or makes one there that only its
// owner can read. created is true for a new one.
func LoadOrCreate(path string) (key []byte, created bool, err error) {
	key, err = Load(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, false, err
	}
	key = make([]byte, KeySize)
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
	return decode("key file "+path, text)
}

// Decode reads a master key from the text of an environment variable.
func Decode(name, text string) ([]byte, error) { return decode("variable "+name, []byte(text)) }

// maxAnswer is more than any encoding of a key needs.
const maxAnswer = 4096

// Unwrap runs a command that prints the master key as base64: the hook by which
// a key management service opens a wrapped key. The command gets no standard
// input, and what it prints is never part of an error.
func Unwrap(ctx context.Context, command []string) ([]byte, error) {
	if len(command) == 0 {
		return nil, errors.New("the key command is empty")
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("key command %s: %w", command[0], err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("key command %s: %w", command[0], err)
	}
	text, rerr := io.ReadAll(io.LimitReader(out, maxAnswer))
	if rerr != nil || len(text) == maxAnswer {
		// Wait closes the pipe, so a command that prints without end stops.
		rerr = errors.Join(rerr, errors.New("the answer is too long"), cmd.Process.Kill())
	}
	if err := cmd.Wait(); err != nil || rerr != nil {
		return nil, fmt.Errorf("key command %s: %w", command[0], errors.Join(err, rerr))
	}
	return decode("key command "+command[0], text)
}

func decode(what string, text []byte) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != KeySize {
		return nil, fmt.Errorf("%s holds no base64 key of %d bytes", what, KeySize)
	}
	return key, nil
}
