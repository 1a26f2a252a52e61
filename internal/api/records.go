package api

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Status is what became of one line of a stream of records.
type Status string

// Statuses of lines. A line that is accepted is durable.
const (
	Accepted   Status = "accepted"
	NewVersion Status = "new-version" // of a record that was known with other content
	Duplicate  Status = "duplicate"
	Unused     Status = "unused" // known by its kind, and carries nothing that is read
	SetAside   Status = "set-aside"
	Erased     Status = "erased" // refused: it is of somebody who was erased
)

// lineResult is the answer to one line.
type lineResult struct {
	Line   int    `json:"line"` // 1-based; empty lines count
	Status Status `json:"status"`
	Reason string `json:"reason,omitempty"`
	Detail string `json:"detail,omitempty"`
}

const (
	ndjson = "application/x-ndjson"
	// maxBatch is how many lines are made durable together at most.
	maxBatch = 512
	// lineWait is how long the server waits for the next byte of a stream.
	lineWait = 2 * time.Minute
)

type recordsIn struct {
	In
	Source   string    `query:"source" required:"true" maxLength:"64" doc:"Such as okta; GET /sources lists them"`
	Shape    string    `query:"shape" required:"true" maxLength:"64" doc:"Which export of it, such as system-log"`
	Tenant   string    `query:"tenant" maxLength:"64" default:"main" doc:"Which account of that vendor"`
	Observed time.Time `query:"observed_at" doc:"When the data were taken from the vendor; now, if not given"`
}

// records adds the stream of records.
func (s *Server) records() {
	body := &huma.RequestBody{Required: true, Description: "One item a line, as the vendor's API or export gives it",
		Content: map[string]*huma.MediaType{ndjson: {Schema: &huma.Schema{Type: huma.TypeString}}}}
	add(s, op{method: http.MethodPost, path: streamed, id: "add-records", summary: "Add records as a stream of JSON lines", action: access.Ingest, body: body, reply: ndjson,
		describe: "The answer is a stream too: for each line that is not empty, in order, {line, status, reason, detail}, " +
			"as soon as it is durable. What was not answered may or may not have been kept; sending it again does no harm."}, s.addRecords)
}

func (s *Server) addRecords(ctx context.Context, w *Workspace, in *recordsIn) (*huma.StreamResponse, error) {
	src, shape, err := findShape(w.Sources, in.Source, in.Shape)
	if err != nil {
		return nil, err
	}
	observed := in.Observed
	if observed.IsZero() {
		observed = s.opt.Clock()
	}
	st := &stream{server: s, workspace: w, source: src, item: source.Item{Shape: shape, ObservedAt: observed.UTC(), Tenant: in.Tenant}, prepare: w.Prepare()}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		r, rw := humago.Unwrap(hc)
		if media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); strings.TrimSpace(media) != ndjson {
			s.refuse(rw, r, NewProblem(CodeMediaType, "Send "+ndjson+"."))
			return
		}
		st.run(ctx, rw, r)
	}}, nil
}

// findShape finds a source and a shape of it that comes in lines or documents
// of JSON.
func findShape(list []source.Source, name, shape string) (source.Source, string, error) {
	for _, src := range list {
		if src.Name != name {
			continue
		}
		for _, sh := range src.Shapes {
			for _, f := range sh.Formats {
				if sh.Name == shape && (f == source.JSON || f == source.NDJSON) {
					return src, shape, nil
				}
			}
		}
		return src, "", invalid("query.shape", "the source has no such export as JSON")
	}
	return source.Source{}, "", invalid("query.source", "no such source is known")
}

// stream is one request that brings records.
type stream struct {
	server    *Server
	workspace *Workspace
	source    source.Source
	item      source.Item
	prepare   *engine.Preparer
	line      int
}

// batch is lines that are made durable together.
type batch struct {
	results []lineResult
	records []engine.Prepared
	of      []int // index of the result that each record belongs to
	end     error // why the stream ended after it; io.EOF at its proper end
}

// run reads and maps one batch while the one before becomes durable, and
// answers in order.
func (st *stream) run(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	control := http.NewResponseController(w)
	// HTTP/2 is full duplex by itself and says so with an error.
	_ = control.EnableFullDuplex()
	w.Header().Set("Content-Type", ndjson)
	w.WriteHeader(http.StatusOK)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	batches := make(chan *batch, 1)
	go func() {
		defer close(batches)
		in := bufio.NewReaderSize(r.Body, 64<<10)
		for end := error(nil); end == nil; {
			b := st.read(in, control)
			end = b.end
			select {
			case batches <- b:
			case <-ctx.Done():
				return
			}
		}
	}()
	for b := range batches {
		err := st.answer(ctx, w, b)
		if err == nil {
			err = control.Flush()
		}
		if err == nil {
			continue
		}
		// The reader is not left behind with a body that is no longer there. A
		// connection whose reader ended by itself serves the next request: a
		// deadline that has passed would cancel that one.
		cancel()
		_ = control.SetReadDeadline(time.Now())
		for range batches {
		}
	}
}

// read takes lines until the batch is full or the sender pauses.
func (st *stream) read(in *bufio.Reader, control *http.ResponseController) *batch {
	b := &batch{}
	for len(b.results) < maxBatch {
		if len(b.results) > 0 && in.Buffered() == 0 {
			return b
		}
		// Not every connection has deadlines; then the stream has none.
		_ = control.SetReadDeadline(time.Now().Add(lineWait))
		line, long, err := readLine(in, st.server.opt.MaxLine)
		if len(line) > 0 || long || err == nil {
			st.line++
		}
		switch line = bytes.TrimSpace(line); {
		case long:
			b.results = append(b.results, lineResult{st.line, SetAside, "too-long", fmt.Sprintf("a line has at most %d bytes", st.server.opt.MaxLine)})
		case len(line) > 0:
			st.take(b, line)
		}
		if err != nil {
			b.end = err
			return b
		}
	}
	return b
}

// readLine returns the next line without holding more than limit bytes of it.
func readLine(in *bufio.Reader, limit int) (line []byte, long bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if long = long || len(line)+len(part) > limit+1; !long {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			if long {
				line = nil
			}
			return line, long, err
		}
	}
}

// take maps one line.
func (st *stream) take(b *batch, line []byte) {
	it := st.item
	it.JSON, it.Origin = line, domain.Origin{File: "api", Line: st.line}
	var out source.Out
	err := mapItem(st.source, it, &out)
	res := lineResult{Line: st.line, Status: Unused}
	if err != nil && !errors.Is(err, domain.ErrUnused) {
		res.Status, res.Reason, res.Detail = SetAside, reasonOf(err), err.Error()
		out.Records = nil
	}
	for i := range out.Records {
		b.records = append(b.records, st.prepare.Prepare(out.Records[i]))
		b.of = append(b.of, len(b.results))
	}
	b.results = append(b.results, res)
}

// mapItem keeps a mapping that breaks on an item from ending the stream.
func mapItem(s source.Source, it source.Item, out *source.Out) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("mapping broke on this item: %v", p)
		}
	}()
	return s.Map(it, out)
}

func reasonOf(err error) string {
	var coded interface{ Reason() string }
	if errors.As(err, &coded) {
		return coded.Reason()
	}
	return "malformed"
}

// answer makes a batch durable and says what became of each line. When that
// fails, nothing is said of its lines, and the stream ends with a problem.
func (st *stream) answer(ctx context.Context, w io.Writer, b *batch) error {
	s := st.server
	if len(b.records) > 0 {
		status, err := st.workspace.Live.Add(ctx, b.records)
		if err != nil {
			return st.fail(ctx, w, err)
		}
		for i, x := range status {
			res := &b.results[b.of[i]]
			res.Status = newer(res.Status, x)
		}
		if st.workspace.Arrived != nil {
			st.workspace.Arrived(st.source.Name)
		}
	}
	counts := map[Status]int{}
	var buf bytes.Buffer
	for _, res := range b.results {
		counts[res.Status]++
		line, err := wire.Marshal(res)
		if err != nil {
			return err
		}
		buf.Write(line)
		buf.WriteByte('\n')
	}
	for status, n := range counts {
		s.metrics.records.WithLabelValues(st.source.Name, string(status)).Add(float64(n))
	}
	if _, err := w.Write(buf.Bytes()); err != nil {
		return err
	}
	if b.end != nil && !errors.Is(b.end, io.EOF) {
		return st.fail(ctx, w, NewProblem(CodeMalformed, fmt.Sprintf("The stream broke off after line %d.", st.line)))
	}
	return nil
}

// fail ends the stream with a problem in place of results.
func (st *stream) fail(ctx context.Context, w io.Writer, err error) error {
	p := st.server.problem(ctx, err)
	line, merr := wire.Marshal(struct {
		Problem *Problem `json:"problem"`
	}{p})
	if merr == nil {
		// The other side may be gone; there is nobody to tell.
		_, _ = w.Write(append(line, '\n'))
	}
	return errors.Join(err, merr)
}

// newer is the status of a line that made several records: something new counts
// before what was known.
func newer(so Status, x engine.Status) Status {
	now := Unused
	switch x {
	case engine.Accepted:
		now = Accepted
	case engine.Duplicate:
		now = Duplicate
	case engine.NewVersion:
		now = NewVersion
	case engine.Erased:
		now = Erased
	}
	if now.rank() > so.rank() {
		return now
	}
	return so
}

func (s Status) rank() int {
	return slices.Index([]Status{Erased, Duplicate, NewVersion, Accepted}, s)
}
