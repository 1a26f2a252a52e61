package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Options are what a sender is made of.
type Options struct {
	Store  Store
	Clock  func() time.Time
	Log    *slog.Logger
	Words  Words
	Mailer *Mailer // nil: no mail
	// Client is what webhooks and Slack are reached with; nil makes one by
	// [NewClient].
	Client  *http.Client
	Allowed []netip.Prefix // private networks that endpoints may be in
	Plain   bool           // addresses without TLS are let pass
	Limits  Limits         // zero means [DefaultLimits]
	Version string         // of the program, for the User-Agent
}

// Sender delivers events.
type Sender struct {
	opt  Options
	post *poster
}

// NewSender returns a sender.
func NewSender(opt Options) *Sender {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.Client == nil {
		opt.Client = NewClient(opt.Allowed)
	}
	if opt.Limits == (Limits{}) {
		opt.Limits = DefaultLimits()
	}
	return &Sender{opt, &poster{client: opt.Client, agent: strings.TrimSuffix("Daylight/"+opt.Version, "/"), plain: opt.Plain}}
}

const (
	claimLimit = 256
	claimEach  = 16
	// lease is longer than the slowest endpoint can take for its share.
	lease = claimEach*2*sendTimeout + time.Minute
	// putOff is how long further messages wait after one got no answer.
	putOff = 10 * time.Second
)

// SendDue delivers what is due in a workspace and returns how many deliveries
// it tried. Endpoints are served side by side, so that one that hangs holds up
// nobody else.
func (s *Sender) SendDue(ctx context.Context, ws domain.WorkspaceID) (tried int, err error) {
	for {
		due, err := s.opt.Store.Claim(ctx, ws, claimLimit, claimEach, lease)
		if err != nil || len(due) == 0 {
			return tried, err
		}
		byEndpoint := map[string][]Due{}
		for _, d := range due {
			byEndpoint[d.Endpoint.ID] = append(byEndpoint[d.Endpoint.ID], d)
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		var faults []error
		for _, list := range byEndpoint {
			wg.Go(func() {
				if err := s.serve(ctx, ws, list); err != nil {
					mu.Lock()
					defer mu.Unlock()
					faults = append(faults, err)
				}
			})
		}
		wg.Wait()
		tried += len(due)
		if err := errors.Join(faults...); err != nil {
			return tried, err
		}
	}
}

// serve delivers one endpoint's share. Mail and Slack get it as one message.
func (s *Sender) serve(ctx context.Context, ws domain.WorkspaceID, due []Due) error {
	if due[0].Endpoint.Kind != Webhook {
		return s.finish(ctx, ws, due, s.gathered(ctx, due))
	}
	for i := range due {
		e := &due[i].Delivery.Event
		now := s.opt.Clock()
		var res result
		body, err := s.opt.Words.Encode(e)
		if err != nil {
			s.opt.Log.ErrorContext(ctx, "event cannot be encoded", "event", e.ID, "cause", err)
			res = result{fault: FaultBuild}
		} else {
			res = s.post.webhook(ctx, &due[i].Endpoint.Reach, e.ID, body, now)
		}
		if ctx.Err() != nil {
			return ctx.Err() // the lease ends by itself
		}
		if err := s.finish(ctx, ws, due[i:i+1], attempt{res, now}); err != nil {
			return err
		}
		if res.down {
			return s.putOff(ctx, ws, due[i+1:], res)
		}
	}
	return nil
}

// attempt is one message and when it was begun.
type attempt struct {
	result
	at time.Time
}

func (s *Sender) gathered(ctx context.Context, due []Due) attempt {
	now, r := s.opt.Clock(), &due[0].Endpoint.Reach
	if due[0].Endpoint.Kind == Mail {
		return attempt{s.mail(ctx, r, due, now), now}
	}
	var b strings.Builder
	for _, d := range due {
		e := &d.Delivery.Event
		b.WriteString(slackEscape(s.opt.Words.Line(e)))
		if link := s.opt.Words.link(e); link != "" {
			b.WriteString(" <" + link + "|open>")
		}
		b.WriteString("\n")
	}
	return attempt{s.post.slack(ctx, r, b.String()), now}
}

// finish keeps what came of an attempt at one or several deliveries.
func (s *Sender) finish(ctx context.Context, ws domain.WorkspaceID, due []Due, a attempt) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	now := s.opt.Clock()
	var outcomes []Outcome
	for _, d := range due {
		o := Outcome{Delivery: d.Delivery.ID, Endpoint: d.Endpoint.ID, Gone: a.status == http.StatusGone,
			Attempt: &Attempt{At: a.at, Took: now.Sub(a.at), Status: a.status, Fault: a.fault}}
		at, again := next(d.Delivery.Attempts+1, now, a.wish)
		switch {
		case a.ok():
			o.State = Delivered
		case again:
			o.State, o.NextAt = Pending, at
		default:
			o.State = Failed
		}
		outcomes = append(outcomes, o)
	}
	return s.keep(ctx, ws, due[0].Endpoint.ID, outcomes)
}

// putOff hands back deliveries that were claimed and not tried.
func (s *Sender) putOff(ctx context.Context, ws domain.WorkspaceID, due []Due, res result) error {
	if len(due) == 0 {
		return nil
	}
	at := s.opt.Clock().Add(max(putOff, min(res.wish, maxRetryAfter)))
	var outcomes []Outcome
	for _, d := range due {
		outcomes = append(outcomes, Outcome{Delivery: d.Delivery.ID, Endpoint: d.Endpoint.ID, State: Pending, NextAt: at})
	}
	return s.keep(ctx, ws, due[0].Endpoint.ID, outcomes)
}

func (s *Sender) keep(ctx context.Context, ws domain.WorkspaceID, endpoint string, outcomes []Outcome) error {
	off, err := s.opt.Store.Finish(ctx, ws, s.opt.Limits, outcomes...)
	if err != nil {
		return fmt.Errorf("keep what came of deliveries to %s: %w", endpoint, err)
	}
	if !off {
		return nil
	}
	s.opt.Log.WarnContext(ctx, "endpoint was switched off", "workspace", ws, "endpoint", endpoint)
	return s.opt.Store.Emit(ctx, ws, Event{ID: NewID("evt_"), Workspace: ws, Type: EndpointDisabled, At: s.opt.Clock(), Data: Data{Endpoint: endpoint}})
}
