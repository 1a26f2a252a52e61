// Package endpoint holds the checks on what runs on company laptops and what is
// plugged into them.
package endpoint

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/intel/endpoint"
)

// Rules lists the checks of this topic.
func Rules() []detect.Detector {
	return []detect.Detector{
		NotAllowed(),
		TwoVendors(),
		Scripted(),
		OwnRelay(),
		Habits(),
		RemoteSwitch(),
		KeyboardWithStorage(),
	}
}

// sighting is one remote tool on one computer.
type sighting struct {
	tool    endpoint.Tool
	host    string // key of the computer; "" where the source names none
	seen    time.Time
	dated   bool // seen is when it came or ran, and not merely when it was listed
	command string
	domains []string
	ref     domain.RecordRef
	many    int // persons who have it, where more than one does
}

func softwareData() []detect.Datum {
	return []detect.Datum{{Kind: domain.KindSoftware, Field: domain.FieldSoftware}, {Kind: domain.KindSoftware, Field: domain.FieldCommand}}
}

func softwareNeeds() []detect.Need {
	return detect.Needs(detect.NeedPerson(), detect.NeedRecords(domain.KindSoftware), detect.NeedLinks(domain.RemoteTool), detect.NeedIntel(detect.IntelAllowed))
}

// rollout is the threshold by which a tool that IT gave to many is told.
func rollout() detect.Param {
	return detect.Param{Name: "rollout", Default: 10, Min: 2, Max: 10000, Unit: "persons", Doc: "a tool that so many have was rolled out, whatever the list of allowed tools says"}
}

// tools lists the remote tools on somebody's computers, those that the employer
// allows left out.
func tools(v detect.View) (out []sighting, listed int) {
	many := map[string]int{}
	for _, t := range v.Ties(domain.RemoteTool) {
		many[t.Identifier.Key] = t.Persons
	}
	for _, r := range v.Records(domain.KindSoftware) {
		listed++
		s, ok := sightingOf(r)
		if !ok {
			continue
		}
		if _, allowed, _ := v.Listed(detect.IntelAllowed, s.tool.Name); allowed {
			continue
		}
		if _, allowed, _ := v.Listed(detect.IntelAllowed, s.tool.Owner); allowed {
			continue
		}
		s.many = many[strings.ToLower(s.tool.Name)]
		out = append(out, s)
	}
	return out, listed
}

func sightingOf(r *domain.Record) (s sighting, ok bool) {
	var names []string
	for i := range r.Values {
		switch v := &r.Values[i]; v.Field {
		case domain.FieldSoftware:
			names = append(names, v.Text)
		case domain.FieldCommand:
			s.command = v.Text
			names = append(names, program(v.Text))
		case domain.FieldDomain:
			s.domains = append(s.domains, v.Text)
		}
	}
	if s.tool, ok = endpoint.Find(names...); !ok {
		return s, false
	}
	s.host, s.ref = hostOf(r), detect.RefOf(r)
	s.seen, s.dated = r.OccurredAt, !r.OccurredAt.IsZero()
	if !s.dated {
		s.seen = r.ObservedAt
	}
	return s, true
}

// leftBehind is why a tool that came before the work began tells little.
const leftBehind = "it was there before the work began, as what the laptop's last user left"

// before says that it came or ran before the work began. One day is for time zones.
func (s sighting) before(v detect.View) bool {
	hired := v.Stage().HiredAt
	return s.dated && !hired.IsZero() && hired.Sub(s.seen) > 24*time.Hour
}

// program is the executable of a command whose values were dropped.
func program(command string) string {
	first, _, _ := strings.Cut(command, " ")
	return first
}

// hostOf is the key of the computer that a record is of: its serial number, else
// its id with whoever manages it.
func hostOf(r *domain.Record) string {
	for _, t := range []domain.RefType{domain.RefSerial, domain.RefDeviceUser} {
		for _, ref := range r.Refs {
			if ref.Type == t {
				return ref.String()
			}
		}
	}
	return ""
}

// NotAllowed is the check for a remote tool that nobody allowed.
func NotAllowed() detect.Detector {
	return detect.Detector{
		ID: "remote-tool-not-allowed", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"ON09"},
			Title:     "A remote tool that nobody allowed came onto the laptop early",
			Stage:     "onboard",
			Means:     "In the first weeks of the work a program that shows this laptop's screen to somebody elsewhere was installed or run, and neither IT's list nor a roll-out explains it.",
			MeansNot:  "It does not say that somebody uses it, nor who. Developers and helpers of relatives have such programs.",
			Innocent: []string{
				"IT's own helper, which the list of allowed tools does not name.",
				"Help from a vendor's support, or a tool to reach one's own computer at home.",
				"What the laptop's last user left.",
			},
			Data:       "Software lists or process events of the device management (Intune, Fleet, Jamf, Defender, CrowdStrike, SentinelOne, Sysmon), and a list of kind allowed-tool of your own (docs/lists.md).",
			Ceiling:    domain.Supporting,
			Source:     "Microsoft; Insikt Group; tools as LOLRMM and their makers name them (internal/intel/endpoint); catalogue ON09",
			Fairness:   "Which tool it is weighs alike for all; none is a country's.",
			FirstSteps: []string{"Ask IT whether it is theirs, and put it on the list of allowed tools if so.", "Ask the worker what it is for, before it is removed."},
		},
		Needs:    softwareNeeds(),
		Requires: []detect.Requirement{{Part: "programs on laptops", AnyOf: softwareData()}},
		Params: []detect.Param{
			rollout(),
			{Name: "first_days", Default: 14, Min: 1, Max: 90, Unit: "days", Doc: "after the hire: weighs most; laptops of facilitators are set up at once"},
			{Name: "early_days", Default: 30, Min: 1, Max: 180, Unit: "days", Doc: "after the hire: the catalogue's own window"},
			{Name: "late_days", Default: 90, Min: 1, Max: 3650, Unit: "days", Doc: "after the hire: later it is context"},
		},
		Applies: detect.Worker,
		Run:     runNotAllowed,
	}
}

func runNotAllowed(_ context.Context, v detect.View) (detect.Result, error) {
	found, listed := tools(v)
	if listed == 0 {
		return detect.NotEnough("No program of this worker's laptop is known.", "software lists or process events of the laptop"), nil
	}
	var best *detect.Result
	for _, s := range found {
		r := s.weigh(v)
		if best == nil || detect.Stronger(r.Strength, best.Strength) != best.Strength || r.Strength == best.Strength && r.Bits > best.Bits {
			if best != nil {
				r.Evidence = append(r.Evidence, best.Evidence...)
			}
			best = &r
		} else if len(best.Evidence) < 5 {
			best.Evidence = append(best.Evidence, r.Evidence...)
		}
	}
	if best == nil {
		return detect.ClearResult("No remote tool that is not allowed is known of this worker's laptop."), nil
	}
	best.Evidence = best.Evidence[:min(len(best.Evidence), 5)]
	return *best, nil
}

// weigh says how far one tool goes by when it came, what it is for and how many
// have it.
func (s sighting) weigh(v detect.View) detect.Result {
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyEndpoint, Strength: domain.Context,
		Sentence: s.tool.Name + " is on the laptop, and no list of allowed tools names it.",
		Evidence: []domain.Evidence{s.evidence("works at the laptop")}}
	hired := v.Stage().HiredAt
	age := s.seen.Sub(hired)
	day := 24 * time.Hour
	within := func(name string) bool { return age <= time.Duration(v.Param(name))*day }
	switch {
	case s.tool.Class == endpoint.Mesh:
		r.Lowered = "it is a network or tunnel, which developers use daily"
	case s.tool.Class == endpoint.Managed:
		r.Lowered = "it is what IT departments install, or a helper at the user's request"
	case s.many >= int(v.Param("rollout")):
		r.Lowered = fmt.Sprintf("%d persons have it, as after a roll-out", s.many)
	case hired.IsZero():
		r.Lowered = "when the work began is not known"
	case s.before(v):
		r.Lowered = leftBehind
	case !s.dated:
		r.Strength, r.Bits, r.Lowered = domain.Supporting, 1, "since when it is there is not known"
	case within("first_days"):
		r.Strength, r.Bits = domain.Supporting, 4
	case within("early_days"):
		r.Strength, r.Bits = domain.Supporting, 3
	case within("late_days"):
		r.Strength, r.Bits = domain.Supporting, 2
	default:
		r.Lowered = "it came long after the hire"
	}
	return r
}

func (s sighting) evidence(claim string) domain.Evidence {
	what := s.tool.Name + " was listed"
	if s.dated {
		what = fmt.Sprintf("%s came or ran on %s", s.tool.Name, s.seen.Format("2 January 2006"))
	}
	source, _, _ := strings.Cut(s.ref.Key, ":")
	return domain.Evidence{Claim: claim, Observed: what, Source: source, Records: []domain.RecordRef{s.ref}}
}

// TwoVendors is the check for remote tools of two makers on one laptop.
func TwoVendors() detect.Detector {
	return detect.Detector{
		ID: "two-remote-tools", Version: 2,
		Doc: detect.Doc{
			Catalogue: []string{"ON10"},
			Title:     "Remote tools of two makers on one laptop",
			Stage:     "onboard",
			Means:     "One laptop has programs of two or more makers that show its screen to somebody elsewhere. Who works on a laptop that stands elsewhere keeps a second way in.",
			MeansNot:  "A second tool can be a trial, or support's.",
			Innocent: []string{
				"Somebody of IT, or of a firm that looks after others' computers.",
				"A vendor's support that brought its own tool once.",
				"A laptop that was handed on with what others left.",
			},
			Data:       "Software lists or process events of the device management, with the laptop's serial number or id, and a list of kind allowed-tool of your own.",
			Ceiling:    domain.Hard,
			Source:     "Sophos; a honeypot of August 2026, in which Chrome Remote Desktop and Jump Desktop stood side by side; catalogue ON10",
			Fairness:   "Networks, tunnels, IT's own agents and tools that many have do not count. All kinds of VNC are one maker's.",
			FirstSteps: []string{"Preserve the laptop's state before anything is removed.", "Ask IT for the sessions of both tools."},
		},
		Needs:    softwareNeeds(),
		Requires: []detect.Requirement{{Part: "programs on laptops", AnyOf: softwareData()}},
		Params:   []detect.Param{rollout()},
		Applies:  detect.Worker,
		Run:      runTwoVendors,
	}
}

func runTwoVendors(_ context.Context, v detect.View) (detect.Result, error) {
	found, listed := tools(v)
	if listed == 0 {
		return detect.NotEnough("No program of this worker's laptop is known.", "software lists or process events of the laptop"), nil
	}
	hosts := map[string]map[string]sighting{} // by computer, by maker
	var order []string
	for _, s := range found {
		if s.tool.Class != endpoint.Remote || s.many >= int(v.Param("rollout")) || s.host == "" {
			continue
		}
		if hosts[s.host] == nil {
			hosts[s.host] = map[string]sighting{}
			order = append(order, s.host)
		}
		if old, there := hosts[s.host][s.tool.Owner]; !there || old.before(v) && !s.before(v) {
			hosts[s.host][s.tool.Owner] = s
		}
	}
	slices.Sort(order)
	var left *detect.Result // of a laptop that was handed on with what others left
	for _, host := range order {
		since := maps.Clone(hosts[host])
		maps.DeleteFunc(since, func(_ string, s sighting) bool { return s.before(v) })
		if len(since) >= 2 {
			return twoOn(since), nil
		}
		if len(hosts[host]) >= 2 && left == nil {
			r := twoOn(hosts[host])
			r.Strength, r.Bits, r.Lowered = domain.Context, 0, "all of them, or all but one, were there before the work began, as what the laptop's last user left"
			left = &r
		}
	}
	if left != nil {
		return *left, nil
	}
	return detect.ClearResult("No laptop of this worker has remote tools of two makers."), nil
}

func twoOn(by map[string]sighting) detect.Result {
	var names []string
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyEndpoint, Strength: domain.Hard, Bits: 7}
	for _, s := range by {
		names = append(names, s.tool.Name)
		r.Evidence = append(r.Evidence, s.evidence("works at the laptop"))
	}
	slices.Sort(names)
	slices.SortFunc(r.Evidence, func(a, b domain.Evidence) int { return strings.Compare(a.Observed, b.Observed) })
	r.Sentence = "One laptop has remote tools of several makers: " + strings.Join(names, " and ") + "."
	return r
}
