-- +goose Up
-- Whose rings changed is asked by person, some milliseconds after each event.
CREATE INDEX ring_members_by_person ON ring_members (workspace, person);

-- +goose Down
DROP INDEX ring_members_by_person;
