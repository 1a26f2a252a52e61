package bank

import (
	"net/netip"
	"slices"
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

// changesOf lists the accounts in the order in which they took effect, one
// entry for each run of the same account. Masked accounts are compared by what
// is shown of them: a change of mask is a change of account.
func changesOf(v detect.View) []change {
	var out []change
	for _, r := range v.Records(domain.KindPayAccount) {
		c := change{ref: detect.RefOf(r)}
		for i := range r.Values {
			switch val := &r.Values[i]; val.Field {
			case domain.FieldEffectiveAt:
				c.at = val.Time
			case domain.FieldBankAccount, domain.FieldWallet:
				c.account += val.Text + ";"
			}
		}
		if !c.at.IsZero() && c.account != "" {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b change) int { return a.at.Compare(b.at) })
	return slices.CompactFunc(out, func(a, b change) bool { return a.account == b.account })
}

// vpnAround looks for a sign-in to the payroll application within a day of a
// change that came through a VPN. known is false when there is no such
// sign-in, or nothing could say whether it was a VPN.
func vpnAround(v detect.View, at time.Time) (why string, ref domain.RecordRef, known bool) {
	for _, a := range v.Activity() {
		if a.Payroll.First.IsZero() || a.Payroll.Last.Before(at.Add(-days(1))) || a.Payroll.First.After(at.Add(days(1))) {
			continue
		}
		switch {
		case a.Tunnel != "":
			return "the VPN " + a.Tunnel, a.First, true
		case a.Proxy:
			return "a proxy or VPN", a.First, true
		}
		ip, err := netip.ParseAddr(a.IP)
		if err != nil {
			continue
		}
		hits, listed := v.Network(ip, a.Payroll.First)
		known = known || listed
		for _, h := range hits {
			if h.Kind == "vpn" {
				return "a listed VPN exit (" + h.List + ")", a.First, true
			}
		}
	}
	return "", domain.RecordRef{}, known
}
