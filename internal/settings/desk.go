package settings

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Errors that callers tell apart.
var (
	ErrNotFound = errors.New("not found")
	// ErrStale says that somebody changed it since it was read.
	ErrStale = errors.New("changed since it was read")
)

// PinnedError says that the config file holds a value, which nobody changes over
// the API.
type PinnedError struct{ Field string }

func (e *PinnedError) Error() string {
	return e.Field + " is set in the config file of the server, which holds"
}

// Change says, for the audit log, who does what. It holds no personal values.
type Change struct {
	By      *access.Actor
	Action  string
	Object  string
	Details map[string]string
}

// Store keeps settings and views. Every change commits with its audit entry.
type Store interface {
	// Settings returns the newest version of every part that was ever set.
	Settings(ctx context.Context, ws domain.WorkspaceID) ([]Version, error)
	// SaveSettings keeps the next version of a part, and gives [ErrStale] where
	// somebody was faster.
	SaveSettings(ctx context.Context, ws domain.WorkspaceID, v Version, c Change) error
	// History returns the versions of a part, newest first.
	History(ctx context.Context, ws domain.WorkspaceID, p Part, limit int) ([]Version, error)

	// Views returns the views of an owner and those that are shared.
	Views(ctx context.Context, ws domain.WorkspaceID, owner string) ([]View, error)
	View(ctx context.Context, ws domain.WorkspaceID, id string) (View, error)
	// SaveView keeps a view in place of version was, which is 0 for a new one.
	SaveView(ctx context.Context, ws domain.WorkspaceID, v View, was int, c Change) error
	DropView(ctx context.Context, ws domain.WorkspaceID, id string, was int, c Change) error
}

// Desk is where settings and views are read and changed. It is safe for
// concurrent use.
type Desk struct {
	store   Store
	presets *review.Policy
	clock   func() time.Time
}

// NewDesk returns a desk over a store. Workflows are checked against presets.
func NewDesk(store Store, presets *review.Policy, clock func() time.Time) *Desk {
	return &Desk{store, presets, clock}
}

// now is the clock as a store can keep it.
func (d *Desk) now() time.Time { return d.clock().UTC().Truncate(time.Microsecond) }

// Get returns what people have set.
func (d *Desk) Get(ctx context.Context, ws domain.WorkspaceID) (*Settings, error) {
	list, err := d.store.Settings(ctx, ws)
	if err != nil {
		return nil, err
	}
	out := None()
	for _, v := range list {
		if err := out.read(v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// read takes one part over.
func (s *Settings) read(v Version) error {
	into := map[Part]any{PartGeneral: &s.General, PartWorkflow: &s.Workflow, PartRules: &s.Rules, PartMappings: &s.Mappings}[v.Part]
	if into == nil {
		return nil // of a later version of the program
	}
	s.Versions[v.Part] = v.N
	if err := wire.Unmarshal(v.Data, into); err != nil {
		return fmt.Errorf("read the %s settings: %w", v.Part, err)
	}
	return nil
}

// Pins are what the config file holds of the general settings: the values, and
// the members that it names.
type Pins struct {
	Values  General
	Members []string
}

// SetGeneral changes what admins set. version is the one that the caller saw, 0
// for any. What the config file holds may be sent as it is, and not changed.
func (d *Desk) SetGeneral(ctx context.Context, ws domain.WorkspaceID, version int, to General, pins Pins, by *access.Actor) (*Settings, error) {
	return d.set(ctx, ws, PartGeneral, version, by, access.ManageConfig, func(s *Settings) error {
		if err := to.tidy(); err != nil {
			return err
		}
		was, now, held := members(s.General), members(to), members(pins.Values)
		for _, m := range pins.Members {
			if !reflect.DeepEqual(now[m], was[m]) && !reflect.DeepEqual(now[m], held[m]) {
				return &PinnedError{m}
			}
			now[m] = was[m]
		}
		data, err := wire.Marshal(now)
		if err != nil {
			return fmt.Errorf("keep the general settings: %w", err)
		}
		s.General = General{}
		return wire.Unmarshal(data, &s.General)
	})
}

// SetWorkflow changes what counsel sets.
func (d *Desk) SetWorkflow(ctx context.Context, ws domain.WorkspaceID, version int, to Workflow, by *access.Actor) (*Settings, error) {
	return d.set(ctx, ws, PartWorkflow, version, by, access.ManagePolicy, func(s *Settings) error {
		if err := to.tidy(d.presets); err != nil {
			return err
		}
		s.Workflow = to
		return nil
	})
}

// SetRule switches one check.
func (d *Desk) SetRule(ctx context.Context, ws domain.WorkspaceID, version int, rule string, to Rule, by *access.Actor) (*Settings, error) {
	return d.set(ctx, ws, PartRules, version, by, access.ManageRules, func(s *Settings) error {
		if err := to.tidy(); err != nil {
			return err
		}
		s.Rules[rule] = to
		return nil
	})
}

// maxMappings bounds how many mappings a workspace keeps.
const maxMappings = 200

// SetMapping keeps a mapping, which was checked, under its name; nil removes it.
func (d *Desk) SetMapping(ctx context.Context, ws domain.WorkspaceID, version int, name string, to *Mapping, by *access.Actor) (*Settings, error) {
	return d.set(ctx, ws, PartMappings, version, by, access.ManageSources, func(s *Settings) error {
		_, known := s.Mappings[name]
		switch {
		case to == nil && !known:
			return ErrNotFound
		case to == nil:
			delete(s.Mappings, name)
		case !known && len(s.Mappings) >= maxMappings:
			return &Invalid{"name", fmt.Sprintf("there are %d mappings already", maxMappings)}
		default:
			s.Mappings[name] = *to
		}
		return nil
	})
}

// set changes one part of what is kept.
func (d *Desk) set(ctx context.Context, ws domain.WorkspaceID, p Part, version int, by *access.Actor, right access.Action, change func(*Settings) error) (*Settings, error) {
	if by.Kind != access.Person || !by.Can(right) {
		return nil, access.ErrForbidden
	}
	s, err := d.Get(ctx, ws)
	if err != nil {
		return nil, err
	}
	if version != 0 && version != s.Versions[p] {
		return nil, ErrStale
	}
	was := s.summary(p)
	if err := change(s); err != nil {
		return nil, err
	}
	details := differences(was, s.summary(p))
	if len(details) == 0 {
		return s, nil // nothing to keep
	}
	s.Versions[p]++
	data, err := wire.Marshal(s.value(p))
	if err != nil {
		return nil, fmt.Errorf("keep the %s settings: %w", p, err)
	}
	details["version"] = strconv.Itoa(s.Versions[p])
	v := Version{Part: p, N: s.Versions[p], At: d.now(), By: by.ID, Data: data}
	return s, d.store.SaveSettings(ctx, ws, v, Change{By: by, Action: "settings.changed", Object: string(p), Details: details})
}

func (s *Settings) value(p Part) any {
	return map[Part]any{PartGeneral: s.General, PartWorkflow: s.Workflow, PartRules: s.Rules, PartMappings: s.Mappings}[p]
}

// members splits a value into its members.
func members(v any) (out map[string]any) {
	data, err := wire.Marshal(v)
	if err == nil {
		err = wire.Unmarshal(data, &out)
	}
	if err != nil {
		panic("settings cannot be encoded: " + err.Error()) // the types of this package always can
	}
	return out
}

// summary names each member of a part and what it holds, as the audit log can
// tell it. The log takes codes only: what is none stands there as a digest, by
// which the versions that are kept sealed can be checked.
func (s *Settings) summary(p Part) map[string]string {
	out := map[string]string{}
	for name, v := range members(s.value(p)) {
		out[name] = code(v)
	}
	for id, r := range s.Rules {
		if p == PartRules {
			out[id] = r.word() + ":" + strings.TrimPrefix(out[id], "sha256:")[:shortDigest]
		}
	}
	return out
}

// shortDigest is how many digits of a digest tell one setting of a check from
// another.
const shortDigest = 16

// word says how a check is switched.
func (r Rule) word() string {
	switch {
	case !r.Enabled:
		return "off"
	case len(r.OffFor) > 0:
		return fmt.Sprintf("on-but-for-%d-jobs", len(r.OffFor))
	}
	return "on"
}

// countryCode is the length of the one text that may stand in the log: names and
// addresses may be personal.
const countryCode = 2

func code(v any) string {
	data, err := wire.Marshal(v)
	if err != nil {
		return "unknown"
	}
	text := strings.Trim(string(data), `"`)
	switch text {
	case "", "[]", "null", "{}":
		return "none"
	}
	switch v := v.(type) {
	case float64, bool:
		return text
	case string:
		if len(v) == countryCode && strings.ToUpper(v) == v {
			return text
		}
	}
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// most is how many members a change names in the audit log; the kept versions
// tell of the rest.
const most = 12

// differences says what changed, from what to what.
func differences(was, now map[string]string) map[string]string {
	all := maps.Clone(was)
	maps.Copy(all, now)
	out, more := map[string]string{}, 0
	for _, name := range slices.Sorted(maps.Keys(all)) {
		old, fresh := cmp.Or(was[name], "none"), cmp.Or(now[name], "none")
		switch {
		case old == fresh:
		case len(out) < 2*most:
			out[name+".old"], out[name+".new"] = old, fresh
		default:
			more++
		}
	}
	if more > 0 {
		out["more"] = strconv.Itoa(more)
	}
	return out
}

// History returns the versions of a part, newest first. It was read by somebody
// who may read settings.
func (d *Desk) History(ctx context.Context, ws domain.WorkspaceID, p Part, limit int) ([]Version, error) {
	return d.store.History(ctx, ws, p, cmp.Or(limit, 50))
}
