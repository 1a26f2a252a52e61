package ashby

import (
	"strings"

	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/wire"
)

// employeeFields are titles of custom fields, folded, under which employers
// keep the employee number that a hire was given.
var employeeFields = map[string]bool{
	"employeeid": true, "employeenumber": true, "employeeno": true, "employeeidnumber": true, "employeecode": true,
	"hrisid": true, "hrisemployeeid": true, "adpemployeeid": true, "adpfilenumber": true, "filenumber": true,
	"workdayid": true, "workdayemployeeid": true, "workerid": true, "personnelnumber": true, "staffnumber": true,
}

// employeeNumber returns the one employee number among a candidate's custom
// fields; two that differ name nobody. The value of any other field is passed
// over.
func employeeNumber(candidate []byte) string {
	var w wire.Walker
	var numbers []string
	w.Reset(candidate)
	for w.Object(); w.Next(); {
		if string(w.Name()) != "customFields" {
			w.Skip()
			continue
		}
		for w.Array(); w.Next(); {
			if n := customNumber(w.Raw()); n != "" {
				numbers = append(numbers, n)
			}
		}
	}
	if len(numbers) == 0 {
		return ""
	}
	for _, n := range numbers[1:] {
		if n != numbers[0] {
			return ""
		}
	}
	return numbers[0]
}

// customNumber returns the value of {"title":…,"value":…} when the title names
// an employee number.
func customNumber(field []byte) string {
	if !employeeFields[source.ColumnKey(member(field, "title"))] {
		return ""
	}
	return member(field, "value")
}

func member(object []byte, name string) (text string) {
	var w wire.Walker
	w.Reset(object)
	for w.Object(); w.Next(); {
		if string(w.Name()) == name {
			text = strings.TrimSpace(string(w.Text()))
			continue
		}
		w.Skip()
	}
	return text
}
