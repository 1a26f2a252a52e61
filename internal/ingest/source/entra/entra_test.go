package entra

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/ingest/source/sourcetest"
)

func TestGolden(t *testing.T)                 { sourcetest.Golden(t, Source()) }
func TestDocumented(t *testing.T)             { sourcetest.Documented(t, Source()) }
func TestRecordsKeepTheContract(t *testing.T) { sourcetest.Contract(t, Source()) }
func TestTenants(t *testing.T)                { sourcetest.Tenants(t, Source()) }
func FuzzMap(f *testing.F)                    { sourcetest.FuzzMap(f, Source()) }

// The logs are recognised; in the recordings of an API client the answers of
// users are Entra's, those of roles and devices are not read.
func TestSamples(t *testing.T) {
	sourcetest.Samples(t, Source(), 4, "events/entra/panther*", "events/m365/*")
}
func TestRecordings(t *testing.T) { sourcetest.Recorded(t, Source(), 3, 0, "events/entra/nango*") }

func TestNothingProtectedComesThrough(t *testing.T) {
	sourcetest.Keeps(t, Source(), "PROTECTED", "Display", "#EXT#", "#ext#", "d79f5bee", "Lisbon", "Dublin")
}

func TestSetAside(t *testing.T) {
	signIn := `{"id":"1","userId":"u","ipAddress":"203.0.113.1","createdDateTime":`
	sourcetest.SetAside(t, Source(), []sourcetest.Refuse{
		{Name: "no JSON", Shape: shapeSignIns, JSON: `nonsense`, Want: "decode sign-in"},
		{Name: "cut short", Shape: shapeSignIns, JSON: `{"id":"1"`, Want: "decode sign-in"},
		{Name: "duplicate", Shape: shapeSignIns, JSON: `{"id":"1","id":"2"}`, Want: "duplicate"},
		{Name: "duplicate in a part that is not read", Shape: shapeSignIns, JSON: `{"x":{"id":"1","id":"2"}}`, Want: "duplicate"},
		{Name: "no time", Shape: shapeSignIns, JSON: signIn + `null}`, Want: "time of sign-in"},
		{Name: "year 1", Shape: shapeSignIns, JSON: signIn + `"0001-01-01T00:00:00Z"}`, Want: "time of sign-in"},
		{Name: "entry cut short", Shape: shapeDiagnostic, JSON: `{"category":`, Want: "decode log entry"},
		{Name: "entry without time", Shape: shapeDiagnostic, JSON: `{"category":"SignInLogs","properties":{"userId":"u"}}`, Want: "time of sign-in"},
		{Name: "row without time", Shape: shapeCSV, Columns: []string{"User ID", "IP address"}, Cells: []string{"u", "203.0.113.1"}, Want: "time of sign-in"},
		{Name: "audit entry cut short", Shape: shapeUnified, JSON: `{"Id":`, Want: "decode audit log entry"},
		{Name: "audit entry without time", Shape: shapeUnified, JSON: `{"Operation":"UserLoggedIn","UserType":0}`, Want: "time of sign-in"},
		{Name: "user without id", Shape: shapeUsers, JSON: `{}`, Want: "no id"},
		{Name: "user made at no time", Shape: shapeUsers, JSON: `{"id":"1","createdDateTime":"x"}`, Want: "createdDateTime"},
		{Name: "user hired at no time", Shape: shapeUsers, JSON: `{"id":"1","employeeHireDate":"x"}`, Want: "employeeHireDate"},
		{Name: "user left in year 9999", Shape: shapeUsers, JSON: `{"id":"1","employeeLeaveDateTime":"9999-12-31T23:59:59Z"}`, Want: "employeeLeaveDateTime"},
		{Name: "unknown shape", Shape: "x", JSON: `{}`, Want: "no shape"},
	})
}

// The envelope of other Azure services, and sign-ins of other products.
func TestOthersAreNotClaimed(t *testing.T) {
	sourcetest.NotClaimed(t, Source(), [][]string{
		{"category", "properties", "resourceId", "time"},
		{"createdDateTime", "id", "userPrincipalName"},
		{"Date (UTC)", "Request ID", "Service principal ID", "IP address"},
		{"ipAddress", "userId"},
		{"displayName", "id", "mail"},
		{"Operation", "RecordType", "UserId"},
		nil,
	})
}

// A device is the employer's, known not to be, or unknown.
func TestOwned(t *testing.T) {
	for _, c := range []struct {
		device device
		want   string
	}{
		{device{id: "d", managed: "true", compliant: "false"}, "true"},
		{device{id: "d", managed: "false", compliant: "true", joined: "Microsoft Entra registered"}, "true"},
		{device{id: "d", managed: "false", compliant: "false", joined: "Azure AD registered"}, "false"},
		{device{id: "d", managed: "false", joined: "Workplace"}, "false"},
		{device{id: "d", joined: "Azure AD registered"}, ""},
		{device{id: "d", managed: "false", compliant: "false", joined: "Azure AD joined"}, ""},
		{device{managed: "false", compliant: "false"}, ""},
		{device{id: nobody, managed: "true"}, ""},
	} {
		if got := c.device.owned(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.device, got, c.want)
		}
	}
}
