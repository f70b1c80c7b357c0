-- Taken in exclusive mode by whoever writes, so that there is one writer over several nodes too.
CREATE TABLE writer (id {{key}});

-- The log of what happened. Rows are only ever appended; `id` is the sequence, without gaps.
CREATE TABLE event (
    id {{key}},
    at {{timestamp}} NOT NULL,
    actor_id BIGINT,
    actor_name TEXT NOT NULL,
    unit_id BIGINT,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    before TEXT,
    after TEXT,
    proof TEXT,
    previous_hash {{bytes}} NOT NULL,
    hash {{bytes}} NOT NULL
);
CREATE INDEX event_subject ON event (subject, subject_id, id);

CREATE TABLE account (
    id {{key}},
    uid UUID NOT NULL,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT,
    failures INTEGER NOT NULL,
    locked_until {{timestamp}},
    created_at {{timestamp}} NOT NULL,
    disabled BOOLEAN NOT NULL
);

CREATE TABLE session (
    id {{key}},
    account_id BIGINT NOT NULL REFERENCES account (id),
    token_hash {{bytes}} NOT NULL UNIQUE,
    agent TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    seen_at {{timestamp}} NOT NULL,
    expires_at {{timestamp}} NOT NULL,
    ended_at {{timestamp}}
);
CREATE INDEX session_account ON session (account_id);

CREATE TABLE sign_in_link (
    id {{key}},
    account_id BIGINT NOT NULL REFERENCES account (id),
    token_hash {{bytes}} NOT NULL UNIQUE,
    created_at {{timestamp}} NOT NULL,
    expires_at {{timestamp}} NOT NULL,
    used_at {{timestamp}}
);
