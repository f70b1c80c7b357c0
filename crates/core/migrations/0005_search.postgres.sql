-- Words of a task: as written (lower case) and folded.
CREATE TABLE task_search (
    task_id BIGINT PRIMARY KEY REFERENCES task (id),
    written TSVECTOR NOT NULL,
    folded TSVECTOR NOT NULL
);
CREATE INDEX task_search_written ON task_search USING gin (written);
CREATE INDEX task_search_folded ON task_search USING gin (folded);
