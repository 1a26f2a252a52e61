package teams

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/ingest/source/signin"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
)

// media is what the media of a session say of one of its ends, each once.
type media struct {
	ips, macs, bssids              []string
	cameras, microphones, speakers []string
	delays                         []time.Duration
}

// mediaOf gathers the networks and devices of one end over a session's
// segments.
func mediaOf(session *tree.Node, network, device string) (m media) {
	for _, segment := range session.List("segments") {
		for _, part := range segment.List("media") {
			m.readNetwork(part.At(network))
			m.readDevice(part.Text("label"), part.At(device))
			for _, stream := range part.List("streams") {
				if d, ok := duration(stream.Text("averageRoundTripTime")); ok {
					m.delays = append(m.delays, d)
				}
			}
		}
	}
	return m
}

// readNetwork reads the address that Microsoft's relay saw, or the end's own
// where that is a public one. The relay's address is Microsoft's.
func (m *media) readNetwork(n *tree.Node) {
	seen, own := signin.Public(n.Text("reflexiveIPAddress")), signin.Public(n.Text("ipAddress"))
	if seen == "" {
		seen = own
	}
	once(&m.ips, seen)
	once(&m.macs, hardware(n.Text("macAddress")))
	once(&m.bssids, hardware(n.Text("basicServiceSetIdentifier")))
}

// readDevice reads what captures and renders: of a picture the camera, of
// sound microphone and speaker, of a shared screen nothing.
func (m *media) readDevice(label string, n *tree.Node) {
	capture, render := n.Text("captureDeviceName"), n.Text("renderDeviceName")
	switch label = strings.ToLower(label); {
	case strings.Contains(label, "sharing"), strings.Contains(label, "data"):
	case strings.Contains(label, "video"):
		once(&m.cameras, capture)
	case strings.Contains(label, "audio"):
		once(&m.microphones, capture)
		once(&m.speakers, render)
	}
}

func once(list *[]string, s string) {
	if s != "" && !slices.Contains(*list, s) {
		*list = append(*list, s)
	}
}

// hardware drops the address of all zeros, which stands for none.
func hardware(mac string) string {
	if strings.Trim(mac, "0-:. ") == "" {
		return ""
	}
	return mac
}

// duration reads ISO 8601 as Graph writes it: PT0.061S, PT1M2S.
func duration(s string) (time.Duration, bool) {
	rest, found := strings.CutPrefix(s, "PT")
	if !found {
		return 0, false
	}
	d, err := time.ParseDuration(strings.ToLower(rest))
	return d, err == nil && d > 0 && d < time.Hour
}

// delay is the mean time to the other end and back, in whole milliseconds, or
// 0 where none is known.
func (m *media) delay() float64 {
	if len(m.delays) == 0 {
		return 0
	}
	sum := 0.0
	for _, d := range m.delays {
		sum += d.Seconds() * 1000
	}
	return math.Round(sum / float64(len(m.delays)))
}
