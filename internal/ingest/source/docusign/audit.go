package docusign

import (
	"errors"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/signin"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// mapAudit maps one event of an envelope's history, a list of names and
// values. Only a signature is read: who sends, opens or views is somebody
// else, or tells nothing more.
func mapAudit(it source.Item, out *source.Out, n *tree.Node) error {
	if n.Has("auditEvents") { // a whole answer on one line
		for _, e := range n.List("auditEvents") {
			if err := mapAudit(it, out, e); err != nil {
				return err
			}
		}
		return nil
	}
	f := map[string]string{}
	for _, e := range n.List("eventFields") {
		what, value := source.ColumnKey(e.Text("name")), e.Text("value")
		switch what {
		case "logtime", "action", "clientipaddress", "userid", "username":
			f[what] = value
		}
	}
	if f["action"] == "" {
		return errors.New("audit event names no action")
	}
	if !strings.EqualFold(f["action"], "signed") {
		return nil
	}
	at, err := when.Named("logTime", f["logtime"])
	if err != nil {
		return err
	}
	key, ip := signer(it, f["userid"], f["username"]), signin.Public(f["clientipaddress"])
	if key == "" || ip == "" {
		return nil
	}
	id := f["userid"] + "/" + at.Format(time.RFC3339Nano)
	if at.IsZero() {
		id = signin.HashID(f["userid"], f["username"], f["clientipaddress"])
	}
	r := out.Add(domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindSignature, ID: id}, it, at)
	source.AddRef(r, domain.RefSigner, key)
	source.AddText(r, domain.FieldPublicIP, ip, domain.RoleSigning, domain.Recorded)
	source.AddText(r, domain.FieldEvent, "signed", domain.RoleSigning, domain.Recorded)
	return nil
}
