-- Collecting replies: rounds in which links and forms are made together, what units type before
-- they send it, what they sent, and files that came back until they are applied.

-- What a link's secret is computed from, with the key of the house: it can be shown again to who
-- collects. NULL: made before, shown once.
ALTER TABLE reply_link ADD COLUMN nonce {{bytes}};
-- Who filled in last, to begin with next time.
ALTER TABLE reply_link ADD COLUMN filler TEXT;

CREATE TABLE reply_round (
    id {{key}},
    title TEXT NOT NULL,
    words TEXT,
    reply_by DATE,
    created_at {{timestamp}} NOT NULL,
    created_by BIGINT REFERENCES account (id),
    created_by_name TEXT NOT NULL
);

-- One unit of a round, with its link of today.
CREATE TABLE reply_request (
    id {{key}},
    round_id BIGINT NOT NULL REFERENCES reply_round (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    link_id BIGINT NOT NULL REFERENCES reply_link (id),
    form_id BIGINT NOT NULL REFERENCES reply_form (id)
);
CREATE UNIQUE INDEX reply_request_unit ON reply_request (round_id, unit_id);
CREATE INDEX reply_request_link ON reply_request (link_id);
CREATE INDEX reply_request_form ON reply_request (form_id);

CREATE TABLE reply_asked (
    request_id BIGINT NOT NULL REFERENCES reply_request (id),
    obligation_id BIGINT NOT NULL REFERENCES obligation (id),
    PRIMARY KEY (request_id, obligation_id)
);
CREATE INDEX reply_asked_obligation ON reply_asked (obligation_id);

-- What a unit typed through its link and has not sent. Who sends, empties it.
CREATE TABLE reply_draft (
    link_id BIGINT NOT NULL REFERENCES reply_link (id),
    obligation_id BIGINT NOT NULL REFERENCES obligation (id),
    content TEXT NOT NULL,
    saved_at {{timestamp}} NOT NULL,
    PRIMARY KEY (link_id, obligation_id)
);

CREATE TABLE reply_draft_file (
    link_id BIGINT NOT NULL REFERENCES reply_link (id),
    obligation_id BIGINT NOT NULL REFERENCES obligation (id),
    sha256 {{bytes}} NOT NULL,
    PRIMARY KEY (link_id, obligation_id, sha256)
);
CREATE INDEX reply_draft_file_sha ON reply_draft_file (sha256);

-- What was sent through a link, at once: by whom of the unit, in their own words.
CREATE TABLE reply_sending (
    id {{key}},
    link_id BIGINT NOT NULL REFERENCES reply_link (id),
    sent_at {{timestamp}} NOT NULL,
    filler TEXT NOT NULL,
    kept BIGINT NOT NULL
);
CREATE INDEX reply_sending_link ON reply_sending (link_id, id);

-- Files that came back together, looked at before they are applied.
CREATE TABLE reply_drop (
    id {{key}},
    uid UUID NOT NULL UNIQUE,
    created_at {{timestamp}} NOT NULL,
    created_by BIGINT REFERENCES account (id)
);

-- `content`: what was read of the file; NULL when it cannot be taken, and `problem` says why.
CREATE TABLE reply_drop_file (
    drop_id BIGINT NOT NULL REFERENCES reply_drop (id),
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    sha256 {{bytes}},
    size BIGINT NOT NULL,
    problem TEXT,
    content TEXT,
    PRIMARY KEY (drop_id, number)
);
CREATE INDEX reply_drop_file_sha ON reply_drop_file (sha256);

-- On what paper a report rests is shown wherever the report is.
CREATE INDEX evidence_update ON evidence (update_id) WHERE update_id IS NOT NULL;
