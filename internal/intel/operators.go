package intel

import (
	_ "embed" // the list
	"fmt"
	"strconv"
	"strings"
)

//go:embed operators.csv
var operatorList string

// OperatorKind says why the place of an operator's addresses tells little of
// where its customers are.
type OperatorKind string

// Operator kinds.
const (
	Mobile         OperatorKind = "mobile"    // traffic leaves the carrier far from the phone
	PrivacyRelay   OperatorKind = "relay"     // leaves a relay that hides the place
	SatelliteRelay OperatorKind = "satellite" // leaves a ground station
)

// Operator is a carrier or relay that is known by its network number.
type Operator struct {
	ASN  uint32
	Kind OperatorKind
	Name string
}

// Operators is our own list of large mobile carriers, privacy relays and
// satellite operators, from public registry facts (see operators.csv). It can
// only lower a concern, never raise one, and is not complete.
type Operators struct {
	byASN map[uint32]Operator
}

// LoadOperators reads the list that is built into the program.
func LoadOperators() (*Operators, error) {
	o := &Operators{byASN: map[uint32]Operator{}}
	n := 0
	for line := range strings.Lines(operatorList) {
		n++
		line = strings.TrimSpace(line)
		if n == 1 || line == "" || line[0] == '#' {
			continue
		}
		parts := cells(line)
		if len(parts) != 3 {
			return nil, fmt.Errorf("operators.csv:%d: %d columns", n, len(parts))
		}
		asn, err := strconv.ParseUint(parts[0], 10, 32)
		if err != nil {
			return nil, fmt.Errorf("operators.csv:%d: %w", n, err)
		}
		o.byASN[uint32(asn)] = Operator{uint32(asn), OperatorKind(parts[1]), parts[2]}
	}
	return o, nil
}

// ByASN finds an operator by its network number.
func (o *Operators) ByASN(asn uint32) (Operator, bool) {
	op, ok := o.byASN[asn]
	return op, ok
}

// Carrier reports whether a network is run by a mobile carrier, privacy relay
// or satellite operator, by its number or, because many exports give only a
// name and the list is short, by the words of the operator's name.
func (o *Operators) Carrier(asn uint32, name string) bool {
	if _, ok := o.byASN[asn]; ok {
		return true
	}
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	for i, w := range words {
		switch w {
		case "mobile", "mobility", "wireless", "cellular", "cellco", "gsm", "lte", "telcel", "turkcell",
			"docomo", "starlink", "safaricom", "vodacom", "telkomsel", "megafon", "tmobile":
			return true
		case "relay":
			if i > 0 && words[i-1] == "private" {
				return true
			}
		}
	}
	return false
}
