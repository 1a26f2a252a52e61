package simulate

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ledongthuc/pdf"
	"github.com/nyaruka/phonenumbers"

	"github.com/daylight-hq/daylight/internal/wire"
)

// small is a company with every kind of person in it.
func small(seed uint64, profile Profile) Params {
	p := Defaults().Sized(220)
	p.Seed, p.Profile, p.Resumes, p.EventsPerWorker = seed, profile, 80, 6
	return p
}

// files writes p and returns every file's content by name.
func files(t *testing.T, p Params) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	s, err := Write(t.Context(), dir, p)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		out[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Files) != len(out) {
		t.Errorf("summary lists %d files, the folder holds %d", len(s.Files), len(out))
	}
	for _, f := range s.Files {
		if int64(len(out[f.Name])) != f.Bytes {
			t.Errorf("%s: summary says %d bytes, file has %d", f.Name, f.Bytes, len(out[f.Name]))
		}
	}
	return out
}

func TestSameSeedSameBytes(t *testing.T) {
	for _, profile := range []Profile{Realistic, Full} {
		a, b, other := files(t, small(7, profile)), files(t, small(7, profile)), files(t, small(8, profile))
		for name, content := range a {
			if !bytes.Equal(content, b[name]) {
				t.Errorf("%s %s differs between two runs", profile, name)
			}
		}
		if sha256.Sum256(a["truth.json"]) == sha256.Sum256(other["truth.json"]) {
			t.Errorf("%s: another seed gave the same truth", profile)
		}
	}
}

// TestProfilesShareTheirPeople: the profile says what is written, not who lives.
func TestProfilesShareTheirPeople(t *testing.T) {
	a, b := files(t, small(3, Realistic)), files(t, small(3, Full))
	for _, name := range []string{"adp-workers.json", "okta-users.json", "okta-system-log.ndjson", "shipments.csv"} {
		if !bytes.Equal(a[name], b[name]) {
			t.Errorf("%s differs between profiles", name)
		}
	}
}

// TestWhatIsWritten makes one company of each profile and looks at its files.
func TestWhatIsWritten(t *testing.T) {
	for _, profile := range []Profile{Realistic, Full} {
		out := files(t, small(5, profile))
		t.Run(string(profile)+"/truth names what the files hold", func(t *testing.T) { checkTruth(t, out, profile) })
		t.Run(string(profile)+"/no real values", func(t *testing.T) { checkValues(t, out) })
		t.Run(string(profile)+"/JSON is strict", func(t *testing.T) { checkJSON(t, out) })
	}
}

func checkTruth(t *testing.T, out map[string][]byte, profile Profile) {
	var truth Truth
	if err := wire.UnmarshalStrict(out["truth.json"], &truth); err != nil {
		t.Fatal(err)
	}
	if truth.Schema != TruthSchema || truth.Seed != 5 || truth.Profile != profile {
		t.Errorf("truth head = %s %d %s", truth.Schema, truth.Seed, truth.Profile)
	}
	members := truth.Lone
	for _, c := range truth.Cells {
		if n := len(c.Members); n < 8 || n > 12 {
			t.Errorf("%s has %d members", c.ID, n)
		}
		members = append(members, c.Members...)
	}
	for _, g := range truth.Innocents {
		members = append(members, g.Members...)
	}
	for _, m := range members {
		checkMember(t, out, m)
	}
	if len(truth.Lone) != 1 || len(truth.Innocents) < 20 {
		t.Errorf("%d lone, %d groups of look-alikes", len(truth.Lone), len(truth.Innocents))
	}
}

func checkMember(t *testing.T, out map[string][]byte, m TruthMember) {
	t.Helper()
	if len(m.CandidateIDs)+len(m.EmployeeIDs) == 0 || len(m.Emails) == 0 {
		t.Errorf("member without keys: %+v", m)
	}
	for _, id := range m.CandidateIDs {
		if n := strings.TrimPrefix(id, "greenhouse:main:"); !bytes.Contains(out["greenhouse-candidates.json"], []byte(`{"id":`+n+`,`)) {
			t.Errorf("candidate %s is in no file", id)
		}
	}
	for _, id := range m.EmployeeIDs {
		if n := strings.TrimPrefix(id, "adp:main:"); !bytes.Contains(out["adp-workers.json"], []byte(`"associateOID":"`+n+`"`)) {
			t.Errorf("worker %s is in no file", id)
		}
	}
	for _, mail := range m.Emails {
		if !bytes.Contains(out["greenhouse-candidates.json"], []byte(mail)) && !bytes.Contains(out["adp-workers.json"], []byte(mail)) {
			t.Errorf("mail %s is in no file", mail)
		}
	}
}

var (
	mailPattern  = regexp.MustCompile(`@([A-Za-z0-9-]+\.[A-Za-z0-9.-]+)`)
	ipPattern    = regexp.MustCompile(`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b`)
	phonePattern = regexp.MustCompile(`\+\d{9,13}`)
	nanpPattern  = regexp.MustCompile(`\b\(?[2-9]\d{2}\)?[ -]?555[ -]?\d{4}\b`)
	hostPattern  = regexp.MustCompile(`https?://([A-Za-z0-9.-]+)`)
	routePattern = regexp.MustCompile(`\b99\d{7}\b`)
	goodIP       = regexp.MustCompile(`^(198\.1[89]|192\.0\.2|198\.51\.100|203\.0\.113)\.`)
	agentVersion = regexp.MustCompile(`^(139|141)\.`)
	goodPhone    = regexp.MustCompile(`^\+(1\d{3}55501\d\d|44(7700900|1632960|1[0-9]{2}4960|2079460|1914980)\d{3}|33(639980|199000|261910|353010|465710|536490)\d{3}|61[2378](5550|7010)\d{4})$`)
)

func checkValues(t *testing.T, out map[string][]byte) {
	hosts := []string{"schemas.openxmlformats.org", "purl.org", "www.w3.org", "ns.adobe.com", "example.zoom.us"}
	for name, content := range out {
		text := readable(t, name, content)
		start := text[:min(len(text), 400<<10)] // the two slow patterns see the start of long, uniform files
		for _, m := range mailPattern.FindAllStringSubmatch(text, -1) {
			if d := m[1]; !strings.HasPrefix(d, "example.") && d != "corp.example.com" && d != "odata.context" {
				t.Errorf("%s: mail %s", name, m[0])
			}
		}
		for _, ip := range ipPattern.FindAllString(start, -1) {
			if !goodIP.MatchString(ip) && !agentVersion.MatchString(ip) && ip != "10.0.26100.1" {
				t.Errorf("%s: address %s", name, ip)
			}
		}
		for _, n := range phonePattern.FindAllString(text, -1) {
			if !goodPhone.MatchString(n) {
				t.Errorf("%s: phone %s", name, n)
			}
		}
		for _, n := range nanpPattern.FindAllString(start, -1) {
			if d := strings.Map(onlyDigits, n); d[6:8] != "01" {
				t.Errorf("%s: phone %s", name, n)
			}
		}
		for _, m := range hostPattern.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(m[1], "example.") && !strings.Contains(strings.Join(hosts, " "), m[1]) {
				t.Errorf("%s: host %s", name, m[1])
			}
		}
		if strings.HasPrefix(name, "adp-pay") || strings.HasPrefix(name, "payroll") {
			for _, n := range routePattern.FindAllString(text, -1) {
				if abaSum([]byte(n))%10 == 0 {
					t.Errorf("%s: routing number %s has a valid checksum", name, n)
				}
			}
		}
		if strings.HasPrefix(name, "resumes/") && !strings.Contains(text, "SYNTHETIC") {
			t.Errorf("%s does not say SYNTHETIC", name)
		}
	}
}

func onlyDigits(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// readable returns a file's text; a document's with all its parts.
func readable(t *testing.T, name string, content []byte) string {
	t.Helper()
	switch filepath.Ext(name) {
	case ".docx":
		z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var b strings.Builder
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if _, err := io.Copy(&b, r); err != nil {
				t.Fatalf("%s %s: %v", name, f.Name, err)
			}
		}
		return b.String()
	case ".pdf":
		if _, err := pdf.NewReader(bytes.NewReader(content), int64(len(content))); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return string(content)
}

// TestPhonesCanBeRead: a number that no library accepts would never link anything.
func TestPhonesCanBeRead(t *testing.T) {
	b := newPhoneBook(stream(1, "test"))
	seen := map[string]bool{}
	for i, country := range []string{"US", "GB", "FR", "DE"} {
		for range 300 {
			n := b.take(country)
			parsed, err := phonenumbers.Parse(n, "")
			if err != nil || !phonenumbers.IsPossibleNumber(parsed) {
				t.Fatalf("%s: %v", n, err)
			}
			if i == 0 {
				for range 3 {
					if again, err := phonenumbers.Parse(asTyped(stream(1, n), n), "US"); err != nil || phonenumbers.Format(again, phonenumbers.E164) != n {
						t.Errorf("%s as typed is read as %v, %v", n, again, err)
					}
				}
			}
			if seen[n] {
				t.Errorf("%s was given out twice", n)
			}
			seen[n] = true
		}
	}
}

func TestPhoneBookRunsDry(t *testing.T) {
	b := newPhoneBook(stream(1, "test"))
	seen, blank := map[string]bool{}, 0
	for range 150_000 {
		n := b.take("US")
		if n == "" {
			blank++
			continue
		}
		if seen[n] {
			t.Fatalf("%s was given out twice", n)
		}
		seen[n] = true
	}
	if blank == 0 || len(seen) < 100_000 {
		t.Errorf("%d numbers, %d blank", len(seen), blank)
	}
}

func TestEventCount(t *testing.T) {
	p := small(1, Realistic)
	p.OktaEvents = 30_000
	s, err := Write(t.Context(), t.TempDir(), p)
	if err != nil {
		t.Fatal(err)
	}
	if s.Events < 24_000 || s.Events > 36_000 {
		t.Errorf("%d events, wanted about %d", s.Events, p.OktaEvents)
	}
}

// TestLogIsInOrder: vendors export by time, and nothing comes after the export.
func TestLogIsInOrder(t *testing.T) {
	p := small(2, Realistic)
	var last string
	for line := range bytes.Lines(files(t, p)["okta-system-log.ndjson"]) {
		var e struct {
			Published string `json:"published"`
		}
		if err := wire.Unmarshal(line, &e); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		at, err := time.Parse(time.RFC3339Nano, e.Published)
		if err != nil || e.Published < last || !at.Before(p.AsOf) || at.Before(p.window()) {
			t.Fatalf("event at %s after %s, %v", e.Published, last, err)
		}
		last = e.Published
	}
}

func checkJSON(t *testing.T, out map[string][]byte) {
	for name, content := range out {
		var v any
		switch filepath.Ext(name) {
		case ".json":
			if err := wire.Unmarshal(content, &v); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		case ".ndjson":
			for line := range bytes.Lines(content) {
				if err := wire.Unmarshal(line, &v); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	for b.Loop() {
		s, err := Write(b.Context(), b.TempDir(), Defaults())
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(s.Bytes)
	}
}

func ExampleDefaults() {
	p := Defaults()
	fmt.Println(p.Employees, p.Applicants, p.Cells, p.Profile, p.Validate())
	// Output: 2000 12000 3 realistic <nil>
}
