package simulate

import (
	"time"
)

// call is one colleague's presence in one meeting of a team.
type call struct {
	w       *worker
	at      time.Time
	meeting int64
	camera  string
}

// calls draws the weekly meetings of some teams. One persona of each cell shows a
// program in place of a camera every time; an honest colleague lets one run once.
func (w *world) calls() []call {
	r := stream(w.p.Seed, "calls")
	cameras := []string{"Integrated Webcam", "FaceTime HD Camera", "HD Pro Webcam C920", "USB2.0 HD UVC WebCam"}
	var colleagues []*worker
	for _, one := range w.workers {
		if one.p.group == "" && one.left.IsZero() && one.hire.Before(w.p.AsOf.Add(-60*day)) && !one.noLog {
			colleagues = append(colleagues, one)
		}
	}
	var out []call
	for i, c := range w.cells {
		team := sample(r, colleagues, min(3, len(colleagues)))
		for _, p := range c.members {
			if one := p.worker; one != nil && one.left.IsZero() && len(team) > 0 {
				team = append(team, one)
				break
			}
		}
		for week := range 6 {
			at := workday(w.p.AsOf.Add(-time.Duration(7*week+3) * day)).Add(15 * time.Hour)
			for k, one := range team {
				if at.Before(one.hire) {
					continue
				}
				camera := cameras[(i+k)%len(cameras)]
				switch {
				case one.p.group != "":
					camera = "SplitCam Video Driver"
				case k == 0 && week == 2:
					camera = "OBS Virtual Camera"
				}
				out = append(out, call{w: one, at: at, meeting: 80_000_000_000 + int64(1000*i+week), camera: camera})
			}
		}
	}
	return out
}

// teamCalls writes the dashboard's participants of those meetings: Zoom blanks
// nothing of the account's own members.
func (o *output) teamCalls() error {
	r := stream(o.w.p.Seed, "team-calls")
	return lines(o, "zoom-team-calls.ndjson", o.w.calls(), func(t *text, c call) {
		t.lit(`{"page_count":1,"page_size":30,"total_records":1,"next_page_token":""`)
		t.str("meeting_id", itoa(c.meeting))
		t.str("meeting_uuid", letters(r, alphanum, 22)+"==")
		t.array("participants")
		t.open('{')
		t.str("id", c.w.okta[3:])
		t.str("user_id", itoa(16_778_240+int64(r.IntN(1<<20))))
		t.str("user_name", c.w.given+" "+c.w.family)
		t.raw("device", `"Windows"`)
		t.str("camera", c.camera)
		t.raw("microphone", `"Internal Microphone"`)
		t.raw("speaker", `"Internal Speakers"`)
		t.at("join_time", c.at.Add(time.Minute))
		t.at("leave_time", c.at.Add(minutes(30)))
		t.str("email", c.w.mail)
		t.close('}')
		t.lit("]}")
	})
}
