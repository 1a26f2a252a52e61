package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest"
)

// shownSubjects is how many subjects outside rings the terminal lists; the
// JSON and the page have them all.
const shownSubjects = 15

// WriteText prints the ranked rings and cases for a person to read.
func WriteText(w io.Writer, res *engine.Result, scan *Scan, files []ingest.FileResult, notices []string) {
	WriteFiles(w, files)
	if len(res.Persons) == 0 {
		fmt.Fprintln(w, "\nNobody was read: no file held a record that is known here. daylight sources lists what can be read, and daylight map FILE proposes a mapping for the rest.")
		return
	}
	fmt.Fprintf(w, "\nAs of %s: %d persons, %d rings, %d hubs.\n", scan.AsOf.Format("2 January 2006 15:04 UTC"), len(res.Persons), len(scan.Rings), len(scan.Hubs))
	for _, line := range asides(res, notices) {
		fmt.Fprintf(w, "  · %s\n", line)
	}
	labels := Labels(res)
	for i, r := range scan.Rings {
		writeRing(w, i+1, r, scan, labels)
	}
	writeCases(w, scan, labels)
	counts := TierCounts(res)
	fmt.Fprintf(w, "\nTiers: %d urgent, %d review, %d watch, %d nothing found, %d too little data.\n",
		counts[domain.TierUrgent], counts[domain.TierReview], counts[domain.TierWatch], counts[domain.TierNone], counts[domain.TierInsufficient])
	fmt.Fprintln(w, "These are signals, not decisions: a person looks, hears the other side, and decides.")
}

// asides are facts about the run that a reader must know.
func asides(res *engine.Result, notices []string) []string {
	out := slices.Clone(notices)
	if res.Synthetic {
		out = append(out, "Most mail addresses are documentation values (example.com): this is a synthetic company, and such values count as identifiers here.")
	}
	for _, c := range res.Conflicts {
		out = append(out, fmt.Sprintf("The key %s was not used to join: workers of different names carry it (%s).", c.Ref, strings.Join(c.Workers, ", ")))
	}
	if res.Loose > 0 {
		out = append(out, fmt.Sprintf("%d records carry no key that leads to a person; daylight join explain and a join table help.", res.Loose))
	}
	for _, e := range res.Errors {
		out = append(out, "A check broke and was left out: "+e)
	}
	return out
}

// Labels names each person for a reader who may see names.
func Labels(res *engine.Result) map[string]string {
	out := make(map[string]string, len(res.Persons))
	for _, p := range res.Persons {
		out[p.ID] = label(p)
	}
	return out
}

func label(p *domain.Person) string {
	name := ""
	for _, n := range p.Names {
		if name == "" || n.Kind == domain.KindWorker {
			name = n.Text
		}
	}
	key := ""
	switch {
	case len(p.Keys.EmployeeIDs) > 0:
		key = p.Keys.EmployeeIDs[0]
	case len(p.Keys.CandidateIDs) > 0:
		key = p.Keys.CandidateIDs[0]
	case len(p.Keys.Emails) > 0:
		key = p.Keys.Emails[0]
	}
	return OneLine(cmp.Or(name, "(no name)") + " [" + cmp.Or(key, p.ID) + "]")
}

// TierCounts counts persons by tier.
func TierCounts(res *engine.Result) map[domain.Tier]int {
	out := map[domain.Tier]int{}
	for _, j := range res.Judgement {
		out[j.Tier]++
	}
	return out
}

// WriteFiles prints the four counts, by source and for every file of which
// something was set aside.
func WriteFiles(w io.Writer, files []ingest.FileResult) {
	tw := tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "source\taccepted\tduplicate\tunused\tset aside\t")
	for _, s := range Sources(files) {
		fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t%d\t\n", s.Source, s.Accepted, s.Duplicate, s.Unused, s.SetAside)
	}
	_ = tw.Flush()
	var dated []string
	for _, f := range files {
		if f.SetAside > 0 {
			fmt.Fprintf(w, "  %s: %d set aside, %d accepted\n", OneLine(f.Path), f.SetAside, f.Accepted)
		}
		if f.Erased > 0 {
			fmt.Fprintf(w, "  %s: %d refused, of people who were erased\n", OneLine(f.Path), f.Erased)
		}
		if by := f.ObservedBy; by != "" && by != "flag" && !slices.Contains(dated, by) {
			dated = append(dated, by)
		}
		if f.Encoding != "" && f.Encoding != "UTF-8" {
			fmt.Fprintf(w, "  %s: read as %s\n", OneLine(f.Path), f.Encoding)
		}
	}
	if len(dated) > 0 {
		fmt.Fprintf(w, "  The date of the exports was taken from the %s; --observed-at sets it.\n", strings.Join(dated, " and the "))
	}
}

func writeRing(w io.Writer, n int, r Ring, scan *Scan, labels map[string]string) {
	fmt.Fprintf(w, "\nRING %d  %s  %s  %d people\n", n, r.ID, strings.ToUpper(TierWord(r.Tier)), len(r.Members))
	byID := map[string]Subject{}
	for _, s := range scan.Subjects {
		byID[s.ID] = s
	}
	for _, m := range r.Members {
		fmt.Fprintf(w, "  %-9s %s\n", TierWord(byID[m].Tier), labels[m])
	}
	fmt.Fprintf(w, "  held together by\n")
	for _, i := range r.Core {
		e := r.Edges[i]
		fmt.Fprintf(w, "    %s — %s\n", labels[e.A], labels[e.B])
		for _, s := range oneOfEachType(e.Shared) {
			fmt.Fprintf(w, "      same %s %s (%s), %d bits%s\n", noun(s.Type), cmp.Or(s.Clear, s.Masked), strings.Join(s.Roles, ", "), s.Bits, s.more())
		}
	}
	for _, m := range r.Members {
		for _, f := range byID[m].Findings {
			if f.Outcome == string(domain.Hit) && f.Strength != string(domain.Context) {
				fmt.Fprintf(w, "  · %s: %s\n", labels[m], f.Sentence)
			}
		}
	}
	fmt.Fprintf(w, "  Rule out first: %s\n", strings.Join(innocents(r, byID), "; "))
	fmt.Fprintf(w, "  Do:\n    - %s\n", strings.Join(r.Do, "\n    - "))
	fmt.Fprintf(w, "  Don't:\n    - %s\n", strings.Join(r.Dont, "\n    - "))
}

// typed is the heaviest value of one type on an edge, and how many more there are.
type typed struct {
	Shared
	More int
}

func (t typed) more() string {
	if t.More == 0 {
		return ""
	}
	return fmt.Sprintf(", and %d more of the kind", t.More)
}

// oneOfEachType shortens an edge for reading: a document alone leaves a dozen
// marks.
func oneOfEachType(shared []Shared) []typed {
	var out []typed
	for _, s := range shared {
		if s.Hub || s.Bits == 0 {
			continue
		}
		if i := slices.IndexFunc(out, func(t typed) bool { return t.Type == s.Type }); i >= 0 {
			out[i].More++
			continue
		}
		out = append(out, typed{Shared: s})
	}
	return out
}

// innocents gathers the first innocent cause of each finding in a ring.
func innocents(r Ring, byID map[string]Subject) []string {
	var out []string
	for _, m := range r.Members {
		for _, f := range byID[m].Findings {
			if f.Outcome == string(domain.Hit) && len(f.Innocent) > 0 {
				out = append(out, strings.TrimSuffix(f.Innocent[0], "."))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func writeCases(w io.Writer, scan *Scan, labels map[string]string) {
	shown := 0
	for _, s := range scan.Subjects {
		if s.Ring != "" || s.Tier != string(domain.TierUrgent) && s.Tier != string(domain.TierReview) {
			continue
		}
		if shown == 0 {
			fmt.Fprintf(w, "\nCASES outside rings\n")
		}
		if shown++; shown > shownSubjects {
			continue
		}
		fmt.Fprintf(w, "  %-9s %s  (%s)\n", TierWord(s.Tier), labels[s.ID], s.ID)
		for _, f := range s.Findings {
			if f.Outcome == string(domain.Hit) && f.Strength != string(domain.Context) {
				fmt.Fprintf(w, "    · %s\n", f.Sentence)
				for _, c := range f.Counter {
					fmt.Fprintf(w, "      against it: %s\n", c)
				}
				if len(f.Innocent) > 0 {
					fmt.Fprintf(w, "      rule out: %s\n", f.Innocent[0])
				}
			}
		}
	}
	if shown > shownSubjects {
		fmt.Fprintf(w, "  and %d more; --json or --html has them all\n", shown-shownSubjects)
	}
}

// TierWord is a tier in plain words.
func TierWord(tier string) string {
	switch domain.Tier(tier) {
	case domain.TierNone:
		return "nothing found"
	case domain.TierInsufficient:
		return "too little data"
	}
	return tier
}

func noun(t string) string { return strings.ReplaceAll(t, "-", " ") }
