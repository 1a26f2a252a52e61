package leave

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

// Device is the check for a company device that came back from elsewhere, or
// never.
func Device() detect.Detector {
	return detect.Detector{
		ID: "device-not-from-home", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"EX01"},
			Title:     "The company's device came back from elsewhere, wiped, or never",
			Stage:     "exit",
			Means:     "The parcel with the returned laptop was posted far from every address of the worker, or the asset system notes it as lost.",
			MeansNot:  "People move when a job ends, and laptops are lost in the post.",
			Innocent: []string{
				"A move, or a parcel posted on a journey.",
				"A return through a reseller's or a carrier's depot, which then stands as the sender.",
				"A wipe that the handbook asks for.",
				"A device that was lost or stolen, and reported.",
			},
			Data:       "Returns from the asset system or the carrier: status, and the sender's city; addresses from HR and shipping.",
			Ceiling:    domain.Supporting,
			Source:     "FBI guidance (from memory of the source); catalogue EX01",
			Fairness:   "Distances only, never which place it is. A wipe alone is context; so is a loss that was reported.",
			FirstSteps: []string{"Ask the carrier where the parcel was handed in."},
		},
		Needs: detect.Needs(detect.NeedRecords(domain.KindReturn), detect.NeedClaims(domain.FieldAddress, domain.FieldPlace), detect.NeedIntel(detect.IntelPlaces)),
		Requires: []detect.Requirement{{Part: "returns of devices", AnyOf: []detect.Datum{
			{Kind: domain.KindReturn, Field: domain.FieldStatus}, {Kind: domain.KindReturn, Field: domain.FieldAddress}, {Kind: domain.KindReturn, Field: domain.FieldPlace}}}},
		Params: []detect.Param{
			{Name: "km", Default: 300, Min: 50, Max: 3000, Unit: "km", Doc: "a parcel posted nearer than this to an address of the worker comes from home"},
		},
		Applies: detect.Worker,
		Run:     runDevice,
	}
}

func runDevice(_ context.Context, v detect.View) (detect.Result, error) {
	returns := v.Records(domain.KindReturn)
	if len(returns) == 0 {
		return detect.NotEnough("No return of a device is known.", "returns from the asset system or the carrier"), nil
	}
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyPostal, Strength: domain.Context}
	note := func(ref domain.RecordRef, observed string) {
		r.Evidence = append(r.Evidence, domain.Evidence{Claim: "the worker keeps the device and sends it back", Observed: observed, Source: source(ref), Records: []domain.RecordRef{ref}})
	}
	far, lost := 0.0, false
	for _, rec := range returns {
		status := statusOf(rec)
		if slices.Contains([]string{"missing", "not-returned", "never-returned"}, status) {
			lost = true
			note(detect.RefOf(rec), "the device did not come back")
		}
		if status == "wiped" {
			note(detect.RefOf(rec), "the device came back wiped")
		}
		if km := farFrom(v, rec); km > 0 {
			far = max(far, km)
			note(detect.RefOf(rec), fmt.Sprintf("the parcel was posted at least %.0f km from every address of the worker", km))
		}
	}
	switch {
	case far > 0:
		r.Strength, r.Bits = domain.Supporting, 4
		r.Sentence = "The device was sent back from far away from every address of this worker."
	case lost:
		r.Strength, r.Bits = domain.Supporting, 3
		r.Sentence = "The device did not come back."
	case len(r.Evidence) > 0:
		r.Sentence, r.Lowered = "The device came back wiped.", "many handbooks ask for that"
	default:
		return detect.ClearResult("What is known of returned devices fits the worker's addresses."), nil
	}
	return r, nil
}

func statusOf(r *domain.Record) string {
	for i := range r.Values {
		if r.Values[i].Field == domain.FieldStatus {
			return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(r.Values[i].Text)), " ", "-")
		}
	}
	return ""
}

// farFrom returns the least distance, in km, between where a parcel was posted
// and the nearest of the worker's addresses; 0 where one may be near, or where
// nothing can be located.
func farFrom(v detect.View, r *domain.Record) float64 {
	nearest := 0.0
	for _, from := range placesOf(r) {
		for _, home := range addresses(v) {
			least, _, ok := v.Distance(from, home)
			switch {
			case !ok:
			case least < v.Param("km"):
				return 0
			case nearest == 0 || least < nearest:
				nearest = least
			}
		}
	}
	return nearest
}

func placesOf(r *domain.Record) (out []domain.Place) {
	for i := range r.Values {
		switch val := &r.Values[i]; {
		case val.Field == domain.FieldAddress && val.Address != nil:
			out = append(out, domain.Place{City: val.Address.City, Region: val.Address.Region, Country: val.Address.Country})
		case val.Field == domain.FieldPlace && val.Place != nil:
			out = append(out, *val.Place)
		}
	}
	return out
}

// addresses lists where the worker lives or had equipment sent to.
func addresses(v detect.View) (out []domain.Place) {
	for _, c := range v.Claims(domain.FieldAddress) {
		if c.Address != nil && c.Kind != domain.KindReturn && (c.Role == domain.RoleHome || c.Role == domain.RoleShipTo || c.Role == domain.RoleDelivery) {
			out = append(out, domain.Place{City: c.Address.City, Region: c.Address.Region, Country: c.Address.Country})
		}
	}
	for _, c := range v.Claims(domain.FieldPlace) {
		if c.Place != nil && c.Kind != domain.KindReturn && (c.Role == domain.RoleHome || c.Role == domain.RoleDelivery) {
			out = append(out, *c.Place)
		}
	}
	return out
}
