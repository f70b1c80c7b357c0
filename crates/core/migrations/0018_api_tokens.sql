-- Tokens with which programs act for an account over the HTTP API. Only the hash is kept.
CREATE TABLE api_token (
    id {{key}},
    account_id BIGINT NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    token_hash {{bytes}} NOT NULL UNIQUE,
    created_at {{timestamp}} NOT NULL,
    expires_at {{timestamp}} NOT NULL,
    used_at {{timestamp}},
    revoked_at {{timestamp}}
);
CREATE INDEX api_token_account ON api_token (account_id, id);
