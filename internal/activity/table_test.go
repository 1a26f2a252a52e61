package activity_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/activity"
)

func text(t testing.TB, m *activity.Model) string {
	t.Helper()
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestBuiltin: the file is as it is written, each number names its source, and
// the archetypes are days of everybody.
func TestBuiltin(t *testing.T) {
	m := builtin(t)
	again, err := activity.ParseModel(strings.NewReader(text(t, m)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, again); diff != "" {
		t.Errorf("written and read: %s", diff)
	}
	people := 0.0
	for i, a := range m.Archetypes {
		people += a.Weight
		share := 0.0
		for _, v := range a.Roots {
			share += v * v
		}
		// Averages of roots are shorter than roots of averages.
		if share > 1.01 || share < 0.7 {
			t.Errorf("archetype %d holds %.3f of a day", i, share)
		}
	}
	if math.Abs(people-1) > 0.01 {
		t.Errorf("the archetypes hold %.3f of all people", people)
	}
}

func TestParseModel(t *testing.T) {
	good := text(t, builtin(t))
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", `no line "prior"`},
		{"unknown", good + "colour\t3\n", `"colour" is unknown or stands twice`},
		{"twice", good + "prior\t4\n", `"prior" is unknown or stands twice`},
		{"out of bounds", strings.Replace(good, "doubt\t0.05", "doubt\t1.5", 1), "doubt is no number from 0 to 1"},
		{"no number", strings.Replace(good, "doubt\t0.05", "doubt\tNaN", 1), "doubt is no number from 0 to 1"},
		{"not whole", strings.Replace(good, "margin\t4", "margin\t4.5", 1), "margin is no number from 0 to 12"},
		{"short archetype", good + "archetype\t0.1\t0.2\n", "an archetype has 2 numbers instead of 25"},
		{"an archetype that never is", good + "archetype\t0.1" + strings.Repeat("\t0", 24) + "\n", "number 2 of an archetype is not between 0 and 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := activity.ParseModel(strings.NewReader(tt.in)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func FuzzParseModel(f *testing.F) {
	f.Add(text(f, builtin(f)))
	f.Add("prior\t4\n#\n")
	f.Fuzz(func(t *testing.T, in string) {
		m, err := activity.ParseModel(strings.NewReader(in))
		if err != nil {
			return
		}
		a := m.Infer(hoursOf(zone(t, "UTC"), 100, weekdays(9, 17)))
		if a.Reason == activity.Answered && !(a.Near >= m.Near && a.Low < a.High) {
			t.Errorf("a model that was accepted answers %+v", a)
		}
	})
}
