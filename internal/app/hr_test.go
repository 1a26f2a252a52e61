package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/domain"
)

// TestBadExportsWrongNobody scans the fixtures of the applicant trackers, HR
// and pay systems, of the carriers, of signatures and of the logs of sign-ins,
// meetings and chats all at once: renamed and missing fields, pages cut in
// half, clocks hours off, dates in the future. Each file goes to its own
// source, what is broken is set aside, and nobody comes up for review.
func TestBadExportsWrongNobody(t *testing.T) {
	vendors := []string{"ashby", "bamboohr", "crowdstrike", "deel", "defender", "dhl", "docusign", "entra", "github", "googleworkspace", "gusto", "jamf", "lever", "ocsf", "sentinelone", "slack", "sysmon", "teams", "usps", "workable", "workday"}
	dir := t.TempDir()
	for _, vendor := range vendors {
		files, err := filepath.Glob(filepath.Join("..", "ingest", "source", vendor, "testdata", "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if filepath.Ext(f) == ".golden" || filepath.Ext(f) == "" {
				continue
			}
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			to := filepath.Join(dir, vendor, filepath.Base(f))
			if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(to, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	cfg, err := app.LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	out, err := app.Scan(t.Context(), cfg, options(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	aside := map[string]int{}
	for _, f := range out.Files {
		if own := filepath.Base(filepath.Dir(f.Path)); f.Source != own {
			t.Errorf("%s is read as %q", f.Path, f.Source)
		}
		aside[f.Source] += int(f.SetAside)
	}
	for _, vendor := range vendors {
		if aside[vendor] == 0 {
			t.Errorf("%s: nothing broken was set aside", vendor)
		}
	}
	if len(out.Result.Errors) > 0 {
		t.Errorf("detectors broke: %v", out.Result.Errors)
	}
	for id, j := range out.Result.Judgement {
		if j.Tier == domain.TierReview || j.Tier == domain.TierUrgent {
			t.Errorf("%s is in %s: %s", id, j.Tier, j.Reason)
		}
	}
	if len(out.Result.Judgement) < 30 {
		t.Errorf("only %d people were judged", len(out.Result.Judgement))
	}
}
