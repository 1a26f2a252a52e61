package greenhouse

import (
	"path"
	"strings"

	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/wire"
)

// reader reads one item in a single pass, member by member: what no case below
// names is passed over and never becomes a value.
type reader struct {
	w       wire.Walker
	unknown int
}

func (r *reader) reset(data []byte) {
	r.w.Reset(data)
	r.unknown = 0
}

func (r *reader) skip() {
	r.unknown++
	r.w.Skip()
}

func (r *reader) text() string { return strings.TrimSpace(string(r.w.Text())) }

// contact is a phone number, mail address, site or postal address.
type contact struct{ value, kind string }

// candidate is what is read of a candidate, in Harvest v1 to v3 and webhooks.
type candidate struct {
	id, first, last, createdAt, mergedInto string
	applicationIDs, files, employee        []string
	phones, mails, addresses, sites        []contact
	applications                           []application
	employments                            []employment
}

// application is what is read of an application.
type application struct {
	id, candidateID, appliedAt, createdAt, status, place string
	rowID                                                string // of a report without application ids
	hiredAt, offerStarts, offerResolved, lastActivity    string
	files, profiles, jobs                                []string
	candidate                                            *candidate // webhooks only
	from                                                 string     // the source's public name
	credit                                               credit
}

func (r *reader) candidate() (c candidate) {
	w := &r.w
	for w.Object(); w.Next(); {
		switch string(w.Name()) {
		case "id":
			c.id = r.text()
		case "first_name":
			c.first = r.text()
		case "last_name":
			c.last = r.text()
		case "created_at":
			c.createdAt = r.text()
		case "new_candidate_id":
			c.mergedInto = r.text()
		case "application_ids":
			for w.Array(); w.Next(); {
				if id := r.text(); id != "" {
					c.applicationIDs = append(c.applicationIDs, id)
				}
			}
		case "attachments":
			c.files = r.resumes()
		case "phone_numbers":
			c.phones = r.contacts(nil)
		case "email_addresses":
			c.mails = r.contacts(nil)
		case "addresses":
			c.addresses = r.contacts(nil)
		case "website_addresses", "social_media_addresses":
			c.sites = r.contacts(c.sites)
		case "custom_fields", "keyed_custom_fields":
			c.employee = append(c.employee, r.employeeNumbers()...)
		case "employments":
			c.employments = r.employments()
		case "applications":
			for w.Array(); w.Next(); {
				c.applications = append(c.applications, r.application())
			}
		default:
			r.skip()
		}
	}
	return c
}

func (r *reader) contacts(list []contact) []contact {
	for r.w.Array(); r.w.Next(); {
		var c contact
		for r.w.Object(); r.w.Next(); {
			switch string(r.w.Name()) {
			case "value":
				c.value = r.text()
			case "type":
				c.kind = strings.ToLower(r.text())
			default:
				r.skip()
			}
		}
		if c.value != "" {
			list = append(list, c)
		}
	}
	return list
}

// resumes returns the names of the files that are listed as résumés.
func (r *reader) resumes() (files []string) {
	for r.w.Array(); r.w.Next(); {
		if a := r.attachment(); a.file != "" {
			files = append(files, a.file)
		}
	}
	return files
}

type attachment struct{ id, candidateID, applicationID, createdAt, file string }

// attachment reads one attachment; file is empty unless it is a résumé.
func (r *reader) attachment() (a attachment) {
	var kind, filename string
	for r.w.Object(); r.w.Next(); {
		switch string(r.w.Name()) {
		case "id":
			a.id = r.text()
		case "candidate_id":
			a.candidateID = r.text()
		case "application_id":
			a.applicationID = r.text()
		case "created_at":
			a.createdAt = r.text()
		case "filename":
			filename = r.text()
		case "type":
			kind = r.text()
		default:
			r.skip()
		}
	}
	if strings.EqualFold(kind, "resume") && filename != "" {
		a.file = path.Base(strings.ToLower(strings.ReplaceAll(filename, `\`, "/")))
	}
	return a
}

// employeeNumbers reads custom fields, of which only an employee number is
// taken: Harvest writes the value itself, or an object with its value.
func (r *reader) employeeNumbers() (numbers []string) {
	for r.w.Object(); r.w.Next(); {
		if !namesEmployee(r.w.Name()) {
			r.skip()
			continue
		}
		raw := r.w.Raw()
		if n := customText(raw); n != "" {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

func customText(raw []byte) (text string) {
	var w wire.Walker
	w.Reset(raw)
	if len(raw) > 0 && raw[0] != '{' {
		return strings.TrimSpace(string(w.Text()))
	}
	for w.Object(); w.Next(); {
		if string(w.Name()) == "value" {
			text = strings.TrimSpace(string(w.Text()))
			continue
		}
		w.Skip()
	}
	return text
}

// employeeFields are custom fields, folded, in which employers keep the
// employee number that a hire was given. A field of another person, such as a
// referrer's number, is none of them.
var employeeFields = map[string]bool{
	"employeeid": true, "employeenumber": true, "employeeno": true, "employeeidnumber": true, "employeecode": true,
	"hrisid": true, "hrisemployeeid": true, "adpemployeeid": true, "adpfilenumber": true, "filenumber": true,
	"workdayid": true, "workdayemployeeid": true, "workerid": true, "personnelnumber": true, "staffnumber": true, "newemployeeid": true,
}

// namesEmployee reports whether a custom field's key names an employee number.
// Greenhouse appends a counter to keys that exist already.
func namesEmployee(key []byte) bool {
	if len(key) > 40 {
		return false
	}
	return employeeFields[strings.TrimRight(source.ColumnKey(string(key)), "0123456789")]
}

func (r *reader) application() (a application) {
	w := &r.w
	for w.Object(); w.Next(); {
		switch string(w.Name()) {
		case "id":
			a.id = r.text()
		case "candidate_id":
			a.candidateID = r.text()
		case "applied_at":
			a.appliedAt = r.text()
		case "created_at":
			a.createdAt = r.text()
		case "hired_at":
			a.hiredAt = r.text()
		case "last_activity_at":
			a.lastActivity = r.text()
		case "status":
			a.status = strings.ToLower(r.text())
		case "location":
			a.place = r.member("address")
		case "jobs":
			for w.Array(); w.Next(); {
				if name := r.member("name"); name != "" {
					a.jobs = append(a.jobs, name)
				}
			}
		case "answers":
			a.profiles = r.answers()
		case "attachments":
			a.files = r.resumes()
		case "source":
			a.from = r.member("public_name")
		case "credited_to":
			a.credit = r.credit()
		case "offer":
			r.offer(&a)
		case "candidate":
			c := r.candidate()
			a.candidate = &c
		default:
			r.skip()
		}
	}
	return a
}

// member returns one text of an object.
func (r *reader) member(name string) (text string) {
	for r.w.Object(); r.w.Next(); {
		if string(r.w.Name()) == name {
			text = r.text()
			continue
		}
		r.skip()
	}
	return text
}

// offer reads when the hired candidate starts and accepted, and nothing of the
// terms.
func (r *reader) offer(a *application) {
	for r.w.Object(); r.w.Next(); {
		switch string(r.w.Name()) {
		case "starts_at":
			a.offerStarts = r.text()
		case "resolved_at":
			a.offerResolved = r.text()
		default:
			r.skip()
		}
	}
}

// answers returns the addresses given to questions for a profile or site.
// Every other answer is dropped.
func (r *reader) answers() (profiles []string) {
	for r.w.Array(); r.w.Next(); {
		var question, answer string
		for r.w.Object(); r.w.Next(); {
			switch string(r.w.Name()) {
			case "question":
				question = strings.ToLower(r.text())
			case "answer":
				answer = r.text()
			default:
				r.skip()
			}
		}
		if asksProfile(question) && looksLikeURL(answer) {
			profiles = append(profiles, answer)
		}
	}
	return profiles
}

func asksProfile(question string) bool {
	for _, word := range []string{"linkedin", "github", "gitlab", "website", "portfolio"} {
		if strings.Contains(question, word) {
			return true
		}
	}
	return false
}

// looksLikeURL tells an address from "yes" and from a handle, which means
// nothing without its network.
func looksLikeURL(s string) bool {
	dot := strings.IndexByte(s, '.')
	return dot > 0 && dot < len(s)-1 && len(s) <= 500 && !strings.ContainsAny(s, " \t\r\n@,;")
}
