package mapper

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source/when"
)

// Layout words for times counted from 1970-01-01 UTC.
const (
	layoutUnix      = "unix"
	layoutUnixMilli = "unix-ms"
)

// parseTime reads a time by its layout, or by its form where there is none.
// The result is in UTC.
func parseTime(s, layout string, loc *time.Location) (time.Time, error) {
	t, err := parseIn(s, layout, loc)
	if err != nil {
		return time.Time{}, err
	}
	if t = t.UTC(); t.Year() < when.FirstYear || t.Year() > when.LastYear {
		return time.Time{}, fmt.Errorf("the year lies outside %d to %d", when.FirstYear, when.LastYear)
	}
	return t, nil
}

func parseIn(s, layout string, loc *time.Location) (time.Time, error) {
	switch layout {
	case layoutUnix, layoutUnixMilli:
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < -1e14 || n > 1e14 {
			return time.Time{}, fmt.Errorf("not a number of %s", layout)
		}
		if layout == layoutUnix {
			return time.Unix(n, 0), nil
		}
		return time.UnixMilli(n), nil
	case "":
		return parseByForm(s, loc)
	}
	t, err := time.ParseInLocation(layout, s, loc)
	if err != nil {
		return time.Time{}, fmt.Errorf("not a date of the layout %s", layout)
	}
	return t, nil
}

// parseNumber reads an amount. Currency signs, spaces and grouping are
// dropped, and brackets mean minus. Where decimal is empty, the last of point
// and comma is the decimal sign, except that a single kind of sign before
// exactly three digits groups thousands when it is a comma.
func parseNumber(s, decimal string) (float64, error) {
	errNot := errors.New("not a number")
	negative := strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")")
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9', r == '.', r == ',', r == '-' && b.Len() == 0:
			b.WriteRune(r)
		case strings.ContainsRune("$€£¥ \u00a0\u202f'()+", r):
		default:
			return 0, errNot
		}
	}
	digits := b.String()
	if decimal == "" {
		decimal = guessDecimal(digits)
	}
	group := ","
	if decimal == "," {
		group = "."
	}
	digits = strings.ReplaceAll(strings.ReplaceAll(digits, group, ""), decimal, ".")
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || math.IsInf(n, 0) {
		return 0, errNot
	}
	if negative {
		n = -n
	}
	return n, nil
}

func guessDecimal(digits string) string {
	comma, point := strings.LastIndexByte(digits, ','), strings.LastIndexByte(digits, '.')
	if comma > point && (point >= 0 || len(digits)-comma != 4) && strings.Count(digits, ",") == 1 {
		return ","
	}
	return "."
}

func parseASN(s string) (float64, error) {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 32)
	if err != nil {
		return 0, errors.New("not a network's number (ASN)")
	}
	return float64(n), nil
}

// contentID names a row that has no id of its own by what was read from it,
// so that the same row in two exports is one record. Only the last four
// characters of an account number go in: keys are shown in clear, and a hash
// of a number with few digits can be turned back.
func contentID(r domain.Record) string {
	h := xxh3.New()
	put := func(parts ...string) {
		for _, p := range parts {
			_, _ = h.WriteString(strconv.Itoa(len(p)) + ":" + p) // a hash never fails to write
		}
	}
	put(r.OccurredAt.UTC().Format(time.RFC3339Nano))
	for _, ref := range r.Refs {
		put("ref", string(ref.Type), ref.Value)
	}
	for _, v := range r.Values {
		put("value", string(v.Field), string(v.Role), v.Text, v.Time.UTC().Format(time.RFC3339Nano),
			strconv.FormatFloat(v.Number, 'g', -1, 64))
		if v.Address != nil {
			put(strings.Join(v.Address.Lines, "\n"), v.Address.City, v.Address.Region, v.Address.PostalCode, v.Address.Country)
		}
		if v.Bank != nil {
			put(lastFour(v.Bank.IBAN), lastFour(v.Bank.Account), v.Bank.Country)
		}
		if v.Place != nil {
			put(fmt.Sprintf("%+v", *v.Place))
		}
	}
	sum := h.Sum128().Bytes()
	return "row-" + hex.EncodeToString(sum[:])
}

func lastFour(s string) string {
	if len(s) <= 4 {
		return ""
	}
	return s[len(s)-4:]
}
