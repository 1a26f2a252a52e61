// Command testlog reads the log of go test -json, prints what failed and what
// was skipped, counts, and exits 1 when a test failed, or when one was skipped
// under DAYLIGHT_REQUIRE=all.
package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/wire"
)

// event is one line of go test -json.
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
}

type name struct{ pkg, test string }

func main() {
	f, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "testlog:", err)
		os.Exit(1)
	}
	defer f.Close()
	if !summarise(f) {
		os.Exit(1)
	}
}

// excused reports whether a test was skipped for want of the shared data, on a
// machine that has none.
func excused(output []string) bool {
	return os.Getenv("DAYLIGHT_SHARED") == "" && strings.Contains(strings.Join(output, ""), "DAYLIGHT_SHARED")
}

func summarise(f *os.File) bool {
	output := map[name][]string{}
	var failed, skipped []name
	passed := 0
	in := bufio.NewScanner(f)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var e event
		if err := wire.Unmarshal(in.Bytes(), &e); err != nil {
			fmt.Println(in.Text()) // a compiler's message
			continue
		}
		n := name{e.Package, e.Test}
		switch e.Action {
		case "output", "build-output":
			output[n] = append(output[n], e.Output)
		case "pass":
			if e.Test != "" {
				passed++
			}
			delete(output, n)
		case "fail", "build-fail":
			failed = append(failed, n)
		case "skip":
			if e.Test != "" && !excused(output[n]) {
				skipped = append(skipped, n)
			}
		}
	}
	for _, n := range failed {
		fmt.Printf("--- FAIL %s %s\n%s", n.pkg, n.test, strings.Join(output[n], ""))
	}
	for _, n := range skipped {
		fmt.Printf("--- SKIP %s %s\n%s", n.pkg, n.test, strings.Join(output[n], ""))
	}
	tests := slices.DeleteFunc(slices.Clone(failed), func(n name) bool { return n.test == "" })
	fmt.Printf("%d passed, %d failed, %d skipped\n", passed, max(len(tests), min(len(failed), 1)), len(skipped))
	if len(skipped) > 0 && os.Getenv("DAYLIGHT_REQUIRE") == "all" {
		fmt.Println("DAYLIGHT_REQUIRE=all: a skipped test fails")
		return false
	}
	return len(failed) == 0
}
