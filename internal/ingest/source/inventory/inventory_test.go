package inventory_test

import (
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/inventory"
)

var (
	host = inventory.Host{Source: "fleet", Tenant: "main", ID: "h1", Serial: "SN1", Device: "fleet:main:h1", Mail: "mara@acme.example"}
	day  = time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
)

// TestPrograms keeps what a check asks for, and no value of a command.
func TestPrograms(t *testing.T) {
	for name, c := range map[string]struct {
		program inventory.Program
		want    string // of the command; "-" for a program that is left out
	}{
		"a remote tool":         {inventory.Program{Name: "AnyDesk 7.1"}, ""},
		"by its command":        {inventory.Program{Command: `"C:\x\remoting_start_host.exe" --code=SECRET --pin=123456`}, "remoting_start_host.exe --code --pin"},
		"keeps awake":           {inventory.Program{Name: "Amphetamine.app"}, ""},
		"looks around":          {inventory.Program{Command: "whoami /all SECRET"}, "whoami"},
		"an ordinary program":   {inventory.Program{Name: "Google Chrome", Command: "chrome.exe --user=SECRET"}, "-"},
		"a diary by its title":  {inventory.Program{Name: "SECRET notes"}, "-"},
		"nothing":               {inventory.Program{}, "-"},
		"a tool with a secret ": {inventory.Program{Name: "rustdesk", Command: "rustdesk --password SECRET"}, "rustdesk --password"},
	} {
		var out source.Out
		c.program.At = day
		kept := host.Program(source.Item{}, &out, c.program)
		if kept != (c.want != "-") || len(out.Records) != map[bool]int{true: 1}[kept] {
			t.Errorf("%s: kept %v", name, kept)
			continue
		}
		for _, r := range out.Records {
			for _, v := range r.Values {
				if strings.Contains(v.Text, "SECRET") || strings.Contains(v.Text, "123456") || v.Field == domain.FieldCommand && v.Text != c.want {
					t.Errorf("%s: %s %q", name, v.Field, v.Text)
				}
			}
			if len(r.Refs) != 3 || r.Key.Kind != domain.KindSoftware {
				t.Errorf("%s: %+v", name, r)
			}
		}
	}
}

// TestKeys gives two runs on one day one key, and two days two.
func TestKeys(t *testing.T) {
	key := func(at time.Time, event bool) string {
		var out source.Out
		host.Program(source.Item{}, &out, inventory.Program{Name: "rustdesk", At: at, Event: event})
		return out.Records[0].Key.String()
	}
	if key(day, true) != key(day.Add(time.Hour), true) || key(day, true) == key(day.AddDate(0, 0, 1), true) {
		t.Error("runs are told apart by the day")
	}
	if key(day, false) != key(day.AddDate(0, 0, 1), false) {
		t.Error("an entry of a list is one record, whenever it is listed")
	}
}

func TestUSB(t *testing.T) {
	var out source.Out
	if host.USB(source.Item{}, &out, day, inventory.USB{Name: " "}) || host.Display(source.Item{}, &out, day, "", "x") {
		t.Error("a device that says nothing is kept")
	}
	host.USB(source.Item{}, &out, day, inventory.USB{Vendor: "0x46D", Product: "c52b", Name: "Logitech  USB Receiver", Classes: []string{"08", "03", "08"}})
	host.USB(source.Item{}, &out, day, inventory.USB{Vendor: "xyz", Product: "c52b", Name: "odd"})
	host.Display(source.Item{}, &out, day, "tsb", "PI-KVM Video")
	var got []string
	for _, r := range out.Records {
		for _, v := range r.Values {
			got = append(got, string(v.Field)+"="+v.Text)
		}
	}
	want := "usb=046d:c52b usb_name=Logitech USB Receiver usb_classes=03 08 usb_name=odd display=TSB:PI-KVM Video"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("%s", s)
	}
}

func TestInstance(t *testing.T) {
	for id, want := range map[string]inventory.USB{
		`USB\VID_1D6B&PID_0104\CafeBabe`:           {Vendor: "1D6B", Product: "0104", Serial: "CafeBabe"},
		`usb\vid_046d&pid_c52b&mi_00\6&1a2b&0&000`: {Vendor: "046D", Product: "C52B"},
		`USB\ROOT_HUB30`:                           {},
		`USB\VID_1D6B&PID_0104`:                    {Vendor: "1D6B", Product: "0104"},
	} {
		if u, ok := inventory.Instance(id); !ok || u.Vendor != want.Vendor || u.Product != want.Product || u.Serial != want.Serial {
			t.Errorf("%s is read as %+v", id, u)
		}
	}
	for _, id := range []string{"", "USB", `PCI\VEN_8086&DEV_1234\3`, `USBSTOR\DISK&VEN_X\1`} {
		if u, ok := inventory.Instance(id); ok {
			t.Errorf("%s is read as %+v", id, u)
		}
	}
}
