-- What else is known of a unit, and by whom a part of the directory was written last.
-- `version` counts changes by hand, by acts and by imports: who edits an older one is told.
-- `imported` is the entry as the last import brought it: what differs from it now was changed by a
-- person or an act since, and the next import shows it instead of overwriting it.
ALTER TABLE unit ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE unit ADD COLUMN imported TEXT;
ALTER TABLE unit_group ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE unit_group ADD COLUMN imported TEXT;
-- A rule may keep to what stands under one unit.
ALTER TABLE unit_group ADD COLUMN under_id BIGINT REFERENCES unit (id);

CREATE TABLE unit_code (
    id {{key}},
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    scheme TEXT NOT NULL,
    value TEXT NOT NULL
);
CREATE INDEX unit_code_unit ON unit_code (unit_id);
CREATE INDEX unit_code_value ON unit_code (scheme, value);

-- Of the office: how it is reached.
CREATE TABLE unit_contact (
    id {{key}},
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    name TEXT,
    email TEXT,
    phone TEXT,
    address TEXT
);
CREATE INDEX unit_contact_unit ON unit_contact (unit_id);

CREATE TABLE unit_head (
    id {{key}},
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    name TEXT NOT NULL,
    title TEXT,
    valid_from DATE,
    valid_to DATE
);
CREATE INDEX unit_head_unit ON unit_head (unit_id);

-- Units that a rule would take and the group does not.
CREATE TABLE group_exception (
    id {{key}},
    group_id BIGINT NOT NULL REFERENCES unit_group (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    valid_from DATE,
    valid_to DATE
);
CREATE INDEX group_exception_group ON group_exception (group_id);

-- Acts of reorganisation that a directory file brings, ready to be looked at and applied.
CREATE TABLE prepared_act (
    id {{key}},
    place TEXT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    effective DATE NOT NULL,
    entry TEXT NOT NULL
);

-- A file somebody wants to bring in, kept until it is applied or thrown away.
CREATE TABLE directory_upload (
    id {{key}},
    uid UUID NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by BIGINT,
    applied_at {{timestamp}}
);
