package seal

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Keys are one workspace's keys: the newest version seals and is looked up
// first, older ones open what has not been sealed anew yet. They do not change:
// a rotation makes new Keys.
type Keys struct {
	workspace domain.WorkspaceID
	versions  []version // newest first
	// Secret keys the hashes of secrets such as account numbers, and Value the
	// value keys in reports. They are the same in every version: what they hash
	// is not kept, so that it could not be hashed anew.
	Secret, Value []byte
}

type version struct {
	number int64
	wrap   []byte // encrypts data keys and what has no owner; nil once it may open nothing
	lookup []byte // keyed hashes by which values are found
}

// ForWorkspace derives a workspace's first keys from the master key
// (HKDF-SHA-256). Later versions are random.
func ForWorkspace(master []byte, ws domain.WorkspaceID) (*Keys, error) {
	k := &Keys{workspace: ws, versions: []version{{number: 1}}}
	for _, d := range []struct {
		use string
		to  *[]byte
	}{{"wrap", &k.versions[0].wrap}, {"lookup", &k.versions[0].lookup}, {"secret", &k.Secret}, {"value", &k.Value}} {
		key, err := derive(master, ws, d.use)
		if err != nil {
			return nil, err
		}
		*d.to = key
	}
	return k, nil
}

func derive(master []byte, ws domain.WorkspaceID, use string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, master, nil, "daylight/1/"+string(ws)+"/"+use, KeySize)
	if err != nil {
		return nil, fmt.Errorf("derive keys of workspace %s: %w", ws, err)
	}
	return key, nil
}

// Version is one version of a workspace's keys as it is kept: sealed under the
// master key.
type Version struct {
	Number int64
	Sealed []byte
}

// Workspace is whose keys these are.
func (k *Keys) Workspace() domain.WorkspaceID { return k.workspace }

// Newest is the number of the version that seals.
func (k *Keys) Newest() int64 { return k.versions[0].number }

// Rotating reports whether rows of an older version may still exist.
func (k *Keys) Rotating() bool { return len(k.versions) > 1 && k.versions[1].wrap != nil }

// Rotated returns keys with a fresh version in front.
func (k *Keys) Rotated() (*Keys, error) {
	fresh := version{number: k.Newest() + 1, wrap: make([]byte, KeySize), lookup: make([]byte, KeySize)}
	for _, b := range [][]byte{fresh.wrap, fresh.lookup} {
		if _, err := rand.Read(b); err != nil {
			return nil, fmt.Errorf("make keys: %w", err)
		}
	}
	out := *k
	out.versions = slices.Concat([]version{fresh}, k.versions)
	return &out, nil
}

// Retired returns keys whose older versions open nothing any more; they are
// still looked up, for the hashes of owners who were erased under them.
func (k *Keys) Retired() *Keys {
	out := *k
	out.versions = slices.Clone(k.versions)
	for i := 1; i < len(out.versions); i++ {
		out.versions[i].wrap = nil
	}
	return &out
}

// Versions seals every version under a master key, to be kept.
func (k *Keys) Versions(master []byte) ([]Version, error) {
	kek, err := derive(master, k.workspace, "versions")
	if err != nil {
		return nil, err
	}
	var out []Version
	for _, v := range k.versions {
		wrap := v.wrap
		if wrap == nil {
			wrap = make([]byte, KeySize)
		}
		sealed, err := Seal(kek, slices.Concat(wrap, v.lookup, k.Secret, k.Value), k.versionContext(v.number))
		if err != nil {
			return nil, err
		}
		out = append(out, Version{v.number, sealed})
	}
	return out, nil
}

func (k *Keys) versionContext(n int64) []byte {
	return fmt.Appendf(nil, "%s\x00version\x00%d", k.workspace, n)
}

// FromVersions opens the kept versions of a workspace's keys with the master
// key.
func FromVersions(master []byte, ws domain.WorkspaceID, kept []Version) (*Keys, error) {
	kek, err := derive(master, ws, "versions")
	if err != nil {
		return nil, err
	}
	if len(kept) == 0 {
		return nil, errors.New("no keys are kept")
	}
	kept = slices.SortedFunc(slices.Values(kept), func(a, b Version) int { return int(b.Number - a.Number) })
	k := &Keys{workspace: ws}
	for i, v := range kept {
		plain, err := Open(kek, v.Sealed, k.versionContext(v.Number))
		if err != nil || len(plain) != 4*KeySize {
			return nil, fmt.Errorf("open version %d of the keys of workspace %s: wrong master key, or the version was changed", v.Number, ws)
		}
		part := func(n int) []byte { return plain[n*KeySize : (n+1)*KeySize : (n+1)*KeySize] }
		wrap := part(0)
		if slices.Max(wrap) == 0 {
			wrap = nil
		}
		k.versions = append(k.versions, version{v.Number, wrap, part(1)})
		if i == 0 {
			k.Secret, k.Value = part(2), part(3)
		}
	}
	if k.versions[0].wrap == nil {
		return nil, fmt.Errorf("the newest keys of workspace %s seal nothing", ws)
	}
	return k, nil
}

// Lookup returns the keyed hash under which a value of a kind is kept from now
// on: 16 bytes.
func (k *Keys) Lookup(kind, value string) []byte { return lookup(k.versions[0].lookup, kind, value) }

// Lookups returns every hash under which a value may be found, newest first.
// There is more than one during a rotation, and where owners were erased before
// one.
func (k *Keys) Lookups(kind, value string) [][]byte {
	out := make([][]byte, len(k.versions))
	for i, v := range k.versions {
		out[i] = lookup(v.lookup, kind, value)
	}
	return out
}

func lookup(key []byte, kind, value string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(kind))
	m.Write([]byte{0})
	m.Write([]byte(value))
	return m.Sum(nil)[:16]
}

// Owner names whose key seals a record: the person behind its first person key,
// else the record, or account, itself.
func Owner(refs []domain.Ref, own string) string {
	for _, r := range refs {
		if r.Type.Person() {
			return r.String()
		}
	}
	return own
}

// LakeKey seals one owner's raw records in the lake. It outlives rotations, since
// files are not written anew; ID stands beside each record that it seals.
type LakeKey struct {
	ID     [16]byte
	Secret []byte
}

// Stable returns a keyed hash of a value of a kind that no rotation changes: 16
// bytes. It names things in files, and finds nothing in the database.
func (k *Keys) Stable(kind, value string) [16]byte {
	return [16]byte(lookup(k.Value, "stable "+kind, value))
}

// Mac begins a keyed hash (HMAC-SHA-256) of a file of a kind, under a key that no
// rotation changes.
func (k *Keys) Mac(kind string) hash.Hash {
	m := hmac.New(sha256.New, k.Value)
	m.Write([]byte("file " + kind + "\x00"))
	return m
}

// NewDataKey makes an owner's data key and returns it with its wrapped form.
func (k *Keys) NewDataKey(owner []byte) (key, wrapped []byte, err error) {
	key = make([]byte, KeySize)
	if _, err := rand.Read(key); err != nil {
		return nil, nil, fmt.Errorf("make data key: %w", err)
	}
	wrapped, err = k.Own(key, "data key", owner)
	return key, wrapped, err
}

// Unwrap opens an owner's wrapped data key.
func (k *Keys) Unwrap(owner, wrapped []byte) ([]byte, error) {
	key, err := k.OpenOwn(wrapped, "data key", owner)
	if err != nil {
		return nil, fmt.Errorf("open data key: %w", err)
	}
	return key, nil
}

// Own seals what belongs to the workspace as a whole. use and id say where it
// will stand: table or column, and row.
func (k *Keys) Own(plain []byte, use string, id []byte) ([]byte, error) {
	return Seal(k.versions[0].wrap, plain, k.Context(use, id))
}

// OpenOwn opens what [Keys.Own] sealed under any version that still opens.
func (k *Keys) OpenOwn(sealed []byte, use string, id []byte) (plain []byte, err error) {
	for _, v := range k.versions {
		if v.wrap == nil {
			continue
		}
		if plain, err = Open(v.wrap, sealed, k.Context(use, id)); err == nil {
			return plain, nil
		}
	}
	return nil, err
}

// Context binds a sealed value to where it stands, so that moving it from one
// row, table or workspace to another makes it unreadable.
func (k *Keys) Context(use string, id []byte) []byte {
	return slices.Concat([]byte(k.workspace), []byte{0}, []byte(use), []byte{0}, id)
}
