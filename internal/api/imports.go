package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/intake"
)

// Counts are what became of the items of a file.
type Counts struct {
	Accepted  int `json:"accepted"`
	Versions  int `json:"new_versions" doc:"Of the accepted: new content under a known key"`
	Duplicate int `json:"duplicate"`
	Unused    int `json:"unused" doc:"Known by their kind, and carry nothing that is read"`
	SetAside  int `json:"set_aside" doc:"Could not be read; the quarantine says why"`
	Erased    int `json:"erased" doc:"Refused: of people who were erased"`
}

func countsOf(c ingest.Counts) Counts {
	return Counts{c.Accepted, c.Versions, c.Duplicate, c.Unused, c.SetAside, c.Erased}
}

// Import is some files that were handed in together.
type Import struct {
	ID        string          `json:"id"`
	State     string          `json:"state" enum:"open,waiting,running,done,failed,cancelled"`
	By        string          `json:"by"`
	At        time.Time       `json:"at"`
	StartedAt time.Time       `json:"started_at,omitzero"`
	EndedAt   time.Time       `json:"ended_at,omitzero"`
	Problem   string          `json:"problem,omitempty"`
	Counts    Counts          `json:"counts"`
	Files     []ImportFile    `json:"files"`
	Progress  *ImportProgress `json:"progress,omitempty" doc:"While it is read"`
}

// ImportFile is one file of an import.
type ImportFile struct {
	Name     string       `json:"name"`
	Size     int64        `json:"size"`
	Modified time.Time    `json:"modified_at"`
	Kept     bool         `json:"kept" doc:"Its bytes are still here, sealed, so that it can be read again"`
	Parts    []ImportPart `json:"parts" doc:"The file itself, or the members of an archive; empty until it is read"`
}

// ImportPart is what became of a file or of one member of an archive.
type ImportPart struct {
	Member string `json:"member,omitempty"`
	Source string `json:"source,omitempty" doc:"As what it was recognised"`
	Shape  string `json:"shape,omitempty"`
	Done   bool   `json:"done" doc:"Read to its end"`
	Counts Counts `json:"counts"`
}

// ImportProgress is how far reading has come.
type ImportProgress struct {
	File      string `json:"file"`
	Files     int    `json:"files"`
	FilesDone int    `json:"files_done"`
	Bytes     int64  `json:"bytes"`
	Total     int64  `json:"bytes_total"`
	Records   int64  `json:"records"`
}

func importOf(i *intake.Import, p *ingest.Progress) Import {
	out := Import{ID: i.ID, State: string(i.State), By: i.By, At: i.At, StartedAt: i.StartedAt, EndedAt: i.EndedAt, Problem: i.Problem, Counts: countsOf(i.Total()), Files: []ImportFile{}}
	for _, f := range i.Files {
		file := ImportFile{Name: f.Name, Size: f.Size, Modified: f.Modified, Kept: f.Kept, Parts: []ImportPart{}}
		for _, p := range f.Parts {
			file.Parts = append(file.Parts, ImportPart{p.Member, p.Source, p.Shape, p.Done, countsOf(p.Counts)})
		}
		out.Files = append(out.Files, file)
	}
	if p != nil {
		out.Progress = &ImportProgress{p.File, p.Files, p.FilesDone, p.Bytes, p.BytesTotal, p.Records}
	}
	return out
}

// imports adds handing files in.
func (s *Server) imports() {
	if s.opt.Intake == nil {
		return
	}
	add(s, op{method: http.MethodPost, path: "/imports", id: "begin-import", summary: "Begin an import, to which files can be added", action: access.Ingest, status: http.StatusCreated}, s.beginImport)
	add(s, op{method: http.MethodGet, path: "/imports", id: "list-imports", summary: "Imports, newest first", action: access.ReadSources}, s.listImports)
	add(s, op{method: http.MethodGet, path: "/imports/{id}", id: "get-import", summary: "One import, with how far it has come", action: access.ReadSources}, s.getImport)
	add(s, op{method: http.MethodPost, path: "/imports/{id}/files", id: "add-import-files", summary: "Add files: multipart parts named file, each as large as 4 GiB", action: access.Ingest,
		body: filesBody(), answer: reflect.TypeFor[Import](),
		describe: "The file name of a part may hold folders. A part named modified before it says when the export was made (RFC 3339). A file of the same name takes the place of the one before."}, s.addImportFiles)
	add(s, op{method: http.MethodPost, path: "/imports/{id}/start", id: "start-import", summary: "Read the files", action: access.Ingest, status: http.StatusAccepted}, s.startImport)
	add(s, op{method: http.MethodPost, path: "/imports/{id}/cancel", id: "cancel-import", summary: "End an import; what was read by then stays", action: access.Ingest}, s.cancelImport)
	add(s, op{method: http.MethodPost, path: "/imports/{id}/retry", id: "retry-import", summary: "Read again the files of which something was set aside", action: access.ManageSources, status: http.StatusAccepted}, s.retryImport)
}

type importOut struct{ Body Import }

type ImportIn struct {
	In
	ID string `path:"id" maxLength:"64"`
}

// whole refuses who is confined to end clients: a file speaks of everybody.
func whole(ctx context.Context) error {
	if len(callerOf(ctx).Clients) > 0 {
		return access.ErrForbidden
	}
	return nil
}

// importProblem is the problem that an import refuses something with; nil for any
// other error.
func importProblem(err error) *Problem {
	var name *intake.NameError
	switch {
	case errors.Is(err, intake.ErrNotFound):
		return NewProblem(CodeNotFound, "")
	case errors.As(err, &name):
		return invalid("body.file", name.Error())
	case errors.Is(err, intake.ErrTooLarge):
		return NewProblem(CodeTooLarge, "A file has at most 4 GiB, an import 16 GiB and 2,000 files.")
	case errors.Is(err, intake.ErrState), errors.Is(err, intake.ErrEmpty), errors.Is(err, intake.ErrGone):
		return NewProblem(CodeRefused, err.Error())
	}
	return nil
}

func answerImport(i *intake.Import, err error) (*importOut, error) {
	if err != nil {
		return nil, err
	}
	return &importOut{importOf(i, nil)}, nil
}

func (s *Server) beginImport(ctx context.Context, w *Workspace, _ *In) (*importOut, error) {
	if err := whole(ctx); err != nil {
		return nil, err
	}
	return answerImport(s.opt.Intake.Begin(ctx, w.ID, actorFor(ctx, access.Ingest)))
}

func (s *Server) getImport(ctx context.Context, w *Workspace, in *ImportIn) (*importOut, error) {
	i, p, err := s.opt.Intake.Get(ctx, w.ID, in.ID)
	if err != nil {
		return nil, err
	}
	return &importOut{importOf(i, p)}, whole(ctx)
}

type importsIn struct {
	In
	PageInput
}

type importsOut struct {
	Body struct {
		Next
		Imports []Import `json:"imports"`
	}
}

func (s *Server) listImports(ctx context.Context, w *Workspace, in *importsIn) (*importsOut, error) {
	if err := whole(ctx); err != nil {
		return nil, err
	}
	var before intake.Before
	if err := decodeCursor(in.After, &before); err != nil {
		return nil, err
	}
	list, err := s.opt.Intake.List(ctx, w.ID, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &importsOut{}
	out.Body.Imports = []Import{}
	for _, i := range list[:min(len(list), in.Limit)] {
		out.Body.Imports = append(out.Body.Imports, importOf(i, nil))
	}
	if len(list) > in.Limit {
		last := list[in.Limit-1]
		out.Body.Next.Next, err = encodeCursor(intake.Before{At: last.At, ID: last.ID})
	}
	return out, err
}

// addImportFiles reads a form part by part, so that no file stands in memory.
func (s *Server) addImportFiles(ctx context.Context, w *Workspace, in *ImportIn) (*huma.StreamResponse, error) {
	if err := whole(ctx); err != nil {
		return nil, err
	}
	if _, _, err := s.opt.Intake.Get(ctx, w.ID, in.ID); err != nil {
		return nil, err
	}
	return s.raw(func(rw http.ResponseWriter, r *http.Request) (any, error) {
		form, err := r.MultipartReader()
		if err != nil {
			return nil, NewProblem(CodeMediaType, "Send multipart/form-data.")
		}
		// A large file takes longer than any other request may.
		_ = http.NewResponseController(rw).SetReadDeadline(time.Time{})
		var i *intake.Import
		var modified time.Time
		for {
			part, err := form.NextPart()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, NewProblem(CodeMalformed, "The form cannot be read to its end. Files that came whole are kept.")
			}
			if part.FormName() == "modified" {
				modified = timeOf(part)
				continue
			}
			if i, err = s.opt.Intake.Add(ctx, w.ID, in.ID, fileName(part), modified, part); err != nil {
				return nil, err
			}
			modified = time.Time{}
		}
		if i == nil {
			return nil, invalid("body.file", "a file")
		}
		return importOf(i, nil), nil
	}), nil
}

// fileName is the name of a part with its folders, which [multipart.Part.FileName]
// leaves out.
func fileName(part *multipart.Part) string {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return ""
	}
	return params["filename"]
}

func timeOf(part io.Reader) time.Time {
	text, err := io.ReadAll(io.LimitReader(part, 64))
	if err != nil {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, string(text))
	if err != nil {
		return time.Time{} // then it was made now
	}
	return t
}

func (s *Server) startImport(ctx context.Context, w *Workspace, in *ImportIn) (*importOut, error) {
	if err := whole(ctx); err != nil {
		return nil, err
	}
	return answerImport(s.opt.Intake.Start(ctx, w.ID, in.ID, actorFor(ctx, access.Ingest)))
}

func (s *Server) cancelImport(ctx context.Context, w *Workspace, in *ImportIn) (*importOut, error) {
	if err := whole(ctx); err != nil {
		return nil, err
	}
	return answerImport(s.opt.Intake.Cancel(ctx, w.ID, in.ID, actorFor(ctx, access.Ingest)))
}

func (s *Server) retryImport(ctx context.Context, w *Workspace, in *ImportIn) (*importOut, error) {
	if err := whole(ctx); err != nil {
		return nil, err
	}
	if _, _, err := s.opt.Intake.Get(ctx, w.ID, in.ID); err != nil {
		return nil, err
	}
	if _, err := s.opt.Intake.Retry(ctx, w.ID, in.ID, nil, actorFor(ctx, access.ManageSources)); err != nil {
		return nil, err
	}
	return s.getImport(ctx, w, in)
}
