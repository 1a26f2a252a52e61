package engine

import (
	"fmt"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/link"
	"github.com/daylight-hq/daylight/internal/shingle"
)

// text is the passages of one résumé.
type text struct {
	row      int32
	passages shingle.Set
}

// textOf returns the passages that a record holds.
func textOf(r *domain.Record) shingle.Set {
	if r.Key.Kind != domain.KindResume {
		return nil
	}
	for i := range r.Values {
		if v := &r.Values[i]; v.Field == domain.FieldResumeWords {
			if set, ok := shingle.Unpack(v.Text); ok {
				return set
			}
		}
	}
	return nil
}

// textsOf lists the texts of drafts, of those who have any.
func textsOf(drafts []*draft) []link.TextChange {
	var out []link.TextChange
	for _, d := range drafts {
		if len(d.texts) > 0 {
			out = append(out, d.textChange())
		}
	}
	return out
}

func (d *draft) textChange() link.TextChange {
	c := link.TextChange{ID: d.ID}
	for _, t := range d.texts {
		c.Texts = append(c.Texts, t.passages)
	}
	return c
}

func sameTexts(a, b []text) bool {
	return slices.EqualFunc(a, b, func(x, y text) bool { return x.row == y.row && slices.Equal(x.passages, y.passages) })
}

// likeness is the value that two people with nearly the same résumé share: it
// is of that pair alone.
func likeness(self string, l link.Likeness) domain.Identifier {
	return domain.Identifier{Type: domain.ResumeText, Key: min(self, l.Other) + "+" + max(self, l.Other),
		Masked: fmt.Sprintf("%.0f of 100 passages", 100*l.Share)}
}

// likenesses lists what a draft shares with those who have nearly its résumé.
// refs are those of the draft's rows.
func (d *draft) likenesses(loaded []loaded, refs []domain.RecordRef) []domain.Observation {
	var out []domain.Observation
	for _, l := range d.alike {
		i := slices.Index(d.rows, d.texts[l.Own].row)
		x := sighting{role: domain.RoleDocument, assurance: domain.Recorded}
		out = append(out, observation(likeness(d.ID, l), x, &loaded[i].record, refs[i:i+1:i+1]))
	}
	return out
}

// compareTexts finds anew who has nearly the same résumé as whom, after persons
// took the place of old ones. Whoever then shares another likeness is spelled
// out anew.
func (c *Current) compareTexts(drafts []*draft, m *moves) {
	if c.texts == nil {
		c.texts = link.NewTexts(textsOf(drafts))
		for _, d := range drafts {
			d.alike = c.texts.Alike(d.ID)
		}
		return
	}
	had, now := map[string]*draft{}, map[string]bool{}
	for _, d := range m.old {
		had[d.ID] = d
	}
	var changes []link.TextChange
	for _, d := range drafts {
		now[d.ID] = true
		if old := had[d.ID]; len(d.texts) > 0 && (old == nil || !sameTexts(old.texts, d.texts)) || old != nil && len(d.texts) == 0 && len(old.texts) > 0 {
			changes = append(changes, d.textChange())
		}
	}
	for _, d := range m.old {
		if !now[d.ID] && len(d.texts) > 0 {
			changes = append(changes, link.TextChange{ID: d.ID})
		}
	}
	moved := c.texts.Update(changes)
	for _, d := range drafts {
		d.alike = c.texts.Alike(d.ID)
	}
	for _, id := range moved {
		if x := c.people[id]; x != nil {
			x.draft.alike = c.texts.Alike(id)
			m.respell[x.draft] = true
		}
	}
}
