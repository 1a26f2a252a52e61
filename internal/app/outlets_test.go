package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/notify"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// postbox is a real SMTP server that keeps what it is given.
type postbox struct {
	mu    sync.Mutex
	mails []string
	away  bool
}

func (p *postbox) NewSession(*smtp.Conn) (smtp.Session, error) { return (*posting)(p), nil }

type posting postbox

func (*posting) Reset()                               {}
func (*posting) Logout() error                        { return nil }
func (*posting) Mail(string, *smtp.MailOptions) error { return nil }
func (*posting) Rcpt(string, *smtp.RcptOptions) error { return nil }

func (p *posting) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away {
		return errors.New("try again later")
	}
	p.mails = append(p.mails, string(text))
	return err
}

func (p *postbox) setAway(away bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away = away
}

func (p *postbox) take() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mails
}

func newPostbox(t *testing.T) (box *postbox, port int) {
	t.Helper()
	box = &postbox{}
	server := smtp.NewServer(box)
	server.Domain = "localhost"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return box, l.Addr().(*net.TCPAddr).Port
}

// TestCheckpointByMail: a server's checkpoint reaches a mail address once the
// mail server is there again, and what arrives proves a later export; an export
// that was cut fails against it.
func TestCheckpointByMail(t *testing.T) {
	box, port := newPostbox(t)
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Server.Mail = &MailConfig{Host: "127.0.0.1", Port: port, From: "daylight@example.com", Encryption: "none"}
	var later atomic.Int64
	clock := func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	opt := ServeOptions{DB: filepath.Join(t.TempDir(), "d.db"), Clock: clock, Log: slog.New(slog.DiscardHandler)}
	s := openServer(t, cfg, opt)
	draft := notify.Draft{Kind: notify.Mail, Name: "auditor", Address: "auditor@example.com", Types: []notify.Type{notify.AuditCheckpoint}, Enabled: true}
	addEndpoint(t, s, draft)
	var short bytes.Buffer
	if _, err := s.Main.Audit.Export(t.Context(), &short); err != nil {
		t.Fatal(err)
	}
	draft.Name, draft.Types = "desk", nil // hears of cases, not of checkpoints
	addEndpoint(t, s, draft)

	box.setAway(true)
	if err := s.Main.publish(t.Context()); err != nil {
		t.Fatal(err)
	}
	sendDue(t, s, 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	box.setAway(false)
	later.Store(int64(time.Hour))
	s = openServer(t, cfg, opt)
	sendDue(t, s, 1)
	mails := box.take()
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	note := noteOf(t, mails[0])
	draft.Name = "another"
	addEndpoint(t, s, draft)
	var whole bytes.Buffer
	if _, err := s.Main.Audit.Export(t.Context(), &whole); err != nil {
		t.Fatal(err)
	}
	keys, err := s.Main.Audit.PublicKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r, err := audit.Verify(bytes.NewReader(whole.Bytes()), audit.Options{Keys: keys, Since: [][]byte{note}}); err != nil || len(r.Since) != 1 || !r.Since[0].Signed {
		t.Errorf("the mailed checkpoint proves nothing: %v %+v", err, r.Since)
	}
	if _, err := audit.Verify(&short, audit.Options{Keys: keys, Since: [][]byte{note}}); err == nil {
		t.Error("an export with its tail cut off verifies against the mailed checkpoint")
	}
}

func openServer(t *testing.T, cfg *Config, opt ServeOptions) *Server {
	t.Helper()
	s, err := OpenServer(t.Context(), cfg, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func addEndpoint(t *testing.T, s *Server, d notify.Draft) {
	t.Helper()
	if _, err := s.Endpoints.Create(t.Context(), s.Main.ID, d, notify.Actor{ID: "u_1", Kind: "person", Role: "admin"}); err != nil {
		t.Fatal(err)
	}
}

func sendDue(t *testing.T, s *Server, want int) {
	t.Helper()
	if n, err := s.sender.SendDue(t.Context(), s.Main.ID); err != nil || n != want {
		t.Fatalf("%d deliveries were tried, want %d: %v", n, want, err)
	}
}

// noteOf takes the signed note out of a mail: from its origin to its signature.
func noteOf(t *testing.T, mail string) []byte {
	t.Helper()
	_, body, _ := strings.Cut(mail, "\r\n\r\n")
	text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
	if err != nil {
		t.Fatal(err)
	}
	plain := strings.ReplaceAll(string(text), "\r\n", "\n")
	from, end := strings.Index(plain, "\ndaylight/"), strings.Index(plain, "\nNothing is decided")
	if from < 0 || end < from {
		t.Fatalf("no checkpoint in the mail:\n%s", plain)
	}
	return []byte(strings.TrimSpace(plain[from:end]) + "\n")
}

// TestAllowedNetworks: a webhook in a private network is refused when it is
// typed in, unless the config allows the network; then it is spoken to.
func TestAllowedNetworks(t *testing.T) {
	receiver := httptest.NewTLSServer(nil)
	t.Cleanup(receiver.Close)
	draft := notify.Draft{Kind: notify.Webhook, Name: "SIEM", URL: receiver.URL + "/hook", Enabled: true}
	for _, allowed := range []bool{false, true} {
		cfg, err := LoadConfig("")
		if err != nil {
			t.Fatal(err)
		}
		if allowed {
			cfg.Server.Networks = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
		}
		s := openServer(t, cfg, ServeOptions{DB: filepath.Join(t.TempDir(), "d.db"), Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
		e, err := s.Endpoints.Create(t.Context(), s.Main.ID, draft, notify.Actor{ID: "u_1", Kind: "person", Role: "admin"})
		if !allowed {
			if !errors.Is(err, notify.ErrRefusedAddress) {
				t.Errorf("a private address gave %v", err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if fault := tryOnce(t.Context(), t, s, e.ID); fault != notify.FaultTLS { // nobody vouches for a test's certificate
			t.Errorf("the allowed address gave %q", fault)
		}
	}
}

func tryOnce(ctx context.Context, t *testing.T, s *Server, endpoint string) (fault string) {
	t.Helper()
	id, err := s.Endpoints.Try(ctx, s.Main.ID, endpoint)
	if err != nil {
		t.Fatal(err)
	}
	sendDue(t, s, 1)
	list, err := sqlstore.NewNotify(s.DB).Attempts(ctx, s.Main.ID, id)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d attempts: %v", len(list), err)
	}
	return list[0].Fault
}

// TestOutConfig reads the server's part of a config file.
func TestOutConfig(t *testing.T) {
	for name, c := range map[string]struct{ file, fault string }{
		"whole":      {"server:\n  log_level: debug\n  requests_per_second: 20\n  allowed_networks: [10.1.0.0/16]\n  mail: {host: mail.example.com, from: daylight@example.com, username: u, password_file: secret}\n", ""},
		"misspelt":   {"server: {mails: {}}", "mails"},
		"network":    {"server: {allowed_networks: [10.1]}", "10.1"},
		"level":      {"server: {log_level: loud}", "log_level"},
		"rate":       {"server: {requests_per_second: -1}", "requests_per_second"},
		"no host":    {"server: {mail: {from: a@example.com}}", "host"},
		"sender":     {"server: {mail: {host: h, from: nobody}}", "from"},
		"encryption": {"server: {mail: {host: h, from: a@example.com, encryption: some}}", "encryption"},
		"in plain":   {"server: {mail: {host: h, from: a@example.com, encryption: none}}", "this machine only"},
		"password":   {"server: {mail: {host: h, from: a@example.com, password_file: away}}", "password"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "daylight.yaml")
			if err := errors.Join(os.WriteFile(path, []byte(c.file), 0o600), os.WriteFile(filepath.Join(dir, "secret"), []byte("pass\n"), 0o600)); err != nil {
				t.Fatal(err)
			}
			cfg, err := LoadConfig(path)
			if err == nil {
				err = cfg.Check(Detectors())
			}
			if c.fault == "" && err != nil || c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)) {
				t.Fatalf("got %v, want %q", err, c.fault)
			}
		})
	}
	t.Setenv("DAYLIGHT_LOG_LEVEL", "error")
	if level, err := (OutConfig{LogLevel: "debug"}).Level(); err != nil || level != slog.LevelError {
		t.Errorf("the environment does not win: %v %v", level, err)
	}
}
