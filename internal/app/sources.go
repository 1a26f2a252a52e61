package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/ingest/document"
	"github.com/daylight-hq/daylight/internal/ingest/read"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	sources "github.com/daylight-hq/daylight/internal/ingest/source/all"
	"github.com/daylight-hq/daylight/internal/ingest/source/docusign"
	"github.com/daylight-hq/daylight/internal/ingest/source/mapper"
	"github.com/daylight-hq/daylight/internal/intel"
)

// Sources returns every source: the config's own mappings and the built-in ones.
func Sources(cfg *Config) ([]source.Source, error) {
	own, err := mappings(cfg)
	if err != nil {
		return nil, err
	}
	return append(own, sources.Sources()...), nil
}

// mappings loads the config's own mappings, which are asked first.
func mappings(cfg *Config) ([]source.Source, error) {
	var paths []string
	for _, p := range cfg.Mappings {
		paths = append(paths, cfg.path(p))
	}
	own, err := mapper.LoadAll(paths)
	if err != nil {
		return nil, fmt.Errorf("load mappings: %w", err)
	}
	return own, nil
}

// shelf holds what the workspaces of a process look things up in: the built-in
// tables, the lists that the config names, and the user's own IP database.
type shelf struct {
	tables  *engine.Tables
	lists   *intel.Lists
	notices []string // lines of lists that cannot be used
}

// loadShelf reads what the config names.
func loadShelf(cfg *Config) (*shelf, error) {
	s := &shelf{tables: engine.NewTables()}
	var err error
	if s.lists, s.notices, err = cfg.lists(); err != nil {
		return nil, err
	}
	if cfg.Intel.MMDB != "" {
		db, err := intel.OpenMMDB(cfg.path(cfg.Intel.MMDB))
		if err != nil {
			return nil, fmt.Errorf("open the IP database: %w", err)
		}
		s.tables.UseMMDB(db) // it stays mapped until the process ends
	}
	return s, nil
}

// knowledge is the shelf with the hubs of one workspace.
func (s *shelf) knowledge(cfg *Config) (*engine.Knowledge, error) {
	values, networks, mails, err := hubs(cfg)
	if err != nil {
		return nil, err
	}
	know := engine.NewKnowledge(s.lists, values, networks, mails)
	know.Tables = s.tables
	return know, nil
}

// CheckFiles opens every mapping, list and table that the config names, and
// returns what in them cannot be used, line by line.
func CheckFiles(cfg *Config) (notices []string, err error) {
	if _, err := mappings(cfg); err != nil {
		return nil, err
	}
	s, err := loadShelf(cfg)
	if err != nil {
		return nil, err
	}
	_, err = s.knowledge(cfg)
	return s.notices, err
}

func buildingKey(a domain.Address) (string, bool) {
	parts, refusal := identifier.ParsePostal(a)
	return parts.Building(), refusal == ""
}

// accountKey reads a profile's link for the lists.
func accountKey(link string) (string, bool) {
	id, refusal := identifier.URL(link, identifier.Options{AllowDocumentation: true})
	return id.Key, refusal == ""
}

// hubs normalises the values that the config names as shared.
func hubs(cfg *Config) (values []engine.HubValue, networks []engine.KnownNetwork, mails map[string]engine.KnownHub, err error) {
	mails = map[string]engine.KnownHub{}
	opt := identifier.Options{DefaultRegion: cfg.Region, AllowDocumentation: true}
	for i, h := range cfg.Hubs {
		known := engine.KnownHub{Kind: h.Kind, Why: orDefault(h.Why, "named in the config")}
		switch h.Type {
		case "network":
			p, err := netip.ParsePrefix(h.Value)
			if err != nil {
				return nil, nil, nil, fmt.Errorf("hubs[%d]: %w", i, err)
			}
			networks = append(networks, engine.KnownNetwork{Prefix: p, KnownHub: known})
			continue
		case "mail-domain":
			mails[strings.ToLower(h.Value)] = known
			continue
		}
		v, err := hubField(h)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("hubs[%d]: %w", i, err)
		}
		id, refusal, ok := identifier.Of(v, identifier.Hasher{}, opt)
		if !ok {
			return nil, nil, nil, fmt.Errorf("hubs[%d]: %q is no %s (%s)", i, h.Value, h.Type, refusal)
		}
		values = append(values, engine.HubValue{Identifier: id, KnownHub: known})
	}
	return values, networks, mails, nil
}

func hubField(h HubConfig) (domain.Value, error) {
	fields := map[string]domain.Field{
		"email": domain.FieldEmail, "phone": domain.FieldPhone, "public-ip": domain.FieldPublicIP,
		"gateway-mac": domain.FieldGatewayMAC, "bssid": domain.FieldBSSID, "profile-url": domain.FieldProfileURL,
		"device-token": domain.FieldDeviceToken, "device-id": domain.FieldDeviceID, "wallet": domain.FieldWallet,
	}
	if h.Type == "postal-address" {
		return domain.Value{Field: domain.FieldAddress, Address: &domain.Address{Lines: strings.Split(h.Value, ",")}}, nil
	}
	f, ok := fields[h.Type]
	if !ok {
		return domain.Value{}, fmt.Errorf("no hub can be of type %q; use network, mail-domain, postal-address, email, phone, public-ip, gateway-mac, bssid, profile-url, device-token, device-id or wallet", h.Type)
	}
	return domain.Value{Field: f, Text: h.Value}, nil
}

// documents adapts the limited child process to the importer.
type documents struct{ runner document.Runner }

func runner(command []string) document.Runner {
	return document.Runner{Exe: command[0], Args: command[1:]}
}

// ReadAll reads résumé files, those within archives too, and turns each into
// what it says.
func (d documents) ReadAll(ctx context.Context, paths []string, fn func(string, ingest.DocumentItem) error) error {
	r := d.runner
	r.Load = read.Stored
	return r.ParseAll(ctx, paths, 2, func(got document.Read) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fn(got.Path, documentItem(got))
	})
}

func documentItem(got document.Read) ingest.DocumentItem {
	doc, item := got.Doc, ingest.DocumentItem{At: got.Doc.Created, Hash: got.Hash, Err: got.Err}
	if got.Err != nil {
		return item
	}
	if docusign.IsCertificate(doc.Text) {
		item.Source, item.Shape = docusign.Source().Name, docusign.ShapeCertificate
		if item.Records, item.Err = docusign.Certificate(doc.Text, source.Item{}); errors.Is(item.Err, domain.ErrUnused) {
			item.Err = nil
		}
		return item
	}
	add := func(f domain.Field, text string) {
		if text != "" {
			item.Values = append(item.Values, domain.Value{Field: f, Text: text, Role: domain.RoleDocument, Assurance: domain.Recorded})
		}
	}
	add(domain.FieldAuthor, doc.Author)
	add(domain.FieldProducer, doc.Producer)
	add(domain.FieldDocumentError, doc.TextError)
	for _, l := range document.Lineage(doc) {
		add(domain.FieldLineage, l)
	}
	bands, _ := document.Signature(doc.Text)
	for _, b := range bands {
		add(domain.FieldResumeSig, b)
	}
	add(domain.FieldResumeWords, document.Passages(doc.Text).Pack())
	if !doc.Created.IsZero() {
		item.Values = append(item.Values, domain.Value{Field: domain.FieldCreatedAt, Time: doc.Created, Role: domain.RoleDocument, Assurance: domain.Recorded})
	}
	return item
}

// ParseDocuments is the child: it reads documents from in under limits and
// answers on out.
func ParseDocuments(in io.Reader, out io.Writer) int {
	return document.ChildMain(in, out, map[document.Job]document.Handler{document.JobDocument: document.HandleDocument, document.JobSheet: read.HandleSheet})
}

// openFile opens a file of an export; workbooks are read in the limited child.
func openFile(ctx context.Context, path string, opt Options) (*read.File, error) {
	ro := read.Options{Stdin: opt.Stdin, Hash: opt.DB != ""}
	if len(opt.Parser) > 0 {
		ro.Sheet = func(ctx context.Context, workbook []byte, rows io.Writer) error {
			return runner(opt.Parser).Run(ctx, document.JobSheet, workbook, rows)
		}
	}
	return read.Open(ctx, path, ro)
}
