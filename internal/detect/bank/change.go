package bank

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// change is the accounts that pay went to, and from when.
type change struct {
	at       time.Time
	accounts []string // sorted, each once
	ref      domain.RecordRef
	around   around
}

// around is how the payroll application was opened within a day of a change.
type around struct {
	why   string // "through a proxy or VPN"; "" for nothing remarkable
	vpn   bool
	ref   domain.RecordRef
	known bool // there was such a sign-in, and something could say what it was
}

func days(n float64) time.Duration { return time.Duration(n*24) * time.Hour }

// changesOf lists where pay went, in the order in which it took effect, one
// entry for each run of the same accounts: pay split over two accounts on one
// day is no change. A masked account is compared by what is shown of it: a
// change of mask is a change of account, and a source that shows the whole
// number beside one that masks it is none.
func changesOf(v detect.View) []change {
	var all []change
	masked := map[string]bool{}
	for _, r := range v.Records(domain.KindPayAccount) {
		c := changeOf(r)
		if c.at.IsZero() || len(c.accounts) == 0 {
			continue
		}
		for _, a := range c.accounts {
			if shown, secret := tail(a); !secret {
				masked[shown] = true
			}
		}
		all = append(all, c)
	}
	for i := range all {
		for j, a := range all[i].accounts {
			if shown, _ := tail(a); masked[shown] {
				all[i].accounts[j] = shown
			}
		}
	}
	slices.SortFunc(all, func(a, b change) int {
		return cmp.Or(a.at.Compare(b.at), slices.Compare(a.accounts, b.accounts), cmp.Compare(a.ref.Key, b.ref.Key))
	})
	var days []change
	for _, c := range all {
		if n := len(days); n > 0 && days[n-1].at.Equal(c.at) {
			c.accounts = append(days[n-1].accounts, c.accounts...)
			c.ref, days = days[n-1].ref, days[:n-1]
		}
		slices.Sort(c.accounts)
		c.accounts = slices.Compact(c.accounts)
		days = append(days, c)
	}
	return slices.CompactFunc(days, func(a, b change) bool { return slices.Equal(a.accounts, b.accounts) })
}

// tail returns what is shown of an account, such as "•••• 6778", and whether
// the hash of the whole number stands behind it.
func tail(account string) (shown string, secret bool) {
	parts := strings.Fields(account)
	if len(parts) < 3 {
		return account, false
	}
	return strings.Join(parts[:2], " "), true
}

func changeOf(r *domain.Record) change {
	c := change{ref: detect.RefOf(r)}
	for i := range r.Values {
		switch val := &r.Values[i]; val.Field {
		case domain.FieldEffectiveAt:
			c.at = val.Time
		case domain.FieldBankAccount, domain.FieldWallet:
			if val.Text != "" {
				c.accounts = append(c.accounts, val.Text)
			}
		}
	}
	return c
}

// circumstances looks for sign-ins to the payroll application within a day of
// a change: first for one through a VPN, then for one far from home.
func circumstances(v detect.View, at time.Time) around {
	var out around
	for _, a := range v.Activity(domain.KindSignIn) {
		opened, ok := payrollAround(a, at)
		if !ok {
			continue
		}
		why, listed := hiddenBehind(v, a, opened)
		if why != "" {
			return around{why: "through " + why, vpn: true, ref: a.First, known: true}
		}
		out.known = out.known || listed
		if km := farFromHome(v, a, opened); km > 0 && out.why == "" {
			out.why, out.ref = fmt.Sprintf("at least %.0f km from the declared home", km), a.First
		}
	}
	return out
}

// farFromHome returns the least distance between a cell and the nearest
// declared home, when that is beyond the threshold; 0 where they may be near,
// where either is unknown, and on networks that say little of places.
func farFromHome(v detect.View, a *domain.Activity, at time.Time) float64 {
	if v.Carrier(a.ASN, a.Operator) {
		return 0
	}
	if ip, err := netip.ParseAddr(a.IP); err == nil {
		if hits, _ := v.Network(ip, at); len(hits) > 0 {
			return 0
		}
	}
	p, ok := v.PlaceOf(a)
	if !ok {
		return 0
	}
	nearest := 0.0
	for _, home := range declaredHomes(v) {
		least, _, ok := v.Distance(p, home)
		switch {
		case !ok:
		case least < v.Param("away_km"):
			return 0
		case nearest == 0 || least < nearest:
			nearest = least
		}
	}
	return nearest
}

func declaredHomes(v detect.View) []domain.Place {
	var out []domain.Place
	for _, c := range v.Claims(domain.FieldAddress) {
		if c.Address != nil && c.Role == domain.RoleHome {
			out = append(out, domain.Place{City: c.Address.City, Region: c.Address.Region, Country: c.Address.Country})
		}
	}
	for _, c := range v.Claims(domain.FieldPlace) {
		if c.Place != nil && (c.Role == domain.RoleHome || c.Role == domain.RoleApply) {
			out = append(out, *c.Place)
		}
	}
	return out
}

// hiddenBehind names the VPN that a cell's network was at a time. known is
// false when nothing could say. The firm's own VPN is where its people come
// from, and counts as none.
func hiddenBehind(v detect.View, a *domain.Activity, at time.Time) (why string, known bool) {
	var hits []detect.NetworkHit
	if ip, err := netip.ParseAddr(a.IP); err == nil {
		hits, known = v.Network(ip, at)
	}
	switch {
	case slices.ContainsFunc(hits, func(h detect.NetworkHit) bool { return h.Own }):
		return "", true
	case a.Tunnel != "":
		return "the VPN " + a.Tunnel, true
	case a.Proxy:
		return "a proxy or VPN", true
	}
	for _, h := range hits {
		if h.Kind == "vpn" && !h.Stale {
			return "a listed VPN exit (" + h.List + ")", true
		}
	}
	return "", known
}

// alwaysHidden reports whether a person signs in through a VPN on most days,
// of which there must be enough to tell a habit.
func alwaysHidden(v detect.View) bool {
	const habit = 10
	all, hidden := map[int32]bool{}, map[int32]bool{}
	for _, a := range v.Activity(domain.KindSignIn) {
		why, _ := hiddenBehind(v, a, a.First.At)
		for _, d := range a.Days {
			all[d.Day] = true
			if why != "" {
				hidden[d.Day] = true
			}
		}
	}
	return len(all) >= habit && 5*len(hidden) >= 4*len(all)
}

// payrollAround returns when, within a day of at, the payroll application was
// opened from a cell.
func payrollAround(a *domain.Activity, at time.Time) (time.Time, bool) {
	for _, d := range a.Days {
		span := d.Span()
		if d.Payroll && !span.Last.Before(at.Add(-days(1))) && !span.First.After(at.Add(days(1))) {
			return span.First, true
		}
	}
	return time.Time{}, false
}
