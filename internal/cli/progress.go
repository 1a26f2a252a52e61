package cli

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/mattn/go-isatty"

	"github.com/daylight-hq/daylight/internal/ingest"
)

// progress shows how far an import has come: bytes, records a second and the
// time left. On a terminal it keeps to one line; elsewhere it says a line
// every ten seconds.
type progress struct {
	e      *env
	quiet  bool
	start  time.Time
	last   time.Time
	shown  bool
	asides int
}

// asideLines is how many set-aside items are said as they are met; the rest is
// counted, and kept with --db.
const asideLines = 10

func newProgress(e *env, quiet bool) *progress {
	now := e.clock()
	return &progress{e: e, quiet: quiet, start: now, last: now}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

func (p *progress) tell(s ingest.Progress) {
	if p.quiet {
		return
	}
	every := 10 * time.Second
	if p.e.tty {
		every = 200 * time.Millisecond
	}
	now := p.e.clock()
	if now.Sub(p.last) < every {
		return
	}
	p.last = now
	elapsed := now.Sub(p.start).Seconds()
	line := fmt.Sprintf("%s of %s · %s records, %s/s · file %d of %d%s",
		humanize.Bytes(uint64(s.Bytes)), humanize.Bytes(uint64(max(s.BytesTotal, s.Bytes))), humanize.Comma(s.Records),
		humanize.Comma(int64(float64(s.Records)/elapsed)), s.FilesDone+1, s.Files, left(s, elapsed))
	if p.e.tty {
		fmt.Fprintf(p.e.screen, "\r\x1b[K%s", line)
		p.shown = true
		return
	}
	fmt.Fprintln(p.e.stderr, line)
}

func left(s ingest.Progress, elapsed float64) string {
	if s.Bytes == 0 || s.BytesTotal <= s.Bytes {
		return ""
	}
	seconds := elapsed * float64(s.BytesTotal-s.Bytes) / float64(s.Bytes)
	return fmt.Sprintf(" · %s left", time.Duration(seconds*float64(time.Second)).Round(time.Second))
}

func (p *progress) aside(a ingest.SetAside) {
	p.asides++
	if p.quiet || p.asides > asideLines {
		return
	}
	p.clear()
	fmt.Fprintf(p.e.stderr, "set aside %s: %s (%s)\n", place(a.File, a.Line), detail(a.File, a.Detail), a.Reason)
}

func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.e.screen, "\r\x1b[K")
		p.shown = false
	}
}

func (p *progress) done() {
	p.clear()
	if p.asides > asideLines && !p.quiet {
		fmt.Fprintf(p.e.stderr, "and %d more set aside; daylight quarantine list shows all of them when --db is used\n", p.asides-asideLines)
	}
}

// stages shows how far a measurement has come, on a terminal only.
type stages struct {
	progress
}

func newStages(e *env, quiet bool) *stages { return &stages{*newProgress(e, quiet)} }

func (s *stages) tell(stage string, done, all int) {
	if s.quiet || !s.e.tty || s.e.clock().Sub(s.last) < 200*time.Millisecond {
		return
	}
	s.last, s.shown = s.e.clock(), true
	fmt.Fprintf(s.e.screen, "\r\x1b[K%s: %d of %d", stage, done, all)
}
