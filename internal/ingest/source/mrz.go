package source

import "strings"

// MRZ is what is read of the machine-readable zone of a travel document. The
// name, the day of birth, the sex and the nationality that stand in it are used
// for its check digits and are gone when [ReadMRZ] returns.
type MRZ struct {
	Issuer string // code of the issuing state or organisation
	Number string // of the document
	// Wrong reports that a check digit does not fit, even if one letter was
	// taken for the digit that looks like it.
	Wrong bool
}

// layout says where things stand in one form of the zone, with the lines put
// behind each other: from, to and the place of the check digit.
type layout struct {
	lines, width int
	number       field
	checked      []field  // besides the number
	composite    [][2]int // what the last check digit is over; nil for none
	last         int
}

type field struct{ from, to, digit int }

// The forms TD3, TD2 and TD1 of ICAO Doc 9303, parts 4 to 6, and the visas MRV-A
// and MRV-B of part 7, which have no composite digit.
var layouts = []layout{
	{2, 44, field{44, 53, 53}, []field{{57, 63, 63}, {65, 71, 71}}, [][2]int{{44, 54}, {57, 64}, {65, 87}}, 87},
	{2, 36, field{36, 45, 45}, []field{{49, 55, 55}, {57, 63, 63}}, [][2]int{{36, 46}, {49, 56}, {57, 71}}, 71},
	{3, 30, field{5, 14, 14}, []field{{30, 36, 36}, {38, 44, 44}}, [][2]int{{5, 30}, {30, 37}, {38, 45}, {48, 59}}, 59},
}

// ReadMRZ reads the machine-readable zone of a passport, identity card or visa,
// in lines or in one text. ok is false for a text that is none.
func ReadMRZ(text string) (m MRZ, ok bool) {
	zone := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '<':
			return r
		case r == ' ' || r == '\n' || r == '\r' || r == '\t' || r == '|':
			return -1
		}
		return '?'
	}, text)
	for _, l := range layouts {
		if len(zone) == l.lines*l.width && !strings.Contains(zone, "?") && strings.Contains(zone, "<") && strings.ContainsAny(zone[:1], "PIACV") {
			return l.read(zone), true
		}
	}
	return MRZ{}, false
}

func (l layout) read(zone string) MRZ {
	if zone[0] == 'V' {
		l.composite = nil
	}
	z := []byte(zone)
	for _, f := range l.checked { // digits stand there, whatever a scanner took them for
		for i := f.from; i <= f.digit; i++ {
			z[i] = asDigit(z[i])
		}
	}
	z[l.number.digit] = asDigit(z[l.number.digit])
	m := MRZ{Issuer: strings.TrimRight(zone[2:5], "<"), Number: strings.TrimRight(zone[l.number.from:l.number.to], "<")}
	if l.lines == 3 && z[l.number.digit] == '<' { // a long number goes on in the optional part
		rest, _, _ := strings.Cut(zone[15:30], "<")
		if len(rest) > 1 {
			m.Number += rest[:len(rest)-1]
			m.Wrong = checkDigit([]byte(m.Number)) != asDigit(rest[len(rest)-1])
		}
		l.number.digit = l.number.from // told above
		l.number.to = l.number.from
	}
	m.Wrong = m.Wrong || !l.fits(z) && !l.misread(z)
	return m
}

// fits reports whether every check digit is right.
func (l layout) fits(z []byte) bool {
	for _, f := range append([]field{l.number}, l.checked...) {
		if f.to > f.from && checkDigit(z[f.from:f.to]) != z[f.digit] {
			return false
		}
	}
	if l.composite == nil {
		return true
	}
	var all []byte
	for _, part := range l.composite {
		all = append(all, z[part[0]:part[1]]...)
	}
	return checkDigit(all) == asDigit(z[l.last])
}

// misread reports whether the check digits are right once one sign of the
// document's number is taken for the one that looks like it.
func (l layout) misread(z []byte) bool {
	const from, to = "O0I1S5B8Z2G6", "0O1I5S8B2Z6G"
	for i := l.number.from; i < l.number.to; i++ {
		at := strings.IndexByte(from, z[i])
		if at < 0 {
			continue
		}
		was := z[i]
		z[i] = to[at]
		if l.fits(z) {
			return true
		}
		z[i] = was
	}
	return false
}

// asDigit returns the digit that a sign looks like, else the sign.
func asDigit(b byte) byte {
	const letters, digits = "OQDISBZG", "00015826"
	if at := strings.IndexByte(letters, b); at >= 0 {
		return digits[at]
	}
	return b
}

// checkDigit sums the values of the signs with weights 7, 3, 1, modulo 10 (ICAO
// Doc 9303, part 3, 4.9).
func checkDigit(signs []byte) byte {
	sum := 0
	for i, c := range signs {
		v := 0
		switch {
		case c >= '0' && c <= '9':
			v = int(c - '0')
		case c >= 'A' && c <= 'Z':
			v = int(c-'A') + 10
		}
		sum += v * [3]int{7, 3, 1}[i%3]
	}
	return '0' + byte(sum%10)
}
