-- Reporting regimes (chế độ báo cáo): what Decree 09/2019 asks a regime to name. `plan_id` NULL:
-- over all plans. `cycle` NULL: thematic or ad hoc, its periods are opened by hand. `closing` is
-- the day of the month on which figures are closed, 31 the month's end; the three `grace` columns
-- are days after that by which each level has sent its report.
CREATE TABLE reporting_regime (
    id {{key}},
    uid UUID NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    plan_id BIGINT REFERENCES plan (id),
    group_id BIGINT REFERENCES unit_group (id),
    content TEXT NOT NULL,
    receiver TEXT NOT NULL,
    through TEXT NOT NULL,
    channel TEXT NOT NULL,
    outline TEXT NOT NULL,
    data_form TEXT NOT NULL,
    cycle TEXT,
    closing SMALLINT NOT NULL,
    grace_commune SMALLINT NOT NULL,
    grace_department SMALLINT NOT NULL,
    grace_province SMALLINT NOT NULL,
    first_day DATE NOT NULL,
    ended_on DATE,
    version BIGINT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL
);
CREATE INDEX reporting_regime_plan ON reporting_regime (plan_id, id);

-- A period (kỳ báo cáo) of a regime. `frozen_at`: since then its lines stand, whatever is reported;
-- `money`: the sums by source at that moment.
CREATE TABLE reporting_period (
    id {{key}},
    uid UUID NOT NULL,
    regime_id BIGINT NOT NULL REFERENCES reporting_regime (id),
    year INTEGER NOT NULL,
    number SMALLINT NOT NULL,
    name TEXT,
    from_day DATE NOT NULL,
    cutoff DATE NOT NULL,
    due_commune DATE NOT NULL,
    due_department DATE NOT NULL,
    due_province DATE NOT NULL,
    opened_at {{timestamp}} NOT NULL,
    frozen_at {{timestamp}},
    frozen_by TEXT,
    money TEXT,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX reporting_period_regime ON reporting_period (regime_id, cutoff);
CREATE INDEX reporting_period_open ON reporting_period (cutoff, id) WHERE frozen_at IS NULL;

-- What a unit reports for a period, and how far that has got. The texts are its own; what it
-- reported task by task stands with the obligations.
CREATE TABLE unit_report (
    id {{key}},
    uid UUID NOT NULL,
    period_id BIGINT NOT NULL REFERENCES reporting_period (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    due DATE NOT NULL,
    state SMALLINT NOT NULL,
    results TEXT,
    difficulties TEXT,
    proposals TEXT,
    next_steps TEXT,
    said_by TEXT,
    submitted_on DATE,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX unit_report_period ON unit_report (period_id, unit_id);
CREATE INDEX unit_report_unit ON unit_report (unit_id, state, due);

-- Every step of a unit's report: handed in, returned, accepted, taken back. As of any day, how it
-- stood is the last step until then.
CREATE TABLE unit_report_step (
    id {{key}},
    report_id BIGINT NOT NULL REFERENCES unit_report (id),
    kind SMALLINT NOT NULL,
    day DATE NOT NULL,
    note TEXT,
    at {{timestamp}} NOT NULL,
    by_id BIGINT REFERENCES account (id),
    by_name TEXT NOT NULL
);
CREATE INDEX unit_report_step_report ON unit_report_step (report_id, id);

-- How every obligation stood at the cut-off of a period: written once, never changed. Names of
-- units are those of that day.
CREATE TABLE period_line (
    period_id BIGINT NOT NULL REFERENCES reporting_period (id),
    obligation_id BIGINT NOT NULL REFERENCES obligation (id),
    task_id BIGINT NOT NULL REFERENCES task (id),
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    unit_name TEXT NOT NULL,
    role SMALLINT NOT NULL,
    class TEXT NOT NULL,
    due DATE,
    completed_on DATE,
    update_id BIGINT,
    PRIMARY KEY (period_id, obligation_id)
){{clustered}};
CREATE INDEX period_line_unit ON period_line (period_id, unit_id);
CREATE INDEX period_line_class ON period_line (period_id, class);

-- What the officer did to the sections of a consolidated report: the rest is composed anew.
CREATE TABLE report_section (
    period_id BIGINT NOT NULL REFERENCES reporting_period (id),
    section TEXT NOT NULL,
    position SMALLINT NOT NULL,
    hidden BOOLEAN NOT NULL,
    heading TEXT,
    text TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (period_id, section)
){{clustered}};
