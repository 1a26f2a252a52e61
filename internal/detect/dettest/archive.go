package dettest

import (
	"bytes"
	"strings"
)

// Archive is a text file of files in the txtar form: prose, then for each file
// a line "-- name --" and its content.
type Archive struct {
	Prose []byte
	Files []File
}

// File is one file of an archive.
type File struct {
	Name string
	Data []byte
}

// ParseArchive takes a txtar text apart.
func ParseArchive(text []byte) *Archive {
	a := &Archive{}
	to := &a.Prose
	for line := range bytes.Lines(text) {
		if name, ok := fileLine(string(line)); ok {
			a.Files = append(a.Files, File{Name: name})
			to = &a.Files[len(a.Files)-1].Data
			continue
		}
		*to = append(*to, line...)
	}
	return a
}

func fileLine(line string) (name string, ok bool) {
	line = strings.TrimSuffix(line, "\n")
	if line, ok = strings.CutPrefix(line, "-- "); !ok {
		return "", false
	}
	return strings.CutSuffix(line, " --")
}

// Bytes puts the archive together again.
func (a *Archive) Bytes() []byte {
	b := bytes.Clone(a.Prose)
	for _, f := range a.Files {
		b = append(b, "-- "+f.Name+" --\n"...)
		b = append(b, f.Data...)
	}
	return b
}
