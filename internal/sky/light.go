package sky

import "math"

// Illuminance returns how much light falls on level ground outdoors under a
// clear sky, in lux, for an elevation of the sun in degrees. Clouds take up to
// nine tenths of it; between day and night lie four powers of ten.
//
// The fit is that of Janiczek and DeYoung, Computer programs for sun and moon
// illuminance, US Naval Observatory Circular 171 (1987). Below -18° the sun adds
// nothing and the answer is that at -18°.
func Illuminance(elevation float64) float64 {
	x := min(max(elevation, Astronomical), 90) / 90
	for _, f := range fits() {
		if x*90 >= f.from {
			return math.Pow(10, f.c[0]+x*(f.c[1]+x*(f.c[2]+x*f.c[3])))
		}
	}
	return 0
}

type fit struct {
	from float64 // degrees
	c    [4]float64
}

func fits() [6]fit {
	return [6]fit{
		{20, [4]float64{3.74, 3.97, -4.07, 1.47}},
		{5, [4]float64{3.05, 13.28, -45.98, 64.33}},
		{-0.8, [4]float64{2.88, 22.26, -207.64, 1034.30}},
		{-5, [4]float64{2.88, 21.81, -258.11, -858.36}},
		{-12, [4]float64{2.70, 12.17, -431.69, -1899.83}},
		{-18, [4]float64{13.84, 262.72, 1447.42, 2797.93}},
	}
}
