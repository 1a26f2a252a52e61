package endpoint

import (
	"context"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/intel/endpoint"
)

// plugged is what one record says of a display or USB device.
type plugged struct{ usb, name, serial, classes, display string }

func pluggedOf(r *domain.Record) (p plugged) {
	for i := range r.Values {
		switch v := &r.Values[i]; v.Field {
		case domain.FieldUSB:
			p.usb = v.Text
		case domain.FieldUSBName:
			p.name = v.Text
		case domain.FieldUSBSerial:
			p.serial = v.Text
		case domain.FieldUSBClasses:
			p.classes = v.Text
		case domain.FieldDisplay:
			p.display = v.Text
		}
	}
	return p
}

func peripheralData() (out []detect.Datum) {
	for _, f := range []domain.Field{domain.FieldUSB, domain.FieldUSBName, domain.FieldDisplay} {
		out = append(out, detect.Datum{Kind: domain.KindPeripheral, Field: f})
	}
	return out
}

// RemoteSwitch is the check for a keyboard-video switch that is worked from afar.
func RemoteSwitch() detect.Detector {
	return detect.Detector{
		ID: "remote-keyboard-switch", Version: 2,
		Doc: detect.Doc{
			Catalogue: []string{"ON12"},
			Title:     "A keyboard-video switch that is worked over a network is plugged in",
			Stage:     "onboard",
			Means:     "A USB device or display of the laptop calls itself, or has the numbers of, a switch by which somebody elsewhere sees its screen and types.",
			MeansNot:  "It does not say who uses it, nor that it is in use.",
			Innocent: []string{
				"Somebody who runs servers at home and plugged the laptop into the same desk.",
				"A data centre's or a laboratory's own switch.",
			},
			Data:       "USB devices or displays of the laptop from the device management (osquery's usb_devices, Defender's PnP events, a mapping). A clever owner changes what it calls itself: absence says nothing.",
			Ceiling:    domain.Hard,
			Source:     "The projects' own code and pages (internal/intel/endpoint/kvm.csv); MITRE ATT&CK T1219.003; catalogue ON12",
			Fairness:   "Only what the device calls itself is read.",
			FirstSteps: []string{"Ask for a short call with the laptop's camera, and for a photo of the desk if that is asked of everybody.", "Preserve the laptop's state."},
		},
		Needs:    detect.Needs(detect.NeedRecords(domain.KindPeripheral)),
		Requires: []detect.Requirement{{Part: "USB devices or displays of laptops", AnyOf: peripheralData()}},
		Applies:  detect.Worker,
		Run:      runRemoteSwitch,
	}
}

func runRemoteSwitch(_ context.Context, v detect.View) (detect.Result, error) {
	records := v.Records(domain.KindPeripheral)
	if len(records) == 0 {
		return detect.NotEnough("Nothing is known of what is plugged into this worker's laptop.", "USB devices or displays of the laptop"), nil
	}
	var display *detect.Result
	for _, rec := range records {
		p := pluggedOf(rec)
		if s, ok := endpoint.OfUSB(p.usb, p.name, p.serial); ok {
			return switchHit(rec, s, domain.Hard, 8, "a USB device says that it is a "), nil
		}
		if s, ok := endpoint.OfDisplay(p.display); ok && display == nil {
			r := switchHit(rec, s, domain.Supporting, 4, "the display has the default name of a ")
			display = &r
		}
	}
	if display != nil {
		return *display, nil
	}
	return detect.ClearResult("Nothing that is plugged in calls itself a switch that is worked over a network."), nil
}

func switchHit(rec *domain.Record, s endpoint.Switch, strength domain.Strength, bits int, observed string) detect.Result {
	return detect.Result{Outcome: domain.Hit, Family: domain.FamilyEndpoint, Strength: strength, Bits: bits,
		Sentence: "A keyboard-video switch that is worked over a network (" + s.Product + ") is plugged into the laptop.",
		Evidence: []domain.Evidence{{Claim: "sits at the laptop", Observed: observed + s.Product, Source: rec.Key.Source, Records: []domain.RecordRef{detect.RefOf(rec)}}}}
}

// keyboardMakers are the USB numbers of makers whose keyboards, receivers and docks
// hold a store for their own programs or pictures (usb.org's list of vendors).
func keyboardMakers() []string {
	return []string{"046d", "1b1c", "1532", "1038", "0951", "17ef", "413c", "03f0", "05ac", "045e", "0b05", "3434", "feed", "1050", "0bda", "2109"}
}

// KeyboardWithStorage is the check for a keyboard that is also a disk.
func KeyboardWithStorage() detect.Detector {
	return detect.Detector{
		ID: "keyboard-with-storage", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"ON13"},
			Title:     "One USB device is a keyboard and a disk",
			Stage:     "onboard",
			Means:     "One USB device shows itself both as keyboard and as disk, as switches that are worked over a network do when they bring a disk image along.",
			MeansNot:  "Some keyboards and docks hold a small disk with their own programs.",
			Innocent: []string{
				"A gaming keyboard or a dock with a store for its programs.",
				"A bar-code reader, a security key or a programmer's board.",
			},
			Data:       "Interface classes of USB devices from the device management (SentinelOne, Defender, a mapping).",
			Ceiling:    domain.Supporting,
			Source:     "One site's published evidence; catalogue ON13. Makers of keyboards that do so honestly are left out, by usb.org's list",
			Fairness:   "Only the kinds of interfaces are read.",
			FirstSteps: []string{"Look at what the device calls itself, and ask what it is."},
		},
		Needs:    detect.Needs(detect.NeedRecords(domain.KindPeripheral)),
		Requires: []detect.Requirement{{Part: "interface classes of USB devices", AnyOf: []detect.Datum{{Kind: domain.KindPeripheral, Field: domain.FieldUSBClasses}}}},
		Applies:  detect.Worker,
		Run:      runKeyboardWithStorage,
	}
}

func runKeyboardWithStorage(_ context.Context, v detect.View) (detect.Result, error) {
	known := 0
	for _, rec := range v.Records(domain.KindPeripheral) {
		p := pluggedOf(rec)
		classes := strings.FieldsFunc(strings.ToLower(p.classes), func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '+' })
		if len(classes) == 0 {
			continue
		}
		known++
		if !slices.Contains(classes, "03") || !slices.Contains(classes, "08") {
			continue
		}
		maker, _, _ := strings.Cut(strings.ToLower(p.usb), ":")
		r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyEndpoint, Strength: domain.Supporting, Bits: 3,
			Sentence: "One USB device of the laptop is a keyboard and a disk.",
			Evidence: []domain.Evidence{{Claim: "sits at the laptop", Observed: "one device with the interfaces of a keyboard and of a disk", Source: rec.Key.Source, Records: []domain.RecordRef{detect.RefOf(rec)}}}}
		if slices.Contains(keyboardMakers(), maker) {
			r.Strength, r.Bits, r.Lowered = domain.Context, 0, "it is of a maker whose keyboards or docks hold a store of their own"
		}
		return r, nil
	}
	if known == 0 {
		return detect.NotEnough("Of no USB device of this worker's laptop the interfaces are known.", "interface classes of USB devices"), nil
	}
	return detect.ClearResult("No USB device of this worker's laptop is a keyboard and a disk."), nil
}
