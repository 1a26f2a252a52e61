package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	maxParts    = 4096    // entries of the archive
	maxRatio    = 200     // unpacked bytes for each packed byte of one part
	ratioFloor  = 1 << 20 // parts that unpack to less are not held to maxRatio
	maxXMLDepth = 256     // nesting of elements; Word's own stay below 60
	maxRsids    = 8192    // ids read from one file
)

// archive reads parts of a DOCX under a common budget of unpacked bytes.
type archive struct {
	files  map[string]*zip.File
	budget int64
}

func openArchive(data []byte) (*archive, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, malformed("not a whole zip archive: %v", err)
	}
	if len(r.File) > maxParts {
		return nil, malformed("the archive lists %d parts, more than %d", len(r.File), maxParts)
	}
	a := &archive{files: map[string]*zip.File{}, budget: maxUnpacked}
	for _, f := range r.File {
		name := strings.TrimPrefix(f.Name, "/")
		if _, twice := a.files[name]; twice {
			return nil, malformed("the archive holds the same part twice")
		}
		a.files[name] = f
	}
	return a, nil
}

// read unpacks a part; a missing part is nil. What counts is what comes out,
// because the sizes in the archive's directory are the sender's word.
func (a *archive) read(name string) ([]byte, error) {
	f := a.files[name]
	if f == nil {
		return nil, nil
	}
	rc, err := f.Open()
	if err != nil {
		return nil, malformed("part %s: %v", name, err)
	}
	defer rc.Close()
	limit := a.budget
	if byRatio := max(int64(min(f.CompressedSize64, maxUnpacked))*maxRatio, ratioFloor); byRatio < limit {
		limit = byRatio
	}
	out, err := io.ReadAll(io.LimitReader(rc, limit+1))
	if int64(len(out)) > limit {
		return nil, malformed("part %s unpacks to more than %d bytes: a decompression bomb", name, limit)
	}
	if err != nil {
		return nil, malformed("part %s: %v", name, err)
	}
	a.budget -= int64(len(out))
	return out, nil
}

// parseDOCX reads the body, core and app properties and settings of an Office
// Open XML document (ECMA-376). Headers, footers and comments are not read.
func parseDOCX(data []byte) (Doc, error) {
	a, err := openArchive(data)
	if err != nil {
		return Doc{}, err
	}
	main, err := a.mainPart()
	if err != nil {
		return Doc{}, err
	}
	d := Doc{Format: FormatDOCX}
	dir := path.Dir(main)
	for _, part := range []struct {
		name string
		read func([]byte, *Doc) error
	}{
		{main, readBody},
		{"docProps/core.xml", readCore},
		{"docProps/app.xml", readApp},
		{path.Join(dir, "settings.xml"), readSettings},
	} {
		body, err := a.read(part.name)
		if err != nil {
			return Doc{}, err
		}
		if body == nil {
			continue
		}
		if err := part.read(body, &d); err != nil {
			return Doc{}, malformed("part %s: %v", part.name, err)
		}
	}
	slices.Sort(d.Notes)
	return d, nil
}

// mainPart returns the part that the package names as its office document.
func (a *archive) mainPart() (string, error) {
	const usual = "word/document.xml"
	rels, err := a.read("_rels/.rels")
	if err != nil {
		return "", err
	}
	target := usual
	if rels != nil {
		err := eachElement(rels, func(e xml.StartElement) {
			if e.Name.Local == "Relationship" && strings.HasSuffix(attr(e, "Type"), "/officeDocument") {
				target = strings.TrimPrefix(path.Clean("/"+attr(e, "Target")), "/")
			}
		})
		if err != nil {
			return "", malformed("part _rels/.rels: %v", err)
		}
	}
	if a.files[target] == nil {
		target = usual
	}
	if a.files[target] == nil || !strings.HasPrefix(target, "word/") {
		return "", malformed("a zip archive without a Word document in it")
	}
	return target, nil
}

// tokens walks an XML part. It refuses document type declarations, so that
// no entity can be defined, and deep nesting. open and end see every element,
// text the characters of the element that is open.
func tokens(data []byte, open func(xml.StartElement), end func(xml.EndElement), text func([]byte)) error {
	dec := xml.NewDecoder(bytes.NewReader(data))
	dec.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("encoding %q, expected UTF-8", charset)
	}
	depth := 0
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.Directive:
			return errors.New("a document type declaration, which no Word file has")
		case xml.StartElement:
			if depth++; depth > maxXMLDepth {
				return fmt.Errorf("elements nested deeper than %d", maxXMLDepth)
			}
			open(t)
		case xml.EndElement:
			depth--
			end(t)
		case xml.CharData:
			text(t)
		}
	}
}

func eachElement(data []byte, open func(xml.StartElement)) error {
	return tokens(data, open, func(xml.EndElement) {}, func([]byte) {})
}

// properties collects the text of the direct children of a part's root.
func properties(data []byte) (map[string]string, error) {
	out := map[string]string{}
	var open []string
	err := tokens(data,
		func(e xml.StartElement) { open = append(open, e.Name.Local) },
		func(xml.EndElement) { open = open[:len(open)-1] },
		func(text []byte) {
			if len(open) == 2 && len(out[open[1]]) < maxProperty {
				out[open[1]] += string(text[:min(len(text), 4*maxProperty)])
			}
		})
	return out, err
}

func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// readBody collects the words of a body: runs of text, tabs and breaks, a
// line for each paragraph. The fallback of alternate content repeats its
// choice and is skipped; deleted text has its own element and is not read.
func readBody(data []byte, d *Doc) error {
	var b strings.Builder
	inText, fallback := 0, 0
	err := tokens(data, func(e xml.StartElement) {
		switch e.Name.Local {
		case "t":
			inText++
		case "Fallback":
			fallback++
		case "tab":
			if fallback == 0 && len(e.Attr) == 0 { // a tab stop's definition has attributes
				b.WriteByte('\t')
			}
		case "br", "cr":
			b.WriteByte('\n')
		case "noBreakHyphen":
			b.WriteByte('-')
		}
	}, func(e xml.EndElement) {
		switch e.Name.Local {
		case "t":
			inText--
		case "Fallback":
			fallback--
		case "p":
			b.WriteByte('\n')
		}
	}, func(text []byte) {
		if inText > 0 && fallback == 0 && b.Len() <= maxText {
			b.Write(text)
		}
	})
	d.Text = b.String()
	return err
}

// readCore reads the Dublin Core properties (ECMA-376 part 2, clause 11).
func readCore(data []byte, d *Doc) error {
	p, err := properties(data)
	if err != nil {
		return err
	}
	d.Title, d.Author, d.LastModifiedBy = p["title"], p["creator"], p["lastModifiedBy"]
	d.setDates(p["created"], p["modified"], parseW3CDate)
	return nil
}

// readApp reads the extended properties (ECMA-376 part 1, clause 22.2).
func readApp(data []byte, d *Doc) error {
	p, err := properties(data)
	if err != nil {
		return err
	}
	d.Template = p["Template"]
	d.Producer = strings.TrimSpace(p["Application"] + " " + p["AppVersion"])
	d.EditMinutes = count(p["TotalTime"])
	d.Pages = count(p["Pages"])
	return nil
}

// count reads a small non-negative number; anything else is 0.
func count(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 || n > 1<<30 {
		return 0
	}
	return n
}

// readSettings reads the revision save ids (ECMA-376 part 1, 17.15.1.70-72):
// Word draws one at random for each editing session that changes the file.
func readSettings(data []byte, d *Doc) error {
	seen := map[string]bool{}
	err := eachElement(data, func(e xml.StartElement) {
		switch e.Name.Local {
		case "rsidRoot":
			if id := rsid(attr(e, "val")); id != "" {
				d.RsidRoot = id
			}
		case "rsid":
			if id := rsid(attr(e, "val")); id != "" && len(seen) < maxRsids {
				seen[id] = true
			}
		}
	})
	if err != nil {
		return err
	}
	for id := range seen {
		d.Rsids = append(d.Rsids, id)
	}
	slices.Sort(d.Rsids)
	return nil
}

// rsid returns eight lower hex digits, or "" if s is not a long hex number.
func rsid(s string) string {
	n, err := strconv.ParseUint(s, 16, 32)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%08x", n)
}

// parseW3CDate reads the profile of ISO 8601 that Office writes. A time
// without a zone is taken as UTC.
func parseW3CDate(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
