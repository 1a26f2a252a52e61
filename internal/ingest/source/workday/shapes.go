package workday

import (
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

func shapes() []source.Shape {
	shape := source.Shape{
		Where:      "a custom report of type Advanced, enabled as a web service: Actions > Web Service > View URLs > JSON or CSV",
		Permission: "a report writer, and an integration user with access to the report's data sources", Reach: "what the report selects; leavers only where it does not filter them out",
		Kinds: []domain.Kind{domain.KindWorker, domain.KindCandidate, domain.KindApplication, domain.KindPastJob, domain.KindPayAccount},
		Fields: slices.Concat([]domain.Field{domain.FieldName, domain.FieldEmail, domain.FieldPhone, domain.FieldAddress, domain.FieldPlace, domain.FieldStatus,
			domain.FieldHiredAt, domain.FieldLeftAt, domain.FieldAppliedAt, domain.FieldBankAccount, domain.FieldEffectiveAt}, source.PastJobFields()),
		Reads: []string{"Employee_ID, Worker_ID, Contingent_Worker_ID", "Workday_ID, WID", "Candidate_ID, Job_Application_ID",
			"Legal_Name, First_Name, Middle_Name, Last_Name, Preferred_Name, Worker", "Work_Email", "Home_Email, Personal_Email", "Home_Phone, Mobile_Phone",
			"Home_Address, Home_Address_Line_1, …, or Address_Line_1, City, … in a group that is called Home", "Hire_Date, Original_Hire_Date, Termination_Date",
			"Worker_Status", "Job_Title, Business_Title", "Application_Date", "Job_History_Company, Job_History_Start_Date, … (of candidates)",
			"Account_Number, Routing_Number, IBAN, Effective_Date, also in a group Payment_Elections", "the spelling does not matter: headings are compared by letters and digits"},
		Absent: []domain.Field{domain.FieldPublicIP, domain.FieldPayeeName},
	}
	report, table := shape, shape
	report.Name, report.Title, report.Formats = shapeReport, "Report as a service (JSON)", []source.Format{source.JSON}
	table.Name, table.Title, table.Formats = shapeTable, "Report as a service (CSV or XLSX)", []source.Format{source.CSV, source.XLSX}
	return []source.Shape{report, table}
}
