package audit

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/note"
)

// keyring is which keys may sign. The caller's keys are trusted; the log names
// others, and one becomes trusted when a trusted key signs the checkpoint that
// hands over to it.
type keyring struct {
	given   bool     // the caller gave keys
	known   []string // given, in the first line, or named by the log
	trusted []string
	named   []string // by the log
}

func (k *keyring) give(keys []string) error {
	for _, key := range keys {
		if err := k.know(key); err != nil {
			return fmt.Errorf("public key %.80q: %w", key, err)
		}
		k.given = true
		k.trusted = append(k.trusted, key)
	}
	return nil
}

func (k *keyring) know(key string) error {
	if _, err := note.NewVerifier(key); err != nil {
		return err
	}
	if !slices.Contains(k.known, key) {
		k.known = append(k.known, key)
	}
	return nil
}

// announce takes up a key that a verified entry names.
func (k *keyring) announce(key, origin string) error {
	if err := k.know(key); err != nil {
		return err
	}
	if originOf(key) != origin {
		return fmt.Errorf("it is a key of %.80q", originOf(key))
	}
	k.named = append(k.named, key)
	return nil
}

// handOver trusts the key that the log named last, when one of those who signed
// is trusted and it signed too.
func (k *keyring) handOver(by []string) {
	if len(k.named) == 0 {
		return
	}
	last := k.named[len(k.named)-1]
	if slices.ContainsFunc(by, k.trusts) && slices.Contains(by, last) && !k.trusts(last) {
		k.trusted = append(k.trusted, last)
	}
}

func (k *keyring) trusts(key string) bool    { return slices.Contains(k.trusted, key) }
func (k *keyring) announced(key string) bool { return slices.Contains(k.named, key) }

// readSince opens the outside checkpoints.
func (v *verifier) readSince(notes [][]byte) error {
	for _, n := range notes {
		c, _, _, err := openNote(n, v.keys.known)
		if err != nil {
			return &Fault{Kind: BadOutside, Detail: fmt.Sprintf("the outside checkpoint is not valid: %v", err)}
		}
		if c.Origin != v.report.Origin {
			return &Fault{Kind: OtherLog, Detail: fmt.Sprintf("the outside checkpoint is of the log %q, the file of %q", c.Origin, v.report.Origin)}
		}
		v.since = append(v.since, c)
	}
	slices.SortFunc(v.since, func(a, b Checkpoint) int { return cmp.Compare(a.Size, b.Size) })
	return nil
}

// meetSince compares the outside checkpoints that cover exactly what was read.
func (v *verifier) meetSince() error {
	for len(v.since) > 0 && v.since[0].Size == v.tree.End() {
		c := v.since[0]
		v.since = v.since[1:]
		by, err := v.signers(c)
		if err != nil {
			return err
		}
		if len(by) == 0 { // the log names a key before that key signs anything
			return &Fault{Kind: BadOutside, Detail: fmt.Sprintf("the outside checkpoint over %s is signed by no key that the log names", Entries(c.Size))}
		}
		root, err := rangeRoot(v.tree)
		if err != nil {
			return err
		}
		s := SinceReport{Size: c.Size, Extended: bytes.Equal(root, c.Root), Signed: slices.ContainsFunc(by, v.keys.trusts)}
		v.report.Since = append(v.report.Since, s)
		if !s.Extended {
			return v.rewritten(s)
		}
		v.proven = c.Size
	}
	return nil
}

// signers returns the keys that signed an outside checkpoint, of those known by
// now: the log may have named its key meanwhile.
func (v *verifier) signers(c Checkpoint) ([]string, error) {
	_, by, _, err := openNote(c.Note, v.keys.known)
	if err != nil {
		return nil, &Fault{Kind: BadOutside, Detail: fmt.Sprintf("the outside checkpoint is not valid: %v", err)}
	}
	return by, nil
}

// unchecked ends the account of a contradiction by a checkpoint that may be
// anybody's.
const unchecked = " (or the checkpoint is not the log's: its signature could not be checked with a key that you gave)"

// outrun is the fault of a file that ends before an outside checkpoint does.
func (v *verifier) outrun(c Checkpoint) error {
	by, err := v.signers(c)
	if err != nil {
		return err
	}
	signed := slices.ContainsFunc(by, v.keys.trusts)
	f := &Fault{Kind: Cut, From: v.report.Size, To: c.Size, Detail: fmt.Sprintf(
		"the outside checkpoint covers %s and the file only %d: its end was cut off, or the file is older than the checkpoint", Entries(c.Size), v.report.Size)}
	if !signed {
		f.Detail += unchecked
	}
	v.report.Since = append(v.report.Since, SinceReport{Size: c.Size, Signed: signed})
	return f
}

func (v *verifier) rewritten(s SinceReport) *Fault {
	detail := fmt.Sprintf("the outside checkpoint over %s has another root than the file has up to there: one of the entries %d to %d was altered after it was signed",
		Entries(s.Size), v.proven, s.Size-1)
	if s.Size == 0 {
		detail = "the outside checkpoint over no entries has a root that no empty log has"
	}
	if !s.Signed {
		detail += unchecked
	}
	return &Fault{Kind: Rewritten, From: v.proven, To: s.Size, Detail: detail}
}
