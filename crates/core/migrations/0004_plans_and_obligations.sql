CREATE TABLE plan (
    id {{key}},
    uid UUID NOT NULL,
    code TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL,
    kind TEXT NOT NULL,
    issuer TEXT NOT NULL,
    place TEXT,
    title TEXT NOT NULL,
    signed_on DATE NOT NULL,
    year_first INTEGER,
    year_last INTEGER,
    signer TEXT,
    sign_for TEXT,
    document_id BIGINT NOT NULL REFERENCES document (id),
    draft_id BIGINT NOT NULL REFERENCES draft (id),
    version INTEGER NOT NULL,
    confirmed_at {{timestamp}} NOT NULL,
    confirmed_by BIGINT REFERENCES account (id)
);
CREATE INDEX plan_signed ON plan (signed_on, id);
CREATE INDEX plan_document ON plan (document_id);

-- One row a legal version, with the whole confirmed draft as it stood.
CREATE TABLE plan_version (
    id {{key}},
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    version INTEGER NOT NULL,
    document_id BIGINT NOT NULL REFERENCES document (id),
    content TEXT NOT NULL,
    confirmed_at {{timestamp}} NOT NULL,
    confirmed_by BIGINT REFERENCES account (id),
    UNIQUE (plan_id, version)
);

CREATE TABLE task (
    id {{key}},
    uid UUID NOT NULL,
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    plan_version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    code TEXT NOT NULL UNIQUE,
    label TEXT,
    heading TEXT,
    text TEXT,
    product TEXT,
    budget TEXT,
    followed BOOLEAN NOT NULL,
    deadline_text TEXT,
    deadline_kind TEXT,
    due DATE,
    due_inclusive BOOLEAN NOT NULL,
    starts DATE,
    rrule TEXT,
    places TEXT NOT NULL
);
CREATE INDEX task_plan ON task (plan_id, position);

CREATE TABLE assignment (
    id {{key}},
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    task_id BIGINT NOT NULL REFERENCES task (id),
    role SMALLINT NOT NULL,
    position INTEGER NOT NULL,
    written TEXT NOT NULL,
    span_start BIGINT,
    span_end BIGINT,
    unit_id BIGINT REFERENCES unit (id),
    group_id BIGINT REFERENCES unit_group (id),
    unresolved TEXT,
    exceptions TEXT NOT NULL
);
CREATE INDEX assignment_task ON assignment (task_id, role, position);
CREATE INDEX assignment_unresolved ON assignment (plan_id, task_id) WHERE unresolved IS NOT NULL;

-- One unit x one task x one role. `last_day` is the last day that is still in time, 9999-12-31
-- when there is none; `standing` is what the facts alone say, before any day is compared. Both
-- are computed from the other columns by one pure function and never typed by anybody.
CREATE TABLE obligation (
    id {{key}},
    uid UUID NOT NULL,
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    task_id BIGINT NOT NULL REFERENCES task (id),
    assignment_id BIGINT NOT NULL REFERENCES assignment (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    role SMALLINT NOT NULL,
    co_lead BOOLEAN NOT NULL,
    task_position INTEGER NOT NULL,
    followed BOOLEAN NOT NULL,
    due DATE,
    due_inclusive BOOLEAN NOT NULL,
    state SMALLINT NOT NULL,
    completed_on DATE,
    completion_note TEXT,
    last_day DATE NOT NULL,
    standing SMALLINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX obligation_unit_due ON obligation (unit_id, last_day, id, standing, role);
CREATE INDEX obligation_unit_standing ON obligation (unit_id, standing, last_day, id, role);
CREATE INDEX obligation_due ON obligation (last_day, id, standing, role);
CREATE INDEX obligation_standing ON obligation (standing, last_day, id, role);
CREATE INDEX obligation_plan_due ON obligation (plan_id, last_day, id, standing, role, unit_id);
CREATE INDEX obligation_plan_task ON obligation (plan_id, task_position, id);
CREATE INDEX obligation_task ON obligation (task_id, role, id);

-- How many obligations of all plans stand how, kept in the transaction of every change: by last
-- day (grain 0), and by the first day of its month (grain 1) so that sums read few rows.
CREATE TABLE obligation_tally (
    grain SMALLINT NOT NULL,
    last_day DATE NOT NULL,
    role SMALLINT NOT NULL,
    standing SMALLINT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (grain, last_day, role, standing)
){{clustered}};
