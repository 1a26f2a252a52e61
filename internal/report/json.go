package report

import (
	"fmt"
	"io"

	"github.com/daylight-hq/daylight/internal/wire"
)

// WriteJSON writes the contract.
func WriteJSON(w io.Writer, s *Scan) error { return wire.WriteIndent(w, s) }

// ReadJSON reads a report of this version.
func ReadJSON(data []byte) (*Scan, error) {
	var s Scan
	if err := wire.UnmarshalStrict(data, &s); err != nil {
		return nil, err
	}
	if s.Schema != Schema {
		return nil, fmt.Errorf("schema is %q, want %q: make the report with this version of daylight", s.Schema, Schema)
	}
	return &s, nil
}
