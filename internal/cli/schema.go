package cli

import "github.com/daylight-hq/daylight/internal/report"

type schemaCmd struct{}

// Run prints the JSON Schema of scan --json.
func (schemaCmd) Run(e *env) error {
	_, err := e.stdout.Write(report.JSONSchema())
	return err
}
