package app

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/api"
)

const referees = "candidate id,candidate name,referee name,referee email,date of birth\n9001,Mina Aldo,Otto Brahn,otto.brahn@posteo.net,1990-01-01\n"

// handIn adds files to an import, as a browser does.
func (p *probe) handIn(t *testing.T, at string, files map[string]string) *httptest.ResponseRecorder {
	t.Helper()
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	for name, data := range files {
		if err := m.WriteField("modified", "2026-01-05T10:00:00Z"); err != nil {
			t.Fatal(err)
		}
		head := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name="file"; filename=%q`, name)}, "Content-Type": {"text/csv"}}
		part, err := m.CreatePart(head)
		if err != nil {
			t.Fatal(err)
		}
		part.Write([]byte(data))
	}
	m.Close()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, p.base+at+"/files", &form)
	req.Header.Set("Content-Type", m.FormDataContentType())
	req.AddCookie(&http.Cookie{Name: api.Cookie, Value: p.cookies[access.Admin]})
	return p.do(req)
}

// ended waits for an import to end.
func (p *probe) ended(t *testing.T, at string) map[string]any {
	t.Helper()
	for range 400 {
		if i := p.get(access.Admin, at); i["ended_at"] != nil {
			return i
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatal("the import does not end")
	return nil
}

func number(v map[string]any, name string) int {
	n, _ := v[name].(float64)
	return int(n)
}

// contractImports hands files in, reads what became of them, mends what could
// not be read with a mapping, and reads it again.
func contractImports(t *testing.T, p *probe) {
	begun, _ := p.must(http.StatusCreated, access.Admin, "POST", "/imports", "", nil)
	at := "/imports/" + text(begun, "id")
	if w, _ := p.send(access.Admin, "POST", at+"/start", "", nil); w.Code != http.StatusConflict {
		t.Errorf("an import without files starts: %d", w.Code)
	}
	for _, name := range []string{"../../etc/passwd", "a/../../b.csv", "", strings.Repeat("x", 300), "a/.hidden"} {
		if w := p.handIn(t, at, map[string]string{name: "x"}); w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusBadRequest {
			t.Errorf("a file named %q is taken: %d", name, w.Code)
		}
	}
	if w := p.handIn(t, at, map[string]string{"exports/referees.csv": referees}); w.Code != http.StatusOK {
		t.Fatalf("adding gave %d %s", w.Code, w.Body)
	}
	p.must(http.StatusAccepted, access.Admin, "POST", at+"/start", "", nil)
	i := p.ended(t, at)
	if counts, _ := i["counts"].(map[string]any); text(i, "state") != "done" || number(counts, "set_aside") != 1 {
		t.Fatalf("a file that nobody knows: %v", i)
	}
	if f := list(i, "files")[0]; f["kept"] != true || text(f, "name") != "exports/referees.csv" || text(f, "modified_at") != "2026-01-05T10:00:00Z" {
		t.Errorf("of the file it says %v", f)
	}
	aside := p.get(access.Admin, "/quarantine")
	items := list(aside, "items")
	if text(items[0], "file") != "exports/referees.csv" || text(items[0], "reason") != "unrecognised" || text(items[0], "import") != text(begun, "id") {
		t.Errorf("the quarantine says %v", items[0])
	}
	contractMappings(t, p)
	p.must(http.StatusAccepted, access.Security, "POST", at+"/retry", "", nil)
	i = p.ended(t, at)
	if counts, _ := i["counts"].(map[string]any); number(counts, "accepted") != 1 || number(counts, "set_aside") != 0 {
		t.Errorf("with a mapping it says %v", i)
	}
	if f := list(i, "files")[0]; f["kept"] == true {
		t.Error("a file that was read whole is kept")
	}
	if w, _ := p.send(access.Security, "POST", at+"/retry", "", nil); w.Code != http.StatusConflict {
		t.Errorf("a file that is gone is read again: %d", w.Code)
	}
	p.must(http.StatusAccepted, access.Admin, "POST", "/quarantine/retry", "", nil)
	dropped, _ := p.must(http.StatusOK, access.Admin, "POST", "/quarantine/drop", "", map[string]any{"ids": []any{items[1]["id"]}, "reason": "not-needed"})
	if left := p.get(access.Admin, "/quarantine"); number(left, "total") != number(aside, "total")-2 || number(dropped, "dropped") != 1 {
		t.Errorf("%v of %v are left in the quarantine", left["total"], aside["total"])
	}
	other, _ := p.must(http.StatusCreated, access.Admin, "POST", "/imports", "", nil)
	ended, _ := p.must(http.StatusOK, access.Admin, "POST", "/imports/"+text(other, "id")+"/cancel", "", nil)
	if text(ended, "state") != "cancelled" {
		t.Errorf("cancelled: %v", ended)
	}
	if n := len(list(p.get(access.Auditor, "/imports"), "imports")); n != 2 {
		t.Errorf("%d imports, want 2", n)
	}
}

// contractMappings has a mapping proposed, tries it, keeps it.
func contractMappings(t *testing.T, p *probe) {
	seen, _ := p.must(http.StatusOK, access.Admin, "POST", "/mappings/preview", "", map[string]any{"name": "referees.csv", "sample": referees})
	yaml := text(seen, "yaml")
	if records := list(seen, "records"); len(records) != 1 || text(records[0], "kind") != "referee" || len(seen["faults"].([]any)) > 0 {
		t.Fatalf("the proposal gives %v", seen)
	}
	columns := list(seen, "columns")
	if text(columns[4], "refused") == "" || len(columns[4]["samples"].([]any)) > 0 || text(columns[0], "refused") != "" {
		t.Errorf("columns: %v", columns)
	}
	bad, _ := p.must(http.StatusOK, access.Admin, "POST", "/mappings/preview", "", map[string]any{"name": "referees.csv", "sample": referees, "yaml": yaml + "  - {field: name, column: date of birth}\n"})
	if len(bad["faults"].([]any)) == 0 {
		t.Error("a mapping reads a date of birth")
	}
	_, tag, _ := mappingList(p)
	if w, _ := p.send(access.Admin, "PUT", "/mappings/referees-csv", tag, map[string]any{"yaml": "name: referees\nnonsense: 1\n", "enabled": true}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("nonsense is kept: %d", w.Code)
	}
	if w, _ := p.send(access.HR, "PUT", "/mappings/referees-csv", tag, map[string]any{"yaml": yaml, "enabled": true}); w.Code != http.StatusForbidden {
		t.Errorf("HR keeps a mapping: %d", w.Code)
	}
	_, tag2 := p.must(http.StatusOK, access.Admin, "PUT", "/mappings/referees-csv", tag, map[string]any{"yaml": yaml, "enabled": true})
	if w, _ := p.send(access.Admin, "PUT", "/mappings/referees-csv", tag, map[string]any{"yaml": yaml, "enabled": false}); w.Code != http.StatusPreconditionFailed {
		t.Errorf("an older version is overwritten: %d", w.Code)
	}
	p.must(http.StatusOK, access.Admin, "PUT", "/mappings/another", tag2, map[string]any{"yaml": strings.Replace(yaml, "mapping: referees-csv", "mapping: another", 1), "enabled": false})
	p.must(http.StatusNoContent, access.Admin, "DELETE", "/mappings/another", "*", nil)
	if names, _, _ := mappingList(p); fmt.Sprint(names) != "[referees-csv]" {
		t.Errorf("mappings: %v", names)
	}
	if words := p.get(access.Admin, "/mappings/vocabulary"); len(list(words, "fields")) < 50 || len(list(words, "kinds")) < 10 {
		t.Errorf("the vocabulary is %v", words)
	}
}

func mappingList(p *probe) (names []string, tag string, all []map[string]any) {
	w, body := p.send(access.Admin, "GET", "/mappings", "", nil)
	for _, m := range list(body, "mappings") {
		names = append(names, text(m, "name"))
	}
	return names, w.Header().Get("ETag"), list(body, "mappings")
}
