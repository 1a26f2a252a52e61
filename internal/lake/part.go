package lake

import (
	"crypto/hmac"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/store/seal"
)

// row is a line of a file. What says something of a person is sealed; the rest is
// what queries sort by. Times are microseconds since 1970, in UTC.
type row struct {
	RecordID     [16]byte `parquet:"record_id,uuid"` // keyed hash of key and content: the same in every copy
	Source       string   `parquet:"source,dict,zstd"`
	Tenant       string   `parquet:"tenant,dict,zstd"`
	Kind         string   `parquet:"kind,dict,zstd"`
	OccurredAt   int64    `parquet:"occurred_at,timestamp(microsecond),delta,zstd"` // that of observed_at where the source does not say
	ObservedAt   int64    `parquet:"observed_at,timestamp(microsecond),dict,zstd"`
	ClassUID     int32    `parquet:"class_uid,dict,zstd"` // OCSF
	ActivityID   int32    `parquet:"activity_id,dict,zstd"`
	StatusID     int32    `parquet:"status_id,dict,zstd"`
	FileHash     string   `parquet:"file_hash,dict,zstd"` // hex SHA-256 of the export
	Line         int64    `parquet:"line,delta,zstd"`
	Offset       int64    `parquet:"offset,delta,zstd"`
	KeyID        [16]byte `parquet:"key_id,uuid"`
	RecordSealed []byte   `parquet:"record_sealed"` // AES-256-GCM of [engine.Prepared.Pack]
}

const extension = ".parquet"

// sealer makes rows.
type sealer struct{ keys *seal.Keys }

func (l *Lake) sealer() sealer { return sealer{l.keys.Keys()} }

func (s sealer) row(p *engine.Prepared, key seal.LakeKey) (row, error) {
	r := &p.Record
	id := s.keys.Stable("lake record", r.Key.String()+string(r.Hash[:]))
	sealed, err := seal.Seal(key.Secret, p.Pack(), s.context(id))
	if err != nil {
		return row{}, fmt.Errorf("seal record %x: %w", id, err)
	}
	c := classOf(r)
	at := r.OccurredAt
	if at.IsZero() {
		at = r.ObservedAt
	}
	return row{RecordID: id, Source: r.Key.Source, Tenant: r.Key.Tenant, Kind: string(r.Key.Kind), OccurredAt: at.UnixMicro(), ObservedAt: r.ObservedAt.UnixMicro(),
		ClassUID: c.class, ActivityID: c.activity, StatusID: c.status, FileHash: r.Origin.FileHash, Line: int64(r.Origin.Line), Offset: r.Origin.Offset,
		KeyID: key.ID, RecordSealed: sealed}, nil
}

func (s sealer) context(id [16]byte) []byte { return s.keys.Context("lake", id[:]) }

func (s sealer) open(r *row, secret []byte) (engine.Prepared, error) {
	plain, err := seal.Open(secret, r.RecordSealed, s.context(r.RecordID))
	if err != nil {
		return engine.Prepared{}, err
	}
	return engine.UnpackPrepared(plain)
}

// part is a file that has no name yet.
type part struct{ temporary, path string }

// write puts rows on disk under a temporary name.
func (l *Lake) write(p partition, rows []row) (*part, error) {
	w, err := l.create(p)
	if err != nil {
		return nil, err
	}
	if _, err := w.rows.Write(rows); err != nil {
		return nil, errors.Join(fmt.Errorf("write %s: %w", w.temporary, err), w.abandon())
	}
	return w.finish()
}

// mac begins the keyed hash by which a file proves to be as this workspace wrote it.
func (l *Lake) mac() hash.Hash { return l.keys.Keys().Mac("lake") }

func macText(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)[:16]) }

// check reads a file through and holds it against its name. What follows trusts its
// bytes: the library may ask for any amount of memory where they were changed.
func (l *Lake) check(f *os.File) error {
	name := strings.TrimSuffix(filepath.Base(f.Name()), extension)
	said := name[strings.LastIndexByte(name, '-')+1:]
	mac := l.mac()
	if _, err := io.Copy(mac, f); err != nil {
		return fmt.Errorf("read %s: %w", f.Name(), err)
	}
	if !hmac.Equal([]byte(said), []byte(macText(mac))) {
		return &DamagedError{f.Name(), errors.New("it is not as it was written, or was written for another workspace or database")}
	}
	return nil
}

// partWriter writes one file.
type partWriter struct {
	part
	file *os.File
	mac  hash.Hash
	rows *parquet.GenericWriter[row]
}

func (l *Lake) create(p partition) (*partWriter, error) {
	dir := l.folder(p)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make a folder of the lake: %w", err)
	}
	name, err := l.temporary()
	if err != nil {
		return nil, err
	}
	w := &partWriter{part: part{temporary: filepath.Join(dir, name)}, mac: l.mac()}
	if w.file, err = os.OpenFile(w.temporary, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err != nil {
		return nil, fmt.Errorf("make a file of the lake: %w", err)
	}
	w.rows = parquet.NewGenericWriter[row](io.MultiWriter(w.file, w.mac), parquet.CreatedBy("daylight", "1", ""), parquet.MaxRowsPerRowGroup(maxRows))
	return w, nil
}

// finish syncs the file. It has no name until it is published.
func (w *partWriter) finish() (*part, error) {
	if err := errors.Join(w.rows.Close(), w.file.Sync()); err != nil {
		return nil, errors.Join(fmt.Errorf("write %s: %w", w.temporary, err), w.abandon())
	}
	if err := w.file.Close(); err != nil {
		return nil, errors.Join(fmt.Errorf("write %s: %w", w.temporary, err), w.discard())
	}
	w.path = filepath.Join(filepath.Dir(w.temporary), filepath.Base(w.temporary)[1:]+"-"+macText(w.mac)+extension)
	return &w.part, nil
}

func (w *partWriter) abandon() error { return errors.Join(w.file.Close(), w.discard()) }

// publish gives the file its name, durably.
func (p *part) publish() error {
	if err := os.Rename(p.temporary, p.path); err != nil {
		return fmt.Errorf("name a file of the lake: %w", err)
	}
	return syncFolder(filepath.Dir(p.path))
}

func (p *part) discard() error { return os.Remove(p.temporary) }

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync a folder of the lake: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync a folder of the lake: %w", err)
	}
	return nil
}

// readAtOnce is how many rows are read, and opened, together.
const readAtOnce = 1024

// everything reads files from end to end.
func everything(int64, int64) bool { return true }

// readPart calls fn with the rows of a file, some at a time; the slice is used
// again. A row group is passed over where within refuses the times, in microseconds,
// between which its records happened. An error names the file: it was cut short, or
// is no file of the lake.
func (l *Lake) readPart(path string, within func(least, most int64) bool, fn func(rows []row) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := l.check(f); err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	file, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		return &DamagedError{path, err}
	}
	if err := checkColumns(file); err != nil {
		return &DamagedError{path, err}
	}
	for _, group := range file.RowGroups() {
		least, most, err := times(group)
		if err == nil && within(least, most) {
			err = readGroup(group, fn)
		}
		var damaged *damage
		if errors.As(err, &damaged) {
			return &DamagedError{path, damaged.err}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// damage is an error of the file and not of who reads it.
type damage struct{ err error }

func (d *damage) Error() string { return d.err.Error() }

func readGroup(group parquet.RowGroup, fn func(rows []row) error) error {
	in := parquet.NewGenericRowGroupReader[row](group)
	defer in.Close()
	rows := make([]row, readAtOnce)
	for {
		n, err := in.Read(rows)
		if ferr := fn(rows[:n]); ferr != nil {
			return ferr
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return &damage{err}
		}
	}
}

// times returns when the first and the last record of a row group happened.
func times(group parquet.RowGroup) (least, most int64, err error) {
	at, ok := group.Schema().Lookup("occurred_at")
	if !ok {
		return 0, 0, &damage{errors.New("it has no column occurred_at")}
	}
	index, err := group.ColumnChunks()[at.ColumnIndex].ColumnIndex()
	if err != nil {
		return 0, 0, &damage{err}
	}
	least, most = math.MaxInt64, math.MinInt64
	for i := range index.NumPages() {
		least, most = min(least, index.MinValue(i).Int64()), max(most, index.MaxValue(i).Int64())
	}
	return least, most, nil
}

// checkColumns refuses a file of other columns, which the reader would fill with
// nothing.
func checkColumns(f *parquet.File) error {
	for _, c := range parquet.SchemaOf(row{}).Columns() {
		if _, ok := f.Schema().Lookup(c...); !ok {
			return fmt.Errorf("it has no column %s", strings.Join(c, "."))
		}
	}
	return nil
}

// DamagedError says that a file cannot be read.
type DamagedError struct {
	Path string
	Err  error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s is damaged: %v; restore it from a copy, or remove it", e.Path, e.Err)
}

// Unwrap returns what went wrong.
func (e *DamagedError) Unwrap() error { return e.Err }

func timeOf(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
