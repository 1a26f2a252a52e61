package report

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/wire"
)

func TestCleaner(t *testing.T) {
	for _, tc := range []struct{ what, in, want string }{
		{"plain", "Ada North\t1\n", "Ada North\t1\n"},
		{"colours", "\x1b[31mred\x1b[0m", "[31mred[0m"},
		{"title and bell", "\x1b]0;x\aAda", "]0;xAda"},
		{"carriage return, backspace, delete", "review\rnone\b\x7f", "reviewnone"},
		{"C1 as UTF-8", "a\u009b2Jb", "a2Jb"},
		{"C1 as a byte", "a\x9b2Jb", "a2Jb"},
		{"direction", "a\u202eb\u2066c\u200fd\u061ce", "abcde"},
		{"no width", "a\u200bb\ufeffc\U000e0041d", "abcd"},
		{"line separator", "a\u2028b\u2029c", "abc"},
		{"joiners and accents stay", "نی\u200cما José 王伟 क्\u200dष", "نی\u200cما José 王伟 क्\u200dष"},
	} {
		var b bytes.Buffer
		n, err := NewCleaner(&b).Write([]byte(tc.in))
		if err != nil || n != len(tc.in) || b.String() != tc.want {
			t.Errorf("%s: %q became %q (%d, %v), want %q", tc.what, tc.in, b.String(), n, err, tc.want)
		}
	}
}

// TestCleanerInPieces proves that it does not matter how text is cut into
// writes, that nothing steering gets through, and that JSON keeps its values.
func TestCleanerInPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("aé王\n\t\x1b\u009b\u202e\u200b\U000e0041\U0001f600\u0085\""))).Draw(t, "text")
		cut := rapid.IntRange(0, len(text)).Draw(t, "cut")
		var whole, pieces, quoted bytes.Buffer
		_, _ = NewCleaner(&whole).Write([]byte(text))
		w := NewCleaner(&pieces)
		_, _ = w.Write([]byte(text[:cut]))
		_, _ = w.Write([]byte(text[cut:]))
		if whole.String() != pieces.String() {
			t.Fatalf("%q cut at %d gives %q, whole %q", text, cut, pieces.String(), whole.String())
		}
		if strings.ContainsFunc(whole.String(), obeyed) || !utf8.ValidString(whole.String()) {
			t.Fatalf("%q came through as %q", text, whole.String())
		}
		doc, err := wire.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = NewJSONCleaner(&quoted).Write(doc)
		var back string
		if err := wire.Unmarshal(quoted.Bytes(), &back); err != nil || back != text || strings.ContainsFunc(quoted.String(), obeyed) {
			t.Fatalf("%s was written as %s and read as %q (%v)", doc, quoted.String(), back, err)
		}
	})
}
