package document

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestLineage(t *testing.T) {
	t.Parallel()
	made := making(Doc{Author: "Ana Ferro", Producer: "Writer 24", Created: time.Date(2026, 3, 2, 10, 31, 0, 0, time.UTC)})
	if len(made) != 32 || made == making(Doc{Author: "Ana Ferro", Producer: "Writer 24", Created: time.Date(2026, 3, 2, 10, 32, 0, 0, time.UTC)}) {
		t.Fatalf("made in another minute, and the same: %q", made)
	}
	for _, c := range []struct {
		name string
		doc  Doc
		want []string
	}{
		{"nothing", Doc{}, nil},
		{
			"word", Doc{RsidRoot: "00c3a51f", Rsids: []string{"00c3a51f", "001b77e2", "001b77e2"}},
			[]string{"docx-rsid-root:00c3a51f", "docx-rsid:001b77e2", "docx-rsid:00c3a51f"},
		},
		{"google docs", Doc{RsidRoot: "00000000", Rsids: []string{"00000000"}}, nil},
		{"counters and constants", Doc{RsidRoot: "00000001", Rsids: []string{"00000010", "00ffffff", "00aaaaaa", "12"}}, nil},
		{"python-docx template", Doc{RsidRoot: "00b47730", Rsids: []string{"00034616", "00fc693f", "0071d2ab"}}, []string{"docx-rsid:0071d2ab"}},
		{
			"pdf", Doc{
				PDFID: [2]string{"35f5f93949490adbe6bed884623e69f3", "a9e274db95617582277e2f20701686cb"}, XMPDocumentID: "uuid:C2511A67-c878-4314-8512-945e54bf1b33",
				XMPOriginalID: "adobe:docid:indd:66fe97a4-4a24-6811-8f62-d4bd92ef4a28", XMPInstanceID: "uuid:0b1f2c3d-4e5f-4061-8273-94a5b6c7d8e9",
			},
			[]string{"pdf-id:35f5f93949490adbe6bed884623e69f3", "xmp-doc:c2511a67c87843148512945e54bf1b33", "xmp-orig:66fe97a44a2468118f62d4bd92ef4a28"},
		},
		{
			"an original meets what was made from it", Doc{XMPDocumentID: "xmp.did:66FE97A44A2468118F62D4BD92EF4A28"},
			[]string{"xmp-doc:66fe97a44a2468118f62d4bd92ef4a28", "xmp-orig:66fe97a44a2468118f62d4bd92ef4a28"},
		},
		{"defaults", Doc{
			PDFID:         [2]string{strings.Repeat("0", 32), "35f5f93949490adbe6bed884623e69f3"},
			XMPDocumentID: "uuid:faf5bdd5-ba3d-11da-ad31-d33d75182f1b", XMPOriginalID: "uuid:00000000-0000-0000-0000-000000000000",
		}, nil},
		{"md5 of nothing", Doc{PDFID: [2]string{"d41d8cd98f00b204e9800998ecf8427e"}}, nil},
		{
			"author, program and minute", Doc{Author: "Ana Ferro", Producer: "Writer 24", Created: time.Date(2026, 3, 2, 10, 31, 7, 0, time.UTC)},
			[]string{"made:" + made},
		},
		{
			"the same minute", Doc{Author: " ana ferro", Producer: "writer 24", Created: time.Date(2026, 3, 2, 10, 31, 59, 0, time.UTC)},
			[]string{"made:" + made},
		},
		{"an author that a program writes", Doc{Author: "Microsoft Office User", Producer: "Word", Created: time.Date(2026, 3, 2, 10, 31, 7, 0, time.UTC)}, nil},
		{"a day without a time", Doc{Author: "Ana Ferro", Producer: "Writer 24", Created: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}, nil},
		{"no program", Doc{Author: "Ana Ferro", Created: time.Date(2026, 3, 2, 10, 31, 7, 0, time.UTC)}, nil},
		{"short", Doc{PDFID: [2]string{"0123456789"}}, nil},
	} {
		if diff := cmp.Diff(c.want, Lineage(c.doc)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestLineageOfFiles(t *testing.T) {
	t.Parallel()
	a, err := Parse(docx(t, resumeParts()), "")
	if err != nil {
		t.Fatal(err)
	}
	// A later copy of the same master: one more session, other words.
	later := with(resumeParts(), "word/document.xml", body("SYNTHETIC Other", "Something else"))
	later["word/settings.xml"] = strings.Replace(later["word/settings.xml"], "</w:rsids>", `<w:rsid w:val="00D41E07"/></w:rsids>`, 1)
	b, err := Parse(docx(t, later), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range Lineage(a) {
		if !slices.Contains(Lineage(b), id) {
			t.Errorf("%s is not inherited", id)
		}
	}
}

func TestLineageIsSortedAndBounded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfN(rapid.Uint32Range(0, 1<<24), 0, 600).Draw(t, "ids")
		var d Doc
		for _, n := range ids {
			d.Rsids = append(d.Rsids, fmt.Sprintf("%08x", n))
		}
		got := Lineage(d)
		slices.Reverse(d.Rsids)
		if !slices.IsSorted(got) || len(got) > maxLineageRsids || !slices.Equal(got, Lineage(d)) {
			t.Fatalf("%d identifiers of %d rsids", len(got), len(ids))
		}
	})
}
