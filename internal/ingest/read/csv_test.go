package read

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/daylight-hq/daylight/internal/ingest/source"
)

func TestCSV(t *testing.T) {
	runCases(t, []fileCase{
		{name: "plain", text: "Name,Mail\nAna,a@example.com\r\nBo,b@example.com", want: []string{"Ana|a@example.com", "Bo|b@example.com"}, lines: []int{2, 3}},
		{name: "semicolon", text: "Name;Amount\nAna;1,5\nBo;2,5\n", want: []string{"Ana|1,5", "Bo|2,5"}},
		{name: "tab", text: "Name\tMail\nAna\ta b\n", want: []string{"Ana|a b"}},
		{name: "pipe", text: "Name|Mail\nAna|x\n", want: []string{"Ana|x"}},
		{name: "sep line", text: "sep=;\nName;Mail,x\nAna;1\n", want: []string{"Ana|1"}, lines: []int{3}},
		{name: "quotes", text: "Name,Note\n\"Ana, \"\"A\"\"\",\"two\nlines\"\nBo,\"\"\n", want: []string{"Ana, \"A\"|two\nlines", "Bo|"}, lines: []int{2, 4}},
		{name: "spaced quotes", text: "Name,Note\nAna, \"x, y\" \n", want: []string{"Ana|x, y"}},
		{name: "quote within", text: "Name,Size\nAna,5\" disk\nBo,6\"\n", want: []string{"Ana|5\" disk", "Bo|6\""}},
		{name: "preamble", text: "Payroll report\nCompany: Example Inc\nRun on,2026-03-01\n\nName,Mail,Pay\nAna,a,1\nBo,b,2\nCy,c,3\n",
			want: []string{"Ana|a|1", "Bo|b|2", "Cy|c|3"}, lines: []int{6, 7, 8}},
		{name: "blank rows", text: "Name,Mail\n\nAna,a\n,\n  \nBo,b\n", want: []string{"Ana|a", "Bo|b"}, lines: []int{3, 6}},
		{name: "repeated header", text: "Name,Mail\nAna,a\nName,Mail\nBo,b\n", want: []string{"Ana|a", "Bo|b"}},
		{name: "delimiter at the end", text: "Name,Mail\nAna,a,\nBo,b,\n", want: []string{"Ana|a", "Bo|b"}},
		{name: "old mac", text: "Name,Mail\rAna,a\rBo,b\r", want: []string{"Ana|a", "Bo|b"}},
		{name: "header only", text: "Name,Mail\n"},

		{name: "ragged", text: "Name,Mail\nAna,a\nBo,b,c\nCy\nDi,d\n", want: []string{"Ana|a", "Di|d"}, problems: []string{"ragged:3", "ragged:4"}},
		{name: "open quote", text: "Name,Mail\nAna,a\nBo,\"b\nCy,c\nDi,d\n", want: []string{"Ana|a", "Cy|c", "Di|d"}, problems: []string{"quote:3"}},
		{name: "open quote before others", text: "Name,Mail\nBo,\"b\nCy,\"c\"\nDi,d\n", want: []string{"Cy|c", "Di|d"}, problems: []string{"quote:2"}},
		{name: "text after quote", text: "Name,Mail\n\"Bo\"x,b\nCy,c\n", want: []string{"Cy|c"}, problems: []string{"quote:2"}},
		{name: "nul", text: "Name,Mail\nBo,b\x00\nCy,c\n", want: []string{"Cy|c"}, problems: []string{"nul:2"}},
		{name: "formulas", text: "Name,Mail\nAna,=1+1\nBo,@SUM(A1)\nCy,-2+3+cmd|' /C calc'!A0\nDi,+HYPERLINK(1)\nEd,\"=HYPERLINK(\"\"x\"\")\"\nFi,f\n",
			want: []string{"Fi|f"}, problems: []string{"formula-cell:2", "formula-cell:3", "formula-cell:4", "formula-cell:5", "formula-cell:6"}},
		{name: "no formulas", text: "Name,Phone,Pay\n@ana,+1 (555) 010-0000,-12.50\n=,+1-555-0100|x,\"=\"\"00123\"\"\"\nBo,-led a team (of five),=\"0456\"\n",
			want: []string{"@ana|+1 (555) 010-0000|-12.50", "=|+1-555-0100|x|00123", "Bo|-led a team (of five)|0456"}},
		{name: "too large", text: "Name,Mail\nBo,\"" + strings.Repeat("x\n", 1500) + "\"\nCy,c\n", want: []string{"Cy|c"}, lines: []int{1503}, problems: []string{"too-large:2"}},
		{name: "far too large", text: "Name,Mail\nBo," + strings.Repeat("x", 9000) + "\nCy,c\n", want: []string{"Cy|c"}, lines: []int{3}, problems: []string{"too-large:2"}},
	}, source.CSV)
}

// A quote that opens far from the end, and a line that no buffer holds.
func TestCSVGiants(t *testing.T) {
	row := "Bo," + strings.Repeat("b", 400) + "\n"
	for name, c := range map[string]struct {
		text     string
		items    int
		problems []string
	}{
		"open quote": {"Name,Mail\nAna,\"a\n" + strings.Repeat(row, 20000), 20000, []string{"quote:2"}},
		"long line":  {"Name,Mail\nAna," + strings.Repeat("x", 5<<20) + "\n" + strings.Repeat(row, 9), 9, []string{"too-large:2"}},
		"no end":     {"Name,Mail\nAna,a\nAna," + strings.Repeat("x", 5<<20), 1, []string{"too-large:3"}},
	} {
		f := open(t, write(t, "f", []byte(c.text)), Options{Limits: Limits{MaxItem: 1 << 20}})
		g := collect(t, f, "", 0, 2)
		if len(g.items) != c.items || cmp.Diff(c.problems, g.problems) != "" {
			t.Errorf("%s: %d items, problems %q", name, len(g.items), g.problems)
		}
	}
}

func TestColumns(t *testing.T) {
	f := open(t, write(t, "f", []byte("Name, Mail ,Mail,,Mail (2)\nAna,a,b,,d\n")), Options{})
	want := []string{"Name", "Mail", "Mail (2)", "column 4", "Mail (2) (2)"}
	if d := cmp.Diff(want, f.Head().Columns); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([][]string{{"Ana", "a", "b", "", "d"}}, f.Head().Rows); d != "" {
		t.Error(d)
	}
}

func workbook(t *testing.T, fill func(*excelize.File)) []byte {
	t.Helper()
	x := excelize.NewFile()
	fill(x)
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func setRow(t *testing.T, x *excelize.File, sheet, at string, cells ...any) {
	t.Helper()
	if err := x.SetSheetRow(sheet, at, &cells); err != nil {
		t.Fatal(err)
	}
}

func TestXLSX(t *testing.T) {
	data := workbook(t, func(x *excelize.File) {
		setRow(t, x, "Sheet1", "A1", "About this report")
		for _, name := range []string{"Data", "More", "Blank"} {
			if _, err := x.NewSheet(name); err != nil {
				t.Fatal(err)
			}
		}
		setRow(t, x, "Data", "A2", "Payroll")
		setRow(t, x, "Data", "A4", "Name", "Start", "Note")
		setRow(t, x, "Data", "A5", "Ana", 45000, "x")
		setRow(t, x, "Data", "A7", "Bo", "2026-01-02")
		setRow(t, x, "Data", "A8", "Cy", 1, "=cmd|' /C calc'!A0")
		setRow(t, x, "Data", "A9", "Di", 1, "a", "b")
		setRow(t, x, "More", "A1", "Name", "Mail")
		style, err := x.NewStyle(&excelize.Style{NumFmt: 14})
		if err != nil {
			t.Fatal(err)
		}
		if err := x.SetCellStyle("Data", "B5", "B5", style); err != nil {
			t.Fatal(err)
		}
	})
	f := open(t, write(t, "f.xlsx", data), Options{})
	g := collect(t, f, "", 0, 2)
	if d := cmp.Diff([]string{"Ana|2023-03-15|x", "Bo|2026-01-02|"}, g.items); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int{5, 7}, g.lines); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"sheet-ignored:0", "sheet-ignored:0", "formula-cell:8", "ragged:9"}, g.problems); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Name", "Start", "Note"}, f.Head().Columns); d != "" || f.Format() != source.XLSX {
		t.Error(f.Format(), d)
	}
	if g := collect(t, open(t, f.Path(), Options{}), "", 7, 2); len(g.items) != 1 || g.items[0] != "Bo|2026-01-02|" || len(g.problems) != 2 {
		t.Errorf("from row 7: %q %q", g.items, g.problems)
	}
}

func TestXLSXWithoutTable(t *testing.T) {
	data := workbook(t, func(x *excelize.File) { setRow(t, x, "Sheet1", "A1", "nothing here") })
	if _, err := Open(t.Context(), write(t, "f.xlsx", data), Options{}); err == nil || !strings.Contains(err.Error(), "header row") {
		t.Error(err)
	}
}

func zipOf(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		m, err := w.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestArchive(t *testing.T) {
	inner := string(zipOf(t, "x.csv", "Name,Mail\n"))
	csv := "Name,Mail\nAna,a\n"
	path := write(t, "all!.zip", zipOf(t, "a.csv", csv, "dir/", "", "dir/b!.json", `[{"id":1}]`, "__MACOSX/a.csv", "x", ".DS_Store", "y", "in.zip", inner, "cv.docx", string(zipOf(t, "[Content_Types].xml", "", "word/document.xml", ""))))
	members, err := Members(path)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{path + "!a.csv", path + "!dir/b!.json", path + "!in.zip", path + "!cv.docx"}
	if d := cmp.Diff(want, members); d != "" {
		t.Fatal(d)
	}
	f := open(t, members[0], Options{Hash: true})
	if g := collect(t, f, "", 0, 1); cmp.Diff([]string{"Ana|a"}, g.items) != "" || len(f.Hash()) != 64 || f.Size() == 0 {
		t.Errorf("items %q, hash %q, size %d", g.items, f.Hash(), f.Size())
	}
	if g := collect(t, open(t, members[1], Options{}), "", 0, 1); len(g.items) != 1 {
		t.Errorf("items %q", g.items)
	}
	if _, err := Open(t.Context(), members[2], Options{}); err == nil || !strings.Contains(err.Error(), "unpack it") {
		t.Error(err)
	}
	if f := open(t, members[3], Options{}); f.Format() != source.Document {
		t.Errorf("format %s", f.Format())
	}
	if data, err := Stored(members[0], 100); err != nil || string(data) != csv {
		t.Errorf("%q, %v", data, err)
	}
	if _, err := Stored(members[0], 3); err == nil {
		t.Error("more than the limit was returned")
	}
	if _, err := Open(t.Context(), path+"!none", Options{}); err == nil || !strings.Contains(err.Error(), "no such member") {
		t.Error(err)
	}
}

func TestMembersOfOthers(t *testing.T) {
	many := make([]string, 0, 2*(maxMembers+1))
	for i := range maxMembers + 1 {
		many = append(many, strings.Repeat("a", i+1), "")
	}
	for name, c := range map[string]struct {
		data []byte
		want string // of opening it
	}{
		"twice":  {zipOf(t, "a", "1", "a", "2"), "two members"},
		"many":   {zipOf(t, many...), "more than 1000"},
		"bomb":   {zipOf(t, "a", strings.Repeat("a", 17<<20)), "bomb"},
		"hidden": {zipOf(t, ".a", "1"), "empty"},
		"broken": {zipOf(t, "a", "1")[:20], "read zip"},
	} {
		path := write(t, name, c.data)
		members, err := Members(path)
		if err != nil || cmp.Diff([]string{path}, members) != "" {
			t.Errorf("%s: %q %v", name, members, err)
		}
		if _, err := Open(t.Context(), path, Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Members("none.zip"); err == nil {
		t.Error("members of nothing")
	}
}
