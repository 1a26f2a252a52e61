package app_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// process is the built program, serving.
type process struct {
	*exec.Cmd
	address string
	log     *bytes.Buffer
	ended   chan error
}

// serveProcess builds the program plainly, and starts it.
func serveProcess(t *testing.T, args ...string) *process {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "daylight")
	build := exec.Command("go", "build", "-o", bin, "github.com/daylight-hq/daylight/cmd/daylight")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return startProcess(t, bin, args...)
}

func startProcess(t *testing.T, bin string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(bin, append([]string{"serve", "--json", "--listen", "127.0.0.1:0"}, args...)...), log: &bytes.Buffer{}, ended: make(chan error, 1)}
	p.Stderr = p.log
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Process.Kill() })
	var told struct{ Address string }
	if err := json.NewDecoder(bufio.NewReader(out)).Decode(&told); err != nil {
		t.Fatalf("it says nothing: %v\n%s", err, p.log)
	}
	p.address = strings.TrimPrefix(told.Address, "http://")
	go func() { p.ended <- p.Wait() }()
	return p
}

// half begins a request whose body does not end.
func (p *process) half(t *testing.T) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", p.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	head := "POST /v1/workspaces/main/session HTTP/1.1\r\nHost: " + p.address + "\r\nContent-Type: application/json\r\nContent-Length: 44\r\n\r\n{\"login\":\"ana\","
	if _, err := io.WriteString(c, head); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond) // until its handler reads
	return c
}

// TestStopsGracefully ends the program while a request is on its way: it is
// answered, and nothing new is taken.
func TestStopsGracefully(t *testing.T) {
	db := filepath.Join(t.TempDir(), "d.db")
	p := serveProcess(t, "--db", db)
	c := p.half(t)
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	refused := false
	for range 100 {
		late, err := net.Dial("tcp", p.address)
		if refused = err != nil; refused {
			break
		}
		late.Close()
		time.Sleep(50 * time.Millisecond)
	}
	if !refused {
		t.Error("it takes new connections after it was told to stop")
	}
	if _, err := io.WriteString(c, "\"password\":\"violet kettle 123\"}"[:44-len("{\"login\":\"ana\",")]); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("the request that was on its way has no answer: %v", err)
	}
	answer.Body.Close()
	if answer.StatusCode >= 500 {
		t.Errorf("it was answered %d", answer.StatusCode)
	}
	select {
	case err := <-p.ended:
		if err != nil {
			t.Errorf("it ended with %v\n%s", err, p.log)
		}
	case <-time.After(30 * time.Second):
		t.Errorf("it does not end\n%s", p.log)
	}

	// A second signal does not wait for anybody.
	p = startProcess(t, p.Path, "--db", db)
	p.half(t)
	for range 2 {
		if err := p.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		time.Sleep(300 * time.Millisecond)
	}
	select {
	case <-p.ended:
	case <-time.After(5 * time.Second):
		t.Error("a second signal does not end it")
	}
}

// TestStartSaysWhatToDo starts the program where it cannot work.
func TestStartSaysWhatToDo(t *testing.T) {
	db := filepath.Join(t.TempDir(), "d.db")
	p := serveProcess(t, "--db", db)
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"the address is taken": {[]string{"serve", "--db", filepath.Join(t.TempDir(), "e.db"), "--listen", p.address}, "address already in use"},
		"no folder":            {[]string{"serve", "--db", filepath.Join(t.TempDir(), "none", "d.db")}, "none"},
		"plain to the world":   {[]string{"serve", "--db", db, "--listen", "0.0.0.0:0"}, "--tls-cert"},
		"no database server":   {[]string{"serve", "--db", "postgres://127.0.0.1:1/x", "--data", t.TempDir()}, "127.0.0.1"},
	} {
		run := exec.Command(p.Path, c.args...)
		run.Env = append(os.Environ(), "DAYLIGHT_KEY="+base64.StdEncoding.EncodeToString(make([]byte, 32)))
		out, err := run.CombinedOutput()
		if err == nil || !strings.Contains(string(out), c.says) {
			t.Errorf("%s: %v, %s", name, err, out)
		}
	}
}

// refusedStart runs the program where it must not start, and returns what it says.
func refusedStart(t *testing.T, bin string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), bin, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...).CombinedOutput()
	if err == nil {
		t.Errorf("%v: it ran", args)
	}
	return string(out)
}

// TestStartOnFaults starts the program on a read-only disk, and on a database
// that a later version has changed: it ends at once and says what is wrong.
func TestStartOnFaults(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "d.db")
	p := serveProcess(t, "--db", db)
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-p.ended; err != nil {
		t.Fatalf("%v\n%s", err, p.log)
	}
	t.Run("a read-only disk", func(t *testing.T) {
		if err := syscall.Mount(dir, dir, "", syscall.MS_BIND, ""); err != nil {
			if storetest.Required() {
				t.Fatal(err)
			}
			t.Skipf("mount: %v", err)
		}
		defer func() {
			if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
				t.Error(err)
			}
		}()
		if err := syscall.Mount("", dir, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
		if said := refusedStart(t, p.Path, "--db", db); !strings.Contains(said, "read-only") || !strings.Contains(said, db) {
			t.Errorf("it says: %s", said)
		}
	})
	t.Run("a later schema", func(t *testing.T) {
		cfg, err := app.LoadConfig("")
		if err != nil {
			t.Fatal(err)
		}
		s, err := app.OpenServer(t.Context(), cfg, app.ServeOptions{DB: db, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := s.DB.Write(t.Context(), func(tx *sqlstore.Tx) error {
			_, err := tx.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if said := refusedStart(t, p.Path, "--db", db); !strings.Contains(said, "use that version or later") {
			t.Errorf("it says: %s", said)
		}
	})
}
