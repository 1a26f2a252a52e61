package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/daylight-hq/daylight/internal/wire"
)

func scanOf(subjects []Subject, rings []Ring) *Scan {
	return &Scan{Schema: Schema, AsOf: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), ConfigHash: "ab", Subjects: subjects, Rings: rings}
}

func hit(rule string) Finding { return Finding{Rule: rule, Outcome: "hit"} }

// TestCompare tells what opened, went and moved, and nothing else.
func TestCompare(t *testing.T) {
	ada := Subject{ID: "p_1", Tier: "watch", Findings: []Finding{hit("shared-contact"), {Rule: "shared-referee", Outcome: "not-enough-data"}}}
	higher := Subject{ID: "p_1", Tier: "review", Findings: []Finding{hit("shared-contact"), hit("shared-factor")}}
	bela := Subject{ID: "p_2", Tier: "urgent", Findings: []Finding{hit("shared-factor")}}
	ring := Ring{ID: "r_1", Members: []string{"p_1", "p_2"}}
	grown := Ring{ID: "r_1", Members: []string{"p_1", "p_2", "p_3"}}
	none := []string{}
	for _, tc := range []struct {
		name     string
		old, now *Scan
		subjects []SubjectDiff
		rings    []RingDiff
	}{
		{"nothing", scanOf([]Subject{ada}, []Ring{ring}), scanOf([]Subject{ada}, []Ring{ring}), []SubjectDiff{}, []RingDiff{}},
		{"clear values", scanOf([]Subject{ada}, nil), scanOf([]Subject{{ID: "p_1", Tier: "watch", Names: []string{"Ada"}, Findings: ada.Findings}}, nil), []SubjectDiff{}, []RingDiff{}},
		{"opened", scanOf([]Subject{ada}, nil), scanOf([]Subject{higher}, nil),
			[]SubjectDiff{{ID: "p_1", Before: "watch", After: "review", Opened: []string{"shared-factor"}, Gone: none}}, []RingDiff{}},
		{"new before known, gone last", scanOf([]Subject{ada}, nil), scanOf([]Subject{bela}, nil),
			[]SubjectDiff{{ID: "p_2", After: "urgent", Opened: []string{"shared-factor"}, Gone: none}, {ID: "p_1", Before: "watch", Opened: none, Gone: []string{"shared-contact"}}}, []RingDiff{}},
		{"a ring grows", scanOf(nil, []Ring{ring}), scanOf(nil, []Ring{grown}), []SubjectDiff{}, []RingDiff{{ID: "r_1", Change: "changed", Joined: []string{"p_3"}, Left: none}}},
		{"a ring is new", scanOf(nil, nil), scanOf(nil, []Ring{ring}), []SubjectDiff{}, []RingDiff{{ID: "r_1", Change: "new", Joined: ring.Members, Left: none}}},
		{"a ring is gone", scanOf(nil, []Ring{ring}), scanOf(nil, nil), []SubjectDiff{}, []RingDiff{{ID: "r_1", Change: "gone", Joined: none, Left: ring.Members}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := Compare(tc.old, tc.now)
			if d := cmp.Diff(tc.subjects, got.Subjects); d != "" {
				t.Errorf("subjects (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tc.rings, got.Rings); d != "" {
				t.Errorf("rings (-want +got):\n%s", d)
			}
			var text bytes.Buffer
			got.Write(&text)
			if quiet := len(tc.subjects)+len(tc.rings) == 0; strings.Contains(text.String(), "Nothing changed") != quiet {
				t.Errorf("it prints %q", text.String())
			}
		})
	}
}

// TestReadJSON reads what was written, leaves out what a newer program added,
// and says what is no report.
func TestReadJSON(t *testing.T) {
	data, err := wire.Marshal(scanOf([]Subject{{ID: "p_1", Tier: "watch", Findings: []Finding{hit("shared-contact")}}}, nil))
	if err != nil {
		t.Fatal(err)
	}
	newer := bytes.Replace(data, []byte(`"synthetic":false`), []byte(`"synthetic":false,"added_later":[1]`), 1)
	for _, text := range [][]byte{data, newer} {
		s, err := ReadJSON(text)
		if err != nil || len(s.Subjects) != 1 || s.Subjects[0].Findings[0].Rule != "shared-contact" {
			t.Errorf("%s is read as %+v, %v", text, s, err)
		}
	}
	for text, want := range map[string]string{
		"":                                   "no report",
		"[]":                                 "no report",
		`{"schema":"daylight.scan/2"}`:       `"daylight.scan/2"`,
		`{"schema":"x","schema":"y"}`:        "no report",
		`{"$schema":"https://example.org/"}`: `schema is ""`,
	} {
		if _, err := ReadJSON([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// FuzzReadJSON compares whatever can be read with itself.
func FuzzReadJSON(f *testing.F) {
	f.Add([]byte(`{"schema":"daylight.scan/1","subjects":[{"id":"p_1","tier":"review","findings":[{"rule":"x","outcome":"hit"}]}],"rings":[{"id":"r_1","members":["p_1"]}]}`))
	f.Add([]byte(`{"schema":"daylight.scan/1","as_of":"9999-12-31T23:59:59Z"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ReadJSON(data)
		if err != nil {
			return
		}
		d := Compare(s, s)
		if len(d.Subjects)+len(d.Rings) > 0 {
			t.Fatalf("a report differs from itself: %+v", d)
		}
		d.Write(&bytes.Buffer{})
	})
}
