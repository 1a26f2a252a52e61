package engine

import (
	"fmt"
	"slices"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/daylight-hq/daylight/internal/domain"
)

// sessionsFor is how long before an account's latest event a session was last
// used to be kept. Identity providers let most end within a day or a week.
const sessionsFor = 7 * 24 * time.Hour

// foldSession keeps the last use of a session on the employer's devices, and the
// last on others. Only the last is kept, so that forgetting what is old and
// folding commute: an event that is older than what was forgotten was older
// than all that counts.
func (s *State) foldSession(a *account, e *signIn, at *example) {
	where := map[string]string{"true": domain.SessionManaged, "false": domain.SessionForeign}[e.managed]
	if e.session == "" || where == "" || e.kind != domain.KindSignIn {
		return
	}
	key := domain.ActivityKey{Kind: domain.KindSession, Device: s.in(fmt.Sprintf("%016x", xxh3.HashString(e.session))), Network: where}
	x := a.open
	c := x.cells.get(key)
	if c == nil {
		s.forgetSessions(a)
		c = &domain.Activity{ActivityKey: key}
		x.cells.add(c)
	} else if !at.after(c.Last) {
		return
	}
	c.Count, c.First = 1, at.keep()
	c.Last, c.IP, c.Days = c.First, s.in(e.ip), nil
	foldDay(c, false, at.rec)
}

// forgetSessions drops those that no longer count.
func (s *State) forgetSessions(a *account) {
	x := a.open
	if !slices.ContainsFunc(x.cells.list, func(c *domain.Activity) bool { return !a.keeps(c) }) {
		return
	}
	kept := newActivity().cells
	for _, c := range x.cells.list {
		if a.keeps(c) {
			kept.add(c)
		}
	}
	x.cells = kept
}

// keeps reports whether a cell counts: all but sessions of long ago do.
func (a *account) keeps(c *domain.Activity) bool {
	return c.Kind != domain.KindSession || !c.Last.At.Before(a.latest.Add(-sessionsFor))
}
