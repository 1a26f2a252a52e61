package notify

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Desk is where people look after endpoints. Who may do so is decided before.
type Desk struct {
	store   Store
	clock   func() time.Time
	allowed []netip.Prefix
	plain   bool
}

// NewDesk returns a desk; allowed and plain are those of [Options].
func NewDesk(store Store, clock func() time.Time, allowed []netip.Prefix, plain bool) *Desk {
	return &Desk{store: store, clock: clock, allowed: allowed, plain: plain}
}

// Draft is what people say of an endpoint.
type Draft struct {
	Kind    Kind
	Name    string
	URL     string // of a webhook or Slack
	Address string // of mail
	Types   []Type
	Tier    domain.Tier
	Enabled bool
}

// check refuses a draft that could not be reached.
func (d *Desk) check(e *Endpoint) error {
	if err := e.Check(); err != nil || e.Kind == Mail {
		return err
	}
	u, err := url.Parse(e.Reach.URL)
	if err != nil {
		return fmt.Errorf("%w: that is no address", ErrInvalid)
	}
	if u.Scheme != "https" && !d.plain {
		return fmt.Errorf("%w: the address must begin with https://", ErrInvalid)
	}
	return CheckAddress(u.Hostname(), d.allowed)
}

// Create adds an endpoint. A webhook gets a secret, which is in the endpoint
// that is returned and is shown this once.
func (d *Desk) Create(ctx context.Context, ws domain.WorkspaceID, in Draft, a Actor) (*Endpoint, error) {
	now := d.clock()
	e := &Endpoint{ID: NewID("ep_"), Version: 1, Kind: in.Kind, Types: in.Types, Tier: in.Tier, Enabled: in.Enabled,
		Reach: Reach{Name: in.Name, URL: in.URL, Address: in.Address}, CreatedAt: now, UpdatedAt: now}
	if !in.Enabled {
		e.Disabled, e.Why = now, ByPerson
	}
	if e.Kind == Webhook {
		e.Rotate(now)
	}
	if err := d.check(e); err != nil {
		return nil, err
	}
	list, err := d.store.Endpoints(ctx, ws)
	if err != nil {
		return nil, err
	}
	if len(list) >= maxEndpoints {
		return nil, fmt.Errorf("%w: there are %d endpoints already", ErrInvalid, maxEndpoints)
	}
	if err := d.store.CreateEndpoint(ctx, ws, e, Change{Actor: a, Action: Created, Endpoint: e.ID}); err != nil {
		return nil, err
	}
	return e, nil
}

// Update changes an endpoint. Its kind and secrets stay, and its address where
// none is given, because that is not shown whole to anybody. Switching it on
// again forgets its failures.
func (d *Desk) Update(ctx context.Context, ws domain.WorkspaceID, id string, version int, in Draft, a Actor) (*Endpoint, error) {
	return d.store.UpdateEndpoint(ctx, ws, id, version, Change{Actor: a, Action: Changed, Endpoint: id}, func(e *Endpoint) error {
		now := d.clock()
		if in.Kind != e.Kind {
			return fmt.Errorf("%w: the kind of an endpoint does not change", ErrInvalid)
		}
		e.Reach.Name, e.Reach.URL, e.Reach.Address = in.Name, cmp.Or(in.URL, e.Reach.URL), cmp.Or(in.Address, e.Reach.Address)
		e.Types, e.Tier, e.UpdatedAt = in.Types, in.Tier, now
		switch {
		case in.Enabled && !e.Enabled:
			e.Enabled, e.Disabled, e.Why, e.FailingSince, e.Failures = true, time.Time{}, "", time.Time{}, 0
		case !in.Enabled && e.Enabled:
			e.Enabled, e.Disabled, e.Why = false, now, ByPerson
		}
		return d.check(e)
	})
}

// RotateSecret gives a webhook a new secret and returns it; the one before
// signs on for [Overlap].
func (d *Desk) RotateSecret(ctx context.Context, ws domain.WorkspaceID, id string, version int, a Actor) (*Endpoint, error) {
	return d.store.UpdateEndpoint(ctx, ws, id, version, Change{Actor: a, Action: Rotated, Endpoint: id}, func(e *Endpoint) error {
		if e.Kind != Webhook {
			return fmt.Errorf("%w: only webhooks have secrets", ErrInvalid)
		}
		e.UpdatedAt = d.clock()
		e.Rotate(e.UpdatedAt)
		return nil
	})
}

// Delete removes an endpoint.
func (d *Desk) Delete(ctx context.Context, ws domain.WorkspaceID, id string, version int, a Actor) error {
	return d.store.DeleteEndpoint(ctx, ws, id, version, Change{Actor: a, Action: Deleted, Endpoint: id})
}

// Try sends a test to one endpoint and returns the delivery's id.
func (d *Desk) Try(ctx context.Context, ws domain.WorkspaceID, id string) (string, error) {
	return d.store.EmitTo(ctx, ws, id, Event{ID: NewID("evt_"), Workspace: ws, Type: Test, At: d.clock(), Data: Data{Endpoint: id}})
}
