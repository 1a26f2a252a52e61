package app

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/daylight-hq/daylight/internal/intel"
)

// ListConfig names a list file, or a folder of lists, and says of it what the
// files do not say themselves. In the config it is a path or a mapping.
type ListConfig struct {
	Path     string     `yaml:"path"`
	Name     string     `yaml:"name,omitempty"`
	Kind     intel.Kind `yaml:"kind,omitempty"`
	Provider string     `yaml:"provider,omitempty"`
	Date     time.Time  `yaml:"date,omitempty"` // the day the list is of
	Days     int        `yaml:"days,omitempty"` // before and after its date
	From     time.Time  `yaml:"from,omitempty"` // first day the list speaks for
	To       time.Time  `yaml:"to,omitempty"`   // last day
}

// mostDays is the longest time that a list may claim to speak for.
const mostDays = 3650

// UnmarshalYAML reads a path or a mapping. Its errors name the line.
func (l *ListConfig) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		l.Path = n.Value
	} else if n.Kind != yaml.MappingNode {
		return listError(n, "a list is a path, or a mapping with a path")
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if value.Kind != yaml.ScalarNode {
			return listError(value, "%s is one word or date", key.Value)
		}
		if err := l.set(key, value.Value); err != nil {
			return err
		}
	}
	switch {
	case l.Path == "":
		return listError(n, "path is missing")
	case !l.From.IsZero() && !l.To.IsZero() && l.To.Before(l.From):
		return listError(n, "to is before from")
	}
	return nil
}

func (l *ListConfig) set(key *yaml.Node, text string) error {
	switch key.Value {
	case "path":
		l.Path = text
	case "name":
		l.Name = text
	case "provider":
		l.Provider = text
	case "kind":
		l.Kind = intel.Kind(text)
		if !slices.Contains(intel.Kinds(), l.Kind) {
			return listError(key, "%q is no kind of list; write one of %v", text, intel.Kinds())
		}
	case "days":
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > mostDays {
			return listError(key, "days: %q is no number of days from 1 to %d", text, mostDays)
		}
		l.Days = n
	case "date", "from", "to":
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return listError(key, "%s: %q is no date such as 2026-08-01", key.Value, text)
		}
		*map[string]*time.Time{"date": &l.Date, "from": &l.From, "to": &l.To}[key.Value] = day
	default:
		return listError(key, "no list has a %q; write path, name, kind, provider, date, days, from or to", key.Value)
	}
	return nil
}

func listError(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("line %d: intel.lists: %s", n.Line, fmt.Sprintf(format, args...))
}

// lists loads the lists that the config names, nil if it names none. Lines
// that cannot be used are notices.
func (c *Config) lists() (*intel.Lists, []string, error) {
	if len(c.Intel.Lists) == 0 {
		return nil, nil, nil
	}
	opt := intel.Options{Key: buildingKey, Account: accountKey, Given: map[string]intel.Meta{}}
	var paths []string
	for _, l := range c.Intel.Lists {
		p := c.path(l.Path)
		if slices.Contains(paths, p) {
			return nil, nil, fmt.Errorf("intel.lists names %s twice", l.Path)
		}
		paths = append(paths, p)
		opt.Given[p] = intel.Meta{Name: l.Name, Kind: l.Kind, Provider: l.Provider, Date: l.Date, Days: l.Days, From: l.From, To: l.To}
	}
	lists, problems, err := intel.LoadLists(paths, opt)
	if err != nil {
		return nil, nil, fmt.Errorf("load lists: %w", err)
	}
	var notices []string
	for _, p := range problems {
		notices = append(notices, fmt.Sprintf("List: %v", p))
	}
	return lists, notices, nil
}
