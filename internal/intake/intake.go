// Package intake takes exports that people hand to a running server: each file
// is sealed as it arrives, read once it is whole, and destroyed when nothing of
// it was set aside.
package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest"
)

// State is where an import stands.
type State string

// States. A waiting or running import is taken up again after a restart.
const (
	Open      State = "open" // files can still be added
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Import is some files that were handed in together.
type Import struct {
	ID        string
	Version   int
	By        string // id of the user or token
	At        time.Time
	StartedAt time.Time
	EndedAt   time.Time
	State     State
	Files     []File
	Problem   string // why it failed, for people
	Key       []byte // under which its files are sealed
}

// File is one file of an import.
type File struct {
	ID       string
	Name     string // with folders, as it was handed in
	Size     int64
	Modified time.Time // when the export was made, as its owner's disk says
	Kept     bool      // its bytes are still here
	Parts    []Part    // what was read of it: itself, or the members of an archive
}

// Part is what became of a file or of one member of an archive.
type Part struct {
	Member string // "" for the file itself
	Source string
	Shape  string
	Counts ingest.Counts
	Done   bool
}

// Total adds up what was read.
func (i *Import) Total() (c ingest.Counts) {
	for _, f := range i.Files {
		for _, p := range f.Parts {
			c.Add(p.Counts)
		}
	}
	return c
}

// Kept is the state under which stores find imports that have ended and whose
// bytes are still here, in part at least.
const Kept State = "kept"

// Standing is the state, or [Kept].
func (i *Import) Standing() State {
	if i.Ended() && i.keeps() {
		return Kept
	}
	return i.State
}

func (i *Import) keeps() bool {
	return slices.ContainsFunc(i.Files, func(f File) bool { return f.Kept })
}

// Ended reports whether nothing more happens by itself.
func (i *Import) Ended() bool {
	return i.State == Done || i.State == Failed || i.State == Cancelled
}

// Before is where a page of imports ends: those before it follow.
type Before struct {
	At time.Time `json:"at"`
	ID string    `json:"id"`
}

// Store keeps imports. A change commits with its audit entry, where there is one.
type Store interface {
	Import(ctx context.Context, ws domain.WorkspaceID, id string) (*Import, error)
	Imports(ctx context.Context, ws domain.WorkspaceID, before Before, limit int) ([]*Import, error)
	// Unfinished lists, oldest first, the imports that stand in one of some states
	// ([Import.Standing]).
	Unfinished(ctx context.Context, ws domain.WorkspaceID, states ...State) ([]*Import, error)
	// SaveImport keeps an import whose version is one more than the kept one's,
	// and gives [ErrStale] where somebody was faster.
	SaveImport(ctx context.Context, ws domain.WorkspaceID, i *Import, e *audit.Entry) error
	// Requeue forgets how far files were read and what was set aside of them.
	Requeue(ctx context.Context, ws domain.WorkspaceID, of func(path string) bool, e audit.Entry) (files []string, err error)
}

// Errors that callers tell apart.
var (
	ErrNotFound = errors.New("there is no such import")
	ErrStale    = errors.New("the import has changed meanwhile")
	ErrState    = errors.New("the import is not in a state for this")
	ErrEmpty    = errors.New("the import has no file")
	ErrTooLarge = errors.New("the file or the import is too large")
	ErrGone     = errors.New("no bytes are kept: hand the file in again")
)

// NameError says why a file cannot be kept under its name.
type NameError struct{ Why string }

func (e *NameError) Error() string { return "the file's name " + e.Why }

// Limits of an import.
const (
	MaxFile  = 4 << 30 // bytes
	MaxTotal = 16 << 30
	MaxFiles = 2000

	maxDepth = 8
	maxName  = 200 // bytes of one part of a path
)

// cleanName makes a relative path of a file's name as somebody's browser gives
// it. A name is only a label: it is kept sealed, and nothing follows from it.
func cleanName(name string) (string, error) {
	var parts []string
	for p := range strings.SplitSeq(strings.ReplaceAll(name, `\`, "/"), "/") {
		p = strings.TrimSpace(p)
		switch {
		case p == "" || p == ".":
			continue
		case p == "..":
			return "", &NameError{"leads out of its folder"}
		case strings.HasPrefix(p, "."):
			return "", &NameError{"begins with a dot: hidden files are not read"}
		case len(p) > maxName:
			return "", &NameError{fmt.Sprintf("is too long: a part has at most %d bytes", maxName)}
		case !utf8.ValidString(p) || strings.ContainsFunc(p, func(r rune) bool { return unicode.IsControl(r) || r == ':' }):
			return "", &NameError{"holds characters that no name should hold"}
		}
		parts = append(parts, p)
	}
	switch {
	case len(parts) == 0:
		return "", &NameError{"is empty"}
	case len(parts) > maxDepth:
		return "", &NameError{fmt.Sprintf("lies too deep: at most %d folders", maxDepth)}
	}
	return strings.Join(parts, "/"), nil
}
