package seal_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/store/seal"
)

var master = bytes.Repeat([]byte{7}, 32)

func keys(t testing.TB, master []byte, ws domain.WorkspaceID) *seal.Keys {
	t.Helper()
	k, err := seal.ForWorkspace(master, ws)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestSealed opens what was sealed, and nothing that differs in a single bit.
func TestSealed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "key")
		plain, where := rapid.SliceOf(rapid.Byte()).Draw(t, "plain"), rapid.SliceOf(rapid.Byte()).Draw(t, "context")
		sealed, err := seal.Seal(key, plain, where)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := seal.Open(key, sealed, where); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("opened %q (%v), want %q", got, err, plain)
		}
		bad := bytes.Clone(sealed)
		bad[rapid.IntRange(0, len(bad)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := seal.Open(key, bad, where); err == nil {
			t.Fatal("a changed value opens")
		}
		if _, err := seal.Open(key, sealed[:rapid.IntRange(0, len(sealed)-1).Draw(t, "cut")], where); err == nil {
			t.Fatal("a cut value opens")
		}
		if _, err := seal.Open(key, sealed, append(bytes.Clone(where), 0)); err == nil {
			t.Fatal("a value opens in another place")
		}
		again, err := seal.Seal(key, plain, where)
		if err != nil || bytes.Equal(again, sealed) {
			t.Fatalf("sealing twice gives the same bytes (%v)", err)
		}
	})
}

// TestPlaces moves a data key and a workspace's own values to other owners,
// uses, workspaces and masters: none of them opens it.
func TestPlaces(t *testing.T) {
	k := keys(t, master, "main")
	other := keys(t, bytes.Repeat([]byte{8}, 32), "main")
	elsewhere := keys(t, master, "other")
	key, wrapped, err := k.NewDataKey([]byte("owner-1"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.Unwrap([]byte("owner-1"), wrapped); err != nil || !bytes.Equal(got, key) {
		t.Fatalf("the owner's own key does not open: %v", err)
	}
	for what, open := range map[string]func() ([]byte, error){
		"another owner":     func() ([]byte, error) { return k.Unwrap([]byte("owner-2"), wrapped) },
		"another workspace": func() ([]byte, error) { return elsewhere.Unwrap([]byte("owner-1"), wrapped) },
		"another master":    func() ([]byte, error) { return other.Unwrap([]byte("owner-1"), wrapped) },
		"another use":       func() ([]byte, error) { return k.OpenOwn(wrapped, "detail", []byte("owner-1")) },
	} {
		if _, err := open(); err == nil {
			t.Errorf("%s opens a data key", what)
		}
	}
	own, err := k.Own([]byte("text"), "detail", []byte("a.json"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.OpenOwn(own, "detail", []byte("a.json")); err != nil || string(got) != "text" {
		t.Errorf("opened %q (%v)", got, err)
	}
	for what, open := range map[string]func() ([]byte, error){
		"another row":       func() ([]byte, error) { return k.OpenOwn(own, "detail", []byte("b.json")) },
		"another table":     func() ([]byte, error) { return k.OpenOwn(own, "report", []byte("a.json")) },
		"another workspace": func() ([]byte, error) { return elsewhere.OpenOwn(own, "detail", []byte("a.json")) },
	} {
		if _, err := open(); err == nil {
			t.Errorf("%s opens a workspace's value", what)
		}
	}
}

// TestLookup finds a value by kind and workspace, and by nothing else.
func TestLookup(t *testing.T) {
	k := keys(t, master, "main")
	if !bytes.Equal(k.Lookup("phone", "+12125550142"), keys(t, master, "main").Lookup("phone", "+12125550142")) {
		t.Error("the same value is not found again")
	}
	seen := map[string]string{}
	for what, h := range map[string][]byte{
		"value": k.Lookup("phone", "+12125550142"), "another value": k.Lookup("phone", "+12125550143"), "another kind": k.Lookup("email", "+12125550142"),
		"another workspace": keys(t, master, "other").Lookup("phone", "+12125550142"), "another master": keys(t, bytes.Repeat([]byte{8}, 32), "main").Lookup("phone", "+12125550142"),
	} {
		if was, dup := seen[string(h)]; dup {
			t.Errorf("%s is found as %s", what, was)
		}
		seen[string(h)] = what
		if len(h) != 16 {
			t.Errorf("%s: %d bytes", what, len(h))
		}
	}
	if bytes.Equal(k.Secret, k.Value) {
		t.Error("two uses have one key")
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if _, err := seal.Load(path); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("a missing key file: %v", err)
	}
	first, created, err := seal.LoadOrCreate(path)
	if err != nil || !created || len(first) != 32 {
		t.Fatalf("made %d bytes, created %v: %v", len(first), created, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file has mode %v (%v)", info.Mode(), err)
	}
	again, created, err := seal.LoadOrCreate(path)
	if err != nil || created || !bytes.Equal(first, again) {
		t.Errorf("read another key, created %v: %v", created, err)
	}
	for _, mode := range []fs.FileMode{0o644, 0o640, 0o604, 0o620} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.Load(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("mode %o is let pass: %v", mode, err)
		}
		if _, created, err := seal.LoadOrCreate(path); err == nil || created {
			t.Errorf("mode %o: a key that others can read is used or replaced: %v", mode, err)
		}
	}
}

func TestBadKeyFile(t *testing.T) {
	for what, text := range map[string]string{"empty": "", "no base64": "no key at all!", "too short": base64.StdEncoding.EncodeToString(master[:16]),
		"too long": base64.StdEncoding.EncodeToString(append(bytes.Clone(master), 1))} {
		path := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, created, err := seal.LoadOrCreate(path); err == nil || created {
			t.Errorf("%s: a damaged key file is used or replaced: %v", what, err)
		}
	}
}
