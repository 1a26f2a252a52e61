package all

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/daylight-hq/daylight/internal/detect"
)

//go:embed catalogue.csv
var catalogueText string

// Catalogue returns every known indicator of the scheme, in the order of a
// working life, with what becomes of it here.
var Catalogue = sync.OnceValue(func() (out []detect.Indicator) {
	for line := range strings.Lines(catalogueText) {
		parts := strings.SplitN(strings.TrimSpace(line), "|", 5)
		if strings.HasPrefix(line, "#") || len(parts) < 5 {
			continue
		}
		out = append(out, detect.Indicator{ID: parts[0], Rating: parts[1], Title: parts[2], State: detect.Coverage(parts[3]), Note: parts[4]})
	}
	return out
})
