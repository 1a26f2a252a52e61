package place

import "math"

// EarthRadiusKM is the mean radius R1 of the WGS 84 ellipsoid in kilometres,
// as recommended by the IUGG (Moritz, Geodetic Reference System 1980).
const EarthRadiusKM = 6371.0088

// halfwayKM is the greatest distance two places can have: half a great circle.
const halfwayKM = math.Pi * EarthRadiusKM

// DistanceKM returns the great-circle distance in kilometres between two points
// given in degrees, by the haversine formula on a sphere of [EarthRadiusKM].
// Against the ellipsoid it is at most about 0.5 % off.
func DistanceKM(lat1, lon1, lat2, lon2 float64) float64 {
	const rad = math.Pi / 180
	sinLat := math.Sin((lat2 - lat1) * rad / 2)
	sinLon := math.Sin((lon2 - lon1) * rad / 2)
	h := sinLat*sinLat + math.Cos(lat1*rad)*math.Cos(lat2*rad)*sinLon*sinLon
	return 2 * EarthRadiusKM * math.Asin(math.Sqrt(math.Min(1, h)))
}
