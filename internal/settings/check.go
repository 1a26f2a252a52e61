package settings

import (
	"fmt"
	"maps"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/daylight-hq/daylight/internal/review"
)

// Invalid says which member of what was sent cannot be kept, and why.
type Invalid struct{ Field, Why string }

func (e *Invalid) Error() string { return e.Field + ": " + e.Why }

// Bounds of settings.
const (
	maxName     = 200 // bytes, of names and titles
	maxList     = 500 // entries of a list
	minSilence  = 1.5
	maxSilence  = 100
	maxWhy      = 2000
	maxTemplate = 20_000 // bytes
)

// tidy checks what admins set, and brings it into the form that is kept.
func (g *General) tidy() error {
	g.Name = strings.TrimSpace(g.Name)
	if err := line("name", g.Name, true); err != nil {
		return err
	}
	g.Region = strings.ToUpper(strings.TrimSpace(g.Region))
	if g.Region != "" && (len(g.Region) != 2 || strings.IndexFunc(g.Region, func(r rune) bool { return r < 'A' || r > 'Z' }) >= 0) {
		return &Invalid{"region", "two letters of a country, such as US"}
	}
	if g.SilenceFactor != 0 && (g.SilenceFactor < minSilence || g.SilenceFactor > maxSilence) {
		return &Invalid{"silence_factor", fmt.Sprintf("%g to %d times the usual gap", minSilence, maxSilence)}
	}
	if err := tidyConsole(&g.Console); err != nil {
		return err
	}
	var err error
	if g.MailDomains, err = tidyList("mail_domains", g.MailDomains, func(d string) (string, bool) {
		d = strings.ToLower(strings.TrimPrefix(d, "@"))
		u, err := url.Parse("//" + d)
		return d, err == nil && u.Host == d && u.Port() == "" && strings.Contains(d, ".")
	}); err != nil {
		return err
	}
	g.Clients, err = tidyList("clients", g.Clients, func(c string) (string, bool) { return c, true })
	return err
}

// tidyConsole allows plain HTTP on this machine only.
func tidyConsole(address *string) error {
	*address = strings.TrimRight(strings.TrimSpace(*address), "/")
	if *address == "" {
		return nil
	}
	u, err := url.Parse(*address)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return &Invalid{"console", "an address such as https://daylight.example.com"}
	}
	ip, _ := netip.ParseAddr(u.Hostname())
	if u.Scheme != "https" && !(u.Scheme == "http" && (u.Hostname() == "localhost" || ip.IsLoopback())) {
		return &Invalid{"console", "an address that begins with https://"}
	}
	return nil
}

// tidyList trims, checks and sorts a list, and drops what stands there twice.
func tidyList(field string, list []string, tidy func(string) (string, bool)) ([]string, error) {
	if len(list) > maxList {
		return nil, &Invalid{field, fmt.Sprintf("at most %d entries", maxList)}
	}
	out := []string{}
	for _, x := range list {
		x = strings.TrimSpace(x)
		if err := line(field, x, false); err != nil {
			return nil, err
		}
		x, ok := tidy(x)
		if !ok {
			return nil, &Invalid{field, fmt.Sprintf("%q cannot be read", x)}
		}
		out = append(out, x)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// line refuses what is no single line of text.
func line(field, text string, empty bool) error {
	switch {
	case text == "" && !empty:
		return &Invalid{field, "it may not be empty"}
	case len(text) > maxName:
		return &Invalid{field, fmt.Sprintf("at most %d bytes", maxName)}
	case !utf8.ValidString(text) || strings.IndexFunc(text, unicode.IsControl) >= 0:
		return &Invalid{field, "one line of plain text"}
	}
	return nil
}

// tidy checks what counsel sets against the presets.
func (w *Workflow) tidy(presets *review.Policy) error {
	if max(len(w.Jurisdictions), len(w.Retention), len(w.Templates), len(w.Holidays), len(w.Jobs)) > maxList {
		return &Invalid{"workflow", fmt.Sprintf("at most %d entries of a kind", maxList)}
	}
	jobs := map[string]string{}
	for job, jurisdiction := range w.Jobs {
		if err := line("jobs", job, false); err != nil {
			return err
		}
		jobs[review.FoldJob(job)] = jurisdiction
	}
	w.Jobs = jobs
	w.dropPresets(presets)
	if err := w.tidyTexts(presets); err != nil {
		return err
	}
	p, err := w.Policy(presets)
	if err != nil {
		return &Invalid{"workflow", strings.ReplaceAll(err.Error(), "\n", "; ")}
	}
	for _, job := range slices.Sorted(maps.Keys(w.Jobs)) {
		if _, ok := p.Jurisdictions[w.Jobs[job]]; !ok {
			return &Invalid{"jobs", fmt.Sprintf("no jurisdiction is called %q", w.Jobs[job])}
		}
	}
	for _, k := range w.Retention {
		if _, ok := p.Jurisdictions[k.Jurisdiction]; !ok && k.Jurisdiction != "*" {
			return &Invalid{"retention", fmt.Sprintf("no jurisdiction is called %q", k.Jurisdiction)}
		}
	}
	return nil
}

// dropPresets takes out what stands in the presets anyhow, so that these can
// change with the program.
func (w *Workflow) dropPresets(presets *review.Policy) {
	w.Jurisdictions = slices.DeleteFunc(w.Jurisdictions, func(j review.Jurisdiction) bool { return presets.Jurisdictions[j.ID] == j })
	w.Retention = slices.DeleteFunc(w.Retention, func(k review.Keep) bool { return slices.Contains(presets.Retention, k) })
	w.Templates = slices.DeleteFunc(w.Templates, func(t review.Template) bool { return slices.Contains(presets.Templates, t) })
}

func (w *Workflow) tidyTexts(presets *review.Policy) error {
	for _, j := range w.Jurisdictions {
		if was, ok := presets.Jurisdictions[j.ID]; ok && was.Basis == "statute" && (j.Days < was.Days || was.Business && !j.Business || j.DisputeDays < was.DisputeDays) {
			return &Invalid{"jurisdictions", fmt.Sprintf("%s: the law names %d days; a longer period can be set", j.ID, was.Days)}
		}
		for _, text := range []string{j.ID, j.Title} {
			if err := line("jurisdictions", text, false); err != nil {
				return err
			}
		}
	}
	for _, t := range w.Templates {
		for _, text := range []string{t.ID, string(t.Stage), t.Use, t.Title} {
			if err := line("templates", text, false); err != nil {
				return err
			}
		}
		if t.Text == "" || len(t.Text) > maxTemplate {
			return &Invalid{"templates", fmt.Sprintf("a text of at most %d bytes", maxTemplate)}
		}
	}
	return nil
}

// Policy is what holds in the workspace: the presets, with what was set in their
// place. It is refused where it goes below a floor.
func (w *Workflow) Policy(presets *review.Policy) (*review.Policy, error) {
	p := *presets
	p.Jurisdictions = maps.Clone(presets.Jurisdictions)
	for _, j := range w.Jurisdictions {
		p.Jurisdictions[j.ID] = j
	}
	p.Retention = slices.Clone(presets.Retention)
	for _, k := range w.Retention {
		p.Retention = replace(p.Retention, k, func(o review.Keep) bool { return o.Outcome == k.Outcome && o.Jurisdiction == k.Jurisdiction })
	}
	p.Templates = slices.Clone(presets.Templates)
	for _, t := range w.Templates {
		p.Templates = replace(p.Templates, t, func(o review.Template) bool { return o.ID == t.ID })
	}
	p.Holidays = slices.Clone(presets.Holidays)
	for _, day := range w.Holidays {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			return nil, fmt.Errorf("holidays: %q is no day such as 2026-12-25", day)
		}
		p.Holidays = append(p.Holidays, at)
	}
	return &p, p.Check()
}

// replace puts x in the place of what it is like, or at the end.
func replace[T any](list []T, x T, like func(T) bool) []T {
	if i := slices.IndexFunc(list, like); i >= 0 {
		list[i] = x
		return list
	}
	return append(list, x)
}

// tidy checks how one check is switched.
func (r *Rule) tidy() error {
	var err error
	if r.OffFor, err = tidyList("off_for", r.OffFor, func(j string) (string, bool) { return review.FoldJob(j), true }); err != nil {
		return err
	}
	r.Why = strings.TrimSpace(r.Why)
	switch {
	case len(r.Why) > maxWhy || !utf8.ValidString(r.Why):
		return &Invalid{"why", fmt.Sprintf("at most %d bytes", maxWhy)}
	case r.Why == "" && (!r.Enabled || len(r.OffFor) > 0):
		return &Invalid{"why", "say why the check is switched off"}
	}
	return nil
}
