package main

import (
	"math"

	"github.com/daylight-hq/daylight/internal/place"
)

// marginKM is added to a bounding circle, for people who live outside the
// places that the source names.
const marginKM = 25

// bounding returns a circle that holds all points, close to the smallest:
// Bădoiu and Clarkson's iteration ("Smaller core-sets for balls", 2003) on the
// unit sphere, which walks towards the farthest point in shrinking steps.
func bounding(points [][2]float64) place.Circle {
	vectors := make([][3]float64, len(points))
	for i, p := range points {
		lat, lon := p[0]*math.Pi/180, p[1]*math.Pi/180
		vectors[i] = [3]float64{math.Cos(lat) * math.Cos(lon), math.Cos(lat) * math.Sin(lon), math.Sin(lat)}
	}
	c := vectors[0]
	for step := range 2000 {
		far := farthest(c, vectors)
		for k := range c {
			c[k] += (far[k] - c[k]) / float64(step+2)
		}
		norm := math.Sqrt(c[0]*c[0] + c[1]*c[1] + c[2]*c[2])
		for k := range c {
			c[k] /= norm
		}
	}
	out := place.Circle{Lat: round2(math.Asin(c[2]) * 180 / math.Pi), Lon: round2(math.Atan2(c[1], c[0]) * 180 / math.Pi)}
	for _, p := range points {
		out.RadiusKM = math.Max(out.RadiusKM, place.DistanceKM(out.Lat, out.Lon, p[0], p[1]))
	}
	out.RadiusKM = math.Ceil(out.RadiusKM + marginKM)
	return out
}

func farthest(c [3]float64, vectors [][3]float64) [3]float64 {
	best, least := vectors[0], math.Inf(1)
	for _, v := range vectors {
		if dot := c[0]*v[0] + c[1]*v[1] + c[2]*v[2]; dot < least {
			best, least = v, dot
		}
	}
	return best
}

func round2(x float64) float64 { return math.Round(x*100) / 100 }

func (e *encoder) circle(c place.Circle) {
	e.signed(int64(math.Round(c.Lat * 100)))
	e.signed(int64(math.Round(c.Lon * 100)))
	e.number(uint64(c.RadiusKM))
}
