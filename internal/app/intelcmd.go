package app

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/daylight-hq/daylight/internal/intel"
	"github.com/daylight-hq/daylight/internal/intel/fetch"
)

// ListFolder is where intelligence that a command adds is kept, beside the
// config.
const ListFolder = "lists"

// NewList describes intelligence to take in: a list, or an address database.
type NewList struct {
	Name     string
	Kind     intel.Kind // of a list; empty where the file says it
	Provider string
	Date     time.Time // the day it is of
	Days     int       // how many days before and after it speaks for
	From     string    // the file or address it came from, for the file's head
	MMDB     bool      // it is an address database in MaxMind's format
}

// Added is what was taken in.
type Added struct {
	Path     string         `json:"path"`
	Kinds    map[string]int `json:"entries"` // by kind
	Problems []string       `json:"problems"`
	SHA256   string         `json:"sha256,omitempty"`
	Bytes    int64          `json:"bytes"`
	Resumed  int64          `json:"resumed"`
}

// AddList checks a file and keeps it, dated, in the folder of lists beside the
// config, which then names it. Older ones stay: whether an address was an exit on
// a day can be answered for days long gone. A list of which nothing can be used
// is refused.
func AddList(config, file string, l NewList) (Added, error) {
	if l.MMDB {
		return addMMDB(config, file, l)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return Added{}, fmt.Errorf("read list: %w", err)
	}
	data = append([]byte(l.head()), data...)
	to := l.path(config, ".txt")
	if strings.EqualFold(filepath.Ext(file), ".csv") || strings.EqualFold(filepath.Ext(strings.SplitN(l.From, "?", 2)[0]), ".csv") {
		to = l.path(config, ".csv")
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return Added{}, fmt.Errorf("add list: %w", err)
	}
	if err := unlikeBefore(to, data); err != nil {
		return Added{}, err
	}
	out, err := try(to, data)
	if err != nil {
		return out, err
	}
	if err := writeFile(to, data); err != nil {
		return out, err
	}
	out.Path, out.Bytes = to, int64(len(data))
	return out, editConfig(config, func(root *yaml.Node) error { return nameList(root, config) })
}

// try reads a list as a scan would, from a file that nobody else sees.
func try(to string, data []byte) (Added, error) {
	dir, err := os.MkdirTemp("", "daylight-list-")
	if err != nil {
		return Added{}, fmt.Errorf("check list: %w", err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, filepath.Base(to))
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return Added{}, fmt.Errorf("check list: %w", err)
	}
	lists, problems, err := intel.LoadLists([]string{path}, intel.Options{Key: buildingKey, Account: accountKey})
	if err != nil {
		return Added{}, fmt.Errorf("check list: %w", err)
	}
	out := Added{Kinds: lists.Counts(), Problems: []string{}}
	for _, p := range problems {
		out.Problems = append(out.Problems, strings.TrimPrefix(p.String(), dir+string(filepath.Separator)))
	}
	if len(out.Kinds) == 0 {
		why := "it is empty"
		if len(out.Problems) > 0 {
			why = out.Problems[0]
		}
		return out, fmt.Errorf("nothing of the list can be used: %s", why)
	}
	return out, nil
}

// unlikeBefore refuses to replace a list of that day with another.
func unlikeBefore(to string, data []byte) error {
	old, err := os.ReadFile(to)
	if err != nil || string(old) == string(data) {
		return nil //nolint:nilerr // it is not there, which is the rule
	}
	return fmt.Errorf("%s is there already and says something else; give another --name or --date", to)
}

// head says of the list what it may not say itself.
func (l NewList) head() string {
	var b strings.Builder
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "# %s: %s\n", name, strings.NewReplacer("\n", " ", "\r", " ").Replace(value))
		}
	}
	line("name", l.Name)
	line("kind", string(l.Kind))
	line("provider", l.Provider)
	line("date", l.Date.Format(time.DateOnly))
	if l.Days > 0 {
		line("days", fmt.Sprint(l.Days))
	}
	line("from", l.From)
	return b.String()
}

func (l NewList) path(config, ending string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, l.Name)
	return filepath.Join(filepath.Dir(config), ListFolder, strings.Trim(name, "-")+"-"+l.Date.Format(time.DateOnly)+ending)
}

// addMMDB keeps an address database and names it in the config.
func addMMDB(config, file string, l NewList) (Added, error) {
	db, err := intel.OpenMMDB(file)
	if err != nil {
		return Added{}, fmt.Errorf("this is no address database: %w", err)
	}
	if err := db.Close(); err != nil {
		return Added{}, err
	}
	to := l.path(config, ".mmdb")
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return Added{}, fmt.Errorf("add database: %w", err)
	}
	n, err := copyFile(file, to)
	if err != nil {
		return Added{}, err
	}
	out := Added{Path: to, Bytes: n, Kinds: map[string]int{"mmdb": 1}, Problems: []string{}}
	return out, editConfig(config, func(root *yaml.Node) error {
		set(section(root, "intel"), "mmdb", filepath.ToSlash(filepath.Join(ListFolder, filepath.Base(to))))
		return nil
	})
}

func copyFile(from, to string) (int64, error) {
	in, err := os.Open(from)
	if err != nil {
		return 0, fmt.Errorf("add database: %w", err)
	}
	defer in.Close()
	out, err := os.OpenFile(to+".tmp", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return 0, fmt.Errorf("add database: %w", err)
	}
	n, err := io.Copy(out, in)
	if err := errors.Join(err, out.Close()); err != nil {
		return 0, fmt.Errorf("add database: %w", err)
	}
	if err := os.Rename(to+".tmp", to); err != nil {
		return 0, fmt.Errorf("add database: %w", err)
	}
	return n, nil
}

// Download is one address to fetch.
type Download struct {
	URL      string
	SHA256   string // of the whole; empty where the user has none
	MaxBytes int64
	Progress func(have, want int64)
}

// UpdateList downloads a list and takes it in as [AddList] does. The day of the
// list is the server's own, or else now. What a broken download left stands in the
// folder of lists, and the next call goes on from there. A nil client is the usual
// one.
func UpdateList(ctx context.Context, c *http.Client, config string, d Download, l NewList, now time.Time) (Added, error) {
	if err := fetch.Check(d.URL); err != nil {
		return Added{}, err
	}
	if c == nil {
		c = fetch.Client()
	}
	if raw, err := hex.DecodeString(d.SHA256); d.SHA256 != "" && (err != nil || len(raw) != 32) {
		return Added{}, fmt.Errorf("%q is no SHA-256 in hexadecimal", d.SHA256)
	}
	dir := filepath.Join(filepath.Dir(config), ListFolder, ".downloads")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Added{}, fmt.Errorf("update list: %w", err)
	}
	path := filepath.Join(dir, filepath.Base(l.path(config, "")))
	res, err := fetch.To(ctx, c, d.URL, path, fetch.Options{MaxBytes: d.MaxBytes, SHA256: d.SHA256, Progress: d.Progress})
	if err != nil {
		return Added{}, err
	}
	defer os.Remove(path)
	if l.Date.IsZero() {
		if l.Date = res.Dated; l.Date.IsZero() {
			l.Date = now.UTC()
		}
	}
	l.From = d.URL
	out, err := AddList(config, path, l)
	out.SHA256, out.Resumed = res.SHA256, res.Resumed
	return out, err
}

// ListStatus is what one list of the config holds.
type ListStatus struct {
	Path     string         `json:"path"`
	Entries  map[string]int `json:"entries"`
	Problems []string       `json:"problems"`
}

// ListLists says what each list holds that the config names.
func ListLists(c *Config) ([]ListStatus, error) {
	out := []ListStatus{}
	for _, l := range c.Intel.Lists {
		one := *c
		one.Intel.Lists = []ListConfig{l}
		lists, notices, err := one.lists()
		if err != nil {
			return nil, err
		}
		out = append(out, ListStatus{Path: l.Path, Entries: lists.Counts(), Problems: notices})
	}
	if c.Intel.MMDB != "" {
		db, err := intel.OpenMMDB(c.path(c.Intel.MMDB))
		if err != nil {
			return nil, err
		}
		out = append(out, ListStatus{Path: c.Intel.MMDB, Entries: map[string]int{"mmdb": 1}})
		return out, db.Close()
	}
	return out, nil
}

// nameList has the config name the folder of lists, once.
func nameList(root *yaml.Node, config string) error {
	in := section(root, "intel")
	list := find(in, "lists")
	if list == nil {
		list = &yaml.Node{Kind: yaml.SequenceNode}
		in.Content = append(in.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "lists"}, list)
	}
	if list.Kind != yaml.SequenceNode {
		return fmt.Errorf("%s: intel.lists is no list", config)
	}
	if !slices.ContainsFunc(list.Content, func(n *yaml.Node) bool { return filepath.Clean(n.Value) == ListFolder }) {
		list.Content = append(list.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: ListFolder})
	}
	return nil
}
