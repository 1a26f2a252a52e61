package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"

	"github.com/daylight-hq/daylight/internal/app"
)

type serveCmd struct {
	DB             string         `name:"db" default:"daylight.db" help:"Database: a file or postgres://…"`
	Config         string         `short:"c" help:"Config file." type:"existingfile"`
	Listen         string         `default:"127.0.0.1:8470" help:"Address to answer on."`
	TLSCert        string         `name:"tls-cert" help:"Certificate file, in PEM form." type:"path"`
	TLSKey         string         `name:"tls-key" help:"Its key." type:"path"`
	TrustedProxies []netip.Prefix `help:"Networks of proxies that are believed about client addresses and that speak TLS for us."`
	Watch          []string       `help:"Folders to import exports from, once they have settled." type:"path"`
	Data           string         `help:"Folder for attachments. Default: beside the database." type:"path"`
	Checkpoints    string         `help:"Folder on another machine for signed audit checkpoints." type:"path"`
	Metrics        string         `help:"Address to show Prometheus figures on, such as 127.0.0.1:9470. Default: nowhere."`
	LogJSON        bool           `name:"log-json" help:"Write the log as JSON."`
	Demo           bool           `help:"Let whoever opens the printed link be one of the made-up people of a sample company. Only on loopback, never with real data."`
	JSON           bool           `help:"Print where it answers as JSON." name:"json"`
}

// Help shows examples.
func (serveCmd) Help() string {
	return `Examples:
  daylight serve                          # then open the link that it prints
  daylight serve --watch exports          # import what is put into a folder
  daylight serve --db postgres://… --data /var/lib/daylight --tls-cert c.pem --tls-key k.pem --listen :443`
}

func (c *serveCmd) Run(ctx context.Context, e *env) error {
	version, _, _ := buildVersion()
	listen := app.Listen{Address: c.Listen, TLSCert: c.TLSCert, TLSKey: c.TLSKey, Metrics: c.Metrics, Proxies: c.TrustedProxies,
		Version: version, Ready: func(at app.Answering) { c.tell(e, at) }}
	clock := e.clock
	if c.Demo {
		listen.Demo = &app.Calendar{Clock: e.clock}
		clock = listen.Demo.Now
	}
	if err := listen.Check(); err != nil {
		return usage(e, err.Error())
	}
	cfg, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	level, err := cfg.Server.Level()
	if err != nil {
		return err
	}
	least := &slog.HandlerOptions{Level: level}
	log := slog.New(slog.NewTextHandler(e.stderr, least))
	if c.LogJSON {
		log = slog.New(slog.NewJSONHandler(e.stderr, least))
	}
	s, err := app.OpenServer(ctx, cfg, app.ServeOptions{DB: c.DB, Watch: c.Watch, Data: c.Data, Checkpoints: c.Checkpoints, Parser: parserCommand(), Clock: clock, Log: log, Version: version})
	if err != nil {
		return err
	}
	err = s.Serve(ctx, listen)
	return errors.Join(err, s.Close())
}

func (c *serveCmd) tell(e *env, at app.Answering) {
	if c.JSON {
		if err := e.printJSON(map[string]string{"address": at.Address, "setup": at.Setup, "demo": at.Demo}); err != nil {
			fmt.Fprintln(e.stderr, "daylight:", err)
		}
		return
	}
	e.printf("Daylight answers at %s\n", at.Address)
	if at.Demo != "" {
		e.printf("Open this link to look around as one of the sample company's people:\n  %s\n", at.Demo)
		return
	}
	if at.Setup != "" {
		e.printf("Nobody can sign in yet. Within a quarter of an hour, open this link to make the first admin:\n  %s\n", at.Setup)
	}
}
