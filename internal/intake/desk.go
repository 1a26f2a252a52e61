package intake

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest"
)

// Options are what a desk needs.
type Options struct {
	Store  Store
	Dir    string // where files wait, sealed; only its owner can read it
	Sealer Sealer
	Clock  func() time.Time
	Log    *slog.Logger
	// Workspaces lists those that run.
	Workspaces func() []domain.WorkspaceID
	// List names what there is to read in a folder, members of archives too.
	List func(dir string) ([]string, error)
	// Run reads files into a workspace.
	Run func(ctx context.Context, ws domain.WorkspaceID, paths []string, tell func(ingest.Progress)) ([]ingest.FileResult, error)
}

// Desk takes files in and reads them, one import after the other. It is safe
// for concurrent use.
type Desk struct {
	opt  Options
	root *os.Root
	wake chan struct{} // holds one token while an import may wait

	mu      sync.Mutex
	running map[string]*run // by workspace and import
}

// run is an import that is being read.
type run struct {
	cancel    context.CancelFunc
	cancelled bool
	progress  ingest.Progress
}

// New opens the folder, and takes away plain copies that a killed server left.
func New(opt Options) (*Desk, error) {
	if err := os.MkdirAll(opt.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("open the folder of imports: %w", err)
	}
	root, err := os.OpenRoot(opt.Dir)
	if err != nil {
		return nil, fmt.Errorf("open the folder of imports: %w", err)
	}
	d := &Desk{opt: opt, root: root, wake: make(chan struct{}, 1), running: map[string]*run{}}
	return d, d.dropPlain()
}

// Close closes the folder.
func (d *Desk) Close() error { return d.root.Close() }

// plain is the folder, below an import's, in which its files stand while they
// are read.
const plain = "plain"

func (d *Desk) dropPlain() error {
	left, err := fs.Glob(d.root.FS(), "*/*/"+plain)
	if err != nil {
		return fmt.Errorf("look for plain copies: %w", err)
	}
	for _, dir := range left {
		if err := d.root.RemoveAll(dir); err != nil {
			return fmt.Errorf("take a plain copy away: %w", err)
		}
	}
	return nil
}

func folder(ws domain.WorkspaceID, id string) string { return path.Join(string(ws), id) }

// kept is where the bytes of a file lie.
func kept(ws domain.WorkspaceID, id, file string) string {
	return path.Join(folder(ws, id), file+".sealed")
}

// Actor is who does something, for the log.
type Actor = audit.Actor

func (d *Desk) entry(ws domain.WorkspaceID, by Actor, action, id string, details map[string]string) *audit.Entry {
	return &audit.Entry{Workspace: ws, At: d.opt.Clock(), Actor: by, Action: action, Object: audit.Object{Type: "import", ID: id}, Details: details}
}

// Begin makes an import to which files can be added.
func (d *Desk) Begin(ctx context.Context, ws domain.WorkspaceID, by Actor) (*Import, error) {
	i := &Import{ID: "im_" + strings.ToLower(rand.Text()), Version: 1, By: by.ID, At: d.opt.Clock().UTC(), State: Open, Key: make([]byte, 32)}
	if _, err := rand.Read(i.Key); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	return i, d.opt.Store.SaveImport(ctx, ws, i, d.entry(ws, by, "import.begun", i.ID, nil))
}

// Add seals a file and adds it. A file of the same name takes the place of the
// one before.
func (d *Desk) Add(ctx context.Context, ws domain.WorkspaceID, id, name string, modified time.Time, r io.Reader) (*Import, error) {
	name, err := cleanName(name)
	if err != nil {
		return nil, err
	}
	i, err := d.opt.Store.Import(ctx, ws, id)
	if err != nil {
		return nil, err
	}
	if i.State != Open {
		return nil, ErrState
	}
	if now := d.opt.Clock(); modified.IsZero() || modified.After(now) {
		modified = now
	}
	f := File{ID: strings.ToLower(rand.Text()), Name: name, Modified: modified.UTC(), Kept: true}
	if f.Size, err = d.put(ws, i, f.ID, name, r); err != nil {
		return nil, err
	}
	old := ""
	i, err = d.change(ctx, ws, id, nil, func(i *Import) error {
		old = ""
		n := slices.IndexFunc(i.Files, func(o File) bool { return o.Name == name })
		switch {
		case i.State != Open:
			return ErrState
		case n >= 0:
			old, i.Files[n] = i.Files[n].ID, f
		default:
			i.Files = append(i.Files, f)
		}
		if len(i.Files) > MaxFiles || i.size() > MaxTotal {
			return ErrTooLarge
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, d.root.RemoveAll(kept(ws, id, f.ID)))
	}
	if old != "" {
		err = d.root.RemoveAll(kept(ws, id, old))
	}
	return i, err
}

func (i *Import) size() (total int64) {
	for _, f := range i.Files {
		total += f.Size
	}
	return total
}

// put seals what r gives. A file that does not come whole leaves nothing.
func (d *Desk) put(ws domain.WorkspaceID, i *Import, id, name string, r io.Reader) (size int64, err error) {
	if err := d.root.MkdirAll(folder(ws, i.ID), 0o700); err != nil {
		return 0, fmt.Errorf("keep a file: %w", err)
	}
	at := kept(ws, i.ID, id)
	f, err := d.root.OpenFile(at, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, fmt.Errorf("keep a file: %w", err)
	}
	size, err = d.opt.Sealer.seal(f, r, i.Key, i.ID, name, MaxFile)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return size, errors.Join(fmt.Errorf("keep a file: %w", err), d.root.RemoveAll(at))
	}
	return size, nil
}

// Start lets an import be read.
func (d *Desk) Start(ctx context.Context, ws domain.WorkspaceID, id string, by Actor) (*Import, error) {
	i, err := d.change(ctx, ws, id, d.entry(ws, by, "import.started", id, nil), func(i *Import) error {
		switch {
		case i.State != Open:
			return ErrState
		case len(i.Files) == 0:
			return ErrEmpty
		}
		i.State = Waiting
		return nil
	})
	if err == nil {
		d.nudge()
	}
	return i, err
}

// Cancel ends an import. What was read by then stays.
func (d *Desk) Cancel(ctx context.Context, ws domain.WorkspaceID, id string, by Actor) (*Import, error) {
	running := false
	i, err := d.change(ctx, ws, id, d.entry(ws, by, "import.cancelled", id, nil), func(i *Import) error {
		if i.Ended() {
			return ErrState
		}
		if running = d.stop(ws, id); !running { // else whoever reads it ends it
			i.State, i.EndedAt = Cancelled, d.opt.Clock().UTC()
			i.forget()
		}
		return nil
	})
	if err != nil || running {
		return i, err
	}
	return i, d.root.RemoveAll(folder(ws, id))
}

// stop ends the reading of an import, if it is being read.
func (d *Desk) stop(ws domain.WorkspaceID, id string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.running[folder(ws, id)]
	if r != nil {
		r.cancelled = true
		r.cancel()
	}
	return r != nil
}

func (i *Import) forget() {
	for n := range i.Files {
		i.Files[n].Kept = false
	}
}

// Get returns an import, and how far it has come while it is read.
func (d *Desk) Get(ctx context.Context, ws domain.WorkspaceID, id string) (*Import, *ingest.Progress, error) {
	i, err := d.opt.Store.Import(ctx, ws, id)
	if err != nil {
		return nil, nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if r := d.running[folder(ws, id)]; r != nil {
		p := r.progress
		return i, &p, nil
	}
	return i, nil, nil
}

// List lists imports, newest first.
func (d *Desk) List(ctx context.Context, ws domain.WorkspaceID, before Before, limit int) ([]*Import, error) {
	return d.opt.Store.Imports(ctx, ws, before, limit)
}

// Retry reads again what something was set aside of and whose bytes are still
// here, in a folder that is watched or of an import; of one import with id, of
// all without. It returns how many files.
func (d *Desk) Retry(ctx context.Context, ws domain.WorkspaceID, id string, elsewhere func(path string) bool, by Actor) (int, error) {
	again := map[string]*Import{} // by folder of plain copies
	list, err := d.opt.Store.Unfinished(ctx, ws, Kept)
	if err != nil {
		return 0, err
	}
	for _, i := range list {
		if id == "" || i.ID == id {
			again[d.plainDir(ws, i.ID)+string(filepath.Separator)] = i
		}
	}
	of := func(p string) bool {
		for dir := range again {
			if strings.HasPrefix(p, dir) {
				return true
			}
		}
		return id == "" && elsewhere != nil && elsewhere(p)
	}
	files, err := d.opt.Store.Requeue(ctx, ws, of, *d.entry(ws, by, "quarantine.retried", id, nil))
	if err != nil {
		return 0, err
	}
	if id != "" && len(again) == 0 {
		return 0, ErrGone
	}
	for _, dir := range slices.Sorted(maps.Keys(again)) {
		_, err := d.change(ctx, ws, again[dir].ID, nil, func(i *Import) error {
			i.State, i.EndedAt = Waiting, time.Time{}
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	d.nudge()
	return len(files), nil
}

func (d *Desk) plainDir(ws domain.WorkspaceID, id string) string {
	return filepath.Join(d.opt.Dir, filepath.FromSlash(folder(ws, id)), plain)
}

// Label tells the import and the name of a file that stands in a folder of
// plain copies; ok is false for a file of elsewhere.
func (d *Desk) Label(ws domain.WorkspaceID, p string) (id, name string, ok bool) {
	rest, ok := strings.CutPrefix(p, filepath.Join(d.opt.Dir, string(ws))+string(filepath.Separator))
	if !ok {
		return "", "", false
	}
	id, name, ok = strings.Cut(filepath.ToSlash(rest), "/"+plain+"/")
	return id, name, ok
}

func (d *Desk) nudge() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}
