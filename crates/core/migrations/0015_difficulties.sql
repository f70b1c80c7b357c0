-- Guidance documents (văn bản hướng dẫn), filed under the tasks they guide. `words` is what is
-- searched: number, issuer and title without marks.
CREATE TABLE guidance (
    id {{key}},
    uid UUID NOT NULL,
    number TEXT NOT NULL,
    issued_on DATE NOT NULL,
    issuer TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    sha256 {{bytes}},
    size BIGINT,
    file_name TEXT,
    version BIGINT NOT NULL,
    filed_at {{timestamp}} NOT NULL,
    filed_by TEXT NOT NULL
);
CREATE INDEX guidance_issued ON guidance (issued_on, id);
CREATE INDEX guidance_sha ON guidance (sha256);

CREATE TABLE guidance_task (
    guidance_id BIGINT NOT NULL REFERENCES guidance (id),
    task_id BIGINT NOT NULL REFERENCES task (id),
    PRIMARY KEY (guidance_id, task_id)
){{clustered}};
CREATE INDEX guidance_task_task ON guidance_task (task_id, guidance_id);

-- A difficulty (khó khăn, vướng mắc) hangs on what a unit owes. `source_key` names the paper it
-- came on, so that the same paper brought in again changes nothing. `held_since` is the day since
-- which whoever has it now has had it.
CREATE TABLE difficulty (
    id {{key}},
    uid UUID NOT NULL,
    obligation_id BIGINT NOT NULL REFERENCES obligation (id),
    task_id BIGINT NOT NULL REFERENCES task (id),
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    raised_unit_id BIGINT NOT NULL REFERENCES unit (id),
    text TEXT NOT NULL,
    proposal TEXT,
    said_by TEXT,
    said_on DATE NOT NULL,
    way TEXT NOT NULL,
    proof TEXT,
    source_key TEXT,
    typed_by TEXT NOT NULL,
    state SMALLINT NOT NULL,
    raised_on DATE NOT NULL,
    held_since DATE NOT NULL,
    holder_unit_id BIGINT REFERENCES unit (id),
    holder_person TEXT,
    answer TEXT,
    answered_on DATE,
    answered_by TEXT,
    answer_document TEXT,
    guidance_id BIGINT REFERENCES guidance (id),
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX difficulty_source ON difficulty (obligation_id, source_key);
CREATE INDEX difficulty_task ON difficulty (task_id, id);
CREATE INDEX difficulty_plan ON difficulty (plan_id, id);
CREATE INDEX difficulty_state ON difficulty (state, held_since, id);

-- What was done with it, step by step; never changed.
CREATE TABLE difficulty_step (
    id {{key}},
    difficulty_id BIGINT NOT NULL REFERENCES difficulty (id),
    kind SMALLINT NOT NULL,
    unit_id BIGINT REFERENCES unit (id),
    person TEXT,
    text TEXT,
    document TEXT,
    at {{timestamp}} NOT NULL,
    by_id BIGINT REFERENCES account (id),
    by_name TEXT NOT NULL
);
CREATE INDEX difficulty_step_of ON difficulty_step (difficulty_id, id);

-- A change of the plan that somebody proposes because of a difficulty; it waits for an amendment.
CREATE TABLE amendment_proposal (
    id {{key}},
    uid UUID NOT NULL,
    difficulty_id BIGINT NOT NULL REFERENCES difficulty (id),
    task_id BIGINT NOT NULL REFERENCES task (id),
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    concerns SMALLINT NOT NULL,
    change TEXT NOT NULL,
    reason TEXT NOT NULL,
    state SMALLINT NOT NULL,
    proposed_at {{timestamp}} NOT NULL,
    proposed_by TEXT NOT NULL
);
CREATE INDEX amendment_proposal_plan ON amendment_proposal (plan_id, state, id);
CREATE INDEX amendment_proposal_difficulty ON amendment_proposal (difficulty_id);

-- An inspection (kiểm tra): planned, then held or called off.
CREATE TABLE inspection (
    id {{key}},
    uid UUID NOT NULL,
    plan_id BIGINT REFERENCES plan (id),
    title TEXT NOT NULL,
    planned_on DATE NOT NULL,
    team TEXT NOT NULL,
    state SMALLINT NOT NULL,
    held_on DATE,
    minutes TEXT,
    sha256 {{bytes}},
    size BIGINT,
    file_name TEXT,
    version BIGINT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL
);
CREATE INDEX inspection_planned ON inspection (state, planned_on, id);
CREATE INDEX inspection_sha ON inspection (sha256);

CREATE TABLE inspection_unit (
    inspection_id BIGINT NOT NULL REFERENCES inspection (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    PRIMARY KEY (inspection_id, unit_id)
){{clustered}};

-- What an inspection found becomes something a unit has to put right by a day.
CREATE TABLE follow_up (
    id {{key}},
    uid UUID NOT NULL,
    inspection_id BIGINT NOT NULL REFERENCES inspection (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    finding TEXT NOT NULL,
    demand TEXT NOT NULL,
    due DATE NOT NULL,
    state SMALLINT NOT NULL,
    done_on DATE,
    done_note TEXT,
    judged_note TEXT,
    version BIGINT NOT NULL
);
CREATE INDEX follow_up_inspection ON follow_up (inspection_id, id);
CREATE INDEX follow_up_unit ON follow_up (unit_id, state, due);
CREATE INDEX follow_up_state ON follow_up (state, due, id);
