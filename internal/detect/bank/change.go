package bank

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// change is one account that pay went to, and from when.
type change struct {
	at      time.Time
	account string
	ref     domain.RecordRef
}

func days(n float64) time.Duration { return time.Duration(n*24) * time.Hour }

// changesOf lists where pay went, in the order in which it took effect, one
// entry for each run of the same accounts: pay split over two accounts on one
// day is no change. Masked accounts are compared by what is shown of them: a
// change of mask is a change of account.
func changesOf(v detect.View) []change {
	var all []change
	for _, r := range v.Records(domain.KindPayAccount) {
		if c := changeOf(r); !c.at.IsZero() && c.account != "" {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b change) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.account, b.account), cmp.Compare(a.ref.Key, b.ref.Key))
	})
	var days []change
	for _, c := range all {
		if n := len(days); n > 0 && days[n-1].at.Equal(c.at) {
			if !strings.HasSuffix(days[n-1].account, c.account) {
				days[n-1].account += c.account
			}
			continue
		}
		days = append(days, c)
	}
	return slices.CompactFunc(days, func(a, b change) bool { return a.account == b.account })
}

func changeOf(r *domain.Record) change {
	c := change{ref: detect.RefOf(r)}
	for i := range r.Values {
		switch val := &r.Values[i]; val.Field {
		case domain.FieldEffectiveAt:
			c.at = val.Time
		case domain.FieldBankAccount, domain.FieldWallet:
			c.account += val.Text + ";"
		}
	}
	return c
}

// vpnAround looks for a sign-in to the payroll application within a day of a
// change that came through a VPN. known is false when there is no such
// sign-in, or nothing could say whether it was a VPN.
func vpnAround(v detect.View, at time.Time) (why string, ref domain.RecordRef, known bool) {
	for _, a := range v.Activity() {
		opened, ok := payrollAround(a, at)
		if !ok {
			continue
		}
		var hits []detect.NetworkHit
		if ip, err := netip.ParseAddr(a.IP); err == nil {
			var listed bool
			hits, listed = v.Network(ip, opened)
			known = known || listed
		}
		switch {
		case slices.ContainsFunc(hits, func(h detect.NetworkHit) bool { return h.Own }):
			known = true // the firm's own VPN is where its people come from
			continue
		case a.Tunnel != "":
			return "the VPN " + a.Tunnel, a.First, true
		case a.Proxy:
			return "a proxy or VPN", a.First, true
		}
		for _, h := range hits {
			if h.Kind == "vpn" && !h.Stale {
				return "a listed VPN exit (" + h.List + ")", a.First, true
			}
		}
	}
	return "", domain.RecordRef{}, known
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
