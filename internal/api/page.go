package api

import (
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/daylight-hq/daylight/internal/wire"
)

// PageInput is how lists are paged.
type PageInput struct {
	After string `query:"after" maxLength:"512" doc:"Cursor of the page before"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// Next is how a list goes on.
type Next struct {
	Next string `json:"next,omitempty" doc:"Cursor of the next page; absent on the last one"`
}

// encodeCursor makes an opaque cursor of where a page ended. It holds no secret
// and gives no right: what it leads to is checked again.
func encodeCursor(at any) (string, error) {
	data, err := wire.Marshal(at)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(data), nil
}

// decodeCursor reads a cursor; an empty one leaves at as it is.
func decodeCursor(text string, at any) error {
	if text == "" {
		return nil
	}
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = wire.UnmarshalStrict(data, at)
	}
	if err != nil {
		return invalid("query.after", "that is no cursor of this list")
	}
	return nil
}

// etag is the entity tag of a version.
func etag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// IfMatch is the precondition of every change.
type IfMatch struct {
	Match string `header:"If-Match" doc:"ETag of what you read; * for any version"`
}

// version returns the version that the caller read, and 0 for any.
func (m IfMatch) version() (int, error) {
	switch m.Match {
	case "":
		return 0, NewProblem(CodeNoMatch, "Send the ETag of what you read as If-Match.")
	case "*":
		return 0, nil
	}
	text, quoted := strings.CutPrefix(m.Match, `"`)
	text, ended := strings.CutSuffix(text, `"`)
	n, err := strconv.Atoi(text)
	if !quoted || !ended || err != nil || n < 1 {
		// A tag that was never given out cannot match (RFC 9110, 13.1.1).
		return 0, NewProblem(CodeStale, "")
	}
	return n, nil
}
