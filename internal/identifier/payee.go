package identifier

import (
	"slices"
	"strings"
)

// PayeeMatches compares the holder of an account, as a bank or payroll system
// writes it, with a worker's name. Titles and a bank's own words are ignored;
// of joint holders the closest counts. A company is different from the worker,
// unless its name holds all words of the worker's (Variant) or one of them
// (Unknown: a one-person company is often named so).
func PayeeMatches(payee, worker string) NameMatch {
	w := readName(worker)
	if len(w.words) == 0 {
		return Unknown
	}
	best := Unknown
	for i, holder := range holders(payee) {
		if m := Compatible(holder, worker); i == 0 || closeness(m) > closeness(best) {
			best = m
		}
	}
	if best == Same || best == Variant {
		return best
	}
	words := nameWords(payee)
	if rest := dropAround(words, "legal"); len(rest) < len(words) {
		return companyMatch(rest, w.words)
	}
	return best
}

// closeness orders matches: the closest is highest.
func closeness(m NameMatch) int {
	return slices.Index([]NameMatch{Different, Unknown, Variant, Same}, m)
}

// companyMatch compares the words of a company's name with a worker's.
func companyMatch(company, worker []string) NameMatch {
	found, fullWords := 0, 0
	for _, w := range worker {
		if !full(w) {
			continue
		}
		fullWords++
		if slices.Contains(company, w) {
			found++
		}
	}
	switch {
	case found > 1 && found == fullWords:
		return Variant
	case found > 0:
		return Unknown
	}
	return Different
}

// holders splits joint holders. A holder of one word shares a surname with
// the others: John and Mary Smith, SMITH JOHN & MARY.
func holders(payee string) []string {
	var parties [][]string
	for _, part := range splitJoint(payee) {
		bare := dropAround(dropAround(nameWords(part), "account"), "title")
		if len(bare) == 0 {
			continue
		}
		if strings.Contains(part, ",") {
			last, first, _ := strings.Cut(part, ",")
			if turned := nameWords(first + " " + last); len(turned) == len(bare) {
				bare = turned
			}
		}
		parties = append(parties, bare)
	}
	var out []string
	for i, p := range parties {
		if len(p) > 1 || len(parties) == 1 {
			out = append(out, strings.Join(p, " "))
			continue
		}
		for j, other := range parties {
			if i != j && len(other) > 1 {
				out = append(out, p[0]+" "+other[len(other)-1], p[0]+" "+other[0])
			}
		}
	}
	return out
}

// splitJoint cuts at the words and signs that stand between joint holders.
func splitJoint(s string) []string {
	s = strings.NewReplacer("&", "\n", "+", "\n", ";", "\n", "/", "\n").Replace(s)
	var parts []string
	var cur []string
	end := func() {
		if len(cur) > 0 {
			parts = append(parts, strings.Join(cur, " "))
			cur = nil
		}
	}
	for line := range strings.SplitSeq(s, "\n") {
		for w := range strings.FieldsSeq(line) {
			switch strings.ToLower(w) {
			case "and", "or", "und", "et", "oder", "ou":
				end()
				continue
			}
			cur = append(cur, w)
		}
		end()
	}
	return parts
}
