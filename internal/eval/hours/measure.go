package hours

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/daylight-hq/daylight/internal/activity"
)

// Options are what a measurement needs.
type Options struct {
	Fitting activity.Fitting
	// Folds is into how many parts the authors are split. Each is judged by a
	// model that was fitted without it.
	Folds int
	// Resamples is how many resamples are judged, drawn event by event, and
	// how many drawn day by day.
	Resamples int
	Seed      uint64
	// Tell is called now and then with how much is done. Nil is nobody.
	Tell func(stage string, done, all int)
}

// Figures are what a model reaches on people whose offset is known. The truth
// is the offset that was in force for most of an author's events.
type Figures struct {
	Authors    int                     `json:"authors"`
	Answered   Rate                    `json:"answered"`   // of authors
	Silent     map[activity.Reason]int `json:"silent"`     // the others, by reason
	Within1    Rate                    `json:"within_1h"`  // of the answered
	Within2    Rate                    `json:"within_2h"`  // of the answered
	Far        Rate                    `json:"far_5h"`     // of the answered: 5 hours off or more
	Covered    Rate                    `json:"covered"`    // of the answered: the interval holds the truth
	Level      float64                 `json:"level"`      // what the interval promises
	WidthHours float64                 `json:"width_h"`    // median width of the intervals
	Judged     Rate                    `json:"judged"`     // of authors: a claim could be judged
	Wrong      Rate                    `json:"wrong"`      // of authors: contradicted at their main offset
	WrongClock Rate                    `json:"wrong_wall"` // of authors: contradicted on the clock of each event
	WrongEvent Rate                    `json:"wrong_resampled_events"`
	WrongDay   Rate                    `json:"wrong_resampled_days"`
	Found      Rate                    `json:"found"`        // of claims 8 to 12 hours off, of judged authors
	FoundOfAll Rate                    `json:"found_of_all"` // of such claims, of all authors
}

// Report is a measurement of one file.
type Report struct {
	File    string  `json:"file,omitempty"`
	Digest  string  `json:"sha256"` // of the uncompressed file
	Lines   int     `json:"lines"`
	Asides  []Aside `json:"set_aside"`
	Folds   int     `json:"folds"`
	Held    Figures `json:"held_out"` // models fitted on the other authors of the file
	BuiltIn Figures `json:"built_in"` // the model in the program
	// Seen says that the built-in model was fitted on this very file: then only
	// the figures of Held mean anything.
	Seen bool `json:"built_in_saw_this_file"`
}

// person is an author as the models see them.
type person struct {
	sample activity.Sample
	author *Author
	model  *activity.Model
}

// Measure splits the authors, fits a model without each part and measures it
// there, under the built-in model's shape and limits; then it measures the
// built-in model on everybody.
func Measure(ctx context.Context, f *File, builtIn *activity.Model, o Options) (*Report, error) {
	people := make([]person, len(f.Authors))
	for i := range f.Authors {
		people[i] = person{sample: sampleOf(f.Authors[i].Events), author: &f.Authors[i]}
	}
	o.Folds = min(o.Folds, len(people))
	r := &Report{Digest: f.Digest, Lines: f.Lines, Asides: f.Asides, Folds: o.Folds, Seen: f.Digest == builtIn.Fitted}
	if o.Folds < 2 {
		return nil, fmt.Errorf("measure %d authors: at least 2 are needed", len(people))
	}
	for fold := range o.Folds {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		o.tell("fitting", fold, o.Folds)
		m := activity.Fit(without(people, fold, o.Folds), builtIn.Shape, builtIn.Limits, o.Fitting)
		for i := fold; i < len(people); i += o.Folds {
			people[i].model = m
		}
	}
	var err error
	if r.Held, err = figures(ctx, people, o); err != nil {
		return nil, err
	}
	for i := range people {
		people[i].model = builtIn
	}
	r.BuiltIn, err = figures(ctx, people, o)
	return r, err
}

func (o Options) tell(stage string, done, all int) {
	if o.Tell != nil {
		o.Tell(stage, done, all)
	}
}

// Samples are the authors of a file as [activity.Fit] takes them.
func Samples(f *File) []activity.Sample {
	out := make([]activity.Sample, len(f.Authors))
	for i := range f.Authors {
		out[i] = sampleOf(f.Authors[i].Events)
	}
	return out
}

func without(people []person, fold, folds int) []activity.Sample {
	var out []activity.Sample
	for i := range people {
		if i%folds != fold {
			out = append(out, people[i].sample)
		}
	}
	return out
}

func sampleOf(events []Event) activity.Sample {
	unix := make([]int64, len(events))
	for i, e := range events {
		unix[i] = e.Unix
	}
	return activity.Sample{Hours: activity.HoursOf(unix), Offset: mainOffset(events)}
}

// mainOffset is the offset of most events, the smaller of two that tie.
func mainOffset(events []Event) int {
	count := map[int]int{}
	best := events[0].Offset
	for _, e := range events {
		count[e.Offset]++
		if n := count[e.Offset]; n > count[best] || n == count[best] && e.Offset < best {
			best = e.Offset
		}
	}
	return best
}

// wallOf is the clock of each event: in an hour with two, that of the first.
func wallOf(events []Event) activity.Clock {
	at := make(map[int64]int, len(events))
	for _, e := range events {
		if _, ok := at[e.Unix/3600]; !ok {
			at[e.Unix/3600] = e.Offset
		}
	}
	return func(hour int64) int { return at[hour] }
}

func figures(ctx context.Context, people []person, o Options) (Figures, error) {
	f := Figures{Authors: len(people), Silent: map[activity.Reason]int{}, Level: people[0].model.Level}
	var t tally
	for i := range people {
		t.add(&people[i], f.Silent)
	}
	n := len(people)
	f.Answered, f.Judged = NewRate(t.answered, n), NewRate(t.judged, n)
	f.Within1, f.Within2, f.Far = NewRate(t.within1, t.answered), NewRate(t.within2, t.answered), NewRate(t.far, t.answered)
	f.Covered = NewRate(t.covered, t.answered)
	if len(t.widths) > 0 {
		slices.Sort(t.widths)
		f.WidthHours = t.widths[len(t.widths)/2]
	}
	f.Wrong, f.WrongClock = NewRate(t.wrong, n), NewRate(t.wrongWall, n)
	f.Found, f.FoundOfAll = NewRate(t.found, t.judged*len(farClaims)), NewRate(t.found, n*len(farClaims))
	var err error
	f.WrongEvent, f.WrongDay, err = resampled(ctx, people, o)
	return f, err
}

// farClaims are by how many hours a false claim is off.
var farClaims = [...]int{-12, -11, -10, -9, -8, 8, 9, 10, 11}

type tally struct {
	answered, within1, within2, far, covered int
	judged, wrong, wrongWall, found          int
	widths                                   []float64
}

func (t *tally) add(p *person, silent map[activity.Reason]int) {
	truth := p.sample.Offset
	a := p.model.Infer(p.sample.Hours)
	if a.Reason != activity.Answered {
		silent[a.Reason]++
	} else {
		off := math.Abs(float64(turn(a.Offset - truth)))
		t.answered++
		t.within1 += one(off <= 60)
		t.within2 += one(off <= 120)
		t.far += one(off >= 300)
		d := a.Offset + turn(truth-a.Offset)
		t.covered += one(a.Low <= d && d <= a.High)
		t.widths = append(t.widths, float64(a.High-a.Low)/60)
	}
	v := p.model.Against(p.sample.Hours, activity.Fixed(truth))
	t.judged += one(v.Reason == activity.Answered)
	t.wrong += one(v.Contradicted)
	t.wrongWall += one(p.model.Against(p.sample.Hours, wallOf(p.author.Events)).Contradicted)
	for _, by := range farClaims {
		t.found += one(p.model.Against(p.sample.Hours, activity.Fixed(truth+by*60)).Contradicted)
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// turn is a difference of two clock faces, from -719 to 720 minutes.
func turn(minutes int) int {
	const day = 24 * 60
	minutes = ((minutes % day) + day) % day
	if minutes > day/2 {
		minutes -= day
	}
	return minutes
}

// Unanswered lists the reasons of silence, the commonest first.
func (f Figures) Unanswered() []activity.Reason {
	var out []activity.Reason
	for r := range f.Silent {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b activity.Reason) int {
		return cmp.Or(f.Silent[b]-f.Silent[a], cmp.Compare(a, b))
	})
	return out
}
