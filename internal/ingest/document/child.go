package document

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/daylight-hq/daylight/internal/wire"
)

// Job is a kind of work that a child can do.
type Job string

// Jobs. A job's handler is chosen by the composition root, so that readers of
// other formats run under the same limits without this package knowing them.
const (
	JobDocument Job = "document" // PDF or DOCX to a [Doc] as JSON: [HandleDocument]
	JobSheet    Job = "sheet"    // a workbook's rows
)

// Handler does one job: it reads in and writes its answer to out. It runs in
// the child. An error, or a panic, refuses the input and leaves the child able
// to take the next.
type Handler func(in []byte, out io.Writer) error

// HandleDocument is the handler of [JobDocument].
func HandleDocument(in []byte, out io.Writer) error {
	d, err := Parse(in, "")
	if err != nil {
		return err
	}
	data, err := wire.Marshal(d)
	if err != nil {
		return fmt.Errorf("encode the document: %w", err)
	}
	_, err = out.Write(data)
	return err
}

// Exit codes of a child. The Go runtime itself ends with 2.
const (
	exitDone     = 0
	exitProtocol = 80 // the parent sent what is no request
	exitMemory   = 81 // the memory limit was reached
	exitCPU      = 82 // the processor time limit was reached
	exitLimits   = 83 // the limits could not be set
)

// The pipe between parent and child. Numbers are big endian.
//
//	hello    parent  "DLC1", memory limit (8), CPU seconds for a document (8)
//	ready    child   frame 'H': one byte, 1 if the system-call filter is in force
//	request  parent  length of the job's name (1), name, length (8), input
//	answer   child   frames 'D' with data, then 'E' (done) or 'M' (refused, with the reason)
//	frame            kind (1), length (4), payload
//
// One request is under way at a time, so that a death has one cause.
const (
	magic      = "DLC1"
	maxFrame   = 1 << 20
	frameReady = 'H'
	frameData  = 'D'
	frameDone  = 'E'
	frameFault = 'M'
)

// documentsPerChild is how many requests one child serves before it is
// replaced, so that whatever a parser leaks stays small.
const documentsPerChild = 64

// ChildMain is what the hidden command runs: it puts limits on its own
// process, then answers requests until stdin ends, and returns the process's
// exit code. The limits hold before any input is read.
//
// On Linux: memory (RLIMIT_DATA and RLIMIT_AS above what the process holds at
// start), processor time for each document and for the process, no file
// writes, few open files, no core dump and, on amd64 and arm64, a system-call
// filter that refuses sockets, opening files and starting programs. On every
// system: the Go runtime's memory limit and a watch that ends the process when
// it is passed. Elsewhere than on Linux only the latter and the parent's
// timeout hold, and the network is not cut off.
func ChildMain(stdin io.Reader, stdout io.Writer, handlers map[Job]Handler) int {
	hello := make([]byte, len(magic)+16)
	if _, err := io.ReadFull(stdin, hello); err != nil || string(hello[:len(magic)]) != magic {
		fmt.Fprintln(os.Stderr, "this command is started by Daylight itself to read documents")
		return exitProtocol
	}
	memory := binary.BigEndian.Uint64(hello[len(magic):])
	cpu := binary.BigEndian.Uint64(hello[len(magic)+8:])
	debug.SetMemoryLimit(int64(memory / 20 * 19)) // nearer to the limit than this the collector would only delay the end
	debug.SetMaxStack(16 << 20)
	filter, err := confine(memory, cpu)
	if err != nil {
		fmt.Fprintln(os.Stderr, "limits:", err)
		return exitLimits
	}
	go watchMemory(memory)
	out := bufio.NewWriterSize(stdout, 64<<10)
	ready := []byte{0}
	if filter {
		ready[0] = 1
	}
	if writeFrame(out, frameReady, ready) != nil || out.Flush() != nil {
		return exitProtocol
	}
	in := bufio.NewReaderSize(stdin, 64<<10)
	for {
		job, data, err := readRequest(in, memory)
		if errors.Is(err, io.EOF) {
			return exitDone
		}
		if err != nil {
			return exitProtocol
		}
		if grantCPU(cpu) != nil {
			return exitLimits
		}
		if answer(out, handlers[job], data) != nil || out.Flush() != nil {
			return exitProtocol
		}
		if heldMemory() > memory/4 {
			debug.FreeOSMemory()
		}
	}
}

func readRequest(in *bufio.Reader, memory uint64) (Job, []byte, error) {
	n, err := in.ReadByte()
	if err != nil {
		return "", nil, err
	}
	head := make([]byte, int(n)+8)
	if _, err := io.ReadFull(in, head); err != nil {
		return "", nil, io.ErrUnexpectedEOF
	}
	size := binary.BigEndian.Uint64(head[n:])
	if size > memory {
		return "", nil, errors.New("input larger than the memory limit")
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(in, data); err != nil {
		return "", nil, io.ErrUnexpectedEOF
	}
	return Job(head[:n]), data, nil
}

// answer runs the handler and ends its data with one closing frame. The error
// is that of the pipe.
func answer(out *bufio.Writer, h Handler, data []byte) error {
	if h == nil {
		return writeFrame(out, frameFault, []byte("no handler for this kind of input"))
	}
	w := &frameWriter{out: out}
	err := handle(h, data, w)
	if w.err != nil {
		return w.err
	}
	if err != nil {
		var m ErrMalformed
		reason := err.Error()
		if errors.As(err, &m) {
			reason = m.Reason
		}
		return writeFrame(out, frameFault, []byte(cleanLine(reason)))
	}
	return writeFrame(out, frameDone, nil)
}

func handle(h Handler, data []byte, out io.Writer) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = malformed("the reader gave up: %v", p)
		}
	}()
	return h(data, out)
}

// frameWriter sends what is written to it as data frames.
type frameWriter struct {
	out *bufio.Writer
	err error // of the pipe
}

func (w *frameWriter) Write(p []byte) (int, error) {
	n := 0
	for n < len(p) && w.err == nil {
		part := p[n:min(len(p), n+maxFrame)]
		if w.err = writeFrame(w.out, frameData, part); w.err == nil {
			n += len(part)
		}
	}
	return n, w.err
}

func writeFrame(w io.Writer, kind byte, payload []byte) error {
	head := [5]byte{kind}
	binary.BigEndian.PutUint32(head[1:], uint32(len(payload)))
	if _, err := w.Write(head[:]); err != nil {
		return err
	}
	_, err := w.Write(payload)
	return err
}

func readFrame(r io.Reader) (kind byte, payload []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > maxFrame {
		return 0, nil, errors.New("a frame larger than allowed")
	}
	payload = make([]byte, n)
	_, err = io.ReadFull(r, payload)
	return head[0], payload, err
}

// watchMemory ends the process when it holds more than limit bytes. It is
// what stands in for kernel limits where there are none, and a cleaner end
// than theirs where there are.
func watchMemory(limit uint64) {
	for range time.Tick(20 * time.Millisecond) {
		if heldMemory() > limit {
			os.Exit(exitMemory)
		}
	}
}

// heldMemory returns how many bytes the Go runtime holds from the system.
func heldMemory() uint64 {
	s := []metrics.Sample{
		{Name: "/memory/classes/total:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
	}
	metrics.Read(s)
	return s[0].Value.Uint64() - s[1].Value.Uint64()
}
