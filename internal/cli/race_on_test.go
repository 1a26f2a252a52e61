//go:build race

package cli_test

// raceEnabled has the scripts run a program that was built plainly: a start
// costs many times as much under the detector.
const raceEnabled = true
