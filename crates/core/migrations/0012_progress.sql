-- What units say of their obligations (báo cáo tiến độ), what is decided about it, and on what proof.

-- Numbers and words an administrator chooses for the whole house.
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
){{clustered}};

-- The day that a granted extension replaced, as the plan has it; NULL: never extended. On the row,
-- so that counts can be read against both days.
ALTER TABLE obligation ADD COLUMN original_due DATE;
ALTER TABLE obligation ADD COLUMN original_inclusive BOOLEAN;
-- How a suspended obligation stood before.
ALTER TABLE obligation ADD COLUMN resumes_as SMALLINT;
-- When a unit last said something, or 0: "nobody has answered" is a question to an index.
ALTER TABLE obligation ADD COLUMN last_update BIGINT NOT NULL DEFAULT 0;
CREATE INDEX obligation_extended ON obligation (plan_id, unit_id, id) WHERE original_due IS NOT NULL;
CREATE INDEX obligation_silent ON obligation (standing, last_day, id) WHERE last_update = 0;
CREATE INDEX obligation_unit_silent ON obligation (unit_id, standing, last_day, id) WHERE last_update = 0;
ALTER TABLE occurrence ADD COLUMN original_due DATE;
ALTER TABLE occurrence ADD COLUMN original_inclusive BOOLEAN;

-- One report on one obligation: a whole statement, never changed afterwards. `period` is the day
-- of the plan that the report speaks about (recurring duties have many). `source_key` names the
-- paper it came on, so that the same paper brought in again changes nothing.
CREATE TABLE progress_update (
    id {{key}},
    uid UUID NOT NULL,
    obligation_id BIGINT NOT NULL REFERENCES obligation (id),
    period DATE,
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    said_by TEXT,
    said_on DATE NOT NULL,
    typed_by BIGINT REFERENCES account (id),
    typed_by_name TEXT NOT NULL,
    way SMALLINT NOT NULL,
    link_id BIGINT,
    source_key TEXT,
    recorded_at {{timestamp}} NOT NULL,
    narrative TEXT,
    share SMALLINT,
    result TEXT,
    done_on DATE,
    difficulty TEXT
);
CREATE INDEX progress_update_obligation ON progress_update (obligation_id, id);
CREATE UNIQUE INDEX progress_update_source ON progress_update (obligation_id, source_key);
CREATE INDEX progress_update_unit ON progress_update (unit_id, id);

-- Gia hạn: asked for, then granted or refused. `period` as above.
CREATE TABLE extension (
    id {{key}},
    uid UUID NOT NULL,
    obligation_id BIGINT NOT NULL REFERENCES obligation (id),
    period DATE,
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    asked_day DATE NOT NULL,
    reason TEXT NOT NULL,
    said_by TEXT,
    way SMALLINT NOT NULL,
    link_id BIGINT,
    source_key TEXT,
    asked_at {{timestamp}} NOT NULL,
    asked_by BIGINT REFERENCES account (id),
    asked_by_name TEXT NOT NULL,
    state SMALLINT NOT NULL,
    from_day DATE,
    granted_day DATE,
    decided_at {{timestamp}},
    decided_by BIGINT REFERENCES account (id),
    decided_by_name TEXT,
    decision_reason TEXT
);
CREATE INDEX extension_obligation ON extension (obligation_id, id);
CREATE UNIQUE INDEX extension_source ON extension (obligation_id, source_key);
CREATE INDEX extension_state ON extension (state, id);

-- What was decided about an obligation: confirmed, returned, to be done again, suspended, ….
CREATE TABLE judgement (
    id {{key}},
    obligation_id BIGINT NOT NULL REFERENCES obligation (id),
    period DATE,
    update_id BIGINT REFERENCES progress_update (id),
    kind SMALLINT NOT NULL,
    on_day DATE,
    reason TEXT,
    at {{timestamp}} NOT NULL,
    by_id BIGINT REFERENCES account (id),
    by_name TEXT NOT NULL
);
CREATE INDEX judgement_obligation ON judgement (obligation_id, id);

-- Minh chứng: a file by its hash, a link, a document by number and date; of an update, of an
-- extension or of a judgement. `proof`: what an entry itself rests on (the letter in which the
-- unit said it), beside what shows the work.
CREATE TABLE evidence (
    id {{key}},
    obligation_id BIGINT NOT NULL REFERENCES obligation (id),
    update_id BIGINT REFERENCES progress_update (id),
    extension_id BIGINT REFERENCES extension (id),
    judgement_id BIGINT REFERENCES judgement (id),
    proof BOOLEAN NOT NULL,
    kind SMALLINT NOT NULL,
    sha256 {{bytes}},
    size BIGINT,
    name TEXT,
    link TEXT,
    number TEXT,
    dated DATE
);
CREATE INDEX evidence_obligation ON evidence (obligation_id, id);
CREATE INDEX evidence_sha ON evidence (sha256);
