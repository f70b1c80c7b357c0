-- Replies of units that never sign in: the key that signs forms, personal links, forms made, and
-- what came back on them.
CREATE TABLE reply_key (
    id {{key}},
    secret {{bytes}} NOT NULL
);

-- A link is shown once; only its hash is kept. `plan_id`: of this plan only; NULL: of all.
CREATE TABLE reply_link (
    id {{key}},
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    plan_id BIGINT REFERENCES plan (id),
    token_hash {{bytes}} NOT NULL UNIQUE,
    made_for TEXT,
    created_at {{timestamp}} NOT NULL,
    created_by BIGINT REFERENCES account (id),
    created_by_name TEXT NOT NULL,
    expires_at {{timestamp}} NOT NULL,
    opened_at {{timestamp}},
    revoked_at {{timestamp}}
);
CREATE INDEX reply_link_unit ON reply_link (unit_id, id);

CREATE TABLE reply_form (
    id {{key}},
    uid UUID NOT NULL UNIQUE,
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    plan_id BIGINT REFERENCES plan (id),
    created_at {{timestamp}} NOT NULL,
    created_by BIGINT REFERENCES account (id),
    created_by_name TEXT NOT NULL
);
CREATE INDEX reply_form_unit ON reply_form (unit_id, id);

-- A file that came back and was applied: the same bytes again change nothing.
CREATE TABLE reply_return (
    id {{key}},
    form_id BIGINT NOT NULL REFERENCES reply_form (id),
    sha256 {{bytes}} NOT NULL,
    applied_at {{timestamp}} NOT NULL,
    applied_by BIGINT REFERENCES account (id),
    applied_by_name TEXT NOT NULL,
    kept BIGINT NOT NULL
);
CREATE UNIQUE INDEX reply_return_file ON reply_return (form_id, sha256);
