package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/access/passkey"
	"github.com/daylight-hq/daylight/internal/jobs"
	"github.com/daylight-hq/daylight/internal/live"
	"github.com/daylight-hq/daylight/internal/notify"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/settings"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Problem is every answer that is not what was asked for (RFC 9457).
type Problem struct {
	Type      string   `json:"type" doc:"urn:daylight:problem: and the code"`
	Title     string   `json:"title" doc:"The same for every problem of a code"`
	Status    int      `json:"status"`
	Code      Code     `json:"code" doc:"Stable; programs branch on it"`
	Detail    string   `json:"detail,omitempty" doc:"What happened here, for people"`
	RequestID string   `json:"request_id,omitempty" doc:"Names the request in the server's log"`
	Faults    []Fault  `json:"faults,omitempty" doc:"What is wrong with the request"`
	Missing   []string `json:"missing,omitempty" doc:"What has to be done first, in plain words"`
	Changed   []string `json:"changed,omitempty" doc:"What was done since you read it"`

	retryAfter time.Duration
}

// Fault is one thing that is wrong with a request.
type Fault struct {
	Where string `json:"where,omitempty" doc:"Such as body.tier or query.limit"`
	What  string `json:"what"`
}

// Code is a stable name of a problem.
type Code string

// Codes of problems.
const (
	CodeMalformed    Code = "malformed"
	CodeSignIn       Code = "sign-in-needed"
	CodeLogin        Code = "login-failed"
	CodeForbidden    Code = "forbidden"
	CodeNotFound     Code = "not-found"
	CodeMethod       Code = "method-not-allowed"
	CodeExists       Code = "exists"
	CodeRefused      Code = "not-yet" // something has to be done first
	CodeErased       Code = "erased"
	CodeReadOnly     Code = "read-only" // the config file holds it
	CodeStale        Code = "stale"
	CodeNoMatch      Code = "if-match-needed"
	CodeTooLarge     Code = "too-large"
	CodeMediaType    Code = "media-type"
	CodeInvalid      Code = "invalid"
	CodeKeyReused    Code = "idempotency-key-reused"
	CodeKeyRunning   Code = "idempotency-key-in-use"
	CodeRateLimited  Code = "rate-limited"
	CodeCrossOrigin  Code = "cross-origin"
	CodeInternal     Code = "internal"
	CodeUnavailable  Code = "unavailable"
	CodeTimeout      Code = "timeout"
	problemMediaType      = "application/problem+json"
)

// kinds give each code its status and title.
func kinds() map[Code]struct {
	status int
	title  string
} {
	return map[Code]struct {
		status int
		title  string
	}{
		CodeMalformed:   {http.StatusBadRequest, "The request cannot be read"},
		CodeSignIn:      {http.StatusUnauthorized, "Sign in first"},
		CodeLogin:       {http.StatusUnauthorized, "Name, password or code is wrong"},
		CodeForbidden:   {http.StatusForbidden, "Your role does not allow this"},
		CodeNotFound:    {http.StatusNotFound, "There is no such thing"},
		CodeMethod:      {http.StatusMethodNotAllowed, "This cannot be done here"},
		CodeExists:      {http.StatusConflict, "It exists already"},
		CodeRefused:     {http.StatusConflict, "Something has to be done first"},
		CodeErased:      {http.StatusGone, "It was erased"},
		CodeReadOnly:    {http.StatusConflict, "The config file of the server holds this"},
		CodeStale:       {http.StatusPreconditionFailed, "It has changed since you read it"},
		CodeNoMatch:     {http.StatusPreconditionRequired, "Say which version you change"},
		CodeTooLarge:    {http.StatusRequestEntityTooLarge, "The request is too large"},
		CodeMediaType:   {http.StatusUnsupportedMediaType, "The content type cannot be read"},
		CodeInvalid:     {http.StatusUnprocessableEntity, "The request is not valid"},
		CodeKeyReused:   {http.StatusUnprocessableEntity, "The idempotency key was used for another request"},
		CodeKeyRunning:  {http.StatusConflict, "A request with this idempotency key is not finished"},
		CodeRateLimited: {http.StatusTooManyRequests, "Too many requests"},
		CodeCrossOrigin: {http.StatusForbidden, "The request comes from another site"},
		CodeInternal:    {http.StatusInternalServerError, "Something went wrong here"},
		CodeUnavailable: {http.StatusServiceUnavailable, "Not ready"},
		CodeTimeout:     {http.StatusServiceUnavailable, "It took too long"},
	}
}

// Errors of this package that callers tell apart.
var (
	// ErrNotFound also says that a thing is of another workspace.
	ErrNotFound = errors.New("not found")
	// ErrSignIn says that nobody is signed in, or no longer.
	ErrSignIn = errors.New("sign in first")

	errNotJudged = errors.New("everybody is being judged for the first time since the start")
	errJudging   = errors.New("everybody is being judged anew")
)

// NewProblem returns a problem of a code.
func NewProblem(code Code, detail string) *Problem {
	k := kinds()[code]
	return &Problem{Type: "urn:daylight:problem:" + string(code), Title: k.title, Status: k.status, Code: code, Detail: detail}
}

func invalid(where, what string) *Problem {
	p := NewProblem(CodeInvalid, what)
	p.Faults = []Fault{{where, what}}
	return p
}

// Error is the detail.
func (p *Problem) Error() string { return string(p.Code) + ": " + p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of problems.
func (p *Problem) ContentType(string) string { return problemMediaType }

// GetHeaders says when to come again.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(p.retryAfter.Round(time.Second)/time.Second)))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="daylight"`)
	}
	return h
}

// problemOf turns an error into a problem. It is the only place where that is
// done. known is false for an error that nobody foresaw, of which only the log
// may tell.
func problemOf(err error) (p *Problem, known bool) {
	if p := providerProblem(err); p != nil {
		return p, true
	}
	if p := toldProblem(err); p != nil {
		return p, true
	}
	if p := importProblem(err); p != nil {
		return p, true
	}
	switch {
	case errors.Is(err, notify.ErrInvalid):
		p = invalid("body", err.Error())
	case errors.Is(err, notify.ErrStale), errors.Is(err, settings.ErrStale):
		p = NewProblem(CodeStale, "")
	case errors.Is(err, review.ErrErased):
		p = NewProblem(CodeErased, "")
	case errors.Is(err, review.ErrExists), errors.Is(err, access.ErrExists):
		p = NewProblem(CodeExists, err.Error())
	case errors.Is(err, ErrNotFound), errors.Is(err, review.ErrNotFound), errors.Is(err, access.ErrNotFound), errors.Is(err, notify.ErrNotFound), errors.Is(err, jobs.ErrNotFound), errors.Is(err, settings.ErrNotFound):
		p = NewProblem(CodeNotFound, "")
	case errors.Is(err, access.ErrLogin):
		p = NewProblem(CodeLogin, "")
	case errors.Is(err, access.ErrWeak):
		p = invalid("body.password", err.Error())
	case errors.Is(err, passkey.ErrName):
		p = invalid("body.name", err.Error())
	case errors.Is(err, access.ErrNeedTwo), errors.Is(err, access.ErrTooNew), errors.Is(err, access.ErrLastAdmin),
		errors.Is(err, access.ErrNotFresh), errors.Is(err, access.ErrNoFactor), errors.Is(err, passkey.ErrLastWay), errors.Is(err, passkey.ErrTooMany):
		p = NewProblem(CodeRefused, "")
		p.Missing = []string{err.Error()}
	case errors.Is(err, access.ErrForbidden):
		p = NewProblem(CodeForbidden, "")
	case errors.Is(err, ErrSignIn):
		p = NewProblem(CodeSignIn, "")
	case errors.Is(err, live.ErrBroken):
		p = NewProblem(CodeUnavailable, "The database could not be reached. Nothing was acknowledged; try again.")
		p.retryAfter = 5 * time.Second
	case errors.Is(err, errNotJudged):
		p = NewProblem(CodeUnavailable, "Since the start everybody is being judged for the first time. Cases can be read already.")
		p.retryAfter = 5 * time.Second
	case errors.Is(err, errJudging):
		p = NewProblem(CodeUnavailable, "Everybody is being judged anew, which takes seconds. Names can be looked for meanwhile.")
		p.retryAfter = 2 * time.Second
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		p = NewProblem(CodeTimeout, "")
		p.retryAfter = time.Second
	default:
		return NewProblem(CodeInternal, "The server's log tells more under the request's id."), false
	}
	return p, true
}

// toldProblem turns an error that says more than what kind it is into a problem;
// nil for any other.
func toldProblem(err error) (p *Problem) {
	var refused *review.Refused
	var unfit *review.Invalid
	var unset *settings.Invalid
	var pinned *settings.PinnedError
	var conflict *review.Conflict
	var large *http.MaxBytesError
	var locked *access.LockedError
	switch {
	case errors.As(err, &p):
		again := *p
		return &again
	case errors.As(err, &refused):
		p = NewProblem(CodeRefused, refused.Error())
		p.Missing = refused.Missing
	case errors.As(err, &unfit):
		p = invalid("body."+unfit.Field, unfit.Why)
	case errors.As(err, &unset):
		p = invalid("body."+unset.Field, unset.Why)
	case errors.As(err, &pinned):
		p = NewProblem(CodeReadOnly, pinned.Error())
	case errors.As(err, &conflict):
		p = NewProblem(CodeStale, "")
		for _, e := range conflict.Changed {
			p.Changed = append(p.Changed, string(e.Action)+" by "+e.Actor.ID)
		}
	case errors.As(err, &large):
		p = NewProblem(CodeTooLarge, "At most "+strconv.FormatInt(large.Limit, 10)+" bytes are read.")
	case errors.As(err, &locked):
		p = NewProblem(CodeRateLimited, locked.Error())
		p.retryAfter = locked.For
	}
	return p
}

// problem is problemOf for a request, with unforeseen errors in the log.
func (s *Server) problem(ctx context.Context, err error) *Problem {
	p, known := problemOf(err)
	p.RequestID = requestID(ctx)
	if !known {
		s.opt.Log.ErrorContext(ctx, "request failed", "request", p.RequestID, "cause", err)
	}
	return p
}

// refuse answers with a problem outside of huma.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := s.problem(r.Context(), err)
	for name, v := range p.GetHeaders() {
		w.Header()[name] = v
	}
	w.Header().Set("Content-Type", problemMediaType)
	w.WriteHeader(p.Status)
	if body, err := wire.Marshal(p); err == nil {
		// The other side may be gone; there is nobody to tell.
		_, _ = w.Write(body)
	}
}

// ownProblems turns what huma says of a request that it cannot read into our
// problems.
func ownProblems(ctx huma.Context, _ string, v any) (any, error) {
	model, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	code := CodeInternal
	for c, k := range kinds() {
		if k.status == model.Status && c != CodeKeyReused && c != CodeKeyRunning && c != CodeCrossOrigin && c != CodeRefused && c != CodeReadOnly && c != CodeTimeout && c != CodeLogin {
			code = c
		}
	}
	p := NewProblem(code, model.Detail)
	p.Status, p.RequestID = model.Status, requestID(ctx.Context())
	for _, e := range model.Errors {
		if e != nil {
			p.Faults = append(p.Faults, Fault{e.Location, e.Message})
		}
	}
	return p, nil
}
