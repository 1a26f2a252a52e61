-- +goose Up
-- Open cases are counted by state each time that the server's figures are read.
CREATE INDEX cases_by_state ON cases (closed, state);

-- +goose Down
DROP INDEX cases_by_state;
