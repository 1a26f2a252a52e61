package adp

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// Members follow the samples of ADP's API explorer for Workforce Now.
func shapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	person := []domain.Field{domain.FieldName, domain.FieldAddress, domain.FieldEmail, domain.FieldPhone, domain.FieldStatus,
		domain.FieldHiredAt, domain.FieldLeftAt, domain.FieldJobTitle}
	account := []domain.Field{domain.FieldBankAccount, domain.FieldAmount}
	personReads := []string{"associateOID", "workerID", "legalName", "preferredName", "legalAddress", "personalAddress",
		"otherPersonalAddresses", "communication emails, mobiles, landlines", "businessCommunication emails", "workerDates",
		"workerStatus.statusCode", "workAssignments primaryIndicator, hireDate, terminationDate, jobTitle, positionID"}
	accountReads := []string{"itemID", "requestedStartDate", "distributionStatusCode", "payrollGroupCode", "payrollFileNumber",
		"instructionStatusCode", "routingTransitID", "financialPartyID", "branchNameCode", "accountNumber", "IBAN", "distributionAmount"}
	return []source.Shape{
		{
			Name: shapeWorkers, Title: "Workers v2 (JSON)", Formats: json,
			Where:      "GET /hr/v2/workers",
			Permission: "an API client of ADP Marketplace with the Worker Information Management scope",
			Reach:      "as of the export; workers who left are listed when the request asks for them",
			Kinds:      []domain.Kind{domain.KindWorker},
			Fields:     person, Reads: personReads,
			Absent: []domain.Field{domain.FieldBankAccount, domain.FieldPayeeName, domain.FieldEffectiveAt},
		},
		{
			Name: shapeEvents, Title: "Event notifications (JSON or NDJSON)", Formats: json,
			Where:      "GET /core/v1/event-notification-messages, or whatever keeps the messages",
			Permission: "an API client subscribed to worker and pay distribution events",
			Reach:      "ADP holds a message until it is fetched; keep them from the first day on",
			Kinds:      []domain.Kind{domain.KindWorker, domain.KindAddressChange, domain.KindPayAccount},
			Fields:     append(append([]domain.Field{domain.FieldEffectiveAt}, person...), account...),
			Reads: append(append([]string{"eventID", "eventNameCode", "eventStatusCode", "effectiveDateTime", "recordDateTime",
				"eventContext.worker", "eventContext.payDistribution"}, personReads...), accountReads...),
			Absent: []domain.Field{domain.FieldPayeeName},
		},
		{
			Name: shapeDistributions, Title: "Pay distributions (JSON)", Formats: json,
			Where:      "GET /payroll/v2/workers/{associateOID}/pay-distributions",
			Permission: "an API client with the pay distributions scope; without the unmasked scope accounts come as X",
			Reach:      "as of the export, with distributions that begin later",
			Kinds:      []domain.Kind{domain.KindPayAccount},
			Fields:     append([]domain.Field{domain.FieldEffectiveAt, domain.FieldStatus}, account...),
			Reads:      append([]string{"associateOID"}, accountReads...),
			Absent:     []domain.Field{domain.FieldPayeeName},
		},
		{
			Name: shapeMessage, Title: "Replies without records (JSON)", Formats: json,
			Where:      "error replies, form descriptions and onboarding requests of ADP's API, which lie beside the others",
			Permission: "as for the export they lie beside",
			Reach:      "not read",
		},
	}
}
