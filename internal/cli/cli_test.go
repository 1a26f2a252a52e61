package cli_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/daylight-hq/daylight/internal/cli"
	"github.com/daylight-hq/daylight/internal/wire"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"daylight": func() {
			os.Exit(cli.Main(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
		},
	})
}

// TestScripts runs the commands as a user does; UPDATE=1 rewrites what they
// compare with.
func TestScripts(t *testing.T) {
	plain := ""
	if raceEnabled {
		plain = buildPlain(t)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("UPDATE") == "1",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "isjson": isJSON, "mode": mode, "hostile": hostile,
		},
		Setup: func(env *testscript.Env) error {
			if plain != "" && filepath.Base(env.WorkDir) != "script-"+underDetector {
				env.Setenv("PATH", plain+string(os.PathListSeparator)+env.Getenv("PATH"))
			}
			return nil
		},
	})
}

// underDetector is the script that runs under the race detector with the rest
// of the tests.
const underDetector = "scan"

// buildPlain builds the program without the race detector.
func buildPlain(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command("go", "build", "-trimpath", "-o", dir, "../../cmd/daylight")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build daylight: %v\n%s", err, out)
	}
	return dir
}

// exits runs a program and wants exactly this exit code: exits 3 daylight scan x.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG…")
	}
	got := 0
	err := ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("run %s: %v", args[1], err)
	}
	if want, err := strconv.Atoi(args[0]); err != nil || got != want {
		ts.Fatalf("exit code is %d, want %s", got, args[0])
	}
}

// isJSON wants one JSON value, without duplicate members: isjson stdout.
func isJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: isjson FILE")
	}
	var v any
	if err := wire.Unmarshal([]byte(ts.ReadFile(args[0])), &v); (err != nil) != neg {
		ts.Fatalf("%s as JSON: %v", args[0], err)
	}
}

// mode wants a file's permissions: mode 600 case.db.
func mode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode PERMISSIONS FILE")
	}
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%o", info.Mode().Perm()); got != args[0] {
		ts.Fatalf("%s has mode %s, want %s", args[1], got, args[0])
	}
}
