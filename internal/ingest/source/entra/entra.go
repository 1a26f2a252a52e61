// Package entra maps the sign-in logs of Microsoft Entra ID: of Graph, of the
// diagnostic settings, of the admin center's download and of the unified audit
// log of Microsoft 365. It also maps the directory's users.
package entra

import (
	"bytes"
	"fmt"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// name is the source's name in keys and qualified references.
const name = "entra"

// Shapes of this source.
const (
	shapeSignIns    = "sign-ins"
	shapeDiagnostic = "diagnostic-log"
	shapeCSV        = "sign-ins-csv"
	shapeUnified    = "unified-audit-log"
	shapeUsers      = "users"
	shapeAudits     = "directory-audits"
)

// Source returns the mapping of Entra's logs.
func Source() source.Source {
	return source.Source{Name: name, Title: "Microsoft Entra ID", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	switch it.Shape {
	case shapeSignIns:
		return mapSignIn(it, out)
	case shapeDiagnostic:
		return mapDiagnostic(it, out)
	case shapeCSV:
		return mapRow(it, out)
	case shapeUnified:
		return mapUnified(it, out)
	case shapeUsers:
		return mapUser(it, out)
	case shapeAudits:
		return domain.ErrUnused
	}
	return fmt.Errorf("entra has no shape %q", it.Shape)
}

func recognise(h source.Head) source.Match {
	switch h.Format {
	case source.CSV, source.XLSX:
		if h.HasColumns("Date (UTC)", "Request ID", "User ID", "Username", "IP address", "Client app") {
			return source.Match{Shape: shapeCSV, Confidence: 95}
		}
	case source.JSON, source.NDJSON:
		if shape := shapeOf(h.HasTop, h.Sample); shape != "" {
			return source.Match{Shape: shape, Confidence: 95}
		}
		shape := shapeOf(h.HasFirst, h.Sample)
		switch {
		case shape == "":
		case len(h.Top) == 0:
			return source.Match{Shape: shape, Confidence: 95}
		case h.HasTop("value"):
			return source.Match{Shape: shape, Confidence: 95, Items: "value"}
		case h.HasTop("records"): // how diagnostic settings write to Event Hubs and older storage
			return source.Match{Shape: shape, Confidence: 95, Items: "records"}
		}
	}
	return source.Match{}
}

// shapeOf recognises one item by the names of its members. The diagnostic
// settings of other Azure services have the same envelope: only Entra's stand
// below microsoft.aadiam.
func shapeOf(has func(...string) bool, sample []byte) string {
	switch {
	case has("appDisplayName", "createdDateTime", "ipAddress", "userId") && (has("userPrincipalName") || has("deviceDetail")):
		return shapeSignIns
	case has("category", "properties", "time") && (has("resourceId") || has("resourceid")) &&
		bytes.Contains(bytes.ToLower(sample), []byte("/providers/microsoft.aadiam")):
		return shapeDiagnostic
	case has("CreationTime", "Operation", "RecordType", "UserId", "UserKey", "UserType"),
		has("creationtime", "operation", "recordtype", "userid", "userkey", "usertype"):
		return shapeUnified
	case has("displayName", "id", "userPrincipalName") && (has("mobilePhone") || has("givenName") || has("accountEnabled")):
		return shapeUsers
	case has("activityDateTime", "activityDisplayName", "category", "initiatedBy", "loggedByService"):
		return shapeAudits
	}
	return ""
}
