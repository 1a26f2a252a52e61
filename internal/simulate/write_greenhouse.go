package simulate

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// candidates writes GET /v1/candidates of Harvest, with applications inside.
func (o *output) candidates() error {
	r := stream(o.w.p.Seed, "greenhouse")
	return items(o, "greenhouse-candidates.json", "[", "]\n", o.w.greens, func(t *text, c *candidate) {
		o.candidate(t, r, c)
	})
}

func (o *output) candidate(t *text, r *rand.Rand, c *candidate) {
	first, last := c.apps[0], c.apps[len(c.apps)-1]
	updated := last.at
	if !last.rejected.IsZero() {
		updated = last.rejected
	}
	t.open('{')
	t.num("id", c.id)
	t.str("first_name", c.given)
	t.str("last_name", c.family)
	t.raw("company", "null")
	t.str("title", jobTitles[c.title])
	t.at("created_at", first.at)
	t.at("updated_at", updated)
	t.at("last_activity", updated)
	t.bool("is_private", false)
	t.raw("photo_url", "null")
	attachments(t, c)
	t.array("application_ids")
	for _, a := range c.apps {
		t.comma()
		t.b = strconv.AppendInt(t.b, a.id, 10)
	}
	t.close(']')
	contacts(t, r, c)
	t.raw("recruiter", recruiterJSON)
	t.raw("coordinator", "null")
	t.bool("can_email", true)
	t.raw("tags", "[]")
	t.array("applications")
	for _, a := range c.apps {
		applicationOf(t, c, a)
	}
	t.close(']')
	t.raw("educations", "[]")
	t.raw("employments", "[]")
	t.raw("linked_user_ids", "[]")
	t.raw("custom_fields", `{"work_remotely":true}`)
	t.raw("keyed_custom_fields", `{"work_remotely":{"name":"Work Remotely","type":"boolean","value":true}}`)
	t.close('}')
}

// contacts writes how to reach the candidate.
func contacts(t *text, r *rand.Rand, c *candidate) {
	t.array("phone_numbers")
	if c.phone != "" {
		t.open('{')
		t.str("value", asTyped(r, c.phone))
		t.str("type", "mobile")
		t.close('}')
	}
	t.close(']')
	t.array("addresses")
	if c.street {
		t.open('{')
		t.str("value", c.home.oneText())
		t.str("type", "home")
		t.close('}')
	}
	t.close(']')
	t.raw("email_addresses", `[{`)
	t.str("value", c.mail)
	t.str("type", "personal")
	t.b = append(t.b, '}', ']')
	valueList(t, "website_addresses", c.portfolio)
	valueList(t, "social_media_addresses", c.links...)
}

const recruiterJSON = `{"id":4001,"first_name":"Synthetic","last_name":"Recruiter","name":"Synthetic Recruiter","employee_id":null}`

func valueList(t *text, key string, values ...string) {
	t.array(key)
	for _, v := range values {
		if v != "" {
			t.open('{')
			t.str("value", v)
			t.close('}')
		}
	}
	t.close(']')
}

// attachments lists the résumé by name. Its link has expired, as such links do.
func attachments(t *text, c *candidate) {
	t.array("attachments")
	t.open('{')
	t.str("filename", c.attachment())
	t.str("url", "https://files.example.com/expired")
	t.str("type", "resume")
	t.at("created_at", c.apps[0].at)
	t.b = append(t.b, '}', ']')
}

func applicationOf(t *text, c *candidate, a *application) {
	t.open('{')
	t.num("id", a.id)
	t.num("candidate_id", c.id)
	t.bool("prospect", false)
	t.at("applied_at", a.at)
	t.at("rejected_at", a.rejected)
	t.object("location")
	t.str("address", c.home.city.name+", "+c.home.city.regionName+", "+c.home.city.countryName)
	t.close('}')
	t.object("source")
	credit := ""
	switch {
	case c.agency != "":
		t.num("id", 31)
		t.str("public_name", c.agency)
	case c.referrer != nil:
		t.num("id", 14)
		t.str("public_name", "Referral")
		credit = c.referrer.given + " " + c.referrer.family
	default:
		t.num("id", 2)
		t.str("public_name", "Jobs page on your website")
	}
	t.close('}')
	if credit == "" {
		t.raw("credited_to", "null")
	} else {
		first, last, _ := strings.Cut(credit, " ")
		t.object("credited_to")
		t.num("id", 52_000+int64(len(c.referrer.oid)))
		t.str("first_name", first)
		t.str("last_name", last)
		t.str("name", credit)
		t.str("employee_id", c.referrer.number)
		t.close('}')
	}
	switch {
	case a.hired:
		t.raw("rejection_reason", `null,"status":"hired","current_stage":null`)
	case !a.rejected.IsZero():
		t.raw("rejection_reason", `{"id":8,"name":"Lacking skill(s)/qualification(s)","type":{"id":1,"name":"We rejected them"}},"status":"rejected","current_stage":{"id":62,"name":"Application Review"}`)
	default:
		t.raw("rejection_reason", `null,"status":"active","current_stage":{"id":62,"name":"Application Review"}`)
	}
	t.raw("jobs", fmt.Sprintf(`[{"id":%d,"name":%q}]`, 9100+c.title, jobTitles[c.title]))
	t.raw("answers", "[]")
	t.raw("attachments", "[]")
	t.close('}')
}

// interviews writes GET /v1/scheduled_interviews.
func (o *output) interviews() error {
	var list []*application
	for _, c := range o.w.greens {
		for _, a := range c.apps {
			if a.interview != nil {
				list = append(list, a)
			}
		}
	}
	return items(o, "greenhouse-interviews.json", "[", "]\n", list, func(t *text, a *application) {
		in := a.interview
		t.open('{')
		t.num("id", in.id)
		t.num("application_id", a.id)
		t.raw("external_event_id", "null")
		t.object("start")
		t.at("date_time", in.at)
		t.close('}')
		t.object("end")
		t.at("date_time", in.at.Add(minutes(in.minutes)))
		t.close('}')
		t.raw("location", "null")
		t.str("video_conferencing_url", "https://example.zoom.us/j/"+strconv.FormatInt(in.meeting, 10))
		t.str("status", "complete")
		t.at("created_at", a.at.Add(day))
		t.at("updated_at", in.at.Add(day))
		t.raw("interview", `{"id":7001,"name":"Technical interview"}`)
		t.raw("organizer", recruiterJSON)
		t.array("interviewers")
		if in.host != nil {
			t.open('{')
			t.num("id", 4080)
			t.str("employee_id", in.host.number)
			t.str("name", in.host.given+" "+in.host.family)
			t.str("email", in.host.mail)
			t.str("response_status", "accepted")
			t.close('}')
		}
		t.b = append(t.b, ']', '}')
	})
}

// ashby writes candidate.list of the acquired subsidiary.
func (o *output) ashby() error {
	return items(o, "ashby-candidates.json", `{"success":true,"results":[`, "],\"moreDataAvailable\":false}\n", o.w.ashbys, func(t *text, c *candidate) {
		t.open('{')
		t.str("id", c.uuid)
		t.at("createdAt", c.apps[0].at)
		t.at("updatedAt", c.apps[0].at.Add(day))
		t.str("name", c.given+" "+c.family)
		t.object("primaryEmailAddress")
		t.str("value", c.mail)
		t.raw("type", `"Personal","isPrimary":true}`)
		t.array("emailAddresses")
		t.open('{')
		t.str("value", c.mail)
		t.raw("type", `"Personal","isPrimary":true}]`)
		if c.phone == "" {
			t.raw("primaryPhoneNumber", `null,"phoneNumbers":[]`)
		} else {
			t.object("primaryPhoneNumber")
			t.str("value", c.phone)
			t.raw("type", `"Personal","isPrimary":true}`)
			t.array("phoneNumbers")
			t.open('{')
			t.str("value", c.phone)
			t.raw("type", `"Personal","isPrimary":true}]`)
		}
		t.array("socialLinks")
		for _, l := range c.links {
			t.open('{')
			t.str("type", "LinkedIn")
			t.str("url", l)
			t.close('}')
		}
		t.close(']')
		t.raw("tags", "[]")
		t.str("position", jobTitles[c.title])
		t.array("applicationIds")
		for i := range c.apps {
			t.comma()
			t.b = appendQuoted(t.b, c.uuid[:35]+strconv.Itoa(i))
		}
		t.close(']')
		t.raw("fileHandles", `[],"customFields":[]`)
		t.str("profileUrl", "https://ashby.example.com/candidates/"+c.uuid)
		t.raw("source", `{"id":"00000000-0000-4000-8000-000000000004","title":"Applied","isArchived":false},"creditedToUser":null`)
		t.str("timezone", c.home.city.zone.String())
		t.raw("fraudStatus", "null")
		t.close('}')
	})
}
