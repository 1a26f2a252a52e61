package cli_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/testscript"
)

// hostile writes a file that cannot stand in a script, made from one that
// does: hostile KIND FROM TO.
func hostile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: hostile KIND FROM TO")
	}
	in := []byte(ts.ReadFile(args[1]))
	kinds := map[string]func(*testscript.TestScript, []byte) []byte{
		"utf-16":    toUTF16,
		"latin-1":   toLatin1,
		"bytes":     escapes,
		"gzip":      func(ts *testscript.TestScript, in []byte) []byte { return zipped(ts, in) },
		"cut-gzip":  cutGzip,
		"gzip-bomb": func(ts *testscript.TestScript, in []byte) []byte { return zipped(ts, padded(in, 40<<20)) },
		"zip-bomb": func(ts *testscript.TestScript, in []byte) []byte {
			return archived(ts, "log.ndjson", padded(in, 40<<20))
		},
		"zip-named": func(ts *testscript.TestScript, in []byte) []byte { return archived(ts, "evil\x1b[31m\nname.txt", in) },
		"10mb": func(_ *testscript.TestScript, in []byte) []byte {
			return bytes.ReplaceAll(in, []byte("BIG"), bytes.Repeat([]byte("x"), 10<<20))
		},
	}
	fn, ok := kinds[args[0]]
	if !ok {
		ts.Fatalf("no hostile file of kind %q is known", args[0])
	}
	to := ts.MkAbs(args[2])
	ts.Check(os.MkdirAll(filepath.Dir(to), 0o700))
	ts.Check(os.WriteFile(to, fn(ts, in), 0o600))
}

func toUTF16(_ *testscript.TestScript, in []byte) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(string(in))) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

func toLatin1(_ *testscript.TestScript, in []byte) []byte {
	var out []byte
	for _, r := range string(in) {
		out = append(out, byte(r))
	}
	return out
}

// escapes puts in the bytes that a terminal or a reader's eye obeys.
func escapes(_ *testscript.TestScript, in []byte) []byte {
	return []byte(strings.NewReplacer("{ESC}", "\x1b", "{CR}", "\r", "{BEL}", "\a", "{CSI}", "\u009b",
		"{BOM}", "\ufeff", "{RLO}", "\u202e", "{LRI}", "\u2066", "{ZWSP}", "\u200b").Replace(string(in)))
}

func zipped(ts *testscript.TestScript, in []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(in)
	ts.Check(err)
	ts.Check(w.Close())
	return b.Bytes()
}

// cutGzip stores the lines many times over, each with a number of its own, and
// loses the second half of the file.
func cutGzip(ts *testscript.TestScript, in []byte) []byte {
	var b bytes.Buffer
	for i := range 20000 {
		b.WriteString(strings.ReplaceAll(string(in), "{N}", string(rune('a'+i%26))+string(rune('a'+i/26%26))+string(rune('a'+i/676))))
	}
	out := zipped(ts, b.Bytes())
	return out[:len(out)/2]
}

// padded follows the text with white space up to a size.
func padded(in []byte, size int) []byte {
	return append(in, bytes.Repeat([]byte("\n"), size-len(in))...)
}

func archived(ts *testscript.TestScript, name string, in []byte) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(name)
	ts.Check(err)
	_, err = f.Write(in)
	ts.Check(err)
	ts.Check(w.Close())
	return b.Bytes()
}
