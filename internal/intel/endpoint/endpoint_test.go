package endpoint

import (
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	for name, want := range map[string]string{
		"AnyDesk": "AnyDesk", "AnyDesk 7.1.13": "AnyDesk", `C:\Program Files (x86)\AnyDesk\AnyDesk.exe`: "AnyDesk", "com.philandro.anydesk": "AnyDesk",
		"/Applications/AnyDesk.app": "AnyDesk", "anydesk.service": "AnyDesk", "TeamViewer 15 Host": "TeamViewer", "Chrome Remote Desktop Host": "Chrome Remote Desktop",
		"remoting_host.exe": "Chrome Remote Desktop", "Jump Desktop Connect": "Jump Desktop", "rustdesk": "RustDesk", "/opt/rustdesk/rustdesk": "RustDesk",
		"tigervnc-standalone-server": "TigerVNC", "RealVNC Server 7": "RealVNC", "Parsec": "Parsec", "tv.parsec.www": "Parsec", "MeshAgent.exe": "MeshCentral",
		"guacd": "Apache Guacamole", "tailscaled": "Tailscale", "NinjaRMMAgent": "NinjaOne", "ScreenConnect Client (1a2b)": "ConnectWise ScreenConnect",
	} {
		if tool, ok := Find(name); !ok || tool.Name != want {
			t.Errorf("%s is taken for %q", name, tool.Name)
		}
	}
	if tool, ok := Find("", "Google LLC", "remoting_start_host.exe"); !ok || tool.Name != "Chrome Remote Desktop" {
		t.Errorf("of several names: %+v", tool)
	}
}

// TestOrdinarySoftware keeps what everybody has from being called a remote tool.
func TestOrdinarySoftware(t *testing.T) {
	for _, name := range []string{
		"", "-", "Google Chrome", "chrome.exe", "Mozilla Firefox", "Microsoft Edge", "Microsoft Teams", "Zoom Workplace", "Slack", "Visual Studio Code", "Code.exe",
		"IntelliJ IDEA", "PyCharm", "Docker Desktop", "Postman", "git", "openssh-client", "openssh-server", "ssh.exe", "PuTTY", "iTerm2", "Terminal", "Python 3.13", "python3-parso",
		"Node.js", "Go Programming Language", "1Password", "Okta Verify", "CrowdStrike Falcon Sensor", "Microsoft Defender", "Jamf Connect", "Company Portal", "Intune Management Extension",
		"Spotify", "Notion", "Figma", "Cisco AnyConnect", "GlobalProtect", "OpenVPN Connect", "WireGuard", "Remote Desktop Connection", "mstsc.exe", "Windows App", "RealVNC Viewer", "TigerVNC Viewer 1.14",
		"agent.exe", "client.exe", "service.exe", "server", "Level Up", "Action Center", "Splash Screen", "Team Foundation Server", "viewer", "libvncserver1", "guake", "com.apple.Preview",
	} {
		if tool, ok := Find(name); ok {
			t.Errorf("%q is taken for %s", name, tool.Name)
		}
	}
}

func TestOfDomain(t *testing.T) {
	for domain, want := range map[string]string{
		"relay-1.net.anydesk.com": "AnyDesk", "ANYDESK.com.": "AnyDesk", "remotedesktop.google.com": "Chrome Remote Desktop", "google.com": "", "com": "", "": "", "notanydesk.com": "",
	} {
		if tool, _ := OfDomain(domain); tool.Name != want {
			t.Errorf("%s is taken for %q", domain, tool.Name)
		}
	}
}

func TestOfUSB(t *testing.T) {
	for _, c := range []struct{ numbers, name, serial, want string }{
		{"1d6b:0104", "PiKVM Composite Device", "CAFEBABE", "PiKVM"},
		{"1d6b:0104", "tinypilot Multifunction USB Device", "6b65796d696d6570690", "TinyPilot"},
		{"1d6b:0104", "Multifunction USB Device", "6b65796d696d6570690", "TinyPilot"},
		{"3346:1009", "", "", "NanoKVM"},
		{"1d6b:0104", "USB Emulation Device", "", "JetKVM"},
		{"1234:5678", "sipeed NanoKVM", "", "NanoKVM"},
		{"1d6b:0104", "Linux USB Gadget", "x", ""}, // any small computer that plays a keyboard
		{"1d6b:0002", "xHCI Host Controller", "0000:00:14.0", ""},
		{"046d:c52b", "Logitech USB Receiver", "", ""}, {"1050:0407", "YubiKey OTP+FIDO+CCID", "", ""}, {"05ac:024f", "Apple Keyboard", "", ""},
		{"0403:6010", "SIPEED JTAG Debugger", "", ""}, {"3346:1003", "sipeed licheervnano", "", ""}, // of the same maker, and no switches
		{"", "", "", ""}, {"17ef:a396", "ThinkPad Thunderbolt Dock", "", ""}, {"1b1c:1b2d", "CORSAIR K95 Gaming Keyboard", "", ""},
	} {
		if s, _ := OfUSB(c.numbers, c.name, c.serial); s.Product != c.want {
			t.Errorf("%s %q %q is taken for %q, want %q", c.numbers, c.name, c.serial, s.Product, c.want)
		}
	}
	if s, ok := OfDisplay("TSB:PI-KVM Video"); !ok || s.Product != "PiKVM" {
		t.Errorf("display: %+v", s)
	}
	if s, ok := OfDisplay("DEL:DELL U2723QE"); ok {
		t.Errorf("a monitor is taken for %+v", s)
	}
}

func TestKeepsAwake(t *testing.T) {
	for name, want := range map[string]string{
		"MouseJiggler.exe": "Mouse Jiggler", "Mouse Jiggler 2.0": "Mouse Jiggler", "Amphetamine.app": "Amphetamine", "Caffeine": "Caffeine",
		"caffeine-ng-tools-docs": "", "Java": "", "": "", "12": "",
	} {
		if got, _ := KeepsAwake(name); got != want {
			t.Errorf("%s is taken for %q", name, got)
		}
	}
}

// TestTables holds the tables to their form.
func TestTables(t *testing.T) {
	seen := map[string]string{}
	lines := rows(toolsText, 7)
	if len(lines) < 100 {
		t.Errorf("%d tools; a line may have another number of parts", len(lines))
	}
	for _, row := range lines {
		if row[0] == "" || row[1] == "" || row[6] == "" || row[3]+row[4] == "" {
			t.Errorf("a part is missing: %v", row)
		}
		switch Class(row[2]) {
		case Remote, Managed, Mesh:
		default:
			t.Errorf("%s has the class %q", row[0], row[2])
		}
		for _, exe := range list(row[4]) {
			if exe != strings.ToLower(exe) || strings.ContainsAny(exe, `*<>\/`) || len(exe) < 3 {
				t.Errorf("%s: executable %q", row[0], exe)
			}
			if other, twice := seen[exe]; twice {
				t.Errorf("%q is of %s and of %s", exe, other, row[0])
			}
			seen[exe] = row[0]
		}
		for _, name := range list(row[3]) {
			if len(name) < 4 || len(wordsOf(name)) == 0 {
				t.Errorf("%s: name %q is too short to tell anything", row[0], name)
			}
		}
	}
	if len(rows(kvmText, 7)) < 6 || len(rows(awakeText, 3)) < 10 {
		t.Error("a line of the other tables has another number of parts")
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"AnyDesk", `C:\x\y.exe`, "a.b.c", "1d6b:0104"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if tool, ok := Find(s); ok && (tool.Name == "" || tool.Owner == "" || tool.Class == "") {
			t.Errorf("%q: %+v", s, tool)
		}
		OfUSB(s, s, s)
		OfDomain(s)
		KeepsAwake(s)
	})
}
