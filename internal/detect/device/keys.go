package device

import (
	"context"
	"fmt"
	"slices"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// LateKeys is the check for a laptop whose keys arrive late although somebody is
// said to sit at it.
func LateKeys() detect.Detector {
	return detect.Detector{
		ID: "late-keys", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"WK05"},
			Title:     "Keys arrive late at a laptop that is worked on directly",
			Stage:     "work",
			Means:     "The employer's own tool reports, on many days, a delay between key and laptop that a keyboard on the desk never has. Somebody may work on it from afar.",
			MeansNot:  "It does not say from where. A virtual desktop has the same delay.",
			Innocent: []string{
				"A virtual desktop, or remote access that the employer gave.",
				"A slow or overloaded laptop.",
				"An aid that types for somebody.",
			},
			Data:       "The delay in milliseconds that a tool of the employer's own reports for a laptop, through a mapping (kind checkin, field latency). Daylight never times keystrokes.",
			Ceiling:    domain.Supporting,
			Source:     "Amazon's case of December 2025, of about 110 ms; catalogue WK05",
			Fairness:   "How somebody types is never looked at. Where the law asks for consent or a works council, the employer needs it before such a figure is collected.",
			FirstSteps: []string{"Ask IT whether the person works through a virtual desktop."},
		},
		Needs:    detect.Needs(detect.NeedClaims(domain.FieldLatency)),
		Requires: []detect.Requirement{{Part: "delays of keys", AnyOf: []detect.Datum{{Kind: domain.KindCheckin, Field: domain.FieldLatency}}}},
		Params: []detect.Param{
			{Name: "ms", Default: 80, Min: 30, Max: 1000, Unit: "ms", Doc: "the middle of the readings counts from here on; a keyboard on the desk needs 5 to 30"},
			{Name: "days", Default: 10, Min: 3, Max: 200, Unit: "days", Doc: "with readings on fewer days nothing is said"},
		},
		Applies: detect.Worker,
		Run:     runLateKeys,
	}
}

func runLateKeys(_ context.Context, v detect.View) (detect.Result, error) {
	var delays []float64
	var records []domain.RecordRef
	days := map[int32]bool{}
	for _, c := range v.Claims(domain.FieldLatency) {
		if c.Kind != domain.KindCheckin || c.Number <= 0 {
			continue
		}
		delays = append(delays, c.Number)
		days[domain.DayOf(c.Record.At)] = true
		records = append(records, c.Record)
	}
	if len(days) < int(v.Param("days")) {
		return detect.NotEnough("There are too few readings of this laptop's keys.", fmt.Sprintf("delays of keys on at least %.0f days", v.Param("days"))), nil
	}
	slices.Sort(delays)
	middle := delays[len(delays)/2]
	if middle < v.Param("ms") {
		return detect.ClearResult("The keys arrive as those of a keyboard on the desk do."), nil
	}
	return detect.Result{Outcome: domain.Hit, Family: domain.FamilyEndpoint, Strength: domain.Supporting, Bits: 3,
		Sentence: fmt.Sprintf("Over %d days keys reached the laptop with a delay of about %.0f ms.", len(days), middle),
		Evidence: []domain.Evidence{{Claim: "sits at the laptop", Observed: fmt.Sprintf("keys arrive %.0f ms late", middle), Source: "the employer's tool",
			Records: []domain.RecordRef{records[0], records[len(records)-1]}}}}, nil
}
