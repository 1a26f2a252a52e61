package mapper

import (
	"errors"
	"regexp"
	"time"

	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// isoShape is a date with the year first and hyphens, and a time and zone
// after it. The forms that [when.Parse] reads beside these are left to a
// layout: 3/4/2025 and PST mean different things to different exports.
var isoShape = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]{4,18}( ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?)?$`)

// parseByForm reads a time that admits one reading only. loc is the zone of
// times that name none.
func parseByForm(s string, loc *time.Location) (time.Time, error) {
	parts := isoShape.FindStringSubmatch(s)
	if parts == nil {
		return time.Time{}, errors.New("not an ISO 8601 time; name its layout in the mapping")
	}
	t, err := when.Parse(s)
	if err != nil { // its text quotes the cell
		return time.Time{}, errors.New("not a time, or of a year that no record can speak of")
	}
	if namesZone := parts[2] != ""; namesZone || loc == time.UTC {
		return t, nil
	}
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), loc), nil
}
