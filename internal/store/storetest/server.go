//go:build unix

package storetest

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver

	"github.com/daylight-hq/daylight/internal/store/postgres"
)

// Server is a PostgreSQL server of the test's own: its data in a temporary
// folder, reached by a Unix socket only, with fsync on. It ends with the test
// process, however that ends.
type Server struct {
	bin, dir string
	cred     *syscall.Credential // who runs it; nil for ourselves
	stdin    io.Closer           // closing it stops the server
	wait     chan error
	made     atomic.Int64 // databases
	once     sync.Once    // makes the database that others are copied from
}

// superuser is the server's only role.
const superuser = "daylight"

var shared = sync.OnceValues(startShared)

// errNoPostgres says that PostgreSQL's programs are not installed.
var errNoPostgres = errors.New("PostgreSQL is not installed: sudo apt-get install -y postgresql")

// SharedServer returns the server that all tests of this process share.
func SharedServer(t testing.TB) *Server {
	t.Helper()
	s, err := shared()
	return checked(t, s, err)
}

// NewServer returns a server for one test, which may stop and kill it.
func NewServer(t testing.TB) *Server {
	t.Helper()
	return NewServerIn(t, "")
}

// NewServerIn is [NewServer] with its data in a folder that everybody may pass.
func NewServerIn(t testing.TB, parent string) *Server {
	t.Helper()
	s, err := prepare(parent)
	if err == nil {
		err = s.Start()
	}
	s = checked(t, s, err)
	t.Cleanup(func() {
		s.Stop()
		os.RemoveAll(s.dir)
	})
	return s
}

// StartServer starts a server for a program that is no test. It ends with the
// program, or by Stop, and its data go with it.
func StartServer() (*Server, error) { return startShared() }

func checked(t testing.TB, s *Server, err error) *Server {
	t.Helper()
	if errors.Is(err, errNoPostgres) {
		skip(t, "%v", err)
	}
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	return s
}

func startShared() (*Server, error) {
	s, err := prepare("")
	if err != nil {
		return nil, err
	}
	return s, s.Start()
}

// prepare makes an empty cluster below a folder.
func prepare(parent string) (*Server, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return nil, errNoPostgres
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return release(a) - release(b) })
	s := &Server{bin: filepath.Dir(newest)}
	if s.dir, err = os.MkdirTemp(parent, "daylight-pg-"); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 { // PostgreSQL refuses to run as root
		if err := s.becomeOther(); err != nil {
			return nil, err
		}
	}
	out, err := s.command(newest, "-D", s.data(), "-U", superuser, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return s, nil
}

// release is the number in /usr/lib/postgresql/15/bin/initdb.
func release(initdb string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return n
}

func (s *Server) becomeOther() error {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uerr := strconv.Atoi(u.Uid)
		gid, gerr := strconv.Atoi(u.Gid)
		if err := errors.Join(uerr, gerr); err != nil {
			return err
		}
		s.cred = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return os.Chown(s.dir, uid, gid)
	}
	return errors.New("no user to run PostgreSQL as")
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.cred}
	return cmd
}

// watch runs the server until its standard input ends, which it does when the
// test process ends. The folder goes with a server that nobody stopped.
const watch = `"$1" -D "$2" -k "$3" -c listen_addresses= -c fsync=on -c synchronous_commit=on -c shared_buffers=64MB -c max_connections=60 >>"$3/log" 2>&1 &
pid=$!
read -r word || word=end
if [ "$word" = end ]; then kill -QUIT $pid; else kill -INT $pid; fi
wait $pid
[ "$word" = end ] && rm -rf "$3"
exit 0`

// Start starts the server and waits until it answers.
func (s *Server) Start() error {
	cmd := s.command("/bin/sh", "-c", watch, "sh", filepath.Join(s.bin, "postgres"), s.data(), s.dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	cmd.SysProcAttr.Setpgid = true // Ctrl-C reaches the test first
	if err := cmd.Start(); err != nil {
		return err
	}
	s.stdin, s.wait = in, make(chan error, 1)
	go func() { s.wait <- cmd.Wait() }()
	return s.Await()
}

// patience is how long a server may take to start, to recover or to stop.
const patience = 30 * time.Second

// Await waits until the server answers, such as after it has restarted itself.
func (s *Server) Await() error {
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		err := s.ping()
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			text, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("it does not answer: %w\n%s", err, text)
		}
	}
}

func (s *Server) ping() error {
	db, err := sql.Open("pgx", s.Address("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Ping()
}

// Stop shuts the server down, as an administrator would; [Server.Start] brings
// it back with its data. A server that does not stop is ended at once.
func (s *Server) Stop() {
	io.WriteString(s.stdin.(io.Writer), "stop\n")
	select {
	case <-s.wait:
	case <-time.After(patience):
		s.signal(syscall.SIGQUIT)
		<-s.wait
	}
}

// Kill ends the server at once, as a power cut would: its processes get no
// chance to write anything.
func (s *Server) Kill() error {
	if err := s.signal(syscall.SIGKILL); err != nil {
		return err
	}
	s.Stop()
	// Its children notice that the postmaster is gone, and end within moments.
	return os.Remove(filepath.Join(s.data(), "postmaster.pid"))
}

// signal reaches the first process of the server.
func (s *Server) signal(sig syscall.Signal) error {
	text, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		return err
	}
	return syscall.Kill(pid, sig)
}

// Address names a database of the server.
func (s *Server) Address(database string) string {
	q := url.Values{"host": {s.dir}, "sslmode": {"disable"}}
	return "postgres://" + superuser + "@/" + database + "?" + q.Encode()
}

// Database makes a database that holds no row, with the schema of today, and
// returns its address.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	s.once.Do(func() {
		s.create(t, "ready", "template0")
		db, err := postgres.Open(t.Context(), s.Address("ready"), stopped)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	})
	return s.create(t, fmt.Sprintf("test%d", s.made.Add(1)), "ready")
}

// Empty makes a database without tables and returns its address.
func (s *Server) Empty(t testing.TB) string {
	t.Helper()
	return s.create(t, fmt.Sprintf("test%d", s.made.Add(1)), "template0")
}

func (s *Server) create(t testing.TB, name, from string) string {
	t.Helper()
	db, err := sql.Open("pgx", s.Address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+from); err != nil {
		t.Fatalf("make a test database: %v", err)
	}
	return s.Address(name)
}
