-- The office's mail server: one row, once somebody entered it. The password is sealed with a key
-- that is not in the database.
CREATE TABLE mail_server (
    id {{key}},
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    security SMALLINT NOT NULL,
    login TEXT,
    password {{bytes}},
    authority TEXT,
    sender_name TEXT NOT NULL,
    sender_address TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    version BIGINT NOT NULL
);

-- Messages that go out. `key` says what a message is, so that it is queued once; `message_id` is
-- the same at every try. `next_at` is when it is tried (again), or when a try under way counts as
-- lost; none when it is over. The text of a secret one is erased when it has been sent.
CREATE TABLE mail (
    id {{key}},
    key TEXT NOT NULL UNIQUE,
    message_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    to_name TEXT NOT NULL,
    to_address TEXT NOT NULL,
    unit_id BIGINT REFERENCES unit (id),
    account_id BIGINT REFERENCES account (id),
    subject TEXT NOT NULL,
    body TEXT,
    secret BOOLEAN NOT NULL,
    state SMALLINT NOT NULL,
    attempts INTEGER NOT NULL,
    tries_left INTEGER NOT NULL,
    next_at {{timestamp}},
    queued_at {{timestamp}} NOT NULL,
    queued_by BIGINT REFERENCES account (id),
    queued_by_name TEXT NOT NULL,
    sent_at {{timestamp}},
    answer TEXT
);
CREATE INDEX mail_next ON mail (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX mail_state ON mail (state, id);
CREATE INDEX mail_unit ON mail (unit_id, id);

CREATE TABLE mail_attachment (
    id {{key}},
    mail_id BIGINT NOT NULL REFERENCES mail (id),
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    sha256 {{bytes}} NOT NULL,
    size BIGINT NOT NULL
);
CREATE INDEX mail_attachment_mail ON mail_attachment (mail_id, id);
CREATE INDEX mail_attachment_file ON mail_attachment (sha256);

-- What a message is about, as in the log.
CREATE TABLE mail_about (
    id {{key}},
    mail_id BIGINT NOT NULL REFERENCES mail (id),
    subject TEXT NOT NULL,
    subject_id BIGINT NOT NULL
);
CREATE INDEX mail_about_mail ON mail_about (mail_id, id);
CREATE INDEX mail_about_subject ON mail_about (subject, subject_id, mail_id);

-- Each try, and what the server said. A try without an end was cut off: it may have arrived.
CREATE TABLE mail_try (
    id {{key}},
    mail_id BIGINT NOT NULL REFERENCES mail (id),
    attempt INTEGER NOT NULL,
    began_at {{timestamp}} NOT NULL,
    ended_at {{timestamp}},
    accepted BOOLEAN NOT NULL,
    answer TEXT,
    UNIQUE (mail_id, attempt)
);

-- With which message something was urged, or its letter sent.
ALTER TABLE urging ADD COLUMN mail_id BIGINT REFERENCES mail (id);
CREATE INDEX urging_mail ON urging (mail_id) WHERE mail_id IS NOT NULL;
