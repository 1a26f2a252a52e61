package cli

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/intel"
)

type intelCmd struct {
	List   intelListCmd   `cmd:"" help:"Say what the lists of the config hold."`
	Add    intelAddCmd    `cmd:"" help:"Take a list or an address database in, dated, and name it in the config."`
	Update intelUpdateCmd `cmd:"" help:"Download a list and take it in. Nothing is ever downloaded but by this command."`
}

// described are the flags that say what a list is.
type described struct {
	Kind     string `help:"What it lists (vpn, hosting, mailbox-store, disposable-mail, domain-age, …; mmdb for an address database); default: what its file says." placeholder:"KIND"`
	Name     string `help:"Its name; default its file's."`
	Provider string `help:"Who runs what it lists, such as a VPN service."`
	Date     moment `help:"The day it is of (2026-08-01)."`
	Days     int    `help:"How many days before and after its date it speaks for; default 90."`
	Config   string `help:"Config file to change." default:"daylight.yaml" short:"c"`
	JSON     bool   `help:"Print JSON." name:"json"`
}

func (d *described) list(from string) (app.NewList, error) {
	l := app.NewList{Name: d.Name, Kind: intel.Kind(d.Kind), Provider: d.Provider, Date: d.Date.Time, Days: d.Days, From: from}
	if d.Kind == "mmdb" {
		l.Kind, l.MMDB = "", true
	} else if d.Kind != "" && !slices.Contains(intel.Kinds(), l.Kind) {
		return l, fmt.Errorf("%q is no kind of list; write one of %v, or mmdb", d.Kind, intel.Kinds())
	}
	if l.Name == "" {
		base := filepath.Base(strings.SplitN(from, "?", 2)[0])
		l.Name = strings.TrimSuffix(base, filepath.Ext(base))
	}
	if d.Days < 0 || d.Days > 3650 {
		return l, fmt.Errorf("--days %d: write a number from 1 to 3650", d.Days)
	}
	return l, nil
}

type intelListCmd struct {
	Config string `help:"Config file; default daylight.yaml, if it is there." type:"existingfile" short:"c"`
	JSON   bool   `help:"Print JSON." name:"json"`
}

// Help gives examples.
func (intelListCmd) Help() string {
	return "Examples:\n  daylight intel list\n  daylight intel list -c work.yaml --json\nWhat no list names is unknown, never clean."
}

func (c *intelListCmd) Run(e *env) error {
	if _, err := os.Stat("daylight.yaml"); c.Config == "" && err == nil {
		c.Config = "daylight.yaml"
	}
	cfg, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	lists, err := app.ListLists(cfg)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(lists)
	}
	if len(lists) == 0 {
		e.printf("The config names no list: checks that ask one answer \"too little data\". daylight intel add --help says how to add one.\n")
	}
	for _, l := range lists {
		e.printf("%s: %s\n", l.Path, counted(l.Entries))
		for _, p := range l.Problems {
			e.printf("  %s\n", p)
		}
	}
	return nil
}

// counted writes entries by kind.
func counted(entries map[string]int) string {
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(entries)) {
		parts = append(parts, fmt.Sprintf("%s %s", humanize.Comma(int64(entries[kind])), kind))
	}
	if len(parts) == 0 {
		return "nothing that can be used"
	}
	return strings.Join(parts, ", ")
}

type intelAddCmd struct {
	File string `arg:"" help:"The list, or an address database (.mmdb)." type:"existingfile"`
	described
}

// Help gives examples.
func (intelAddCmd) Help() string {
	return `Examples:
  daylight intel add exits.txt --kind vpn --provider "Example VPN" --date 2026-08-01
  daylight intel add stores.csv --kind mailbox-store
  daylight intel add GeoLite2-City.mmdb --kind mmdb

The file is checked and copied to lists/ beside the config. Older lists stay, so
that it can be told whether an address was an exit on a day long gone.`
}

func (c *intelAddCmd) Run(e *env) error {
	l, err := c.list(c.File)
	if err != nil {
		return usage(e, err.Error())
	}
	if l.Date.IsZero() {
		l.Date = e.clock().UTC()
	}
	out, err := app.AddList(c.Config, c.File, l)
	if err != nil {
		return err
	}
	return added(e, c.JSON, c.Config, out)
}

type intelUpdateCmd struct {
	URL    string `arg:"" name:"url" help:"Address of the list; https only."`
	SHA256 string `name:"sha256" help:"Checksum of the whole, in hexadecimal; anything else is dropped."`
	MaxMB  int64  `name:"max-mb" default:"256" help:"A longer answer is refused."`
	Quiet  bool   `help:"No progress." short:"q"`
	described
}

// Help gives examples.
func (intelUpdateCmd) Help() string {
	return `Examples:
  daylight intel update https://lists.example/exits.txt --kind vpn --name exits
  daylight intel update https://lists.example/city.mmdb --kind mmdb --sha256 9f86d0…

The answer is checked, dated and kept in lists/ beside the config; it is never
run. A download that breaks off goes on where it ended. Mind the list's licence.`
}

func (c *intelUpdateCmd) Run(ctx context.Context, e *env) error {
	l, err := c.list(c.URL)
	switch {
	case err != nil:
		return usage(e, err.Error())
	case c.MaxMB < 1:
		return usage(e, "--max-mb is at least 1")
	}
	last := e.clock()
	d := app.Download{URL: c.URL, SHA256: c.SHA256, MaxBytes: c.MaxMB << 20, Progress: func(have, want int64) {
		if now := e.clock(); !c.Quiet && now.Sub(last) >= 2*time.Second {
			last = now
			fmt.Fprintf(e.stderr, "%s of %s\n", humanize.Bytes(uint64(have)), humanize.Bytes(uint64(max(have, want))))
		}
	}}
	out, err := app.UpdateList(ctx, nil, c.Config, d, l, e.clock())
	if err != nil {
		return err
	}
	return added(e, c.JSON, c.Config, out)
}

func added(e *env, asJSON bool, config string, out app.Added) error {
	if asJSON {
		return e.printJSON(out)
	}
	e.printf("%s: %s\n", out.Path, counted(out.Kinds))
	if out.SHA256 != "" {
		e.printf("SHA-256 %s\n", out.SHA256)
	}
	for i, p := range out.Problems {
		if i == 10 {
			e.printf("and %d more lines that cannot be used\n", len(out.Problems)-i)
			break
		}
		e.printf("not used: %s\n", p)
	}
	e.printf("%s names it.\n", config)
	return nil
}
