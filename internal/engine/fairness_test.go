package engine_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

// invented are words of no language, fourteen of a script: as many as the world
// has name words. None is another's spelling, and none stands in a table.
var invented = map[string][]string{
	"latin":      strings.Fields("Zubrak Milvot Tasequi Orndel Peskur Havolin Gribex Nuotam Wydrelk Cofpashi Bexomun Lartigov Dwempor Fusnaki"),
	"cyrillic":   strings.Fields("Зубрак Милвот Тасеки Орндел Пескур Хаволин Грибекс Нуотам Выдрелк Кофпаш Бексомун Лартигов Двемпор Фуснак"),
	"greek":      strings.Fields("Ζουβρακ Μιλβοτ Τασεκι Ορνδελ Πεσκουρ Χαβολιν Γριβεξ Νουοταμ Βιδρελκ Κοφπασι Μπεξομουν Λαρτιγοβ Ντβεμπορ Φουσνακ"),
	"arabic":     strings.Fields("زبراك ملفوت طسقي ورندل پسكور هفولن غربكس نوتام ودرلك كفبشي بكسمون لرتغوف دومبور فسناكي"),
	"devanagari": strings.Fields("ज़ुब्राक मिल्वोत तसेकी ओर्न्देल पेस्कुर हवोलिन ग्रिबेक्स नुओतम विद्रेल्क कोफ्पशी बेक्सोमुन लार्तिगोव द्वेम्पोर फुस्नाकी"),
	"han":        strings.Fields("祖布 米沃 塔琪 奥戴 佩古 哈林 格贝 努谭 魏德 柯帕 贝蒙 拉戈 杜波 傅娜"),
}

// TestNameSwap exchanges every word of every name for an invented one, of one
// script after another: who bears which words stays, and so must every tier,
// ring and finding.
func TestNameSwap(t *testing.T) {
	words := slices.Concat(given, surnames)
	for script, others := range invented {
		t.Run(script, func(t *testing.T) {
			if len(others) != len(words) {
				t.Fatalf("%d words for %d", len(others), len(words))
			}
			rapid.Check(t, func(t *rapid.T) {
				records := world(t)
				order := permutation(t, len(words))
				pairs := make([]string, 0, 2*len(words))
				for i, w := range words {
					pairs = append(pairs, w, others[order[i]])
				}
				swap := strings.NewReplacer(pairs...)
				swapped := make([]domain.Record, len(records))
				for i, r := range records {
					swapped[i] = clone(r)
					for j := range swapped[i].Values {
						v := &swapped[i].Values[j]
						if v.Field == domain.FieldName || v.Field == domain.FieldSignedBy {
							v.Text = swap.Replace(v.Text)
						}
					}
				}
				differ(t, "the origin of names", verdicts(judge(t, records...)), verdicts(judge(t, swapped...)))
			})
		})
	}
}

// verdicts says what was found of whom, without the records' content.
func verdicts(res *engine.Result) string {
	var b strings.Builder
	for _, p := range res.Persons {
		j := res.Judgement[p.ID]
		b.WriteString(strings.Join([]string{"\n", p.ID, string(j.Tier), j.Reason, res.RingOf[p.ID]}, " "))
		for _, f := range res.Findings[p.ID] {
			b.WriteString(strings.Join([]string{"\n ", f.Rule, string(f.Outcome), string(f.Strength), f.Sentence, f.Lowered}, " "))
		}
	}
	return b.String()
}

// TestIrrelevantFields adds what no judgement may rest on.
func TestIrrelevantFields(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := world(t)
		noisy := make([]domain.Record, len(records))
		for i, r := range records {
			noisy[i] = clone(r)
			for range rapid.IntRange(0, 3).Draw(t, "noise") {
				f := rapid.SampledFrom([]domain.Field{domain.FieldJobTitle, domain.FieldUserAgent, domain.FieldAuthor, domain.FieldProducer, domain.FieldHostname,
					domain.FieldAmount, domain.FieldEvent, domain.FieldRefereeName, domain.FieldDocumentName, domain.FieldClient}).Draw(t, "field")
				noisy[i].Values = append(noisy[i].Values, value(f, rapid.StringMatching(`[a-z]{0,8}`).Draw(t, "text"), "", domain.Declared))
			}
		}
		differ(t, "an irrelevant field", verdicts(judge(t, records...)), verdicts(judge(t, noisy...)))
	})
}
