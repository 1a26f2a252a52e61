//go:build race

package eval_test

// raceEnabled cuts the floors to one company a profile: the detector makes a
// scan eight times slower, and tools/test.sh measures the floors without it.
const raceEnabled = true
