// Package cli is the command line: one file a command, flags in, exit codes
// out.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/daylight-hq/daylight/internal/report"
	"github.com/daylight-hq/daylight/internal/wire"
)

// Exit codes.
const (
	exitOK     = 0
	exitError  = 1
	exitUsage  = 2
	exitReview = 3
)

// env is what a command may touch.
type env struct {
	stdin  io.Reader
	stdout io.Writer // cleaned of what a terminal obeys, as stderr is
	stderr io.Writer
	raw    io.Writer // standard output as it is, for JSON and the child's frames
	screen io.Writer // standard error as it is, for progress to overwrite its line
	clock  func() time.Time
	tty    bool // screen is a terminal
}

// commands is the command tree.
type commands struct {
	Scan       scanCmd       `cmd:"" help:"Read exports, join them, and print who needs a check, why, and what speaks against it."`
	Explain    explainCmd    `cmd:"" help:"Print the evidence behind one subject or ring."`
	Sources    sourcesCmd    `cmd:"" help:"List what can be read, or say where one export is found in the vendor's screens."`
	Rules      rulesCmd      `cmd:"" help:"List the checks, or show one."`
	Diff       diffCmd       `cmd:"" help:"Say what changed between two scan reports."`
	Join       joinCmd       `cmd:"" help:"Explain, split or merge who is who."`
	Map        mapCmd        `cmd:"" help:"Propose a mapping for a file that no source knows."`
	Quarantine quarantineCmd `cmd:"" help:"List what was set aside, or read it again."`
	Intel      intelCmd      `cmd:"" help:"Look after lists: VPN exits, mailbox stores, throw-away mail, address databases."`
	Lake       lakeCmd       `cmd:"" help:"Look after raw records: what is kept, export as OCSF, merge, drop."`
	Config     configCmd     `cmd:"" help:"Check a config file."`
	Doctor     doctorCmd     `cmd:"" help:"Check that this machine and a database are in order."`
	Audit      auditCmd      `cmd:"" help:"Export, sign and verify the audit log."`
	Simulate   simulateCmd   `cmd:"" help:"Write a labelled synthetic company to try Daylight on."`
	Eval       evalCmd       `cmd:"" help:"Measure a method on data whose truth is known."`
	Serve      serveCmd      `cmd:"" help:"Run as a server: import, judge, and answer over HTTP."`
	Workspace  workspaceCmd  `cmd:"" help:"Make and list workspaces, or get back into one."`
	Jobs       jobsCmd       `cmd:"" help:"List the background work of a server, or run a job once more."`
	DB         dbCmd         `cmd:"" name:"db" help:"Look after a database."`
	Schema     schemaCmd     `cmd:"" help:"Print the JSON Schema of scan --json."`
	Version    versionCmd    `cmd:"" help:"Print the version."`
	Parse      parseCmd      `cmd:"" name:"internal-parse-document" hidden:""`
	Docs       docsCmd       `cmd:"" name:"internal-docs" hidden:""`
}

// exitError carries an exit code; nothing more is printed for it.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// Main runs one command and returns its exit code: 0 nothing to review, 3
// something to review, 1 an error, 2 wrong usage.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends at once
	e := &env{stdin: stdin, stdout: report.NewCleaner(stdout), stderr: report.NewCleaner(stderr), raw: stdout, screen: stderr,
		clock: time.Now, tty: isTerminal(stderr)}
	var tree commands
	code := -1
	parser, err := kong.New(&tree, kong.Name("daylight"),
		kong.Description("Daylight shows an employer when a remote worker is not who they claim to be. It reads exports that you already have; scan opens no network connection."),
		kong.Writers(stdout, stderr), kong.Exit(func(c int) { code = c }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(e))
	if err != nil {
		fmt.Fprintln(stderr, "daylight:", err)
		return exitError
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := parser.Parse(args)
	if code >= 0 {
		return code
	}
	if err != nil {
		fmt.Fprintf(e.stderr, "daylight: %v\nRun daylight --help, or daylight COMMAND --help, for usage.\n", err)
		return exitUsage
	}
	return finish(k.Run(), e.stderr)
}

func finish(err error, stderr io.Writer) int {
	var code exitCode
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &code):
		return int(code)
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "daylight: stopped")
		return exitError
	}
	fmt.Fprintln(stderr, "daylight:", err)
	return exitError
}

// printJSON writes v indented, with what a terminal obeys escaped.
func (e *env) printJSON(v any) error { return wire.WriteIndent(report.NewJSONCleaner(e.raw), v) }

func (e *env) printf(format string, args ...any) { fmt.Fprintf(e.stdout, format, args...) }
