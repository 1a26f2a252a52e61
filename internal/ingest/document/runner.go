package document

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/daylight-hq/daylight/internal/wire"
)

// How a job can end without an answer. Each is a set-aside of the input, and
// each is wrapped with what is known of the cause.
var (
	// ErrTimeout says that the time or processor time for one input ran out.
	ErrTimeout = errors.New("took too long")
	// ErrMemory says that the memory limit was reached.
	ErrMemory = errors.New("needed more memory than allowed")
	// ErrKilled says that the child ended in another way.
	ErrKilled = errors.New("the reader died")
	// ErrStart says that no child could be started. It is no fault of the input.
	ErrStart = errors.New("the document reader cannot be started")
)

// Defaults of a [Runner].
const (
	DefaultTimeout     = 20 * time.Second
	DefaultMemoryBytes = 512 << 20
	DefaultCPUSeconds  = 20
	DefaultInputBytes  = 32 << 20
	DefaultOutputBytes = 256 << 20
)

// documentOutput bounds the answer of [JobDocument]: the text of [maxText]
// bytes at six bytes for each in JSON, and the properties.
const documentOutput = 6*maxText + 1<<20

// Runner reads documents in child processes. It is a value: every call starts
// its own children and ends them before it returns. A zero field means its
// default.
type Runner struct {
	Exe         string        // the program that calls [ChildMain]; default: this one
	Args        []string      // the arguments that make it do so, such as "internal-parse-document"
	Timeout     time.Duration // for one input, by the clock
	MemoryBytes uint64        // for one child
	CPUSeconds  uint64        // for one input
	InputBytes  int64         // a larger input is refused unread
	// Load returns the bytes of the document at a path and refuses more than
	// most. It runs on several goroutines at once. Default: a regular file's.
	Load        func(path string, most int64) ([]byte, error)
	OutputBytes int64 // a larger answer is refused
}

func (r Runner) withDefaults() (Runner, error) {
	if r.Exe == "" {
		exe, err := os.Executable()
		if err != nil {
			return r, fmt.Errorf("%w: %w", ErrStart, err)
		}
		r.Exe = exe
	}
	if r.Timeout <= 0 {
		r.Timeout = DefaultTimeout
	}
	if r.MemoryBytes == 0 {
		r.MemoryBytes = DefaultMemoryBytes
	}
	if r.CPUSeconds == 0 {
		r.CPUSeconds = DefaultCPUSeconds
	}
	if r.InputBytes <= 0 {
		r.InputBytes = DefaultInputBytes
	}
	if r.OutputBytes <= 0 {
		r.OutputBytes = DefaultOutputBytes
	}
	if r.Load == nil {
		r.Load = loadFile
	}
	return r, nil
}

// Isolation says what holds a child in besides the clock and the runtime's
// memory limit.
type Isolation struct {
	Namespace bool // a network namespace of its own (Linux, where the system allows it)
	Filter    bool // a system-call filter against sockets, files and programs (Linux on amd64 and arm64)
	Limits    bool // kernel limits on memory, processor time, files (Linux)
}

// NoNetwork reports whether the child cannot reach the network.
func (i Isolation) NoNetwork() bool { return i.Namespace || i.Filter }

// Probe starts a child, ends it and returns what held it in.
func (r Runner) Probe(ctx context.Context) (Isolation, error) {
	r, err := r.withDefaults()
	if err != nil {
		return Isolation{}, err
	}
	c, err := r.start(ctx)
	if err != nil {
		return Isolation{}, err
	}
	c.close()
	return c.held, nil
}

// Parse reads the document at path in a child of its own. The error is
// [ErrMalformed], [ErrTimeout], [ErrMemory], [ErrKilled], [ErrStart], the
// context's or that of reading the file.
func (r Runner) Parse(ctx context.Context, path string) (Doc, error) {
	r, err := r.withDefaults()
	if err != nil {
		return Doc{}, err
	}
	s := seat{runner: r}
	defer s.leave()
	got := s.read(ctx, path)
	return got.Doc, got.Err
}

// Run does one job on in, in a child of its own, and writes the answer to
// out. When the error is not nil, out may hold a part of the answer. Errors
// are those of [Runner.Parse].
func (r Runner) Run(ctx context.Context, job Job, in []byte, out io.Writer) error {
	r, err := r.withDefaults()
	if err != nil {
		return err
	}
	if int64(len(in)) > r.InputBytes {
		return tooLarge(r.InputBytes)
	}
	c, err := r.start(ctx)
	if err != nil {
		return err
	}
	defer c.close()
	return c.do(ctx, job, in, out, r.OutputBytes)
}

// seat is one worker's place: it holds at most one child at a time.
type seat struct {
	runner Runner
	child  *child
}

func (s *seat) leave() {
	if s.child != nil {
		s.child.close()
		s.child = nil
	}
}

// read loads one document and parses it.
func (s *seat) read(ctx context.Context, path string) Read {
	data, err := s.runner.Load(path, s.runner.InputBytes)
	if err != nil {
		return Read{Path: path, Err: err}
	}
	sum := sha256.Sum256(data)
	doc, err := s.parse(ctx, data)
	return Read{Path: path, Hash: hex.EncodeToString(sum[:]), Doc: doc, Err: err}
}

// parse has one document parsed. A death in a child that had served others before
// is tried once more in a fresh one, so that no document answers for what an
// earlier one left behind; a timeout is the document's own.
func (s *seat) parse(ctx context.Context, data []byte) (Doc, error) {
	for {
		if s.child != nil && (s.child.dead || s.child.served >= documentsPerChild) {
			s.leave()
		}
		if s.child == nil {
			child, err := s.runner.start(ctx)
			if err != nil {
				return Doc{}, err
			}
			s.child = child
		}
		used := s.child.served > 0
		var out bytes.Buffer
		err := s.child.do(ctx, JobDocument, data, &out, min(s.runner.OutputBytes, documentOutput))
		if used && (errors.Is(err, ErrMemory) || errors.Is(err, ErrKilled)) {
			continue // the dead child is replaced, and the new one is unused
		}
		if err != nil {
			return Doc{}, err
		}
		return decodeDoc(out.Bytes())
	}
}

// decodeDoc reads a child's answer. A document may have taken the child over,
// so its word is bounded and cleaned again here.
func decodeDoc(data []byte) (Doc, error) {
	var d Doc
	if err := wire.UnmarshalStrict(data, &d); err != nil {
		return Doc{}, fmt.Errorf("%w: its answer is damaged", ErrKilled)
	}
	d.tidy()
	return d, nil
}

// loadFile reads a regular file.
func loadFile(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read document: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, malformed("%s is not a regular file", filepath.Base(path))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read document: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, fmt.Errorf("read document: %w", err)
	}
	if int64(len(data)) > most {
		return nil, tooLarge(most)
	}
	return data, nil
}

func tooLarge(limit int64) error {
	return malformed("larger than the %d bytes that are read", limit)
}
