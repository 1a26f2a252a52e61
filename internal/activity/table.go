package activity

import (
	"bufio"
	_ "embed" // the model
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

//go:embed rhythm.tbl
var embedded string

// Builtin reads the model that is built into the program. Its file says where
// each number comes from, and how to make it anew.
func Builtin() (*Model, error) {
	m, err := ParseModel(strings.NewReader(embedded))
	if err != nil {
		return nil, fmt.Errorf("read built-in rhythm model: %w", err)
	}
	return m, nil
}

// number is one line of a model's file: a name, where the number stands in a
// model, and where it comes from.
type number struct {
	name     string
	min, max float64
	whole    *int
	real     *float64
	why      string
}

// numbers lists the numbers of a model besides its archetypes.
func (m *Model) numbers() []number {
	return []number{
		{"prior", 0.01, 1000, nil, &m.Prior, "Hours of an even day added to everybody's. Set by hand; 4 and 10 were tried."},
		{"smooth", 0.1, 6, nil, &m.Smooth, "Hours, of the kernel that smooths a day. Set by hand; 0.5, 0.7 and 1 were tried."},
		{"scatter", 0.001, 10, nil, &m.Scatter, "Chosen by cross-validation on the authors, among those that Usual lists."},
		{"min-hours", 1, 1e6, &m.MinHours, nil, "Distinct hours of activity. Set by hand: about two for each hour of a day."},
		{"min-days", 1, 1e6, &m.MinDays, nil, "Distinct days of activity. Set by hand: six working weeks."},
		{"pause", 0, 1, nil, &m.Pause, "Most that the six stillest hours may hold: half of what an even day puts there."},
		{"weekend", 0, 1, nil, &m.Weekend, "Most that the two stillest days may hold to be a weekend: half of what an even week puts there."},
		{"slot", 1, 24, &m.Slot, nil, "Hours. Four fifths of the activity in fewer, on all days alike, is a slot and no working day. Set by hand with the authors in sight."},
		{"near", 0, 1, nil, &m.Near, "Least probability within two hours of an answer. Set by hand: three to one."},
		{"level", 0, 1, nil, &m.Level, "What an interval promises to cover."},
		{"margin", 0, 12, &m.Margin, nil, "Hours. Set by hand with the authors' figures in sight: the method page has them for 3 and 4."},
		{"doubt", 0, 1, nil, &m.Doubt, "A claim is contradicted only when less lies within the margin of it. Set by hand: one in twenty."},
		{"authors", 0, 1e9, &m.Authors, nil, "People who had enough activity to be fitted on."},
	}
}

// Write writes a model as [ParseModel] reads it.
func (m *Model) Write(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, "# Rhythms of working days, and the limits below which nothing is said.")
	fmt.Fprintln(b, "# Made by: daylight eval hours FILE.csv.gz --model internal/activity/rhythm.tbl")
	fmt.Fprintln(b, "# docs/method/hours.md has the formula, the source of the data and the measured rates.")
	for _, n := range m.numbers() {
		v := ""
		if n.whole != nil {
			v = strconv.Itoa(*n.whole)
		} else {
			v = strconv.FormatFloat(*n.real, 'g', 6, 64)
		}
		fmt.Fprintf(b, "\n# %s\n%s\t%s\n", n.why, n.name, v)
	}
	fmt.Fprintf(b, "\n# SHA-256 of the uncompressed file that the archetypes were fitted on.\nfitted\t%s\n", m.Fitted)
	fmt.Fprintln(b, "\n# Archetypes: share of people, then the square root of the share of a working\n# day's activity in each hour from midnight, local time.")
	for _, a := range m.Archetypes {
		fmt.Fprintf(b, "archetype\t%.4f", a.Weight)
		for _, v := range a.Roots {
			fmt.Fprintf(b, "\t%.3f", v)
		}
		fmt.Fprintln(b)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write rhythm model: %w", err)
	}
	return nil
}

// ParseModel reads a model. An unknown name, a missing or repeated number and
// one out of bounds are errors that name the line.
func ParseModel(r io.Reader) (*Model, error) {
	m := &Model{}
	open := map[string]number{}
	for _, n := range m.numbers() {
		open[n.name] = n
	}
	lines := bufio.NewScanner(r)
	for at := 1; lines.Scan(); at++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, rest, _ := strings.Cut(line, "\t")
		if err := m.line(open, name, rest); err != nil {
			return nil, fmt.Errorf("line %d: %w", at, err)
		}
		delete(open, name)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read rhythm model: %w", err)
	}
	for _, n := range m.numbers() {
		if _, missing := open[n.name]; missing {
			return nil, fmt.Errorf("no line %q", n.name)
		}
	}
	return m, nil
}

func (m *Model) line(open map[string]number, name, rest string) error {
	switch name {
	case "fitted":
		m.Fitted = rest
		return nil
	case "archetype":
		a, err := parseArchetype(rest)
		m.Archetypes = append(m.Archetypes, a)
		return err
	}
	n, ok := open[name]
	if !ok {
		return fmt.Errorf("%q is unknown or stands twice", name)
	}
	v, err := strconv.ParseFloat(rest, 64)
	if err != nil || !(v >= n.min && v <= n.max) || n.whole != nil && v != math.Trunc(v) {
		return fmt.Errorf("%s is no number from %g to %g", name, n.min, n.max)
	}
	if n.whole != nil {
		*n.whole = int(v)
	} else {
		*n.real = v
	}
	return nil
}

func parseArchetype(s string) (Archetype, error) {
	var a Archetype
	fields := strings.Split(s, "\t")
	if len(fields) != 1+dayHours {
		return a, fmt.Errorf("an archetype has %d numbers instead of %d", len(fields), 1+dayHours)
	}
	for i, f := range fields {
		v, err := strconv.ParseFloat(f, 64)
		if err != nil || !(v > 0 && v <= 1) {
			return a, fmt.Errorf("number %d of an archetype is not between 0 and 1", i+1)
		}
		if i == 0 {
			a.Weight = v
		} else {
			a.Roots[i-1] = v
		}
	}
	return a, nil
}
