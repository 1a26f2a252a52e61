package notify_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/notify"
)

// TestSignVector is the vector of the Standard Webhooks libraries.
func TestSignVector(t *testing.T) {
	got, err := notify.Sign([]notify.Secret{{Text: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}, "msg_p5jXN8AQM9LWM0D4loKWxJek",
		time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; err != nil || got != want {
		t.Errorf("%s (%v), want %s", got, err, want)
	}
}

// TestSignAgainstReference lets the reference library verify what we sign, with
// either of two secrets, and refuse every altered message.
func TestSignAgainstReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secrets := []notify.Secret{notify.NewSecret(time.Now()), notify.NewSecret(time.Now())}
		id, body := notify.NewID("evt_"), rapid.SliceOfN(rapid.Byte(), 1, 100).Draw(t, "body")
		now := time.Now()
		sig, err := notify.Sign(secrets, id, now, body)
		if err != nil {
			t.Fatal(err)
		}
		h := http.Header{}
		h.Set(notify.HeaderID, id)
		h.Set(notify.HeaderTimestamp, strconv.FormatInt(now.Unix(), 10))
		h.Set(notify.HeaderSignature, sig)
		for _, s := range secrets {
			ref, err := standardwebhooks.NewWebhook(s.Text)
			if err != nil {
				t.Fatal(err)
			}
			if err := ref.Verify(body, h); err != nil {
				t.Fatalf("the reference refuses %s: %v", sig, err)
			}
			bad := append([]byte{}, body...)
			bad[rapid.IntRange(0, len(bad)-1).Draw(t, "at")] ^= 1
			if ref.Verify(bad, h) == nil {
				t.Fatal("an altered body is accepted")
			}
		}
		other, err := standardwebhooks.NewWebhook(notify.NewSecret(now).Text)
		if err != nil {
			t.Fatal(err)
		}
		if other.Verify(body, h) == nil {
			t.Fatal("another secret verifies")
		}
	})
}

func TestSignRefuses(t *testing.T) {
	good := notify.NewSecret(time.Now())
	for name, c := range map[string]struct {
		secrets []notify.Secret
		id      string
	}{
		"no secret":    {nil, "evt_1"},
		"short secret": {[]notify.Secret{{Text: "whsec_c2hvcnQ="}}, "evt_1"},
		"no base64":    {[]notify.Secret{{Text: "whsec_%%%"}}, "evt_1"},
		"no id":        {[]notify.Secret{good}, ""},
		"dotted id":    {[]notify.Secret{good}, "evt.1"},
	} {
		if sig, err := notify.Sign(c.secrets, c.id, time.Now(), nil); err == nil {
			t.Errorf("%s: signed %s", name, sig)
		}
	}
}

// TestRotation: two secrets sign at most, and the older one ends.
func TestRotation(t *testing.T) {
	w := newWorld(t)
	r := newReceiver(t, nil)
	e := w.create(notify.Draft{Kind: notify.Webhook, Name: "SIEM", URL: r.URL, Enabled: true})
	first := e.Reach.Secrets[0].Text
	e, err := w.desk.RotateSecret(t.Context(), ws, e.ID, e.Version, admin)
	if err != nil {
		t.Fatal(err)
	}
	second := e.Reach.Secrets[0].Text
	verifies := func(secret string) bool {
		t.Helper()
		w.emit(w.opened(notify.NewID("evt_")))
		w.send()
		got := r.take()
		if len(got) != 1 {
			t.Fatalf("%d messages", len(got))
		}
		ref, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		return ref.VerifyIgnoringTimestamp(got[0].body, got[0].header) == nil
	}
	if !verifies(first) || !verifies(second) {
		t.Error("both secrets must sign after a rotation")
	}
	w.clock.add(notify.Overlap)
	if verifies(first) {
		t.Error("the old secret signs after the overlap")
	}
	if !verifies(second) {
		t.Error("the new secret does not sign")
	}
	if _, err := w.desk.RotateSecret(t.Context(), ws, e.ID, e.Version, admin); err != nil {
		t.Fatal(err)
	}
	if e, err = w.desk.RotateSecret(t.Context(), ws, e.ID, 0, admin); err != nil || len(e.Reach.Secrets) != 2 {
		t.Errorf("%d secrets after two rotations (%v)", len(e.Reach.Secrets), err)
	}
}
