-- What programs asked under a key of their own, and what they were answered: asked again, they
-- are answered the same and nothing happens twice. Kept for some days.
CREATE TABLE api_request (
    account_id BIGINT NOT NULL REFERENCES account (id),
    request_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,
    at {{timestamp}} NOT NULL,
    PRIMARY KEY (account_id, request_key)
);
CREATE INDEX api_request_at ON api_request (at);
