package audit

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/transparency-dev/formats/log"
	"golang.org/x/mod/sumdb/note"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Checkpoint is a signed statement of a log's size and root. Kept outside of
// the machine it proves later that nothing it covers was changed or cut off.
type Checkpoint struct {
	Origin string // which log: "daylight/<workspace>/<random id>", the name of its keys too
	Size   uint64 // how many entries it covers
	Root   []byte // RFC 6962 root hash over them, 32 bytes
	Note   []byte // as signed: C2SP tlog-checkpoint in a signed note
	// Rotation says that this checkpoint hands over from one key to the next.
	Rotation bool
	At       time.Time // when it was signed; not part of what is signed
}

// maxName keeps a public key, which holds the origin, within an entry's text.
const maxName = 128

// newOrigin names a new log. The random part tells two employers apart who both
// call their workspace "main".
func newOrigin(ws domain.WorkspaceID) (string, error) {
	id := make([]byte, 8)
	if _, err := rand.Read(id); err != nil {
		return "", fmt.Errorf("name the audit log: %w", err)
	}
	name := strings.ReplaceAll(url.QueryEscape(string(ws)), "+", "%20") // a key's name has no plus
	return "daylight/" + name[:min(len(name), maxName)] + "/" + hex.EncodeToString(id), nil
}

// originOf is the name in a public key: the origin of the log it signs.
func originOf(public string) string {
	name, _, _ := strings.Cut(public, "+")
	return name
}

// keyID is how a key is called in entries and messages: 8 hex digits.
func keyID(public string) string {
	_, rest, _ := strings.Cut(public, "+")
	id, _, _ := strings.Cut(rest, "+")
	return id
}

// signTree makes the checkpoint of a tree.
func signTree(origin string, t Tree, private []string) (Checkpoint, error) {
	root, err := t.root()
	if err != nil {
		return Checkpoint{}, err
	}
	var signers []note.Signer
	for _, p := range private {
		s, err := note.NewSigner(p)
		if err != nil {
			return Checkpoint{}, fmt.Errorf("read the audit log's signing key: %w", err)
		}
		signers = append(signers, s)
	}
	text := log.Checkpoint{Origin: origin, Size: t.Size, Hash: root}.Marshal()
	signed, err := note.Sign(&note.Note{Text: string(text)}, signers...)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("sign checkpoint: %w", err)
	}
	return Checkpoint{Origin: origin, Size: t.Size, Root: root, Note: signed}, nil
}

// errNote is what a text that is no signed checkpoint fails with.
var errNote = errors.New("no signed checkpoint")

// openNote reads a signed checkpoint. It returns the public keys, of those
// given, that signed it, and how many other signatures it carries unchecked. A
// signature by a given key that does not fit is an error, and so is any other
// spelling of the same note than the one that was written.
func openNote(signed []byte, keys []string) (c Checkpoint, by []string, unknown int, err error) {
	var list []note.Verifier
	for _, k := range keys {
		v, err := note.NewVerifier(k)
		if err != nil {
			return Checkpoint{}, nil, 0, fmt.Errorf("public key %.80q: %w", k, err)
		}
		list = append(list, v)
	}
	n, err := note.Open(signed, note.VerifierList(list...))
	var unverified *note.UnverifiedNoteError
	if errors.As(err, &unverified) {
		n, err = unverified.Note, nil
	}
	if err != nil {
		return Checkpoint{}, nil, 0, fmt.Errorf("%w: %w", errNote, err)
	}
	if !canonicalNote(n, signed) {
		return Checkpoint{}, nil, 0, fmt.Errorf("%w: it is not written as it was signed", errNote)
	}
	var text log.Checkpoint
	rest, err := text.Unmarshal([]byte(n.Text))
	if err != nil {
		return Checkpoint{}, nil, 0, fmt.Errorf("%w: %w", errNote, err)
	}
	if len(rest) > 0 || len(text.Hash) != hashSize || !bytes.Equal(text.Marshal(), []byte(n.Text)) {
		return Checkpoint{}, nil, 0, fmt.Errorf("%w: its text is of another form", errNote)
	}
	for _, k := range keys {
		signer := func(s note.Signature) bool { return s.Name == originOf(k) && fmt.Sprintf("%08x", s.Hash) == keyID(k) }
		if slices.ContainsFunc(n.Sigs, signer) {
			by = append(by, k)
		}
	}
	return Checkpoint{Origin: text.Origin, Size: text.Size, Root: text.Hash, Note: signed}, by, len(n.UnverifiedSigs), nil
}

// canonicalNote reports whether a note has no second spelling: signatures twice
// or with stray bits in their base64 pass [note.Open].
func canonicalNote(n *note.Note, signed []byte) bool {
	again := []byte(n.Text + "\n")
	at := len(again)
	if len(signed) < at || !bytes.Equal(signed[:at], again) {
		return false
	}
	lines := strings.SplitAfter(string(signed[at:]), "\n")
	lines = lines[:len(lines)-1] // what stands behind the last line's end: nothing
	if len(lines) != len(n.Sigs)+len(n.UnverifiedSigs) {
		return false
	}
	for _, line := range lines {
		text := strings.TrimSuffix(line[strings.LastIndexByte(line, ' ')+1:], "\n")
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil || base64.StdEncoding.EncodeToString(raw) != text {
			return false
		}
	}
	return true
}
