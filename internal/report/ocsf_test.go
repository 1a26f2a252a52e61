package report_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/report"
)

func scanOfTwo() *report.Scan {
	hit := report.Finding{Rule: "shared-factor", Version: 1, Outcome: "hit", Family: "factor", Strength: "hard", Bits: 9, Sentence: "One phone confirms two accounts.",
		Evidence: []report.Evidence{{Claim: "own phone", Observed: "shared", Source: "okta, adp", Type: "phone", Masked: "•••42", Key: "v_aaaaaaaaaaaaaaaa", Clear: "+12125550142"}},
		Innocent: []string{"A couple."}, Counter: []string{}}
	context := hit
	context.Rule, context.Strength, context.Evidence = "names-differ", "context", nil
	missing := hit
	missing.Outcome = "not-enough-data"
	return &report.Scan{AsOf: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), Subjects: []report.Subject{
		{ID: "p_1", Tier: "urgent", Reason: "a hard finding", Ring: "r_1", Names: []string{"Ana Ferro"}, Findings: []report.Finding{hit, context, missing}},
		{ID: "p_2", Tier: "watch", Findings: []report.Finding{}},
	}}
}

// TestOCSF holds each finding to what class 2004 requires, and keeps clear
// values and names out.
func TestOCSF(t *testing.T) {
	var b bytes.Buffer
	rules := []detect.Detector{{ID: "shared-factor", Doc: detect.Doc{Title: "One factor for two accounts"}}, {ID: "names-differ", Doc: detect.Doc{Title: "Names"}}}
	if err := report.WriteOCSF(&b, scanOfTwo(), rules); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d findings, want the two that were made:\n%s", len(lines), b.String())
	}
	for _, clear := range []string{"+12125550142", "Ana Ferro", "•••42"} {
		if strings.Contains(b.String(), clear) {
			t.Errorf("%q stands in the findings", clear)
		}
	}
	var f struct {
		ActivityID  int   `json:"activity_id"`
		CategoryUID int   `json:"category_uid"`
		ClassUID    int   `json:"class_uid"`
		TypeUID     int   `json:"type_uid"`
		SeverityID  *int  `json:"severity_id"`
		Time        int64 `json:"time"`
		Info        struct {
			UID   string `json:"uid"`
			Title string `json:"title"`
		} `json:"finding_info"`
		Metadata struct {
			Version string `json:"version"`
			Product struct {
				Name string `json:"name"`
			} `json:"product"`
		} `json:"metadata"`
		Unmapped struct {
			Innocent []string `json:"innocent"`
		} `json:"unmapped"`
	}
	for i, want := range []int{4, 1} {
		if err := json.Unmarshal([]byte(lines[i]), &f); err != nil {
			t.Fatal(err)
		}
		if f.ClassUID != 2004 || f.CategoryUID != 2 || f.TypeUID != f.ClassUID*100+f.ActivityID || f.Time != 1_777_593_600_000 ||
			f.Metadata.Version == "" || f.Metadata.Product.Name == "" || f.Info.UID == "" || f.Info.Title == "" || len(f.Unmapped.Innocent) == 0 {
			t.Errorf("a required attribute is missing: %s", lines[i])
		}
		if f.SeverityID == nil || *f.SeverityID != want {
			t.Errorf("severity %v, want %d: %s", f.SeverityID, want, lines[i])
		}
	}
	var again bytes.Buffer
	if err := report.WriteOCSF(&again, scanOfTwo(), rules); err != nil || again.String() != b.String() {
		t.Errorf("the same scan gives other bytes: %v", err)
	}
}
