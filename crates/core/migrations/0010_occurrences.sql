-- What was done of a recurring obligation in the periods before the one that is open now. The row
-- of the obligation itself holds the open one.
CREATE TABLE occurrence (
    id {{key}},
    obligation_id BIGINT NOT NULL REFERENCES obligation (id),
    due DATE NOT NULL,
    completed_on DATE NOT NULL,
    note TEXT
);
CREATE INDEX occurrence_obligation ON occurrence (obligation_id, due);
