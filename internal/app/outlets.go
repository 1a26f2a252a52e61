package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/notify"
)

// OutConfig says how a server reaches others, and what it says of itself.
type OutConfig struct {
	Mail *MailConfig `yaml:"mail,omitempty"` // nil: no mail is sent
	// Networks are private networks that webhooks may be in; all others are refused.
	Networks []netip.Prefix `yaml:"allowed_networks,omitempty"`
	// PerSecond bounds the requests of one caller; zero is 100.
	PerSecond float64 `yaml:"requests_per_second,omitempty"`
	// LogLevel is debug, info, warn or error; DAYLIGHT_LOG_LEVEL wins. Empty is info.
	LogLevel string `yaml:"log_level,omitempty"`
}

// MailConfig names the operator's mail server.
type MailConfig struct {
	Host     string `yaml:"host"`
	Port     int    `yaml:"port,omitempty"` // default 587, with tls 465
	From     string `yaml:"from"`
	Username string `yaml:"username,omitempty"`
	// PasswordFile holds the password; or DAYLIGHT_MAIL_PASSWORD does.
	PasswordFile string `yaml:"password_file,omitempty"`
	// Encryption is starttls (the default), tls, or none, which is let pass to a
	// server on this machine only.
	Encryption string `yaml:"encryption,omitempty"`
}

// Variables of the environment, which win over the config file.
const (
	mailPassword = "DAYLIGHT_MAIL_PASSWORD"
	logLevel     = "DAYLIGHT_LOG_LEVEL"
)

const (
	submitPort  = 587 // RFC 6409
	submitsPort = 465 // RFC 8314
)

// Level is the least level of messages that are logged.
func (c OutConfig) Level() (slog.Level, error) {
	level := slog.LevelInfo
	text := orDefault(os.Getenv(logLevel), c.LogLevel)
	if text == "" {
		return level, nil
	}
	if err := level.UnmarshalText([]byte(text)); err != nil {
		return level, fmt.Errorf("server.log_level: %q is not debug, info, warn or error", text)
	}
	return level, nil
}

// checkOut names every problem that can be seen without asking anybody.
func (c *Config) checkOut() error {
	var errs []error
	if _, err := c.Server.Level(); err != nil {
		errs = append(errs, err)
	}
	if c.Server.PerSecond < 0 {
		errs = append(errs, errors.New("server.requests_per_second must be above zero"))
	}
	if c.Server.Mail != nil {
		if _, err := c.mailer(); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// mailer returns what sends mail; nil where no mail server is named.
func (c *Config) mailer() (*notify.Mailer, error) {
	m := c.Server.Mail
	if m == nil {
		return nil, nil
	}
	out := notify.MailServer{Host: m.Host, Port: m.Port, From: m.From, Username: m.Username, Password: os.Getenv(mailPassword)}
	standard := submitPort
	switch m.Encryption {
	case "", "starttls":
	case "tls":
		out.TLS, standard = true, submitsPort
	case "none":
		out.Plain = true
	default:
		return nil, fmt.Errorf("server.mail.encryption: %q is not starttls, tls or none", m.Encryption)
	}
	if out.Port == 0 {
		out.Port = standard
	}
	if out.Host == "" || out.Port < 1 || out.Port > 65535 {
		return nil, errors.New("server.mail: host is needed, and a port from 1 to 65535")
	}
	if _, err := mail.ParseAddress(m.From); err != nil {
		return nil, fmt.Errorf("server.mail.from: %q is no mail address", m.From)
	}
	if out.Password == "" && m.PasswordFile != "" {
		data, err := os.ReadFile(c.path(m.PasswordFile))
		if err != nil {
			return nil, fmt.Errorf("read the password of the mail server: %w", err)
		}
		out.Password = strings.TrimSpace(string(data))
	}
	made, err := notify.NewMailer(out)
	if err != nil {
		return nil, fmt.Errorf("server.mail: %w", err)
	}
	return made, nil
}

// told brings the checkpoints of one workspace to its endpoints, as events:
// these are kept and tried again until each endpoint has them.
type told struct {
	store notify.Store
	ws    domain.WorkspaceID
	clock func() time.Time
}

// Name tells it from folders.
func (told) Name() string { return "endpoints" }

// Push emits the checkpoint.
func (t told) Push(ctx context.Context, c audit.Checkpoint) error {
	return t.store.Emit(ctx, t.ws, notify.NewCheckpoint(t.ws, t.clock(), c.Size, c.Note))
}
