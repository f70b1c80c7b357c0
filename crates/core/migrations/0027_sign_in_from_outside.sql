-- Signing in from outside (OpenID Connect): the provider that the house trusts, one row, with its
-- secret sealed; and which person there is which account here.
CREATE TABLE provider (
    id {{key}},
    issuer TEXT NOT NULL,
    client_id TEXT NOT NULL,
    client_secret {{bytes}},
    claim TEXT NOT NULL,
    button TEXT NOT NULL,
    role TEXT,
    unit_claim TEXT NOT NULL,
    authority TEXT NOT NULL,
    second_step_trusted BOOLEAN NOT NULL,
    in_use BOOLEAN NOT NULL
);

CREATE TABLE identity (
    id {{key}},
    account_id BIGINT NOT NULL REFERENCES account (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    ended_at {{timestamp}}
);
CREATE UNIQUE INDEX identity_subject ON identity (issuer, subject) WHERE ended_at IS NULL;
CREATE INDEX identity_account ON identity (account_id);

-- What the provider calls the person, where that is not the sign-in name here.
ALTER TABLE account ADD COLUMN outside_name TEXT;
CREATE UNIQUE INDEX account_outside_name ON account (outside_name);
ALTER TABLE session ADD COLUMN outside BOOLEAN NOT NULL DEFAULT FALSE;
