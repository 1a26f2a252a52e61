package identifier

import (
	"slices"
	"strings"
)

// takeStreet fills number, street and unit from the segments that are left.
func (p *postalParser) takeStreet() Refusal {
	var units []string
	var rest [][]string
	for _, words := range p.segments {
		if number, ok := p.boxNumber(words); ok {
			p.out.Number, p.out.Street = number, boxStreet
			continue
		}
		var found []string
		words, found = p.takeUnits(words)
		units = append(units, found...)
		if len(words) > 0 {
			rest = append(rest, words)
		}
	}
	if p.out.Street == "" {
		for _, words := range joinNumbers(rest, p) {
			switch {
			case p.out.Street == "":
				unit, ok := p.street(words)
				if ok && unit != "" {
					units = append(units, unit)
				}
				if !ok && hasDigit(words) {
					return RefusedUnparsed
				}
			case hasDigit(words):
				if len(words) > 2 {
					return RefusedUnparsed
				}
				units = append(units, strings.Join(words, ""))
			}
		}
	}
	return p.judge(rest, units)
}

// judge finishes the parts, or says what is missing.
func (p *postalParser) judge(rest [][]string, units []string) Refusal {
	if p.out.Street == "" {
		for _, words := range rest {
			if p.hasStreetWord(words) {
				return RefusedUnparsed
			}
		}
		if len(units) > 0 {
			return RefusedUnparsed
		}
		return RefusedCityOnly
	}
	for i, u := range units {
		if trimmed := strings.TrimLeft(u, "0"); trimmed != "" {
			units[i] = trimmed
		}
	}
	slices.Sort(units)
	p.out.Unit = strings.Join(slices.Compact(units), " ")
	if trimmed := strings.TrimLeft(p.out.Number, "0"); trimmed != "" {
		p.out.Number = trimmed
	}
	if _, bad := p.tables.badStreet[p.out.Street]; bad {
		return RefusedPlaceholder
	}
	if p.out.City == "" && p.out.Postal == "" {
		return RefusedIncomplete
	}
	return ""
}

// boxNumber reads a post office box.
func (p *postalParser) boxNumber(words []string) (string, bool) {
	line := strings.Join(words, " ")
	for _, name := range p.tables.box {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			rest = strings.TrimPrefix(rest, "# ")
			if f := strings.Fields(rest); len(f) == 1 && hasDigit(f) {
				return f[0], true
			}
		}
	}
	return "", false
}

// unitAt returns how many words from i on name a unit, or 0.
func (p *postalParser) unitAt(words []string, i int) int {
	n := len(words)
	if _, ok := p.tables.unit[words[i]]; ok {
		j := i + 1
		for j < n && words[j] == "#" {
			j++
		}
		if j < n && p.unitValue(words[j]) {
			return j - i + 1
		}
		return 0
	}
	if p.tables.floor[words[i]] != "" && i+1 < n && allDigits(words[i+1]) && len(words[i+1]) <= 3 {
		return 2
	}
	if ordinalOf(p.tables, words[i]) != "" && i+1 < n && p.tables.floor[words[i+1]] != "" {
		return 2
	}
	if p.tables.named[words[i]] != "" {
		switch {
		case i+1 == n:
			return 1
		case hasDigit(words[i+1:i+2]) && (i == 0 || i+2 == n):
			return 2
		}
	}
	return 0
}

// unitValue reports whether a word can be the number of a unit.
func (p *postalParser) unitValue(w string) bool {
	if strings.ContainsAny(w, "0123456789") {
		return true
	}
	return len(w) <= 2 && p.tables.suffix[w] == "" || p.tables.named[w] != ""
}

// takeUnits removes the units from a segment.
func (p *postalParser) takeUnits(words []string) (rest, units []string) {
	for i := 0; i < len(words); {
		n := p.unitAt(words, i)
		if n == 0 || p.tables.named[words[i]] != "" && n == 1 && len(rest) > 0 && len(rest) < 3 {
			rest = append(rest, words[i])
			i++
			continue
		}
		units = append(units, p.unitName(words[i:i+n]))
		i += n
	}
	return rest, units
}

func (p *postalParser) unitName(words []string) string {
	first, last := words[0], words[len(words)-1]
	if short := p.tables.named[first]; short != "" {
		return short + strings.Join(words[1:], "")
	}
	if o := ordinalOf(p.tables, first); o != "" {
		return "fl" + o
	}
	if p.tables.floor[first] != "" {
		return "fl" + strings.TrimLeft(last, "0")
	}
	if short := p.tables.named[last]; short != "" {
		last = short
	}
	if short := p.tables.unit[first]; short != "-" {
		return short + last
	}
	return last
}

// ordinalOf returns the number of first, 1st, 3º and the like, else "".
func ordinalOf(t postalTables, w string) string {
	if n := t.ordinal[w]; n != "" {
		return n
	}
	digits := strings.TrimRight(w, "abcdefghijklmnopqrstuvwxyz")
	switch w[len(digits):] {
	case "st", "nd", "rd", "th", "o", "a", "er", "e", "eme":
		if allDigits(digits) {
			return digits
		}
	}
	return ""
}

// isNumber reports whether a word can be a house number: 12, 12b, 12-14, 2/14,
// 12bis. Ordinals of streets are not.
func isNumber(w string) bool {
	if w == "" || !isDigit(w[0]) {
		return false
	}
	digits := strings.TrimLeft(w, "0123456789-/")
	switch digits {
	case "st", "nd", "rd", "th":
		return false
	case "bis", "ter", "quater":
		return true
	}
	return len(digits) <= 1 && len(w) <= 12
}

// joinNumbers brings a number that stands alone between commas to the street
// before it (Calle Mayor, 12) or after it (12, rue Monge).
func joinNumbers(segments [][]string, p *postalParser) [][]string {
	var out [][]string
	for i := 0; i < len(segments); i++ {
		words := segments[i]
		if len(words) == 2 && p.tables.number[words[0]] != "" {
			words = words[1:]
		}
		lone := len(words) == 1 && isNumber(words[0])
		switch {
		case lone && len(out) > 0 && !hasDigit(out[len(out)-1]):
			out[len(out)-1] = slices.Concat(out[len(out)-1], words)
		case lone && len(out) == 0 && i+1 < len(segments) && !hasDigit(segments[i+1]):
			out = append(out, slices.Concat(words, segments[i+1]))
			i++
		default:
			out = append(out, words)
		}
	}
	return out
}

// street reads a segment with number and street, the number first or last. A
// name of the building may stand before the number; what follows a number
// that is last names the unit.
func (p *postalParser) street(words []string) (unit string, ok bool) {
	words = p.joinAdditions(words)
	at := slices.IndexFunc(words, isNumber)
	if at < 0 || len(words) < 2 {
		return "", false
	}
	p.out.Number = words[at]
	before, after := words[:at], words[at+1:]
	numberFirst := at == 0 || len(after) > 0 && p.hasStreetWord(after) && !p.hasStreetWord(before)
	if numberFirst {
		if len(after) > 0 && isFraction(after[0]) {
			p.out.Number += " " + after[0]
			after = after[1:]
		}
		after, unit = p.trailingUnit(after)
		p.out.Street = p.streetName(after, false)
	} else {
		p.out.Street = p.streetName(before, true)
		unit = strings.Join(after, "")
	}
	return unit, strings.ContainsFunc(p.out.Street, func(r rune) bool { return r > '9' || r < ' ' }) || p.clearStreet()
}

// clearStreet forgets a street without a letter: two numbers are no address.
func (p *postalParser) clearStreet() bool {
	p.out.Street, p.out.Number = "", ""
	return false
}

func isFraction(w string) bool { return w == "1/2" || w == "1/4" || w == "3/4" }

// joinAdditions drops words before the number (No 12) and joins its letter or
// addition to it (12 b, 12 bis).
func (p *postalParser) joinAdditions(words []string) []string {
	var out []string
	for i, w := range words {
		if p.tables.number[w] != "" && i+1 < len(words) && isNumber(words[i+1]) {
			continue
		}
		if n := len(out); n > 0 && isNumber(out[n-1]) && allDigits(out[n-1]) {
			letterLast := len(w) == 1 && isAlpha(w[0]) && i == len(words)-1 && i > 1
			if letterLast || p.tables.after[w] != "" && i+1 < len(words) && p.tables.suffix[words[i+1]] != "" {
				out[n-1] += w
				continue
			}
		}
		out = append(out, w)
	}
	return out
}

// trailingUnit takes a bare number after the kind of street: 12 Main St 4. A
// number after road, highway or route is the road's own.
func (p *postalParser) trailingUnit(words []string) ([]string, string) {
	n := len(words)
	if n < 3 || !isNumber(words[n-1]) {
		return words, ""
	}
	prev := words[n-2]
	if p.tables.direction[prev] != "" && n > 3 {
		prev = words[n-3]
	}
	switch p.tables.suffix[prev] {
	case "", "rd", "hwy", "rte", "fwy", "expy":
		return words, ""
	}
	return words[:n-1], words[n-1]
}

// streetName abbreviates the words of a street. In addresses with the number
// last, str belongs to the word before it.
func (p *postalParser) streetName(words []string, numberLast bool) string {
	var out []string
	for _, w := range words {
		if o := ordinalOf(p.tables, w); o != "" && len(words) > 1 {
			w = o
		}
		if short := p.tables.direction[w]; short != "" {
			w = short
		} else if short := p.tables.suffix[w]; short != "" {
			w = short
		}
		for long, short := range p.tables.ending {
			if strings.HasSuffix(w, long) && len(w) > len(long) {
				w = strings.TrimSuffix(w, long) + short
			}
		}
		if n := len(out); p.tables.joined[w] != "" {
			if !numberLast {
				w = "st"
			} else if n > 0 {
				out[n-1] += w
				continue
			}
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}
