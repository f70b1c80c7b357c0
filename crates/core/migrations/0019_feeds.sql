-- Secret addresses from which a calendar program fetches what a unit, or a person, has before it.
-- Only the hash of the address is kept.
CREATE TABLE feed (
    id {{key}},
    account_id BIGINT REFERENCES account (id),
    unit_id BIGINT REFERENCES unit (id),
    token_hash {{bytes}} NOT NULL UNIQUE,
    created_at {{timestamp}} NOT NULL,
    created_by BIGINT REFERENCES account (id),
    created_by_name TEXT NOT NULL,
    fetched_at {{timestamp}},
    revoked_at {{timestamp}}
);
CREATE INDEX feed_account ON feed (account_id, id);
CREATE INDEX feed_unit ON feed (unit_id, id);
