package fleet

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/asset"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
	"github.com/daylight-hq/daylight/internal/wire"
)

// result is one line of osquery's result log: one changed row, a batch of
// them, or a snapshot of all.
type result struct {
	Name           wire.Text `json:"name"`
	Action         wire.Text `json:"action"`
	HostIdentifier wire.Text `json:"hostIdentifier"`
	CalendarTime   wire.Text `json:"calendarTime"`
	UnixTime       wire.Text `json:"unixTime"`
	Counter        wire.Text `json:"counter"`
	Decorations    struct {
		HostUUID       wire.Text `json:"host_uuid"`
		HardwareSerial wire.Text `json:"hardware_serial"`
	} `json:"decorations"`
	Columns     row   `json:"columns"`
	Snapshot    []row `json:"snapshot"`
	DiffResults struct {
		Added []row `json:"added"`
	} `json:"diffResults"`
}

// row holds the columns that are read, whatever else a query selected. Names
// of networks and files have no place here, and of commands only their switches.
type row struct {
	inventoryRow
	Gateway    wire.Text `json:"gateway"`
	MAC        wire.Text `json:"mac"`
	GatewayMAC wire.Text `json:"gateway_mac"`
	BSSID      wire.Text `json:"bssid"`
	PublicIP   wire.Text `json:"public_ip"`
	ExternalIP wire.Text `json:"external_ip"`
	WANIP      wire.Text `json:"wan_ip"`
}

// network is what the rows of one result say of the network a host is on.
type network struct{ gateways, bssids, ips []string }

func (n *network) empty() bool { return len(n.gateways)+len(n.bssids)+len(n.ips) == 0 }

// read takes from a row what names the network. A MAC counts as the gateway's
// only beside the gateway's address, as a join of routes and arp_cache gives
// it: on its own it may be the host's.
func (n *network) read(r row) {
	if r.GatewayMAC != "" {
		n.gateways = appendOnce(n.gateways, string(r.GatewayMAC))
	} else if _, err := netip.ParseAddr(string(r.Gateway)); err == nil && r.MAC != "" {
		n.gateways = appendOnce(n.gateways, string(r.MAC))
	}
	n.bssids = appendOnce(n.bssids, string(r.BSSID))
	for _, ip := range []wire.Text{r.PublicIP, r.ExternalIP, r.WANIP} {
		n.ips = appendOnce(n.ips, string(ip))
	}
}

func appendOnce(list []string, s string) []string {
	if s = strings.TrimSpace(s); s == "" {
		return list
	}
	for _, have := range list {
		if strings.EqualFold(have, s) {
			return list
		}
	}
	return append(list, s)
}

// networkOf reads all rows. A scan lists the neighbours' access points and not
// the host's own: several at once, or a query named for a scan, say nothing.
func (r *result) networkOf() network {
	var n network
	n.read(r.Columns)
	for _, rows := range [][]row{r.Snapshot, r.DiffResults.Added} {
		for _, one := range rows {
			n.read(one)
		}
	}
	query := strings.ToLower(string(r.Name))
	if len(n.bssids) > 1 || strings.Contains(query, "scan") || strings.Contains(query, "survey") {
		n.bssids = nil
	}
	return n
}

func mapResult(it source.Item, out *source.Out) error {
	var r result
	unknown, err := wire.UnmarshalCount(it.JSON, &r)
	if err != nil {
		return fmt.Errorf("decode query result: %w", err)
	}
	out.Unknown += unknown
	if r.Action == "removed" {
		return domain.ErrUnused
	}
	host := string(r.Decorations.HostUUID)
	if host == "" {
		host = string(r.HostIdentifier)
	}
	n := r.networkOf()
	at, err := r.time()
	switch {
	case host == "" && n.empty():
		return domain.ErrUnused
	case host == "":
		return errors.New("query result names no host")
	case err != nil && !n.empty():
		return fmt.Errorf("read time of query result: %w", err)
	}
	if added := r.addInventory(it, out, host, at); n.empty() {
		if !added {
			return domain.ErrUnused
		}
		return nil
	}
	h := xxh3.HashString128(strings.Join([]string{string(r.Name), fmt.Sprint(n)}, "\x00")).Bytes()
	id := strings.Join([]string{strings.ToLower(host), at.Format(time.RFC3339), hex.EncodeToString(h[:8])}, "/")
	rec := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindCheckin, ID: id}, it, at)
	source.AddRef(rec, domain.RefDeviceUser, hostRef(it.Tenant, host))
	source.AddRef(rec, domain.RefSerial, asset.Serial(string(r.Decorations.HardwareSerial)))
	for _, f := range []struct {
		field domain.Field
		texts []string
	}{{domain.FieldGatewayMAC, n.gateways}, {domain.FieldBSSID, n.bssids}, {domain.FieldPublicIP, n.ips}} {
		for _, s := range f.texts {
			source.AddText(rec, f.field, s, domain.RoleDevice, domain.Recorded)
		}
	}
	return nil
}

// time reads the host's clock: seconds since 1970, else the calendar form.
func (r *result) time() (time.Time, error) {
	if s, err := strconv.ParseInt(string(r.UnixTime), 10, 64); err == nil && s > 0 {
		if at := time.Unix(s, 0).UTC(); at.Year() > 2000 && at.Year() < 2100 {
			return at, nil
		}
		return time.Time{}, fmt.Errorf("unix time %d is not in this century", s)
	}
	if at, err := time.Parse("Mon Jan _2 15:04:05 2006 UTC", string(r.CalendarTime)); err == nil && at.Year() > 2000 && at.Year() < 2100 {
		return at, nil
	}
	return when.Parse(string(r.CalendarTime))
}
