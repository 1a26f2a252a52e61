package simulate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// protectedMark stands in every protected field, so that a test can look for
// it in whatever a reader kept.
const protectedMark = "SYNTHETIC-PROTECTED"

// protected are the fields about a worker that HR systems carry and that
// nobody may read: identity numbers, birth, gender, marriage, race, disability.
const protected = `"governmentIDs":[{"itemID":"1","idValue":"` + protectedMark + `","nameCode":{"codeValue":"SSN","longName":"Social Security Number"},"countryCode":"US"}],` +
	`"birthDate":"1900-01-01","genderCode":{"codeValue":"` + protectedMark + `","shortName":"` + protectedMark + `"},` +
	`"maritalStatusCode":{"codeValue":"` + protectedMark + `"},"disabledIndicator":false,"tobaccoUserIndicator":false,` +
	`"raceCode":{"identificationMethodCode":{"codeValue":"SID"},"codeValue":"` + protectedMark + `","longName":"` + protectedMark + `"},` +
	`"birthName":{"familyName1":"` + protectedMark + `"}`

// adpWorkers writes GET /hr/v2/workers.
func (o *output) adpWorkers() error {
	return items(o, "adp-workers.json", `{"workers":[`, "]}\n", o.w.workers, func(t *text, w *worker) {
		t.open('{')
		t.str("associateOID", w.oid)
		t.object("workerID")
		t.str("idValue", w.number)
		t.close('}')
		t.object("person")
		t.b = append(t.b, protected...)
		t.object("legalName")
		t.str("givenName", w.given)
		t.str("familyName1", w.family)
		t.str("formattedName", w.family+", "+w.given)
		t.close('}')
		adpAddress(t, w.home)
		t.object("communication")
		adpPhone(t, w.p.phone)
		t.array("emails")
		t.open('{')
		t.raw("nameCode", `{"codeValue":"Personal E-mail","shortName":"Personal E-mail"}`)
		t.str("emailUri", w.p.mail)
		t.b = append(t.b, '}', ']', '}', '}')
		o.adpDates(t, w)
		t.object("businessCommunication")
		t.array("emails")
		t.open('{')
		t.raw("nameCode", `{"codeValue":"Work E-mail","shortName":"Work E-mail"}`)
		t.str("emailUri", w.mail)
		t.b = append(t.b, '}', ']', '}')
		o.adpAssignment(t, w)
		t.close('}')
	})
}

func adpAddress(t *text, a *address) {
	t.object("legalAddress")
	t.raw("nameCode", `{"codeValue":"Personal Address 1","shortName":"Personal Address 1"}`)
	t.str("lineOne", a.line1)
	if a.line2 != "" {
		t.str("lineTwo", a.line2)
	}
	t.str("cityName", a.city.name)
	t.object("countrySubdivisionLevel1")
	t.str("subdivisionType", "StateTerritory")
	t.str("codeValue", a.city.region)
	t.str("shortName", a.city.regionName)
	t.close('}')
	t.str("countryCode", a.city.country)
	t.str("postalCode", a.postal)
	t.close('}')
}

// adpPhone writes a mobile number in ADP's parts.
func adpPhone(t *text, e164 string) {
	t.array("mobiles")
	if e164 != "" {
		var dial, area, number string
		shown := e164
		if strings.HasPrefix(e164, "+1") && len(e164) == 12 {
			dial, area, number = "1", e164[2:5], e164[5:]
			shown = fmt.Sprintf("(%s) %s-%s", area, number[:3], number[3:])
		} else {
			dial, number = e164[1:3], e164[3:]
		}
		t.open('{')
		t.raw("nameCode", `{"codeValue":"Personal Cell","shortName":"Personal Cell"}`)
		t.str("countryDialing", dial)
		if area != "" {
			t.str("areaDialing", area)
		}
		t.str("dialNumber", number)
		t.str("access", "1")
		t.str("formattedNumber", shown)
		t.close('}')
	}
	t.close(']')
}

func (o *output) adpDates(t *text, w *worker) {
	t.object("workerDates")
	t.date("originalHireDate", w.hire)
	if !w.rehire.IsZero() {
		t.date("rehireDate", w.rehire)
	} else if !w.left.IsZero() {
		t.date("terminationDate", w.left)
	}
	t.close('}')
	if w.active(o.w.p.AsOf) {
		t.raw("workerStatus", `{"statusCode":{"codeValue":"Active"}}`)
	} else {
		t.raw("workerStatus", `{"statusCode":{"codeValue":"Terminated"}}`)
	}
}

func (o *output) adpAssignment(t *text, w *worker) {
	t.array("workAssignments")
	t.open('{')
	t.str("itemID", w.file+"_1")
	t.bool("primaryIndicator", true)
	t.date("hireDate", w.hire)
	t.date("actualStartDate", w.hire)
	code, name := "A", "Active"
	if !w.active(o.w.p.AsOf) {
		code, name = "T", "Terminated"
		t.date("terminationDate", w.left)
	}
	t.object("assignmentStatus")
	t.object("statusCode")
	t.str("codeValue", code)
	t.str("shortName", name)
	t.b = append(t.b, '}', '}')
	t.raw("workerTypeCode", `{"codeValue":"F","shortName":"Full Time"}`)
	t.str("jobTitle", jobTitles[w.title])
	t.str("positionID", "1W6"+w.file)
	t.object("baseRemuneration")
	t.raw("payPeriodRateAmount", fmt.Sprintf(`{"nameCode":{"codeValue":"Salary","shortName":"Salary"},"amountValue":%d,"currencyCode":"USD"}`, 3000+125*w.title))
	t.date("effectiveDate", w.hire)
	t.close('}')
	t.str("payrollGroupCode", "1W6")
	t.str("payrollFileNumber", w.file)
	t.b = append(t.b, '}', ']')
}

// addressEvents writes the event notifications of workers who moved.
func (o *output) addressEvents() error {
	r := stream(o.w.p.Seed, "adp addresses")
	var list []*worker
	for _, w := range o.w.workers {
		if !w.moved.IsZero() {
			list = append(list, w)
		}
	}
	return lines(o, "adp-address-events.ndjson", list, func(t *text, w *worker) {
		t.lit(`{"events":[{"data":{`)
		eventWorker(t, w, "")
		t.object("output")
		t.object("worker")
		t.str("associateOID", w.oid)
		t.object("person")
		adpAddress(t, w.home)
		t.b = append(t.b, "}}}}"...)
		eventTail(t, r, "worker.legal-address.change", "HR", w.moved.Add(15*time.Hour), w.moved)
		t.b = append(t.b, "}]}"...)
	})
}

func eventWorker(t *text, w *worker, more string) {
	t.object("eventContext")
	t.object("worker")
	t.str("associateOID", w.oid)
	t.b = append(t.b, '}')
	t.b = append(t.b, more...)
	t.b = append(t.b, '}')
}

func eventTail(t *text, r *rand.Rand, name, category string, at, effective time.Time) {
	t.str("eventID", uuid(r))
	t.raw("serviceCategoryCode", `{"codeValue":"`+category+`","shortName":"`+category+`"}`)
	t.raw("eventNameCode", `{"codeValue":"`+name+`"}`)
	t.raw("eventStatusCode", `{"codeValue":"COMPLETED","shortName":"Completed"}`)
	t.at("recordDateTime", at)
	t.at("creationDateTime", at)
	t.at("effectiveDateTime", effective)
	t.raw("links", "[]")
}
