package app

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/daylight-hq/daylight/internal/detect"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Config is the one YAML file that steers Daylight. Its zero value is a
// working config; unknown keys are refused.
type Config struct {
	Workspace string `yaml:"workspace,omitempty"` // default "main"
	Tenant    string `yaml:"tenant,omitempty"`    // vendor account of the exports; default "main"
	Region    string `yaml:"region,omitempty"`    // ISO country of phone numbers without a prefix; default US
	Synthetic *bool  `yaml:"synthetic,omitempty"` // documentation values identify people; default: decided by the data
	KeyFile   string `yaml:"key_file,omitempty"`  // workspace key; default beside the database
	// KeyCommand prints the key as base64: the hook for a key management service.
	KeyCommand []string              `yaml:"key_command,omitempty"`
	Join       JoinConfig            `yaml:"join,omitempty"`
	Hubs       []HubConfig           `yaml:"hubs,omitempty"`
	Intel      IntelConfig           `yaml:"intel,omitempty"`
	Mappings   []string              `yaml:"mappings,omitempty"` // mapping files of the generic mapper
	Rules      map[string]RuleConfig `yaml:"rules,omitempty"`
	// Lake judges nobody, and is no part of what names a configuration.
	Lake LakeConfig `yaml:"lake,omitempty" json:"-"`
	// SignIn judges nobody, and is no part of what names a configuration.
	SignIn SignInConfig `yaml:"sign_in,omitempty" json:"-"`
	// Server is of the machine, and no part of what names a configuration either.
	Server OutConfig `yaml:"server,omitempty" json:"-"`

	dir        string // folder that relative paths start from
	file       string
	regionHeld bool // the file names the region
}

// JoinConfig is what the employer says about who is who. Keys are written as
// type=value, such as candidate=greenhouse:main:123.
type JoinConfig struct {
	Merge [][]string `yaml:"merge,omitempty"` // pairs of keys that are one person
	Split []string   `yaml:"split,omitempty"` // keys that must not join
}

// HubConfig names a value or a network that many honest people share.
type HubConfig struct {
	Type  string `yaml:"type"`  // identifier type, "network" (CIDR) or "mail-domain"
	Value string `yaml:"value"` // as it would stand in an export
	Kind  string `yaml:"kind"`  // office, dorm, agency-mailbox, vpn-exit, co-working …
	Why   string `yaml:"why,omitempty"`
}

// IntelConfig names the lists to consult.
type IntelConfig struct {
	Lists []ListConfig `yaml:"lists,omitempty"`
	MMDB  string       `yaml:"mmdb,omitempty"` // IP database of the user's own
}

// RuleConfig switches one rule and sets its thresholds.
type RuleConfig struct {
	Enabled *bool `yaml:"enabled,omitempty"`
	// OffFor names jobs, by title, for all of whose candidates the rule is off.
	OffFor []string           `yaml:"off_for,omitempty"`
	Params map[string]float64 `yaml:"params,omitempty"`
}

// LoadConfig reads a config file; an empty path gives the defaults.
func LoadConfig(path string) (*Config, error) {
	c := &Config{}
	if path != "" {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read config: %w", err)
		}
		dec := yaml.NewDecoder(bytes.NewReader(data))
		dec.KnownFields(true)
		if err := dec.Decode(c); err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("config %s: %w", path, err)
		}
		c.dir, c.file = filepath.Dir(path), path
	}
	c.Workspace = orDefault(c.Workspace, "main")
	c.Tenant = orDefault(c.Tenant, "main")
	c.regionHeld = c.Region != ""
	c.Region = strings.ToUpper(orDefault(c.Region, "US"))
	return c, nil
}

func orDefault(s, d string) string {
	if s == "" {
		return d
	}
	return s
}

// path resolves a path in the config against the config's own folder.
func (c *Config) path(p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(c.dir, p)
}

// named returns the files and folders that the config names, as written there:
// lists, mappings and the IP database.
func (c *Config) named() []string {
	var out []string
	for _, l := range c.Intel.Lists {
		out = append(out, l.Path)
	}
	out = append(out, c.Mappings...)
	if c.Intel.MMDB != "" {
		out = append(out, c.Intel.MMDB)
	}
	return out
}

// Check validates the config against the detectors. Every problem is named.
func (c *Config) Check(detectors []detect.Detector) error {
	var errs []error
	known := map[string]detect.Detector{}
	for _, d := range detectors {
		known[d.ID] = d
	}
	for id, r := range c.Rules {
		d, ok := known[id]
		if !ok {
			errs = append(errs, fmt.Errorf("rules: no rule is called %q; daylight rules lists them", id))
			continue
		}
		errs = append(errs, checkParams(d, r.Params)...)
	}
	if _, err := c.joins(); err != nil {
		errs = append(errs, err)
	}
	if err := c.checkOut(); err != nil {
		errs = append(errs, err)
	}
	for i, h := range c.Hubs {
		if h.Type == "" || h.Value == "" || h.Kind == "" {
			errs = append(errs, fmt.Errorf("hubs[%d]: type, value and kind are all needed", i))
		}
		if h.Type == "network" {
			if _, err := netip.ParsePrefix(h.Value); err != nil {
				errs = append(errs, fmt.Errorf("hubs[%d]: %q is no network such as 203.0.113.0/24", i, h.Value))
			}
		}
	}
	for _, p := range c.named() {
		if _, err := os.Stat(c.path(p)); err != nil {
			errs = append(errs, fmt.Errorf("config names %s, which cannot be read: %w", p, err))
		}
	}
	return errors.Join(errs...)
}

func checkParams(d detect.Detector, params map[string]float64) []error {
	var errs []error
	for name, v := range params {
		i := slices.IndexFunc(d.Params, func(p detect.Param) bool { return p.Name == name })
		switch {
		case i < 0:
			errs = append(errs, fmt.Errorf("rules.%s.params: no threshold is called %q", d.ID, name))
		case v < d.Params[i].Min || v > d.Params[i].Max:
			errs = append(errs, fmt.Errorf("rules.%s.params.%s: %g lies outside %g to %g %s", d.ID, name, v, d.Params[i].Min, d.Params[i].Max, d.Params[i].Unit))
		}
	}
	return errs
}

// joins parses the join section.
func (c *Config) joins() (engine.JoinConfig, error) {
	var out engine.JoinConfig
	for i, pair := range c.Join.Merge {
		if len(pair) != 2 {
			return out, fmt.Errorf("join.merge[%d]: a merge names two keys, not %d", i, len(pair))
		}
		a, err := ParseRef(pair[0])
		if err != nil {
			return out, fmt.Errorf("join.merge[%d]: %w", i, err)
		}
		b, err := ParseRef(pair[1])
		if err != nil {
			return out, fmt.Errorf("join.merge[%d]: %w", i, err)
		}
		out.Merge = append(out.Merge, [2]domain.Ref{a, b})
	}
	for i, s := range c.Join.Split {
		r, err := ParseRef(s)
		if err != nil {
			return out, fmt.Errorf("join.split[%d]: %w", i, err)
		}
		out.Split = append(out.Split, r)
	}
	return out, nil
}

// ParseRef reads type=value.
func ParseRef(s string) (domain.Ref, error) {
	t, v, ok := strings.Cut(s, "=")
	r := domain.Ref{Type: domain.RefType(t), Value: v}
	if !ok || v == "" || !r.Type.Person() {
		return r, fmt.Errorf("%q is no key; write candidate=, worker=, employee=, work-mail=, account= or application= and the value that daylight join explain prints", s)
	}
	return r, nil
}

// Hash names the effective config: its settings, the content of every list and
// mapping that it names, and the version of every rule.
func (c *Config) Hash(detectors []detect.Detector) (string, error) {
	h := sha256.New()
	canonical, err := wire.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("hash config: %w", err)
	}
	h.Write(canonical)
	for _, d := range detectors {
		fmt.Fprintf(h, "\x00%s@%d", d.ID, d.Version)
	}
	for _, p := range c.named() {
		if err := hashPath(h, c.path(p)); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

func hashPath(w io.Writer, path string) error {
	return filepath.WalkDir(path, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(p)
		if err != nil {
			return fmt.Errorf("hash config: %w", err)
		}
		defer f.Close()
		_, err = io.Copy(w, f)
		return err
	})
}

// AddJoin adds a merge or a split to the config file, and writes it.
func AddJoin(path string, change func(*JoinConfig)) error {
	c, err := LoadConfig(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if c == nil {
		c = &Config{}
	}
	change(&c.Join)
	return editConfig(path, func(root *yaml.Node) error {
		var join yaml.Node
		if err := join.Encode(c.Join); err != nil {
			return fmt.Errorf("write config: %w", err)
		}
		put(root, "join", &join)
		return nil
	})
}

// editConfig changes a config file, which it makes where there is none, and keeps
// the rest of it, comments included, as it was.
func editConfig(path string, change func(root *yaml.Node) error) error {
	var doc yaml.Node
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("read config: %w", err)
	}
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return fmt.Errorf("config %s: %w", path, err)
	}
	if doc.Kind == 0 || len(doc.Content) == 0 {
		doc = yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode}}}
	}
	if err := change(doc.Content[0]); err != nil {
		return err
	}
	out, err := yaml.Marshal(&doc)
	if err != nil {
		return fmt.Errorf("write config: %w", err)
	}
	if string(out) == string(data) {
		return nil
	}
	return writeFile(path, out)
}

// find returns the value under a key of a mapping, nil without one.
func find(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// put sets the value under a key of a mapping.
func put(mapping *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			mapping.Content[i+1] = value
			return
		}
	}
	mapping.Content = append(mapping.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, value)
}

func set(mapping *yaml.Node, key, value string) {
	put(mapping, key, &yaml.Node{Kind: yaml.ScalarNode, Value: value})
}

// section returns the mapping under a key, made where there is none.
func section(root *yaml.Node, key string) *yaml.Node {
	if s := find(root, key); s != nil && s.Kind == yaml.MappingNode {
		return s
	}
	s := &yaml.Node{Kind: yaml.MappingNode}
	put(root, key, s)
	return s
}

// writeFile replaces a file in one step, readable by its owner only.
func writeFile(path string, data []byte) error {
	tmp := path + ".tmp"
	if err := os.WriteFile(tmp, data, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
