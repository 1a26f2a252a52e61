package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// table is a table of ours as the database describes it.
type table struct {
	name    string
	columns []string
	parents []string // tables that its foreign keys name
}

// foreign prefixes begin the names of tables that libraries keep for themselves.
var foreign = []string{"goose_", "river_", "sqlite_"}

// tables lists our tables, each after those that it points at.
func (db *DB) tables(ctx context.Context, q Query) ([]table, error) {
	known := map[string]*table{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		var name, column string
		if err := rows.Scan(&name, &column); err != nil {
			return err
		}
		if slices.ContainsFunc(foreign, func(p string) bool { return strings.HasPrefix(name, p) }) {
			return nil
		}
		if known[name] == nil {
			known[name] = &table{name: name}
		}
		known[name].columns = append(known[name].columns, column)
		return nil
	}, db.Dialect.Columns)
	if err != nil {
		return nil, fmt.Errorf("describe the schema: %w", err)
	}
	err = each(ctx, q, func(rows *sql.Rows) error {
		var name, parent string
		if err := rows.Scan(&name, &parent); err != nil {
			return err
		}
		if known[name] != nil && known[parent] != nil && name != parent {
			known[name].parents = append(known[name].parents, parent)
		}
		return nil
	}, db.Dialect.References)
	if err != nil {
		return nil, fmt.Errorf("describe the schema: %w", err)
	}
	return parentsFirst(known)
}

func parentsFirst(known map[string]*table) ([]table, error) {
	var out []table
	const entered, finished = 1, 2
	state := map[string]int{}
	var visit func(name string) error
	visit = func(name string) error {
		switch state[name] {
		case entered:
			return fmt.Errorf("describe the schema: foreign keys of %s go in a circle", name)
		case finished:
			return nil
		}
		state[name] = entered
		for _, p := range known[name].parents {
			if err := visit(p); err != nil {
				return err
			}
		}
		state[name] = finished
		out = append(out, *known[name])
		return nil
	}
	names := make([]string, 0, len(known))
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if err := visit(name); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// keyed reports whether a table holds something that depends on the keys.
func (t *table) keyed() bool {
	return slices.ContainsFunc(t.columns, func(c string) bool { return strings.HasSuffix(c, "_sealed") || strings.HasSuffix(c, "_hash") })
}
