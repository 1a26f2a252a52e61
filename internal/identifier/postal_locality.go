package identifier

import (
	"slices"
	"strings"
	"unicode"

	"github.com/daylight-hq/daylight/internal/domain"
)

// postalParser takes one address apart. A segment is the words between two
// commas or line ends.
type postalParser struct {
	tables   postalTables
	segments [][]string
	out      PostalParts
}

// read cuts the lines into segments and refuses what is plainly no address.
func (p *postalParser) read(a domain.Address) Refusal {
	all := strings.Join(a.Lines, "\n")
	whole := all + a.City + a.PostalCode
	switch {
	case strings.TrimSpace(whole) == "":
		return RefusedEmpty
	case len(whole) > maxPostal:
		return RefusedTooLong
	case strings.ContainsAny(whole, "*•●…█") || strings.Contains(strings.ToLower(whole), "xxx"):
		return RefusedMasked
	case filler(strings.TrimSpace(all)):
		return RefusedPlaceholder
	}
	if strings.ContainsAny(a.City, ",0123456789") { // carriers put town, state and code in one field
		all += "\n" + a.City
	}
	folded := strings.ReplaceAll(fold(all), " - ", ",")
	for _, segment := range strings.FieldsFunc(folded, func(r rune) bool { return strings.ContainsRune(",;\n\r|", r) }) {
		segment = strings.TrimSpace(segment)
		if _, bad := p.tables.badLine[segment]; bad {
			return RefusedPlaceholder
		}
		if slices.ContainsFunc(p.tables.skip, func(s string) bool {
			rest, ok := strings.CutPrefix(segment, s)
			return ok && (rest == "" || !isAlpha(rest[0]))
		}) {
			continue
		}
		if words := postalWords(segment); len(words) > 0 {
			p.segments = append(p.segments, words)
		}
	}
	return ""
}

// postalWords cuts a folded segment into words. A stop after one letter and
// an apostrophe join; a hyphen joins a letter to a digit, stays between
// digits, and parts words; # is a word.
func postalWords(s string) []string {
	var words []string
	var cur []rune
	end := func() {
		if len(cur) > 0 {
			words = append(words, string(cur))
			cur = cur[:0]
		}
	}
	runes := []rune(s)
	digitAt := func(i int) bool { return i >= 0 && i < len(runes) && unicode.IsDigit(runes[i]) }
	letterAt := func(i int) bool { return i >= 0 && i < len(runes) && unicode.IsLetter(runes[i]) }
	for i, r := range runes {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			cur = append(cur, r)
		case r == '.' && len(cur) == 1 && letterAt(i-1), r == '\'' || r == '’' || r == '`':
		case r == '#':
			end()
			words = append(words, "#")
		case (r == '-' || r == '/' || r == '–') && digitAt(i-1) && digitAt(i+1):
			if r == '–' {
				r = '-'
			}
			cur = append(cur, r)
		case (r == '-' || r == '/') && (digitAt(i-1) && letterAt(i+1) || len(cur) == 1 && letterAt(i-1) && digitAt(i+1)):
		default:
			end()
		}
	}
	end()
	return words
}

func foldedWords(s string) string { return strings.Join(postalWords(fold(s)), " ") }

// takeLocality fills town, region, code and country: from their own fields
// where the source has them, else from the last segments.
func (p *postalParser) takeLocality(a domain.Address) Refusal {
	t := p.tables
	if c := foldedWords(a.Country); c != "" {
		p.out.Country = t.countryCode(c)
	}
	if r := foldedWords(strings.TrimPrefix(strings.ToUpper(a.Region), "US-")); r != "" {
		code, country := t.regionCode(r)
		if code == "" {
			code = strings.ToUpper(r)
		}
		p.setRegion(code, country)
	}
	p.out.Postal = strings.ToUpper(compact(a.PostalCode))
	if !strings.ContainsAny(a.City, ",0123456789") {
		p.out.City = foldedWords(a.City)
	}
	p.dropRepeats()
	if p.out.City == "" && p.out.Postal == "" {
		p.takeTail()
	}
	p.out.Postal = postalCode(p.out.Postal, p.out.Country)
	p.out.City = townName(p.out.City)
	if _, bad := t.badCity[p.out.City]; bad {
		return RefusedPlaceholder
	}
	if len(p.segments) == 0 {
		if p.out.City == "" && p.out.Postal == "" {
			return RefusedEmpty
		}
		return RefusedCityOnly
	}
	return ""
}

// townName abbreviates the words that towns are written with in both ways.
func townName(folded string) string {
	words := strings.Fields(folded)
	for i, w := range words {
		switch w {
		case "saint":
			words[i] = "st"
		case "fort":
			words[i] = "ft"
		case "mount":
			words[i] = "mt"
		}
	}
	return strings.Join(words, " ")
}

func (p *postalParser) setRegion(code, country string) {
	p.out.Region = code
	if p.out.Country == "" {
		p.out.Country = country
	}
}

// dropRepeats removes segments that only repeat the fields of the locality.
func (p *postalParser) dropRepeats() {
	code := strings.ToLower(p.out.Postal)
	p.segments = slices.DeleteFunc(p.segments, func(words []string) bool {
		s := strings.Join(words, " ")
		region, _ := p.tables.regionCode(s)
		switch {
		case p.out.City != "" && s == p.out.City, code != "" && strings.ReplaceAll(s, " ", "") == code:
			return true
		case p.out.Region != "" && region == p.out.Region, p.out.Country != "" && p.tables.countryCode(s) == p.out.Country:
			return true
		}
		rest, ok := strings.CutSuffix(s, code)
		if !ok || code == "" {
			return false
		}
		rest = strings.TrimSpace(rest)
		region, _ = p.tables.regionCode(rest)
		return region != "" || p.out.City != "" && (rest == p.out.City || strings.HasPrefix(rest, p.out.City+" "))
	})
}

// postalCode canonicalises a code: ZIP+4 becomes ZIP5, a ZIP that lost its
// leading zero in a spreadsheet gets it back, a country's letter before the
// code goes.
func postalCode(code, country string) string {
	if len(code) >= 6 && isAlpha(code[0]) && (allDigits(code[1:]) || isAlpha(code[1]) && allDigits(code[2:])) {
		code = strings.TrimLeft(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") // D-10115, CH-8001
	}
	if !allDigits(code) {
		return code
	}
	switch {
	case len(code) == 9 && (country == "US" || country == ""):
		return code[:5]
	case country == "US" && (len(code) == 3 || len(code) == 4):
		return strings.Repeat("0", 5-len(code)) + code
	}
	return code
}

// takeTail reads the locality from the end of the segments.
func (p *postalParser) takeTail() {
	if n := len(p.segments); n > 1 {
		if _, known := p.tables.countries[strings.Join(p.segments[n-1], " ")]; known {
			p.out.Country = p.tables.countryCode(strings.Join(p.segments[n-1], " "))
			p.segments = p.segments[:n-1]
		}
	}
	if len(p.segments) == 1 {
		p.splitSegment()
		return
	}
	if len(p.segments) == 0 {
		return
	}
	rest := p.takeCode(p.popSegment())
	rest = p.takeRegion(rest)
	if len(rest) == 0 && len(p.segments) > 1 { // the town stood before the last comma
		rest = p.popSegment()
		if p.out.Region == "" {
			rest = p.takeRegion(rest)
			if len(rest) == 0 && len(p.segments) > 1 {
				rest = p.popSegment()
			}
		}
		if p.out.Postal == "" {
			rest = p.takeCode(rest)
		}
	}
	if hasDigit(rest) { // a street after all
		p.segments = append(p.segments, rest)
		return
	}
	p.out.City = strings.Join(rest, " ")
}

func (p *postalParser) popSegment() []string {
	n := len(p.segments) - 1
	last := p.segments[n]
	p.segments = p.segments[:n]
	return last
}

func hasDigit(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.ContainsAny(w, "0123456789") })
}

// takeRegion removes a region from the end of words: all of them, if words
// before them name a town, or the last one.
func (p *postalParser) takeRegion(words []string) []string {
	if len(words) == 0 || p.out.Region != "" {
		return words
	}
	n := len(words)
	whole := strings.Join(words, " ")
	code, country := p.tables.regionCode(whole)
	townBefore := len(p.segments) > 1 && !hasDigit(p.segments[len(p.segments)-1])
	if code != "" && (n == 1 && len(whole) <= 3 || townBefore || p.out.Postal != "" && len(p.segments) > 1) {
		p.setRegion(code, country)
		return nil
	}
	if code, country := p.tables.regionCode(words[n-1]); n > 1 && code != "" && len(words[n-1]) <= 3 {
		p.setRegion(code, country)
		return words[:n-1]
	}
	return words
}

// takeCode removes a postal code from the end or the beginning of words.
func (p *postalParser) takeCode(words []string) []string {
	for _, n := range []int{2, 1} {
		if n > len(words) || p.out.Postal != "" {
			continue
		}
		if tail := words[len(words)-n:]; isPostalCode(tail) {
			p.out.Postal = strings.ToUpper(compact(strings.Join(tail, "")))
			return words[:len(words)-n]
		}
		if head := words[:n]; isPostalCode(head) {
			p.out.Postal = strings.ToUpper(compact(strings.Join(head, "")))
			return words[n:]
		}
	}
	return words
}

// isPostalCode reports whether one or two words have the form of a postal code:
// digits (4 to 7, or 5+4), British, Canadian, Irish, Dutch, or in two groups.
func isPostalCode(words []string) bool {
	shape := shapeOf(strings.Join(words, " "))
	switch shape {
	case "0000", "00000", "000000", "0000000", "00000-0000", "000-0000", "0000-000", "00-000", "00000-000",
		"a0000", "a00000", "aa0000", "aa00000":
		return len(words) == 1
	case "000 00", "0000 aa", "a0a 0a0", "a00 aaaa", "a00 a000", "a00 0000", "a00 aa00",
		"a0 0aa", "a00 0aa", "aa0 0aa", "aa00 0aa", "aa0a 0aa":
		return true
	case "a0a0a0", "a00aa", "a000aa", "aa00aa", "aa000aa", "aa0a0aa", "0000aa", "a0a0aa":
		return len(words) == 1
	}
	return false
}

// shapeOf writes letters as a and digits as 0.
func shapeOf(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			b.WriteByte('0')
		case unicode.IsLetter(r):
			b.WriteByte('a')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// splitSegment divides an address without commas: after the last word for a
// kind of street, or before a code that stands in front of the town.
func (p *postalParser) splitSegment() {
	words := p.segments[0]
	if c := p.tables.countries[words[len(words)-1]]; c != "" && len(words) > 3 {
		p.out.Country = c
		words = words[:len(words)-1]
	}
	for i := 2; i+1 < len(words); i++ { // Musterstr 12 10115 Berlin
		if isNumber(words[i-1]) && isPostalCode(words[i:i+1]) && !isNumber(words[0]) && !hasDigit(words[i+1:]) {
			p.out.Postal = strings.ToUpper(compact(words[i]))
			p.out.City = strings.Join(words[i+1:], " ")
			p.segments = [][]string{words[:i]}
			return
		}
	}
	rest := words
	if len(words) > 1 {
		rest = p.takeRegion(p.takeCode(words))
	}
	if !hasDigit(rest) {
		p.out.City, p.segments = strings.Join(rest, " "), nil
		if p.hasStreetWord(rest) {
			p.out.City, p.segments = "", [][]string{rest}
		}
		return
	}
	cut := len(rest)
	for i := len(rest) - 1; i >= 2; i-- {
		if p.tables.suffix[rest[i]] != "" {
			cut = i + 1
			break
		}
	}
	for cut < len(rest) && (p.tables.direction[rest[cut]] != "" && len(rest[cut]) <= 2 || p.unitAt(rest, cut) > 0) {
		cut += max(1, p.unitAt(rest, cut))
	}
	if hasDigit(rest[cut:]) { // the kind of street was part of its name
		cut = len(rest)
	}
	p.segments = [][]string{rest[:cut]}
	p.out.City = strings.Join(rest[cut:], " ")
}

func (p *postalParser) hasStreetWord(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		return p.tables.suffix[w] != "" || strings.HasSuffix(w, "strasse") || strings.HasSuffix(w, "straat")
	})
}
