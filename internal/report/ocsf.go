package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/wire"
)

// ocsfVersion is the version of the Open Cybersecurity Schema Framework whose
// class Detection Finding (2004) is written.
const ocsfVersion = "1.3.0"

// ocsfFinding is one Detection Finding: the required attributes and those that
// Daylight can fill. It holds what the JSON report of the same scan holds.
type ocsfFinding struct {
	ActivityID   int              `json:"activity_id"` // 1: Create
	CategoryUID  int              `json:"category_uid"`
	ClassUID     int              `json:"class_uid"`
	TypeUID      int              `json:"type_uid"`
	Time         int64            `json:"time"` // milliseconds since 1970: as of when was judged
	SeverityID   int              `json:"severity_id"`
	Severity     string           `json:"severity"`
	StatusID     int              `json:"status_id"` // 1: New
	IsAlert      bool             `json:"is_alert"`
	ConfidenceID int              `json:"confidence_id"` // 99: Other; no probability is claimed
	Confidence   string           `json:"confidence"`    // Daylight's word for the strength
	Message      string           `json:"message"`
	Info         ocsfInfo         `json:"finding_info"`
	Metadata     ocsfMetadata     `json:"metadata"`
	Resources    []ocsfResource   `json:"resources"`
	Observables  []ocsfObservable `json:"observables,omitempty"`
	Unmapped     ocsfUnmapped     `json:"unmapped"`
}

type ocsfInfo struct {
	UID      string       `json:"uid"`
	Title    string       `json:"title"`
	Desc     string       `json:"desc"`
	Types    []string     `json:"types"`
	Analytic ocsfAnalytic `json:"analytic"`
	Related  []string     `json:"data_sources,omitempty"`
}

type ocsfAnalytic struct {
	UID     string `json:"uid"`
	Name    string `json:"name"`
	TypeID  int    `json:"type_id"` // 1: Rule
	Version string `json:"version"`
}

type ocsfMetadata struct {
	UID     string      `json:"uid"`
	Version string      `json:"version"`
	Product ocsfProduct `json:"product"`
}

type ocsfProduct struct {
	Name       string `json:"name"`
	VendorName string `json:"vendor_name"`
}

type ocsfResource struct {
	UID  string `json:"uid"`
	Type string `json:"type"`
}

type ocsfObservable struct {
	Name   string `json:"name"`
	TypeID int    `json:"type_id"` // 99: Other
	Type   string `json:"type"`
	Value  string `json:"value"`
}

// ocsfUnmapped is what OCSF has no attribute for and a reader must not miss.
type ocsfUnmapped struct {
	Tier     string   `json:"tier"`
	Reason   string   `json:"reason"`
	Ring     string   `json:"ring,omitempty"`
	Innocent []string `json:"innocent"`
	Counter  []string `json:"counter"`
	Lowered  string   `json:"lowered,omitempty"`
}

// WriteOCSF writes the findings of a scan as OCSF Detection Findings, one JSON
// object a line, in the order of the report. Checks that could not be made are
// no findings. Titles are taken from the rules. The same scan gives the same
// bytes, and the same finding the same uid in every scan.
func WriteOCSF(w io.Writer, s *Scan, rules []detect.Detector) error {
	titles := map[string]string{}
	for _, d := range rules {
		titles[d.ID] = d.Doc.Title
	}
	for i := range s.Subjects {
		subject := &s.Subjects[i]
		for j := range subject.Findings {
			f := &subject.Findings[j]
			if f.Outcome != "hit" {
				continue
			}
			data, err := wire.Marshal(ocsfOf(s.AsOf, subject, f, titles[f.Rule]))
			if err != nil {
				return fmt.Errorf("write finding %s of %s: %w", f.Rule, subject.ID, err)
			}
			if _, err := w.Write(append(data, '\n')); err != nil {
				return fmt.Errorf("write findings: %w", err)
			}
		}
	}
	return nil
}

func ocsfOf(asOf time.Time, s *Subject, f *Finding, title string) ocsfFinding {
	uid := s.ID + "/" + f.Rule
	severity, name := ocsfSeverity(s.Tier, f.Strength)
	out := ocsfFinding{
		ActivityID: 1, CategoryUID: 2, ClassUID: 2004, TypeUID: 200401, Time: asOf.UnixMilli(), SeverityID: severity, Severity: name, StatusID: 1,
		IsAlert: f.Strength == "hard" || s.Tier == "review" || s.Tier == "urgent", ConfidenceID: 99, Confidence: f.Strength, Message: f.Sentence,
		Info: ocsfInfo{UID: uid, Title: title, Desc: f.Sentence, Types: []string{f.Family}, Related: sourcesOf(f),
			Analytic: ocsfAnalytic{UID: f.Rule, Name: title, TypeID: 1, Version: fmt.Sprint(f.Version)}},
		Metadata:  ocsfMetadata{UID: uid + "/" + asOf.UTC().Format(time.RFC3339), Version: ocsfVersion, Product: ocsfProduct{Name: "Daylight", VendorName: "Daylight"}},
		Resources: []ocsfResource{{UID: s.ID, Type: "person"}},
		Unmapped:  ocsfUnmapped{Tier: s.Tier, Reason: s.Reason, Ring: s.Ring, Innocent: f.Innocent, Counter: f.Counter, Lowered: f.Lowered},
	}
	for _, e := range f.Evidence {
		if e.Key != "" {
			out.Observables = append(out.Observables, ocsfObservable{Name: "evidence.value_key", TypeID: 99, Type: e.Type, Value: e.Key})
		}
	}
	return out
}

// ocsfSeverity keeps what the tiers mean: context informs, a supporting finding
// is low until the person is in review.
func ocsfSeverity(tier, strength string) (id int, name string) {
	switch {
	case strength == "context":
		return 1, "Informational"
	case strength == "hard" && tier == "urgent":
		return 4, "High"
	case tier == "urgent" || tier == "review":
		return 3, "Medium"
	}
	return 2, "Low"
}

func sourcesOf(f *Finding) (out []string) {
	for _, e := range f.Evidence {
		for _, one := range strings.Split(e.Source, ", ") {
			if one != "" && !slices.Contains(out, one) {
				out = append(out, one)
			}
		}
	}
	slices.Sort(out)
	return out
}
