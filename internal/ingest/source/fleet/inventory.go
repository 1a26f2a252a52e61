package fleet

import (
	"strconv"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/asset"
	"github.com/daylight-hq/daylight/internal/ingest/source/inventory"
	"github.com/daylight-hq/daylight/internal/wire"
)

// software is one entry of a host's software, as GET /hosts/:id lists it.
type software struct {
	Name     wire.Text `json:"name"`
	BundleID wire.Text `json:"bundle_identifier"`
	Vendor   wire.Text `json:"vendor"`
}

// addSoftware gives the programs of a host that some check asks for.
func (h *host) addSoftware(it source.Item, out *source.Out, id string) {
	on := inventory.Host{Source: name, Tenant: it.Tenant, ID: id, Serial: asset.Serial(string(h.HardwareSerial)), Device: hostRef(it.Tenant, string(h.UUID)), Mail: h.owner()}
	for _, s := range h.Software {
		if !on.Program(it, out, inventory.Program{Name: string(s.Name), Publisher: string(s.Vendor)}) && s.BundleID != "" {
			on.Program(it, out, inventory.Program{Name: string(s.BundleID), Publisher: string(s.Vendor)})
		}
	}
}

// inventoryRow holds the columns of osquery's programs, apps, deb_packages,
// rpm_packages, homebrew_packages, processes and usb_devices that are read.
type inventoryRow struct {
	Name      wire.Text `json:"name"`
	BundleID  wire.Text `json:"bundle_identifier"`
	Publisher wire.Text `json:"publisher"`
	Version   wire.Text `json:"version"`
	Path      wire.Text `json:"path"`
	CmdLine   wire.Text `json:"cmdline"`
	Vendor    wire.Text `json:"vendor"`
	VendorID  wire.Text `json:"vendor_id"`
	Model     wire.Text `json:"model"`
	ModelID   wire.Text `json:"model_id"`
	Serial    wire.Text `json:"serial"`
}

// addInventory gives the programs and USB devices of a result, and reports whether
// there was any.
func (r *result) addInventory(it source.Item, out *source.Out, host string, at time.Time) bool {
	on := inventory.Host{Source: name, Tenant: it.Tenant, ID: strings.ToLower(host), Serial: asset.Serial(string(r.Decorations.HardwareSerial)), Device: hostRef(it.Tenant, host)}
	if r.baseline() {
		at = time.Time{} // it was there before anybody looked
	}
	added := false
	for _, rows := range [][]row{{r.Columns}, r.Snapshot, r.DiffResults.Added} {
		for i := range rows {
			added = rows[i].add(it, out, on, at) || added
		}
	}
	return added
}

// baseline reports whether a result lists what is there, and not what came: a
// snapshot, or the first result of a query.
func (r *result) baseline() bool {
	n, err := strconv.Atoi(string(r.Counter))
	return len(r.Snapshot) > 0 || r.Action == "snapshot" || err == nil && n == 0
}

func (r *row) add(it source.Item, out *source.Out, on inventory.Host, at time.Time) bool {
	if r.VendorID != "" && r.ModelID != "" {
		return on.USB(it, out, at, inventory.USB{Vendor: string(r.VendorID), Product: string(r.ModelID), Name: string(r.Vendor) + " " + string(r.Model), Serial: string(r.Serial)})
	}
	if r.Name == "" || r.BundleID+r.Version+r.Path+r.CmdLine == "" {
		return false
	}
	p := inventory.Program{Name: string(r.Name), Publisher: string(r.Publisher), Command: string(r.CmdLine), At: at, Event: r.CmdLine != "" && !at.IsZero()}
	if on.Program(it, out, p) {
		return true
	}
	p.Name = string(r.BundleID)
	return p.Name != "" && on.Program(it, out, p)
}
