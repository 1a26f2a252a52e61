package activity

// Reason is why nothing can be said.
type Reason string

// Reasons.
const (
	Answered    Reason = ""
	TooFew      Reason = "too-few"      // hours or days of activity
	NoPause     Reason = "no-pause"     // no time of sleep: shifts, travel, or several people
	SpareTime   Reason = "spare-time"   // a narrow slot on all days of the week alike
	SeveralFit  Reason = "several-fit"  // more than one part of the world fits
	Moved       Reason = "moved"        // a part of the time fits another clock than the whole
	NoArchetype Reason = "no-archetype" // the model is empty
)

// Answer is what a rhythm says of the UTC offset.
type Answer struct {
	Reason Reason // [Answered], or why there is no offset
	Hours  int    // distinct hours of activity
	Days   int    // distinct UTC days

	// Offset is the UTC offset that was in force for most of the activity, in
	// minutes, a whole hour from -660 to +720. A clock face cannot tell +13 and
	// +14 hours from -11 and -10.
	Offset int
	// Low and High bound it in minutes, at the model's level. They lie within
	// twelve hours of Offset, half an hour beyond the outermost whole hours
	// that count.
	Low, High int
	Near      float64 // probability that the offset is within two hours of Offset

	Sleep   Window // in UTC
	HasRest bool   // a sleep window was found; it can be without an offset
}

// Infer reads the UTC offset and the sleep window from hours of activity.
func (m *Model) Infer(hours Hours) Answer {
	w := weekOf(hours, Fixed(0))
	a := Answer{Hours: len(hours), Days: hours.Days()}
	whole := w.whole()
	if a.Hours >= m.MinHours && a.Days >= m.MinDays {
		a.Sleep, a.HasRest = whole.pause(m.Pause)
	}
	if a.Reason = m.silent(&w, &whole, a.Hours, a.Days); a.Reason != Answered {
		return a
	}
	p := m.posterior(w.rhythm(m.Shape))
	turn := p.centre()
	a.Near = p.around(turn, 2)
	if a.Near < m.Near {
		a.Reason = SeveralFit
		return a
	}
	if !m.throughout(hours, Fixed(0), turn) {
		a.Reason = Moved
		return a
	}
	a.Offset = signed(turn) * 60
	below, above := p.interval(turn, m.Level)
	a.Low, a.High = a.Offset-60*below-30, a.Offset+60*above+30
	return a
}

// silent says why a week cannot be read at all.
func (m *Model) silent(w *week, whole *day, hours, days int) Reason {
	if hours < m.MinHours || days < m.MinDays {
		return TooFew
	}
	if len(m.Archetypes) == 0 {
		return NoArchetype
	}
	if _, ok := whole.pause(m.Pause); !ok {
		return NoPause
	}
	if _, share := w.quietest(); share > m.Weekend && whole.arc(0.8) < m.Slot {
		return SpareTime
	}
	return Answered
}

// parts is into how many stretches with equally many active hours a time is
// cut, to see a move or a change of shift in it.
const parts = 3

// throughout reports whether a turn stays likelier than not in every part of
// the time, give or take the margin.
func (m *Model) throughout(hours Hours, at Clock, turn int) bool {
	for i := range parts {
		p := m.part(hours, at, i)
		if p.around(turn, m.Margin) < 0.5 {
			return false
		}
	}
	return true
}

// never reports whether there is no part of the time in which the clock is
// likelier than not, give or take the margin. Whoever lived by it for a third of the time and
// then moved, travelled or changed shifts is not contradicted.
func (m *Model) never(hours Hours, at Clock) bool {
	for i := range parts {
		p := m.part(hours, at, i)
		if p.around(0, m.Margin) >= 0.5 {
			return false
		}
	}
	return true
}

func (m *Model) part(hours Hours, at Clock, i int) posterior {
	n := len(hours)
	w := weekOf(hours[i*n/parts:(i+1)*n/parts], at)
	return m.posterior(w.rhythm(m.Shape))
}

// signed maps a turn to hours from -11 to 12.
func signed(turn int) int {
	if turn > 12 {
		return turn - dayHours
	}
	return turn
}

// Verdict is how a claimed zone stands against a rhythm.
type Verdict struct {
	Reason Reason // [Answered], or why the claim cannot be judged
	// Contradicted says that the whole interval lies farther than the margin
	// from the claim, that less than the model's doubt is left near the claim,
	// and that the claim fits no part of the time. Otherwise the rhythm says
	// nothing against it.
	Contradicted bool
	// Near is the probability that the true clock is within the margin of the
	// claimed one.
	Near float64
	// Ahead is by how much the clock that fits best is ahead of the claimed
	// zone's, in minutes; Low and High bound it at the model's level.
	Ahead, Low, High int
}

// Against judges whether somebody who claims to live by a clock does. Every hour
// is read on that clock, so that its summer time is in the claim and not in
// the doubt.
func (m *Model) Against(hours Hours, claim Clock) Verdict {
	w := weekOf(hours, claim)
	whole := w.whole()
	var v Verdict
	if v.Reason = m.silent(&w, &whole, len(hours), hours.Days()); v.Reason != Answered {
		return v
	}
	p := m.posterior(w.rhythm(m.Shape))
	turn, margin := p.centre(), 60*m.Margin
	below, above := p.interval(turn, m.Level)
	v.Near = p.around(0, m.Margin)
	v.Ahead = signed(turn) * 60
	v.Low, v.High = v.Ahead-60*below-30, v.Ahead+60*above+30
	outside := v.Low > margin && v.High < 24*60-margin || v.High < -margin && v.Low > margin-24*60
	v.Contradicted = outside && v.Near < m.Doubt && m.never(hours, claim)
	return v
}
