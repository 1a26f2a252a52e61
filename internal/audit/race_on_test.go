//go:build race

package audit_test

// raced says that the race detector is on, which makes writing a log ten times
// slower.
const raced = true
