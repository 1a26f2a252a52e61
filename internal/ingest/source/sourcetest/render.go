package sourcetest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Render writes a result as text that a person can review.
func Render(res Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "shape %q confidence %d items %q\n", res.Match.Shape, res.Match.Confidence, res.Match.Items)
	fmt.Fprintf(&b, "accepted %d unused %d set aside %d unknown %d\n", res.Accepted, res.Unused, len(res.SetAside), res.Unknown)
	for _, s := range res.SetAside {
		fmt.Fprintf(&b, "set aside %s\n", ownWords(s))
	}
	for i := range res.Records {
		renderRecord(&b, &res.Records[i])
	}
	return b.String()
}

// ownWords cuts a reason to the item and what the source was doing: the rest
// is worded by the package that failed.
func ownWords(reason string) string {
	parts := strings.SplitN(reason, ": ", 3)
	return strings.Join(parts[:min(len(parts), 2)], ": ")
}

func renderRecord(b *strings.Builder, r *domain.Record) {
	fmt.Fprintf(b, "\n%s at %s from %s\n", r.Key, stamp(r.OccurredAt), r.Origin)
	for _, ref := range r.Refs {
		fmt.Fprintf(b, "  ref   %s\n", ref)
	}
	for _, v := range r.Values {
		fmt.Fprintf(b, "  value %s%s\n", v.Field, renderValue(v))
	}
}

func renderValue(v domain.Value) string {
	var parts []string
	add := func(label, s string) {
		if s != "" {
			parts = append(parts, label+s)
		}
	}
	if v.Text != "" {
		add("", strconv.Quote(v.Text))
	}
	if v.Number != 0 {
		add("number=", strconv.FormatFloat(v.Number, 'g', -1, 64))
	}
	if !v.Time.IsZero() {
		add("time=", stamp(v.Time))
	}
	if p := v.Place; p != nil {
		s := fmt.Sprintf("[%s|%s|%s]", p.City, p.Region, p.Country)
		if p.HasPoint {
			s += fmt.Sprintf("(%g,%g)", p.Lat, p.Lon)
		}
		add("place=", s)
	}
	if a := v.Address; a != nil {
		add("address=", fmt.Sprintf("%q|%s|%s|%s|%s", a.Lines, a.City, a.Region, a.PostalCode, a.Country))
	}
	add("role=", string(v.Role))
	if v.Assurance != 0 {
		add("", v.Assurance.String())
	}
	return " " + strings.Join(parts, " ")
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339Nano)
}
