package entra

import (
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/signin"
)

// Members, permission and retention follow Microsoft's Graph reference of
// signIn and "Microsoft Entra data retention". The correlation id is not read:
// the client sets it, and Microsoft does not vouch for it.
func shapes() []source.Shape { return append(signInShapes(), otherShapes()...) }

func signInShapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	signIns := []domain.Kind{domain.KindSignIn}
	reads := []string{
		"id", "createdDateTime", "userId", "userPrincipalName", "userType", "isInteractive", "signInEventTypes", "clientCredentialType",
		"status.errorCode", "ipAddress", "globalSecureAccessIpAddress", "autonomousSystemNumber", "location (city, state, countryOrRegion, geoCoordinates)",
		"riskEventTypes and riskEventTypes_v2 (anonymizedIPAddress)", "appDisplayName", "clientAppUsed", "userAgent",
		"deviceDetail (deviceId, browser, operatingSystem, isManaged, isCompliant, trustType)", "sessionId",
	}
	absent := []domain.Field{domain.FieldDeviceToken, domain.FieldTunnel, domain.FieldDeviceSerial}
	return []source.Shape{
		{
			Name: shapeSignIns, Title: "Sign-ins (Graph or downloaded JSON)", Formats: json,
			Where: "GET /auditLogs/signIns (beta also gives sessions and network numbers), " +
				"or Entra admin center > Monitoring & health > Sign-in logs > Download > JSON",
			Permission: "AuditLog.Read.All with Directory.Read.All, or Reports Reader; Graph needs Entra ID P1",
			Reach:      "30 days with P1 or P2, 7 days without; save it before it ages out",
			Kinds:      signIns, Fields: signin.Fields(), Reads: reads, Absent: absent,
		},
		{
			Name: shapeDiagnostic, Title: "Sign-in logs of the diagnostic settings (NDJSON or records)", Formats: json,
			Where:      "Entra admin center > Monitoring & health > Diagnostic settings: SignInLogs and NonInteractiveUserSignInLogs in a storage account or Event Hub",
			Permission: "Security Administrator to set it up; Storage Blob Data Reader to read it",
			Reach:      "from the day of the setting, as long as the storage keeps it",
			Kinds:      signIns, Fields: signin.Fields(), Absent: absent,
			Reads: append([]string{"category", "time", "callerIpAddress", "resultType", "properties, of which:"}, reads...),
		},
		{
			Name: shapeCSV, Title: "Sign-ins (downloaded CSV)", Formats: []source.Format{source.CSV, source.XLSX},
			Where:      "Entra admin center > Monitoring & health > Sign-in logs > Download > CSV",
			Permission: "Reports Reader",
			Reach:      "30 days with P1 or P2, 7 days without, at most 100,000 rows",
			Kinds:      signIns, Fields: signin.Fields(),
			Reads: []string{"Request ID", "Date (UTC)", "User ID", "Username", "User type", "Client credential type", "Status", "Sign-in error code",
				"IP address", "Global Secure Access IP address", "Location", "Autonomous system number", "Application", "Client app", "Browser",
				"Operating System", "User agent", "Device ID", "Managed", "Compliant", "Join Type", "Session ID"},
			Absent: append([]domain.Field{domain.FieldProxy}, absent...),
		},
	}
}

func otherShapes() []source.Shape {
	json := []source.Format{source.JSON, source.NDJSON}
	return []source.Shape{
		{
			Name: shapeUnified, Title: "Unified audit log of Microsoft 365 (JSON or NDJSON)", Formats: json,
			Where: "Search-UnifiedAuditLog -Operations UserLoggedIn,UserLoginFailed, its AuditData alone one entry a line, " +
				"or the Office 365 Management Activity API: Audit.AzureActiveDirectory",
			Permission: "View-Only Audit Logs, or ActivityFeed.Read",
			Reach:      "180 days",
			Kinds:      []domain.Kind{domain.KindSignIn},
			Fields: []domain.Field{domain.FieldEvent, domain.FieldOutcome, domain.FieldPublicIP, domain.FieldUserAgent,
				domain.FieldDeviceID, domain.FieldManaged, domain.FieldSession},
			Reads: []string{"Id", "CreationTime", "Operation (UserLoggedIn, UserLoginFailed)", "UserId", "UserKey", "UserType", "ClientIP",
				"ActorIpAddress", "ExtendedProperties (UserAgent)", "DeviceProperties (Id, SessionId, IsCompliant, IsCompliantAndManaged)"},
			Absent: []domain.Field{domain.FieldPlace, domain.FieldASN, domain.FieldApp, domain.FieldDeviceToken},
		},
		{
			Name: shapeUsers, Title: "Users (Graph JSON)", Formats: json,
			Where: "GET https://graph.microsoft.com/v1.0/users?$select=id,displayName,userPrincipalName,mail,otherMails,mobilePhone," +
				"jobTitle,employeeId,employeeHireDate,userType,accountEnabled,createdDateTime",
			Permission: "User.Read.All",
			Reach:      "as of the export; deleted users for 30 days in their own list",
			Kinds:      []domain.Kind{domain.KindAccount},
			Fields: []domain.Field{domain.FieldName, domain.FieldEmail, domain.FieldPhone, domain.FieldJobTitle, domain.FieldStatus,
				domain.FieldCreatedAt, domain.FieldHiredAt, domain.FieldLeftAt},
			Reads: []string{"id", "displayName", "userPrincipalName", "mail", "otherMails", "mobilePhone", "jobTitle", "employeeId",
				"employeeHireDate", "employeeLeaveDateTime", "userType", "accountEnabled", "createdDateTime"},
			Absent: []domain.Field{domain.FieldAddress},
		},
		{
			Name: shapeAudits, Title: "Directory audits (recognised, not read)", Formats: json,
			Where:      "GET /auditLogs/directoryAudits",
			Permission: "AuditLog.Read.All",
			Reach:      "30 days",
		},
	}
}
