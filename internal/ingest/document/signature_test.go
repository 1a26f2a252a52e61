package document

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// vocabulary is a list of made-up words of letters only.
func vocabulary(n int) []string {
	out := make([]string, n)
	for i := range out {
		var b strings.Builder
		for k := i + 1; k > 0; k /= 20 {
			b.WriteByte("bcdfghjklmnpqrstvwxz"[k%20])
			b.WriteByte("aeiou"[(k/7+i)%5])
		}
		out[i] = b.String()
	}
	return out
}

func randomWords(r *rand.Rand, vocab []string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = vocab[r.IntN(len(vocab))]
	}
	return out
}

// lines lays words out as a résumé's body does.
func lines(words []string) string {
	var b strings.Builder
	for chunk := range slices.Chunk(words, 12) {
		b.WriteString(strings.Join(chunk, " ") + "\n")
	}
	return b.String()
}

// similarity is the Jaccard similarity of the shingle sets of two texts.
func similarity(a, b string) float64 {
	sets := [2]map[string]bool{{}, {}}
	for i, text := range []string{a, b} {
		for _, seg := range withoutStock(bodyWords(text)) {
			for j := 0; j+shingleWords <= len(seg); j++ {
				sets[i][strings.Join(seg[j:j+shingleWords], " ")] = true
			}
		}
	}
	both := 0
	for s := range sets[0] {
		if sets[1][s] {
			both++
		}
	}
	return float64(both) / float64(len(sets[0])+len(sets[1])-both)
}

func shared(a, b []string) int {
	n := 0
	for i := range a {
		if a[i] == b[i] {
			n++
		}
	}
	return n
}

// edited changes so many words of a text, spread at random.
func edited(r *rand.Rand, vocab, words []string, changes int) []string {
	out := slices.Clone(words)
	for range changes {
		out[r.IntN(len(out))] = vocab[r.IntN(len(vocab))]
	}
	return out
}

// TestSignatureCurve holds the signature to P(s) = 1-(1-s^8)^16 over pairs of
// texts of every similarity: always together from 0.95, apart below 0.4 but
// for the one pair in a hundred or fewer that the formula allows.
func TestSignatureCurve(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 11))
	vocab := vocabulary(3000)
	type bin struct {
		n, met   int
		expected float64
	}
	bins := map[string]*bin{}
	for range 1500 {
		length := 150 + r.IntN(450)
		words := randomWords(r, vocab, length)
		a := lines(words)
		share := r.Float64() // squared below, so that small changes are frequent
		b := lines(edited(r, vocab, words, int(share*share*float64(length/2))))
		sigA, _ := Signature(a)
		sigB, _ := Signature(b)
		if len(sigA) != bands || len(sigB) != bands {
			t.Fatalf("%d and %d bands", len(sigA), len(sigB))
		}
		s := similarity(a, b)
		name := "between"
		switch {
		case s >= 0.95:
			name = "same"
		case s < 0.4:
			name = "other"
		}
		if bins[name] == nil {
			bins[name] = &bin{}
		}
		bins[name].n++
		bins[name].expected += 1 - math.Pow(1-math.Pow(s, 8), 16)
		if shared(sigA, sigB) > 0 {
			bins[name].met++
		}
	}
	same, other, between := bins["same"], bins["other"], bins["between"]
	if same.n < 50 || same.met != same.n {
		t.Errorf("from 0.95: %d of %d pairs share a band", same.met, same.n)
	}
	if other.n < 200 || float64(other.met) > 0.01*float64(other.n) {
		t.Errorf("below 0.4: %d of %d pairs share a band", other.met, other.n)
	}
	if diff := math.Abs(float64(between.met)-between.expected) / float64(between.n); diff > 0.03 {
		t.Errorf("between: %d of %d pairs share a band, the formula says %.0f", between.met, between.n, between.expected)
	}
}

// TestSignatureOfUnrelated holds that texts with nothing in common never meet.
func TestSignatureOfUnrelated(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		vocab := vocabulary(3000)
		a, _ := Signature(lines(randomWords(r, vocab, rapid.IntRange(120, 500).Draw(t, "words"))))
		b, _ := Signature(lines(randomWords(r, vocab, 300)))
		if len(a) != bands || shared(a, b) != 0 {
			t.Fatalf("%d bands, %d shared", len(a), shared(a, b))
		}
	})
}

// TestSignatureIgnores holds that what is personal, or only layout, does not
// change a signature.
func TestSignatureIgnores(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		n := rapid.IntRange(80, 400).Draw(t, "words")
		words := randomWords(rand.New(rand.NewPCG(seed, 1)), vocabulary(2000), n)
		want, count := Signature(lines(words))
		first, rest, _ := strings.Cut(lines(words), "\n")
		for name, text := range map[string]string{
			"header":     "SYNTHETIC Sample Person\nSenior Data Engineer\nSpringfield | (202) 555-0143 | sample@example.com\nhttps://example.org/sample\n\n" + lines(words),
			"long head":  "SYNTHETIC Sample Person, Springfield, Some State, call 202-555-0143 or write to sample@example.com\n" + lines(words),
			"capitals":   strings.ToUpper(lines(words)),
			"digits":     strings.ReplaceAll(lines(words), "\n", " 2019 - 2023 / 45\n"),
			"one line":   strings.ReplaceAll(lines(words), "\n", " "),
			"mails":      first + "\n" + strings.ReplaceAll(rest, "\n", " sample.person@example.com https://example.org/x github.example/sample\n"),
			"signs":      "• " + strings.ReplaceAll(lines(words), " ", ", "),
			"wide forms": strings.ReplaceAll(lines(words), "b", "ｂ"),
		} {
			got, k := Signature(text)
			if !slices.Equal(got, want) || k != count {
				t.Fatalf("%s changes the signature", name)
			}
		}
	})
}

func TestSignatureStockPhrases(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	vocab := vocabulary(2000)
	var stock []string
	for _, phrases := range stockPhrases() {
		for _, p := range phrases {
			stock = append(stock, strings.Join(p, " "))
		}
	}
	slices.Sort(stock)
	if text := strings.Join(stock, ".\n"); len(strings.Fields(text)) < 3*minWords {
		t.Fatal("the list is too short for this test")
	} else if sig, words := Signature(text); sig != nil || words > 20 {
		t.Errorf("stock phrases alone: %d words left", words)
	}
	with := func(words []string) []string {
		sig, _ := Signature(lines(words) + strings.Join(stock, "\n"))
		return sig
	}
	if n := shared(with(randomWords(r, vocab, 200)), with(randomWords(r, vocab, 200))); n != 0 {
		t.Errorf("two texts meet in %d bands over stock phrases", n)
	}
}

func TestSignatureShort(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	words := randomWords(r, vocabulary(2000), minWords)
	for _, c := range []struct {
		name, text string
		signed     bool
	}{
		{"empty", "", false},
		{"59 words", lines(words[:minWords-1]), false},
		{"60 words", lines(words), true},
		{"the same sentence", strings.Repeat("one two three four five six seven eight nine ten\n", 30), false},
		{"chinese", strings.Repeat("工程师", 1) + han(200), true},
	} {
		if sig, n := Signature(c.text); (len(sig) == bands) != c.signed {
			t.Errorf("%s: %d bands of %d words", c.name, len(sig), n)
		}
	}
	sig, _ := Signature(lines(words))
	for i, s := range sig {
		if len(s) != 20 || !strings.HasPrefix(s, fmt.Sprintf("b%02d:", i)) {
			t.Errorf("band %q", s)
		}
	}
}

// han is a text in a script without spaces.
func han(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteRune(rune(0x4e00 + i*37%9000))
	}
	return b.String()
}

// TestSignatureGolden pins the values: they are kept in databases, so a
// change of any parameter must be seen.
func TestSignatureGolden(t *testing.T) {
	t.Parallel()
	sig, words := Signature(lines(vocabulary(100)))
	if got, want := fmt.Sprintf("%s %s %d", sig[0], sig[15], words), "b00:0384f92cda146c78 b15:334678bcf37b8cd5 100"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func BenchmarkSignature(b *testing.B) {
	text := lines(randomWords(rand.New(rand.NewPCG(1, 1)), vocabulary(3000), 450))
	for b.Loop() {
		Signature(text)
	}
}
