package intune

import (
	"errors"
	"fmt"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/asset"
	"github.com/daylight-hq/daylight/internal/ingest/source/inventory"
	"github.com/daylight-hq/daylight/internal/wire"
)

// detectedApp is one discovered program as Graph gives it, with the devices that
// have it when they are asked for.
type detectedApp struct {
	ID             wire.Text `json:"id"`
	DisplayName    wire.Text `json:"displayName"`
	Publisher      wire.Text `json:"publisher"`
	ManagedDevices []device  `json:"managedDevices"`
}

// mapApp maps one discovered program: a record for each device that has it.
func mapApp(it source.Item, out *source.Out) error {
	var a detectedApp
	unknown, err := wire.UnmarshalCount(it.JSON, &a)
	if err != nil {
		return fmt.Errorf("decode discovered app: %w", err)
	}
	out.Unknown += unknown
	if a.DisplayName == "" {
		return errors.New("discovered app has no name")
	}
	before := len(out.Records)
	for i := range a.ManagedDevices {
		d := &a.ManagedDevices[i]
		if d.GraphID == "" {
			return fmt.Errorf("device %d of discovered app has no id", i+1)
		}
		d.host(it).Program(it, out, inventory.Program{Name: string(a.DisplayName), Publisher: string(a.Publisher)})
	}
	if len(out.Records) == before {
		return domain.ErrUnused
	}
	return nil
}

// host names the device as the list of devices does.
func (d *device) host(it source.Item) inventory.Host {
	return inventory.Host{Source: name, Tenant: it.Tenant, ID: string(d.GraphID), Serial: asset.Serial(string(d.SerialNumber)),
		Device: domain.QualifiedID(name, it.Tenant, string(d.GraphID)), Mail: d.mail()}
}

func (d *device) mail() string {
	for _, mail := range []wire.Text{d.UserPrincipalName, d.EmailAddress} {
		if strings.Contains(string(mail), "@") {
			return strings.ToLower(string(mail))
		}
	}
	return ""
}

// mapAppRow maps a row of the raw report of discovered apps.
func mapAppRow(it source.Item, out *source.Out) error {
	d := device{GraphID: wire.Text(it.Cell("DeviceId")), EmailAddress: wire.Text(it.Cell("EmailAddress"))}
	if d.GraphID == "" {
		return errors.New("discovered app names no device")
	}
	out.Unknown += max(len(it.Columns)-4, 0)
	if !d.host(it).Program(it, out, inventory.Program{Name: it.Cell("ApplicationName"), Publisher: it.Cell("ApplicationPublisher")}) {
		return domain.ErrUnused
	}
	return nil
}
