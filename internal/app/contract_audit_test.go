package app

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/audit"
)

// contractAudit reads the log, has the server verify it, and verifies the
// export that it hands out: against the checkpoint of before, which the export
// must extend.
func contractAudit(t *testing.T, p *probe) {
	first := list(p.get(access.Auditor, "/audit?limit=2"), "entries")
	if len(first) != 2 {
		t.Fatalf("%d entries", len(first))
	}
	p.get(access.Counsel, "/audit?action=user.created&object_type=user")
	checkpoint := p.get(access.Auditor, "/audit/checkpoint")
	note := text(checkpoint, "note")
	report, _ := p.must(http.StatusOK, access.Auditor, "POST", "/audit/verify", "", nil)
	if report["ok"] != true || report["fault"] != nil {
		t.Errorf("the log does not verify: %v", report)
	}
	w, _ := p.send(access.Auditor, "GET", "/audit/export", "", nil)
	if w.Code != http.StatusOK || w.Header().Get("Content-Disposition") == "" {
		t.Fatalf("the export gave %d", w.Code)
	}
	got, err := audit.Verify(bytes.NewReader(w.Body.Bytes()), audit.Options{Since: [][]byte{[]byte(note)}})
	if err != nil || !got.OK || len(got.Since) != 1 || !got.Since[0].Extended {
		t.Errorf("the export does not verify: %+v %v", got, err)
	}
	cut := bytes.LastIndexByte(bytes.TrimSuffix(w.Body.Bytes(), []byte("\n")), '\n')
	if got, err := audit.Verify(bytes.NewReader(w.Body.Bytes()[:cut]), audit.Options{}); err == nil || got.OK {
		t.Error("an export with its end cut off verifies")
	}
}
