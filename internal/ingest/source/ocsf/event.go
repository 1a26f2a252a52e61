package ocsf

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/signin"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// Classes that are read, by their uid in the schema.
const (
	accountChange   = 3001
	authentication  = 3002
	deviceInventory = 5001
	userInventory   = 5003
)

// event is one OCSF event.
type event struct {
	doc             *tree.Node
	class, activity int
	at              time.Time
	id              string // vendor and metadata.uid, or a hash of the event
	vendor          vendor
}

// mapEvent maps one event of a class that is read.
func mapEvent(it source.Item, out *source.Out) error {
	n, err := tree.Read(it.JSON, "event")
	if err != nil {
		return err
	}
	e := event{doc: n, class: int(n.Number("class_uid")), id: n.Text("metadata", "uid"), vendor: vendorOf(n.At("metadata", "product"))}
	if e.class != accountChange && e.class != authentication && e.class != deviceInventory && e.class != userInventory {
		return domain.ErrUnused
	}
	if err := e.check(); err != nil {
		return fmt.Errorf("check event: %w", err)
	}
	if e.id == "" {
		e.id = signin.HashID(string(it.JSON))
	}
	e.id = e.vendor.called + "/" + e.id
	switch e.class {
	case accountChange:
		err = e.addChange(it, out)
	case authentication:
		err = e.addSignIn(it, out)
	case deviceInventory:
		err = e.addDevice(it, out)
	case userInventory:
		err = e.addUser(it, out)
	}
	out.Unknown += n.Unread()
	return err
}

// check holds an event to what the schema requires of its class, as far as
// that is read: an event that contradicts itself was written by a mapping that
// cannot be trusted.
func (e *event) check() error {
	n := e.doc
	for _, required := range []string{"activity_id", "category_uid", "time"} {
		if n.Text(required) == "" {
			return fmt.Errorf("%s is missing, which the schema requires", required)
		}
	}
	if n.Text("metadata", "version") == "" {
		return errors.New("metadata.version is missing, which the schema requires")
	}
	e.activity = int(n.Number("activity_id"))
	if category := int(n.Number("category_uid")); category != e.class/1000 {
		return fmt.Errorf("class_uid %d is not of category_uid %d", e.class, category)
	}
	if kind := n.Text("type_uid"); kind != "" && kind != strconv.Itoa(e.class*100+e.activity) {
		return fmt.Errorf("type_uid %s is not of class_uid %d and activity_id %d", kind, e.class, e.activity)
	}
	at, err := when.ParseEpoch(n.Text("time"))
	if err != nil {
		return fmt.Errorf("read time: %w", err)
	}
	e.at = at
	return nil
}

// vendor is whose event it was before a pipeline mapped it. Where Daylight
// reads that vendor's own export too, both name the same accounts.
type vendor struct {
	source string // the folder of the vendor's own source, or ""
	called string // as the event names it
	byName bool   // accounts are known by their login and not by a number
}

func vendorOf(product *tree.Node) vendor {
	called := strings.ToLower(product.Text("vendor_name"))
	of := strings.ToLower(product.Text("name"))
	v := vendor{called: called}
	switch {
	case strings.Contains(called, "okta"):
		v.source = "okta"
	case strings.Contains(called, "microsoft") && (strings.Contains(of, "entra") || strings.Contains(of, "active directory") || strings.Contains(of, "azure ad")):
		v.source = "entra"
	case strings.Contains(called, "google") && strings.Contains(of, "workspace"):
		v.source = "googleworkspace"
	case strings.Contains(called, "slack"):
		v.source = "slack"
	case strings.Contains(called, "github"):
		v.source, v.byName = "github", true
	}
	return v
}

// account returns the qualified id of a user, or "" where the event does not
// say whose user it is.
func (v vendor) account(tenant string, user *tree.Node) string {
	id := user.First("uid", "uid_alt")
	if called := strings.ToLower(user.Text("name")); v.byName {
		id = called
	}
	switch {
	case id == "", v.called == "":
		return ""
	case v.source != "":
		return domain.QualifiedID(v.source, tenant, id)
	}
	return domain.QualifiedID(name, tenant, v.called+"/"+id)
}

// identity reports whether the vendor is one that signs people in: of a host's
// own log the device is the host, which many may use.
func (v vendor) identity() bool {
	return v.source == "okta" || v.source == "entra" || v.source == "googleworkspace"
}

// mail returns a user's address, which some mappings put in the name.
func mail(user *tree.Node) string {
	for _, s := range []string{user.Text("email_addr"), user.Text("name")} {
		if i := strings.IndexByte(s, '@'); i > 0 && strings.Contains(s[i:], ".") {
			return strings.ToLower(s)
		}
	}
	return ""
}

// human reports whether a user is a person: 3 and 4 are systems and services.
func human(user *tree.Node) bool {
	kind := user.Text("type_id")
	return kind != "3" && kind != "4"
}
