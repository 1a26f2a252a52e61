package cli

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// leaves returns every command that a user can run, as its words.
func leaves(t *testing.T) map[string]*kong.Node {
	t.Helper()
	parser, err := kong.New(&commands{}, kong.Name("daylight"), kong.BindTo(t.Context(), (*context.Context)(nil)), kong.Bind(&env{}))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*kong.Node{}
	for _, n := range parser.Model.Leaves(true) {
		var words []string
		for at := n; at.Type == kong.CommandNode; at = at.Parent {
			words = append(words, at.Name)
		}
		slices.Reverse(words)
		out[strings.Join(words, " ")] = n
	}
	if len(out) < 15 {
		t.Fatalf("only %d commands were found", len(out))
	}
	return out
}

// ownFormat are the commands whose output is made for programs as it is: a JSON
// Schema, JSON lines and a signed note.
var ownFormat = map[string]bool{"schema": true, "audit export": true, "audit checkpoint": true}

func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = Main(t.Context(), args, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

// TestEveryCommand holds all commands to one manner: each explains itself,
// refuses what it does not know with exit code 2, and takes --json.
func TestEveryCommand(t *testing.T) {
	for words, node := range leaves(t) {
		t.Run(words, func(t *testing.T) {
			args := strings.Fields(words)
			code, out, _ := run(t, append(slices.Clone(args), "--help")...)
			if code != exitOK || !strings.Contains(out, "Usage: daylight "+args[0]) || !strings.Contains(strings.Join(strings.Fields(out), " "), node.Help) {
				t.Errorf("--help exits %d and prints %q", code, out)
			}
			code, out, errs := run(t, append(slices.Clone(args), "--no-such-flag")...)
			if code != exitUsage || out != "" || !strings.Contains(errs, "no-such-flag") {
				t.Errorf("an unknown flag exits %d, prints %q and says %q", code, out, errs)
			}
			takes := slices.ContainsFunc(node.Flags, func(f *kong.Flag) bool { return f.Name == "json" })
			if takes == ownFormat[words] {
				t.Errorf("takes --json: %v, prints a format of its own: %v; every other command that prints takes it", takes, ownFormat[words])
			}
		})
	}
}

// TestBareCommands run without arguments print their usage and never panic.
func TestBareCommands(t *testing.T) {
	if code, out, _ := run(t); code != exitOK || !strings.Contains(out, "Usage: daylight") {
		t.Errorf("no arguments: exit %d, %q", code, out)
	}
	for _, words := range []string{"scan", "explain", "explain x", "diff", "map", "join explain x", "quarantine list", "db rebuild", "simulate", "rules show"} {
		code, _, errs := run(t, strings.Fields(words)...)
		if code != exitUsage || !strings.Contains(errs, "for usage") {
			t.Errorf("%s: exit %d, %q; want wrong usage", words, code, errs)
		}
	}
}

// brokenPipe refuses everything, as a pager that was closed does.
type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// TestOutputThatCannotBeWritten is an error and no silent success.
func TestOutputThatCannotBeWritten(t *testing.T) {
	for _, words := range []string{"rules --json", "schema", "sources --json"} {
		var errs bytes.Buffer
		if code := Main(t.Context(), strings.Fields(words), strings.NewReader(""), brokenPipe{}, &errs); code != exitError {
			t.Errorf("%s into a closed pipe exits %d", words, code)
		}
	}
}
