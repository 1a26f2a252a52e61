package review

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const another = "[another person]"

// redactor returns a function that replaces every given text where it stands
// as a word of its own, in any case of letters, longest first.
func redactor(texts []string) func(string) string {
	texts = slices.Clone(texts)
	slices.SortFunc(texts, longestFirst)
	var alternatives []string
	for _, t := range slices.Compact(texts) {
		if t = strings.TrimSpace(t); t != "" {
			alternatives = append(alternatives, edge(t, true)+regexp.QuoteMeta(t)+edge(t, false))
		}
	}
	if len(alternatives) == 0 {
		return func(s string) string { return s }
	}
	find := regexp.MustCompile("(?i)" + strings.Join(alternatives, "|"))
	return func(s string) string { return find.ReplaceAllString(s, another) }
}

// edge asks for a word's end where the text ends in a letter of ASCII; beyond
// those, regexp knows no words, and too much is taken rather than too little.
func edge(t string, start bool) string {
	r, _ := utf8.DecodeLastRuneInString(t)
	if start {
		r, _ = utf8.DecodeRuneInString(t)
	}
	if r < utf8.RuneSelf && (r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z') {
		return `\b`
	}
	return ""
}

// mapTexts applies a function to every text of a case that can name somebody.
func (c *Case) mapTexts(fn func(string) string) {
	for i := range c.Snapshots {
		c.Snapshots[i].mapTexts(fn)
	}
	for i := range c.Notes {
		c.Notes[i].Text = fn(c.Notes[i].Text)
	}
	for i := range c.Files {
		c.Files[i].Name = fn(c.Files[i].Name)
	}
	for i := range c.FollowUps {
		c.FollowUps[i].Result = fn(c.FollowUps[i].Result)
	}
	for i := range c.Contained {
		c.Contained[i].Reason = fn(c.Contained[i].Reason)
	}
	if c.Decision != nil {
		c.Decision.mapTexts(fn)
	}
	for i := range c.Past {
		c.Past[i].mapTexts(fn)
	}
	for i := range c.Marks {
		if m := &c.Marks[i]; fn(m.Person) != m.Person {
			m.Person = "" // the mark on the identifiers stays
		}
	}
	if c.Hold != nil {
		c.Hold.Reason = fn(c.Hold.Reason)
	}
	if c.Snooze != nil {
		c.Snooze.Why = fn(c.Snooze.Why)
	}
}

func (s *Snapshot) mapTexts(fn func(string) string) {
	each := func(list []string) {
		for i := range list {
			list[i] = fn(list[i])
		}
	}
	each(s.Members)
	each(s.Others)
	each(s.Mentions)
	for i := range s.Seen {
		f := &s.Seen[i].Finding
		f.Sentence, f.Lowered = fn(f.Sentence), fn(f.Lowered)
		each(f.Innocent)
		each(f.Counter)
		each(f.Missing)
		for j := range f.Evidence {
			e := &f.Evidence[j]
			e.Claim, e.Observed = fn(e.Claim), fn(e.Observed)
			for k := range e.Records {
				e.Records[k].Key, e.Records[k].Origin.File = fn(e.Records[k].Key), fn(e.Records[k].Origin.File)
			}
			if e.Value != nil {
				each(e.Value.Others)
			}
		}
	}
}

func (d *Decision) mapTexts(fn func(string) string) {
	d.Reason, d.ApproverReason, d.EndedWhy = fn(d.Reason), fn(d.ApproverReason), fn(d.EndedWhy)
	if d.Notice != nil {
		d.Notice.Text = fn(d.Notice.Text)
	}
	if d.Delay != nil {
		d.Delay.Reason = fn(d.Delay.Reason)
	}
	for i := range d.Responses {
		d.Responses[i].Text, d.Responses[i].Answer = fn(d.Responses[i].Text), fn(d.Responses[i].Answer)
	}
	for i := range d.Appeals {
		d.Appeals[i].Text, d.Appeals[i].Reason = fn(d.Appeals[i].Text), fn(d.Appeals[i].Reason)
	}
}
