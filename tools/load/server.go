package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is a running daylight.
type server struct {
	cmd     *exec.Cmd
	done    chan error
	base    string
	figures string
	begun   time.Time
	Start   time.Duration // until it answers
}

// start runs `daylight serve` and waits until it answers.
func start(ctx context.Context, bin, address, dir string, master []byte) (*server, error) {
	figures, err := freeAddress()
	if err != nil {
		return nil, err
	}
	log, err := os.OpenFile(filepath.Join(dir, "server.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	s := &server{figures: "http://" + figures + "/metrics", done: make(chan error, 1)}
	s.cmd = exec.CommandContext(ctx, bin, "serve", "--json", "--db", address, "--data", filepath.Join(dir, "attachments"), "--listen", "127.0.0.1:0", "--metrics", figures)
	s.cmd.Env = append(os.Environ(), "DAYLIGHT_KEY="+base64.StdEncoding.EncodeToString(master))
	s.cmd.Stderr = log
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.begun = time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	var said struct {
		Address string `json:"address"`
	}
	in := bufio.NewReader(out)
	if err := json.NewDecoder(in).Decode(&said); err != nil {
		return nil, fmt.Errorf("the server said nothing (see %s): %w", log.Name(), err)
	}
	s.Start, s.base = time.Since(s.begun), said.Address
	go func() {
		_, _ = io.Copy(io.Discard, in) // it says no more that matters
		s.done <- s.cmd.Wait()
	}()
	return s, nil
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// stop ends the server in its own time.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return <-s.done
}

// memory returns the resident memory, now and at most, in bytes.
func (s *server) memory() (now, most float64) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(data)) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		n, _ := strconv.ParseFloat(f[1], 64)
		switch f[0] {
		case "VmRSS:":
			now = n * 1024
		case "VmHWM:":
			most = n * 1024
		}
	}
	return now, most
}

// processor is how much time of the processor the server has used.
func (s *server) processor() time.Duration {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(data), ") ")
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * 10 * time.Millisecond // a hundred ticks a second
}

// scrape reads the figures that the server shows of itself, by name with
// labels.
func (s *server) scrape(ctx context.Context) (map[string]float64, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.figures, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("read figures: %w", err)
	}
	defer resp.Body.Close()
	out := map[string]float64{}
	in := bufio.NewScanner(resp.Body)
	for in.Scan() {
		at := strings.LastIndexByte(in.Text(), ' ')
		if at < 0 || in.Text()[0] == '#' {
			continue
		}
		if n, err := strconv.ParseFloat(in.Text()[at+1:], 64); err == nil {
			out[in.Text()[:at]] = n
		}
	}
	return out, in.Err()
}
