package adp

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/wire"
)

// event is one change, as a notification tells it or as the answer to a
// request for it repeats it.
type event struct {
	ID        wire.Text `json:"eventID"`
	Name      code      `json:"eventNameCode"`
	Status    code      `json:"eventStatusCode"`
	Effective wire.Text `json:"effectiveDateTime"`
	Recorded  wire.Text `json:"recordDateTime"`
	Data      struct {
		Context struct {
			Worker struct {
				OID wire.Text `json:"associateOID"`
			} `json:"worker"`
			Distribution struct {
				ID wire.Text `json:"itemID"`
			} `json:"payDistribution"`
		} `json:"eventContext"`
		// Output is what became of it. What was asked for ("transform") is not
		// read: whether it was done is not known.
		Output *struct {
			Worker       *worker       `json:"worker"`
			Distribution *distribution `json:"payDistribution"`
		} `json:"output"`
	} `json:"data"`
}

// unread are words in the names of events that tell of what is protected or
// of what is gone.
var unread = []string{".remove", "birth", "gender", "government-id", "marital", "military", "race", "ethnicity",
	"disability", "education", "custom-field", "photo"}

func (e *event) skipped() bool {
	what := strings.ToLower(string(e.Name.Value))
	for _, u := range unread {
		if strings.Contains(what, u) {
			return true
		}
	}
	switch s := strings.ToLower(string(e.Status.Value)); s {
	case "", "complete", "completed", "success":
		return e.Data.Output == nil
	}
	return true
}

func mapEvent(it source.Item, out *source.Out) error {
	var e event
	unknown, err := wire.UnmarshalCount(it.JSON, &e)
	if err != nil {
		return fmt.Errorf("decode event: %w", err)
	}
	out.Unknown += unknown
	if e.skipped() {
		return domain.ErrUnused
	}
	at, err := e.time()
	if err != nil {
		return err
	}
	if d := e.Data.Output.Distribution; d != nil {
		if d.ID == "" {
			d.ID = e.Data.Context.Distribution.ID
		}
		return d.add(it, out, trim(e.Data.Context.Worker.OID), at)
	}
	w := e.Data.Output.Worker
	if w == nil {
		return domain.ErrUnused
	}
	if w.OID == "" {
		w.OID = e.Data.Context.Worker.OID
	}
	if w.onlyMoves() {
		return e.addMove(it, out, w, at)
	}
	return e.addWorker(it, out, w, at)
}

// time is when the change took effect, else when it was recorded.
func (e *event) time() (time.Time, error) {
	at, err := date(e.Effective, "effective date")
	if err != nil || !at.IsZero() {
		return at, err
	}
	return date(e.Recorded, "record date")
}

// onlyMoves reports whether an event speaks of an address and nothing else.
func (w *worker) onlyMoves() bool {
	return len(w.Person.homes()) > 0 && len(w.Person.names()) == 0 && w.Dates.Original == "" && w.Dates.Rehire == "" && w.Status.Code.Value == ""
}

var errNameless = errors.New("event names no worker")

func (w *worker) nameless() bool { return w.OID == "" && w.WorkerID.Value == "" }

func (e *event) addMove(it source.Item, out *source.Out, w *worker, at time.Time) error {
	if w.nameless() {
		return errNameless
	}
	homes := w.Person.homes()
	id := trim(e.ID)
	if id == "" { // an answer carries no id: the change is named by what it says
		var said strings.Builder
		for _, h := range homes {
			fmt.Fprintf(&said, "%q", *h.Address)
		}
		id = contentID(trim(w.OID), trim(w.WorkerID.Value), said.String())
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindAddressChange, ID: id}, it, at)
	w.addRefs(it, r)
	r.Values = append(r.Values, homes...)
	source.AddTime(r, domain.FieldEffectiveAt, at)
	return nil
}

// addWorker gives what an event says of a worker under the event's own id, so
// that a part does not take the place of the whole.
func (e *event) addWorker(it source.Item, out *source.Out, w *worker, at time.Time) error {
	hired, left, err := w.dates(false)
	if err != nil {
		return err
	}
	if strings.Contains(string(e.Name.Value), "terminat") && left.IsZero() && w.Assignment != nil {
		if left, err = date(w.Assignment.Termination, "termination date"); err != nil {
			return err
		}
	}
	var part source.Out
	w.add(it, &part, "", at, hired, left)
	r := part.Records[0]
	mails := len(w.Business.mails()) > 0
	if len(r.Values) == 0 && !mails {
		return domain.ErrUnused
	}
	if w.nameless() {
		return errNameless
	}
	if r.Key.ID = trim(e.ID); r.Key.ID == "" {
		r.Key.ID = contentID(fmt.Sprintf("%q", r.Refs), fmt.Sprintf("%q", w.Person.names()), fmt.Sprintf("%q", w.Person.Communication.mails()),
			fmt.Sprintf("%q", w.Person.Communication.phones()), hired.String(), left.String(), w.Status.Code.status())
	}
	r.Key.ID = "event/" + r.Key.ID
	out.Records = append(out.Records, r)
	return nil
}

// contentID names what has no id of its own by what it says. Nothing secret
// may go in: a short secret is found from its hash by trying.
func contentID(parts ...string) string {
	h := xxh3.HashString128(strings.Join(parts, "\x00")).Bytes()
	return "content-" + hex.EncodeToString(h[:])
}
