package meeting

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Through is the check for meetings that somebody joins through a VPN, or with
// a long delay.
func Through() detect.Detector {
	return detect.Detector{
		ID: "meetings-through-vpn", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"IV05"},
			Title:     "Meetings joined through a VPN or a hosting network, or with a long delay",
			Stage:     "interview",
			Means:     "Several meetings were joined through an exit of a public VPN or from a data centre, or with a delay that a near place seldom has.",
			MeansNot:  "Many honest people use a VPN, and many live behind a slow line.",
			Innocent: []string{
				"A habit of privacy, or a router that sends everything through a VPN.",
				"Mobile data, a satellite line or a crowded Wi-Fi.",
				"A meeting client in a virtual desktop, which stands in a data centre.",
			},
			Data:     "Zoom or Teams logs with the participants' addresses or delays, and VPN or hosting lists of those days.",
			Ceiling:  domain.Supporting,
			Source:   "Splunk; DTEX; catalogue IV05",
			Fairness: "Which operator or country it is, is never looked at. A delay is context only: it describes a line.",
		},
		Needs: detect.Needs(detect.NeedObservations(domain.PublicIP), detect.NeedClaims(domain.FieldLatency), detect.NeedIntel(detect.IntelVPN)),
		Requires: []detect.Requirement{{Part: "addresses or delays in meetings", AnyOf: []detect.Datum{
			{Kind: domain.KindMeeting, Field: domain.FieldPublicIP}, {Kind: domain.KindMeeting, Field: domain.FieldLatency}}}},
		Params: []detect.Param{
			{Name: "meetings", Default: 3, Min: 2, Max: 50, Unit: "meetings", Doc: "through a listed network in fewer it is context"},
			{Name: "delay_ms", Default: 300, Min: 100, Max: 2000, Unit: "ms", Doc: "a delay above it is told, as context; catalogue IV05 names 300"},
		},
		Run: runThrough,
	}
}

func runThrough(_ context.Context, v detect.View) (detect.Result, error) {
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyNetwork, Strength: domain.Supporting, Bits: 2}
	behind, seen, asked := 0, 0, false
	for _, o := range v.Observations(domain.PublicIP) {
		ip, err := netip.ParseAddr(o.Identifier.Key)
		if o.Role != domain.RoleMeeting || err != nil {
			continue
		}
		seen += o.Count
		listed, known := listedOn(v, ip, o)
		if asked = asked || known; listed {
			behind += o.Count
			r.Evidence = append(r.Evidence, evidence("an address of a VPN or a host", o.Records))
		}
	}
	slow := delays(v, &r)
	switch {
	case seen == 0 && slow < 0, seen > 0 && !asked && slow < 0:
		return detect.NotEnough("Neither a listed network nor a delay is known of this person's meetings.", "meeting logs with addresses or delays", "a VPN or hosting list of those days"), nil
	case behind == 0 && slow <= 0:
		return detect.ClearResult("No meeting was joined through a listed network or with a long delay."), nil
	case behind == 0:
		r.Sentence = fmt.Sprintf("In %s the delay was long.", count(slow, "meeting"))
		r.Strength, r.Bits, r.Lowered = domain.Context, 0, "a delay describes a line"
		return r, nil
	}
	r.Sentence = fmt.Sprintf("%s joined through a VPN or hosting network.", wasWere(behind))
	if behind < int(v.Param("meetings")) {
		r.Strength, r.Bits, r.Lowered = domain.Context, 0, "it was seldom"
	}
	return r, nil
}

func wasWere(n int) string {
	if n == 1 {
		return "1 meeting was"
	}
	return fmt.Sprintf("%d meetings were", n)
}

// listedOn reports whether a list of that day calls an address a VPN's or a
// host's; the employer's own networks are not.
func listedOn(v detect.View, ip netip.Addr, o domain.Observation) (listed, known bool) {
	hits, known := v.Network(ip, o.Span.First)
	for _, h := range hits {
		if h.Own {
			return false, true
		}
		listed = listed || !h.Stale && (h.Kind == "vpn" || h.Kind == "hosting")
	}
	return listed, known
}

// delays counts the meetings with a long delay; -1 where none is known.
func delays(v detect.View, r *detect.Result) int {
	slow, known := map[string]bool{}, false
	for _, c := range v.Claims(domain.FieldLatency) {
		if c.Kind != domain.KindMeeting || c.Number <= 0 {
			continue
		}
		known = true
		if c.Number > v.Param("delay_ms") && !slow[c.Record.Key] {
			slow[c.Record.Key] = true
			if len(slow) <= 3 {
				r.Evidence = append(r.Evidence, evidence(fmt.Sprintf("a delay of %.0f ms", c.Number), []domain.RecordRef{c.Record}))
			}
		}
	}
	if !known {
		return -1
	}
	return len(slow)
}

func evidence(what string, records []domain.RecordRef) domain.Evidence {
	return domain.Evidence{Claim: "joined from home", Observed: "joined with " + what, Source: "meeting log", Records: records}
}
