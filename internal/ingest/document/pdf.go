package document

import (
	"bytes"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ledongthuc/pdf"
)

const (
	maxXMP = 4 << 20 // bytes of a metadata packet that are read
	maxPID = 64      // bytes of one half of /ID; the standard uses 16
)

// parsePDF reads a PDF's information dictionary, file identifier, XMP packet
// and text (ISO 32000-1, clauses 14.3.3, 14.4, 14.3.2 and 9).
func parsePDF(data []byte) (Doc, error) {
	r, err := openPDF(data)
	if err != nil {
		return Doc{}, err
	}
	d := Doc{Format: FormatPDF}
	for _, part := range []struct {
		name string
		read func(*pdf.Reader, *Doc)
	}{
		{"information dictionary", readInfo},
		{"file identifier", readFileID},
		{"XMP metadata", readXMP},
	} {
		if reason := guarded(func() { part.read(r, &d) }); reason != "" {
			d.Notes = append(d.Notes, part.name+" dropped: "+reason)
		}
	}
	readPages(r, &d)
	slices.Sort(d.Notes)
	return d, nil
}

// openPDF opens a file after smoothing three departures that producers and
// mail gateways make and that the reader refuses: bytes before the header,
// bytes after the end mark, and a header line of another version or ending.
func openPDF(data []byte) (*pdf.Reader, error) {
	start := bytes.Index(data, []byte("%PDF-"))
	end := bytes.LastIndex(data, []byte("%%EOF"))
	if end < start {
		return nil, malformed("the PDF is cut off: it has no end mark")
	}
	body := bytes.Clone(data[start : end+len("%%EOF")])
	const header = "%PDF-1.7\n"
	if len(body) < 100+len(header) {
		return nil, malformed("too short for a PDF")
	}
	copy(body, header)
	var r *pdf.Reader
	var err error
	if reason := guarded(func() { r, err = pdf.NewReader(bytes.NewReader(body), int64(len(body))) }); reason != "" {
		return nil, malformed("the PDF's structure is damaged: %s", reason)
	}
	if errors.Is(err, pdf.ErrInvalidPassword) {
		return nil, malformed("the PDF is locked by a password")
	}
	if err != nil {
		return nil, malformed("the PDF's structure is damaged: %v", err)
	}
	return r, nil
}

// guarded runs f and returns the reason if it panicked, as the reader does on
// damaged input.
func guarded(f func()) (reason string) {
	defer func() {
		if p := recover(); p != nil {
			switch x := p.(type) {
			case error:
				reason = cleanLine(x.Error())
			case string:
				reason = cleanLine(x)
			default:
				reason = "damaged"
			}
		}
	}()
	f()
	return ""
}

func readInfo(r *pdf.Reader, d *Doc) {
	info := r.Trailer().Key("Info")
	d.Title, d.Author = info.Key("Title").Text(), info.Key("Author").Text()
	d.Producer, d.Creator = info.Key("Producer").Text(), info.Key("Creator").Text()
	d.setDates(info.Key("CreationDate").Text(), info.Key("ModDate").Text(), parsePDFDate)
}

func readFileID(r *pdf.Reader, d *Doc) {
	ids := r.Trailer().Key("ID")
	for i := range d.PDFID {
		if raw := ids.Index(i).RawString(); len(raw) <= maxPID {
			d.PDFID[i] = hex.EncodeToString([]byte(raw))
		}
	}
}

// readXMP reads the document-level metadata packet. Its properties stand
// either as attributes of rdf:Description or as elements below it.
func readXMP(r *pdf.Reader, d *Doc) {
	meta := r.Trailer().Key("Root").Key("Metadata")
	if meta.Kind() != pdf.Stream {
		return
	}
	packet, err := io.ReadAll(io.LimitReader(meta.Reader(), maxXMP+1))
	if len(packet) > maxXMP {
		d.Notes = append(d.Notes, "XMP metadata dropped: larger than 4 MiB")
		return
	}
	if err != nil {
		d.Notes = append(d.Notes, "XMP metadata incomplete: "+cleanLine(err.Error()))
	}
	found := map[string]string{}
	var open []string
	set := func(name, value string) {
		if value = strings.TrimSpace(value); value != "" && len(found[name]) < maxProperty {
			found[name] += value
		}
	}
	err = tokens(packet, func(e xml.StartElement) {
		open = append(open, e.Name.Local)
		if e.Name.Local == "Description" {
			for _, a := range e.Attr {
				set(a.Name.Local, a.Value)
			}
		}
	}, func(xml.EndElement) { open = open[:len(open)-1] }, func(text []byte) {
		// Only direct children of rdf:Description: xmpMM:DerivedFrom and
		// xmpMM:History hold the ids of other documents below it.
		if n := len(open); n >= 2 && open[n-2] == "Description" && !nested(open[:n-2]) {
			set(open[n-1], string(text))
		}
	})
	if err != nil {
		d.Notes = append(d.Notes, "XMP metadata incomplete: "+cleanLine(err.Error()))
	}
	d.XMPDocumentID, d.XMPInstanceID = found["DocumentID"], found["InstanceID"]
	d.XMPOriginalID = found["OriginalDocumentID"]
}

func nested(open []string) bool { return slices.Contains(open, "Description") }

// parsePDFDate reads D:YYYYMMDDHHmmSSOHH'mm' (ISO 32000-1, 7.9.4), of which
// everything after the year may be missing. Without an offset it is taken as
// UTC.
func parsePDFDate(s string) (time.Time, bool) {
	s = strings.TrimPrefix(s, "D:")
	digits := 0
	for digits < len(s) && digits < 14 && s[digits] >= '0' && s[digits] <= '9' {
		digits++
	}
	if digits < 4 {
		t, err := time.Parse(time.RFC3339, s)
		return t, err == nil
	}
	layout := "20060102150405"
	digits -= digits % 2
	t, err := time.Parse(layout[:digits], s[:digits])
	if err != nil {
		return time.Time{}, false
	}
	return t.Add(-pdfOffset(s[digits:])), true
}

// pdfOffset reads the offset from UTC at the end of a PDF date; what is not
// an offset of at most 15 hours counts as none.
func pdfOffset(s string) time.Duration {
	if len(s) < 3 || s[0] != '+' && s[0] != '-' {
		return 0
	}
	hours, err := strconv.Atoi(s[1:3])
	if err != nil || hours < 0 || hours > 15 {
		return 0
	}
	offset := time.Duration(hours) * time.Hour
	if rest := strings.TrimPrefix(s[3:], "'"); len(rest) >= 2 {
		if minutes, err := strconv.Atoi(rest[:2]); err == nil && minutes >= 0 && minutes < 60 {
			offset += time.Duration(minutes) * time.Minute
		}
	}
	if s[0] == '-' {
		return -offset
	}
	return offset
}
