package ingest

import (
	"context"
	"path"
	"path/filepath"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/read"
)

// documents reads résumé files, which join their candidate by the file name
// that the applicant tracker lists. It fills in the results of the files found
// and returns those it came to.
func (im *Importer) documents(ctx context.Context, found []FileResult) ([]FileResult, error) {
	var paths []string
	var todo []int // where in found the results of paths stand
	for i := range found {
		res := &found[i]
		left, err := im.leftToRead(ctx, res)
		if err != nil {
			return found[:i], err
		}
		if left {
			paths, todo = append(paths, res.Path), append(todo, i)
			continue
		}
		im.documentDone(res)
	}
	if len(paths) == 0 {
		return found, nil
	}
	prep := im.Prepare()
	err := im.Documents.ReadAll(ctx, paths, func(_ string, item DocumentItem) error {
		res := &found[todo[0]]
		todo = todo[1:]
		defer im.documentDone(res)
		if item.Err != nil {
			return im.refuse(ctx, res, "document", item.Err.Error())
		}
		if item.Source != "" {
			res.Source, res.Shape = item.Source, item.Shape
		}
		im.lastRead, im.offset = 0, 0
		d := &decoded{}
		for _, r := range documentRecords(res.Path, im.Tenant, item) {
			r.ObservedAt = res.ObservedAt
			d.prepared = append(d.prepared, prep.Prepare(r))
		}
		if len(d.prepared) == 0 {
			d.counts.Unused = 1
		}
		if err := im.commit(ctx, d, res); err != nil {
			return err
		}
		res.Done = true
		return im.save(ctx, res, true)
	})
	if len(todo) > 0 {
		found = found[:todo[0]]
	}
	return found, err
}

// leftToRead reports whether a document is still to be read: not if nothing
// here can, and not if an earlier run has.
func (im *Importer) leftToRead(ctx context.Context, res *FileResult) (bool, error) {
	switch {
	case im.Documents == nil:
		return false, im.refuse(ctx, res, "no-reader", "résumé files are not read in this mode")
	case res.Path == "-":
		return false, im.refuse(ctx, res, "no-reader", "a résumé is not read from standard input; name its file")
	}
	res.Source, res.Shape = "resume", "file"
	var err error
	if res.ObservedAt, res.ObservedBy, err = im.observed(res.Path); err != nil {
		return false, err
	}
	_, err = im.resume(ctx, res)
	return !res.Done, err
}

func (im *Importer) documentDone(res *FileResult) {
	im.progress.read.Add(res.Size)
	im.progress.done++
	im.tell(res.Path)
}

// documentRecords is a résumé's record, or what another document says.
func documentRecords(p, tenant string, item DocumentItem) []domain.Record {
	origin := domain.Origin{File: p, FileHash: item.Hash}
	if item.Source != "" {
		for i := range item.Records {
			item.Records[i].Key.Tenant, item.Records[i].Origin = tenant, origin
		}
		return item.Records
	}
	name := documentName(p)
	return []domain.Record{{
		Key:        domain.Key{Source: "resume", Tenant: tenant, Kind: domain.KindResume, ID: name},
		OccurredAt: item.At,
		Origin:     origin,
		Refs:       []domain.Ref{{Type: domain.RefFile, Value: name}},
		Values:     item.Values,
	}}
}

// documentName is the name that an applicant tracker lists: that of the file,
// or of the member of an archive, without its folders.
func documentName(p string) string {
	if _, member, ok := read.Split(p); ok {
		p = member
	}
	return strings.ToLower(path.Base(filepath.ToSlash(p)))
}
