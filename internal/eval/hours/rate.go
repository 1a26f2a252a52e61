package hours

import "math"

// Rate is a count out of some, with the 95 % Clopper-Pearson bounds of the
// share (Clopper and Pearson 1934, Biometrika 26:404): they hold at least as
// often as they say, whatever the true share.
type Rate struct {
	Count int     `json:"count"`
	Of    int     `json:"of"`
	Share float64 `json:"share"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// NewRate returns the share of count in of, with its bounds.
func NewRate(count, of int) Rate {
	if of == 0 {
		return Rate{High: 1}
	}
	return Rate{count, of, float64(count) / float64(of), lowest(count, of), 1 - lowest(of-count, of)}
}

// lowest is the smallest share under which count or more out of some still
// happens with a probability of 2.5 %.
func lowest(count, of int) float64 {
	if count == 0 {
		return 0
	}
	low, high := 0.0, float64(count)/float64(of)
	for range 60 {
		mid := (low + high) / 2
		if upperTail(count, of, mid) < 0.025 {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// upperTail is the probability of count or more successes.
func upperTail(count, of int, p float64) float64 {
	if p <= 0 {
		return 0
	}
	n, _ := math.Lgamma(float64(of + 1))
	sum := 0.0
	for k := count; k <= of; k++ {
		a, _ := math.Lgamma(float64(k + 1))
		b, _ := math.Lgamma(float64(of - k + 1))
		sum += math.Exp(n - a - b + float64(k)*math.Log(p) + float64(of-k)*math.Log1p(-p))
	}
	return sum
}
