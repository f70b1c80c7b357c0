CREATE TABLE document (
    id {{key}},
    uid UUID NOT NULL,
    sha256 {{bytes}} NOT NULL UNIQUE,
    size BIGINT NOT NULL,
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    text TEXT NOT NULL,
    shape TEXT NOT NULL,
    received_at {{timestamp}} NOT NULL,
    received_by BIGINT REFERENCES account (id)
);

-- A draft is what was first read (`base`) and the edits up to `cursor`; edits behind the cursor
-- have been undone and may be redone.
CREATE TABLE draft (
    id {{key}},
    uid UUID NOT NULL,
    document_id BIGINT NOT NULL REFERENCES document (id),
    title TEXT NOT NULL,
    base TEXT NOT NULL,
    version BIGINT NOT NULL,
    cursor INTEGER NOT NULL,
    length INTEGER NOT NULL,
    state TEXT NOT NULL,
    plan_id BIGINT,
    created_at {{timestamp}} NOT NULL,
    created_by BIGINT REFERENCES account (id),
    updated_at {{timestamp}} NOT NULL
);
CREATE INDEX draft_document ON draft (document_id);
CREATE INDEX draft_state ON draft (state, updated_at);

CREATE TABLE draft_edit (
    draft_id BIGINT NOT NULL REFERENCES draft (id),
    position INTEGER NOT NULL,
    edit TEXT NOT NULL,
    at {{timestamp}} NOT NULL,
    actor_id BIGINT,
    actor_name TEXT NOT NULL,
    PRIMARY KEY (draft_id, position)
);

-- What a person said a name means, remembered for the next document.
CREATE TABLE actor_alias (
    id {{key}},
    match_key TEXT NOT NULL,
    written TEXT NOT NULL,
    unit_id BIGINT REFERENCES unit (id),
    group_id BIGINT REFERENCES unit_group (id),
    draft_id BIGINT,
    position INTEGER,
    set_at {{timestamp}} NOT NULL,
    set_by BIGINT,
    set_by_name TEXT NOT NULL,
    retired_at {{timestamp}}
);
CREATE INDEX actor_alias_key ON actor_alias (match_key);
CREATE INDEX actor_alias_draft ON actor_alias (draft_id, position);
