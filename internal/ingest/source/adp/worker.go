package adp

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/wire"
)

// worker is one worker of GET /hr/v2/workers, or the part of one that an event
// speaks of.
type worker struct {
	OID      wire.Text `json:"associateOID"`
	WorkerID struct {
		Value wire.Text `json:"idValue"`
	} `json:"workerID"`
	Person person `json:"person"`
	Dates  struct {
		Original    wire.Text `json:"originalHireDate"`
		Rehire      wire.Text `json:"rehireDate"`
		Termination wire.Text `json:"terminationDate"`
	} `json:"workerDates"`
	Status struct {
		Code code `json:"statusCode"`
	} `json:"workerStatus"`
	Business    communication `json:"businessCommunication"`
	Assignments []assignment  `json:"workAssignments"`
	Assignment  *assignment   `json:"workAssignment"`
}

type assignment struct {
	Primary     bool      `json:"primaryIndicator"`
	Hire        wire.Text `json:"hireDate"`
	Termination wire.Text `json:"terminationDate"`
	JobTitle    wire.Text `json:"jobTitle"`
	PositionID  wire.Text `json:"positionID"`
}

// primary returns the worker's main position, or nil.
func (w *worker) primary() *assignment {
	for i := range w.Assignments {
		if w.Assignments[i].Primary || len(w.Assignments) == 1 {
			return &w.Assignments[i]
		}
	}
	return w.Assignment
}

func mapWorker(it source.Item, out *source.Out) error {
	var w worker
	unknown, err := wire.UnmarshalCount(it.JSON, &w)
	if err != nil {
		return fmt.Errorf("decode worker: %w", err)
	}
	out.Unknown += unknown
	id := trim(w.OID)
	if id == "" {
		id = trim(w.WorkerID.Value)
	}
	if id == "" {
		return errors.New("worker has no id")
	}
	hired, left, err := w.dates(true)
	if err != nil {
		return err
	}
	at := hired
	if left.After(at) {
		at = left
	}
	w.add(it, out, id, at, hired, left)
	w.addPositions(it, out)
	return nil
}

// dates gives the latest hire and, when it ended that one, the end. An
// assignment's own dates count only in a listing, where the main one is told
// from the others.
func (w *worker) dates(listed bool) (hired, left time.Time, err error) {
	first, err := date(w.Dates.Original, "original hire date")
	if err != nil {
		return hired, left, err
	}
	if hired, err = date(w.Dates.Rehire, "rehire date"); err != nil {
		return hired, left, err
	}
	if first.After(hired) {
		hired = first
	}
	if a := w.primary(); listed && hired.IsZero() && a != nil {
		if hired, err = date(a.Hire, "hire date"); err != nil {
			return hired, left, err
		}
	}
	if left, err = date(w.Dates.Termination, "termination date"); err != nil {
		return hired, left, err
	}
	if left.Before(hired) {
		left = time.Time{} // hired again since
	}
	return hired, left, nil
}

// add gives the worker. Business phones are not read: a switchboard's number
// ties strangers together.
func (w *worker) add(it source.Item, out *source.Out, id string, at, hired, left time.Time) {
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindWorker, ID: id}, it, at)
	w.addRefs(it, r)
	w.Person.addTo(r)
	source.AddText(r, domain.FieldStatus, w.Status.Code.status(), "", domain.Recorded)
	source.AddTime(r, domain.FieldHiredAt, hired)
	source.AddTime(r, domain.FieldLeftAt, left)
	if a := w.primary(); a != nil {
		source.AddText(r, domain.FieldJobTitle, string(a.JobTitle), "", domain.Recorded)
	}
}

func (w *worker) addRefs(it source.Item, r *domain.Record) {
	source.AddRef(r, domain.RefWorker, workerRef(it.Tenant, wire.Text(trim(w.OID))))
	source.AddRef(r, domain.RefEmployee, string(w.WorkerID.Value))
	for _, m := range w.Business.mails() {
		source.AddRef(r, domain.RefWorkMail, strings.ToLower(m))
	}
}

// addPositions gives the worker once more under each position id: pay
// distributions and payroll reports name a position, not the worker. The name
// goes with it, so that a position id used again joins no two people.
func (w *worker) addPositions(it source.Item, out *source.Out) {
	oid := trim(w.OID)
	if oid == "" {
		return
	}
	seen := map[string]bool{"": true, trim(w.WorkerID.Value): true}
	for _, a := range w.Assignments {
		position := trim(a.PositionID)
		if seen[position] {
			continue
		}
		seen[position] = true
		r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindWorker, ID: oid + "/position/" + position}, it, time.Time{})
		source.AddRef(r, domain.RefWorker, workerRef(it.Tenant, wire.Text(oid)))
		source.AddRef(r, domain.RefEmployee, position)
		if names := w.Person.names(); len(names) > 0 {
			source.AddText(r, domain.FieldName, names[0], "", domain.Recorded)
		}
	}
}
