-- +goose Up
-- Open cases are counted by state each time that the server's figures are read.
CREATE INDEX cases_by_state ON cases (closed, state);
-- With the ring in it, the index is all that the question for somebody's rings
-- needs: else SQLite walks those of everybody.
DROP INDEX ring_members_by_person;
CREATE INDEX ring_members_by_person ON ring_members (workspace, person, ring);

-- +goose Down
DROP INDEX ring_members_by_person;
CREATE INDEX ring_members_by_person ON ring_members (workspace, person);
DROP INDEX cases_by_state;
