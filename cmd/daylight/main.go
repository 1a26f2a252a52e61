// Command daylight finds remote workers whose records contradict each other or
// are shared with people of another name.
package main

import (
	"context"
	"os"
	_ "time/tzdata" // zones of exports, also where the system has none

	"github.com/daylight-hq/daylight/internal/app"
	"github.com/daylight-hq/daylight/internal/cli"
)

func main() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		_ = app.TuneMemory() // until the process ends
	}
	os.Exit(cli.Main(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
