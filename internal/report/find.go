package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
)

// shownMatches is how many people an ambiguous name lists.
const shownMatches = 5

// findPerson finds the one person whom an id names: by the id that a report
// prints, by one of the employer's keys, else by the bare number or mail
// address of a key or by a whole name.
func findPerson(res *engine.Result, id string) (*domain.Person, error) {
	for _, named := range []func(*domain.Person, string) bool{namedExactly, namedLoosely} {
		var found []*domain.Person
		for _, p := range res.Persons {
			if named(p, id) {
				found = append(found, p)
			}
		}
		switch len(found) {
		case 0:
		case 1:
			return found[0], nil
		default:
			return nil, ambiguous(id, found)
		}
	}
	return nil, fmt.Errorf("nobody is called %q here; daylight scan --all --json lists everybody's ids, and a key is written source:tenant:id, such as greenhouse:main:10234", id)
}

func ambiguous(id string, found []*domain.Person) error {
	var lines []string
	for _, p := range found[:min(len(found), shownMatches)] {
		lines = append(lines, p.ID+" "+label(p))
	}
	if len(found) > shownMatches {
		lines = append(lines, fmt.Sprintf("and %d more", len(found)-shownMatches))
	}
	return fmt.Errorf("%d people are called %q; name one by its id:\n  %s", len(found), id, strings.Join(lines, "\n  "))
}

func namedExactly(p *domain.Person, id string) bool {
	return p.ID == id || slices.Contains(p.Subjects, id) || slices.Contains(p.Keys.CandidateIDs, id) ||
		slices.Contains(p.Keys.EmployeeIDs, id) || slices.Contains(p.Keys.Emails, strings.ToLower(id))
}

func namedLoosely(p *domain.Person, id string) bool {
	for _, n := range p.Names {
		if strings.EqualFold(OneLine(n.Text), OneLine(id)) {
			return true
		}
	}
	for _, r := range p.Records {
		for _, ref := range r.Refs {
			bare := ref.Value[strings.LastIndexByte(ref.Value, ':')+1:]
			if ref.Type.Person() && (ref.String() == id || strings.EqualFold(ref.Value, id) || strings.EqualFold(bare, id)) {
				return true
			}
		}
	}
	return false
}
