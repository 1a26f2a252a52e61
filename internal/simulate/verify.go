package simulate

import (
	"fmt"
	"time"
)

// verification is one session at an identity verification vendor.
type verification struct {
	c                *candidate
	at               time.Time
	outcome, fault   string
	document, device string
}

// verifications draws how hires of the last year proved who they are. In a cell
// one set of papers serves two names, and one session's picture came from a
// program; of honest people a few fail at first, for a blurred picture, and one
// of each such group passes at the second attempt on the same phone.
func (w *world) verifications() []verification {
	r := stream(w.p.Seed, "verifications")
	papers := map[*person]string{} // borrowed by another persona
	altered := map[*person]bool{}
	for _, c := range w.cells {
		var hired []*person
		for _, p := range c.members {
			if p.worker != nil && len(p.candidates) > 0 {
				hired = append(hired, p)
			}
		}
		if len(hired) > 3 {
			papers[hired[0]] = "UTO:" + letters(r, upperSafe, 9)
			papers[hired[3]] = papers[hired[0]]
			altered[hired[2]] = true
		}
	}
	from := w.p.AsOf.Add(-365 * day)
	var out []verification
	for _, c := range w.greens {
		worker, own := c.p.worker, "UTO:"+letters(r, upperSafe, 9)
		phone, late, blurred := letters(r, lowerHex, 24), between(r, 1, 6), r.IntN(14) == 0
		if worker == nil || !c.apps[len(c.apps)-1].hired || worker.hire.Before(from) {
			continue
		}
		if borrowed := papers[c.p]; borrowed != "" {
			own = borrowed
		}
		v := verification{c: c, at: worker.hire.Add(-time.Duration(late)*day + 15*time.Hour), outcome: "passed", document: own, device: "idv-" + phone}
		switch {
		case altered[c.p]:
			first := v
			first.at, first.outcome, first.fault = v.at.Add(-time.Hour), "failed", "injected-camera"
			out = append(out, first)
		case blurred && papers[c.p] == "":
			first := v
			first.at, first.outcome, first.fault = v.at.Add(-10*time.Minute), "failed", "blurred"
			out = append(out, first)
		}
		out = append(out, v)
	}
	return out
}

// identityChecks writes the vendor's list, with the mapping that reads it.
func (o *output) identityChecks() error {
	var rows [][]string
	for i, v := range o.w.verifications() {
		rows = append(rows, []string{fmt.Sprintf("idv_%06d", i+1), itoa(v.c.id), stamp(v.at), "identity", v.outcome, v.fault, v.document, v.device})
	}
	if err := o.table("identity-checks.csv", []string{"Session", "Candidate ID", "Completed At", "Check", "Result", "Fault", "Document", "Device"}, rows); err != nil {
		return err
	}
	return o.text("mappings/identity-checks.yaml", identityMapping)
}

const identityMapping = `# How the generic mapper reads the verification vendor's list.
mapping: identity-checks
match: {columns: [Session, Candidate ID, Document, Fault]}
kind: check
id: Session
occurred_at: {column: Completed At, layout: 2006-01-02T15:04:05Z07:00}
refs:
  candidate: {column: Candidate ID, qualify: greenhouse}
values:
  - {field: check, column: Check}
  - {field: outcome, column: Result}
  - {field: fault, column: Fault}
  - {field: document_number, column: Document}
  - {field: device_token, column: Device, role: check}
`
