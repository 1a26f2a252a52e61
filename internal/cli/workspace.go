package cli

import (
	"context"

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/report"
)

type workspaceCmd struct {
	Create workspaceCreateCmd `cmd:"" help:"Make a workspace, and print the link for its first admin."`
	List   workspaceListCmd   `cmd:"" help:"List the workspaces of a database."`
	Invite workspaceInviteCmd `cmd:"" help:"Print a link that makes an admin: the way back in when the last one is lost."`
}

// workspaceFlags are those of every command here.
type workspaceFlags struct {
	DB     string `name:"db" default:"daylight.db" help:"Database: a file or postgres://…"`
	Config string `short:"c" help:"Config file." type:"existingfile"`
	JSON   bool   `help:"Print JSON." name:"json"`
}

type workspaceCreateCmd struct {
	Name    string `arg:"" help:"Small letters, digits and dashes."`
	Console string `help:"Address that the link begins with. Default: the one in the settings, or http://127.0.0.1:8470."`
	workspaceFlags
}

// Help gives examples.
func (workspaceCreateCmd) Help() string {
	return `A workspace is one employer's data. A server that runs opens it within seconds.

Example:
  daylight workspace create acme --console https://daylight.example.com`
}

func (c *workspaceCreateCmd) Run(ctx context.Context, e *env) error {
	cfg, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	link, err := app.CreateWorkspace(ctx, cfg, c.DB, c.Name, c.Console, e.clock)
	if err != nil {
		return err
	}
	return c.tell(e, c.Name, link)
}

// tell prints a link.
func (c *workspaceFlags) tell(e *env, name, link string) error {
	if c.JSON {
		return e.printJSON(map[string]string{"workspace": name, "setup": link})
	}
	e.printf("Within a quarter of an hour, open this link to make an admin of %s. It works once:\n  %s\n", name, link)
	return nil
}

type workspaceInviteCmd struct {
	Name    string `arg:"" optional:"" default:"main" help:"Which workspace."`
	Console string `help:"Address that the link begins with. Default: the one in the settings, or http://127.0.0.1:8470."`
	workspaceFlags
}

// Help says what it does.
func (workspaceInviteCmd) Help() string {
	return `It needs the database and its key, and works while a server runs. The link is
good once, for a quarter of an hour; links printed before end. The audit log
keeps that it was made.

Example:
  daylight workspace invite main`
}

func (c *workspaceInviteCmd) Run(ctx context.Context, e *env) error {
	cfg, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	link, err := app.InviteAdmin(ctx, cfg, c.DB, c.Name, c.Console, e.clock)
	if err != nil {
		return err
	}
	return c.tell(e, c.Name, link)
}

type workspaceListCmd struct{ workspaceFlags }

func (c *workspaceListCmd) Run(ctx context.Context, e *env) error {
	cfg, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	list, err := app.ListWorkspaces(ctx, cfg, c.DB, e.clock)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(map[string]any{"workspaces": append([]app.Tenancy{}, list...)})
	}
	if len(list) == 0 {
		e.printf("There is no workspace yet; daylight workspace create NAME makes one.\n")
		return nil
	}
	e.printf("%-24s %-8s %s\n", "WORKSPACE", "PEOPLE", "NAME")
	for _, w := range list {
		e.printf("%-24s %-8d %s\n", report.OneLine(w.Workspace), w.People, report.OneLine(w.Name))
		switch {
		case w.Problem != "":
			e.printf("  cannot be opened: %s\n", report.OneLine(w.Problem))
		case w.NeedsLink:
			e.printf("  no admin can sign in: daylight workspace invite %s\n", report.OneLine(w.Workspace))
		}
	}
	return nil
}
