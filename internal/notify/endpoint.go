package notify

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Kind is how an endpoint is reached.
type Kind string

// Kinds of endpoints.
const (
	Webhook Kind = "webhook"
	Slack   Kind = "slack" // an incoming webhook of Slack
	Mail    Kind = "mail"
)

// Endpoint is one place that is told of events.
type Endpoint struct {
	ID       string
	Version  int
	Kind     Kind
	Types    []Type      // nil: all, but checkpoints to webhooks only
	Tier     domain.Tier // least tier of events that have one; "" for all
	Reach    Reach
	Enabled  bool
	Disabled time.Time // when it was switched off
	Why      Cause     // why it is off
	// FailingSince and Failures count attempts that failed in a row.
	FailingSince time.Time
	Failures     int
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Reach is what is kept sealed: where an endpoint is, and its secrets.
type Reach struct {
	Name    string   `json:"name"`              // for people, such as "SIEM"
	URL     string   `json:"url,omitzero"`      // of a webhook, and of Slack, where it is a secret itself
	Address string   `json:"address,omitzero"`  // of mail
	Secrets []Secret `json:"secrets,omitempty"` // of a webhook, newest first; at most two
}

// Cause is why an endpoint is off.
type Cause string

// Causes.
const (
	ByPerson Cause = "person"
	ByGone   Cause = "gone"     // it answered 410
	ByFaults Cause = "failures" // it kept failing
)

// Errors that callers tell apart.
var (
	ErrNotFound = errors.New("not found")
	ErrInvalid  = errors.New("invalid")
	// ErrStale says that the endpoint has changed since it was read.
	ErrStale = errors.New("the endpoint has changed meanwhile")
)

const (
	maxName      = 80
	maxURL       = 2048
	maxEndpoints = 50
	// Overlap is how long an old secret signs beside the new one.
	Overlap = 24 * time.Hour
)

// Check refuses an endpoint that cannot work.
func (e *Endpoint) Check() error {
	if e.Reach.Name == "" || len(e.Reach.Name) > maxName {
		return fmt.Errorf("%w: the name must have 1 to %d bytes", ErrInvalid, maxName)
	}
	for _, t := range e.Types {
		if !slices.Contains(Types(), t) {
			return fmt.Errorf("%w: %q is no type of event", ErrInvalid, t)
		}
	}
	if e.Tier != "" && e.Tier.Rank() == 0 {
		return fmt.Errorf("%w: %q is no tier", ErrInvalid, e.Tier)
	}
	switch e.Kind {
	case Webhook, Slack:
		return e.Reach.checkURL()
	case Mail:
		a, err := mail.ParseAddress(e.Reach.Address)
		if err != nil || a.Address != e.Reach.Address {
			return fmt.Errorf("%w: that is no mail address", ErrInvalid)
		}
		return nil
	}
	return fmt.Errorf("%w: %q is no kind of endpoint", ErrInvalid, e.Kind)
}

func (r *Reach) checkURL() error {
	u, err := url.Parse(r.URL)
	switch {
	case err != nil || len(r.URL) > maxURL || u.Host == "" || u.Opaque != "":
		return fmt.Errorf("%w: that is no address", ErrInvalid)
	case u.Scheme != "https" && u.Scheme != "http":
		return fmt.Errorf("%w: the address must begin with https://", ErrInvalid)
	case u.User != nil:
		return fmt.Errorf("%w: the address must not hold a password", ErrInvalid)
	case u.Fragment != "":
		return fmt.Errorf("%w: the address must not have a fragment", ErrInvalid)
	}
	return nil
}

// Wants reports whether the endpoint is to be told of an event.
func (e *Endpoint) Wants(ev *Event) bool {
	if ev.Type == Test || ev.Type == EndpointDisabled && ev.Data.Endpoint == e.ID {
		return false // a test goes to one endpoint only
	}
	if len(e.Types) > 0 && !slices.Contains(e.Types, ev.Type) {
		return false
	}
	if len(e.Types) == 0 && ev.Type == AuditCheckpoint && e.Kind != Webhook {
		return false // several an hour: people get them only where they ask
	}
	return ev.Data.Tier == "" || ev.Data.Tier.Rank() >= e.Tier.Rank()
}

// Rotate adds a secret. The newest one before it signs on for [Overlap]; older
// ones end at once.
func (e *Endpoint) Rotate(at time.Time) Secret {
	fresh := NewSecret(at)
	secrets := []Secret{fresh}
	if len(e.Reach.Secrets) > 0 {
		old := e.Reach.Secrets[0]
		old.EndsAt = at.Add(Overlap)
		secrets = append(secrets, old)
	}
	e.Reach.Secrets = secrets
	return fresh
}

// signing returns the secrets that sign at a time.
func (r *Reach) signing(at time.Time) []Secret {
	return slices.DeleteFunc(slices.Clone(r.Secrets), func(s Secret) bool { return !s.EndsAt.IsZero() && !at.Before(s.EndsAt) })
}

// Shown is where an endpoint is, for people: without what is secret in it.
func (e *Endpoint) Shown() string {
	if e.Kind == Mail {
		return e.Reach.Address
	}
	u, err := url.Parse(e.Reach.URL)
	if err != nil {
		return ""
	}
	if e.Kind == Slack || u.RawQuery != "" {
		return u.Scheme + "://" + u.Host + "/…"
	}
	return u.Scheme + "://" + u.Host + strings.TrimSuffix(u.EscapedPath(), "/")
}
