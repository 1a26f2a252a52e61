package meeting

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
)

//go:embed devices.csv
var devicesText string

// software is one program that stands in for a camera or a microphone.
type software struct {
	part  string // of the device's name, in lower case
	other bool   // it can show or sound like somebody else
}

func readDevices(text string) (out []software) {
	for line := range strings.Lines(text) {
		parts := strings.Split(strings.TrimSpace(line), "|")
		if len(parts) == 3 && !strings.HasPrefix(line, "#") {
			out = append(out, software{part: parts[0], other: parts[1] == "other"})
		}
	}
	return out
}

var deviceFields = []domain.Field{domain.FieldCamera, domain.FieldMicrophone, domain.FieldSpeaker}

// Camera is the check for a software camera or voice changer in meetings.
func Camera() detect.Detector {
	table := readDevices(devicesText)
	return detect.Detector{
		ID: "software-camera", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"IV04"},
			Title:     "A software camera or voice changer in meetings",
			Stage:     "interview",
			Means:     "The meeting's log names, as camera or microphone, a program that can show or sound like somebody else, in more than one meeting.",
			MeansNot:  "Such a program also just blurs a room, adds a caption or streams a game. It does not say that a face was changed.",
			Innocent: []string{
				"Somebody who streams or teaches and has the program running.",
				"An aid for somebody who sees, hears or speaks with difficulty.",
				"A better picture from a phone or a camera through the program.",
			},
			Data:       "Zoom or Teams logs that name the devices of participants, joined by the interview's link. Zoom leaves these blank for most guests.",
			Ceiling:    domain.Supporting,
			Source:     "Splunk's search for rare devices in Zoom; Secureworks, October 2024; catalogue IV04; names in detect/meeting/devices.csv",
			Fairness:   "Only the device's name is read. No picture or sound is touched, and what somebody looks or sounds like is never an input.",
			FirstSteps: []string{"Ask everybody in the next call to switch to the built-in camera, and say why."},
		},
		Needs: detect.Needs(detect.NeedClaims(deviceFields...)),
		Requires: []detect.Requirement{{Part: "names of cameras or microphones in meetings", AnyOf: []detect.Datum{
			{Kind: domain.KindMeeting, Field: domain.FieldCamera}, {Kind: domain.KindMeeting, Field: domain.FieldMicrophone}}}},
		Params: []detect.Param{{Name: "meetings", Default: 2, Min: 1, Max: 20, Unit: "meetings", Doc: "in fewer it is context: a program that was left running once"}},
		Run: func(_ context.Context, v detect.View) (detect.Result, error) {
			return runCamera(v, table), nil
		},
	}
}

func runCamera(v detect.View, table []software) detect.Result {
	var r detect.Result
	known := false
	other, meetings := map[string]bool{}, map[string]bool{}
	for _, f := range deviceFields {
		for _, c := range v.Claims(f) {
			if c.Kind != domain.KindMeeting {
				continue
			}
			known = true
			s, ok := lookUp(table, c.Text)
			if !ok {
				continue
			}
			if meetings[c.Record.Key] = true; s.other {
				other[c.Record.Key] = true
			}
			if len(r.Evidence) < 5 {
				r.Evidence = append(r.Evidence, domain.Evidence{Claim: "was seen and heard through a camera and a microphone",
					Observed: "the meeting's log names " + c.Text, Source: "meeting log", Records: []domain.RecordRef{c.Record}})
			}
		}
	}
	switch {
	case !known:
		return detect.NotEnough("No camera or microphone of this person's meetings is known.", "meeting logs that name the participants' devices")
	case len(meetings) == 0:
		return detect.ClearResult("No software camera or voice changer stands in this person's meetings.")
	}
	r.Outcome, r.Family, r.Strength, r.Bits = domain.Hit, domain.FamilyImage, domain.Supporting, 3
	r.Sentence = fmt.Sprintf("In %s the log names a program in place of a camera or a microphone.", count(len(meetings), "meeting"))
	switch {
	case len(other) == 0:
		r.Strength, r.Bits, r.Lowered = domain.Context, 0, "the program improves a picture or a sound and shows nobody else"
	case len(other) < int(v.Param("meetings")):
		r.Strength, r.Bits, r.Lowered = domain.Context, 0, "it was in too few meetings to be a habit"
	}
	return r
}

func lookUp(table []software, name string) (software, bool) {
	name = strings.ToLower(name)
	for _, s := range table {
		if strings.Contains(name, s.part) {
			return s, true
		}
	}
	return software{}, false
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
