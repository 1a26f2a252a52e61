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
	stdout io.Writer // control bytes are stripped
	raw    io.Writer // standard output as it is, for the child's frames
	stderr io.Writer
	clock  func() time.Time
	tty    bool // stderr is a terminal: progress may overwrite its line
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
	Config     configCmd     `cmd:"" help:"Check a config file."`
	Doctor     doctorCmd     `cmd:"" help:"Check that this machine and a database are in order."`
	Simulate   simulateCmd   `cmd:"" help:"Write a labelled synthetic company to try Daylight on."`
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
	e := &env{stdin: stdin, stdout: &cleaner{w: stdout}, raw: stdout, stderr: stderr, clock: time.Now, tty: isTerminal(stderr)}
	var tree commands
	code := -1
	parser, err := kong.New(&tree, kong.Name("daylight"),
		kong.Description("Daylight shows an employer when a remote worker is not who they claim to be. It reads exports that you already have and opens no network connection."),
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
		fmt.Fprintf(stderr, "daylight: %v\nRun daylight --help, or daylight COMMAND --help, for usage.\n", err)
		return exitUsage
	}
	return finish(k.Run(), stderr)
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

// printJSON writes v indented.
func (e *env) printJSON(v any) error { return wire.WriteIndent(e.stdout, v) }

func (e *env) printf(format string, args ...any) { fmt.Fprintf(e.stdout, format, args...) }

// cleaner strips control bytes from what came out of exports before it reaches
// a terminal: an export may not move the cursor or set the window's title.
type cleaner struct{ w io.Writer }

func (c *cleaner) Write(p []byte) (int, error) {
	out := make([]byte, 0, len(p))
	for i := 0; i < len(p); i++ {
		b := p[i]
		switch {
		case b == '\n' || b == '\t' || b >= 0x20 && b != 0x7f && !c1(p, i):
			out = append(out, b)
		case c1(p, i):
			i++ // both bytes of a C1 control in UTF-8
		}
	}
	if _, err := c.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// c1 reports whether a two-byte UTF-8 form of U+0080 to U+009F begins at i.
func c1(p []byte, i int) bool {
	return p[i] == 0xc2 && i+1 < len(p) && p[i+1] >= 0x80 && p[i+1] < 0xa0
}
