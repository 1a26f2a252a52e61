package googleworkspace

import (
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/asset"
)

// addDevice maps what an event of the device audit says of the device itself:
// one record for each device and account, which later events renew.
func (a activity) addDevice(e event, at time.Time, it source.Item, out *source.Out) error {
	id, serial := e.text("DEVICE_ID"), e.text("SERIAL_NUMBER")
	mail := strings.ToLower(e.text("USER_EMAIL"))
	if mail == "" {
		mail = strings.ToLower(a.mail)
	}
	key := id
	if key == "" {
		key = asset.Serial(serial)
	}
	if key == "" || strings.IndexByte(mail, '@') < 1 {
		return domain.ErrUnused
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindDevice, ID: key + "/" + mail}, it, at)
	source.AddRef(r, domain.RefWorkMail, mail)
	owned := map[string]string{"COMPANY_OWNED": "true", "USER_OWNED": "false"}[e.text("DEVICE_OWNERSHIP")]
	if owned != "false" { // a private phone is none of the employer's devices
		source.AddRef(r, domain.RefSerial, asset.Serial(serial))
	}
	if id != "" {
		source.AddRef(r, domain.RefDeviceUser, domain.QualifiedID(name, it.Tenant, id))
	}
	text := func(f domain.Field, s string) {
		source.AddText(r, f, s, domain.RoleDevice, domain.Recorded)
	}
	text(domain.FieldDeviceSerial, serial)
	text(domain.FieldDeviceID, id)
	text(domain.FieldManaged, owned)
	text(domain.FieldStatus, strings.ToLower(e.text("ACCOUNT_STATE")))
	return nil
}
