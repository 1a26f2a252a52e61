package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/wire"
)

const octets = "application/octet-stream"

// caseFiles adds attachments. They are taken and handed out, never shown.
func (s *Server) caseFiles() {
	if s.opt.Vault == nil {
		return
	}
	add(s, op{method: http.MethodPost, path: "/cases/{id}/attachments", id: "attach-file", summary: "Keep a file on a case: one multipart part named file, at most 10 MiB",
		action: access.WorkCases, body: filesBody(), answer: reflect.TypeFor[CaseAttachment]()}, s.attach)
	add(s, op{method: http.MethodGet, path: "/cases/{id}/attachments/{part}", id: "download-file", summary: "Download a file; it is never shown here", action: access.ReadCases, reply: octets}, s.download)
}

// filesBody documents an upload.
func filesBody() *huma.RequestBody {
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{"file"},
		Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary"}}}}}}
}

// maxUpload bounds the request of an attachment: the file and what a form puts
// around it. The vault bounds the file itself.
const maxUpload = 11 << 20

func (s *Server) attach(ctx context.Context, w *Workspace, in *CaseChange) (*huma.StreamResponse, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	if err := s.within(ctx, w, in.ID); err != nil {
		return nil, err
	}
	return s.raw(func(rw http.ResponseWriter, r *http.Request) (any, error) {
		r.Body = http.MaxBytesReader(rw, r.Body, maxUpload)
		form, err := r.MultipartReader()
		if err != nil {
			return nil, NewProblem(CodeMediaType, "Send multipart/form-data.")
		}
		part, err := nextFile(form)
		if err != nil {
			return nil, err
		}
		f, err := s.opt.Cases.Attach(ctx, s.opt.Vault, w.ID, in.ID, version, part.FileName(), part, s.reviewer(ctx, access.WorkCases))
		if err != nil {
			return nil, err
		}
		return attachmentOf(*f), nil
	}), nil
}

// nextFile returns the next part of a form that is a file.
func nextFile(form *multipart.Reader) (*multipart.Part, error) {
	part, err := form.NextPart()
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, err
	case errors.Is(err, io.EOF):
		return nil, err
	case err != nil:
		return nil, NewProblem(CodeMalformed, "The form cannot be read.")
	case part.FormName() != "file" || part.FileName() == "":
		return nil, invalid("body.file", "each part is a file named file")
	}
	return part, nil
}

// raw answers a request whose body is read by do.
func (s *Server) raw(do func(w http.ResponseWriter, r *http.Request) (any, error)) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		r = r.WithContext(hc.Context())
		out, err := do(w, r)
		if errors.Is(err, io.EOF) {
			err = invalid("body.file", "a file")
		}
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		body, err := wire.Marshal(out)
		if err != nil {
			s.refuse(w, r, fmt.Errorf("write the answer: %w", err))
			return
		}
		w.Header().Set("Content-Type", "application/json")
		// The other side may be gone; there is nobody to tell.
		_, _ = w.Write(body)
	}}
}

type fileIn struct {
	CaseIn
	Part string `path:"part" maxLength:"64"`
}

// download sends a file so that no browser opens it.
func (s *Server) download(ctx context.Context, w *Workspace, in *fileIn) (*huma.StreamResponse, error) {
	if err := s.within(ctx, w, in.ID); err != nil {
		return nil, err
	}
	f, data, err := s.opt.Cases.Download(ctx, s.opt.Vault, w.ID, in.ID, in.Part, s.reviewer(ctx, access.ReadCases))
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		hc.SetHeader("Content-Type", octets)
		hc.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
		hc.SetHeader("Content-Security-Policy", "sandbox; default-src 'none'")
		hc.SetHeader("Content-Length", strconv.Itoa(len(data)))
		// The other side may be gone; there is nobody to tell.
		_, _ = hc.BodyWriter().Write(data)
	}}, nil
}
