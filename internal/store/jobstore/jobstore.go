// Package jobstore keeps the queue of jobs in the same database as workspaces.
package jobstore

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"github.com/daylight-hq/daylight/internal/jobs"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
)

// connections of the queue to PostgreSQL, beside those of the store.
const connections = 4

// Open returns a runner on an open database; address is what db was opened by.
// With SQLite the queue shares the one connection that writes, so that the two
// wait for each other in order and never find the file locked.
func Open(ctx context.Context, db *sqlstore.DB, address string, c jobs.Config) (*jobs.Runner, error) {
	if db.Dialect.Name == "sqlite" {
		return jobs.Open(ctx, riversqlite.New(db.Writer), c)
	}
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		// pgx leaves the password out of its own message.
		return nil, fmt.Errorf("read the database's address: %w", err)
	}
	config.MaxConns = connections
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	config.ConnConfig.RuntimeParams["application_name"] = "daylight jobs"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connect the queue of jobs: %w", err)
	}
	c.Close = pool.Close
	r, err := jobs.Open(ctx, riverpgxv5.New(pool), c)
	if err != nil {
		pool.Close()
		return nil, err
	}
	return r, nil
}
