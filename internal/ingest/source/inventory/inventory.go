// Package inventory builds the records of what runs on a computer and of what is
// plugged into it, the same for every vendor. Of programs only those are kept that
// some check asks for: remote tools, and what keeps a screen awake.
package inventory

import (
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/intel/endpoint"
)

// Host is a computer as a vendor's export names it. Empty parts are left out.
type Host struct {
	Source  string // the vendor's folder name
	Tenant  string
	ID      string // the vendor's id of the computer; part of every key
	Serial  string // normalised, see package asset
	Device  string // qualified id of the device
	Mail    string // work mail of its user
	Account string // qualified id of its user's account
}

// Program is one program that was listed, came or ran.
type Program struct {
	Name      string    // as a list of software has it, or the name of its file
	Publisher string    // who made or signed it
	Command   string    // a command line, of which the values are dropped here
	Domain    string    // to which it spoke
	At        time.Time // when it came or ran; zero where it was merely listed
	// Event says that it ran, and is no entry of a list: two runs on one day are one
	// record.
	Event bool
}

// SoftwareFields are the fields that [Host.Program] can fill.
func SoftwareFields() []domain.Field {
	return []domain.Field{domain.FieldSoftware, domain.FieldPublisher, domain.FieldCommand, domain.FieldDomain}
}

// PeripheralFields are the fields that [Host.USB] and [Host.Display] can fill.
func PeripheralFields() []domain.Field {
	return []domain.Field{domain.FieldUSB, domain.FieldUSBName, domain.FieldUSBSerial, domain.FieldUSBClasses, domain.FieldDisplay}
}

// looks are commands that the check on habits asks for.
var looks = []string{"bleachbit", "dxdiag", "eraser", "msinfo32", "privazer", "sdelete", "sdelete64", "systeminfo", "timestomp", "whoami"}

// Program adds a program that some check asks for, and reports whether it did.
func (h Host) Program(it source.Item, out *source.Out, p Program) bool {
	command := source.Command(p.Command)
	first, _, _ := strings.Cut(command, " ")
	tool, remote := endpoint.Find(p.Name, first)
	_, awake := endpoint.KeepsAwake(p.Name, first)
	base := strings.TrimSuffix(strings.ToLower(first), ".exe")
	if !remote && !awake && !slices.Contains(looks, base) {
		return false
	}
	name := p.Name
	if remote && name == "" {
		name = tool.Name
	}
	parts := []string{name, command, p.Domain}
	if p.Event && !p.At.IsZero() {
		parts = append(parts, p.At.UTC().Format(time.DateOnly))
	}
	r := h.record(it, out, domain.KindSoftware, p.At, parts...)
	text := func(f domain.Field, s string) {
		source.AddText(r, f, s, domain.RoleDevice, domain.Recorded)
	}
	text(domain.FieldSoftware, name)
	text(domain.FieldPublisher, p.Publisher)
	text(domain.FieldCommand, command)
	source.AddText(r, domain.FieldDomain, p.Domain, "", domain.Recorded)
	return true
}

// USB is one USB device.
type USB struct {
	Vendor, Product string // four hexadecimal digits each
	Name            string // maker and name as the device says them
	Serial          string
	Classes         []string // interface classes, two hexadecimal digits each
}

// Instance reads numbers and serial out of Windows' id of a plugged-in device, such
// as USB\VID_1D6B&PID_0104\CAFEBABE. False is for what is no USB device. A serial
// with & is one that Windows made up, and is left out.
func Instance(id string) (u USB, ok bool) {
	parts := strings.Split(strings.ToUpper(id), `\`)
	if len(parts) < 2 || parts[0] != "USB" {
		return USB{}, false
	}
	for piece := range strings.SplitSeq(parts[1], "&") {
		if v, ok := strings.CutPrefix(piece, "VID_"); ok {
			u.Vendor = v
		}
		if v, ok := strings.CutPrefix(piece, "PID_"); ok {
			u.Product = v
		}
	}
	if len(parts) > 2 && !strings.Contains(parts[2], "&") {
		u.Serial = strings.Split(id, `\`)[2]
	}
	return u, true
}

// USB adds a USB device. One without numbers and name says nothing and is left out.
func (h Host) USB(it source.Item, out *source.Out, at time.Time, u USB) bool {
	numbers := ""
	if v, p := hex4(u.Vendor), hex4(u.Product); v != "" && p != "" {
		numbers = v + ":" + p
	}
	name := strings.Join(strings.Fields(u.Name), " ")
	if numbers == "" && name == "" {
		return false
	}
	classes := slices.Clone(u.Classes)
	slices.Sort(classes)
	r := h.record(it, out, domain.KindPeripheral, at, "usb", numbers, name, u.Serial)
	source.AddText(r, domain.FieldUSB, numbers, domain.RoleDevice, domain.Recorded)
	source.AddText(r, domain.FieldUSBName, name, domain.RoleDevice, domain.Recorded)
	source.AddText(r, domain.FieldUSBSerial, u.Serial, domain.RoleDevice, domain.Recorded)
	source.AddText(r, domain.FieldUSBClasses, strings.ToLower(strings.Join(slices.Compact(classes), " ")), domain.RoleDevice, domain.Recorded)
	return true
}

// Display adds a display by maker (three letters) and name, as its EDID has them.
func (h Host) Display(it source.Item, out *source.Out, at time.Time, maker, name string) bool {
	maker, name = strings.ToUpper(strings.TrimSpace(maker)), strings.TrimSpace(name)
	if maker == "" || name == "" {
		return false
	}
	r := h.record(it, out, domain.KindPeripheral, at, "display", maker, name)
	source.AddText(r, domain.FieldDisplay, maker+":"+name, domain.RoleDevice, domain.Recorded)
	return true
}

// record adds a record whose key is the computer and all that tells it from others
// of the computer.
func (h Host) record(it source.Item, out *source.Out, kind domain.Kind, at time.Time, parts ...string) *domain.Record {
	sum := xxh3.HashString128(strings.Join(parts, "\x00")).Bytes()
	r := out.Add(domain.Key{Source: h.Source, Tenant: h.Tenant, Kind: kind, ID: h.ID + "/" + hex.EncodeToString(sum[:8])}, it, at)
	source.AddRef(r, domain.RefWorkMail, h.Mail)
	source.AddRef(r, domain.RefAccount, h.Account)
	source.AddRef(r, domain.RefSerial, h.Serial)
	source.AddRef(r, domain.RefDeviceUser, h.Device)
	return r
}

// hex4 writes a number of USB as four hexadecimal digits, or "" for what is none.
func hex4(s string) string {
	s = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "0x")
	if s == "" || len(s) > 4 || strings.Trim(s, "0123456789abcdef") != "" {
		return ""
	}
	return strings.Repeat("0", 4-len(s)) + s
}
