package document

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxLineageRsids bounds how many rsids one document yields: the smallest, so
// that two documents with the same history yield the same ones.
const maxLineageRsids = 256

// sharedRsids are revision save ids that stand in every file made by a
// program from its built-in template, and so say nothing about who made it.
//
// The nine below are those of the default template of python-docx, as its
// repository ships it. Programs that write no rsids (Google Docs writes zeros;
// pandoc an empty list) need no entry. Word's own templates are too many to
// list: their ids are shared by many persons and become hubs.
func sharedRsids() []string {
	return []string{
		"00034616", "0006063c", "0015074b", "0029639d", "00326f90",
		"00aa1d8d", "00b47730", "00cb0664", "00fc693f",
	}
}

// sharedIDs are PDF and XMP identifiers that many unrelated files carry: the
// MD5 digest of no bytes, from producers that hash an empty description, and
// the constant that Windows writes into every packet it adds.
func sharedIDs() []string {
	return []string{"d41d8cd98f00b204e9800998ecf8427e", "faf5bdd5ba3d11daad31d33d75182f1b"}
}

// Lineage returns the identifiers that a document inherits from the document
// it was made from, as scheme:value, sorted:
//
//   - docx-rsid-root: the first editing session of a DOCX's history;
//   - docx-rsid: every editing session, at most 256;
//   - pdf-id: the permanent half of a PDF's /ID, which stays when a file is
//     saved again (ISO 32000-1, 14.4);
//   - xmp-doc: the document, across its saved versions (XMP part 2, 1.2.8);
//   - xmp-orig: the document that it was derived from, and for an original
//     itself, so that an original and what was made from it meet;
//   - made: a hash of author, program and minute of creation, which stay when a
//     file is copied and edited.
//
// Zeros, counters, constants and the defaults of programs are refused. A
// single rsid is weak: Word draws 24 random bits for each, so among ten
// thousand documents with thirty ids each some thousands of pairs share one by
// chance. Two shared rsids, or a root, are no chance.
func Lineage(d Doc) []string {
	var out []string
	if distinctiveRsid(d.RsidRoot) {
		out = append(out, "docx-rsid-root:"+d.RsidRoot)
	}
	n := 0
	for _, id := range slices.Compact(slices.Sorted(slices.Values(d.Rsids))) {
		if n < maxLineageRsids && distinctiveRsid(id) {
			out = append(out, "docx-rsid:"+id)
			n++
		}
	}
	if id := d.PDFID[0]; distinctiveID(id) {
		out = append(out, "pdf-id:"+id)
	}
	doc, orig := xmpID(d.XMPDocumentID), xmpID(d.XMPOriginalID)
	if doc != "" {
		out = append(out, "xmp-doc:"+doc)
		if orig == "" {
			orig = doc
		}
	}
	if orig != "" {
		out = append(out, "xmp-orig:"+orig)
	}
	if made := making(d); made != "" {
		out = append(out, "made:"+made)
	}
	slices.Sort(out)
	return out
}

// nobody lists the authors that programs write when nobody told them a name, in
// lower case.
func nobody() []string {
	return []string{"", "admin", "administrator", "anonymous", "apache poi", "author", "canva", "default", "docx", "home", "hp", "lenovo", "dell",
		"microsoft office user", "owner", "pc", "python-docx", "root", "un-named", "unknown", "user", "windows user"}
}

// making hashes who made a document, with what and in which minute; "" where
// one of the three is missing or a program's default. Midnight to the second is
// a date without a time.
func making(d Doc) string {
	author, maker := strings.ToLower(strings.TrimSpace(d.Author)), strings.ToLower(strings.TrimSpace(d.Producer))
	if slices.Contains(nobody(), author) || maker == "" || d.Created.IsZero() || d.Created.Equal(d.Created.Truncate(24*time.Hour)) {
		return ""
	}
	sum := sha256.Sum256([]byte(author + "\x00" + maker + "\x00" + d.Created.UTC().Format("2006-01-02T15:04")))
	return hex.EncodeToString(sum[:16])
}

// distinctiveRsid refuses what is no random draw: numbers below 4,096, which
// programs that count instead of drawing write, repeated digits and the ids of
// built-in templates.
func distinctiveRsid(id string) bool {
	n, err := strconv.ParseUint(id, 16, 32)
	return err == nil && len(id) == 8 && n >= 0x1000 && digits(strings.TrimLeft(id, "0")) > 2 &&
		!slices.Contains(sharedRsids(), id)
}

// distinctiveID refuses identifiers that are short, made of few different
// digits, or known constants. A random identifier of 32 hex digits has fewer
// than six different ones about once in 10^14.
func distinctiveID(id string) bool {
	return len(id) >= 16 && digits(id) >= 6 && !slices.Contains(sharedIDs(), id)
}

// digits counts the different characters of an ASCII string.
func digits(s string) int {
	var seen [256]bool
	n := 0
	for i := range len(s) {
		if !seen[s[i]] {
			seen[s[i]] = true
			n++
		}
	}
	return n
}

// xmpID reduces an XMP identifier to its lower hex digits, without the scheme
// that programs put before it (uuid:, xmp.did:, adobe:docid:…:) and without
// dashes, so that the same GUID compares equal however it is written. What
// holds no GUID is kept as it stands. Refused identifiers become "".
func xmpID(id string) string {
	id = strings.ToLower(strings.TrimSpace(id))
	tail := id[strings.LastIndexByte(id, ':')+1:]
	bare := strings.ReplaceAll(strings.Trim(tail, "{}"), "-", "")
	if len(bare) == 32 && strings.Trim(bare, "0123456789abcdef") == "" {
		id = bare
	}
	if !distinctiveID(id) {
		return ""
	}
	return id
}
