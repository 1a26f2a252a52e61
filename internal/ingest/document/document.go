// Package document reads résumés (PDF and DOCX) into text, metadata, lineage
// identifiers and a signature of their words, inside a limited child process.
package document

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Formats that [Parse] reads.
const (
	FormatPDF  = "pdf"
	FormatDOCX = "docx"
)

// Limits of what one document may carry. A résumé is far below each of them.
const (
	maxText     = 2 << 20  // bytes of text kept
	maxProperty = 1 << 10  // bytes of one metadata property kept
	maxUnpacked = 50 << 20 // bytes that the parts of a DOCX may unpack to, together
	maxPages    = 200      // pages of a PDF whose text is read
)

// Doc is what a document says of itself. Every string is valid UTF-8 without
// control characters; Text keeps line breaks and tabs. Language, page layout,
// images and time zones are never read.
type Doc struct {
	Format         string    // pdf or docx
	Title          string    //
	Author         string    // as the document names them
	LastModifiedBy string    // DOCX only
	Producer       string    // software that wrote the file, with its version where given
	Creator        string    // PDF only: software in which the document was composed
	Template       string    // DOCX only: file name of the template
	Created        time.Time // UTC; zero when absent or absurd
	Modified       time.Time // UTC; zero when absent or absurd
	EditMinutes    int       // DOCX only: total editing time, minutes
	Rsids          []string  // DOCX only: the revision save ids of word/settings.xml, eight lower hex digits, sorted
	RsidRoot       string    // DOCX only: the id of the first editing session of the file's lineage
	PDFID          [2]string // PDF only: /ID of the trailer, lower hex: permanent, changing
	XMPDocumentID  string    // PDF only: xmpMM:DocumentID
	XMPInstanceID  string    // PDF only: xmpMM:InstanceID
	XMPOriginalID  string    // PDF only: xmpMM:OriginalDocumentID
	Text           string    // the words in reading order as far as the file tells it
	Pages          int       // 0 when the file does not say
	TextError      string    // why Text is missing or incomplete, or ""
	Notes          []string  // what was dropped and why, sorted
}

// ErrMalformed says that a document (or another job's input) cannot be read,
// and why, in words fit for a quarantine list.
type ErrMalformed struct{ Reason string }

// Error returns the reason.
func (e ErrMalformed) Error() string { return "unreadable: " + e.Reason }

func malformed(format string, args ...any) error {
	return ErrMalformed{Reason: cleanLine(fmt.Sprintf(format, args...))}
}

// Parse reads a PDF or a DOCX, told apart by content; name appears only in
// the reason of a refusal. It runs in the calling process: use it in the
// child and in tests, and [Runner.Parse] everywhere else, because no reader of
// these formats is proof against input that eats memory or time. The error is
// an [ErrMalformed].
func Parse(data []byte, name string) (doc Doc, err error) {
	defer func() {
		if p := recover(); p != nil {
			doc, err = Doc{}, malformed("the reader gave up: %v", p)
		}
	}()
	switch kind := sniff(data); kind {
	case FormatPDF:
		doc, err = parsePDF(data)
	case FormatDOCX:
		doc, err = parseDOCX(data)
	default:
		return Doc{}, malformed("%s", refusal(kind, name))
	}
	if err != nil {
		return Doc{}, err
	}
	doc.tidy()
	return doc, nil
}

// sniff names a document's format by its first bytes. PDF readers accept a
// header anywhere in the first 1,024 bytes (ISO 32000-1, annex H.3.4.1).
func sniff(data []byte) string {
	switch {
	case len(data) == 0:
		return "empty"
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return FormatDOCX
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return "ole"
	case bytes.HasPrefix(data, []byte(`{\rtf`)):
		return "rtf"
	case bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")):
		return FormatPDF
	}
	return ""
}

func refusal(kind, name string) string {
	switch kind {
	case "empty":
		return "the file is empty"
	case "ole":
		return "an old binary Word file or a document locked by a password; save it as DOCX or PDF"
	case "rtf":
		return "a rich text file; save it as DOCX or PDF"
	}
	if ext := strings.ToLower(path.Ext(name)); ext == ".pdf" || ext == ".docx" {
		return "the content is not that of a " + ext[1:] + " file"
	}
	return "neither PDF nor DOCX"
}

// tidy cleans every string and bounds it.
func (d *Doc) tidy() {
	for _, s := range []*string{
		&d.Title, &d.Author, &d.LastModifiedBy, &d.Producer, &d.Creator, &d.Template,
		&d.XMPDocumentID, &d.XMPInstanceID, &d.XMPOriginalID, &d.TextError,
	} {
		*s = cleanLine(*s)
	}
	if len(d.Text) > maxText {
		d.Text = d.Text[:maxText]
		d.TextError = joinReasons(d.TextError, "the text was cut at 2 MiB")
	}
	d.Text = cleanText(d.Text)
}

func joinReasons(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// cleanLine makes one line of printable UTF-8 of at most [maxProperty] bytes.
func cleanLine(s string) string {
	if len(s) > 4*maxProperty {
		s = s[:4*maxProperty]
	}
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return printable(r)
	}, strings.ToValidUTF8(s, ""))), " ")
	if len(s) > maxProperty {
		s = strings.ToValidUTF8(s[:maxProperty], "")
	}
	return s
}

// cleanText drops control characters, trims lines and keeps at most one empty
// line in a row.
func cleanText(s string) string {
	var b strings.Builder
	empty := 2 // so that the text does not begin with an empty line
	for line := range strings.SplitSeq(strings.ToValidUTF8(s, " "), "\n") {
		line = strings.TrimRightFunc(strings.Map(func(r rune) rune {
			if r == '\t' {
				return r
			}
			if unicode.IsSpace(r) {
				return ' '
			}
			return printable(r)
		}, line), unicode.IsSpace)
		if line == "" {
			empty++
			if empty > 1 {
				continue
			}
		} else {
			empty = 0
		}
		b.WriteString(line)
		b.WriteByte('\n')
	}
	return strings.TrimRight(b.String(), "\n")
}

// printable drops control, surrogate, private-use and invisible format
// characters: they carry nothing a person reads.
func printable(r rune) rune {
	if r == utf8.RuneError || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs) {
		return -1
	}
	return r
}

// Dates outside these years come from unset clocks (1601, 1970, 1980), from
// damaged fields or from the far future. PDF itself dates from 1993.
const (
	firstYear = 1990
	lastYear  = 2099
)

// plausible returns t in UTC, or the zero time and a note when the date is absurd.
func plausible(t time.Time, what string) (time.Time, string) {
	t = t.UTC()
	if y := t.Year(); y < firstYear || y > lastYear {
		return time.Time{}, fmt.Sprintf("%s date dropped: year %d is outside %d to %d", what, y, firstYear, lastYear)
	}
	return t, ""
}

// setDates fills Created and Modified with what parse makes of the texts and
// notes what was dropped.
func (d *Doc) setDates(created, modified string, parse func(string) (time.Time, bool)) {
	for _, f := range []struct {
		text, what string
		to         *time.Time
	}{{created, "creation", &d.Created}, {modified, "modification", &d.Modified}} {
		if strings.TrimSpace(f.text) == "" {
			continue
		}
		t, ok := parse(strings.TrimSpace(f.text))
		if !ok {
			d.Notes = append(d.Notes, f.what+" date dropped: not a date")
			continue
		}
		var note string
		if *f.to, note = plausible(t, f.what); note != "" {
			d.Notes = append(d.Notes, note)
		}
	}
}
