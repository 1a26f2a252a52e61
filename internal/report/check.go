package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Check says whether the exports at hand can feed one detector.
type Check struct {
	Rule     string   `json:"rule"`
	Title    string   `json:"title"`
	Parts    []Part   `json:"parts"`
	Answers  bool     `json:"answers"`
	Unlocked []string `json:"unlocked_by"` // exports that would complete it
}

// Part is one thing that a detector requires.
type Part struct {
	Part     string   `json:"part"`
	Optional bool     `json:"optional"`
	Have     bool     `json:"have"`
	Fields   []string `json:"fields"`  // kind.field
	Sources  []string `json:"sources"` // exports that carry it
}

// Checks is the table check × source × missing field, and the one export that
// would switch on most.
type Checks struct {
	Checks []Check  `json:"checks"`
	Best   string   `json:"best"`
	BestOn []string `json:"best_switches_on"`
}

// WriteCheck prints the table.
func WriteCheck(w io.Writer, c Checks) {
	tw := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(tw, "CHECK\tSTATE\tMISSING\tFIELD\tCARRIED BY")
	for _, ch := range c.Checks {
		if ch.Answers {
			fmt.Fprintf(tw, "%s\tanswers\t\t\t\n", ch.Rule)
		}
		for _, p := range ch.Parts {
			if p.Have {
				continue
			}
			state := "off"
			if p.Optional {
				state = "in part"
			}
			carried := strings.Join(p.Sources, "; ")
			if carried == "" {
				carried = "no built-in source: daylight map FILE"
			}
			fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\n", ch.Rule, state, p.Part, strings.Join(p.Fields, " or "), carried)
		}
	}
	_ = tw.Flush()
	if c.Best != "" {
		fmt.Fprintf(w, "\nOne more export would switch on most: %s (%s).\n\n", c.Best, strings.Join(c.BestOn, ", "))
	}
}
