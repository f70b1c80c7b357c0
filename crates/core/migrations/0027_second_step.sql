-- The second step of signing in. Secrets are sealed with a key that is not in the database: the one
-- in use, and one that was begun and waits for its first code.
CREATE TABLE second_step (
    id {{key}},
    account_id BIGINT NOT NULL UNIQUE REFERENCES account (id),
    secret {{bytes}},
    last_step BIGINT NOT NULL,
    pending {{bytes}},
    pending_at {{timestamp}}
);

-- For who has lost the telephone: each lets in once. Only the hash is kept.
CREATE TABLE recovery_code (
    id {{key}},
    account_id BIGINT NOT NULL REFERENCES account (id),
    code_hash {{bytes}} NOT NULL,
    used_at {{timestamp}}
);
CREATE INDEX recovery_code_account ON recovery_code (account_id, id);
