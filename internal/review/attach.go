package review

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/gabriel-vasile/mimetype"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Attachment is a file on a case. Its bytes are kept sealed in the [Vault] and
// are only ever handed out as a download, never shown.
type Attachment struct {
	ID     string
	Name   string // as the sender called it, without a path
	Type   string // as its bytes say, from the allow-list
	Size   int64
	SHA256 string // hex, of the bytes as sent
	By     string
	At     time.Time
}

// maxAttachment is the most bytes of one file, and maxAttachments of files on
// one case.
const (
	maxAttachment  = 10 << 20
	maxAttachments = 50
)

// allowedTypes are what an attachment may be, by its bytes. Nothing that runs
// code in a viewer by design is among them; PDF can, so nobody renders one here.
var allowedTypes = []string{"application/pdf", "image/png", "image/jpeg", "text/plain", "text/csv"}

// Vault keeps attachments in a folder outside of anything that is served.
type Vault struct {
	root   *os.Root
	sealer Sealer
}

// OpenVault opens or makes the folder, which only its owner can read.
func OpenVault(dir string, sealer Sealer) (*Vault, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open attachments: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open attachments: %w", err)
	}
	return &Vault{root, sealer}, nil
}

// Close closes the folder.
func (v *Vault) Close() error { return v.root.Close() }

// Attach reads, checks, seals and keeps a file, and notes it on the case. A
// file whose case could not be saved is taken away again.
func (d *Desk) Attach(ctx context.Context, v *Vault, ws domain.WorkspaceID, id string, version int, name string, r io.Reader, a Actor) (*Attachment, error) {
	plain, err := io.ReadAll(io.LimitReader(r, maxAttachment+1))
	if err != nil {
		return nil, fmt.Errorf("read attachment: %w", err)
	}
	f := &Attachment{ID: newID("a"), Name: cleanName(name), Size: int64(len(plain)), By: a.ID, At: d.now()}
	sum := sha256.Sum256(plain)
	f.SHA256 = hex.EncodeToString(sum[:])
	if f.Type, err = sniff(plain); err != nil {
		return nil, err
	}
	if _, err := d.store.Case(ctx, ws, id); err != nil {
		return nil, err
	}
	if err := v.put(ctx, ws, id, f.ID, plain); err != nil {
		return nil, err
	}
	_, err = d.Work(ctx, ws, id, version, func(c *Case, at time.Time) error {
		if len(c.Files) >= maxAttachments {
			return &Invalid{"file", fmt.Sprintf("a case has at most %d attachments", maxAttachments)}
		}
		c.Files = append(c.Files, *f)
		c.record(Event{At: at, Actor: a, Action: "attach", Object: f.ID})
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, v.root.Remove(place(ws, f.ID)))
	}
	return f, nil
}

// sniff names the type of a file by its bytes, and refuses what is not on the
// list.
func sniff(b []byte) (string, error) {
	switch {
	case len(b) == 0:
		return "", &Invalid{"file", "it is empty"}
	case len(b) > maxAttachment:
		return "", &Invalid{"file", fmt.Sprintf("at most %d MiB", maxAttachment>>20)}
	}
	kind, _, _ := strings.Cut(mimetype.Detect(b).String(), ";")
	if !slices.Contains(allowedTypes, kind) {
		return "", &Invalid{"file", fmt.Sprintf("it is %s; allowed are %s", kind, strings.Join(allowedTypes, ", "))}
	}
	return kind, nil
}

// cleanName keeps the last part of a name, without control characters.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, "\\", "/"))
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`"<>:|?*`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	if short := []rune(name); len(short) > 120 {
		name = string(short[len(short)-120:])
	}
	if name == "." || name == "/" || name == ".." {
		return "file"
	}
	return name
}

// place is where a file lies: in its workspace's folder, under its own id.
func place(ws domain.WorkspaceID, file string) string {
	return hex.EncodeToString([]byte(ws)) + "/" + file
}

func (v *Vault) put(ctx context.Context, ws domain.WorkspaceID, id, file string, plain []byte) error {
	sealed, err := v.sealer.SealFile(ctx, ws, id, file, plain)
	if err != nil {
		return fmt.Errorf("seal attachment: %w", err)
	}
	at := place(ws, file)
	if err := v.root.Mkdir(path.Dir(at), 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("keep attachment: %w", err)
	}
	f, err := v.root.OpenFile(at, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("keep attachment: %w", err)
	}
	_, err = f.Write(sealed)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(fmt.Errorf("keep attachment: %w", err), v.root.Remove(at))
	}
	return nil
}

// Download opens one of a case's files and proves that it is what was sent.
// Whoever serves it sends it as an attachment with its type not sniffed.
func (d *Desk) Download(ctx context.Context, v *Vault, ws domain.WorkspaceID, id, file string, a Actor) (*Attachment, []byte, error) {
	c, err := d.store.Case(ctx, ws, id)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(c.Files, func(f Attachment) bool { return f.ID == file })
	if i < 0 {
		return nil, nil, fmt.Errorf("attachment %s: %w", file, ErrNotFound)
	}
	sealed, err := v.root.ReadFile(place(ws, file))
	if err != nil {
		return nil, nil, fmt.Errorf("read attachment: %w", err)
	}
	plain, err := v.sealer.OpenFile(ctx, ws, id, file, sealed)
	if err != nil {
		return nil, nil, fmt.Errorf("open attachment: %w", err)
	}
	f := &c.Files[i]
	if sum := sha256.Sum256(plain); hex.EncodeToString(sum[:]) != f.SHA256 {
		return nil, nil, fmt.Errorf("attachment %s is not what was sent", file)
	}
	return f, plain, d.store.Note(ctx, ws, Event{Case: id, At: d.now(), Actor: a, Action: "read-attachment", Object: file}, "case")
}

// remove takes the files of an erased case away. A file that is gone already
// is no error: without the case's key its bytes say nothing.
func (v *Vault) remove(ws domain.WorkspaceID, files []Attachment) error {
	var errs []error
	for _, f := range files {
		if err := v.root.Remove(place(ws, f.ID)); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
