package jointable

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

func shapes() []source.Shape {
	return []source.Shape{{
		Name: shapeTable, Title: "Candidates and employees (CSV)", Formats: []source.Format{source.CSV, source.XLSX},
		Where:      "whoever moves hires from the applicant tracker to the HR system: the log of that integration, or a spreadsheet",
		Permission: "recruiting operations or people operations",
		Reach:      "as far as the table goes",
		Kinds:      []domain.Kind{domain.KindJoin},
		Fields:     []domain.Field{domain.FieldHiredAt},
		Reads: []string{"candidate id", "application id", "employee id", "associate OID or worker id", "work email",
			"applicant tracker", "HR system", "hire date"},
	}}
}
