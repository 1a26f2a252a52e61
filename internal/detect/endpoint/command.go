package endpoint

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/intel/endpoint"
)

// Scripted is the check for a remote desktop that a script set up.
func Scripted() detect.Detector {
	return detect.Detector{
		ID: "scripted-remote-desktop", Version: 2,
		Doc: detect.Doc{
			Catalogue: []string{"ON11"},
			Title:     "Chrome Remote Desktop was set up by a command with its PIN",
			Stage:     "onboard",
			Means:     "The program that starts Chrome Remote Desktop's host was run with a PIN on its command line. So it is done for others, in numbers, and not by somebody who clicks through its page.",
			MeansNot:  "Administrators do so too.",
			Innocent: []string{
				"A roll-out by IT.",
				"Whoever had the laptop before.",
				"Somebody who sets up a server without a screen of their own.",
			},
			Data:       "Process events with command lines (Defender, CrowdStrike, SentinelOne, Sysmon, osquery). Only the executable and the names of its switches are kept: the PIN itself never is.",
			Ceiling:    domain.Hard,
			Source:     "A honeypot of 2026; ANY.RUN, December 2025; Google's page on setting it up by command; catalogue ON11",
			Fairness:   "Only this one command is looked for.",
			FirstSteps: []string{"Ask IT whether it is theirs. If not, preserve the laptop's state first."},
		},
		Needs:    softwareNeeds(),
		Requires: []detect.Requirement{{Part: "commands on laptops", AnyOf: []detect.Datum{{Kind: domain.KindSoftware, Field: domain.FieldCommand}}}},
		Params:   []detect.Param{rollout()},
		Applies:  detect.Worker,
		Run:      runScripted,
	}
}

func runScripted(_ context.Context, v detect.View) (detect.Result, error) {
	found, _ := tools(v)
	commands := 0
	var left *detect.Result // what was run before the work began
	for _, r := range v.Records(domain.KindSoftware) {
		for i := range r.Values {
			if r.Values[i].Field == domain.FieldCommand {
				commands++
			}
		}
	}
	for _, s := range found {
		words := strings.Fields(strings.ToLower(s.command))
		if s.tool.Name != "Chrome Remote Desktop" || !strings.Contains(program(strings.ToLower(s.command)), "start_host") || !slices.Contains(words, "--pin") {
			continue
		}
		r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyEndpoint, Strength: domain.Hard, Bits: 7,
			Sentence: "Chrome Remote Desktop was set up by a command with its PIN.",
			Evidence: []domain.Evidence{s.evidence("works at the laptop")}}
		if s.many >= int(v.Param("rollout")) {
			r.Strength, r.Bits, r.Lowered = domain.Context, 0, fmt.Sprintf("%d persons have it, as after a roll-out", s.many)
		}
		if s.before(v) {
			r.Strength, r.Bits, r.Lowered = domain.Context, 0, leftBehind
			left = &r
			continue
		}
		return r, nil
	}
	if left != nil {
		return *left, nil
	}
	if commands == 0 {
		return detect.NotEnough("No command of this worker's laptop is known.", "process events with command lines"), nil
	}
	return detect.ClearResult("No remote desktop was set up by a command with its PIN."), nil
}

// OwnRelay is the check for a remote tool that speaks to a server of somebody's
// own.
func OwnRelay() detect.Detector {
	hosted := []string{"RustDesk", "MeshCentral", "Apache Guacamole", "Remotely", "ConnectWise ScreenConnect", "SimpleHelp"}
	return detect.Detector{
		ID: "own-remote-relay", Version: 2,
		Doc: detect.Doc{
			Catalogue: []string{"WK15"},
			Title:     "A remote tool speaks to a server of somebody's own",
			Stage:     "work",
			Means:     "A program that shows the laptop's screen elsewhere, and that can be run with a server of one's own, spoke to a domain that is not its maker's.",
			MeansNot:  "Many who like such tools run their own server.",
			Innocent: []string{
				"A server of one's own at home.",
				"Updates and certificates that the tool looks up: their domains are left out, as are bare addresses.",
				"A server of the employer's that the list of allowed tools does not name.",
			},
			Data:       "Connections of remote tools with their domain, through a mapping or an endpoint's export.",
			Ceiling:    domain.Supporting,
			Source:     "Public research on self-hosted relays; catalogue WK15",
			Fairness:   "Where the server stands is never looked at.",
			FirstSteps: []string{"Ask whose the domain is."},
		},
		Needs:    softwareNeeds(),
		Requires: []detect.Requirement{{Part: "domains that programs speak to", AnyOf: []detect.Datum{{Kind: domain.KindSoftware, Field: domain.FieldDomain}}}},
		Params:   []detect.Param{rollout()},
		Applies:  detect.Worker,
		Run: func(_ context.Context, v detect.View) (detect.Result, error) {
			return runOwnRelay(v, hosted), nil
		},
	}
}

func runOwnRelay(v detect.View, hosted []string) detect.Result {
	found, _ := tools(v)
	asked := 0
	for _, s := range found {
		asked += len(s.domains)
		for _, d := range s.domains {
			if _, makers := endpoint.OfDomain(d); makers || !slices.Contains(hosted, s.tool.Name) || anybodys(d) {
				continue
			}
			r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyEndpoint, Strength: domain.Supporting, Bits: 3,
				Sentence: s.tool.Name + " spoke to a server that is not its maker's.",
				Evidence: []domain.Evidence{s.evidence("works at the laptop")}}
			if s.many >= int(v.Param("rollout")) {
				r.Strength, r.Bits, r.Lowered = domain.Context, 0, fmt.Sprintf("%d persons have it, as after a roll-out", s.many)
			}
			return r
		}
	}
	if asked == 0 {
		return detect.NotEnough("To whom remote tools of this worker's laptop speak is not known.", "connections of programs with their domain")
	}
	return detect.ClearResult("No remote tool spoke to a server of somebody's own.")
}

// anybodys says of a domain that it tells nothing of whose server it is: an address,
// a name of the local network, a name looked up backwards, and what programs ask for
// updates and certificates.
func anybodys(d string) bool {
	d = strings.Trim(strings.ToLower(d), ".")
	if _, err := netip.ParseAddr(d); err == nil || !strings.Contains(d, ".") {
		return true
	}
	for _, end := range []string{
		"local", "lan", "home", "internal", "localdomain", "arpa", // RFC 6762, RFC 8375, RFC 1035
		"github.com", "githubusercontent.com", "microsoft.com", "windows.com", "windows.net", "windowsupdate.com", "apple.com", "google.com", "googleapis.com", "gstatic.com",
		"digicert.com", "lencr.org", "globalsign.com", "sectigo.com", "usertrust.com", "pki.goog", "verisign.com", "entrust.net", "ntp.org",
	} {
		if d == end || strings.HasSuffix(d, "."+end) {
			return true
		}
	}
	return false
}

// Habits is what is told of a laptop as context: what keeps its screen awake, looks
// around on it, or clears its traces.
func Habits() detect.Detector {
	looks := []string{"dxdiag", "systeminfo", "whoami", "msinfo32"}
	clears := []string{"bleachbit", "sdelete", "sdelete64", "eraser", "timestomp", "privazer"}
	return detect.Detector{
		ID: "laptop-habits", Version: 1,
		Doc: detect.Doc{
			Catalogue: []string{"ON15", "WK04"},
			Title:     "Programs that keep the screen awake, look around or clear traces",
			Stage:     "work",
			Means:     "The laptop runs a program that moves the mouse or keeps the screen awake, asks the system what it is, or clears its traces.",
			MeansNot:  "It says nothing by itself. A great many honest people keep a screen awake, and engineers look around.",
			Innocent: []string{
				"Somebody whose screen goes dark in every meeting.",
				"An engineer who wants to know what was delivered.",
				"Somebody who cleans a disk before it is handed on.",
			},
			Data:     "Software lists or process events of the device management. Values of commands are dropped, so that what was cleared cannot be told.",
			Ceiling:  domain.Context,
			Source:   "Sophos; Cloudflare; ANY.RUN; KnowBe4; catalogue ON15 and WK04",
			Fairness: "Never more than context. Whether somebody works enough is never looked at.",
		},
		Needs:    detect.Needs(detect.NeedRecords(domain.KindSoftware)),
		Requires: []detect.Requirement{{Part: "programs on laptops", AnyOf: softwareData()}},
		Applies:  detect.Worker,
		Run: func(_ context.Context, v detect.View) (detect.Result, error) {
			return runHabits(v, looks, clears), nil
		},
	}
}

func runHabits(v detect.View, looks, clears []string) detect.Result {
	records := v.Records(domain.KindSoftware)
	if len(records) == 0 {
		return detect.NotEnough("No program of this worker's laptop is known.", "software lists or process events of the laptop")
	}
	r := detect.Result{Outcome: domain.Hit, Family: domain.FamilyEndpoint, Strength: domain.Context, Lowered: "a great many honest people do the same"}
	told := map[string]bool{}
	for _, rec := range records {
		what := habitOf(rec, looks, clears)
		if what == "" || told[what] || len(r.Evidence) >= 5 {
			continue
		}
		told[what] = true
		r.Evidence = append(r.Evidence, domain.Evidence{Claim: "works at the laptop", Observed: what, Source: rec.Key.Source, Records: []domain.RecordRef{detect.RefOf(rec)}})
	}
	if len(r.Evidence) == 0 {
		return detect.ClearResult("Nothing of the kind is known of this worker's laptop.")
	}
	r.Sentence = "On the laptop " + r.Evidence[0].Observed + "."
	return r
}

func habitOf(r *domain.Record, looks, clears []string) string {
	for i := range r.Values {
		val := &r.Values[i]
		if val.Field != domain.FieldSoftware && val.Field != domain.FieldCommand {
			continue
		}
		name := program(val.Text)
		if tool, ok := endpoint.KeepsAwake(val.Text, name); ok {
			return "a program keeps the screen awake (" + tool + ")"
		}
		switch exe := strings.TrimSuffix(strings.ToLower(name[strings.LastIndexAny(name, `\/`)+1:]), ".exe"); {
		case slices.Contains(clears, exe):
			return "a program that clears traces was run (" + exe + ")"
		case slices.Contains(looks, exe):
			return "the system was asked what it is (" + exe + ")"
		}
	}
	return ""
}
