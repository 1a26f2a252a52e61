package notify_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	gomail "github.com/wneessen/go-mail"

	"github.com/daylight-hq/daylight/internal/notify"
)

// postbox is a real SMTP server that demands STARTTLS and a password.
type postbox struct {
	mu    sync.Mutex
	mails []string
	to    []string
	say   error // what it answers to a message
	roots *x509.CertPool
	port  int
}

func (p *postbox) NewSession(*smtp.Conn) (smtp.Session, error) { return &postSession{box: p}, nil }

type postSession struct {
	box   *postbox
	known bool
	to    []string
}

func (s *postSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *postSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "daylight" || password != "pass" {
			return errors.New("wrong password")
		}
		s.known = true
		return nil
	}), nil
}

func (s *postSession) Mail(string, *smtp.MailOptions) error {
	if !s.known {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (s *postSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

func (s *postSession) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	if s.box.say != nil {
		return s.box.say
	}
	s.box.mails, s.box.to = append(s.box.mails, string(text)), append(s.box.to, s.to...)
	return nil
}

func (s *postSession) Reset()        {}
func (s *postSession) Logout() error { return nil }

func newPostbox(t *testing.T, encrypted bool) *postbox {
	t.Helper()
	cert, roots := certificate(t)
	box := &postbox{roots: roots}
	server := smtp.NewServer(box)
	server.Domain, server.AllowInsecureAuth = "localhost", false
	if encrypted {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	box.port = l.Addr().(*net.TCPAddr).Port
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return box
}

func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func (p *postbox) mailer(t *testing.T, password string) *notify.Mailer {
	t.Helper()
	m, err := notify.NewMailer(notify.MailServer{Host: "localhost", Port: p.port, From: "daylight@example.com", Username: "daylight", Password: password},
		gomail.WithTLSConfig(&tls.Config{RootCAs: p.roots, ServerName: "localhost"}))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestMail sends three events as one mail over STARTTLS.
func TestMail(t *testing.T) {
	w := newWorld(t)
	box := newPostbox(t, true)
	w.opt.Mailer = box.mailer(t, "pass")
	w.create(notify.Draft{Kind: notify.Mail, Name: "team", Address: "team@example.com", Enabled: true})
	w.emit(w.opened("evt_1"), w.opened("evt_2"), notify.Event{ID: "evt_3", Workspace: ws, Type: notify.SourceSilent, At: w.clock.now(),
		Data: notify.Data{Source: "okta", Since: w.clock.now().Add(-48 * time.Hour)}})
	if n := w.send(); n != 3 {
		t.Fatalf("tried %d", n)
	}
	if len(box.mails) != 1 || len(box.to) != 1 || box.to[0] != "team@example.com" {
		t.Fatalf("%d mails to %v", len(box.mails), box.to)
	}
	for _, want := range []string{"Subject: Daylight: 3 messages", "Auto-Submitted: auto-generated", "Case c_1 needs a check (review)", "The payee is another person",
		"https://daylight.example.com/cases/c_1", "No record from okta since 2026-06-28 12:00 UTC"} {
		if !strings.Contains(strings.ReplaceAll(box.mails[0], "=\r\n", ""), want) {
			t.Errorf("the mail lacks %q:\n%s", want, box.mails[0])
		}
	}
	for _, d := range w.deliveries(notify.Filter{}) {
		if d.State != notify.Delivered {
			t.Errorf("%+v", d)
		}
	}
}

// TestMailFaults: no mail leaves without encryption, to a server whose
// certificate nobody vouches for, or with a wrong password.
func TestMailFaults(t *testing.T) {
	good, plain := newPostbox(t, true), newPostbox(t, false)
	refuses := newPostbox(t, true)
	refuses.say = &smtp.SMTPError{Code: 554, Message: "no"}
	stranger := &postbox{port: good.port, roots: x509.NewCertPool()}
	for name, c := range map[string]struct {
		box    *postbox
		mailer func(t *testing.T) *notify.Mailer
		fault  string
	}{
		"not set up":     {good, func(*testing.T) *notify.Mailer { return nil }, notify.FaultConfig},
		"wrong password": {good, func(t *testing.T) *notify.Mailer { return good.mailer(t, "wrong") }, ""},
		"no STARTTLS":    {plain, func(t *testing.T) *notify.Mailer { return plain.mailer(t, "pass") }, ""},
		"unknown":        {good, func(t *testing.T) *notify.Mailer { return stranger.mailer(t, "pass") }, notify.FaultTLS},
		"refused":        {refuses, func(t *testing.T) *notify.Mailer { return refuses.mailer(t, "pass") }, notify.FaultStatus},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.opt.Mailer = c.mailer(t)
			w.create(notify.Draft{Kind: notify.Mail, Name: "team", Address: "team@example.com", Enabled: true})
			w.emit(w.opened("evt_1"))
			w.send()
			d := w.deliveries(notify.Filter{})[0]
			attempts, err := w.store.Attempts(t.Context(), ws, d.ID)
			if err != nil || d.State != notify.Pending || len(attempts) != 1 || attempts[0].Fault == "" || c.fault != "" && attempts[0].Fault != c.fault {
				t.Errorf("%+v %+v (%v)", d, attempts, err)
			}
			if len(c.box.mails) != 0 {
				t.Errorf("a mail left: %q", c.box.mails)
			}
		})
	}
	if _, err := notify.NewMailer(notify.MailServer{Host: "mail.example.com", Port: 25, From: "daylight@example.com", Plain: true}); err == nil {
		t.Error("a server elsewhere may be spoken to without encryption")
	}
}

// TestSlack posts one text for several events, escaped as Slack asks.
func TestSlack(t *testing.T) {
	w := newWorld(t)
	w.opt.Words.Title = func(string) string { return "<a> & b" }
	r := newReceiver(t, func(rw http.ResponseWriter, _ *http.Request) { io.WriteString(rw, "ok") })
	e := w.create(notify.Draft{Kind: notify.Slack, Name: "channel", URL: r.URL + "/services/T0/B0/secret", Enabled: true})
	w.emit(w.opened("evt_1"), w.opened("evt_2"))
	w.send()
	got := r.take()
	line := `Case c_1 needs a check (review): &lt;a&gt; &amp; b; &lt;a&gt; &amp; b <https://daylight.example.com/cases/c_1|open>\n`
	if len(got) != 1 || string(got[0].body) != `{"text":"`+line+line+`"}` {
		t.Errorf("got %s", got)
	}
	if got[0].header.Get(notify.HeaderSignature) != "" {
		t.Error("Slack gets a signature")
	}
	if strings.Contains(e.Shown(), "secret") {
		t.Errorf("the secret address is shown: %s", e.Shown())
	}
}
