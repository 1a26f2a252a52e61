package app

import (
	"context"
	"errors"
	"time"

	"github.com/daylight-hq/daylight/internal/jobs"
	"github.com/daylight-hq/daylight/internal/store/jobstore"
)

// Jobs lists the background work of a database.
func Jobs(ctx context.Context, db string, clock func() time.Time, f jobs.Filter) (list []jobs.Job, err error) {
	err = withJobs(ctx, db, clock, func(r *jobs.Runner) error {
		list, err = r.List(ctx, f)
		return err
	})
	return list, err
}

// RetryJob has a job run once more, by the server that is running.
func RetryJob(ctx context.Context, db string, clock func() time.Time, id int64) (j jobs.Job, err error) {
	err = withJobs(ctx, db, clock, func(r *jobs.Runner) error {
		j, err = r.Retry(ctx, id)
		return err
	})
	return j, err
}

func withJobs(ctx context.Context, db string, clock func() time.Time, do func(*jobs.Runner) error) error {
	d, err := openDatabase(ctx, db, clock)
	if err != nil {
		return err
	}
	r, err := jobstore.Open(ctx, d, db, jobs.Config{})
	if err != nil {
		return errors.Join(err, d.Close())
	}
	defer r.Close()
	return errors.Join(do(r), d.Close())
}
