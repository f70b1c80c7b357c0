-- Reminders of the day: one row, once somebody chose. Off at first.
CREATE TABLE reminder_house (
    id {{key}},
    enabled BOOLEAN NOT NULL,
    hour SMALLINT NOT NULL,
    base_url TEXT NOT NULL,
    version BIGINT NOT NULL
);

-- When what is due is reminded of, in working days; without a plan: of all that have no own rule.
CREATE TABLE reminder_rule (
    id {{key}},
    plan_id BIGINT UNIQUE REFERENCES plan (id),
    enabled BOOLEAN NOT NULL,
    days_before TEXT NOT NULL,
    days_after TEXT NOT NULL,
    every INTEGER,
    escalate INTEGER,
    version BIGINT NOT NULL
);

-- Days on which reminders were sent: each once, whichever node is first.
CREATE TABLE reminder_run (
    day DATE NOT NULL PRIMARY KEY,
    at {{timestamp}} NOT NULL,
    by_hand BOOLEAN NOT NULL,
    by_name TEXT NOT NULL,
    mails INTEGER NOT NULL
);

-- What each address was reminded of, so that nothing is told twice.
CREATE TABLE reminder_sent (
    id {{key}},
    address TEXT NOT NULL,
    obligation_id BIGINT NOT NULL REFERENCES obligation (id),
    last_day DATE NOT NULL,
    step TEXT NOT NULL,
    day DATE NOT NULL,
    mail_id BIGINT NOT NULL REFERENCES mail (id),
    UNIQUE (obligation_id, last_day, step, address)
);
CREATE INDEX reminder_sent_mail ON reminder_sent (mail_id);

-- How a person is reached by mail, and when not. `quiet_days`: a bit for each day of the week,
-- Monday first. `kinds`: what the person wants, NULL for what is usual for the role.
CREATE TABLE account_notice (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
    address TEXT,
    quiet_days SMALLINT NOT NULL,
    quiet_from SMALLINT,
    quiet_to SMALLINT,
    quiet_until DATE,
    kinds TEXT,
    version BIGINT NOT NULL
);
