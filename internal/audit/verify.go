package audit

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"

	"github.com/daylight-hq/daylight/internal/wire"
)

// maxLine bounds a line of an export, in bytes. The longest that [Log.Export]
// writes is a quarter of it.
const maxLine = 1 << 17

// Options is what a verifier holds that the file cannot change.
type Options struct {
	Keys  []string // public keys of the log, as [Log.PublicKeys] returns them
	Since [][]byte // signed checkpoints that were kept outside
}

// Verify reads an export and proves that it is what was signed. It goes
// through the file once and keeps a few kilobytes, whatever its length. A file
// that does not verify fails with a [Fault], which names the first altered
// entry and is in the report too; any other error means that nothing could be
// said. What a good report proves depends on the options: [Report.Proves].
func Verify(r io.Reader, o Options) (Report, error) {
	v := &verifier{in: bufio.NewReaderSize(r, maxLine), tree: factory().NewEmptyRange(0)}
	v.report.Schema = reportSchema
	err := v.run(o)
	if err == nil {
		v.report.OK = true
		return v.report, nil
	}
	if f, ok := errors.AsType[*Fault](err); ok {
		v.report.Fault = f
		return v.report, f
	}
	return v.report, fmt.Errorf("verify audit log: %w", err)
}

type verifier struct {
	in     *bufio.Reader
	walker wire.Walker
	line   int // number of the line read last
	again  []byte
	path   [][]byte

	head   headLine
	keys   keyring
	open   []signedSpan // subtrees to come, with the hash that is vouched for; the next one last
	tree   *compact.Range
	since  []Checkpoint // by size, those not reached yet
	proven uint64       // size of the last outside checkpoint that was met
	report Report
}

// signedSpan is a subtree whose root the signed root vouches for.
type signedSpan struct {
	span
	hash []byte
}

func (v *verifier) run(o Options) error {
	if err := v.keys.give(o.Keys); err != nil {
		return err
	}
	if err := v.readHead(); err != nil {
		return err
	}
	if err := v.readSince(o.Since); err != nil {
		return err
	}
	if err := v.meetSince(); err != nil {
		return err
	}
	for v.tree.End() < v.report.Size {
		if err := v.next(); err != nil {
			return err
		}
	}
	if err := v.readEnd(); err != nil {
		return err
	}
	if len(v.since) > 0 {
		return v.outrun(v.since[0])
	}
	return nil
}

// readLine returns the next line with its end. It is valid until the next call.
func (v *verifier) readLine() ([]byte, error) {
	line, err := v.in.ReadSlice('\n')
	switch {
	case err == nil:
		v.line++
		return line, nil
	case errors.Is(err, bufio.ErrBufferFull):
		v.line++
		return nil, v.fault(Altered, "the line is longer than any that an export has")
	case errors.Is(err, io.EOF) && len(line) > 0:
		v.line++
		return nil, v.fault(Cut, "the file breaks off within this line, "+v.progress())
	case errors.Is(err, io.EOF):
		v.line++
		return nil, v.fault(Cut, "the file ends where this line should stand, "+v.progress())
	}
	return nil, fmt.Errorf("read line %d: %w", v.line+1, err)
}

// progress says how much of the file was read.
func (v *verifier) progress() string {
	switch {
	case v.report.Size == 0:
		return "before its first checkpoint"
	case v.tree.End() == v.report.Size:
		return fmt.Sprintf("after all %d entries and before its closing line", v.report.Size)
	}
	return fmt.Sprintf("after %d of %d entries", v.tree.End(), v.report.Size)
}

// fault names the line and entry at which the verifier stands.
func (v *verifier) fault(kind FaultKind, detail string) *Fault {
	f := &Fault{Kind: kind, Line: v.line, Detail: detail}
	if at := v.tree.End(); at < v.report.Size {
		f.From, f.To = at, at+1
	}
	return f
}

func (v *verifier) readHead() error {
	line, err := v.readLine()
	if err != nil {
		return err
	}
	if err := wire.UnmarshalStrict(line, &v.head); err != nil || !sameJSON(line, v.head) {
		return v.fault(BadHead, "the first line is not that of an audit export, or it was altered")
	}
	if v.head.Format != Format {
		return v.fault(BadHead, fmt.Sprintf("the file says that it is of the form %.40q; this version reads %s", v.head.Format, Format))
	}
	if err := v.keys.know(v.head.Key); err != nil {
		return v.fault(BadHead, fmt.Sprintf("the first line holds no public key: %v", err))
	}
	c, by, _, err := openNote([]byte(v.head.Checkpoint), v.keys.known)
	switch {
	case err != nil:
		return v.fault(BadHead, fmt.Sprintf("the checkpoint in the first line is not valid: %v", err))
	case !slices.Contains(by, v.head.Key) || c.Origin != originOf(v.head.Key):
		return v.fault(BadHead, "the checkpoint in the first line is not signed by the key beside it")
	case c.Size == 0:
		return v.fault(BadHead, "the checkpoint in the first line covers nothing; every log begins with its key")
	}
	v.open = []signedSpan{{span{0, c.Size}, c.Root}}
	v.report.Origin, v.report.Size = c.Origin, c.Size
	v.report.Root, v.report.Key = base64.StdEncoding.EncodeToString(c.Root), v.head.Key
	return nil
}

// next reads the line of the next entry.
func (v *verifier) next() error {
	line, err := v.readLine()
	if err != nil {
		return err
	}
	entry, index, err := v.parse(line)
	if err != nil {
		return v.fault(Altered, fmt.Sprintf("entry %d was altered: the line is not one that an export writes", v.tree.End()))
	}
	at := v.tree.End()
	leaf := rfc6962.DefaultHasher.HashLeaf(entry)
	if !v.admit(leaf) {
		return v.misplaced(at, index)
	}
	if v.again = appendEntryLine(v.again[:0], entry, at, v.path); !bytes.Equal(v.again, line) {
		return v.fault(Altered, fmt.Sprintf("the line of entry %d was altered around the entry", at))
	}
	if err := v.tree.Append(leaf, nil); err != nil {
		return err
	}
	v.report.Entries = v.tree.End()
	if err := v.look(entry); err != nil {
		return err
	}
	return v.meetSince()
}

// parse takes an entry's line apart. Whether it is written as an export writes
// it is for the caller to compare.
func (v *verifier) parse(line []byte) (entry []byte, index uint64, err error) {
	v.path = v.path[:0]
	w := &v.walker
	w.Reset(line)
	for w.Object(); w.Next(); {
		switch string(w.Name()) {
		case "entry":
			entry = bytes.Clone(w.Raw())
		case "index":
			if index, err = strconv.ParseUint(string(w.Text()), 10, 64); err != nil {
				return nil, 0, err
			}
		case "path":
			for w.Array(); w.Next(); {
				hash, err := base64.StdEncoding.DecodeString(string(w.Text()))
				if err != nil {
					return nil, 0, err
				}
				v.path = append(v.path, hash)
			}
		default:
			w.Skip()
		}
	}
	if err := w.End(); err != nil {
		return nil, 0, err
	}
	if len(entry) == 0 {
		return nil, 0, errors.New("no entry")
	}
	return entry, index, nil
}

// admit reports whether a leaf and its path lead up to the hash that is vouched
// for in its place. If so, the path's hashes are vouched for too.
func (v *verifier) admit(leaf []byte) bool {
	top := v.open[len(v.open)-1]
	_, right := top.descend()
	if len(right) != len(v.path) {
		return false
	}
	hash := leaf
	for _, p := range v.path {
		if len(p) != hashSize {
			return false
		}
		hash = rfc6962.DefaultHasher.HashChildren(hash, p)
	}
	if !bytes.Equal(hash, top.hash) {
		return false
	}
	v.open = v.open[:len(v.open)-1]
	for i, s := range right {
		v.open = append(v.open, signedSpan{s, v.path[len(right)-1-i]})
	}
	return true
}

// misplaced says what the line's own index makes likely.
func (v *verifier) misplaced(at, index uint64) *Fault {
	switch {
	case index < at:
		return v.fault(Moved, fmt.Sprintf("entry %d should stand here, and the line says that it is entry %d: it stands here again or was moved", at, index))
	case index > at && index < v.report.Size:
		f := v.fault(Missing, fmt.Sprintf("entry %d should stand here, and the line says that it is entry %d: what stood between was taken out or moved", at, index))
		f.To = index
		return f
	}
	return v.fault(Altered, fmt.Sprintf("entry %d is not the one that was signed: it or the hashes in its line were altered, or it was put in", at))
}

// look takes from a verified entry what the rest needs. An entry of a later
// version that this program cannot read is verified all the same.
func (v *verifier) look(data []byte) error {
	e, err := Decode(data)
	if err != nil {
		return nil
	}
	if v.report.First.IsZero() {
		v.report.First = e.At
	}
	v.report.Last = e.At
	if e.Action != ActionKeyMade && e.Action != ActionKeyRotated {
		return nil
	}
	if err := v.keys.announce(e.Details[detailKey], v.report.Origin); err != nil {
		return v.fault(WrongKey, fmt.Sprintf("entry %d names no key of this log: %v", v.tree.End()-1, err))
	}
	if e.Action == ActionKeyRotated && v.tree.End() < v.report.Size {
		return v.readRotation()
	}
	return nil
}

// readRotation reads the checkpoint behind an entry that changes the key.
func (v *verifier) readRotation() error {
	line, err := v.readLine()
	if err != nil {
		return err
	}
	_, err = v.readCheckpoint(line)
	return err
}

// readCheckpoint reads a line with a checkpoint over what was read so far.
func (v *verifier) readCheckpoint(line []byte) (note string, err error) {
	bad := func(detail string) *Fault {
		return &Fault{Kind: BadHead, Line: v.line, Detail: detail}
	}
	var c checkpointLine
	if err := wire.UnmarshalStrict(line, &c); err != nil || !sameJSON(line, c) {
		return "", bad("the checkpoint that belongs here is missing or was altered")
	}
	cp, by, unknown, err := openNote([]byte(c.Checkpoint), v.keys.known)
	if err != nil {
		return "", bad(fmt.Sprintf("the checkpoint is not valid: %v", err))
	}
	root, err := rangeRoot(v.tree)
	if err != nil {
		return "", err
	}
	if cp.Origin != v.report.Origin || cp.Size != v.tree.End() || !bytes.Equal(cp.Root, root) {
		return "", bad("the checkpoint is not of the entries before it")
	}
	if unknown > 0 || len(by) == 0 {
		return "", bad("the checkpoint carries a signature by a key that the log does not name")
	}
	v.keys.handOver(by)
	return c.Checkpoint, nil
}

// readEnd reads the last line, and makes sure that it is the last.
func (v *verifier) readEnd() error {
	line, err := v.readLine()
	if err != nil {
		return err
	}
	last, err := v.readCheckpoint(line)
	if err != nil {
		return err
	}
	if last != v.head.Checkpoint {
		return &Fault{Kind: BadHead, Line: 1, Detail: "the checkpoint in the first line is not the one in the last"}
	}
	if _, err := v.in.ReadByte(); err == nil {
		return &Fault{Kind: Extra, Line: v.line + 1, Detail: "something follows the last line"}
	} else if !errors.Is(err, io.EOF) {
		return fmt.Errorf("read line %d: %w", v.line+1, err)
	}
	v.report.KeyGiven = v.keys.given && v.keys.trusts(v.head.Key)
	switch {
	case v.keys.given && !v.report.KeyGiven:
		return &Fault{Kind: WrongKey, Line: 1, Detail: fmt.Sprintf(
			"the file is signed by the key %s, which you did not give and to which no key that you gave has handed over", keyID(v.head.Key))}
	case !v.keys.announced(v.head.Key):
		return &Fault{Kind: WrongKey, Line: 1, Detail: fmt.Sprintf("the file is signed by the key %s, which the log does not name", keyID(v.head.Key))}
	}
	return nil
}

// sameJSON reports whether a line is v as an export writes it.
func sameJSON(line []byte, v any) bool {
	data, err := wire.Marshal(v)
	return err == nil && bytes.Equal(append(data, '\n'), line)
}
