package activity

import "math"

// Model is what is known of working days beforehand: a mixture of archetypes,
// and the limits below which nothing is said. It is a value without state, and
// its numbers are data with their source (see [Builtin] and [Fit]).
type Model struct {
	Shape
	Limits
	Archetypes []Archetype
	// Fitted names the file that the archetypes were fitted on, by the SHA-256
	// of its lines, and Authors how many people: no figure measured on that
	// file is worth anything unless it was cross-validated.
	Fitted  string
	Authors int
}

// Shape is how hours become a rhythm, and how far rhythms scatter.
type Shape struct {
	Prior  float64 // hours of an even day that are added to everybody's
	Smooth float64 // hours, standard deviation of the kernel
	// Scatter is how far a person's rhythm lies from their archetype, as the
	// standard deviation of each square root of a share.
	Scatter float64
}

// Limits are what must hold before anything is said.
type Limits struct {
	MinHours int // distinct hours
	MinDays  int // distinct UTC days
	// Pause is the largest share of activity that six hours may hold to be a
	// time of sleep. Half of what an even day would put there is 0.125.
	Pause float64
	// Weekend and Slot go together: whoever has no two days in a row with less
	// than Weekend of the week's activity, and does four fifths of it within
	// fewer than Slot hours a day, shows a slot of spare or on-call time. That
	// may lie anywhere in a day.
	Weekend float64
	Slot    int
	// Near is how much of the posterior must lie within two hours of the
	// answer; otherwise several answers fit, and none is given.
	Near  float64
	Level float64 // of the interval
	// Margin in hours and Doubt decide when a claim is contradicted: when less
	// than Doubt of the posterior lies within Margin of it.
	Margin int
	Doubt  float64
}

// Archetype is one usual working day.
type Archetype struct {
	Weight float64 // share of people
	Roots  day     // square roots of hourly shares, from midnight local time
}

// posterior is the probability of each whole hour by which a rhythm must be
// turned forward to stand in local time. No offset is likelier beforehand.
type posterior [dayHours]float64

func (m *Model) posterior(r day) posterior {
	var out posterior
	logs := make([]float64, len(m.Archetypes))
	top := math.Inf(-1)
	for turn := range out {
		for k := range m.Archetypes {
			a := &m.Archetypes[k]
			logs[k] = math.Log(a.Weight) - distance(&r, &a.Roots, turn)/(2*m.Scatter*m.Scatter)
		}
		out[turn] = logSum(logs)
		top = math.Max(top, out[turn])
	}
	sum := 0.0
	for turn := range out {
		out[turn] = math.Exp(out[turn] - top)
		sum += out[turn]
	}
	for turn := range out {
		out[turn] /= sum
	}
	return out
}

// distance is the squared distance of b from a turned forward.
func distance(a, b *day, turn int) float64 {
	sum := 0.0
	for h, v := range a[:dayHours-turn] {
		x := v - b[h+turn]
		sum += x * x
	}
	for h, v := range a[dayHours-turn:] {
		x := v - b[h]
		sum += x * x
	}
	return sum
}

func logSum(logs []float64) float64 {
	top := math.Inf(-1)
	for _, x := range logs {
		top = math.Max(top, x)
	}
	sum := 0.0
	for _, x := range logs {
		sum += math.Exp(x - top)
	}
	return top + math.Log(sum)
}

// around is how much lies within some hours of a turn.
func (p *posterior) around(turn, hours int) float64 {
	sum := 0.0
	for d := -hours; d <= hours; d++ {
		sum += p[((turn+d)%dayHours+dayHours)%dayHours]
	}
	return sum
}

// centre is the turn that has most within an hour of it.
func (p *posterior) centre() int {
	best := 0
	for s := range dayHours {
		if p.around(s, 1) > p.around(best, 1)+1e-12 {
			best = s
		}
	}
	return best
}

// interval grows from a turn on the heavier side until it holds level.
func (p *posterior) interval(centre int, level float64) (below, above int) {
	at := func(d int) float64 { return p[((centre+d)%dayHours+dayHours)%dayHours] }
	sum := at(0)
	for sum < level && below+above < dayHours-1 {
		if lower, upper := at(-below-1), at(above+1); lower > upper {
			below++
			sum += lower
		} else {
			above++
			sum += upper
		}
	}
	return below, above
}
