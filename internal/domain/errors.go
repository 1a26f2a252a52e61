package domain

import "errors"

// ErrUnused marks a record that is known by its kind and carries nothing that
// Daylight reads. It is counted, not set aside.
var ErrUnused = errors.New("carries nothing that is read")
