package review

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Held is what is kept of a person outside of review, for that person to read:
// records by the systems that they came from, and sign-ins as they are folded.
type Held struct {
	Records     []HeldRecord     `json:"records"`
	Identifiers []HeldIdentifier `json:"identifiers"`
	Activity    []HeldActivity   `json:"activity"`
}

// HeldRecord is one version of a record.
type HeldRecord struct {
	Source     string      `json:"source"`
	Kind       domain.Kind `json:"kind"`
	Key        string      `json:"key"`
	OccurredAt time.Time   `json:"occurred_at,omitzero"` // zero where the source gives none
	ObservedAt time.Time   `json:"observed_at,omitzero"`
	Says       []HeldValue `json:"says"`
}

// HeldValue is one thing that a record says.
type HeldValue struct {
	Field domain.Field `json:"field"`
	Text  string       `json:"text"`
}

// HeldIdentifier is one value by which the person can be compared with others.
type HeldIdentifier struct {
	Type  domain.IdentifierType `json:"type"`
	Value string                `json:"value"` // masked where it is kept as a keyed hash only
	Role  domain.Role           `json:"role"`
	First time.Time             `json:"first_at,omitzero"`
	Last  time.Time             `json:"last_at,omitzero"`
}

// HeldActivity is where and with what the person signed in.
type HeldActivity struct {
	First    time.Time `json:"first_at,omitzero"`
	Last     time.Time `json:"last_at,omitzero"`
	Count    int       `json:"count"`
	Place    string    `json:"place"`
	Network  string    `json:"network"`
	Operator string    `json:"operator"`
}

// HeldOf writes down what is kept of a person. Who else stands in the records
// is left out, unless the name is the person's own.
func HeldOf(p *domain.Person) *Held {
	out := &Held{Records: []HeldRecord{}, Identifiers: []HeldIdentifier{}, Activity: []HeldActivity{}}
	for _, r := range p.Records {
		h := HeldRecord{Source: r.Key.Source, Kind: r.Key.Kind, Key: r.Key.String(), OccurredAt: r.OccurredAt, ObservedAt: r.ObservedAt, Says: []HeldValue{}}
		for i := range r.Values {
			v := HeldValue{r.Values[i].Field, textOf(&r.Values[i])}
			if namesAnother(v.Field) && !slices.ContainsFunc(p.Names, func(n domain.Name) bool { return strings.EqualFold(n.Text, v.Text) }) {
				v.Text = another
			}
			h.Says = append(h.Says, v)
		}
		out.Records = append(out.Records, h)
	}
	for _, o := range p.Observations {
		if o.Identifier.Type.Family() != domain.FamilyReferee {
			out.Identifiers = append(out.Identifiers, HeldIdentifier{o.Identifier.Type, shown(o.Identifier), o.Role, o.Span.First, o.Span.Last})
		}
	}
	for _, a := range p.Activity {
		if a.Kind == domain.KindSession { // the last use of what stands above
			continue
		}
		out.Activity = append(out.Activity, HeldActivity{a.First.At, a.Last.At, a.Count, strings.Trim(strings.ReplaceAll(a.Place, "|", ", "), ", "), a.Network, a.Operator})
	}
	return out
}

// namesAnother reports whether a field names or reaches somebody else.
func namesAnother(f domain.Field) bool {
	switch f {
	case domain.FieldRefereeName, domain.FieldRecipientName, domain.FieldSignedBy, domain.FieldPayeeName, domain.FieldReferral:
		return true
	}
	return false
}

// shown is a value as its owner may read it: what is kept as a keyed hash only
// is masked.
func shown(id domain.Identifier) string {
	if id.Type.Secret() {
		return id.Masked
	}
	return id.Key
}

func textOf(v *domain.Value) string {
	parts := []string{v.Text}
	if a := v.Address; a != nil {
		parts = append(append(parts, a.Lines...), a.City, a.Region, a.PostalCode, a.Country)
	}
	if p := v.Place; p != nil {
		parts = append(parts, p.City, p.Region, p.Country)
	}
	if !v.Time.IsZero() {
		parts = append(parts, v.Time.Format(time.RFC3339))
	}
	if v.Number != 0 {
		parts = append(parts, strconv.FormatFloat(v.Number, 'f', -1, 64))
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}
