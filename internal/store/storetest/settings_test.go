package storetest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/settings"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// person returns somebody with a role.
func person(id string, role access.Role) *access.Actor {
	return &access.Actor{ID: id, Kind: access.Person, Grants: []access.Grant{{Role: role, Since: storetest.Now.AddDate(0, 0, -9)}}}
}

func settingsDesk(t *testing.T, s *storetest.Store) (*sqlstore.DB, *settings.Desk, *review.Policy) {
	t.Helper()
	db := s.Open(t)
	for _, ws := range []domain.WorkspaceID{"here", "there"} {
		storetest.Workspace(t, db, ws)
	}
	presets, err := review.LoadPolicy()
	if err != nil {
		t.Fatal(err)
	}
	return db, settings.NewDesk(sqlstore.NewSettings(db), presets, s.Clock), presets
}

// TestSettings changes every part in one of two workspaces: versions, what the
// file holds, who may, and what the log tells of it.
func TestSettings(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		db, desk, presets := settingsDesk(t, s)
		ctx, admin, counsel := t.Context(), person("u_ada", access.Admin), person("u_cleo", access.Counsel)
		set, err := desk.SetGeneral(ctx, "here", 1, settings.General{Name: " Acme  ", Region: "de", MailDomains: []string{"@Acme.example", "acme.example"}, SilenceFactor: 4, Console: "https://d.acme.example/"}, settings.Pins{}, admin)
		if err != nil {
			t.Fatal(err)
		}
		if g := set.General; g.Name != "Acme" || g.Region != "DE" || len(g.MailDomains) != 1 || g.MailDomains[0] != "acme.example" || g.Console != "https://d.acme.example" || set.Versions[settings.PartGeneral] != 2 {
			t.Errorf("kept %+v %v", g, set.Versions)
		}
		if _, err := desk.SetGeneral(ctx, "here", 1, settings.General{Name: "Late"}, settings.Pins{}, admin); !errors.Is(err, settings.ErrStale) {
			t.Errorf("a change of an older version: %v", err)
		}
		pins := settings.Pins{Values: settings.General{Region: "US"}, Members: []string{"region"}}
		var pinned *settings.PinnedError
		if _, err := desk.SetGeneral(ctx, "here", 0, settings.General{Region: "FR"}, pins, admin); !errors.As(err, &pinned) || pinned.Field != "region" {
			t.Errorf("what the file holds was changed: %v", err)
		}
		if set, err = desk.SetGeneral(ctx, "here", 2, settings.General{Region: "US", Name: "B"}, pins, admin); err != nil || set.General.Region != "DE" || set.General.Name != "B" {
			t.Errorf("what the file holds, sent back as it is: %+v (%v)", set, err)
		}
		if again, err := desk.SetGeneral(ctx, "here", 3, set.General, settings.Pins{}, admin); err != nil || again.Versions[settings.PartGeneral] != 3 {
			t.Errorf("no change gave a version: %+v (%v)", again, err)
		}
		longer := presets.Jurisdictions["us-ca"]
		longer.Days = 9
		if set, err = desk.SetWorkflow(ctx, "here", 1, settings.Workflow{Jurisdictions: []review.Jurisdiction{longer, presets.Jurisdictions["uk"]}, Jobs: map[string]string{"Data  Engineer": "us-ca"}}, counsel); err != nil {
			t.Fatal(err)
		}
		if w := set.Workflow; len(w.Jurisdictions) != 1 || w.Jobs["data engineer"] != "us-ca" {
			t.Errorf("kept %+v", w)
		}
		if set, err = desk.SetRule(ctx, "here", 1, "payee-not-worker", settings.Rule{Enabled: true, OffFor: []string{"Payroll  Clerk"}, Why: "the payroll team is paid through an agency"}, counsel); err != nil || set.Rules["payee-not-worker"].OffFor[0] != "payroll clerk" {
			t.Errorf("kept %+v (%v)", set, err)
		}
		if other, err := desk.Get(ctx, "there"); err != nil || other.General.Name != "" || len(other.Rules) > 0 || other.Versions[settings.PartGeneral] != settings.First {
			t.Errorf("the other workspace has %+v (%v)", other, err)
		}
		settingsHistory(t, desk)
		rotate(t, storetest.Workspace(t, db, "here"))
		if again, err := desk.Get(ctx, "here"); err != nil || again.General.Name != "B" || again.Workflow.Jobs["data engineer"] != "us-ca" {
			t.Errorf("after a rotation of the keys: %+v (%v)", again, err)
		}
		count, err := sqlstore.NewSettings(db).Changed(ctx)
		if err != nil || count["here"] != 4 || count["there"] != 0 || len(count) != 2 {
			t.Errorf("versions counted: %v (%v)", count, err)
		}
		log := exported(t, db, "here")
		for _, want := range []string{`"region.new":"DE"`, `"silence_factor.old":"0"`, `"version":"2"`, "u_cleo", "on-but-for-1-jobs"} {
			if !strings.Contains(log, want) {
				t.Errorf("the log does not tell %s", want)
			}
		}
		for _, leak := range []string{"Acme", "acme.example", "agency"} {
			if strings.Contains(log, leak) {
				t.Errorf("the log tells %s", leak)
			}
		}
	})
}

// exported is the audit log of a workspace as text.
func exported(t *testing.T, db *sqlstore.DB, ws domain.WorkspaceID) string {
	t.Helper()
	var b strings.Builder
	if _, err := audit.New(sqlstore.NewAuditStore(db), ws, db.Clock()).Export(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func settingsHistory(t *testing.T, desk *settings.Desk) {
	t.Helper()
	list, err := desk.History(t.Context(), "here", settings.PartGeneral, 0)
	if err != nil || len(list) != 2 || list[0].N != 3 || list[1].N != 2 || list[1].By != "u_ada" || !strings.Contains(string(list[1].Data), "Acme") {
		t.Errorf("history: %+v (%v)", list, err)
	}
	if list, err = desk.History(t.Context(), "there", settings.PartGeneral, 0); err != nil || len(list) > 0 {
		t.Errorf("history of the other workspace: %+v (%v)", list, err)
	}
}

// TestSettingsRefused tries what may not be set, and who may not set it.
func TestSettingsRefused(t *testing.T) {
	s := storetest.SQLite(t)
	_, desk, presets := settingsDesk(t, s)
	ctx, admin, counsel := t.Context(), person("u_ada", access.Admin), person("u_cleo", access.Counsel)
	short, weak := presets.Jurisdictions["us-ca"], presets.Jurisdictions["strict"]
	short.DisputeDays, weak.Days = 0, 4
	general := func(g settings.General, by *access.Actor) error {
		_, err := desk.SetGeneral(ctx, "here", 0, g, settings.Pins{}, by)
		return err
	}
	workflow := func(w settings.Workflow, by *access.Actor) error {
		_, err := desk.SetWorkflow(ctx, "here", 0, w, by)
		return err
	}
	rule := func(r settings.Rule, by *access.Actor) error {
		_, err := desk.SetRule(ctx, "here", 0, "payee-not-worker", r, by)
		return err
	}
	for name, err := range map[string]error{
		"a region":                   general(settings.General{Region: "USA"}, admin),
		"a domain":                   general(settings.General{MailDomains: []string{"acme"}}, admin),
		"a domain with a path":       general(settings.General{MailDomains: []string{"acme.example/x"}}, admin),
		"plain HTTP":                 general(settings.General{Console: "http://acme.example"}, admin),
		"an address with a query":    general(settings.General{Console: "https://acme.example/?x=1"}, admin),
		"a script as an address":     general(settings.General{Console: "javascript:alert(1)"}, admin),
		"an impatient factor":        general(settings.General{SilenceFactor: 0.5}, admin),
		"a name with a line break":   general(settings.General{Name: "a\nb"}, admin),
		"below the floor":            workflow(settings.Workflow{Jurisdictions: []review.Jurisdiction{weak}}, counsel),
		"shorter than the law":       workflow(settings.Workflow{Jurisdictions: []review.Jurisdiction{short}}, counsel),
		"a job without jurisdiction": workflow(settings.Workflow{Jobs: map[string]string{"clerk": "atlantis"}}, counsel),
		"keys that end first":        workflow(settings.Workflow{Retention: []review.Keep{{Outcome: "*", Jurisdiction: "*", CaseDays: 90, KeyedDays: 30, Source: "x"}}}, counsel),
		"retention of nowhere":       workflow(settings.Workflow{Retention: []review.Keep{{Outcome: "*", Jurisdiction: "atlantis", CaseDays: 90, KeyedDays: 90, Source: "x"}}}, counsel),
		"no holiday":                 workflow(settings.Workflow{Holidays: []string{"Christmas"}}, counsel),
		"off for no reason":          rule(settings.Rule{Enabled: false}, counsel),
	} {
		var invalid *settings.Invalid
		if !errors.As(err, &invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	token := &access.Actor{ID: "t_1", Kind: access.Token, Scopes: access.Actions()}
	for name, err := range map[string]error{
		"counsel sets the name":      general(settings.General{Name: "x"}, counsel),
		"an admin sets retention":    workflow(settings.Workflow{}, admin),
		"an admin switches a rule":   rule(settings.Rule{Enabled: true}, admin),
		"a program sets retention":   workflow(settings.Workflow{}, token),
		"a recruiter sets the name":  general(settings.General{Name: "x"}, person("u_r", access.Recruiter)),
		"an auditor switches a rule": rule(settings.Rule{Enabled: true}, person("u_x", access.Auditor)),
	} {
		if !errors.Is(err, access.ErrForbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if set, err := desk.Get(ctx, "here"); err != nil || set.Versions[settings.PartGeneral] != settings.First || set.Versions[settings.PartWorkflow] != settings.First {
		t.Errorf("something was kept: %+v (%v)", set, err)
	}
}

// TestViews keeps views of two people in two workspaces.
func TestViews(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *storetest.Store) {
		db, desk, _ := settingsDesk(t, s)
		ctx, ada, cleo := t.Context(), person("u_ada", access.Admin), person("u_cleo", access.Counsel)
		draft := settings.View{Name: "Urgent in Berlin", Page: "queue", Filter: map[string][]string{"tier": {"urgent"}, "job": {"Data Engineer"}}, Place: 2}
		own, err := desk.AddView(ctx, "here", draft, cleo)
		if err != nil {
			t.Fatal(err)
		}
		draft.Shared, draft.Place, draft.Name = true, 1, "All urgent"
		shared, err := desk.AddView(ctx, "here", draft, cleo)
		if err != nil {
			t.Fatal(err)
		}
		names := func(ws domain.WorkspaceID, by *access.Actor) (out []string) {
			t.Helper()
			list, err := desk.Views(ctx, ws, by)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range list {
				out = append(out, v.Name)
			}
			return out
		}
		if got := strings.Join(names("here", cleo), ", "); got != "All urgent, Urgent in Berlin" {
			t.Errorf("her views: %s", got)
		}
		if got := strings.Join(names("here", ada), ", "); got != "All urgent" {
			t.Errorf("views of somebody else: %s", got)
		}
		if got := names("there", cleo); len(got) > 0 {
			t.Errorf("views in another workspace: %v", got)
		}
		refusedViews(t, desk, own, shared)
		change := shared
		change.Name, change.Filter = "Urgent", map[string][]string{"tier": {"urgent", "review"}}
		got, err := desk.SetView(ctx, "here", shared.ID, 1, change, ada) // an admin may
		if err != nil || got.Version != 2 || got.Owner != "u_cleo" {
			t.Errorf("changed %+v (%v)", got, err)
		}
		rotate(t, storetest.Workspace(t, db, "here"))
		if got, err = desk.View(ctx, "here", shared.ID, cleo); err != nil || got.Name != "Urgent" || len(got.Filter["tier"]) != 2 {
			t.Errorf("after a rotation of the keys: %+v (%v)", got, err)
		}
		if err := desk.DropView(ctx, "here", own.ID, own.Version, cleo); err != nil {
			t.Error(err)
		}
		if _, err := desk.View(ctx, "here", own.ID, cleo); !errors.Is(err, settings.ErrNotFound) {
			t.Errorf("a view that was removed: %v", err)
		}
		if log := exported(t, db, "here"); !strings.Contains(log, "view.removed") || strings.Contains(log, "Berlin") {
			t.Error("the log does not tell of views, or tells too much")
		}
	})
}

// refused tries what may not be done with two views of cleo's.
func refusedViews(t *testing.T, desk *settings.Desk, own, shared settings.View) {
	t.Helper()
	ctx, ada, cleo, eve := t.Context(), person("u_ada", access.Admin), person("u_cleo", access.Counsel), person("u_eve", access.HR)
	set := func(v settings.View, version int, by *access.Actor) error {
		_, err := desk.SetView(ctx, "here", v.ID, version, v, by)
		return err
	}
	private, odd, page, blank := shared, own, own, own
	private.Shared, odd.Filter, page.Page, blank.Name = false, map[string][]string{"name": {"Zelda"}}, "search", " "
	_, there := desk.View(ctx, "there", own.ID, cleo)
	for name, tc := range map[string]struct{ got, want error }{
		"another's view":                {set(own, 0, eve), settings.ErrNotFound},
		"another's view, by an admin":   {set(own, 0, ada), settings.ErrNotFound},
		"another's view, to remove":     {desk.DropView(ctx, "here", own.ID, 0, ada), settings.ErrNotFound},
		"a shared view, by anybody":     {set(shared, 0, eve), access.ErrForbidden},
		"a shared view taken away":      {set(private, 0, ada), access.ErrForbidden},
		"an older version":              {set(own, 7, cleo), settings.ErrStale},
		"an older version, to remove":   {desk.DropView(ctx, "here", own.ID, 7, cleo), settings.ErrStale},
		"a view in the other workspace": {there, settings.ErrNotFound},
	} {
		if !errors.Is(tc.got, tc.want) {
			t.Errorf("%s: %v", name, tc.got)
		}
	}
	for name, v := range map[string]settings.View{"an unknown member": odd, "an unknown page": page, "no name": blank} {
		var invalid *settings.Invalid
		if err := set(v, 0, cleo); !errors.As(err, &invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
