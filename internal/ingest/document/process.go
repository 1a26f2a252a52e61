package document

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync/atomic"
	"time"
)

// child is one running child process. Its methods are for one goroutine.
type child struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	errs    *head
	timeout time.Duration
	held    Isolation
	served  int
	dead    bool
}

// start starts a child and waits until its limits hold. It asks for a network
// namespace first; where the system refuses one (containers, hardened
// kernels), it starts without and relies on the system-call filter.
func (r Runner) start(ctx context.Context) (*child, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c, err := r.spawn(kernelLimits)
	if err != nil && kernelLimits {
		c, err = r.spawn(false)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStart, err)
	}
	hello := binary.BigEndian.AppendUint64([]byte(magic), r.MemoryBytes)
	hello = binary.BigEndian.AppendUint64(hello, r.CPUSeconds)
	err = c.timed(ctx, func() error {
		if _, err := c.in.Write(hello); err != nil {
			return err
		}
		kind, payload, err := readFrame(c.out)
		if err != nil {
			return err
		}
		if kind != frameReady || len(payload) != 1 {
			return errors.New("it does not answer as a reader")
		}
		c.held.Filter = payload[0] == 1
		return nil
	})
	if err == nil && c.dead { // killed at the very moment it answered
		err = errors.New("it answered too late")
	}
	if err != nil {
		c.close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("%w: %w", ErrStart, err)
	}
	return c, nil
}

// spawn starts the process with an empty environment: no proxies, no tokens.
func (r Runner) spawn(namespace bool) (*child, error) {
	cmd := exec.Command(r.Exe, r.Args...)
	cmd.Env = []string{}
	cmd.WaitDelay = time.Second
	if namespace {
		isolate(cmd)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	errs := &head{}
	cmd.Stderr = errs
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &child{
		cmd: cmd, in: in, out: bufio.NewReaderSize(out, 64<<10), errs: errs, timeout: r.Timeout,
		held: Isolation{Namespace: namespace, Limits: kernelLimits},
	}, nil
}

// timed runs f, which talks to the child, and kills the child when the time
// or the context ends first. An error of f ends the child too and is replaced
// by the cause of its death.
func (c *child) timed(ctx context.Context, f func() error) error {
	var late atomic.Bool
	timer := time.AfterFunc(c.timeout, func() {
		late.Store(true)
		_ = c.cmd.Process.Kill() // already gone is as good
	})
	unwatch := context.AfterFunc(ctx, func() { _ = c.cmd.Process.Kill() })
	err := f()
	inTime, calm := timer.Stop(), unwatch()
	if err == nil {
		c.dead = !inTime || !calm
		return nil
	}
	var refused ErrMalformed
	if errors.As(err, &refused) && inTime && calm {
		return err
	}
	cause := c.end()
	var taker takerError
	switch {
	case errors.As(err, &taker):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	case late.Load():
		return fmt.Errorf("%w: more than %v", ErrTimeout, c.timeout)
	}
	return cause
}

// do sends one request and copies the answer, at most limit bytes, to out.
func (c *child) do(ctx context.Context, job Job, in []byte, out io.Writer, limit int64) error {
	c.served++
	return c.timed(ctx, func() error {
		request := append([]byte{byte(len(job))}, job...)
		request = binary.BigEndian.AppendUint64(request, uint64(len(in)))
		for _, part := range [][]byte{request, in} {
			if _, err := c.in.Write(part); err != nil {
				return err
			}
		}
		return c.receive(out, limit)
	})
}

func (c *child) receive(out io.Writer, limit int64) error {
	for {
		kind, payload, err := readFrame(c.out)
		if err != nil {
			return err
		}
		switch kind {
		case frameDone:
			return nil
		case frameFault:
			return ErrMalformed{Reason: cleanLine(string(payload))}
		case frameData:
			if limit -= int64(len(payload)); limit < 0 {
				c.dead = true // the rest of the answer is still in the pipe
				return malformed("it holds more than is read from one file")
			}
			if _, err := out.Write(payload); err != nil {
				return takerError{err}
			}
		default:
			return errors.New("an unknown frame")
		}
	}
}

// takerError is a failure of whoever takes the answer; the child is not to
// blame.
type takerError struct{ error }

// Error says what was being done.
func (e takerError) Error() string { return "take the answer: " + e.error.Error() }

// Unwrap returns the writer's error.
func (e takerError) Unwrap() error { return e.error }

// end kills the child if it still runs and returns why it died.
func (c *child) end() error {
	c.dead = true
	// A child that is about to end on its own gets a moment, so that its exit
	// code tells the cause; one that keeps talking out of turn is killed.
	killer := time.AfterFunc(200*time.Millisecond, func() { _ = c.cmd.Process.Kill() })
	_ = c.in.Close()
	_, _ = io.Copy(io.Discard, c.out)
	_ = c.cmd.Wait() // the state below says it all
	killer.Stop()
	state := c.cmd.ProcessState
	said := c.errs.data
	switch code := state.ExitCode(); {
	case code == exitMemory || outOfMemory(said):
		return ErrMemory
	case code == exitCPU:
		return fmt.Errorf("%w: its processor time ran out", ErrTimeout)
	case code == exitLimits:
		return fmt.Errorf("%w: its limits could not be set", ErrKilled)
	case bytes.Contains(said, []byte("stack exceeds")):
		return fmt.Errorf("%w: nested too deeply", ErrKilled)
	}
	return fmt.Errorf("%w: %s", ErrKilled, state)
}

// outOfMemory finds the words with which the Go runtime, and its race
// detector, give up when the kernel refuses memory.
func outOfMemory(said []byte) bool {
	for _, words := range []string{"out of memory", "cannot allocate memory", "address space", "failed to allocate"} {
		if bytes.Contains(said, []byte(words)) {
			return true
		}
	}
	return false
}

// close ends the child and waits for it. It may be called twice.
func (c *child) close() {
	if c.cmd.ProcessState != nil {
		return
	}
	_ = c.in.Close()
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
	c.dead = true
}

// head keeps the first 4 KiB of what a child says on its error output. It is
// searched for the runtime's own words and never shown: a document may have
// written it.
type head struct{ data []byte }

func (h *head) Write(p []byte) (int, error) {
	if room := 4<<10 - len(h.data); room > 0 {
		h.data = append(h.data, p[:min(room, len(p))]...)
	}
	return len(p), nil
}
