package seal_test

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/store/seal"
)

// TestVersions rotates keys twice and reads them back under their master key.
func TestVersions(t *testing.T) {
	first := keys(t, master, "main")
	second, err := first.Rotated()
	if err != nil {
		t.Fatal(err)
	}
	if first.Rotating() || !second.Rotating() || second.Newest() != 2 {
		t.Errorf("rotating %v then %v, version %d", first.Rotating(), second.Rotating(), second.Newest())
	}
	old, err := first.Own([]byte("old"), "note", []byte("1"))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := second.Versions(master)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(kept) // the order in which they are kept does not matter
	read, err := seal.FromVersions(master, "main", kept)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := read.OpenOwn(old, "note", []byte("1")); err != nil || string(got) != "old" {
		t.Errorf("during a rotation an older value opens as %q (%v)", got, err)
	}
	fresh, err := read.Own([]byte("new"), "note", []byte("1"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.OpenOwn(fresh, "note", []byte("1")); err == nil {
		t.Error("the older keys open a newer value")
	}
	lookups := read.Lookups("phone", "1")
	if len(lookups) != 2 || !bytes.Equal(lookups[0], second.Lookup("phone", "1")) || !bytes.Equal(lookups[1], first.Lookup("phone", "1")) || bytes.Equal(lookups[0], lookups[1]) {
		t.Errorf("a value is looked up as %x", lookups)
	}
	if !bytes.Equal(read.Secret, first.Secret) || !bytes.Equal(read.Value, first.Value) {
		t.Error("a rotation changes how secrets and report values are hashed")
	}
	kept, err = read.Retired().Versions(master)
	if err != nil {
		t.Fatal(err)
	}
	retired, err := seal.FromVersions(master, "main", kept)
	if err != nil || retired.Rotating() {
		t.Fatalf("retired keys still rotate (%v)", err)
	}
	if _, err := retired.OpenOwn(old, "note", []byte("1")); err == nil {
		t.Error("retired keys open a value")
	}
	if len(retired.Lookups("phone", "1")) != 2 {
		t.Error("retired keys are not looked up any more")
	}
}

// TestForeignVersions opens versions under another master key, for another
// workspace, under another number and changed.
func TestForeignVersions(t *testing.T) {
	kept, err := keys(t, master, "main").Versions(master)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.FromVersions(bytes.Repeat([]byte{8}, 32), "main", kept); err == nil {
		t.Error("another master key opens them")
	}
	if _, err := seal.FromVersions(master, "other", kept); err == nil {
		t.Error("they open for another workspace")
	}
	if _, err := seal.FromVersions(master, "main", []seal.Version{{Number: 2, Sealed: kept[0].Sealed}}); err == nil {
		t.Error("they open under another number")
	}
	bad := bytes.Clone(kept[0].Sealed)
	bad[40] ^= 1
	if _, err := seal.FromVersions(master, "main", []seal.Version{{Number: 1, Sealed: bad}}); err == nil {
		t.Error("a changed version opens")
	}
	if _, err := seal.FromVersions(master, "main", nil); err == nil {
		t.Error("no versions give keys")
	}
	retiredOnly, err := keys(t, master, "main").Rotated()
	if err != nil {
		t.Fatal(err)
	}
	if kept, err = retiredOnly.Retired().Versions(master); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.FromVersions(master, "main", kept[1:]); err == nil {
		t.Error("keys whose newest version was removed still seal")
	}
}

// TestKeyCommand reads the master key from what a command prints.
func TestKeyCommand(t *testing.T) {
	text := base64.StdEncoding.EncodeToString(master)
	if got, err := seal.Unwrap(t.Context(), []string{"echo", text}); err != nil || !bytes.Equal(got, master) {
		t.Errorf("read %x (%v)", got, err)
	}
	if got, err := seal.Decode("DAYLIGHT_KEY", text+"\n"); err != nil || !bytes.Equal(got, master) {
		t.Errorf("read %x (%v)", got, err)
	}
	for what, command := range map[string][]string{"none": nil, "missing": {"daylight-no-such-command"}, "failing": {"sh", "-c", "echo " + text + "; exit 1"},
		"no key": {"echo", "hunter2-secret"}, "endless": {"yes", text}} {
		_, err := seal.Unwrap(t.Context(), command)
		if err == nil {
			t.Errorf("%s: gives a key", what)
		} else if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), text) {
			t.Errorf("%s: the error tells what the command printed: %v", what, err)
		}
	}
}
