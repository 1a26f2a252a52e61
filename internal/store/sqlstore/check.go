package sqlstore

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/zeebo/xxh3"

	"github.com/daylight-hq/daylight/internal/engine"
)

// Checked counts what [Workspace.Check] went through.
type Checked struct {
	Owners, Erased, Records, Accounts, Identifiers, SetAside, Imports, Reports int
}

// Check opens everything that is sealed, and makes every hash by which rows are
// found anew. The first row that does not fit is an error.
func (w *Workspace) Check(ctx context.Context) (c Checked, err error) {
	err = w.db.ReadIn(ctx, w.id, func(v *View) error {
		c = Checked{}
		owners, err := v.loadOwners(ctx)
		if err != nil {
			return err
		}
		c.Owners = len(owners)
		if err := v.Row(ctx, "SELECT count(*) FROM data_keys WHERE workspace = ? AND key_sealed IS NULL", w.id).Scan(&c.Erased); err != nil {
			return err
		}
		if err := v.checkRecords(ctx, &c, owners); err != nil {
			return err
		}
		if err := v.checkAccounts(ctx, &c, owners); err != nil {
			return err
		}
		return v.checkShared(ctx, &c)
	})
	if err != nil {
		return c, fmt.Errorf("check workspace %s: %w", w.id, err)
	}
	return c, nil
}

// ownerVersion returns under which version of the keys an owner's rows stand.
func (v *View) ownerVersion(name string, hash []byte) (int, error) {
	i := slices.IndexFunc(v.Lookups("owner", name), func(h []byte) bool { return bytes.Equal(h, hash) })
	if i < 0 {
		return 0, fmt.Errorf("its owner_hash %x is another person's", hash)
	}
	return i, nil
}

func (v *View) checkRecords(ctx context.Context, c *Checked, owners map[string][]byte) error {
	want := map[uint64]bool{}
	var bad error
	fail := func(r sealedRow, err error) {
		if bad == nil && err != nil {
			bad = fmt.Errorf("record %x: %w", r.id, err)
		}
	}
	err := openAll(ctx, v, owners, "record", decodeRecord, func(p *engine.Prepared, r sealedRow) {
		c.Records++
		n, err := v.ownerVersion(recordOwner(&p.Record), r.owner)
		fail(r, err)
		if !bytes.Equal(v.Lookups("record", versionName(&p.Record))[n], r.id) {
			fail(r, errors.New("its record_hash is not that of its content"))
		}
		for _, s := range p.Seen {
			t := string(s.Identifier.Type)
			want[identifierRow(t, v.Lookups(t, s.Identifier.Key)[n], r.owner)] = true
		}
	}, allRecords)
	if err = errors.Join(err, bad); err != nil {
		return err
	}
	err = each(ctx, v, func(rows *sql.Rows) error {
		var t string
		var value, owner []byte
		if err := rows.Scan(&t, &value, &owner); err != nil {
			return err
		}
		c.Identifiers++
		row := identifierRow(t, value, owner)
		if !want[row] {
			return fmt.Errorf("identifier %x of type %s: no record of its owner carries it", value, t)
		}
		delete(want, row)
		return nil
	}, "SELECT type, value_hash, owner_hash FROM identifiers WHERE workspace = ?", v.Workspace())
	if err == nil && len(want) > 0 {
		return fmt.Errorf("%d identifiers of records cannot be found by their hash", len(want))
	}
	return err
}

func identifierRow(t string, value, owner []byte) uint64 {
	return xxh3.Hash(slices.Concat([]byte(t), []byte{0}, value, owner))
}

func (v *View) checkAccounts(ctx context.Context, c *Checked, owners map[string][]byte) error {
	var bad error
	err := openAll(ctx, v, owners, "account", decodeAccount, func(a *engine.Account, r sealedRow) {
		c.Accounts++
		n, err := v.ownerVersion(accountOwner(a), r.owner)
		if err == nil && !bytes.Equal(v.Lookups("account", a.Key)[n], r.id) {
			err = errors.New("its account_hash is not that of its content")
		}
		if bad == nil && err != nil {
			bad = fmt.Errorf("account %x: %w", r.id, err)
		}
	}, allAccounts)
	return errors.Join(err, bad)
}

// checkShared opens what belongs to no single owner.
func (v *View) checkShared(ctx context.Context, c *Checked) error {
	list, err := v.quarantine(ctx)
	if err != nil {
		return err
	}
	c.SetAside = len(list)
	opens := func(count *int, use string) func(*sql.Rows) error {
		return func(rows *sql.Rows) error {
			var id, sealed []byte
			if err := rows.Scan(&id, &sealed); err != nil {
				return err
			}
			*count++
			if sealed == nil {
				return nil
			}
			if _, err := v.OpenOwn(sealed, use, id); err != nil {
				return fmt.Errorf("%s %x: %w", use, id, err)
			}
			return nil
		}
	}
	clients, set := 0, 0
	return errors.Join(
		each(ctx, v, opens(&set, settingsUse), "SELECT id, part_sealed FROM settings WHERE workspace = ?", v.Workspace()),
		each(ctx, v, opens(&set, viewUse), "SELECT id, view_sealed FROM saved_views WHERE workspace = ?", v.Workspace()),
		each(ctx, v, opens(&set, searchUse), "SELECT id, reason_sealed FROM searches WHERE workspace = ?", v.Workspace()),
		each(ctx, v, opens(&set, importUse), "SELECT id, import_sealed FROM intake WHERE workspace = ?", v.Workspace()),
		each(ctx, v, opens(&c.Imports, "path"), "SELECT path_hash, path_sealed FROM imports WHERE workspace = ?", v.Workspace()),
		each(ctx, v, opens(&c.Reports, "report"), "SELECT config_hash, report_sealed FROM evaluations WHERE workspace = ?", v.Workspace()),
		each(ctx, v, opens(&clients, "client"), "SELECT client_hash, name_sealed FROM clients WHERE workspace = ?", v.Workspace()),
	)
}
