package notify

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// MailServer is the operator's own mail server. It stands in the configuration
// and may be inside of the network.
type MailServer struct {
	Host     string
	Port     int
	From     string
	Username string
	Password string
	// Plain sends without encryption; it is only let pass on this machine.
	Plain bool
	// TLS speaks TLS from the start, as on port 465. Otherwise STARTTLS is
	// demanded.
	TLS bool
}

// Mailer sends mail through one server.
type Mailer struct {
	server  MailServer
	options []gomail.Option
}

// NewMailer returns a mailer; more are further options of the library, such as
// the certificates to trust.
func NewMailer(s MailServer, more ...gomail.Option) (*Mailer, error) {
	options := []gomail.Option{gomail.WithPort(s.Port), gomail.WithTimeout(sendTimeout)}
	switch {
	case s.Plain && !local(s.Host):
		return nil, errors.New("mail without encryption is sent to a server on this machine only")
	case s.Plain:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case s.TLS:
		options = append(options, gomail.WithSSL())
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.Username != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.Username), gomail.WithPassword(s.Password))
	}
	m := &Mailer{server: s, options: append(options, more...)}
	if _, err := gomail.NewClient(s.Host, m.options...); err != nil {
		return nil, fmt.Errorf("set up mail: %w", err)
	}
	return m, nil
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send sends a plain text to one address.
func (m *Mailer) Send(ctx context.Context, to, subject, text string, at time.Time) error {
	msg := gomail.NewMsg()
	if err := msg.From(m.server.From); err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	if err := msg.To(to); err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	msg.Subject(subject)
	msg.SetDateWithValue(at)
	msg.SetMessageID()
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office replies
	msg.SetBodyString(gomail.TypeTextPlain, text)
	client, err := gomail.NewClient(m.server.Host, m.options...)
	if err != nil {
		return fmt.Errorf("set up mail: %w", err)
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		return fmt.Errorf("send mail: %w", err)
	}
	return nil
}

// mail sends several events as one message.
func (s *Sender) mail(ctx context.Context, r *Reach, due []Due, now time.Time) result {
	if s.opt.Mailer == nil {
		return result{fault: FaultConfig, down: true}
	}
	subject := "Daylight: " + s.opt.Words.Line(&due[0].Delivery.Event)
	if len(due) > 1 {
		subject = fmt.Sprintf("Daylight: %d messages", len(due))
	}
	var b strings.Builder
	for _, d := range due {
		e := &d.Delivery.Event
		fmt.Fprintf(&b, "%s  %s\n", e.At.UTC().Format("2006-01-02 15:04 MST"), s.opt.Words.Line(e))
		if link := s.opt.Words.link(e); link != "" {
			fmt.Fprintf(&b, "  %s\n", link)
		}
		if e.Data.Checkpoint != "" {
			fmt.Fprintf(&b, "\n%s\n", e.Data.Checkpoint)
		}
		b.WriteString("\n")
	}
	b.WriteString("Nothing is decided by this message. Names and evidence are shown after you log in.\n")
	ctx, cancel := context.WithTimeout(ctx, 2*sendTimeout)
	defer cancel()
	err := s.opt.Mailer.Send(ctx, r.Address, subject, b.String(), now)
	if err == nil {
		return result{status: 250}
	}
	s.opt.Log.WarnContext(ctx, "mail was not sent", "fault", faultOf(err))
	var sending *gomail.SendError
	if errors.As(err, &sending) && sending.ErrorCode() >= 500 {
		return result{status: sending.ErrorCode(), fault: FaultStatus}
	}
	return result{fault: faultOf(err), down: true}
}
