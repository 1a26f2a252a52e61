// Package intel holds what lists say of networks and places on a given day,
// and the country and operator of an address.
package intel
