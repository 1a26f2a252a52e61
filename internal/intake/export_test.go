package intake

import (
	"context"

	"github.com/daylight-hq/daylight/internal/domain"
)

// What tests of the whole desk need of its inside.
const (
	KeepOpen  = keepOpen
	KeepAside = keepAside
)

// WorkOff reads what waits, once.
func (d *Desk) WorkOff(ctx context.Context, ws domain.WorkspaceID) error { return d.workOff(ctx, ws) }
