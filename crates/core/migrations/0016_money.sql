-- Sources of funds (nguồn kinh phí); the list is edited, an entry in use is never removed.
CREATE TABLE fund_source (
    id {{key}},
    kind TEXT NOT NULL,
    level TEXT,
    name TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    active BOOLEAN NOT NULL,
    version BIGINT NOT NULL
);
INSERT INTO fund_source (id, kind, level, name, position, active, version) VALUES
    (1, 'state_budget', 'central', 'Ngân sách trung ương', 1, TRUE, 1),
    (2, 'state_budget', 'province', 'Ngân sách tỉnh', 2, TRUE, 1),
    (3, 'state_budget', 'commune', 'Ngân sách xã, phường', 3, TRUE, 1),
    (4, 'target_programme', NULL, 'Chương trình mục tiêu quốc gia', 4, TRUE, 1),
    (5, 'other', NULL, 'Nguồn hợp pháp khác', 5, TRUE, 1);

-- An estimate (dự toán) hangs on what a unit owes, so it goes where the obligation goes when
-- units are reorganised; `drafted_unit_id` is the unit that drafted it.
CREATE TABLE estimate (
    id {{key}},
    uid UUID NOT NULL,
    obligation_id BIGINT NOT NULL REFERENCES obligation (id),
    task_id BIGINT NOT NULL REFERENCES task (id),
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    drafted_unit_id BIGINT NOT NULL REFERENCES unit (id),
    title TEXT NOT NULL,
    state SMALLINT NOT NULL,
    round INTEGER NOT NULL,
    version BIGINT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by BIGINT REFERENCES account (id),
    updated_at {{timestamp}} NOT NULL
);
CREATE INDEX estimate_obligation ON estimate (obligation_id);
CREATE INDEX estimate_task ON estimate (task_id, id);
CREATE INDEX estimate_plan ON estimate (plan_id, id);
CREATE INDEX estimate_state ON estimate (state, id);

-- Each time an estimate goes out and comes back is a round; earlier rounds stay as they were.
CREATE TABLE estimate_round (
    estimate_id BIGINT NOT NULL REFERENCES estimate (id),
    round INTEGER NOT NULL,
    submitted_at {{timestamp}},
    submitted_by TEXT,
    appraised_at {{timestamp}},
    appraised_by TEXT,
    appraisal_note TEXT,
    decided_at {{timestamp}},
    decided_by TEXT,
    outcome SMALLINT,
    decision_number TEXT,
    decision_on DATE,
    decision_note TEXT,
    PRIMARY KEY (estimate_id, round)
){{clustered}};

-- `number` names a line over all rounds. Money is whole đồng; `quantity` counts ten-thousandths.
CREATE TABLE estimate_line (
    estimate_id BIGINT NOT NULL REFERENCES estimate (id),
    round INTEGER NOT NULL,
    number INTEGER NOT NULL,
    position INTEGER NOT NULL,
    content TEXT NOT NULL,
    quantity BIGINT,
    measure TEXT,
    unit_cost BIGINT,
    amount BIGINT NOT NULL,
    source_id BIGINT NOT NULL REFERENCES fund_source (id),
    year INTEGER NOT NULL,
    note TEXT,
    verdict SMALLINT,
    appraised BIGINT,
    appraisal_reason TEXT,
    approved BIGINT,
    approval_reason TEXT,
    PRIMARY KEY (estimate_id, round, number)
){{clustered}};

-- Allocations, adjustments and disbursements: entries are added and never changed. A wrong one is
-- taken back by an entry that names it and carries the opposite amount.
CREATE TABLE money_entry (
    id {{key}},
    uid UUID NOT NULL,
    estimate_id BIGINT NOT NULL REFERENCES estimate (id),
    source_id BIGINT NOT NULL REFERENCES fund_source (id),
    year INTEGER NOT NULL,
    kind SMALLINT NOT NULL,
    amount BIGINT NOT NULL,
    on_day DATE NOT NULL,
    document TEXT,
    note TEXT,
    corrects BIGINT UNIQUE REFERENCES money_entry (id),
    at {{timestamp}} NOT NULL,
    by_id BIGINT REFERENCES account (id),
    by_name TEXT NOT NULL
);
CREATE INDEX money_entry_estimate ON money_entry (estimate_id, id);

-- A workbook that somebody sent, as read: kept until it is applied, so that what it would change
-- can be looked at first.
CREATE TABLE estimate_upload (
    id {{key}},
    uid UUID NOT NULL UNIQUE,
    estimate_id BIGINT NOT NULL REFERENCES estimate (id),
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by BIGINT REFERENCES account (id),
    applied_at {{timestamp}}
);
