// Package place turns names of cities, regions and countries into circles on
// the globe and bounds the distance between two places.
package place
