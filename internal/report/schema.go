package report

import _ "embed"

//go:embed scan.schema.json
var schemaText []byte

// JSONSchema returns the JSON Schema (2020-12) of [Scan].
func JSONSchema() []byte { return schemaText }
