package api

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/review"
)

// Overview is the figures of a workspace, or of the caller's end clients.
type Overview struct {
	AsOf      time.Time      `json:"as_of"`
	JudgedAt  time.Time      `json:"judged_at"`
	Took      float64        `json:"evaluation_seconds"`
	Subjects  int            `json:"subjects"`
	Tiers     map[string]int `json:"tiers"`
	Stages    map[string]int `json:"stages" doc:"Where those stand of whom something is said: applicant, worker, left"`
	Rings     int            `json:"rings"`
	Records   int            `json:"records" doc:"0 for who is confined to end clients, as accounts and events"`
	Accounts  int            `json:"accounts"`
	Events    int            `json:"events"`
	Incoming  []Incoming     `json:"incoming" doc:"What came, latest first"`
	Silent    []string       `json:"silent_sources"`
	Synthetic bool           `json:"synthetic"`
	Confined  bool           `json:"confined" doc:"These are the figures of the caller's end clients"`
}

// Incoming is when records of a source came last.
type Incoming struct {
	Source string    `json:"source"`
	Last   time.Time `json:"last_record_at"`
	Silent bool      `json:"silent" doc:"No record for longer than is usual"`
}

// figures adds what is counted.
func (s *Server) figures() {
	add(s, op{method: http.MethodGet, path: "/overview", id: "get-overview", summary: "Figures of the workspace, without anybody's data", action: access.ReadOverview,
		describe: "Somebody who is confined to end clients gets theirs."}, s.overview)
	add(s, op{method: http.MethodGet, path: "/impact", id: "get-impact", summary: "What was decided in a span of time, how long it took, and how often rules were right; it names nobody", action: access.ReadOverview,
		describe: "Somebody who is confined to end clients gets theirs."}, s.impact)
}

type overviewOut struct{ Body Overview }

func (s *Server) overview(ctx context.Context, w *Workspace, _ *In) (*overviewOut, error) {
	v, caller := s.view(w), callerOf(ctx)
	came, err := s.arrivals(ctx, w)
	if err != nil {
		return nil, err
	}
	out := &overviewOut{Overview{AsOf: v.AsOf.UTC(), JudgedAt: v.At.UTC(), Took: v.Took.Seconds(), Synthetic: v.Synthetic, Confined: len(caller.Clients) > 0,
		Incoming: []Incoming{}, Silent: []string{}}}
	b := &out.Body
	if b.Subjects, b.Rings = v.Len(), v.RingCount(); b.Confined {
		b.Subjects, b.Rings = visible(v.All(), caller)
	} else {
		b.Records, b.Accounts, b.Events = v.Records, v.Accounts, v.Events
	}
	b.Tiers, b.Stages = tally(v.Queue(first), v.AsOf, caller)
	b.Tiers[string(domain.TierNone)] = b.Subjects
	for tier, n := range b.Tiers {
		if tier != string(domain.TierNone) {
			b.Tiers[string(domain.TierNone)] -= n
		}
	}
	for name, a := range came {
		b.Incoming = append(b.Incoming, Incoming{name, a.Last, a.Silent})
		if a.Silent {
			b.Silent = append(b.Silent, name)
		}
	}
	slices.SortFunc(b.Incoming, func(x, y Incoming) int {
		return cmp.Or(y.Last.Compare(x.Last), cmp.Compare(x.Source, y.Source))
	})
	slices.Sort(b.Silent)
	return out, nil
}

// visible counts the people whom the caller may see, and the rings with one of
// them.
func visible(all iter.Seq[*engine.Standing], c *access.Actor) (people, rings int) {
	met := map[string]bool{}
	for st := range all {
		if !mayMeet(c, st.Person) {
			continue
		}
		people++
		if st.Ring != "" {
			met[st.Ring] = true
		}
	}
	return people, len(met)
}

// tally counts those of whom something is said and whom the caller may see.
func tally(queue iter.Seq[*engine.Standing], asOf time.Time, c *access.Actor) (tiers, stages map[string]int) {
	tiers, stages = map[string]int{}, map[string]int{}
	for st := range queue {
		p := st.Person
		if !mayMeet(c, p) {
			continue
		}
		tiers[string(st.Judgement.Tier)]++
		switch {
		case !p.Stage.LeftAt.IsZero() && !p.Stage.LeftAt.After(asOf):
			stages["left"]++
		case p.Stage.Worker:
			stages["worker"]++
		default:
			stages["applicant"]++
		}
	}
	return tiers, stages
}

type impactIn struct {
	In
	From time.Time `query:"from" required:"true"`
	To   time.Time `query:"to" required:"true" doc:"Exclusive"`
}

// Impact is what the workflow did in a span of time.
type Impact struct {
	From       time.Time       `json:"from"`
	To         time.Time       `json:"to"`
	Opened     map[string]int  `json:"opened" doc:"By tier"`
	Closed     map[string]int  `json:"closed" doc:"By outcome"`
	Stages     map[string]int  `json:"closed_stages" doc:"Closed, by where in a working life the person stood"`
	Waiting    map[string]int  `json:"waiting" doc:"Not closed as of now, by state"`
	Actions    map[string]int  `json:"actions"`
	MedianOpen float64         `json:"median_open_seconds" doc:"Half of what was closed was open this long at most"`
	MostOpen   float64         `json:"most_open_seconds" doc:"Nine in ten of what was closed was open this long at most"`
	Weeks      []ImpactWeek    `json:"weeks"`
	Rules      []RulePrecision `json:"rules" doc:"How cases ended in which the rule had a hit"`
	Exposure   *Exposure       `json:"exposure,omitempty" doc:"Wages paid to people whose cases were confirmed; absent for who may not see cases"`
	Left       int             `json:"left_undecided" doc:"Rejected or withdrawn in the tracker while nobody had decided; it should be nought"`
	Overruled  float64         `json:"overruled" doc:"Share of proposals that did not stand"`
}

// ImpactWeek is seven days that begin on a Monday, UTC.
type ImpactWeek struct {
	From   time.Time `json:"from"`
	Opened int       `json:"opened"`
	Closed int       `json:"closed"`
}

// RulePrecision says how often a rule was right.
type RulePrecision struct {
	Rule         string   `json:"rule"`
	Confirmed    int      `json:"confirmed"`
	Misused      int      `json:"misused" doc:"The concern was real and the person a victim"`
	Innocent     int      `json:"innocent"`
	Inconclusive int      `json:"inconclusive"`
	Precision    *float64 `json:"precision,omitempty" doc:"Share of decided cases in which the concern was real; absent where fewer than five were decided"`
}

// Exposure is wages paid to people whose cases were confirmed.
type Exposure struct {
	People  int                `json:"people"`
	Unknown int                `json:"without_pay_records" doc:"Of these people, those of whom no pay is at hand"`
	Paid    map[string]float64 `json:"paid" doc:"By currency, over all time; empty for fewer than three people, unless the caller sees bank values"`
}

type impactOut struct{ Body Impact }

func (s *Server) impact(ctx context.Context, w *Workspace, in *impactIn) (*impactOut, error) {
	caller := callerOf(ctx)
	var clients []string // nil: all
	if len(caller.Clients) > 0 {
		clients = caller.Clients
	}
	got, err := s.opt.Cases.Impact(ctx, w.ID, in.From, in.To, clients)
	if err != nil {
		return nil, err
	}
	out := &impactOut{Impact{From: got.From, To: got.To, Opened: words(got.Opened), Closed: words(got.Closed), Stages: words(got.Stages), Waiting: words(got.Waiting),
		Actions: words(got.Actions), MedianOpen: got.MedianOpen.Seconds(), MostOpen: got.MostOpen.Seconds(), Left: got.LeftUndecided(), Overruled: got.Overruled(),
		Weeks: []ImpactWeek{}, Rules: precisions(got.Rules)}}
	for _, x := range got.Weeks {
		out.Body.Weeks = append(out.Body.Weeks, ImpactWeek(x))
	}
	if caller.Can(access.ReadCases) {
		out.Body.Exposure = exposure(s.view(w).Person, caller, got.Confirmed)
	}
	return out, nil
}

func precisions(rules map[string]review.Ended) []RulePrecision {
	out := []RulePrecision{}
	for _, rule := range slices.Sorted(maps.Keys(rules)) {
		e := rules[rule]
		x := RulePrecision{Rule: rule, Confirmed: e.Confirmed, Misused: e.Misused, Innocent: e.Innocent, Inconclusive: e.Inconclusive}
		if share, ok := e.Precision(); ok {
			x.Precision = &share
		}
		out = append(out, x)
	}
	return out
}

// fewPeople is how many people's wages tell too much of one of them.
const fewPeople = 3

// exposure adds up what was paid to people whom the caller may see.
func exposure(find func(id string) *domain.Person, c *access.Actor, people []string) *Exposure {
	out := &Exposure{Paid: map[string]float64{}}
	for _, id := range people {
		p := find(id)
		if p == nil || !mayMeet(c, p) {
			continue // gone since, or of another client
		}
		out.People++
		if !paid(p, out.Paid) {
			out.Unknown++
		}
	}
	if out.People-out.Unknown < fewPeople && !c.Sees(access.Bank) {
		out.Paid = map[string]float64{}
	}
	return out
}

// paid adds a person's pay by currency, each payment once, and reports whether
// there was any.
func paid(p *domain.Person, sums map[string]float64) (any bool) {
	seen := map[domain.Key]bool{}
	for _, r := range slices.Backward(p.Records) { // newest versions first
		if r.Key.Kind != domain.KindPay || seen[r.Key] {
			continue
		}
		seen[r.Key] = true
		for _, x := range r.Values {
			if x.Field == domain.FieldAmount {
				sums[x.Text] += x.Number
				any = true
			}
		}
	}
	return any
}

func words[K ~string](m map[K]int) map[string]int {
	out := map[string]int{}
	for k, n := range m {
		out[string(k)] = n
	}
	return out
}
