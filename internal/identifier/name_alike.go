package identifier

import (
	"slices"
	"strings"
)

// alike reports whether two words are forms of one name: they stand together
// in the table, or differ only by habits of spelling and transcription.
func alike(x, y string) bool {
	if !full(x) || !full(y) {
		return false
	}
	t := names().variants
	for _, line := range t[x] {
		if slices.Contains(t[y], line) {
			return true
		}
	}
	if len(x) < minSkeleton || len(y) < minSkeleton {
		return false
	}
	sx := skeleton(x)
	return len(sx) >= 3 && sx == skeleton(y)
}

// minSkeleton keeps short words, of which many differ by one letter only, out
// of the comparison by spelling.
const minSkeleton = 4

// transcriptions are spellings of one sound by different systems; the longer
// stand first.
var transcriptions = strings.NewReplacer(
	"shch", "s", "sch", "s", "tch", "c", "iya", "a", "sh", "s", "ch", "c", "cz", "c", "sz", "s", "zh", "z",
	"kh", "h", "gh", "g", "dj", "j", "dh", "d", "th", "t", "ph", "f", "ck", "k", "ks", "x",
	"oo", "u", "ou", "u", "ee", "i", "ae", "a", "oe", "o", "ue", "u", "iy", "i", "yi", "i", "ij", "i",
	"ei", "e", "ey", "e", "ie", "e", "ye", "e", "ia", "a", "ya", "a", "yu", "u", "iu", "u",
	"w", "v", "q", "k", "j", "i", "y", "i")

// skeleton reduces a word to what spelling systems agree on.
func skeleton(w string) string {
	s := transcriptions.Replace(w)
	var b strings.Builder
	for i := range len(s) {
		if i == 0 || s[i] != s[i-1] {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
