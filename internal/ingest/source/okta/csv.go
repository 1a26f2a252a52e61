package okta

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/zeebo/xxh3"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// header remembers where the columns of a file stand.
type header struct {
	columns []string
	at      map[string]int
}

// of returns the positions of a header's columns by folded name. Rows of one
// file share their header, so it is worked out once.
func (h *header) of(columns []string) map[string]int {
	if len(columns) > 0 && len(h.columns) == len(columns) && &h.columns[0] == &columns[0] {
		return h.at
	}
	h.columns, h.at = columns, make(map[string]int, len(columns))
	for i, c := range columns {
		key := source.ColumnKey(c)
		if _, twice := h.at[key]; !twice {
			h.at[key] = i
		}
	}
	return h.at
}

// mapRow maps one row of the log as downloaded from the admin console. Column
// names there are the members' paths in snake case.
func (r *reader) mapRow(it source.Item, out *source.Out) error {
	at := r.header.of(it.Columns)
	read := 0
	cell := func(column string) string {
		i, ok := at[column]
		if !ok || i >= len(it.Cells) {
			return ""
		}
		read++
		if s := strings.TrimSpace(it.Cells[i]); s != "null" {
			return r.words.of([]byte(s))
		}
		return ""
	}
	r.ev = event{
		uuid: cell("uuid"), eventType: cell("eventtype"),
		actorID: cell("actorid"), actorType: cell("actortype"), login: cell("actoralternateid"),
		ip: cell("clientipaddress"), browser: cell("clientuseragentbrowser"), os: cell("clientuseragentos"),
		geo: geo{
			city: cell("clientgeographicalcontextcity"), state: cell("clientgeographicalcontextstate"),
			country: cell("clientgeographicalcontextcountry"),
		},
		deviceID: cell("deviceid"), result: cell("outcomeresult"), asOrg: cell("securitycontextasorg"),
		proxy:  strings.EqualFold(cell("securitycontextisproxy"), "true"),
		dtHash: cell("debugcontextdebugdatadthash"), fingerprint: cell("debugcontextdebugdatadevicefingerprint"),
	}
	e := &r.ev
	e.tunnel = r.tunnel([]byte(cell("debugcontextdebugdatatunnels")))
	asn, _ := strconv.ParseFloat(cell("securitycontextasnumber"), 64)
	e.asn = validASN(asn)
	lat, errLat := strconv.ParseFloat(cell("clientgeographicalcontextgeolocationlat"), 64)
	lon, errLon := strconv.ParseFloat(cell("clientgeographicalcontextgeolocationlon"), 64)
	if errLat == nil && errLon == nil && validPoint(lat, lon) {
		e.geo.lat, e.geo.lon, e.geo.point = lat, lon, true
	}
	stamp := cell("timestamp")
	if stamp == "" {
		stamp = cell("published")
	}
	if stamp != "" {
		e.at, e.atErr = parseTime([]byte(stamp))
	}
	for _, n := range []string{"target0", "target1", "target2", "target3"} {
		e.addTarget(cell(n+"type"), cell(n+"id"), cell(n+"displayname"), cell(n+"alternateid"))
	}
	out.Unknown += max(len(it.Columns)-read, 0)
	if e.uuid == "" {
		h := xxh3.HashString128(strings.Join(it.Cells, "\x00")).Bytes()
		e.uuid = "hash-" + hex.EncodeToString(h[:])
	}
	return r.add(it, out)
}
