package document

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// childArg makes the test binary a child.
const childArg = "daylight-test-child"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == childArg {
		os.Exit(ChildMain(os.Stdin, os.Stdout, map[Job]Handler{
			JobDocument: func(in []byte, out io.Writer) error {
				if poisoned.Load() {
					os.Exit(9)
				}
				if name, ok := bytes.CutPrefix(in, []byte("MISBEHAVE ")); ok {
					return misbehave(string(name), out)
				}
				return HandleDocument(in, out)
			},
			JobSheet: func(in []byte, out io.Writer) error {
				_, err := fmt.Fprintf(out, "rows of %d bytes", len(in))
				return err
			},
		}))
	}
	os.Exit(m.Run())
}

var (
	sink     atomic.Value
	poisoned atomic.Bool // in the child: the next input kills it
)

// misbehave does what a parser under attack may do.
func misbehave(how string, out io.Writer) error {
	switch how {
	case "allocate":
		var all [][]byte
		for {
			b := make([]byte, 8<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			all = append(all, b)
			sink.Store(all)
		}
	case "allocate at once":
		b := make([]byte, 3<<30)
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		sink.Store([][]byte{b})
	case "spin":
		for i := uint64(0); ; i++ {
			if i == 1<<63 {
				sink.Store([][]byte{nil})
			}
		}
	case "sleep":
		time.Sleep(time.Hour)
	case "poison":
		poisoned.Store(true)
		return errors.New("the next one dies")
	case "panic":
		panic("out of ideas")
	case "recurse":
		fmt.Fprint(out, recurse(0))
	case "exit":
		os.Exit(9)
	case "flood":
		for {
			if _, err := out.Write(make([]byte, maxFrame)); err != nil {
				return err
			}
		}
	case "talk":
		_, err := io.WriteString(os.Stdout, strings.Repeat("out of turn ", 4000))
		return err
	case "lie":
		_, err := io.WriteString(out, `{"Format":"pdf","Surprise":1}`)
		return err
	case "dial":
		return dial()
	case "read":
		if _, err := os.ReadFile("/etc/hosts"); err != nil {
			return errors.New("no file was read")
		}
		return errors.New("a file was read")
	case "environment":
		return fmt.Errorf("%d variables", len(os.Environ()))
	}
	return errors.New("unknown misbehaviour")
}

func dial() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err == nil {
		_ = l.Close()
		return errors.New("a socket was opened")
	}
	return fmt.Errorf("no socket: %w", err)
}

func recurse(n int) int {
	var pad [256]byte
	pad[n%256] = 1
	return recurse(n+1) + int(pad[3]) //lint:ignore SA5007 the child is to die of it
}

func testRunner(t testing.TB) Runner {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Runner{Exe: exe, Args: []string{childArg}, Timeout: 20 * time.Second, MemoryBytes: 256 << 20}
}

func write(t testing.TB, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func bad(t testing.TB, dir, how string) string {
	return write(t, dir, strings.ReplaceAll(how, " ", "-"), []byte("MISBEHAVE "+how))
}

// endlessPDF has a cross-reference section that names itself as the one before.
func endlessPDF() []byte {
	s := samplePDF()
	s.trailer = "/Prev 1111111111"
	data := makePDF(s)
	at := bytes.LastIndex(data, []byte("\nxref\n")) + 1
	return bytes.Replace(data, []byte("1111111111"), fmt.Appendf(nil, "%010d", at), 1)
}

func TestRunnerParses(t *testing.T) {
	t.Parallel()
	r, dir := testRunner(t), t.TempDir()
	for name, data := range map[string][]byte{"cv.docx": docx(t, resumeParts()), "cv.pdf": makePDF(samplePDF())} {
		want, err := Parse(data, name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Parse(context.Background(), write(t, dir, name, data))
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v\n got %+v\nwant %+v", name, err, got, want)
		}
	}
}

func TestRunnerDeaths(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, c := range []struct {
		how    string
		want   error
		reason string
		adjust func(*Runner)
	}{
		{how: "allocate", want: ErrMemory},
		{how: "allocate at once", want: ErrMemory},
		{how: "sleep", want: ErrTimeout, adjust: func(r *Runner) { r.Timeout = 300 * time.Millisecond }},
		{how: "spin", want: ErrTimeout, adjust: func(r *Runner) { r.Timeout = 500 * time.Millisecond }},
		{how: "recurse", want: ErrKilled, reason: "too deeply"},
		{how: "exit", want: ErrKilled, reason: "exit status 9"},
		{how: "talk", want: ErrKilled},
		{how: "lie", want: ErrKilled, reason: "answer is damaged"},
		{how: "panic", reason: "out of ideas"},
		{how: "flood", reason: "more than is read"},
		{how: "environment", reason: "0 variables"},
	} {
		t.Run(c.how, func(t *testing.T) {
			t.Parallel()
			r := testRunner(t)
			if c.adjust != nil {
				c.adjust(&r)
			}
			_, err := r.Parse(context.Background(), bad(t, dir, c.how))
			var m ErrMalformed
			switch {
			case err == nil:
				t.Fatal("no error")
			case c.want != nil && !errors.Is(err, c.want):
				t.Errorf("%v, want %v", err, c.want)
			case c.want == nil && !errors.As(err, &m):
				t.Errorf("%v, want a refusal", err)
			case !strings.Contains(err.Error(), c.reason):
				t.Errorf("%v, want %q", err, c.reason)
			}
		})
	}
}

func TestRunnerEndlessInput(t *testing.T) {
	t.Parallel()
	r := testRunner(t)
	r.Timeout = time.Second
	_, err := r.Parse(context.Background(), write(t, t.TempDir(), "endless.pdf", endlessPDF()))
	if !errors.Is(err, ErrTimeout) {
		t.Errorf("%v, want a timeout", err)
	}
}

func TestRunnerConfined(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux cuts the network off")
	}
	r, dir := testRunner(t), t.TempDir()
	held, err := r.Probe(context.Background())
	if err != nil || !held.Limits {
		t.Fatalf("%+v, %v", held, err)
	}
	if !held.NoNetwork() {
		t.Skip("this system allows neither a network namespace nor a system-call filter")
	}
	if held.Filter {
		for how, want := range map[string]string{"dial": "no socket", "read": "no file"} {
			if _, err := r.Parse(context.Background(), bad(t, dir, how)); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", how, err)
			}
		}
	}
	r.CPUSeconds = 1
	if _, err := r.Parse(context.Background(), bad(t, dir, "spin")); !errors.Is(err, ErrTimeout) || !strings.Contains(err.Error(), "processor") {
		t.Errorf("spin: %v, want the processor time limit", err)
	}
}

func TestRunnerFiles(t *testing.T) {
	t.Parallel()
	r, dir := testRunner(t), t.TempDir()
	r.InputBytes = 64
	var m ErrMalformed
	if _, err := r.Parse(context.Background(), write(t, dir, "big", make([]byte, 65))); !errors.As(err, &m) {
		t.Errorf("too large: %v", err)
	}
	if _, err := r.Parse(context.Background(), dir); !errors.As(err, &m) {
		t.Errorf("directory: %v", err)
	}
	if _, err := r.Parse(context.Background(), filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
	if err := r.Run(context.Background(), JobSheet, make([]byte, 65), io.Discard); !errors.As(err, &m) {
		t.Errorf("too large to run: %v", err)
	}
	r.Exe = filepath.Join(dir, "none")
	if _, err := r.Probe(context.Background()); !errors.Is(err, ErrStart) {
		t.Errorf("no program: %v", err)
	}
	r.Exe, r.InputBytes = "/bin/true", 0
	if _, err := r.Parse(context.Background(), write(t, dir, "cv", nil)); !errors.Is(err, ErrStart) {
		t.Errorf("a program that is no reader: %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestRunJob(t *testing.T) {
	t.Parallel()
	r := testRunner(t)
	var out bytes.Buffer
	if err := r.Run(context.Background(), JobSheet, []byte("12345"), &out); err != nil || out.String() != "rows of 5 bytes" {
		t.Errorf("%q, %v", out.String(), err)
	}
	var m ErrMalformed
	if err := r.Run(context.Background(), "poem", nil, &out); !errors.As(err, &m) {
		t.Errorf("unknown job: %v", err)
	}
	if err := r.Run(context.Background(), JobSheet, nil, failing{}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("failing writer: %v", err)
	}
}

func TestParseAllKeepsTheRest(t *testing.T) {
	t.Parallel()
	r, dir := testRunner(t), t.TempDir()
	r.Timeout = 6 * time.Second
	var paths []string
	want := map[string]error{}
	for i := range 90 {
		path := write(t, dir, fmt.Sprintf("cv%03d.docx", i), docx(t, with(resumeParts(), "word/document.xml", body(fmt.Sprint("SYNTHETIC number ", i)))))
		paths = append(paths, path)
		switch i {
		case 5, 70:
			paths, want[bad(t, dir, "exit")] = append(paths, filepath.Join(dir, "exit")), ErrKilled
		case 20:
			paths, want[bad(t, dir, "allocate")] = append(paths, filepath.Join(dir, "allocate")), ErrMemory
		case 21:
			paths, want[bad(t, dir, "sleep")] = append(paths, filepath.Join(dir, "sleep")), ErrTimeout
		}
	}
	var order []string
	err := r.ParseAll(context.Background(), paths, 3, func(got Read) error {
		path, d, err := got.Path, got.Doc, got.Err
		order = append(order, path)
		if cause := want[path]; cause != nil {
			if !errors.Is(err, cause) {
				t.Errorf("%s: %v, want %v", path, err, cause)
			}
			return nil
		}
		number := strings.TrimSuffix(strings.TrimLeft(strings.TrimPrefix(filepath.Base(path), "cv"), "0"), ".docx")
		if number == "" {
			number = "0"
		}
		if err != nil || d.Text != "SYNTHETIC number "+number {
			t.Errorf("%s: %q, %v", path, d.Text, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(order) != fmt.Sprint(paths) {
		t.Error("answers are out of order")
	}
}

func TestParseAllClearsTheInnocent(t *testing.T) {
	t.Parallel()
	r, dir := testRunner(t), t.TempDir()
	good := write(t, dir, "cv.docx", docx(t, resumeParts()))
	paths := []string{good, bad(t, dir, "poison"), good, good}
	err := r.ParseAll(context.Background(), paths, 1, func(got Read) error {
		if (got.Err == nil) != (got.Path == good) {
			t.Errorf("%s: %v", got.Path, got.Err)
		}
		if len(got.Hash) != 64 {
			t.Errorf("%s: hash %q", got.Path, got.Hash)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestParseAllStops(t *testing.T) {
	t.Parallel()
	r, dir := testRunner(t), t.TempDir()
	good := write(t, dir, "cv.docx", docx(t, resumeParts()))
	paths := []string{good, good, good, bad(t, dir, "sleep"), good}
	enough := errors.New("enough")
	if err := r.ParseAll(context.Background(), paths, 2, func(Read) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("%v, want the callback's error", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if err := r.ParseAll(ctx, paths, 2, func(Read) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want the context's error", err)
	}
	r.Exe = filepath.Join(dir, "none")
	if err := r.ParseAll(context.Background(), paths, 2, func(Read) error { t.Error("called"); return nil }); !errors.Is(err, ErrStart) {
		t.Errorf("%v, want no start", err)
	}
	if err := r.ParseAll(context.Background(), nil, 2, nil); err != nil {
		t.Errorf("nothing to read: %v", err)
	}
}

func TestChildStartedByHand(t *testing.T) {
	t.Parallel()
	r := testRunner(t)
	cmd := exec.Command(r.Exe, r.Args...)
	cmd.Stdin = strings.NewReader("hello\n")
	said, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitProtocol || !bytes.Contains(said, []byte("Daylight itself")) {
		t.Errorf("%q, %v", said, err)
	}
}

func BenchmarkParseAll(b *testing.B) {
	r, dir := testRunner(b), b.TempDir()
	path := write(b, dir, "cv.docx", docx(b, resumeParts()))
	paths := make([]string, b.N)
	for i := range paths {
		paths[i] = path
	}
	if err := r.ParseAll(context.Background(), paths, 2, func(got Read) error { return got.Err }); err != nil {
		b.Fatal(err)
	}
}
