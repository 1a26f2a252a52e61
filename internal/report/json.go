package report

import (
	"fmt"
	"io"

	"github.com/daylight-hq/daylight/internal/wire"
)

// WriteJSON writes the contract.
func WriteJSON(w io.Writer, s *Scan) error { return wire.WriteIndent(w, s) }

// ReadJSON reads a report of this version. Members that a newer program added
// under the same version are left out.
func ReadJSON(data []byte) (*Scan, error) {
	var head struct {
		Schema string `json:"schema"`
	}
	if err := wire.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("this is no report of daylight scan --json: %w", err)
	}
	if head.Schema != Schema {
		return nil, fmt.Errorf("this is no report of daylight scan --json: its schema is %q, not %q", head.Schema, Schema)
	}
	var s Scan
	if err := wire.Unmarshal(data, &s); err != nil {
		return nil, err
	}
	return &s, nil
}
