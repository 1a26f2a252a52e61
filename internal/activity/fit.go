package activity

import (
	"math"
	"slices"
)

// Sample is somebody whose offset is known.
type Sample struct {
	Hours  Hours
	Offset int // minutes east of UTC, in force for most of the activity
}

// Fitting is how a mixture is fitted.
type Fitting struct {
	Archetypes []int     // numbers to choose from
	Scatter    []float64 // scatters to choose from
	Folds      int       // of the cross-validation that chooses
	Rounds     int       // of expectation and maximisation
	// Pull is how many people of the average rhythm each archetype is mixed
	// with, so that none is one person's alone.
	Pull float64
}

// Usual is the fitting that made the built-in model.
func Usual() Fitting {
	return Fitting{Archetypes: []int{4, 8, 12, 16}, Scatter: []float64{0.08, 0.09, 0.10, 0.11, 0.125}, Folds: 5, Rounds: 20, Pull: 0.5}
}

// Fit makes a model of samples. The number of archetypes and their scatter are
// those under which people left out of the fit are likeliest at their true
// offset. The order of samples changes nothing. People with too few hours are
// left out.
func Fit(samples []Sample, s Shape, l Limits, f Fitting) *Model {
	var rhythms []day
	for _, x := range samples {
		if len(x.Hours) >= l.MinHours && x.Hours.Days() >= l.MinDays {
			w := weekOf(x.Hours, Fixed(x.Offset))
			rhythms = append(rhythms, w.rhythm(s))
		}
	}
	slices.SortFunc(rhythms, func(a, b day) int { return slices.Compare(a[:], b[:]) })
	m := &Model{Shape: s, Limits: l, Authors: len(rhythms)}
	if len(rhythms) == 0 {
		return m
	}
	count, best := 0, math.Inf(-1)
	for _, k := range f.Archetypes {
		for _, scatter := range f.Scatter {
			if score := f.score(rhythms, s, k, scatter); score > best {
				best, count, m.Scatter = score, k, scatter
			}
		}
	}
	m.Archetypes = f.mixture(rhythms, count, m.Scatter)
	return m
}

// score is the mean log probability that people have at their true offset
// under a mixture of the others.
func (f Fitting) score(rhythms []day, s Shape, k int, scatter float64) float64 {
	s.Scatter = scatter
	sum := 0.0
	for fold := range f.Folds {
		var train, test []day
		for i, r := range rhythms {
			if i%f.Folds == fold {
				test = append(test, r)
			} else {
				train = append(train, r)
			}
		}
		m := Model{Shape: s, Archetypes: f.mixture(train, k, scatter)}
		for _, r := range test {
			p := m.posterior(r)
			// One person whose rhythm nobody shares must not decide alone.
			sum += math.Log(math.Max(p[0], 0.001))
		}
	}
	return sum / float64(len(rhythms))
}

// mixture fits k archetypes by expectation and maximisation. It starts from
// the rhythm nearest to the average and then, each time, from the one farthest
// from those chosen: the same rhythms give the same archetypes.
func (f Fitting) mixture(rhythms []day, k int, scatter float64) []Archetype {
	k = min(k, len(rhythms))
	mean := average(rhythms)
	out := make([]Archetype, 0, k)
	for len(out) < k {
		out = append(out, Archetype{Weight: 1 / float64(k), Roots: rhythms[next(rhythms, out, &mean)]})
	}
	for range f.Rounds {
		out = f.step(rhythms, out, &mean, scatter)
	}
	slices.SortFunc(out, func(a, b Archetype) int { return slices.Compare(b.Roots[:], a.Roots[:]) })
	return out
}

func average(rhythms []day) day {
	var mean day
	for i := range rhythms {
		for h, v := range rhythms[i] {
			mean[h] += v / float64(len(rhythms))
		}
	}
	return mean
}

// next is the rhythm to start the next archetype from.
func next(rhythms []day, chosen []Archetype, mean *day) int {
	best, far := 0, math.Inf(-1)
	for i := range rhythms {
		d := math.Inf(1)
		if len(chosen) == 0 {
			d = -distance(&rhythms[i], mean, 0)
		}
		for c := range chosen {
			d = math.Min(d, distance(&rhythms[i], &chosen[c].Roots, 0))
		}
		if d > far {
			best, far = i, d
		}
	}
	return best
}

func (f Fitting) step(rhythms []day, from []Archetype, mean *day, scatter float64) []Archetype {
	people := make([]float64, len(from))
	sums := make([]day, len(from))
	logs := make([]float64, len(from))
	for i := range rhythms {
		for k := range from {
			logs[k] = math.Log(from[k].Weight) - distance(&rhythms[i], &from[k].Roots, 0)/(2*scatter*scatter)
		}
		all := logSum(logs)
		for k := range from {
			part := math.Exp(logs[k] - all)
			people[k] += part
			for h, v := range rhythms[i] {
				sums[k][h] += part * v
			}
		}
	}
	out := make([]Archetype, len(from))
	for k := range out {
		out[k].Weight = (people[k] + f.Pull) / (float64(len(rhythms)) + f.Pull*float64(len(from)))
		for h := range sums[k] {
			out[k].Roots[h] = (sums[k][h] + f.Pull*mean[h]) / (people[k] + f.Pull)
		}
	}
	return out
}
