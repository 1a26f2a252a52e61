// Command victim is what the tests of package app kill: it scans a folder into a
// database with a checkpoint at every chance, and is the limited child that
// reads documents. It is built without the race detector, under which a start
// takes longer than what it does.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/daylight-hq/daylight/internal/app"
)

const child = "internal-parse-document"

func main() {
	if len(os.Args) > 1 && os.Args[1] == child {
		os.Exit(app.ParseDocuments(os.Stdin, os.Stdout))
	}
	if err := scan(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// scan takes a folder, a database and the day of the exports.
func scan(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("victim FOLDER DATABASE TIME, not %q", args)
	}
	observed, err := time.Parse(time.RFC3339, args[2])
	if err != nil {
		return fmt.Errorf("read the day of the exports: %w", err)
	}
	cfg, err := app.LoadConfig("")
	if err != nil {
		return err
	}
	exe, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	out, err := app.Scan(context.Background(), cfg, app.Options{Paths: args[:1], DB: args[1], Clock: time.Now, ObservedAt: observed,
		Parser: []string{exe, child}, CheckpointEvery: time.Millisecond})
	if err != nil {
		return err
	}
	return out.Close()
}
