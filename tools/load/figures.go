package main

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// between reads quantiles off a histogram of the server that counts seconds,
// for what happened between two looks. They are the upper bounds of buckets.
func between(before, after map[string]float64, name string) Times {
	type bucket struct{ upTo, n float64 }
	var list []bucket
	for key, n := range after {
		le, ok := strings.CutPrefix(key, name+`_bucket{le="`)
		if !ok {
			continue
		}
		upTo, err := strconv.ParseFloat(strings.TrimSuffix(le, `"}`), 64)
		if err != nil {
			continue
		}
		list = append(list, bucket{upTo, n - before[key]})
	}
	slices.SortFunc(list, func(a, b bucket) int {
		if a.upTo < b.upTo {
			return -1
		}
		return 1
	})
	if len(list) == 0 {
		return Times{}
	}
	total := list[len(list)-1].n
	at := func(q float64) float64 {
		for _, b := range list {
			if b.n >= q*total {
				if math.IsInf(b.upTo, 1) {
					return math.MaxInt32
				}
				return 1000 * b.upTo
			}
		}
		return 0
	}
	return Times{N: int(total), P50: at(0.5), P99: at(0.99), Max: at(1)}
}
