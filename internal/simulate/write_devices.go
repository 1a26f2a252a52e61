package simulate

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// intune writes GET /deviceManagement/managedDevices for Windows laptops. It
// knows a laptop's own address on Wi-Fi and nothing of the network around it.
func (o *output) intune() error {
	var list []*worker
	for _, w := range o.inUse() {
		if w.laptop.platform == "windows" {
			list = append(list, w)
		}
	}
	head := `{"@odata.context":"https://graph.example.com/v1.0/$metadata#deviceManagement/managedDevices","value":[`
	return items(o, "intune-devices.json", head, "]}\n", list, func(t *text, w *worker) {
		l := w.laptop
		t.open('{')
		t.str("id", l.intuneID)
		t.str("userId", l.uuid)
		t.str("deviceName", l.host)
		t.str("managedDeviceOwnerType", "company")
		t.at("enrolledDateTime", w.hire.Add(day/3))
		t.at("lastSyncDateTime", o.lastSeen(w))
		t.raw("operatingSystem", `"Windows","complianceState":"compliant","jailBroken":"Unknown","managementAgent":"mdm","osVersion":"10.0.26100.1"`)
		t.raw("azureADRegistered", `true,"deviceEnrollmentType":"userEnrollment","isSupervised":false,"isEncrypted":true`)
		t.str("emailAddress", w.mail)
		t.str("azureADDeviceId", l.uuid)
		t.str("userPrincipalName", w.mail)
		t.str("model", l.model)
		t.str("manufacturer", l.vendor)
		t.raw("imei", `"","phoneNumber":""`)
		t.str("serialNumber", l.serial)
		t.str("userDisplayName", w.given+" "+w.family)
		t.str("wiFiMacAddress", bareMAC(l.mac))
		t.raw("totalStorageSpaceInBytes", "512000000000")
		t.raw("freeStorageSpaceInBytes", "256000000000")
		t.close('}')
	})
}

// bareMAC writes an address without colons, as Intune does.
func bareMAC(s string) string {
	b := make([]byte, 0, 12)
	for i := range len(s) {
		if c := s[i]; c != ':' {
			if c >= 'a' {
				c -= 'a' - 'A'
			}
			b = append(b, c)
		}
	}
	return string(b)
}

// lastSeen is the last moment a device reported: before AsOf, or before its
// user left. It follows from the serial number, so that every inventory agrees.
func (o *output) lastSeen(w *worker) time.Time {
	at := o.w.p.AsOf
	if !w.active(at) {
		at = w.left
	}
	back := time.Duration(w.laptop.serial[len(w.laptop.serial)-1]) * 7 * time.Minute
	if n := len(w.laptop.checkins); n > 0 && w.laptop.checkins[n-1].at.After(at.Add(-back)) {
		return w.laptop.checkins[n-1].at
	}
	return at.Add(-back)
}

// fleet writes GET /api/v1/fleet/hosts of a version that knows public_ip.
func (o *output) fleet() error {
	r := stream(o.w.p.Seed, "fleet")
	id := int64(0)
	return items(o, "fleet-hosts.json", `{"hosts":[`, "]}\n", o.inUse(), func(t *text, w *worker) {
		l, seen := w.laptop, o.lastSeen(w)
		id++
		t.open('{')
		t.at("created_at", w.hire.Add(day/3))
		t.at("updated_at", seen)
		t.num("id", id)
		t.at("detail_updated_at", seen)
		t.at("label_updated_at", seen)
		t.at("seen_time", seen)
		t.str("hostname", l.host)
		t.str("uuid", l.uuid)
		t.str("platform", l.platform)
		t.raw("osquery_version", `"5.18.1","build":"","platform_like":"","code_name":""`)
		t.str("os_version", map[string]string{"windows": "Windows 11 Pro 24H2", "darwin": "macOS 15.6", "ubuntu": "Ubuntu 24.04"}[l.platform])
		t.num("uptime", int64(between(r, 1, 40))*3_600_000_000_000)
		t.num("memory", 17_179_869_184)
		t.str("hardware_vendor", l.vendor)
		t.str("hardware_model", l.model)
		t.raw("hardware_version", `""`)
		t.str("hardware_serial", l.serial)
		t.str("computer_name", l.host)
		t.str("display_name", l.host)
		t.str("public_ip", w.netAt(seen).ip)
		t.raw("primary_ip", `""`)
		t.str("primary_mac", l.mac)
		t.raw("distributed_interval", `10,"config_tls_refresh":60,"logger_tls_period":10,"team_id":null,"team_name":null`)
		t.lit(`,"device_mapping":[{"email":"` + w.mail + `","source":"mdm_idp_accounts"}]`)
		t.lit(`,"end_users":[{"idp_username":"` + w.mail + `","idp_full_name":"` + w.given + " " + w.family + `","other_emails":[]}]`)
		t.raw("status", `"online"`)
		t.str("display_text", l.host)
		t.close('}')
	})
}

// report is one line of the osquery results log.
type report struct {
	w  *worker
	at time.Time
	n  *network
}

// osquery writes the results of the scheduled network queries: the gateway's
// hardware address and the access point, seen from each laptop.
func (o *output) osquery() error {
	var list []report
	for _, w := range o.inUse() {
		for _, c := range w.laptop.checkins {
			if c.net.gateway != "" {
				list = append(list, report{w, c.at, c.net})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b report) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.w.laptop.serial, b.w.laptop.serial))
	})
	return lines(o, "osquery-results.ndjson", list, func(t *text, p report) {
		result(t, p, "pack/network/default_gateway", func() {
			t.str("gateway_mac", p.n.gateway)
			t.str("interface", "en0")
		})
		t.b = append(t.b, '\n')
		result(t, p, "pack/network/wifi_status", func() {
			t.str("bssid", p.n.bssid)
			t.str("interface", "en0")
		})
	})
}

func result(t *text, p report, query string, columns func()) {
	t.open('{')
	t.str("name", query)
	t.str("hostIdentifier", p.w.laptop.uuid)
	t.str("calendarTime", p.at.UTC().Format("Mon Jan _2 15:04:05 2006 UTC"))
	t.num("unixTime", p.at.Unix())
	t.raw("epoch", `0,"counter":1,"numerics":false,"action":"added"`)
	t.object("decorations")
	t.str("host_uuid", p.w.laptop.uuid)
	t.str("hardware_serial", p.w.laptop.serial)
	t.str("hostname", p.w.laptop.host)
	t.close('}')
	t.object("columns")
	columns()
	t.lit("}}")
}

// zoom writes the dashboard's list of participants of each interview, with the
// meeting's number that an exporter has to add. Zoom blanks what it knows of
// guests; the full profile keeps it.
func (o *output) zoom() error {
	from := o.w.p.AsOf.Add(-time.Duration(o.w.p.MeetingDays) * day)
	r := stream(o.w.p.Seed, "zoom")
	type meeting struct {
		c *candidate
		a *application
	}
	var list []meeting
	for _, c := range o.w.greens {
		for _, a := range c.apps {
			if a.interview != nil && !a.interview.at.Before(from) {
				list = append(list, meeting{c, a})
			}
		}
	}
	return lines(o, "zoom-participants.ndjson", list, func(t *text, m meeting) {
		in := m.a.interview
		t.lit(`{"page_count":1,"page_size":30,"total_records":2,"next_page_token":""`)
		t.str("meeting_id", itoa(in.meeting))
		t.str("meeting_uuid", letters(r, alphanum, 22)+"==")
		t.array("participants")
		if h := in.host; h != nil {
			participant(t, h.okta[3:], h.given+" "+h.family, h.mail, &network{}, "", "", in)
		}
		if o.w.p.full() {
			participant(t, "", m.c.given+" "+m.c.family, "", m.c.client, m.c.diskID, "PC-"+m.c.diskID[:6], in)
		} else {
			participant(t, "", m.c.given+" "+m.c.family, "", &network{}, "", "", in)
		}
		t.lit("]}")
	})
}

func participant(t *text, id, name, mail string, n *network, disk, pc string, in *interview) {
	t.open('{')
	t.str("id", id)
	t.str("user_id", itoa(in.id+int64(len(id))))
	t.str("user_name", name)
	t.raw("device", `"Windows"`)
	t.str("ip_address", n.ip)
	if n.city != nil {
		t.str("location", n.city.name+" ("+n.city.country+" )")
	} else {
		t.raw("location", `""`)
	}
	t.raw("network_type", `"Wifi","microphone":"","speaker":"","camera":"","data_center":"","connection_type":"SSL"`)
	t.at("join_time", in.at.Add(time.Minute))
	t.at("leave_time", in.at.Add(minutes(in.minutes)))
	t.raw("share_application", `false,"share_desktop":false,"share_whiteboard":false,"recording":false`)
	t.str("pc_name", pc)
	t.raw("domain", `"","mac_addr":""`)
	t.str("harddisk_id", disk)
	t.raw("version", `"6.1.0"`)
	t.str("email", mail)
	t.close('}')
}
