package engine

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/identifier"
)

func called(id string, names ...string) *Standing {
	p := &domain.Person{ID: id}
	for _, n := range names {
		p.Names = append(p.Names, domain.Name{Text: n})
	}
	return &Standing{Person: p}
}

func foundBy(v *View, text string) []string {
	out := []string{}
	for st := range v.Named(text) {
		out = append(out, st.Person.ID)
	}
	slices.Sort(out)
	return out
}

// TestNamed holds the words that are kept to a look at everybody, while people
// come, go and change their names, and holds views that were handed out to what
// they said.
func TestNamed(t *testing.T) {
	names := rapid.SampledFrom([]string{"Ana Ferro", "ana maria ferro", "José Álvarez", "Alvarez, Jose", "Shaun O'Neill", "Иван Петров", "An An", "", "李 小龙"})
	texts := []string{"an", "ana", "an an", "fer ana", "jo al", "oneil", "ив", "李", "zz", "."}
	rapid.Check(t, func(t *rapid.T) {
		v := NewView()
		type was struct {
			view *View
			said string
		}
		var handed []was
		all := func(v *View) string {
			var out [][]string
			for _, text := range texts {
				out = append(out, foundBy(v, text))
			}
			return fmt.Sprint(out)
		}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			id := fmt.Sprint("p", rapid.IntRange(0, 5).Draw(t, "who"))
			if rapid.IntRange(0, 3).Draw(t, "what") == 0 {
				v.drop(id)
			} else {
				v.put(called(id, rapid.SliceOfN(names, 0, 3).Draw(t, "names")...))
			}
			for _, text := range texts {
				want := []string{}
				fits := identifier.NameBegins(text)
				for st := range v.All() {
					if fits != nil && slices.ContainsFunc(st.Person.Names, func(n domain.Name) bool { return fits(n.Text) }) {
						want = append(want, st.Person.ID)
					}
				}
				if got := foundBy(v, text); !slices.Equal(got, want) {
					t.Fatalf("%q finds %v, want %v", text, got, want)
				}
			}
			handed = append(handed, was{v.copy(), all(v)})
			whole := v.copy()
			if whole.nameAll(); all(whole) != all(v) || whole.names.Len() != v.names.Len() {
				t.Fatalf("all at once says %s in %d words, one by one %s in %d", all(whole), whole.names.Len(), all(v), v.names.Len())
			}
		}
		for i, h := range handed {
			if got := all(h.view); got != h.said {
				t.Fatalf("view %d said %s and says %s", i, h.said, got)
			}
		}
	})
}

// BenchmarkNamed measures searches by name among DAYLIGHT_PERSONS people,
// 1,000,000 otherwise, and what keeping the words costs. Each eighth search is of
// two beginnings of two letters, which is the slowest.
func BenchmarkNamed(b *testing.B) {
	persons := 1_000_000
	if n, err := strconv.Atoi(os.Getenv("DAYLIGHT_PERSONS")); err == nil {
		persons = n
	}
	// 2,000 given names and 20,000 surnames of even spread in their beginnings.
	syllables := []string{"ma", "ri", "an", "jo", "le", "ka", "to", "su", "be", "do", "wi", "fe", "ni", "ga", "lo", "pe", "sa", "he", "mo", "ti"}
	word := func(n, parts int) (s string) {
		for range parts {
			s, n = s+syllables[n%len(syllables)], n/len(syllables)
		}
		return s
	}
	v := NewView()
	people := make([]*Standing, persons)
	for i := range people {
		people[i] = called(fmt.Sprintf("p_%026d", i), word(i%2000, 3)+" "+word(i*7919%20_000, 4))
		v.persons.Set(people[i].Person.ID, people[i])
	}
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, start := heap(), time.Now()
	v.nameAll()
	took := time.Since(start)
	b.Logf("%d people: words in %v and %d MB", persons, took.Round(time.Millisecond), (heap()-before)>>20)
	last := people[persons-1].Person.Names[0].Text
	var each []time.Duration
	for b.Loop() {
		for _, text := range []string{"ma", last, "rima", last[:3], "zz", last[:9], "ma ri", last + "x"} {
			start, n := time.Now(), 0
			for range v.Named(text) {
				if n++; n > 25 {
					break
				}
			}
			each = append(each, time.Since(start))
		}
	}
	slices.Sort(each)
	p99 := each[len(each)*99/100]
	b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
	if p99 > 50*time.Millisecond {
		b.Errorf("p99 of a search %v, more than 50 ms", p99)
	}
	runtime.KeepAlive(people)
}
