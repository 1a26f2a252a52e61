package ingest

import (
	"errors"
	"fmt"
	"sync"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/ingest/read"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// workers decode batches side by side, each with its own preparer.
type workers struct {
	im    *Importer
	src   source.Source
	match source.Match
	res   FileResult
	free  sync.Pool // *engine.Preparer
	used  sync.Pool // *decoded, once committed
}

func newWorkers(im *Importer, src source.Source, match source.Match, res *FileResult) *workers {
	w := &workers{im: im, src: src, match: match, res: *res}
	w.free.New = func() any { return im.Prepare() }
	return w
}

// decode maps and normalises one batch.
func (w *workers) decode(b read.Batch) *decoded {
	prep := w.free.Get().(*engine.Preparer)
	defer w.free.Put(prep)
	d := w.blank(b)
	for _, p := range b.Problems {
		d.aside = append(d.aside, SetAside{File: w.res.Path, Line: p.Origin.Line, Offset: p.Origin.Offset,
			Source: w.src.Name, Reason: p.Reason, Detail: p.Detail})
	}
	out := &d.out
	for i := range b.Items {
		it := &b.Items[i]
		it.Shape, it.ObservedAt, it.Tenant = w.match.Shape, w.res.ObservedAt, w.im.Tenant
		it.Origin.FileHash = w.res.Hash
		from := len(out.Records)
		out.Unknown = 0
		err := mapItem(w.src, *it, out)
		d.counts.Unknown += out.Unknown
		switch {
		case errors.Is(err, domain.ErrUnused) || err == nil && len(out.Records) == from:
			d.counts.Unused++
			continue
		case err != nil:
			d.aside = append(d.aside, SetAside{File: w.res.Path, Line: it.Origin.Line, Offset: it.Origin.Offset,
				Source: w.src.Name, Reason: reasonOf(err), Detail: err.Error()})
			continue
		}
		for j := range out.Records[from:] {
			d.prepare(prep, &out.Records[from+j])
		}
	}
	return d
}

// blank returns a batch to fill, reusing the memory of one that was committed.
// A mapping may reuse what lies beyond the length of d.out, so its records are
// rewound only here, when the batch before has been folded.
func (w *workers) blank(b read.Batch) *decoded {
	d, ok := w.used.Get().(*decoded)
	if !ok {
		d = &decoded{out: source.Out{Records: make([]domain.Record, 0, len(b.Items))}}
	}
	*d = decoded{seq: b.Seq, end: b.End, read: b.Read, prepared: d.prepared[:0], out: source.Out{Records: d.out.Records[:0]}, aside: d.aside[:0]}
	return d
}

// prepare normalises one record into the batch. What a sign-in that was folded
// left behind is used again; other records live on.
func (d *decoded) prepare(prep *engine.Preparer, r *domain.Record) {
	var old engine.Prepared
	if n := len(d.prepared); n < cap(d.prepared) {
		old = d.prepared[:n+1][n]
	}
	if !old.Record.Key.Kind.HighVolume() {
		old = engine.Prepared{}
	}
	d.prepared = append(d.prepared, prep.Reuse(*r, old))
}

// mapItem keeps a mapping that breaks on an item from stopping the import.
func mapItem(s source.Source, it source.Item, out *source.Out) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("mapping broke on this item: %v", p)
		}
	}()
	return s.Map(it, out)
}

// coded is an error that names its own short reason.
type coded interface{ Reason() string }

func reasonOf(err error) string {
	var c coded
	if errors.As(err, &c) {
		return c.Reason()
	}
	return "malformed"
}
