package okta

import (
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
)

// maxWords bounds what one reader remembers; past it, it starts afresh.
const maxWords = 1 << 16

// words shares equal strings and places between records. Callers must not
// change a place they were given.
type words struct {
	text   map[string]string
	places map[geo]*domain.Place
}

func newWords() words {
	return words{text: map[string]string{}, places: map[geo]*domain.Place{}}
}

// of returns text as a string, the same one each time.
func (w *words) of(text []byte) string {
	if len(text) == 0 {
		return ""
	}
	if s, ok := w.text[string(text)]; ok {
		return s
	}
	if len(w.text) >= maxWords {
		clear(w.text)
	}
	s := string(text)
	w.text[s] = s
	return s
}

func (w *words) place(g geo) *domain.Place {
	if p, ok := w.places[g]; ok {
		return p
	}
	if len(w.places) >= maxWords {
		clear(w.places)
	}
	p := &domain.Place{City: g.city, Region: g.state, Country: g.country}
	if g.point {
		p.Lat, p.Lon, p.HasPoint = g.lat, g.lon, true
	}
	w.places[g] = p
	return p
}

// family cuts versions off the name of a browser or system.
func family(s string) string {
	if i := strings.IndexAny(s, "0123456789("); i > 0 {
		s = s[:i]
	}
	return strings.TrimSpace(s)
}
