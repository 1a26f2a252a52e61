package read

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

// maxMembers is how many files of one archive are read.
const maxMembers = 1000

// Members lists what a path holds: the members of a plain zip archive as
// archive.zip!member, in the archive's order, or else the path itself. Folders
// and what macOS adds are passed over. What cannot be read is listed as itself:
// opening it says why. The error is that of a path at which nothing stands.
func Members(name string) ([]string, error) {
	file, size, err := openFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err != nil {
		return []string{name}, nil
	}
	defer file.Close()
	z, err := zip.NewReader(file, size)
	if err != nil || packageKind(z.File) != "" || tooMuch(z.File, Limits{}.withDefaults()) != nil {
		return []string{name}, nil
	}
	var out []string
	for _, m := range z.File {
		if isContent(m) {
			out = append(out, name+"!"+m.Name)
		}
	}
	if len(out) == 0 {
		return []string{name}, nil
	}
	return out, nil
}

func isContent(m *zip.File) bool {
	return !strings.HasSuffix(m.Name, "/") && !strings.HasPrefix(m.Name, "__MACOSX/") && !strings.HasPrefix(path.Base(m.Name), ".")
}

// tooMuch says why an archive is not read.
func tooMuch(files []*zip.File, lim Limits) error {
	seen := map[string]bool{}
	var text, stored uint64
	for _, m := range files {
		if !isContent(m) {
			continue
		}
		if seen[m.Name] {
			return fmt.Errorf("the archive holds two members named %q; unpack it and scan the folder", m.Name)
		}
		seen[m.Name] = true
		// Sizes are what the archive claims; reading checks them again.
		text += min(m.UncompressedSize64, uint64(lim.MaxText)+1)
		stored += m.CompressedSize64
	}
	switch {
	case len(seen) == 0:
		return errors.New("the archive is empty")
	case len(seen) > maxMembers:
		return fmt.Errorf("the archive holds more than %d files; unpack it and scan the folder", maxMembers)
	case text > uint64(lim.MaxText):
		return fmt.Errorf("the archive %w", errLong)
	case text > 16<<20 && text/uint64(lim.MaxRatio) > stored:
		return fmt.Errorf("the archive %w", errBomb)
	}
	return nil
}

// packageKind tells office packages from plain archives.
func packageKind(files []*zip.File) source.Format {
	kind, typed := source.Format(""), false
	for _, m := range files {
		switch m.Name {
		case "[Content_Types].xml":
			typed = true
		case "xl/workbook.xml":
			kind = source.XLSX
		case "word/document.xml":
			kind = source.Document
		}
	}
	if !typed {
		return ""
	}
	return kind
}

// Split splits archive!member into the two. A file or folder whose own name
// holds the mark is no archive, so it asks the file system; ok is false for
// what is no member of an archive.
func Split(name string) (outer, member string, ok bool) {
	if _, err := os.Lstat(name); err == nil {
		return "", "", false
	}
	for i := range len(name) {
		if name[i] != '!' {
			continue
		}
		if info, err := os.Stat(name[:i]); err == nil && !info.IsDir() {
			return name[:i], name[i+1:], true
		}
	}
	return "", "", false
}

// openMember opens a member of a zip archive.
func (f *File) openMember(outer, name string) (io.Reader, error) {
	r, m, closer, err := openMember(outer, name, f.stored)
	if err != nil {
		return nil, err
	}
	f.close, f.size = closer, int64(m.CompressedSize64)
	if f.opt.Hash {
		raw, err := m.OpenRaw()
		if err != nil {
			return nil, fmt.Errorf("open the member's stored bytes: %w", err)
		}
		if f.hash, err = hashOf(raw); err != nil {
			return nil, err
		}
	}
	f.stored.n.Store(0)
	return f.guard(r), nil
}

// openMember finds a member, whose stored bytes are then counted as they are read.
func openMember(outer, name string, count *counter) (io.Reader, *zip.File, func() error, error) {
	file, size, err := openFile(outer)
	if err != nil {
		return nil, nil, nil, err
	}
	fail := func(err error) (io.Reader, *zip.File, func() error, error) {
		return nil, nil, nil, errors.Join(err, file.Close())
	}
	z, err := zip.NewReader(countAt{file, count}, size)
	if err != nil {
		return fail(fmt.Errorf("open archive: %w", err))
	}
	for _, m := range z.File {
		switch {
		case m.Name != name:
			continue
		case m.Flags&1 != 0:
			return fail(errors.New("the member is encrypted; unpack the archive with its password"))
		}
		r, err := m.Open()
		if err != nil {
			return fail(fmt.Errorf("open member: %w", err))
		}
		return r, m, func() error { return errors.Join(r.Close(), file.Close()) }, nil
	}
	return fail(errors.New("the archive has no such member"))
}

// countAt counts the bytes read from a file at any place.
type countAt struct {
	r io.ReaderAt
	c *counter
}

func (c countAt) ReadAt(p []byte, at int64) (int, error) {
	n, err := c.r.ReadAt(p, at)
	c.c.n.Add(int64(n))
	return n, err
}

// Stored returns the bytes of a file, or those of a member of an archive
// unpacked. It refuses more than most.
func Stored(name string, most int64) ([]byte, error) {
	var r io.Reader
	outer, member, ok := Split(name)
	if ok {
		unpacked, _, closer, err := openMember(outer, member, &counter{})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		defer closer() //nolint:errcheck // read only
		r = unpacked
	} else {
		file, _, err := openFile(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		defer file.Close()
		r = file
	}
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("%s has more than %d bytes", name, most)
	}
	return data, nil
}

func hashOf(r io.Reader) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return "", fmt.Errorf("hash: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
