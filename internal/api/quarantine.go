package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest"
)

// Aside keeps what was set aside.
type Aside interface {
	// SetAside lists it before an id, newest first, and says how many there are.
	SetAside(ctx context.Context, ws domain.WorkspaceID, before int64, limit int, fn func(id int64, at time.Time, x ingest.SetAside)) (total int, err error)
	// DropAside forgets those of ids, or all without any.
	DropAside(ctx context.Context, ws domain.WorkspaceID, ids []int64, e audit.Entry) (dropped int64, err error)
}

// Quarantined is one thing that was not read, and why.
type Quarantined struct {
	ID     int64     `json:"id"`
	At     time.Time `json:"at"`
	Import string    `json:"import,omitempty" doc:"By which it came, if somebody handed it in"`
	File   string    `json:"file"`
	Line   int       `json:"line,omitzero" doc:"Line of the text or row of the sheet"`
	Offset int64     `json:"offset,omitzero" doc:"Byte of the text"`
	Source string    `json:"source,omitempty"`
	Reason string    `json:"reason" doc:"A short code, such as truncated"`
	Detail string    `json:"detail,omitempty" doc:"What was wrong, and the remedy where there is one"`
}

// setAside adds what could not be read.
func (s *Server) setAside() {
	if s.opt.Aside == nil || s.opt.Intake == nil {
		return
	}
	add(s, op{method: http.MethodGet, path: "/quarantine", id: "list-quarantine", summary: "What was set aside, newest first", action: access.ReadSources}, s.listQuarantine)
	add(s, op{method: http.MethodPost, path: "/quarantine/retry", id: "retry-quarantine", summary: "Read again every file of which something was set aside and that is still here", action: access.ManageSources, status: http.StatusAccepted,
		describe: "What was accepted of them comes back as duplicate. A file that is no longer here has to be handed in again."}, s.retryQuarantine)
	add(s, op{method: http.MethodPost, path: "/quarantine/drop", id: "drop-quarantine", summary: "Forget what was set aside, with a reason", action: access.ManageSources}, s.dropQuarantine)
}

type quarantineIn struct {
	In
	PageInput
}

type quarantineOut struct {
	Body struct {
		Next
		Total int           `json:"total"`
		Items []Quarantined `json:"items"`
	}
}

func (s *Server) listQuarantine(ctx context.Context, w *Workspace, in *quarantineIn) (*quarantineOut, error) {
	if err := whole(ctx); err != nil {
		return nil, err
	}
	var before int64
	if err := decodeCursor(in.After, &before); err != nil {
		return nil, err
	}
	out := &quarantineOut{}
	out.Body.Items = []Quarantined{}
	more := false
	var err error
	out.Body.Total, err = s.opt.Aside.SetAside(ctx, w.ID, before, in.Limit+1, func(id int64, at time.Time, x ingest.SetAside) {
		if more = len(out.Body.Items) == in.Limit; more {
			return
		}
		q := Quarantined{ID: id, At: at, File: x.File, Line: x.Line, Offset: x.Offset, Source: x.Source, Reason: x.Reason, Detail: x.Detail}
		if i, name, ok := s.opt.Intake.Label(w.ID, x.File); ok {
			q.Import, q.File = i, name
			q.Detail = strings.ReplaceAll(q.Detail, x.File, name) // where it lay is nobody's business
		}
		out.Body.Items = append(out.Body.Items, q)
	})
	if err == nil && more {
		out.Body.Next.Next, err = encodeCursor(out.Body.Items[in.Limit-1].ID)
	}
	if err != nil {
		return nil, err
	}
	return out, s.read(ctx, w, access.ReadSources, "quarantine.list", audit.Object{Type: "quarantine"})
}

type retriedOut struct {
	Body struct {
		Files int `json:"files" doc:"That are read again"`
	}
}

func (s *Server) retryQuarantine(ctx context.Context, w *Workspace, _ *In) (*retriedOut, error) {
	if err := whole(ctx); err != nil {
		return nil, err
	}
	n, err := s.opt.Intake.Retry(ctx, w.ID, "", s.opt.Watched, actorFor(ctx, access.ManageSources))
	if err != nil {
		return nil, err
	}
	if s.opt.Rewatch != nil {
		s.opt.Rewatch()
	}
	out := &retriedOut{}
	out.Body.Files = n
	return out, nil
}

type dropIn struct {
	In
	Body struct {
		IDs    []int64 `json:"ids,omitempty" maxItems:"500" doc:"Which; all, if none are named"`
		Reason string  `json:"reason" enum:"mended-elsewhere,not-needed,sample-data,known-fault,other"`
	}
}

type droppedOut struct {
	Body struct {
		Dropped int64 `json:"dropped"`
	}
}

func (s *Server) dropQuarantine(ctx context.Context, w *Workspace, in *dropIn) (*droppedOut, error) {
	if err := whole(ctx); err != nil {
		return nil, err
	}
	at := s.opt.Clock()
	n, err := s.opt.Aside.DropAside(ctx, w.ID, in.Body.IDs, audit.Entry{Workspace: w.ID, At: at, Actor: actorFor(ctx, access.ManageSources),
		Action: "quarantine.dropped", Object: audit.Object{Type: "quarantine"}, Why: in.Body.Reason})
	if err != nil {
		return nil, err
	}
	out := &droppedOut{}
	out.Body.Dropped = n
	return out, nil
}
