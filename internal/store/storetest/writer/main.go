// Command writer fills a database for as long as it lives. The tests kill it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/daylight-hq/daylight/internal/ingest"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

func main() {
	if err := run(context.Background(), os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run saves one batch after the other, from the given number on, and prints the
// number of each once it is acknowledged. Its keys change all the time.
func run(ctx context.Context, kind, address, from string) error {
	n, err := strconv.Atoi(from)
	if err != nil {
		return err
	}
	store := storetest.Store{Name: kind, Address: address, Clock: time.Now}
	db, err := store.Connect(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	w, err := db.Workspace(ctx, "main", storetest.Master())
	if err != nil {
		return err
	}
	for ; ; n++ {
		d, err := storetest.Delta(storetest.Company(n))
		if err != nil {
			return err
		}
		p := ingest.FileProgress{Offset: int64(n), FileResult: ingest.FileResult{Path: "load", Hash: "abc", Source: "adp"}}
		if err := w.Save(ctx, p, d, nil); err != nil {
			return err
		}
		fmt.Println(n)
		if n%11 == 0 {
			if err := w.Rotate(ctx); err != nil && !errors.Is(err, sqlstore.ErrRotating) {
				return err
			}
		}
		if _, err := w.RotateSome(ctx, 5); err != nil {
			return err
		}
	}
}
