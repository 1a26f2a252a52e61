package api

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
)

// AuditEntry is one thing that somebody read or did.
type AuditEntry struct {
	Index   uint64            `json:"index" doc:"Its place in the log, from 0"`
	At      time.Time         `json:"at"`
	Actor   string            `json:"actor,omitempty" doc:"Id of a person or token; absent for Daylight itself"`
	Kind    string            `json:"kind" enum:"person,token,system"`
	Role    string            `json:"role,omitempty"`
	Action  string            `json:"action"`
	Type    string            `json:"object_type,omitempty"`
	ID      string            `json:"object_id,omitempty"`
	Why     string            `json:"why,omitempty"`
	Details map[string]string `json:"details,omitempty"`
}

// AuditCheckpoint is a signed statement of how long the log is and what it holds.
type AuditCheckpoint struct {
	Size uint64    `json:"size" doc:"Entries that it covers"`
	Root string    `json:"root" doc:"RFC 6962 root hash over them, base64"`
	At   time.Time `json:"at"`
	Note string    `json:"note" doc:"As signed: keep it elsewhere, it proves later that nothing was changed or cut off"`
	Keys []string  `json:"keys" doc:"Public keys of the log, the newest last"`
}

// AuditReport is what verifying the whole log found.
type AuditReport struct {
	OK      bool     `json:"ok"`
	Entries uint64   `json:"entries" doc:"That were verified"`
	Proves  []string `json:"proves" doc:"And what it does not prove, in sentences"`
	Fault   string   `json:"fault,omitempty" doc:"The first thing that is wrong"`
	Seconds float64  `json:"seconds"`
}

func (s *Server) auditLog() {
	if s.opt.Audits == nil {
		return
	}
	add(s, op{method: http.MethodGet, path: "/audit", id: "list-audit", summary: "What was read and done, newest first", action: access.ReadAudit}, s.listAudit)
	add(s, op{method: http.MethodGet, path: "/audit/checkpoint", id: "get-audit-checkpoint", summary: "Sign the log as it stands", action: access.ReadAudit}, s.auditCheckpoint)
	add(s, op{method: http.MethodPost, path: "/audit/verify", id: "verify-audit", summary: "Prove that the log is what was signed", action: access.ReadAudit,
		describe: "The proof is made by the server itself. Export the log and run daylight audit verify elsewhere for one that does not trust it."}, s.verifyAudit)
	add(s, op{method: http.MethodGet, path: "/audit/export", id: "export-audit", summary: "The whole log as JSON lines, with its signed checkpoint", action: access.ReadAudit, reply: "application/x-ndjson"}, s.exportAudit)
}

type auditIn struct {
	In
	PageInput
	Actor  string    `query:"actor" maxLength:"64"`
	Action string    `query:"action" maxLength:"64"`
	Type   string    `query:"object_type" maxLength:"64"`
	ID     string    `query:"object_id" maxLength:"64"`
	From   time.Time `query:"from"`
	To     time.Time `query:"to" doc:"Exclusive"`
}

type auditOut struct {
	Body struct {
		Next
		Entries []AuditEntry `json:"entries"`
	}
}

func (s *Server) listAudit(ctx context.Context, w *Workspace, in *auditIn) (*auditOut, error) {
	f := audit.Filter{Actor: in.Actor, Action: in.Action, ObjectType: in.Type, ObjectID: in.ID, From: in.From, To: in.To, Limit: in.Limit + 1}
	if in.After != "" {
		f.Before = new(uint64)
		if err := decodeCursor(in.After, f.Before); err != nil {
			return nil, err
		}
	}
	list, err := s.opt.Audits.List(ctx, w.ID, f)
	if err != nil {
		return nil, err
	}
	out := &auditOut{}
	out.Body.Entries = []AuditEntry{}
	for _, x := range list[:min(len(list), in.Limit)] {
		e := x.Entry
		out.Body.Entries = append(out.Body.Entries, AuditEntry{x.Index, e.At, e.Actor.ID, string(e.Actor.Kind), e.Actor.Role, e.Action, e.Object.Type, e.Object.ID, e.Why, e.Details})
	}
	if len(list) > in.Limit {
		if out.Body.Next.Next, err = encodeCursor(list[in.Limit-1].Index); err != nil {
			return nil, err
		}
	}
	return out, s.read(ctx, w, access.ReadAudit, "audit.list", audit.Object{Type: "audit"})
}

type checkpointOut struct{ Body AuditCheckpoint }

func (s *Server) auditCheckpoint(ctx context.Context, w *Workspace, _ *In) (*checkpointOut, error) {
	if err := s.read(ctx, w, access.ReadAudit, "audit.checkpoint", audit.Object{Type: "audit"}); err != nil {
		return nil, err
	}
	c, err := w.Audit.Checkpoint(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := w.Audit.PublicKeys(ctx)
	if err != nil {
		return nil, err
	}
	return &checkpointOut{AuditCheckpoint{c.Size, base64.StdEncoding.EncodeToString(c.Root), c.At.UTC(), string(c.Note), orEmpty(keys)}}, nil
}

type auditReportOut struct{ Body AuditReport }

// verifyAudit reads the log as an export would be read elsewhere. Only one runs
// at a time: it walks over everything.
func (s *Server) verifyAudit(ctx context.Context, w *Workspace, _ *In) (*auditReportOut, error) {
	if err := s.read(ctx, w, access.ReadAudit, "audit.verify", audit.Object{Type: "audit"}); err != nil {
		return nil, err
	}
	if !s.verifying.TryLock() {
		p := NewProblem(CodeRateLimited, "The log is being verified already.")
		p.retryAfter = 5 * time.Second
		return nil, p
	}
	defer s.verifying.Unlock()
	keys, err := w.Audit.PublicKeys(ctx)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	pipe, into := io.Pipe()
	go func() {
		_, err := w.Audit.Export(ctx, into)
		into.CloseWithError(err)
	}()
	r, err := audit.Verify(pipe, audit.Options{Keys: keys})
	if cerr := pipe.Close(); err != nil && r.Fault == nil {
		return nil, errors.Join(err, cerr)
	}
	out := &auditReportOut{AuditReport{OK: r.OK, Entries: r.Entries, Proves: orEmpty(r.Proves()), Seconds: time.Since(began).Seconds()}}
	if r.Fault != nil {
		out.Body.Fault = r.Fault.Error()
	}
	return out, nil
}

func (s *Server) exportAudit(ctx context.Context, w *Workspace, _ *In) (*huma.StreamResponse, error) {
	if err := s.read(ctx, w, access.ReadAudit, "audit.export", audit.Object{Type: "audit"}); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		hc.SetHeader("Content-Type", "application/x-ndjson")
		hc.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "daylight-audit-" + string(w.ID) + ".jsonl"}))
		if _, err := w.Audit.Export(hc.Context(), hc.BodyWriter()); err != nil {
			// The head has gone out: a file that is cut off does not verify, and
			// the log says why.
			s.opt.Log.ErrorContext(ctx, "audit export ended early", "request", requestID(ctx), "cause", err)
		}
	}}, nil
}

// Audits lists entries of the log.
type Audits interface {
	List(ctx context.Context, ws domain.WorkspaceID, f audit.Filter) ([]audit.Found, error)
	// SaveSearch keeps why somebody searched, with its entry, and Searches lists
	// such, newest first.
	SaveSearch(ctx context.Context, ws domain.WorkspaceID, x audit.Search, e audit.Entry) error
	Searches(ctx context.Context, ws domain.WorkspaceID, before audit.SearchBefore, limit int) ([]audit.Search, error)
}
