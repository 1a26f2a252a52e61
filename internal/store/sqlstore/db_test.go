package sqlstore

import (
	"strings"
	"testing"
)

func TestNumbered(t *testing.T) {
	for query, want := range map[string]string{
		"SELECT a FROM b": "SELECT a FROM b",
		"INSERT INTO b VALUES (?, ?) -- what? \n, ?": "INSERT INTO b VALUES ($1, $2) \n, $3",
		"SELECT '?', \"a?\", ?":                      "SELECT '?', \"a?\", $1",
		"SELECT 'it''s ?' WHERE a = ?":               "SELECT 'it''s ?' WHERE a = $1",
		"SELECT a - ? - -?":                          "SELECT a - $1 - -$2",
		"SELECT 'open ?":                             "SELECT 'open ?",
		"SELECT ? -- end ?":                          "SELECT $1 ",
		strings.Repeat("?,", 10) + "?":               "$1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11",
	} {
		if got := numbered(query); got != want {
			t.Errorf("%q becomes %q, want %q", query, got, want)
		}
	}
}

func TestIn(t *testing.T) {
	if got := In(0) + "|" + In(1) + "|" + In(3); got != "|?|?, ?, ?" {
		t.Errorf("got %q", got)
	}
}

// TestParentsFirst orders tables by their foreign keys, and refuses a circle.
func TestParentsFirst(t *testing.T) {
	list, err := parentsFirst(map[string]*table{"a": {name: "a", parents: []string{"c", "b"}}, "b": {name: "b", parents: []string{"c"}}, "c": {name: "c"}, "d": {name: "d"}})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, x := range list {
		names = append(names, x.name)
	}
	if got := strings.Join(names, " "); got != "c b a d" {
		t.Errorf("ordered %s", got)
	}
	if _, err := parentsFirst(map[string]*table{"a": {name: "a", parents: []string{"b"}}, "b": {name: "b", parents: []string{"a"}}}); err == nil {
		t.Error("a circle of foreign keys is ordered")
	}
}
