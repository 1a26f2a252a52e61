package api

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/settings"
	"github.com/daylight-hq/daylight/internal/wire"
)

// settings adds what people set of a workspace. Each part has its own version
// and its own people who may change it.
func (s *Server) settings() {
	if s.opt.Settings == nil {
		return
	}
	add(s, op{method: http.MethodGet, path: "/about", id: "get-about", summary: "What the workspace is called", action: access.UseViews}, s.about)
	add(s, op{method: http.MethodGet, path: "/settings", id: "get-settings", summary: "The general settings, as they hold", action: access.ReadSettings}, s.getSettings)
	add(s, op{method: http.MethodPut, path: "/settings", id: "put-settings", summary: "Change the general settings", action: access.ManageConfig,
		describe: "What the config file of the server names is read-only here; sending it back as it is does no harm."}, s.putSettings)
	add(s, op{method: http.MethodGet, path: "/settings/workflow", id: "get-workflow", summary: "Waiting periods, retention and texts: the presets and what was set in their place", action: access.ReadSettings}, s.getWorkflow)
	add(s, op{method: http.MethodPut, path: "/settings/workflow", id: "put-workflow", summary: "Set waiting periods, retention and texts; no floor can be gone below", action: access.ManagePolicy}, s.putWorkflow)
	add(s, op{method: http.MethodGet, path: "/settings/rules", id: "get-rule-settings", summary: "How checks are switched", action: access.ReadRules}, s.getRuleSettings)
	add(s, op{method: http.MethodPut, path: "/settings/rules/{id}", id: "put-rule-settings", summary: "Switch a check on or off: for everybody, or for all candidates of a job", action: access.ManageRules,
		describe: "Everybody is judged anew. A check is never switched for a person; POST /suppressions hides one finding for a while."}, s.putRuleSettings)
	add(s, op{method: http.MethodGet, path: "/settings/history/{part}", id: "get-settings-history", summary: "The versions of a part of the settings, newest first", action: access.ReadSettings}, s.settingsHistory)
}

type aboutOut struct {
	Body struct {
		Workspace string `json:"workspace"`
		Name      string `json:"name"`
		Version   string `json:"version" doc:"Of the program"`
	}
}

func (s *Server) about(_ context.Context, w *Workspace, _ *In) (*aboutOut, error) {
	out := &aboutOut{}
	out.Body.Workspace, out.Body.Name, out.Body.Version = string(w.ID), w.Effective.Name, s.opt.Version
	return out, nil
}

// GeneralSettings are what admins set.
type GeneralSettings struct {
	Name          string   `json:"name" maxLength:"200" doc:"Of the workspace, for people"`
	Region        string   `json:"region" maxLength:"2" doc:"ISO country of phone numbers without a prefix, in records that come from now on"`
	SilenceFactor float64  `json:"silence_factor" doc:"Times its usual gap after which a source counts as silent; 0 for the default"`
	MailDomains   []string `json:"mail_domains" maxItems:"500" doc:"In which the logins of new people must be; none for no bounds"`
	Console       string   `json:"console" maxLength:"200" doc:"Address that links in messages begin with"`
	Clients       []string `json:"clients" maxItems:"500" doc:"End clients of a staffing firm: people can be confined to these only; none for no bounds"`
}

type settingsOut struct {
	ETag string `header:"ETag"`
	Body struct {
		GeneralSettings
		ReadOnly []string `json:"read_only" doc:"What the config file of the server holds"`
	}
}

func settingsOf(w *Workspace) *settingsOut {
	g, out := w.Effective, &settingsOut{ETag: etag(w.Settings.Versions[settings.PartGeneral])}
	out.Body.GeneralSettings = GeneralSettings{g.Name, g.Region, g.SilenceFactor, orEmpty(g.MailDomains), g.Console, orEmpty(g.Clients)}
	out.Body.ReadOnly = orEmpty(w.Pins.Members)
	return out
}

func (s *Server) getSettings(_ context.Context, w *Workspace, _ *In) (*settingsOut, error) {
	return settingsOf(w), nil
}

type putSettingsIn struct {
	In
	IfMatch
	Body GeneralSettings
}

func (s *Server) putSettings(ctx context.Context, w *Workspace, in *putSettingsIn) (*settingsOut, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	b := in.Body
	to := settings.General{Name: b.Name, Region: b.Region, SilenceFactor: b.SilenceFactor, MailDomains: b.MailDomains, Console: b.Console, Clients: b.Clients}
	if _, err := s.opt.Settings.SetGeneral(ctx, w.ID, version, to, w.Pins, callerOf(ctx)); err != nil {
		return nil, err
	}
	if w, err = s.reloaded(ctx, w); err != nil {
		return nil, err
	}
	return settingsOf(w), nil
}

// reloaded makes what was kept hold, and returns the workspace as it is then.
func (s *Server) reloaded(ctx context.Context, w *Workspace) (*Workspace, error) {
	if err := w.Reload(ctx); err != nil {
		return nil, err
	}
	now, ok := s.opt.Workspaces(w.ID)
	if !ok {
		return nil, ErrNotFound
	}
	return now, nil
}

// WaitingPeriod is how long a person has to answer where the law of one place
// holds.
type WaitingPeriod struct {
	ID          string `json:"id" minLength:"1" maxLength:"64"`
	Title       string `json:"title" minLength:"1" maxLength:"200"`
	Days        int    `json:"days" minimum:"5" maximum:"365"`
	Business    bool   `json:"business_days"`
	DisputeDays int    `json:"dispute_days" minimum:"0" maximum:"365" doc:"Added when the person answers"`
	Basis       string `json:"basis" enum:"statute,practice,product"`
	Source      string `json:"source" minLength:"1" maxLength:"1000"`
	Read        string `json:"read" minLength:"7" maxLength:"10" doc:"Month in which the source was last read"`
	Own         bool   `json:"own,omitempty" doc:"Set here; on the way in it has no meaning"`
}

// Retention is how long cases of an outcome are kept.
type Retention struct {
	Outcome      string `json:"outcome" minLength:"1" maxLength:"64" doc:"* for any"`
	Jurisdiction string `json:"jurisdiction" minLength:"1" maxLength:"64" doc:"* for any"`
	CaseDays     int    `json:"case_days" minimum:"1" maximum:"36500" doc:"After closing, then everything but keyed hashes goes"`
	KeyedDays    int    `json:"keyed_days" minimum:"1" maximum:"36500" doc:"After closing, then the keyed hashes go too"`
	Source       string `json:"source" minLength:"1" maxLength:"1000"`
	Own          bool   `json:"own,omitempty" doc:"Set here; on the way in it has no meaning"`
}

// Text is a text to begin with.
type Text struct {
	ID    string `json:"id" minLength:"1" maxLength:"64"`
	Stage string `json:"stage" enum:"applicant,interview,new-hire,worker,leaver"`
	Use   string `json:"use" enum:"note,question,notice"`
	Title string `json:"title" minLength:"1" maxLength:"200"`
	Text  string `json:"text" minLength:"1" maxLength:"20000"`
	Own   bool   `json:"own,omitempty" doc:"Set here; on the way in it has no meaning"`
}

// WorkflowSettings are what counsel sets. Lines that stand there already by
// their id, or by outcome and jurisdiction, take the place of the preset.
type WorkflowSettings struct {
	WaitingPeriods []WaitingPeriod   `json:"waiting_periods" maxItems:"500"`
	Retention      []Retention       `json:"retention" maxItems:"500"`
	Texts          []Text            `json:"texts" maxItems:"500"`
	Jobs           map[string]string `json:"jobs" doc:"Title of a job to the waiting period that holds for its candidates"`
	Holidays       []string          `json:"holidays" maxItems:"500" doc:"Such as 2026-12-25; no business days"`
}

type workflowOut struct {
	ETag string `header:"ETag"`
	Body WorkflowSettings
}

func (s *Server) workflowOf(w *Workspace) *workflowOut {
	set, p := w.Settings.Workflow, s.opt.Cases.Policy(w.ID)
	out := &workflowOut{ETag: etag(w.Settings.Versions[settings.PartWorkflow])}
	b := &out.Body
	b.WaitingPeriods, b.Retention, b.Texts, b.Jobs, b.Holidays = []WaitingPeriod{}, []Retention{}, []Text{}, map[string]string{}, orEmpty(set.Holidays)
	maps.Copy(b.Jobs, set.Jobs)
	for _, id := range sortedKeys(p.Jurisdictions) {
		j := p.Jurisdictions[id]
		own := slices.ContainsFunc(set.Jurisdictions, func(o review.Jurisdiction) bool { return o.ID == id })
		b.WaitingPeriods = append(b.WaitingPeriods, WaitingPeriod{id, j.Title, j.Days, j.Business, j.DisputeDays, j.Basis, j.Source, j.Read, own})
	}
	for _, k := range p.Retention {
		b.Retention = append(b.Retention, Retention{k.Outcome, k.Jurisdiction, k.CaseDays, k.KeyedDays, k.Source, slices.Contains(set.Retention, k)})
	}
	for _, t := range p.Templates {
		b.Texts = append(b.Texts, Text{t.ID, string(t.Stage), t.Use, t.Title, t.Text, slices.Contains(set.Templates, t)})
	}
	return out
}

func (s *Server) getWorkflow(_ context.Context, w *Workspace, _ *In) (*workflowOut, error) {
	return s.workflowOf(w), nil
}

type putWorkflowIn struct {
	In
	IfMatch
	Body WorkflowSettings
}

// putWorkflow keeps what differs from the presets, so that what is read can be
// changed and sent back.
func (s *Server) putWorkflow(ctx context.Context, w *Workspace, in *putWorkflowIn) (*workflowOut, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	to := settings.Workflow{Jobs: in.Body.Jobs, Holidays: in.Body.Holidays}
	for _, j := range in.Body.WaitingPeriods {
		to.Jurisdictions = append(to.Jurisdictions, review.Jurisdiction{ID: j.ID, Title: j.Title, Days: j.Days, Business: j.Business, DisputeDays: j.DisputeDays, Basis: j.Basis, Source: j.Source, Read: j.Read})
	}
	for _, k := range in.Body.Retention {
		to.Retention = append(to.Retention, review.Keep{Outcome: k.Outcome, Jurisdiction: k.Jurisdiction, CaseDays: k.CaseDays, KeyedDays: k.KeyedDays, Source: k.Source})
	}
	for _, t := range in.Body.Texts {
		to.Templates = append(to.Templates, review.Template{ID: t.ID, Stage: review.Stage(t.Stage), Use: t.Use, Title: t.Title, Text: t.Text})
	}
	if _, err := s.opt.Settings.SetWorkflow(ctx, w.ID, version, to, callerOf(ctx)); err != nil {
		return nil, err
	}
	if w, err = s.reloaded(ctx, w); err != nil {
		return nil, err
	}
	return s.workflowOf(w), nil
}

// RuleSettings is how one check is switched.
type RuleSettings struct {
	Enabled bool     `json:"enabled"`
	OffFor  []string `json:"off_for" maxItems:"500" doc:"Titles of jobs for all of whose candidates it is off"`
	Why     string   `json:"why" maxLength:"2000" doc:"Needed where something is switched off"`
}

type ruleSettingsOut struct {
	ETag string `header:"ETag"`
	Body struct {
		Rules    map[string]RuleSettings `json:"rules" doc:"By rule; those that are not named are on"`
		ReadOnly []string                `json:"read_only" doc:"Rules that the config file of the server switches"`
	}
}

func (s *Server) ruleSettingsOf(w *Workspace) *ruleSettingsOut {
	out := &ruleSettingsOut{ETag: etag(w.Settings.Versions[settings.PartRules])}
	out.Body.Rules, out.Body.ReadOnly = map[string]RuleSettings{}, []string{}
	config := w.Live.Answer().Config
	for _, d := range s.opt.Detectors {
		set, ok := w.Settings.Rules[d.ID]
		if w.PinsRule(d.ID) {
			out.Body.ReadOnly = append(out.Body.ReadOnly, d.ID)
			set, ok = settings.Rule{Enabled: !config.Disabled[d.ID], OffFor: config.OffFor[d.ID]}, true
		}
		if ok {
			out.Body.Rules[d.ID] = RuleSettings{set.Enabled, orEmpty(set.OffFor), set.Why}
		}
	}
	return out
}

func (s *Server) getRuleSettings(_ context.Context, w *Workspace, _ *In) (*ruleSettingsOut, error) {
	return s.ruleSettingsOf(w), nil
}

type putRuleIn struct {
	IDIn
	IfMatch
	Body RuleSettings
}

func (s *Server) putRuleSettings(ctx context.Context, w *Workspace, in *putRuleIn) (*ruleSettingsOut, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	known := false
	for _, d := range s.opt.Detectors {
		known = known || d.ID == in.ID
	}
	switch {
	case !known:
		return nil, ErrNotFound
	case w.PinsRule(in.ID):
		return nil, &settings.PinnedError{Field: "rules." + in.ID}
	}
	if _, err := s.opt.Settings.SetRule(ctx, w.ID, version, in.ID, settings.Rule(in.Body), callerOf(ctx)); err != nil {
		return nil, err
	}
	if w, err = s.reloaded(ctx, w); err != nil {
		return nil, err
	}
	return s.ruleSettingsOf(w), nil
}

// SettingsVersion is one version of a part of the settings.
type SettingsVersion struct {
	Version int            `json:"version"`
	At      time.Time      `json:"at"`
	By      string         `json:"by"`
	Values  map[string]any `json:"values" doc:"What was set: members that are missing held by the config file or the presets"`
}

type historyIn struct {
	In
	Part string `path:"part" enum:"general,workflow,rules"`
}

type historyOut struct {
	Body struct {
		Versions []SettingsVersion `json:"versions"`
	}
}

func (s *Server) settingsHistory(ctx context.Context, w *Workspace, in *historyIn) (*historyOut, error) {
	list, err := s.opt.Settings.History(ctx, w.ID, settings.Part(in.Part), 0)
	if err != nil {
		return nil, err
	}
	out := &historyOut{}
	out.Body.Versions = []SettingsVersion{}
	for _, v := range list {
		x := SettingsVersion{Version: v.N, At: v.At, By: v.By}
		if err := wire.Unmarshal(v.Data, &x.Values); err != nil {
			return nil, err
		}
		out.Body.Versions = append(out.Body.Versions, x)
	}
	return out, nil
}

// mayInvite holds people to the mail domains and clients that were set.
func (w *Workspace) mayInvite(login string, clients []string) error {
	_, domain, _ := strings.Cut(strings.ToLower(login), "@")
	if list := w.Effective.MailDomains; len(list) > 0 && !slices.Contains(list, domain) {
		return invalid("body.login", "the settings allow mail addresses of "+strings.Join(list, ", ")+" only")
	}
	for _, c := range clients {
		if list := w.Effective.Clients; len(list) > 0 && !slices.Contains(list, c) {
			return invalid("body.clients", "the settings name no such client")
		}
	}
	return nil
}
