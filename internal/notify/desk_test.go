package notify_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/notify"
)

// TestDraftsAreChecked refuses what could not be told, and keeps nothing of it.
func TestDraftsAreChecked(t *testing.T) {
	w := newWorld(t)
	good := notify.Draft{Kind: notify.Webhook, Name: "SIEM", URL: "https://hooks.example.com/x", Enabled: true}
	for name, change := range map[string]func(*notify.Draft){
		"no name":      func(d *notify.Draft) { d.Name = "" },
		"long name":    func(d *notify.Draft) { d.Name = strings.Repeat("n", 81) },
		"odd kind":     func(d *notify.Draft) { d.Kind = "pager" },
		"odd type":     func(d *notify.Draft) { d.Types = []notify.Type{"case.deleted"} },
		"test type":    func(d *notify.Draft) { d.Types = []notify.Type{notify.Test} },
		"odd tier":     func(d *notify.Draft) { d.Tier = "guilty" },
		"no tier":      func(d *notify.Draft) { d.Tier = domain.TierNone },
		"no address":   func(d *notify.Draft) { d.URL = "" },
		"no mail":      func(d *notify.Draft) { d.Kind, d.Address = notify.Mail, "not an address" },
		"mail in name": func(d *notify.Draft) { d.Kind, d.Address = notify.Mail, "Team <team@example.com>" },
		"two mails":    func(d *notify.Draft) { d.Kind, d.Address = notify.Mail, "a@example.com, b@example.com" },
		"mail headers": func(d *notify.Draft) { d.Kind, d.Address = notify.Mail, "a@example.com\r\nBcc: b@example.com" },
	} {
		d := good
		change(&d)
		if e, err := w.desk.Create(t.Context(), ws, d, admin); !errors.Is(err, notify.ErrInvalid) {
			t.Errorf("%s: %+v (%v)", name, e, err)
		}
	}
	if list, err := w.store.Endpoints(t.Context(), ws); err != nil || len(list) != 0 {
		t.Errorf("%d endpoints were kept (%v)", len(list), err)
	}
	for n := range 51 {
		_, err := w.desk.Create(t.Context(), ws, good, admin)
		if n < 50 && err != nil || n == 50 && !errors.Is(err, notify.ErrInvalid) {
			t.Fatalf("endpoint %d: %v", n+1, err)
		}
	}
}

// TestUpdate keeps secrets and the address that nobody is shown, and refuses
// stale changes and other kinds.
func TestUpdate(t *testing.T) {
	w := newWorld(t)
	e := w.create(notify.Draft{Kind: notify.Webhook, Name: "SIEM", URL: "https://hooks.example.com/x?token=secret", Enabled: true})
	secret := e.Reach.Secrets[0].Text
	got, err := w.desk.Update(t.Context(), ws, e.ID, e.Version, notify.Draft{Kind: notify.Webhook, Name: "new", Tier: domain.TierUrgent}, admin)
	if err != nil || got.Reach.Name != "new" || got.Reach.URL != e.Reach.URL || got.Reach.Secrets[0].Text != secret || got.Enabled || got.Why != notify.ByPerson {
		t.Errorf("%+v (%v)", got, err)
	}
	if strings.Contains(got.Shown(), "secret") {
		t.Errorf("the query is shown: %s", got.Shown())
	}
	if _, err := w.desk.Update(t.Context(), ws, e.ID, e.Version, notify.Draft{Kind: notify.Webhook, Name: "stale"}, admin); !errors.Is(err, notify.ErrStale) {
		t.Errorf("a stale change: %v", err)
	}
	if _, err := w.desk.Update(t.Context(), ws, e.ID, 0, notify.Draft{Kind: notify.Mail, Name: "x", Address: "a@example.com"}, admin); !errors.Is(err, notify.ErrInvalid) {
		t.Errorf("another kind: %v", err)
	}
	if err := w.desk.Delete(t.Context(), ws, e.ID, e.Version, admin); !errors.Is(err, notify.ErrStale) {
		t.Errorf("a stale removal: %v", err)
	}
	if err := w.desk.Delete(t.Context(), ws, e.ID, got.Version, admin); err != nil {
		t.Error(err)
	}
	if _, err := w.store.Endpoint(t.Context(), ws, e.ID); !errors.Is(err, notify.ErrNotFound) {
		t.Errorf("after its removal: %v", err)
	}
}

// TestCheckpoint sends a signed note whole, to whom it may prove something.
func TestCheckpoint(t *testing.T) {
	w := newWorld(t)
	r := newReceiver(t, nil)
	w.create(notify.Draft{Kind: notify.Webhook, Name: "outside", URL: r.URL, Types: []notify.Type{notify.AuditCheckpoint}, Enabled: true})
	note := "daylight/main/1\n7\nq83v\n\n— daylight/main/1 AAAA\n"
	w.emit(notify.NewCheckpoint(ws, w.clock.now(), 7, []byte(note)))
	w.send()
	got := r.take()
	if len(got) != 1 || !strings.Contains(string(got[0].body), strings.ReplaceAll(note, "\n", `\n`)) || !strings.Contains(string(got[0].body), `"entries":7`) {
		t.Errorf("%s", got)
	}
}
