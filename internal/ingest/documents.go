package ingest

import (
	"context"
	"path"
	"path/filepath"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
)

// documents reads résumé files, which join their candidate by the file name
// that the applicant tracker lists.
func (im *Importer) documents(ctx context.Context, paths []string) ([]FileResult, error) {
	if len(paths) == 0 {
		return nil, nil
	}
	var out []FileResult
	if im.Documents == nil {
		for _, p := range paths {
			res := FileResult{Path: p}
			if err := im.refuse(ctx, &res, "no-reader", "résumé files are not read in this mode"); err != nil {
				return out, err
			}
			out = append(out, res)
		}
		return out, nil
	}
	prep := im.Prepare()
	err := im.Documents.ReadAll(ctx, paths, func(p string, item DocumentItem) error {
		res := FileResult{Path: p, Source: "resume", Shape: "file", Hash: item.Hash}
		defer func() { out = append(out, res); im.progress.done++; im.tell(p) }()
		if item.Err != nil {
			return im.refuse(ctx, &res, "document", item.Err.Error())
		}
		var err error
		if res.ObservedAt, res.ObservedBy, err = im.observed(p); err != nil {
			return err
		}
		r := documentRecord(p, im.Tenant, item)
		r.ObservedAt = res.ObservedAt
		im.lastRead, im.offset = 0, 0
		ready := prep.Prepare(r)
		d := &decoded{}
		d.prepared = append(d.prepared, ready)
		if err := im.commit(ctx, d, &res); err != nil {
			return err
		}
		return im.save(ctx, &res, true)
	})
	return out, err
}

func documentRecord(p, tenant string, item DocumentItem) domain.Record {
	name := strings.ToLower(path.Base(filepath.ToSlash(p)))
	return domain.Record{
		Key:        domain.Key{Source: "resume", Tenant: tenant, Kind: domain.KindResume, ID: name},
		OccurredAt: item.At,
		Origin:     domain.Origin{File: p, FileHash: item.Hash},
		Refs:       []domain.Ref{{Type: domain.RefFile, Value: name}},
		Values:     item.Values,
	}
}
