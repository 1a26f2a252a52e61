package simulate

import "math/rand/v2"

const oktaAPI = "https://corp.example.com/api/v1"

// oktaUsers writes GET /api/v1/users.
func (o *output) oktaUsers() error {
	return items(o, "okta-users.json", "[", "]\n", o.w.workers, func(t *text, w *worker) {
		status, changed := "ACTIVE", w.hire
		if !w.active(o.w.p.AsOf) {
			status, changed = "DEPROVISIONED", w.left
		}
		t.open('{')
		t.str("id", w.okta)
		t.str("status", status)
		t.at("created", w.hire)
		t.at("activated", w.hire)
		t.at("statusChanged", changed)
		t.raw("lastLogin", "null")
		t.at("lastUpdated", changed)
		t.at("passwordChanged", w.hire)
		t.raw("type", `{"id":"oty00000000000000000"}`)
		t.object("profile")
		t.str("firstName", w.given)
		t.str("lastName", w.family)
		t.raw("mobilePhone", "null")
		t.raw("secondEmail", "null")
		t.str("employeeNumber", w.number)
		t.str("title", jobTitles[w.title])
		t.str("login", w.mail)
		t.str("email", w.mail)
		t.close('}')
		t.raw("credentials", `{"provider":{"type":"OKTA","name":"OKTA"}}`)
		t.object("_links")
		t.object("self")
		t.str("href", oktaAPI+"/users/"+w.okta)
		t.b = append(t.b, "}}}"...)
	})
}

// oktaFactors writes GET /api/v1/users/{id}/factors of every user, one list
// after the other. Okta Verify factors name no device: their credential is the
// login and their key id is "default".
func (o *output) oktaFactors() error {
	r := stream(o.w.p.Seed, "okta factors")
	type factor struct {
		w   *worker
		sms bool
	}
	var list []factor
	for _, w := range o.w.workers {
		if !w.active(o.w.p.AsOf) && w.noLog {
			continue
		}
		list = append(list, factor{w: w})
		if w.smsPhone != "" {
			list = append(list, factor{w: w, sms: true})
		}
	}
	return items(o, "okta-factors.json", "[", "]\n", list, func(t *text, f factor) {
		o.factor(t, r, f.w, f.sms)
	})
}

func (o *output) factor(t *text, r *rand.Rand, w *worker, sms bool) {
	id, kind := "opf"+letters(r, alphanum, 17), "push"
	if sms {
		id, kind = "mbl"+letters(r, alphanum, 17), "sms"
	}
	t.open('{')
	t.str("id", id)
	t.str("factorType", kind)
	t.str("provider", "OKTA")
	t.str("vendorName", "OKTA")
	t.str("status", "ACTIVE")
	t.at("created", w.hire.Add(10*day/24))
	t.at("lastUpdated", w.hire.Add(10*day/24))
	t.object("profile")
	if sms {
		t.str("phoneNumber", w.smsPhone)
	} else {
		t.str("credentialId", w.mail)
		t.str("deviceType", "SmartPhone_Android")
		t.str("name", "Phone")
		t.str("platform", "ANDROID")
		t.raw("keys", `[{"kty":"EC","use":"sig","kid":"default","crv":"P-256"}]`)
	}
	t.close('}')
	t.object("_links")
	t.object("self")
	t.str("href", oktaAPI+"/users/"+w.okta+"/factors/"+id)
	t.close('}')
	t.object("user")
	t.str("href", oktaAPI+"/users/"+w.okta)
	t.b = append(t.b, "}}}"...)
}

// oktaDevices writes GET /api/v1/devices?expand=user for the company's laptops.
func (o *output) oktaDevices() error {
	return items(o, "okta-devices.json", "[", "]\n", o.inUse(), func(t *text, w *worker) {
		l := w.laptop
		t.open('{')
		t.str("id", w.browser.deviceID)
		t.str("status", "ACTIVE")
		t.at("created", w.hire.Add(day/3))
		t.at("lastUpdated", w.hire.Add(day/3))
		t.object("profile")
		t.str("displayName", l.host)
		t.str("platform", map[string]string{"windows": "WINDOWS", "darwin": "MACOS", "ubuntu": "LINUX"}[l.platform])
		t.str("manufacturer", l.vendor)
		t.str("model", l.model)
		t.str("serialNumber", l.serial)
		t.bool("registered", true)
		t.close('}')
		t.str("resourceType", "UDDevice")
		t.str("resourceId", w.browser.deviceID)
		t.object("_embedded")
		t.array("users")
		t.open('{')
		t.str("managementStatus", "MANAGED")
		t.object("user")
		t.str("id", w.okta)
		t.object("profile")
		t.str("login", w.mail)
		t.b = append(t.b, "}}}]}}"...)
	})
}

// inUse lists the workers whose laptop is in an inventory: those who were
// there within the window.
func (o *output) inUse() []*worker {
	var out []*worker
	for _, w := range o.w.workers {
		if !w.noLog {
			out = append(out, w)
		}
	}
	return out
}
