package cli

import (
	"fmt"
	"strings"

	"github.com/daylight-hq/daylight/internal/report"
)

// place names what was set aside: its file, and its line where there is one.
func place(file string, line int) string {
	file = report.OneLine(file)
	if line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// detail leaves out the file's name where an error begins with it, since it
// stands before the error anyway.
func detail(file, text string) string { return report.OneLine(strings.TrimPrefix(text, file+": ")) }
