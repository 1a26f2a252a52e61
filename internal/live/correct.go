package live

import (
	"context"
	"errors"

	"github.com/daylight-hq/daylight/internal/engine"
)

// Correct has a record read as a correction says, from here on and durably. The
// error is [engine.ErrNothingWrong] when there is nothing to correct.
func (w *Workspace) Correct(ctx context.Context, c engine.Correction) error {
	var nothing error
	err := w.change(ctx, func(s *engine.State) error {
		err := s.Correct(c)
		if errors.Is(err, engine.ErrNothingWrong) {
			nothing, err = err, nil // and nothing was changed
		}
		return err
	})
	return errors.Join(err, nothing)
}
